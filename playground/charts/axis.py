"""What stands along a side of a plot; `axes` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QFont

from playground.charts import figures, ranges

_AIR = 0.12  # of the values' extent, around them

Ticks = Sequence[tuple[float, str]]  # where, and what is written there
Range = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """An axis that writes its own name at its far end, in the row of the tick labels, instead of a line further out.

    Attributes
    ----------
    font : of the name; that of captions if none is given
    has_grid : whether each tick is a line across the plot
    """

    name: str = ""
    font: QFont | None = None
    has_grid: bool = False


def around(values: npt.NDArray[np.floating]) -> Range:
    """Return a range in which values, shape (n,), have air around them."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
    air = _AIR * (high - low) or 1.0
    return low - air, high + air


def ticks_of(within: Range) -> Ticks:
    """Return about five ticks at round places."""
    values, step = ranges.linear_ticks(*within, 5)
    return [(value, figures.tick(value, step)) for value in values]
