"""The numbers of a matrix as they are written in its cells: few decimals, a common power of ten taken out."""

from dataclasses import dataclass
from math import floor, log10

import numpy as np

from engine.arrays import Floats
from engine.numbers import format_number

LEAST, GREATEST = 0.1, 1000.0  # a matrix whose greatest number lies outside is written with a power of ten
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Scale:
    """A power of ten that is taken out of all numbers of a matrix, and what tints are measured by.

    Attributes
    ----------
    exponent : of the power; 0 is none
    greatest : the greatest size of a number
    """

    exponent: int
    greatest: float

    @property
    def factor(self) -> str:
        """The power as it is written in front of the numbers, "" for 1."""
        return f"10{str(self.exponent).translate(_RAISED)} ×" if self.exponent else ""

    def written(self, value: float) -> str:
        """Write a number of the matrix."""
        digits = 3 if LEAST <= self.greatest < 1 else 2
        return format_number(value / 10.0**self.exponent, digits)

    def share(self, value: float) -> float:
        """Return how great a number is beside the greatest one, from 0 to 1; what is no number counts as 0."""
        size = abs(value)
        return min(1.0, size / self.greatest) if self.greatest and size == size else 0.0


def scale_of(values: Floats) -> Scale:
    """Return the scale in which a matrix is written.

    >>> scale_of(np.array([[0.0012, -0.03]])).factor
    '10⁻² ×'
    >>> scale_of(np.array([[1.0, -30.0]])).factor
    ''
    """
    finite = np.abs(values[np.isfinite(values)])
    greatest = float(finite.max(initial=0.0))
    plain = greatest == 0 or LEAST <= greatest < GREATEST
    return Scale(0 if plain else floor(log10(greatest)), greatest)
