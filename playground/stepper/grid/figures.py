"""Numbers as they are written in the cells of a grid: few decimals, a common power of ten taken out."""

from dataclasses import dataclass, replace
from math import floor, log10

import numpy as np

from engine.arrays import Floats
from engine.numbers import format_nonzero, power_of_ten

LEAST, GREATEST = 0.1, 1000.0  # numbers whose greatest lies outside are written with a power of ten


@dataclass(frozen=True)
class Scale:
    """How numbers that are looked at together are written, and what their tints are measured by.

    A number that is not 0 never reads as 0: one that is too small for its decimals has a power of ten of its own.

    Attributes
    ----------
    exponent : of the power of ten that is taken out of all of them; 0 is none
    greatest : the greatest size of a number
    digits : decimals; one more where all numbers are less than 1
    longest : the numbers among which is the one that needs most room
    """

    exponent: int
    greatest: float
    digits: int = 2
    longest: tuple[float, ...] = ()

    @property
    def factor(self) -> str:
        """What all numbers are to be multiplied by, as it is written beside them; "" for 1."""
        return f"× {power_of_ten(self.exponent)}" if self.exponent else ""

    @property
    def decimals(self) -> int:
        """How many decimals the numbers have, the power of ten put in."""
        return self._shown_decimals - self.exponent

    def written(self, value: float) -> str:
        """Write one of the numbers."""
        return format_nonzero(value / 10.0**self.exponent, self._shown_decimals)

    @property
    def _shown_decimals(self) -> int:
        return self.digits + (LEAST <= self.greatest < 1)

    def share(self, value: float) -> float:
        """Return how great a number is beside the greatest, from −1 to 1; what is no number counts as 0."""
        return max(-1.0, min(1.0, value / self.greatest)) if self.greatest and value == value else 0.0


def scale_of(values: Floats, digits: int = 2, least_decimals: int = 0) -> Scale:
    """Return the scale in which numbers are written; `least_decimals`: so many at least, the power of ten put in.

    >>> scale_of(np.array([[0.0012, -0.03]])).factor
    '× 10⁻²'
    >>> scale_of(np.array([[1.0, -30.0]])).factor
    ''
    """
    finite = values[np.isfinite(values)]
    sizes = np.abs(finite)
    greatest = float(sizes.max(initial=0.0))
    plain = greatest == 0 or LEAST <= greatest < GREATEST
    parts = finite, finite[sizes > 0], finite[finite < 0]
    longest = {float(part[np.abs(part).argmin()]) for part in parts if part.size}
    longest |= {float(value) for value in (values.min(initial=0.0), values.max(initial=0.0))}
    scale = Scale(0 if plain else floor(log10(greatest)), greatest, digits, tuple(longest))
    return replace(scale, digits=digits + max(0, least_decimals - scale.decimals))
