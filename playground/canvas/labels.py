"""Labels of weights: pills with w⁽ˡ⁾ⱼ,ₖ = value on the edges into the selected unit, and one at the pointer."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from engine import symbols
from engine.network import Network
from playground import notation
from playground.canvas.edges import SEGMENTS, EdgeGeometry
from playground.canvas.layout import CanvasLayout, spread
from playground.document.selection import Edge, Unit
from playground.theme import Theme, mix

PADDING = 8.0
PLACE = 0.36  # of an edge's way, where its pill sits: before the curves converge


@dataclass(frozen=True)
class PillSize:
    """How a pill is written where there is so much room for it."""

    font_px: int
    height: float
    least_room: float  # between the columns, in pixels
    has_symbol: bool


FULL = PillSize(font_px=15, height=27.0, least_room=96.0, has_symbol=True)
VALUE_ONLY = PillSize(font_px=13, height=19.0, least_room=44.0, has_symbol=False)
DISTANCE = 2.0  # between two pills


class WeightLabels:
    """Draws the pills of one layout in one theme."""

    def __init__(self, layout: CanvasLayout, geometry: EdgeGeometry, theme: Theme) -> None:
        self._layout = layout
        self._geometry = geometry
        self._theme = theme
        column = max(layout.tile, layout.label.width - 6.0)
        self._room = layout.column_distance - column - 4.0

    def size_for(self, unit: Unit) -> PillSize | None:
        """Return the size in which all pills of a unit find room beside the columns and above each other, if any."""
        count = int(self._geometry.into(unit).sum())
        for size in (FULL, VALUE_ONLY):
            if size.least_room <= self._room and count * (size.height + DISTANCE) <= self._layout.height - 130:
                return size if count else None
        return None

    def paint_incoming(self, painter: QPainter, unit: Unit, network: Network, pointed: Edge | None) -> None:
        """Draw a pill on every edge into a unit, none covering another."""
        size = self.size_for(unit)
        if size is None:
            return
        edges = self._geometry.into(unit).nonzero()[0]
        places = [self._geometry.points[index, round(PLACE * SEGMENTS)] for index in edges]
        heights = spread([y for _, y in places], size.height + DISTANCE)
        for index, (x, _), y in zip(edges, places, heights, strict=True):
            edge = self._geometry.edge(int(index))
            self._paint(painter, edge, network, QPointF(x, round(y)), size, lit=edge == pointed)

    def paint_pointed(self, painter: QPainter, edge: Edge, network: Network) -> None:
        """Draw the pill of the edge that is pointed at."""
        centre = self._geometry.point(self._geometry.index(edge), 0.5)
        self._paint(painter, edge, network, centre, FULL, lit=True)

    def _paint(
        self, painter: QPainter, edge: Edge, network: Network, centre: QPointF, size: PillSize, *, lit: bool
    ) -> None:
        theme = self._theme
        value = network.weight(edge.layer, edge.target, edge.source)
        box = notation.number(value, size.font_px, color=theme.signed(value, text=True))
        if size.has_symbol:
            name = notation.symbol(symbols.weight(edge.layer, edge.target, edge.source), size.font_px)
            box = notation.row(name, notation.operator("=", size.font_px - 2), box)
        width = box.width + (2 * PADDING if size.has_symbol else PADDING)
        rect = QRectF(self._left(edge, centre.x(), width), centre.y() - size.height / 2, width, size.height)
        painter.setPen(QPen(theme.color("accent" if lit else "line2"), 1.6 if lit else 1.0))
        painter.setBrush(mix(theme.color("canvas"), theme.color("panel"), 0.8))
        painter.drawRoundedRect(rect, 0.3 * size.height, 0.3 * size.height)
        box.paint(
            painter, rect.center().x() - box.width / 2, round(centre.y() + 0.3 * size.font_px), theme.color("text")
        )

    def _left(self, edge: Edge, centre: float, width: float) -> float:
        """Return where a pill begins: about the curve, but between the columns where it fits there."""
        middle = (self._layout.x(edge.layer) + self._layout.x(edge.layer + 1)) / 2
        play = max(0.0, (self._room - width) / 2)
        return min(max(centre, middle - play), middle + play) - width / 2
