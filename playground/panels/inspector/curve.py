"""A drawing of φ with the present net input on it, and φ′ as the tangent there."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.activations import ACTIVATIONS
from engine.arrays import Floats
from engine.network import Network
from engine.steps import Telling
from engine.titles import title
from playground import notation
from playground.panels.figures import figure
from playground.theme import Appearance, Theme

HEIGHT = 132
POINTS = 161
LEAST_REACH = 4.0  # net inputs shown on both sides at least
MARGIN_X, TOP, FOOT = 6.0, 12.0, 24.0
TANGENT = 46.0  # half its length in pixels


class ActivationCurve(QWidget):
    """Shows one unit's φ, its z and a, and the slope φ′(z)."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._shown: tuple[str, float, float, float] | None = None
        self._z: Floats = np.zeros(POINTS)
        self._a: Floats = np.zeros(POINTS)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        appearance.changed.connect(self.update)

    def show_unit(self, network: Network, told: Telling, layer: int, unit: int) -> float:
        """Show the curve of a unit of layer l ≥ 2; return φ′(z)."""
        name = network.activations[layer - 2]
        column = told.passed.z[layer][:, told.column]
        z = float(column[unit - 1])
        reach = _reach(z)
        grid = np.linspace(-reach, reach, POINTS)
        with np.errstate(over="ignore", invalid="ignore"):
            a, slope = _values(name, column, unit, np.append(grid, z))
        shown = name, z, float(a[-1]), float(slope[-1])
        if shown != self._shown:
            self._shown, self._z, self._a = shown, grid, np.nan_to_num(a[:-1])
            said = f"{title(name)} at z = {figure(z, 4)}: a = {figure(shown[2], 4)}"
            self.setAccessibleName(f"{said}, slope {figure(shown[3], 4)}")
            self.update()
        return shown[3]

    # ---- drawing ---------------------------------------------------------------------------------------------------

    def _paint(self, painter: QPainter, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("canvas"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        if self._shown is None or not np.isfinite(self._shown[1:]).all():
            return
        _, z, a, slope = self._shown
        low, high = min(self._a.min(), a, 0.0), max(self._a.max(), a, 0.0)
        height = max(high - low, 1e-9)
        across = (self.width() - 2 * MARGIN_X) / (self._z[-1] - self._z[0])
        up = (self.height() - TOP - FOOT) / height

        def at(x: float, y: float) -> QPointF:
            return QPointF(MARGIN_X + (x - self._z[0]) * across, TOP + (high - y) * up)

        here, origin = at(z, a), at(0.0, 0.0)
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.drawLine(QPointF(MARGIN_X, origin.y()), QPointF(self.width() - MARGIN_X, origin.y()))
        painter.drawLine(QPointF(origin.x(), TOP / 2), QPointF(origin.x(), self.height() - FOOT + 4))
        painter.setPen(QPen(theme.color("text2"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(self._z, self._a, strict=True)]))
        painter.setPen(QPen(theme.color("text3"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(here, QPointF(here.x(), origin.y()))
        self._paint_tangent(painter, here, slope * up / across, theme)
        painter.setPen(QPen(theme.color("canvas"), 2))
        painter.setBrush(theme.signed(a))
        painter.drawEllipse(here, 5, 5)
        self._paint_legend(painter, z, slope, theme)

    def _paint_tangent(self, painter: QPainter, here: QPointF, steepness: float, theme: Theme) -> None:
        direction = QPointF(1.0, -steepness) * (TANGENT / float(np.hypot(1.0, steepness)))
        painter.setPen(QPen(theme.color("backward"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.save()
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -16))
        painter.drawLine(here - direction, here + direction)
        painter.restore()

    def _paint_legend(self, painter: QPainter, z: float, slope: float, theme: Theme) -> None:
        size, y = 12, self.height() - 8
        equals = notation.operator("=", size)
        left = notation.row(notation.letter("z", size), equals, notation.glyphs(figure(z), size))
        phi = notation.row(notation.letter("φ′", size), notation.fenced(notation.letter("z", size), size))
        right = notation.row(phi, equals, notation.glyphs(figure(slope), size))
        left.paint(painter, 10, y, theme.color("text2"))
        right.paint(painter, self.width() - 10 - right.width, y, theme.color("backward"))

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter, self._appearance.theme)


def _reach(z: float) -> float:
    """Return how far the drawing goes on both sides: it doubles where z needs it, so that it does not slide."""
    reach = LEAST_REACH
    while reach < 1e12 and abs(z) > 0.92 * reach:
        reach *= 2
    return reach


def _values(name: str, column: Floats, unit: int, z: Floats) -> tuple[Floats, Floats]:
    """Return φ and φ′ of a unit at net inputs, its layer's other net inputs being as they are."""
    phi = ACTIVATIONS[name]
    if name == "softmax":
        whole = np.repeat(column[:, np.newaxis], len(z), axis=1)
        whole[unit - 1] = z
        a = phi.value(whole)[unit - 1]
    else:
        a = phi.value(z)
    return a, phi.derivative(z, a)
