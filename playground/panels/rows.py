"""Rows of a form: a name on the left, a field on the right, and a sentence below where something is refused."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.document.values import FRACTIONS, ValueRefusedError, parse_weight
from playground.keyboard import leave_after_typing
from playground.panels.inspector.number_field import NumberEdit
from playground.panels.sentence import Sentence
from playground.theme import ui_font
from playground.whole_field import WholeField

FIELD_WIDTH = 104

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def heading(title: str, note: QLabel) -> QHBoxLayout:
    """Return the head of a part of a panel, with a note at its right end."""
    name = QLabel(title)
    name.setFont(ui_font(14, 600))
    note.setFont(ui_font(11))
    note.setProperty("tone", "third")
    row = QHBoxLayout()
    row.addWidget(name)
    row.addStretch()
    row.addWidget(note)
    return row


def rule() -> QFrame:
    """Return a line between two parts of a panel."""
    line = QFrame()
    line.setFixedHeight(1)
    line.setProperty("rule", True)
    return line


def row(title: str, field: QWidget, tip: str = "") -> QWidget:
    """Return a field with its name on the left."""
    label = QLabel(title)
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    label.setBuddy(field)
    field.setAccessibleName(title)
    if tip:
        field.setToolTip(tip)
        label.setToolTip(tip)
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(label)
    line.addStretch()
    line.addWidget(field)
    return made


def formula_label() -> QLabel:
    """Return a label for a formula below the field that chooses it."""
    label = QLabel()
    label.setFont(ui_font(12))
    label.setProperty("tone", "second")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def written(value: float) -> str:
    """Return a number of a form with up to six digits.

    >>> written(0.999), written(1e-08), written(-2.5e+20)
    ('0.999', '1×10⁻⁸', '−2.5×10²⁰')
    """
    mantissa, _, exponent = f"{value:.6g}".partition("e")
    raised = str(int(exponent)).translate(_RAISED) if exponent else ""
    return f"{mantissa}×10{raised}".replace("-", "−") if exponent else mantissa.replace("-", "−")


class WholeRow(QWidget):
    """A whole number to type; it is taken by Return or when the field is left, and then the keys mean the window again.

    Parameters
    ----------
    show : shows the value that holds
    """

    def __init__(
        self, title: str, name: str, tip: str, least: int, most: int, show: Callable[[], object], what: str = ""
    ) -> None:
        super().__init__()
        self.field = WholeField(what or title, least, most)
        self.field.setObjectName(name)
        self.field.setStepType(WholeField.StepType.AdaptiveDecimalStepType)
        self.field.setFixedWidth(FIELD_WIDTH)
        self.sentence = _row_with_sentence(self, title, self.field, tip)
        leave_after_typing(self.field, show)
        self.field.refused.connect(self.sentence.warn)
        self.field.valueChanged.connect(self.sentence.clear)
        self.field.lineEdit().textEdited.connect(self.sentence.clear)


class NumberRow(QWidget):
    """A number to type, also as a fraction; it is taken by Return or when the field is left.

    Parameters
    ----------
    choose : is given the number, and returns why it is not taken, or ""
    what, such_as : what the number is, and examples of it, for the sentence where it is none
    """

    def __init__(
        self, title: str, name: str, tip: str, choose: Callable[[float], str], what: str = "", such_as: str = FRACTIONS
    ) -> None:
        super().__init__()
        self._choose = choose
        self._what = what or title
        self._such_as = such_as
        self.edit = NumberEdit(written)
        self.edit.setObjectName(name)
        self.edit.setFixedWidth(FIELD_WIDTH)
        self.edit.setProperty("form", True)
        self.sentence = _row_with_sentence(self, title, self.edit, tip)
        self.edit.typed.connect(lambda text: self._take(text, stays=True))
        self.edit.leaving.connect(lambda text: self._take(text, stays=False))
        self.edit.textEdited.connect(lambda: self._object(""))
        self.edit.taken_back.connect(lambda: self._object(""))

    def show_value(self, value: float) -> None:
        """Show a value, unless somebody is typing another one."""
        self.edit.show_value(value)

    def _take(self, text: str, *, stays: bool) -> None:
        try:
            sentence = self._choose(parse_weight(text, self._what, self._such_as))
        except ValueRefusedError as error:
            sentence = str(error)
        self._object(sentence)
        if stays and not sentence:
            self.edit.setModified(False)
            self.edit.clearFocus()

    def _object(self, sentence: str) -> None:
        if sentence:
            self.sentence.warn(sentence)
        else:
            self.sentence.clear()
        if bool(sentence) != bool(self.edit.property("refused")):
            self.edit.setProperty("refused", bool(sentence))
            self.edit.style().polish(self.edit)


def _row_with_sentence(parent: QWidget, title: str, field: QWidget, tip: str) -> Sentence:
    """Lay a field with its name into a widget, and below it the sentence that is returned."""
    sentence = Sentence()
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(row(title, field, tip))
    column.addWidget(sentence)
    return sentence
