"""The axes of a plot of costs: epochs below, costs on the left, on a logarithmic or a linear scale."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from playground.charts import figures, ranges
from playground.charts.plot import Plot
from playground.charts.row import caption_font, text_width

LEFT_WIDTH = 50  # room for 0.00001
TOP = 8  # room for half a tick label above the plot
TICK_PX = 46  # the least height between two ticks
_LARGEST = 1e100  # a cost beyond is drawn as a gap: the net has diverged, and Qt's coordinates would too
_DECADES = 14.0  # a logarithmic axis never spans more; costs further below the largest run along its lower edge

Values = npt.NDArray[np.floating]
_NONE = np.empty(0)


class CostAxes:
    """Says where costs stand in a plot, and lets its ranges and ticks follow them in steps.

    Attributes
    ----------
    is_log : which scale it is
    x : the epochs from where to where

    Parameters
    ----------
    tick_px : the least height between two ticks, in pixels
    """

    def __init__(self, plot: Plot, tick_px: int = TICK_PX) -> None:
        self._plot = plot
        self._tick_px = tick_px
        self.is_log = True
        self.x: ranges.Range = ranges.epoch_range(0)
        self._y: ranges.Range | None = None  # unknown before the first finite cost
        self._placed: tuple[ranges.Range, ranges.Range] | None = None  # the ranges that the plot and its ticks have

    @property
    def y(self) -> ranges.Range:
        """Costs from where to where, of a logarithmic axis in powers of ten."""
        return self._y or ((-3.0, 0.0) if self.is_log else (0.0, 1.0))

    @property
    def span(self) -> float:
        """The height of the axis, in its own units."""
        return self.y[1] - self.y[0]

    def forget_range(self) -> None:
        """Owe nothing to the costs that were followed so far."""
        self._y = None

    def set_log(self, is_log: bool) -> None:
        """Be logarithmic or linear from now on."""
        self.is_log = is_log
        self._y = self._placed = None

    def fit(self) -> None:
        """Place ticks anew when costs are followed next: the plot has another size."""
        self._placed = None

    def heights(self, costs: Values) -> Values:
        """Return where costs stand on the axis before it has a range: NaN for a gap, -inf for below every axis."""
        with np.errstate(invalid="ignore"):
            drawable = np.where(np.abs(costs) <= _LARGEST, costs, np.nan)
            if not self.is_log:
                return drawable
        heights = np.full(drawable.shape, -np.inf)
        heights[np.isnan(drawable)] = np.nan
        positive = drawable > 0
        heights[positive] = np.log10(drawable[positive])
        return heights

    def on_axis(self, heights: Values) -> Values:
        """Return heights none of which lies below the axis or far above it; those below would run along its edge."""
        low, high = self.y
        return np.where(heights < low, low + 0.01 * (high - low), np.minimum(heights, high + (high - low)))

    def follow(self, last_epoch: float, heights: Sequence[Values], others: Values = _NONE) -> bool:
        """Let both ranges follow costs, in steps; return whether one of them moved and ticks were placed anew.

        Costs of others widen a range by no more than its own height on either side: one branch that broke would make
        a flat line of all the others.
        """
        self.x = ranges.epoch_range(last_epoch)
        known, others = _finite(np.concatenate(heights)), _finite(others)
        if len(known) and len(others):
            low, high = float(known.min()), float(known.max())
            reach = max(high - low, 1.0 if self.is_log else 0.0)
            known = np.concatenate([known, np.clip(others, low - reach, high + reach)])
        elif len(others):
            known = others
        if len(known):
            low, high = float(known.min()), float(known.max())
            follow = ranges.log_range if self.is_log else ranges.linear_range
            self._y = follow(max(low, high - _DECADES) if self.is_log else low, high, self._y)
        if self._placed == (self.x, self.y):
            return False
        self._place_ticks()
        return True

    def _place_ticks(self) -> None:
        area, (low, high) = self._plot.area(), self.y
        self._placed = self.x, (low, high)
        most = max(2, int(area.height() / self._tick_px))
        if self.is_log:
            left = [(place, figures.tick(10.0**place)) for place in ranges.log_ticks(low, high, most)]
        else:
            places, step = ranges.linear_ticks(low, high, most)
            left = [(place, figures.tick(place, step)) for place in places]
        label_width = text_width(figures.count(round(self.x[1])), caption_font()) + 18
        epochs, _ = ranges.linear_ticks(*self.x, max(2, int(area.width() / label_width)))
        self._plot.set_range(self.x, (low, high))
        self._plot.set_ticks(left, [(epoch, figures.count(round(epoch))) for epoch in epochs])


def _finite(values: Values) -> Values:
    return values[np.isfinite(values)]
