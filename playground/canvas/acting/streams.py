"""Streams: colour that spreads along edges, with a bright head while it is on its way."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QRadialGradient

from engine.arrays import Array
from engine.experiment import Weight
from playground.canvas.acting.choreography import Stream
from playground.canvas.edges import SEGMENTS, THICKEST, THINNEST, EdgeGeometry, pen_of, strength
from playground.document.selection import Edge
from playground.theme import Theme, mix

LEAST_WIDTH = 2.2
CASING = 3.0  # pixels by which the canvas' colour stands out around a stream, to lift it off the edges below
GLOW = 13.0  # the radius of a head's glow
CORE = 3.4  # the radius of a head
FADES = 0.12  # of the way before the end, where a head grows smaller so as not to crowd with others


class StreamPainter:
    """Draws streams along the edges of one geometry in one theme."""

    def __init__(self, geometry: EdgeGeometry, theme: Theme, ratio: float, pruned: Iterable[Weight] = ()) -> None:
        self._geometry = geometry
        self._theme = theme
        self._ratio = ratio
        self._pruned = frozenset(pruned)

    def paint_edges(self, painter: QPainter, weights: Mapping[Weight, float]) -> None:
        """Draw edges as they look for these weights, none of them faded; those that are cut stay as they are."""
        for edge, weight in sorted(weights.items(), key=lambda item: abs(item[1])):
            if self._is_drawn(edge):
                painter.setPen(pen_of(self._theme, float(strength(np.array(weight))), weight >= 0))
                painter.drawPolyline(self._line(edge, 0.0, 1.0))

    def paint(self, painter: QPainter, streams: Iterable[Stream], weights: Mapping[Weight, float]) -> None:
        """Draw streams, the ones begun last on top; edges that are not drawn, or cut, have none.

        Parameters
        ----------
        weights : the weight of each edge that a stream runs along, which makes its width
        """
        drawn = [stream for stream in streams if self._is_drawn(stream.weight)]
        for stream in drawn:
            line = self._line(stream.weight, stream.begin, stream.end)
            width = stream_width(weights[stream.weight])
            _stroke(painter, line, self._theme.color("canvas"), width + CASING)
            _stroke(painter, line, self._color(stream), width)
        for stream in drawn:
            if stream.moves:
                self._paint_head(painter, stream)

    def _is_drawn(self, edge: Weight) -> bool:
        return edge not in self._pruned and self._geometry.has(Edge(*edge))

    def _line(self, edge: Weight, begin: float, end: float) -> QPolygonF:
        points = part_of(self._geometry.points[self._geometry.index(Edge(*edge))], begin, end)
        return QPolygonF([QPointF(x, y) for x, y in points])

    def _color(self, stream: Stream) -> QColor:
        return self._theme.color("backward") if stream.backward else self._theme.signed(stream.value)

    def _paint_head(self, painter: QPainter, stream: Stream) -> None:
        way = 1.0 - stream.head if stream.backward else stream.head
        size = min(1.0, way / FADES, (1.0 - way) / FADES)
        if size <= 0.0:
            return
        points = self._geometry.points[self._geometry.index(Edge(*stream.weight))]
        x, y = part_of(points, stream.head, stream.head)[0]
        color = self._color(stream)
        sprite = glow(color.name(), self._ratio)
        radius = GLOW * size
        painter.drawPixmap(QRectF(x - radius, y - radius, 2 * radius, 2 * radius), sprite, QRectF(sprite.rect()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(color, self._theme.color("forward"), 0.75))
        painter.drawEllipse(QPointF(x, y), CORE * size, CORE * size)


def stream_width(weight: float) -> float:
    """Return how wide colour runs along an edge of this weight: as the edge, but always well seen."""
    share = float(strength(np.array(weight)))
    return max(LEAST_WIDTH, THINNEST + (THICKEST - THINNEST) * share)


def part_of(points: Array, begin: float, end: float) -> Array:
    """Return the part of a curve between two shares of its way, points of shape (SEGMENTS + 1, 2)."""
    if (begin, end) == (0.0, 1.0):
        return points
    steps = np.arange(SEGMENTS + 1) / SEGMENTS
    shares = np.concatenate([[begin], steps[(steps > begin) & (steps < end)], [end]])
    return np.column_stack([np.interp(shares, steps, points[:, 0]), np.interp(shares, steps, points[:, 1])])


@lru_cache(maxsize=8)
def glow(color: str, ratio: float) -> QPixmap:
    """Return a soft disc of a colour, made once."""
    side = round(2 * GLOW * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    gradient = QRadialGradient(side / 2, side / 2, side / 2)
    for place, alpha in ((0.0, 170), (0.35, 90), (1.0, 0)):
        shade = QColor(color)
        shade.setAlpha(alpha)
        gradient.setColorAt(place, shade)
    with QPainter(picture) as painter:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawEllipse(0, 0, side, side)
    return picture


def _stroke(painter: QPainter, line: QPolygonF, color: QColor, width: float) -> None:
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(line)
