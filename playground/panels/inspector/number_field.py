"""A field for one weight: it takes decimal numbers and fractions, and refuses anything else in place."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from playground.document.values import ValueRefusedError, parse_weight
from playground.notation import format_number
from playground.panels.sentence import Sentence
from playground.theme import ui_font

DIGITS = 4


class NumberEdit(QLineEdit):
    """A line in which a number is typed; Return hands it over, Escape and leaving take it back.

    Signals
    -------
    typed(text) : Return was pressed
    leaving(text) : something was typed and the line left without Return; what it shows then is the value again
    taken_back() : Escape was pressed
    left() : the line was left
    """

    typed = Signal(str)
    leaving = Signal(str)
    taken_back = Signal()
    left = Signal()

    def __init__(self, show: Callable[[float], str] = lambda value: format_number(value, DIGITS)) -> None:
        super().__init__()
        self._show = show
        self.setFont(ui_font(13, 500))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._value: float | None = None

    @property
    def is_typed_in(self) -> bool:
        """Whether somebody is amid typing, so that nothing may be overwritten."""
        return self.hasFocus() and self.isModified()

    def show_value(self, value: float | None) -> None:
        self._value = value
        if not self.hasFocus():
            self.setText("" if value is None else self._show(value))

    def take_back(self) -> None:
        """Show the value again instead of what was typed."""
        self.setModified(False)
        self.clearFocus()
        self.show_value(self._value)

    # Qt's names

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._value is not None:
            self.setText(repr(self._value).replace("-", "−"))
        self.setModified(False)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            if self.isModified():
                self.setModified(False)
                self.leaving.emit(self.text())
            self.show_value(self._value)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.take_back()
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)


class NumberField(QWidget):
    """A titled NumberEdit with its sentence below.

    Signals
    -------
    chosen(value) : a number was typed and handed over by Return
    """

    chosen = Signal(float)

    def __init__(self, title: str, name: str, tip: str) -> None:
        super().__init__()
        self.edit = NumberEdit()
        self.edit.setObjectName(name)
        self.edit.setToolTip(tip)
        self.edit.setAccessibleName(title)
        self.edit.setFixedWidth(150)
        self.sentence = Sentence()
        self._title = QLabel(title)
        self._title.setFont(ui_font(12))
        self._title.setProperty("tone", "second")
        self._title.setBuddy(self.edit)
        line = QHBoxLayout()
        line.addWidget(self._title)
        line.addStretch()
        line.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.sentence)
        self.edit.typed.connect(self._typed)
        self.edit.left.connect(lambda: self.refuse(""))
        self.edit.textEdited.connect(lambda: self.refuse(""))

    def show_value(self, value: float | None) -> None:
        """Show a value, unless somebody is typing another one."""
        self.edit.show_value(value)

    def refuse(self, sentence: str) -> None:
        """Say why what was typed is not taken, and keep it there; "" is no objection."""
        if sentence:
            self.sentence.warn(sentence)
        else:
            self.sentence.clear()
        if bool(sentence) != bool(self.edit.property("refused")):
            self.edit.setProperty("refused", bool(sentence))
            self.edit.style().polish(self.edit)

    def _typed(self, text: str) -> None:
        try:
            value = parse_weight(text)
        except ValueRefusedError as error:
            self.refuse(str(error))
            return
        self.edit.take_back()
        self.chosen.emit(value)
