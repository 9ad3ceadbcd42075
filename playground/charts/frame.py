"""Frame: the part of the plane that a chart shows, what its two axes are, and where samples lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from engine.coordinates import Coordinate, coordinate_of
from engine.data import Data
from engine.samples import Samples
from engine.surface import FIRST_TWO, Slice
from playground.charts.axis import Range, Ticks, around, ticks_of
from playground.charts.figures import with_true_minus

X1, X2 = Coordinate(1), Coordinate(2)
SEED = 20  # of the heights of samples that have none

Places = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """Both axes.

    Attributes
    ----------
    up : None where heights say nothing: points over a line that have classes lie at any height
    """

    across: Coordinate = X1
    up: Coordinate | None = X2

    @property
    def x_range(self) -> Range:
        return self.across.span

    @property
    def y_range(self) -> Range:
        return self.up.span if self.up else (0.0, 1.0)

    def told(self, x: float, y: float) -> str:
        """Return a place in words: x₁ = −0.50, x₂ = 3.00."""
        both = [(self.across, x), *([(self.up, y)] if self.up else [])]
        return ", ".join(f"{coordinate.symbol} = {coordinate.written(value)}" for coordinate, value in both)


USUAL_PLANE = Frame()


def frame_of(data: Data, shown: Slice = FIRST_TWO) -> Frame:
    """Return the frame of a slice of data."""
    return Frame(coordinate_of(data, shown.across), coordinate_of(data, shown.up) if data.dimensions > 1 else None)


def range_of_line(x: npt.NDArray[np.floating], frame: Frame) -> Range:
    """Return which part of a line is shown of samples at x, (n,): all of it, or what they take if that is a part."""
    low, high = around(x)
    whole = frame.x_range
    return whole if high - low > (whole[1] - whole[0]) / 2 else (low, high)


def letter_of(coordinate: Coordinate | None) -> str:
    """Return a coordinate in the font of formulas: 𝑥₁₂."""
    return f"𝑥{coordinate.symbol[1:]}" if coordinate else ""


def ticks_along(coordinate: Coordinate | None, usual: Sequence[int]) -> Ticks:
    """Return where ticks stand along a coordinate; of the usual range those that are given."""
    if coordinate is None:
        return ()
    if coordinate.span == Coordinate.span:
        return [(float(value), with_true_minus(str(value))) for value in usual]
    return ticks_of(coordinate.span)


def places_of(points: npt.NDArray[np.floating], shown: Slice = FIRST_TWO) -> Places:
    """Return where points, shape (n, dimensions), lie on the frame of a slice, (n, 2).

    Points over a line lie at a height of their own, which says nothing: so they can be seen apart.
    """
    if points.shape[1] > 1:
        step = shown.up - shown.across
        beyond = shown.up + (1 if step > 0 else -1)
        both = slice(shown.across, None if beyond < 0 else beyond, step)  # a view: a copy of a million takes 20 ms
        return np.asarray(points[:, both], dtype=np.float64)
    return np.column_stack([points[:, 0], _heights(len(points))])


@lru_cache(maxsize=4)
def _heights(count: int) -> Places:
    """Return heights for so many samples; a sample keeps its own where others come after it."""
    return np.random.default_rng(SEED).uniform(0.06, 0.94, count)


@lru_cache(maxsize=8)
def few_of(count: int, most: int) -> npt.NDArray[np.intp]:
    """Return which of so many samples are drawn, in rising order: all, or a fair choice that stays the same.

    One is chosen of each of as many equal parts: a table's rows are often sorted, and the first ones of one class.
    """
    if count <= most:
        return np.arange(count)
    edges = np.arange(most + 1) * count // most
    return np.asarray(np.random.default_rng(SEED).integers(edges[:-1], edges[1:]), dtype=np.intp)


def point_at(samples: Samples, shown: Slice, x: float, y: float) -> Places:
    """Return the whole point at a place on the frame, shape (1, dimensions)."""
    point = shown.place(samples)
    point[shown.across] = x
    if samples.dimensions > 1:
        point[shown.up] = y
    return point[np.newaxis]
