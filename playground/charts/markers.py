"""How a sample is drawn. Its class has a colour and a shape, because a sign is never told by colour alone: 1 is a blue
circle, 0 an orange diamond. Training samples are solid, test samples hollow.
"""  # noqa: D205

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from playground.theme import Theme

KINDS = ((0, False), (1, False), (0, True), (1, True))  # (label, is_test), in the order they are drawn
_SIZE_PX = {0: 11.2, 1: 9.6}  # the diamond's diagonal and the circle's diameter: equally heavy to the eye
_RING_PX = 18.4


@dataclass(frozen=True)
class Marker:
    """A shape drawn `size` pixels across, outline included; path and pen are in units of that size.

    So it is a symbol for pyqtgraph, and its outline keeps its share on a screen of any density.
    """

    path: QPainterPath
    size: float
    pen: QPen
    brush: QBrush

    def draw(self, painter: QPainter, at: QPointF, scale: float = 1.0) -> None:
        painter.save()
        painter.translate(at)
        painter.scale(self.size * scale, self.size * scale)
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(self.path)
        painter.restore()


def _circle(size: float, outline: float, color: QColor, brush: QBrush) -> Marker:
    radius = 0.5 - outline / 2 / size
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), radius, radius)
    return Marker(path, size, QPen(color, outline / size), brush)


def _diamond(size: float, outline: float, color: QColor, brush: QBrush) -> Marker:
    radius = 0.5 - outline * math.sqrt(0.5) / size
    path = QPainterPath(QPointF(0, -radius))
    for x, y in ((radius, 0), (0, radius), (-radius, 0)):
        path.lineTo(x, y)
    path.closeSubpath()
    pen = QPen(color, outline / size)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return Marker(path, size, pen, brush)


def marker(theme: Theme, label: int, is_test: bool) -> Marker:
    color = theme.color("positive" if label else "negative")
    shape = _circle if label else _diamond
    size = _SIZE_PX[int(bool(label))]
    if is_test:
        return shape(size, 1.9, color, QBrush(theme.color("panel")))
    return shape(size, 1.0, theme.color("train_ring"), QBrush(color))


def sample_ring(theme: Theme) -> Marker:
    return _circle(_RING_PX, 2.4, theme.color("accent"), QBrush(Qt.BrushStyle.NoBrush))


def _halo(theme: Theme) -> Marker:
    """Return what parts the ring from a crowd of samples behind it."""
    return _circle(_RING_PX + 3.2, 5.6, theme.color("panel"), QBrush(Qt.BrushStyle.NoBrush))


class Markers:
    """The samples' items in a plot: one for each kind, so that no frame ever sets a style, and two for the ring."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        self._kinds = {kind: pg.ScatterPlotItem() for kind in KINDS}
        self._halo, self._ring = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        for height, item in enumerate((*self._kinds.values(), self._halo, self._ring)):
            item.setZValue(10 + height)
            plot_item.addItem(item, ignoreBounds=True)

    def place(
        self, points: npt.NDArray[np.floating], labels: npt.NDArray[np.integer], is_test: npt.NDArray[np.bool_]
    ) -> None:
        finite = np.isfinite(points).all(axis=1)
        for (label, test), item in self._kinds.items():
            item.setData(pos=points[finite & ((labels != 0) == bool(label)) & (is_test == test)])

    def ring(self, point: npt.NDArray[np.floating] | None) -> None:
        place = np.empty((0, 2)) if point is None or not np.isfinite(point).all() else point.reshape(1, 2)
        for item in (self._halo, self._ring):
            item.setData(pos=place)

    def apply_theme(self, theme: Theme) -> None:
        for (label, is_test), item in self._kinds.items():
            _dress(item, marker(theme, label, is_test))
        _dress(self._halo, _halo(theme))
        _dress(self._ring, sample_ring(theme))


def _dress(item: pg.ScatterPlotItem, style: Marker) -> None:
    item.setSymbol(style.path)
    item.setSize(style.size)
    item.setPen(style.pen)
    item.setBrush(style.brush)
