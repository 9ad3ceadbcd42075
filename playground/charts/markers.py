"""How a sample is drawn. Its class has a colour and a shape, because a sign is never told by colour alone: 1 is a blue
circle, 0 an orange diamond. Training samples are solid, test samples hollow.
"""  # noqa: D205

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

from playground.charts.plot import Plot
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
    """The samples of a plot, kept as a picture: they stay while map and line change."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._points: dict[tuple[int, bool], npt.NDArray[np.floating]] = {}
        self._ringed: npt.NDArray[np.floating] | None = None
        self._picture: QPixmap | None = None
        self._made_for: tuple[object, ...] = ()

    def place(
        self, points: npt.NDArray[np.floating], labels: npt.NDArray[np.integer], is_test: npt.NDArray[np.bool_]
    ) -> None:
        finite = np.isfinite(points).all(axis=1)
        self._points = {
            (label, test): points[finite & ((labels != 0) == bool(label)) & (is_test == test)] for label, test in KINDS
        }
        self._picture = None

    def ring(self, point: npt.NDArray[np.floating] | None) -> None:
        self._ringed = None if point is None or not np.isfinite(point).all() else point.reshape(1, 2)
        self._picture = None

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw all samples of a kind, then those of the next, and the ring on top."""
        made_for = (theme, self._plot.area(), self._plot.size(), self._plot.devicePixelRatioF())
        if self._picture is None or made_for != self._made_for:
            self._made_for = made_for
            self._picture = self._draw_picture(theme)
        painter.drawPixmap(0, 0, self._picture)

    def _draw_picture(self, theme: Theme) -> QPixmap:
        ratio = self._plot.devicePixelRatioF()
        picture = QPixmap(self._plot.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for (label, is_test), points in self._points.items():
                self._draw_all(painter, marker(theme, label, is_test), points)
            if self._ringed is not None:
                self._draw_all(painter, _halo(theme), self._ringed)
                self._draw_all(painter, sample_ring(theme), self._ringed)
        return picture

    def _draw_all(self, painter: QPainter, style: Marker, points: npt.NDArray[np.floating]) -> None:
        ratio = self._plot.devicePixelRatioF()
        centres = (
            np.floor(self._plot.to_pixels(points) * ratio) + 0.5
        ) / ratio  # of pixels: all outlines come out alike
        for x, y in centres.tolist():
            style.draw(painter, QPointF(x, y))
