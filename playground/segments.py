"""A segmented control: a few words in one frame, one of them on. Tab reaches it, the arrow keys move in it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from playground.theme import Appearance, ui_font

SMALL, LARGE = (10, 20), (12, 28)  # the font's size and the control's height, in pixels


class _Segment(QAbstractButton):
    """One word of the control."""

    def __init__(self, appearance: Appearance, text: str, tip: str, size: tuple[int, int]) -> None:
        super().__init__()
        self.appearance = appearance
        self._font = ui_font(size[0], 500)
        self._height = size[1] - 4
        self._reached_by_key = False
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleDescription(tip)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the window
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        appearance.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(self._font).horizontalAdvance(self.text())) + 16, self._height)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._reached_by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        on = self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if on:
                painter.setPen(QPen(theme.color("accent" if self._reached_by_key and self.hasFocus() else "line2"), 1))
                painter.setBrush(theme.color("hover"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(self._font)
            painter.setPen(theme.color("text" if on else "text2"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """The control; its choices are numbered from 0."""

    chosen = Signal(int)

    def __init__(
        self, appearance: Appearance, choices: Sequence[tuple[str, str]], on: int = 0, *, size: tuple[int, int] = SMALL
    ) -> None:
        """Take the choices as (word, tooltip), and the number of the one that is on."""
        super().__init__()
        self.appearance = appearance
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        self.segments = [_Segment(appearance, word, tip, size) for word, tip in choices]
        for number, segment in enumerate(self.segments):
            layout.addWidget(segment)
            segment.setChecked(number == on)
            segment.toggled.connect(self._announce)
        self.setFixedSize(self.sizeHint())
        appearance.changed.connect(self.update)

    def current(self) -> int:
        return next(number for number, segment in enumerate(self.segments) if segment.isChecked())

    def choose(self, number: int) -> None:
        self.segments[number].setChecked(True)

    def _announce(self, checked: bool) -> None:
        if checked:
            self.chosen.emit(self.current())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.appearance.theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.setBrush(theme.color("card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
