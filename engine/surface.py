"""Pictures of the network over the plane: every unit's activation on a square grid.

They are in float32, as they are only seen; in float64 where float32 has no such numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Image, read_only
from engine.features import FEATURES, column_of
from engine.network import Network, weight_count
from engine.samples import Samples
from engine.table import Range

MOST_PRODUCTS = 40_000_000  # of weights and points, in a picture of all units
LEAST_RESOLUTION = 11
GREAT = 1e15  # inputs and values from here on, and values as small, are pictured in float64


@dataclass(frozen=True)
class Slice:
    """Which two coordinates of points a picture shows, and where it stands in the others.

    Attributes
    ----------
    across, up : the two, counted from 0
    held : (coordinate, value) of others; those that are not named stand at their mean over the training part
    """

    across: int = 0
    up: int = 1
    held: tuple[tuple[int, float], ...] = ()

    def fits(self, dimensions: int) -> bool:
        """Tell whether points of so many numbers can be shown so; over a line none goes up."""
        up = self.up if dimensions > 1 else 0
        return max(self.across, up, *(coordinate for coordinate, _ in self.held)) < dimensions

    def place(self, samples: Samples) -> Array:
        """Return where it stands in all coordinates, shape (dimensions,)."""
        place = samples.middle.copy()
        for coordinate, value in self.held:
            place[coordinate] = value
        return place


FIRST_TWO = Slice()  # what is shown if nobody chooses


@dataclass(frozen=True, eq=False)
class Grid:
    """The inputs at the points of a square grid over the ranges of two coordinates, from corner to corner.

    Row 0 is the least of the one that goes up, column 0 the least of the one that goes across: usually x2 and x1.

    Attributes
    ----------
    resolution : points along one side, g
    inputs : shape (g · g, u₁)
    """

    resolution: int
    inputs: Image


def grid_of(samples: Samples, resolution: int, shown: Slice = FIRST_TWO) -> Grid:
    """Return the grid over which a network of these samples is pictured; data over a line do not vary upwards.

    Only inputs that vary over it are computed at every point (512 inputs at 81 × 81: 360 -> 8 ms).
    """
    width: type[np.floating[Any]] = np.float32 if all(map(_is_single, samples.ranges)) else np.float64
    place = shown.place(samples)
    deviation = samples.scaling.deviation if samples.scaling else np.ones(1)
    if np.abs(place).max() >= GREAT or deviation.max() >= GREAT or deviation.min() <= 1 / GREAT:
        width = np.float64
    place = place.astype(width)
    sides = (shown.across, shown.up)[: samples.dimensions]
    axes = [np.linspace(*samples.ranges[side], resolution, dtype=width) for side in sides]
    values = np.meshgrid(*axes) if len(axes) > 1 else [np.tile(axes[0], resolution)]
    points = np.empty((resolution * resolution, samples.dimensions), width, order="F")
    points[:, :2] = place[:2]  # what features are made of
    for side, of_side in zip(sides, values, strict=True):
        points[:, side] = of_side.ravel()
    varying = [unit for unit, name in enumerate(samples.features) if _varies(name, sides)]
    still = samples.inputs_at(place[np.newaxis])
    moved = samples.inputs_at(points, varying) if varying else still
    is_great = any(np.abs(numbers).max() >= GREAT for numbers in (still, moved, samples.labels))
    is_double = is_great or 0 < np.abs(samples.labels).max() <= 1 / GREAT
    inputs = np.empty((len(points), len(samples.features)), np.float64 if is_double else np.float32)
    inputs[:] = still
    if varying:
        inputs[:, varying] = moved
    return Grid(resolution, inputs)


def _is_single(span: Range) -> bool:
    """Tell whether float32 tells places on a range apart: not seconds since 1970, nor what is very large or small."""
    low, high = span
    size, wide = max(abs(low), abs(high)), high - low
    return wide > 1e-4 * size and 1e-15 < wide < 1e15


def _varies(feature: str, sides: Sequence[int]) -> bool:
    """Tell whether a feature is made of one of these coordinates: its own column, or else of the first two."""
    return column_of(feature) in sides or (feature in FEATURES and min(sides) < 2)


def affordable(resolution: int, sizes: Sequence[int]) -> int:
    """Return the resolution at which networks of these sizes are pictured: less where it would take long.

    Measured for 2-512-512-1 beside a busy machine: over 41 × 41 points 173 ms, over 15 × 15 it is 18.

    >>> affordable(41, (2, 8, 8, 1)), affordable(41, (2, 512, 512, 1))
    (41, 12)
    """
    return min(resolution, max(LEAST_RESOLUTION, math.isqrt(MOST_PRODUCTS // weight_count(sizes))))


class Surface:
    """Pictures networks over one grid, each time into the same memory.

    A network is pictured only when its pictures are drawn, so no snapshot carries any (measured for 8 layers of 16
    units: a snapshot 5.9 -> 0.4 ms, the 41 x 41 pictures of all its units 0.2 ms).
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._sizes: tuple[int, ...] = ()
        self._layers: list[Image] = []  # A⁽ˡ⁾ for l = 1 … L with the bias unit's row of ones on top

    def unit_maps(self, network: Network) -> dict[int, Image]:
        """Return the activations of every unit over the grid: for l = 1 … L a read-only array of shape (u_l, g, g).

        They are overwritten by the next call.
        """
        self._make_room(network.sizes)
        with np.errstate(over="ignore", invalid="ignore"):
            for layer, matrix in network.W.items():
                self._propagate(matrix.astype(self.grid.inputs.dtype), network.activations[layer - 1], layer)
        side = self.grid.resolution
        return {layer: read_only(a[1:].reshape(-1, side, side)) for layer, a in enumerate(self._layers, start=1)}

    def _make_room(self, sizes: tuple[int, ...]) -> None:
        if sizes != self._sizes:
            self._sizes = sizes
            points, kind = len(self.grid.inputs), self.grid.inputs.dtype
            self._layers = [np.ones((units + 1, points), kind) for units in sizes]
            self._layers[0][1:] = self.grid.inputs.T

    def _propagate(self, weights: Image, activation: str, layer: int) -> None:
        z = np.matmul(weights, self._layers[layer - 1], out=self._layers[layer][1:])
        phi = ACTIVATIONS[activation].value
        if isinstance(phi, np.ufunc):
            phi(z, out=z)
        else:
            z[:] = phi(z)
