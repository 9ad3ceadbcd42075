"""Writing: with how many digits numbers are written, wherever formulas and grids show them."""

from PySide6.QtCore import QObject, Signal

from engine.formulas.nodes import Formula
from engine.formulas.writer import digits_of
from engine.numbers import MOST_DIGITS

LEAST_DIGITS = 2


class Writing(QObject):
    """One choice of digits for all views that tell a learning step: the same number reads alike in each of them.

    Attributes
    ----------
    digits : how many digits numbers are written with, 2 to 12
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.digits = LEAST_DIGITS

    def set_digits(self, digits: int) -> None:
        """Choose with how many digits numbers are written; what is beyond 2 and 12 means these."""
        digits = min(max(digits, LEAST_DIGITS), MOST_DIGITS)
        if digits != self.digits:
            self.digits = digits
            self.changed.emit()

    def digits_of(self, formula: Formula) -> int:
        """Return with how many digits a formula is written: those chosen, more where a change would not be seen."""
        return digits_of(formula, self.digits)
