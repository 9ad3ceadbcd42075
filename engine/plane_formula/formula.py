"""A formula over the plane as a value: its text, what kind of data it makes, and its numbers."""

from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from engine.arrays import Array, Floats, read_only
from engine.numbers import format_number, format_percent
from engine.plane_formula.parser import read
from engine.plane_formula.tree import Plane, Tree

REACH = 6.0  # data lives within [−REACH, REACH], see datasets.EXTENT: a later chapter
LEAST_SHARE = 0.05  # of the plane where there has to be a value
GREATEST = 1e6  # a value beyond ± this cannot be drawn beside others, nor learnt at a usual rate


@dataclass(frozen=True)
class PlaneFormula:
    """A text that was read; made by `parse`.

    Attributes
    ----------
    text : as it was written
    is_region : whether it compares: two classes, 1 where it is true
    dimensions : 1 if it speaks of x1 alone and is no region, and so makes values over a line; else 2
    tree : what evaluates it
    """

    text: str
    is_region: bool
    dimensions: int
    tree: Tree = field(repr=False, compare=False)  # follows from the text

    def value(self, x1: Floats, x2: Floats) -> Array:
        """Return the formula's values, of the shape of x1 and x2; no warnings.

        A region is 1.0 where it is true and else 0.0, and a comparison with what is not defined is not true. Values
        are NaN or infinite where they are not defined: log(x1) for x1 ≤ 0.
        """
        at = Plane(np.asarray(x1, np.float64), np.asarray(x2, np.float64))
        with np.errstate(all="ignore"):
            value = self.tree.value(at)
        return np.array(np.broadcast_to(value, at.x1.shape), dtype=np.float64)


@lru_cache(maxsize=256)
def parse(text: str) -> PlaneFormula:
    """Read a formula; raise FormulaError, which tells what is wrong and which characters are meant.

    >>> parse("x1*x1 + sin(x2) > 1")
    PlaneFormula(text='x1*x1 + sin(x2) > 1', is_region=True, dimensions=2)
    >>> parse("sin(x1)").dimensions
    1
    """
    tree, is_region, speaks_of_x2 = read(text)
    return PlaneFormula(text, is_region, 2 if is_region or speaks_of_x2 else 1, tree)


def trouble_with(formula: PlaneFormula) -> str | None:
    """Return a sentence if a formula makes nothing to learn from within [−6, 6]², else None."""
    values = formula.value(*_grid())
    if formula.is_region:
        if values.all():
            return "the formula is true everywhere between −6 and 6, expected a region with a border inside"
        if not values.any():
            return "the formula is true nowhere between −6 and 6, expected a region with a border inside"
        return None
    defined = values[np.isfinite(values)]
    share = defined.size / values.size
    if share < LEAST_SHARE:
        return (
            f"the formula has a value on {format_percent(share)} of the plane between −6 and 6, "
            f"expected at least {format_percent(LEAST_SHARE)}"
        )
    farthest = defined[np.abs(defined).argmax()]
    if abs(farthest) > GREATEST:
        return (
            f"the formula reaches {format_number(farthest)} between −6 and 6, "
            f"expected values from {format_number(-GREATEST, 0)} to {format_number(GREATEST, 0)}"
        )
    return None


@cache
def _grid() -> tuple[Array, Array]:
    """Points over the plane, none of them on an axis, a diagonal or a whole number, where a formula may be special."""
    x1, x2 = ((np.arange(count) + 0.5) / count * 2 * REACH - REACH for count in (120, 128))
    x1_grid, x2_grid = np.meshgrid(x1, x2)
    return read_only(x1_grid), read_only(x2_grid)
