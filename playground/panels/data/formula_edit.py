"""A line in which a formula is typed: characters that are wrong have a wavy line below them, as in a text program."""

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit

from playground.theme import Appearance, ui_font

PAUSE = 700  # milliseconds without a key after which somebody has typed what they meant
WAVE, HEIGHT = 4.0, 1.6  # of the wavy line: from crest to crest, and above its middle
BELOW = 7.0  # the middle of the line of text
END = 8.0  # pixels for what is missing at the end


def typed_font(size: int, weight: int = 400) -> QFont:
    """Return the font for text with a formula in it: Inter would else show the x of "2 x1" as a sign for times."""
    font = QFont(ui_font(size, weight))
    font.setFeature(QFont.Tag("calt"), 0)
    return font


class FormulaEdit(QLineEdit):
    """Tells when a person has typed, and how far that is meant.

    Signals
    -------
    paused() : nothing was typed for a while
    entered() : Return was pressed
    left() : something was typed, and the line left without Return
    taken_back() : Escape was pressed; the line shows what it showed before
    """

    paused = Signal()
    entered = Signal()
    left = Signal()
    taken_back = Signal()

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._shown = ""
        self._mark: tuple[int, int] | None = None
        self.setObjectName("formula")
        self.setMaxLength(600)  # more than a formula may have, so that this is said rather than done in silence
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.paused)
        self.textEdited.connect(lambda: self._pause.start())
        appearance.changed.connect(self.update)

    @property
    def is_typed_in(self) -> bool:
        """Whether something was typed that nobody has taken yet."""
        return self.isModified()

    def show_text(self, text: str) -> None:
        """Show what holds. What was typed and is not taken stays until something else holds."""
        if self.is_typed_in and text == self._shown:
            return
        self._shown = text
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def settle(self) -> None:
        """What was typed is taken: there is nothing to wait for, and nothing to take back."""
        self._pause.stop()
        self._shown = self.text()
        self.setModified(False)

    def mark(self, start: int, end: int) -> None:
        """Mark the characters text[start:end] as wrong; end may be one beyond the text."""
        self._set_mark((start, end))

    def unmark(self) -> None:
        self._set_mark(None)

    @property
    def marked(self) -> tuple[int, int] | None:
        """Which characters are marked, from and up to."""
        return self._mark

    @property
    def text_origin(self) -> float:
        """Where the text begins, in pixels from the left; beyond the frame where a long text is moved."""
        here = QRectF(self.cursorRect()).center().x()
        return here - self.fontMetrics().horizontalAdvance(self.text()[: self.cursorPosition()])

    def wave(self) -> QRectF | None:
        """Return where the wavy line is, within the line's frame; None if nothing is marked."""
        if self._mark is None:
            return None
        start, end = self._mark
        text, metrics, origin = self.text(), self.fontMetrics(), self.text_origin
        left = origin + metrics.horizontalAdvance(text[:start])
        right = origin + metrics.horizontalAdvance(text[:end]) + (END if end > len(text) else 0.0)
        inner = self.contentsRect().adjusted(6, 0, -6, 0)
        left = min(max(left, inner.left()), inner.right() - END)
        right = max(min(right, inner.right()), left + END)
        return QRectF(left, inner.center().y() + BELOW, right - left, 2 * HEIGHT)

    def _set_mark(self, mark: tuple[int, int] | None) -> None:
        if mark != self._mark:
            self._mark = mark
            self.update()

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._pause.stop()
            self.setText(self._shown)
            self.taken_back.emit()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._pause.stop()
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.is_typed_in:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        wave = self.wave()
        if wave is None:
            return
        steps = int(wave.width() / (WAVE / 2)) + 1
        crests = [
            QPointF(wave.left() + step * WAVE / 2, wave.center().y() + (HEIGHT if step % 2 else -HEIGHT))
            for step in range(steps)
        ]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._appearance.theme.color("wrong"), 1.4))
            painter.drawPolyline(QPolygonF(crests))
