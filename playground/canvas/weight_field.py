"""The little field in which a weight is typed, in its place on the canvas."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from playground.document.values import ValueRefusedError, parse_weight
from playground.theme import ui_font

WIDTH = 96
SENTENCE_WIDTH = 196


class _Line(QLineEdit):
    """A line that tells when Tab or Escape is pressed, or the focus is lost."""

    left = Signal()
    tabbed = Signal(bool)  # whether forward

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.tabbed.emit(event.key() == Qt.Key.Key_Tab)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.returnPressed.emit()
                return True  # else the canvas below would hear it too
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class WeightField(QWidget):
    """Reads a weight. What is no weight is refused in a sentence beside the field, and the field stays.

    Signals
    -------
    refused() : the sentence is shown, and is to be put in its place
    entered(value, way) : a weight was typed; way is 1 after Tab, -1 after Shift+Tab, 0 after Enter
    left() : the person thought better of it
    """

    entered = Signal(float, int)
    left = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("weight_field")
        self.line = _Line(self)
        self.line.setObjectName("weight_line")
        self.line.setFont(ui_font(13, 500))
        self.line.setFixedWidth(WIDTH)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence_label = QLabel(parent)
        self.sentence_label.setObjectName("weight_refused")
        self.sentence_label.setFont(ui_font(11, 500))
        self.sentence_label.setWordWrap(True)
        self.sentence_label.setFixedWidth(SENTENCE_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.line, 0, Qt.AlignmentFlag.AlignHCenter)
        self.line.returnPressed.connect(lambda: self._enter(0))
        self.line.tabbed.connect(lambda forward: self._enter(1 if forward else -1))
        self.line.left.connect(self._leave)
        self.line.textEdited.connect(self.sentence_label.hide)
        self._is_open = False
        self.sentence_label.hide()
        self.hide()

    @property
    def sentence(self) -> str:
        """Why what was typed is refused; empty if it is not."""
        return self.sentence_label.text() if self.sentence_label.isVisible() else ""

    def open(self, name: str, value: float, middle: QPointF) -> None:
        """Ask for the weight that is called so and has this value; the field stands about a place of its parent."""
        self.line.setAccessibleName(name)
        self.line.setToolTip(f"{name}: a number such as 0.5 or 2/3")
        self.line.setText(f"{value:.6g}".replace("-", "−"))
        self.sentence_label.hide()
        self._is_open = True
        self._place(middle)
        self.show()
        self.raise_()
        self.line.selectAll()
        self.line.setFocus()

    def _place(self, middle: QPointF) -> None:
        self.adjustSize()
        room, size = self.parentWidget().size(), self.sizeHint()
        x = min(max(round(middle.x() - size.width() / 2), 4), room.width() - size.width() - 4)
        y = min(max(round(middle.y() - self.line.sizeHint().height() / 2), 4), room.height() - size.height() - 4)
        self.setGeometry(x, y, size.width(), size.height())

    def _enter(self, way: int) -> None:
        try:
            value = parse_weight(self.line.text())
        except ValueRefusedError as refused:
            sentence = str(refused)
            self.sentence_label.setText(sentence[:1].upper() + sentence[1:])
            self.sentence_label.setFixedHeight(self.sentence_label.heightForWidth(SENTENCE_WIDTH))
            self.sentence_label.show()
            self.sentence_label.raise_()
            self.refused.emit()
            self.line.selectAll()
            return
        self.close_field()
        self.entered.emit(value, way)

    def _leave(self) -> None:
        if self._is_open:
            self.close_field()
            self.left.emit()

    def close_field(self) -> None:
        """Close it, and give the keys back to the canvas if it had them."""
        if self._is_open:
            self._is_open = False
            if self.line.hasFocus():
                self.parentWidget().setFocus()  # before it hides, or Qt would hand the focus to whatever comes next
            self.sentence_label.hide()
            self.hide()
