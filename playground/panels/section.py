"""Sections of a panel that fold: a head to click, a word on what is inside, and the rest below."""

import json
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.keyboard import let_space_press
from playground.theme import Appearance, ui_font

HEIGHT = 26
CHEVRON = 7.0  # pixels across
GAP = 8


class Folds:
    """Which sections are folded, by their titles; what was chosen for one that is not made yet waits for it."""

    def __init__(self) -> None:
        self._folded: dict[str, bool] = {}
        self._listeners: dict[str, Callable[[bool], object]] = {}

    def add(self, title: str, folded: bool, show: Callable[[bool], object]) -> None:
        """Let a section be folded and unfolded by `show`, from now on; `folded` is how it is if nobody chose."""
        self._listeners[title] = show
        show(self._folded.setdefault(title, folded))

    def fold(self, title: str, folded: bool) -> None:
        self._folded[title] = folded
        if title in self._listeners:
            self._listeners[title](folded)

    def is_folded(self, title: str) -> bool:
        return self._folded.get(title, False)

    def state(self) -> str:
        """Return all of it as a text to be remembered."""
        return json.dumps(self._folded)

    def restore(self, state: str) -> None:
        """Fold and unfold as it was remembered; a text that says nothing of the kind changes nothing."""
        try:
            remembered = json.loads(state)
        except (ValueError, RecursionError):
            return
        if isinstance(remembered, dict):
            for title, folded in remembered.items():
                self.fold(str(title), bool(folded))


class Section(QWidget):
    """A head and what folds away below it.

    Parameters
    ----------
    folds : remembers whether it is folded
    folded : how it is if nobody chose
    large : whether it is a part of a page, or a group within one
    tells : whether it says what is inside while that is to be seen
    """

    def __init__(
        self,
        title: str,
        content: QWidget | QLayout,
        folds: Folds,
        appearance: Appearance,
        *,
        folded: bool = False,
        large: bool = True,
        tells: bool = True,
    ) -> None:
        super().__init__()
        self.title = title
        self.head = _Head(title, appearance, large=large, tells=tells)
        self._folds = folds
        self._content = content if isinstance(content, QWidget) else _holding(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8 if large else 5)
        column.addWidget(self.head)
        column.addWidget(self._content)
        self.head.clicked.connect(lambda open_now: folds.fold(title, not open_now))
        folds.add(title, folded, self._show_folded)

    @property
    def is_folded(self) -> bool:
        """Whether only the head is to be seen."""
        return not self.head.isChecked()

    def unfold(self) -> None:
        """Show what is inside."""
        self._folds.fold(self.title, False)

    def say(self, note: str) -> None:
        """Say at the right end of the head what is inside."""
        self.head.say(note)

    def _show_folded(self, folded: bool) -> None:
        self.head.setChecked(not folded)
        self._content.setVisible(not folded)


class _Head(QAbstractButton):
    """A line to click: a chevron, the title and a note; checked while unfolded."""

    def __init__(self, title: str, appearance: Appearance, *, large: bool, tells: bool) -> None:
        super().__init__()
        self._appearance = appearance
        self._large = large
        self._tells = tells
        self._note = ""
        self.setObjectName("section_" + title.lower().replace(" ", "_"))
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(f"Fold or unfold: {title}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        let_space_press(self)
        appearance.changed.connect(self.update)

    def say(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        lit = self.underMouse() or self.hasFocus()
        middle = self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color("text" if lit else "text3"), 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            half, quarter = CHEVRON / 2, CHEVRON / 4
            tips = [(-half, -quarter), (0, quarter), (half, -quarter)]
            if not self.isChecked():
                tips = [(y, x) for x, y in tips]
            painter.drawPolyline([QPointF(5 + x, middle + y) for x, y in tips])
            font = ui_font(14, 600) if self._large else ui_font(11, 600)
            painter.setFont(font)
            painter.setPen(theme.color("text" if self._large or lit else "text2"))
            left = CHEVRON + GAP
            words = QRectF(left, 0, self.width() - left, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self._tells or not self.isChecked():
                room = words.adjusted(QFontMetricsF(font).horizontalAdvance(self.text()) + 2 * GAP, 0, 0, 0)
                self._draw_note(painter, room)
            if self.hasFocus():
                painter.setPen(QPen(theme.color("accent"), 1.0, Qt.PenStyle.DotLine))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _draw_note(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(ui_font(11))
        painter.setPen(self._appearance.theme.color("text3"))
        note = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT if self._large else HEIGHT - 6)


def _holding(layout: QLayout) -> QWidget:
    widget = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    widget.setLayout(layout)
    return widget
