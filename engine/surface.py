"""Pictures of the network over the plane: every unit's activation on a square grid, in float32 as it is only seen."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Image, read_only
from engine.datasets import EXTENT
from engine.network import Network, forward
from engine.samples import Samples


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


def unit_maps(network: Network, grid: Grid) -> dict[int, Image]:
    """Return the activations of every unit over the grid: for l = 1 … L a read-only array of shape (u_l, g, g)."""
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(network, grid.inputs)
    side = grid.resolution
    return {layer: read_only(a.reshape(len(a), side, side)) for layer, a in passed.a.items()}
