"""Writing: with how many digits numbers are written, wherever formulas and grids show them."""

from PySide6.QtCore import QObject, Signal

LEAST_DIGITS, MOST_DIGITS = 2, 12


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
