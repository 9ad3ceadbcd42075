"""A field for a whole number that lets anything be typed, and says in one sentence what it does not take."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

MOST_TOLD = 24  # characters of what was typed


class WholeField(QSpinBox):
    """Announces what was typed when the typing is done. What is no number in its range changes nothing.

    Qt's own drops the characters that it does not take: "1e400" would be read as 1400, and "-5" as 5.

    Parameters
    ----------
    what : what the number is, for the sentence
    """

    refused = Signal(str)  # a sentence

    def __init__(self, what: str, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self.setRange(least, most)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel does not give it the focus
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def show_value(self, value: int) -> None:
        """Show a value without announcing it."""
        with QSignalBlocker(self):
            self.setValue(value)

    def objection(self, text: str) -> str:
        """Return why a text is not taken, or ""."""
        number = whole_number(text)
        if number is None:
            told = text if len(text) <= MOST_TOLD else f"{text[:MOST_TOLD]}…"
            return f"{self._what} must be a whole number such as {self.value()}, got {told!r}"
        if not self.minimum() <= number <= self.maximum():
            return f"{self._what} must be from {self.minimum()} to {self.maximum()}, got {number}"
        return ""

    # Qt's names

    def validate(self, text: str, position: int) -> object:
        state = QValidator.State.Intermediate if self.objection(text) else QValidator.State.Acceptable
        return state, text, position

    def valueFromText(self, text: str) -> int:
        number = whole_number(text)
        return self.value() if number is None else number

    def fixup(self, text: str) -> str:
        self.refused.emit(self.objection(text))
        return text  # as it is: then Qt shows the value again

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # a panel around it scrolls


def whole_number(text: str) -> int | None:
    """Return the whole number that a text is, with either sign for minus and spaces anywhere; None if it is none.

    >>> whole_number(" 1 000"), whole_number("−3"), whole_number("1e3"), whole_number("")
    (1000, -3, None, None)
    """
    plain = "".join(text.split()).replace("−", "-")
    digits = plain.removeprefix("-").removeprefix("+")
    is_whole = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_TOLD
    return int(plain) if is_whole and len(plain) - len(digits) <= 1 else None
