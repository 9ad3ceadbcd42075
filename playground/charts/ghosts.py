"""Ghosts: the training costs of branches that the run is not on, or not any more, thin behind those of the run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from playground.charts.curve import Curve
from playground.charts.decimate import decimate
from playground.charts.plot import Plot
from playground.theme import Theme, mix

WIDTH = 1.4
STRENGTH = 0.75  # of a branch's colour on the panel

Values = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Ghost:
    """A curve of another time.

    Attributes
    ----------
    color : the number of its branch's colour
    epochs, costs : (n,), ascending; they must not change
    """

    color: int
    epochs: Values
    costs: Values


class Ghosts:
    """Draws them.

    Attributes
    ----------
    shown : the curves
    heights : of all of them, where they stand on an axis without a range
    """

    def __init__(self) -> None:
        self.shown: Sequence[Ghost] = ()
        self.heights: Values = np.empty(0)
        self._measured: tuple[object, ...] = ()
        self._drawn: list[tuple[int, Values, Values]] = []
        self._curves: list[tuple[int, Curve]] = []

    @property
    def last(self) -> float:
        """The last epoch of any."""
        return max((float(ghost.epochs[-1]) for ghost in self.shown if len(ghost.epochs)), default=0.0)

    def measure(self, bins: int, heights_of: Callable[[Values], Values], *, is_log: bool) -> None:
        """Find out where they stand before the axes have a range; so many bins are as many points as one can see."""
        if (measured := (self.shown, bins, is_log)) == self._measured:
            return
        self._measured, self._drawn = measured, []
        for ghost in self.shown:
            kept = decimate(ghost.costs, bins, ghost.epochs)
            self._drawn.append((ghost.color, ghost.epochs[kept], heights_of(ghost.costs[kept])))
        self.heights = np.concatenate([heights for _, _, heights in self._drawn]) if self._drawn else np.empty(0)

    def place(self, on_axis: Callable[[Values], Values], span: float) -> None:
        """Put them on axes that have one; `span` is the height of the plot."""
        self._curves = []
        for color, epochs, heights in self._drawn:
            curve = Curve(WIDTH)
            curve.show_values(epochs, on_axis(heights), span)
            self._curves.append((color, curve))

    def draw(self, painter: QPainter, plot: Plot, theme: Theme) -> None:
        for color, curve in self._curves:
            curve.draw(painter, plot, mix(theme.color("panel"), theme.of_branch(color), STRENGTH))
