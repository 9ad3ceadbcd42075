"""Pictures of the network over the plane: every unit's activation on a square grid, in float32 as it is only seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Image, read_only
from engine.datasets import EXTENT
from engine.network import Network, weight_count
from engine.samples import Samples

MOST_PRODUCTS = 40_000_000  # of weights and points, in a picture of all units
LEAST_RESOLUTION = 11


@dataclass(frozen=True, eq=False)
class Grid:
    """The inputs at the points of a square grid over [−EXTENT, EXTENT]², from corner to corner.

    Row 0 is the least x2, column 0 the least x1.

    Attributes
    ----------
    resolution : points along one side, g
    inputs : shape (g · g, u₁)
    """

    resolution: int
    inputs: Image


def grid_of(samples: Samples, resolution: int) -> Grid:
    """Return the grid over which a network of these samples is pictured; data over a line do not vary along x2."""
    axis = np.linspace(-EXTENT, EXTENT, resolution, dtype=np.float32)
    x1, x2 = np.meshgrid(axis, axis)
    points = np.column_stack([x1.ravel(), x2.ravel()])[:, : samples.points.shape[1]]
    return Grid(resolution, np.asarray(samples.inputs_at(points), np.float32))


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
                self._propagate(matrix.astype(np.float32), network.activations[layer - 1], layer)
        side = self.grid.resolution
        return {layer: read_only(a[1:].reshape(-1, side, side)) for layer, a in enumerate(self._layers, start=1)}

    def _make_room(self, sizes: tuple[int, ...]) -> None:
        if sizes != self._sizes:
            self._sizes = sizes
            self._layers = [np.ones((units + 1, len(self.grid.inputs)), np.float32) for units in sizes]
            self._layers[0][1:] = self.grid.inputs.T

    def _propagate(self, weights: Image, activation: str, layer: int) -> None:
        z = np.matmul(weights, self._layers[layer - 1], out=self._layers[layer][1:])
        phi = ACTIVATIONS[activation].value
        if isinstance(phi, np.ufunc):
            phi(z, out=z)
        else:
            z[:] = phi(z)
