"""How a sample is drawn. What it is has a colour and a shape, because a sign is never told by colour alone: of two
classes 1 is a blue circle, 0 an orange diamond. Training samples are solid, test samples hollow.
"""  # noqa: D205

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

from playground.anew import is_anew
from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.plot import Plot
from playground.theme import Theme

# Pixels across, so that all are equally heavy to the eye
_SIZE_PX = {
    "circle": 9.6,
    "diamond": 11.2,
    "square": 9.0,
    "triangle": 11.6,
    "wedge": 11.6,
    "plus": 11.0,
    "cross": 11.0,
    "star": 13.0,
}
_RING_PX = 18.4

Corners = Sequence[tuple[float, float]]


def _turned(corners: Corners, degrees: float) -> Corners:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(c * x - s * y, s * x + c * y) for x, y in corners]


_ARM = 0.36  # half of the width of a plus's arm
_PLUS: Corners = [
    (-_ARM, -1),
    (_ARM, -1),
    (_ARM, -_ARM),
    (1, -_ARM),
    (1, _ARM),
    (_ARM, _ARM),
    (_ARM, 1),
    (-_ARM, 1),
    (-_ARM, _ARM),
    (-1, _ARM),
    (-1, -_ARM),
    (-_ARM, -_ARM),
]
_TRIANGLE: Corners = [(0, -0.9), (0.95, 0.75), (-0.95, 0.75)]
_CORNERS: dict[str, Corners] = {  # within −1 … 1, y downwards
    "diamond": [(0, -1), (1, 0), (0, 1), (-1, 0)],
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
    "triangle": _TRIANGLE,
    "wedge": _turned(_TRIANGLE, 180),
    "plus": _PLUS,
    "cross": _turned(_PLUS, 45),
    "star": [
        ((1, 0.45)[point % 2] * math.sin(math.pi * point / 5), -(1, 0.45)[point % 2] * math.cos(math.pi * point / 5))
        for point in range(10)
    ],
}


