"""Pane: a picture's own units, in which a brush is round whatever the axes are."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from playground.charts.axis import Range
from playground.charts.plot import Plot

HEIGHT = 12.0  # units: over [-6, 6]² they are those of the axes

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pane:
    """Which points of the axes a picture shows, and how wide it is beside its height.

    Attributes
    ----------
    x, y : from where to where the axes reach
    width : in units
    """

    x: Range
    y: Range
    width: float = HEIGHT

    @classmethod
    def of(cls, plot: Plot) -> "Pane":
        """Return the pane that a plot is."""
        area = plot.area()
        return cls(plot.x_range, plot.y_range, HEIGHT * area.width() / max(area.height(), 1.0))

    def to_units(self, points: Points) -> Points:
        """Return where points of the axes lie, both (n, 2), from (0, 0) in the lower left corner."""
        return np.asarray((points - self._origin) * self._scale)

    def from_units(self, places: Points) -> Points:
        """Return the points of the axes at places, both (n, 2)."""
        return np.asarray(places / self._scale + self._origin)

    def way(self, by: Points) -> Points:
        """Return how far a way in units, shape (2,), leads along the axes."""
        return np.asarray(by / self._scale)

    def holds(self, places: Points) -> npt.NDArray[np.bool_]:
        """Return which places lie in the picture, shape (n,)."""
        return np.asarray(((places >= 0) & (places <= self._size)).all(axis=1))

    def clamped(self, place: Points) -> Points:
        """Return the place in the picture that is nearest to one, shape (2,)."""
        return np.clip(place, 0.0, self._size)

    def limited(self, by: Points, places: Points) -> Points:
        """Return how far of a way, shape (2,), places can go together so that none leaves the picture.

        What lies outside already goes no further out.
        """
        least = np.minimum(-places.min(axis=0), 0.0)
        most = np.maximum(self._size - places.max(axis=0), 0.0)
        return np.clip(by, least, most)

    @property
    def _origin(self) -> Points:
        return np.array([self.x[0], self.y[0]])

    @property
    def _size(self) -> Points:
        return np.array([self.width, HEIGHT])

    @property
    def _scale(self) -> Points:
        return np.asarray(self._size / (self.x[1] - self.x[0], self.y[1] - self.y[0]))
