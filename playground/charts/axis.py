"""What stands along a side of a plot; `axes` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont

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