@dataclass(frozen=True)
class Marker:
    """A shape drawn `size` pixels across, outline included; path and pen are in units of that size.

    So its outline keeps its share on a screen of any density.
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


def _polygon(shape: str, outline: float, color: QColor, brush: QBrush) -> Marker:
    size = _SIZE_PX[shape]
    inset = outline * math.sqrt(0.5) if shape == "diamond" else outline / 2  # a mitre reaches beyond the corner
    radius = 0.5 - inset / size
    path = QPainterPath()
    (x, y), *rest = _CORNERS[shape]
    path.moveTo(radius * x, radius * y)
    for x, y in rest:
        path.lineTo(radius * x, radius * y)
    path.closeSubpath()
    pen = QPen(color, outline / size)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if shape in ("diamond", "square") else Qt.PenJoinStyle.RoundJoin)
    return Marker(path, size, pen, brush)


@lru_cache(maxsize=512)
def marker(theme: Theme, look: int, is_test: bool, kind: Kind = TWO_CLASSES) -> Marker:
    """Return how a sample of a look is drawn, see `Kind.looks`."""
    color, shape = kind.color(look, theme), kind.shape(look)
    if is_test:
        brush, edge, outline = QBrush(theme.color("panel")), kind.edge(look, theme), 1.9
    else:
        brush, edge, outline = QBrush(color), theme.color("train_ring"), 1.0
    if kind.is_values and not kind.over_line and not is_test:
        edge = theme.color("text3")  # a value near 0 has all but the colour of the map
    if shape == "circle":
        return _circle(_SIZE_PX[shape], outline, edge, brush)
    return _polygon(shape, outline, edge, brush)


def sample_ring(theme: Theme) -> Marker:
    return _circle(_RING_PX, 2.4, theme.color("accent"), QBrush(Qt.BrushStyle.NoBrush))


def _halo(theme: Theme) -> Marker:
    """Return what parts the ring from a crowd of samples behind it."""
    return _circle(_RING_PX + 3.2, 5.6, theme.color("panel"), QBrush(Qt.BrushStyle.NoBrush))


def sprite(draw: Callable[[QPainter], None], size: float, ratio: float) -> tuple[QPixmap, float]:
    """Return a picture of what is drawn about (0, 0), so many pixels across, and half of its side.

    Its middle is that of a pixel, as the centres of markers are.
    """
    side = 2 * math.ceil(size * ratio / 2) + 1
    made = QPixmap(side, side)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    half = side / 2 / ratio
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(half, half)
        draw(painter)
    return made, half


class Markers:
    """The samples of a plot, kept as a picture: they stay while map and line change.

    Parameters
    ----------
    scale : their size; 1 is that of the large decision map
    """

    def __init__(self, plot: Plot, scale: float = 1.0) -> None:
        self._plot = plot
        self._scale = scale
        self._kind = TWO_CLASSES
        self._points: dict[tuple[int, bool], npt.NDArray[np.floating]] = {}
        self._ringed: npt.NDArray[np.floating] | None = None
        self._picture: QPixmap | None = None
        self._made_for: tuple[object, ...] = ()

    def place(
        self,
        points: npt.NDArray[np.floating],
        labels: npt.NDArray[np.floating],
        is_test: npt.NDArray[np.bool_],
        kind: Kind = TWO_CLASSES,
    ) -> None:
        """Draw samples of a kind from now on: points (n, 2), labels and is_test (n,)."""
        finite = np.isfinite(points).all(axis=1)
        looks = kind.looks(labels)
        self._kind = kind
        self._points = {
            (look, test): points[finite & (looks == look) & (is_test == test)]
            for test in (False, True)
            for look in np.unique(looks).tolist()
        }
        self._picture = None

    def ring(self, point: npt.NDArray[np.floating] | None) -> None:
        self._ringed = None if point is None or not np.isfinite(point).all() else point.reshape(1, 2)
        self._picture = None

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw all samples of a kind, then those of the next, and the ring on top."""
        ratio = self._plot.devicePixelRatioF()
        if is_anew(painter, ratio):
            self._draw_anew(painter, theme)
            return
        made_for = (theme, self._plot.area(), self._plot.size(), ratio)
        if self._picture is None or made_for != self._made_for:
            self._made_for = made_for
            self._picture = self._draw_picture(theme)
        painter.drawPixmap(0, 0, self._picture)

    def _draw_picture(self, theme: Theme) -> QPixmap:
        """Draw each look once, and then stamps of that at whole pixels (2000 samples: 57 -> 7 ms)."""
        ratio = self._plot.devicePixelRatioF()
        picture = QPixmap(self._plot.size() * ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for (look, is_test), points in self._points.items():
                style = marker(theme, look, is_test, self._kind)
                stamp, _ = sprite(partial(style.draw, at=QPointF(0, 0), scale=self._scale), style.size + 2, ratio)
                stamp.setDevicePixelRatio(1.0)
                half = stamp.width() // 2
                corners = np.floor(self._in_sight(points, style.size) * ratio).astype(np.intp) - half
                for x, y in corners.tolist():
                    painter.drawPixmap(x, y, stamp)
            painter.scale(ratio, ratio)
            self._draw_ring(painter, theme)
        picture.setDevicePixelRatio(ratio)
        return picture

    def _draw_anew(self, painter: QPainter, theme: Theme) -> None:
        for (look, is_test), points in self._points.items():
            self._draw_all(painter, marker(theme, look, is_test, self._kind), points)
        self._draw_ring(painter, theme)

    def _draw_ring(self, painter: QPainter, theme: Theme) -> None:
        if self._ringed is not None:
            self._draw_all(painter, _halo(theme), self._ringed)
            self._draw_all(painter, sample_ring(theme), self._ringed)

    def _in_sight(self, points: npt.NDArray[np.floating], size: float) -> npt.NDArray[np.floating]:
        """Return where those points stand whose markers can be seen: of 1e150 Qt has no pixel."""
        with np.errstate(over="ignore"):
            places = self._plot.to_pixels(points)
        edge = 2 * self._scale * size + 2
        far = np.array([self._plot.width(), self._plot.height()]) + edge
        return np.asarray(places[((places > -edge) & (places < far)).all(axis=1)])

    def _draw_all(self, painter: QPainter, style: Marker, points: npt.NDArray[np.floating]) -> None:
        ratio = self._plot.devicePixelRatioF()
        places = self._in_sight(points, style.size)
        centres = (np.floor(places * ratio) + 0.5) / ratio  # of pixels: all outlines come out alike
        for x, y in centres.tolist():
            style.draw(painter, QPointF(x, y), self._scale)
