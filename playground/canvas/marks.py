"""Marks over the network: little locks where weights are frozen, what is selected, what a heading offers."""

from collections import Counter
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from engine.experiment import Experiment
from playground.anew import is_anew
from playground.canvas.edges import EdgeGeometry
from playground.canvas.layout import HEADING_BOTTOM, HEADING_TOP, CanvasLayout
from playground.document.selection import Edge, WholeLayer
from playground.theme import Theme

LOCK = 15.0  # the side of a lock's square
SMALL_LOCK = 11.0  # where units are small
ON_EDGE = 0.62  # of an edge's way, where its lock sits: beyond the pill
EDGE = 4.0  # pixels from a heading's frame to the canvas' edge
TARGET_HEIGHT = 22.0  # of the target below a single output unit
MOST_ON_EDGES = 80  # in a gap; more would hide the edges, whose grey tells it too


class Locks:
    """The locks of one layout in one theme: on a unit all of whose incoming weights are frozen, else on the edges."""

    def __init__(
        self, layout: CanvasLayout, geometry: EdgeGeometry, experiment: Experiment, theme: Theme, ratio: float
    ) -> None:
        self._places: list[tuple[QPointF, Edge | None]] = []
        if not experiment.frozen:
            return
        self._theme = theme
        self._side = LOCK if layout.tile >= 24 else SMALL_LOCK
        self._picture = _lock(theme, self._side, ratio)
        is_frozen = geometry.among(experiment.frozen)
        frozen_into = Counter((layer + 1, target) for layer, target, _ in experiment.frozen)
        for layer in layout.layers[1:]:
            loose: list[int] = []
            for target in layout.excerpts[layer - 1].drawn:
                into = ((geometry.layer + 1 == layer) & (geometry.target == target)).nonzero()[0]
                if frozen_into[layer, target] > layout.sizes[layer - 2]:
                    half = layout.half_width(target)
                    x, y = layout.x(layer), layout.y(layer, target)
                    self._places.append((QPointF(x + half - 1, y - half + 1), None))
                else:
                    loose += [int(index) for index in into[is_frozen[into]]]
            if len(loose) <= MOST_ON_EDGES:
                self._places += [(geometry.point(index, ON_EDGE), geometry.edge(index)) for index in loose]

    def __len__(self) -> int:
        return len(self._places)

    def paint(self, painter: QPainter, region: QRect, pill_of: Callable[[Edge], QRectF | None]) -> None:
        """Draw the locks that lie in a region. That of an edge with a pill hangs on the pill, not on a neighbour's."""
        anew = bool(self._places) and is_anew(painter, self._picture.devicePixelRatio())
        for place, edge in self._places:
            if edge and (pill := pill_of(edge)):
                place = QPointF(pill.left() - 2, pill.center().y())
            rect = QRectF(place.x() - self._side / 2, place.y() - self._side / 2, self._side, self._side)
            if not region.intersects(rect.toAlignedRect()):
                continue
            if anew:
                painter.save()
                painter.translate(rect.topLeft())
                _paint_lock(painter, self._theme, self._side)
                painter.restore()
            else:
                painter.drawPixmap(rect.topLeft(), self._picture)


def paint_layers(painter: QPainter, layout: CanvasLayout, layers: Iterable[WholeLayer], theme: Theme) -> None:
    """Draw a frame around each selected layer, heading and column."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent"), 1.8))
    for item in layers:
        if item.layer in layout.layers:
            painter.drawRoundedRect(heading_rect(layout, item.layer), 8, 8)
            painter.drawRoundedRect(column_rect(layout, item.layer), 14, 14)


def column_rect(layout: CanvasLayout, layer: int) -> QRectF:
    """Return what a layer's units fill with their labels."""
    first, last = (0 if layout.has_bias(layer) else 1), layout.sizes[layer - 1]
    top = layout.y(layer, first) - layout.half_width(first) - layout.label.height - 6
    bottom = layout.y(layer, last) + layout.tile / 2 + layout.label.height + 4
    if layer == len(layout.sizes) and not layout.has_several_outputs:
        bottom += TARGET_HEIGHT
    half = max(layout.tile, layout.label.width) / 2 + 6
    return QRectF(layout.x(layer) - half, top, 2 * half, bottom - top)


def paint_pointed_heading(painter: QPainter, layout: CanvasLayout, layer: int, theme: Theme) -> None:
    """Draw that a heading can be clicked."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("line2"), 1.2))
    painter.drawRoundedRect(heading_rect(layout, layer), 8, 8)


def heading_rect(layout: CanvasLayout, layer: int) -> QRectF:
    """Return what a heading fills."""
    x, half = layout.x(layer), min(0.5 * layout.column_distance - 3, 76.0)
    if layout.is_fit:
        half = min(half, x - EDGE, layout.width - EDGE - x)
    return QRectF(x - half, HEADING_TOP, 2 * half, HEADING_BOTTOM - HEADING_TOP + 1)


def _lock(theme: Theme, side: float, ratio: float) -> QPixmap:
    """Return a lock on a disc that lifts it off what is below."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        _paint_lock(painter, theme, side)
    return picture


def _paint_lock(painter: QPainter, theme: Theme, side: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 15, side / 15)
    painter.setPen(QPen(theme.color("line2"), 1.0))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(QRectF(0.5, 0.5, 14, 14))
    painter.setPen(QPen(theme.color("text"), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(5.3, 3.2, 4.4, 6), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("text"))
    painter.drawRoundedRect(QRectF(4.2, 6.6, 6.6, 4.9), 1, 1)
