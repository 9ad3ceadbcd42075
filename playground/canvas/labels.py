"""Labels of weights: pills with w⁽ˡ⁾ⱼ,ₖ = value on the edges into the selected unit, and one at the pointer."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from engine import symbols
from engine.network import Network
from playground import notation
from playground.canvas.edges import SEGMENTS, EdgeGeometry
from playground.canvas.layout import CanvasLayout, spread
from playground.document.selection import Edge, Unit
from playground.theme import Theme, mix

LABEL_PX = 15
PILL_HEIGHT = 27.0
PADDING = 8.0
PLACE = 0.36  # of an edge's way, where its pill sits: before the curves converge
LEAST_DISTANCE = 29.0


class WeightLabels:
    """Draws the pills of one layout in one theme."""

    def __init__(self, layout: CanvasLayout, geometry: EdgeGeometry, theme: Theme) -> None:
        self._layout = layout
        self._geometry = geometry
        self._theme = theme

    def fits(self, unit: Unit) -> bool:
        """Tell whether all pills of a unit find room above each other."""
        count = int(self._geometry.into(unit).sum())
        return count * LEAST_DISTANCE <= self._layout.height - 130 and self._layout.column_distance >= 110

    def paint_incoming(self, painter: QPainter, unit: Unit, network: Network, pointed: Edge | None) -> None:
        """Draw a pill on every edge into a unit, none covering another."""
        edges = self._geometry.into(unit).nonzero()[0]
        places = [self._geometry.points[index, round(PLACE * SEGMENTS)] for index in edges]
        heights = spread([y for _, y in places], LEAST_DISTANCE)
        for index, (x, _), y in zip(edges, places, heights, strict=True):
            edge = self._geometry.edge(int(index))
            self._paint(painter, edge, network, QPointF(x, y), lit=edge == pointed)

    def paint_pointed(self, painter: QPainter, edge: Edge, network: Network) -> None:
        """Draw the pill of the edge that is pointed at, unless it has one as an edge into the selected unit."""
        self._paint(painter, edge, network, self._geometry.point(self._geometry.index(edge), 0.5), lit=True)

    def _paint(self, painter: QPainter, edge: Edge, network: Network, centre: QPointF, *, lit: bool) -> None:
        value = network.weight(edge.layer, edge.target, edge.source)
        theme = self._theme
        box = notation.row(
            notation.symbol(symbols.weight(edge.layer, edge.target, edge.source), LABEL_PX),
            notation.operator("=", LABEL_PX - 2),
            notation.number(value, LABEL_PX, color=theme.signed(value, text=True)),
        )
        width = box.width + 2 * PADDING
        left = min(max(centre.x() - width / 2, 4.0), self._layout.width - width - 4.0)
        rect = QRectF(left, centre.y() - PILL_HEIGHT / 2, width, PILL_HEIGHT)
        painter.setPen(QPen(theme.color("accent" if lit else "line2"), 1.6 if lit else 1.0))
        painter.setBrush(mix(theme.color("canvas"), theme.color("panel"), 0.8))
        painter.drawRoundedRect(rect, 8, 8)
        box.paint(painter, rect.left() + PADDING, centre.y() + 4.5, theme.color("text"))
