"""The network while units are away from their places: one is dragged, or a changed structure settles."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from engine.arrays import Array
from playground.canvas.columns import Columns
from playground.canvas.edges import EdgeGeometry, EdgePainter, Looks
from playground.document.selection import Unit


def paint_moved(
    painter: QPainter,
    edges: EdgePainter,
    columns: Columns,
    looks: Looks,
    shifts: Mapping[Unit, QPointF],
    opacities: Mapping[Unit, float],
) -> None:
    """Draw edges and units, each unit so far from its place and so opaque as is said."""
    edges.paint_moved(painter, _shifts_of_ends(edges.geometry, shifts), looks)
    columns.paint_moved(painter, shifts, opacities)


def _shifts_of_ends(geometry: EdgeGeometry, shifts: Mapping[Unit, QPointF]) -> Array:
    """Return how far the ends of each edge are moved, as (edges, 4)."""
    moved = np.zeros_like(geometry.ends)
    for unit, way in shifts.items():
        out_of = (geometry.layer == unit.layer) & (geometry.source == unit.unit)
        moved[out_of, :2] = way.x(), way.y()
        moved[geometry.into(unit), 2:] = way.x(), way.y()
    return moved
