"""What is drawn over the samples while one draws: the circle of the brush, what a press would take, the cross-hair."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from playground.charts.markers import sprite
from playground.charts.plot import Plot
from playground.charts.row import label_font, text_width, write
from playground.theme import Theme

_LIT_PX = 14.0
_LEAST_RADIUS_PX = 3.0


class Overlay:
    """Draws on a plot, on top of all else.

    Attributes
    ----------
    ring : (where, its radius) of the brush in pixels, or None
    ring_color : of the brush; None is the eraser, whose ring is dashed
    lit : pixels of the samples that a press would take, (n, 2)
    hair : where the cross-hair is, or None
    words : beside the cross-hair
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self.ring: tuple[QPointF, float] | None = None
        self.ring_color: QColor | None = None
        self.lit: npt.NDArray[np.float64] = np.empty((0, 2))
        self.hair: QPointF | None = None
        self.words = ""

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw all of it."""
        if len(self.lit):
            self._draw_lit(painter, theme)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hair is not None:
            self._draw_hair(painter, theme, self.hair)
        if self.ring is not None:
            at, radius = self.ring
            radius = max(radius, _LEAST_RADIUS_PX)
            painter.setPen(QPen(theme.color("panel"), 3.6))
            painter.drawEllipse(at, radius, radius)
            pen = QPen(self.ring_color or theme.color("text"), 1.8)
            if self.ring_color is None:
                pen.setDashPattern([3.0, 2.0])
            painter.setPen(pen)
            painter.drawEllipse(at, radius, radius)

    def _draw_lit(self, painter: QPainter, theme: Theme) -> None:
        ratio = self._plot.devicePixelRatioF()

        def ring(drawing: QPainter) -> None:
            drawing.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            for width, token in ((3.6, "panel"), (1.6, "accent")):
                drawing.setPen(QPen(theme.color(token), width))
                drawing.drawEllipse(QPointF(0, 0), _LIT_PX / 2, _LIT_PX / 2)

        made, half = sprite(ring, _LIT_PX + 6, ratio)
        for x, y in self.lit.tolist():
            painter.drawPixmap(QPointF(x - half, y - half), made)

    def _draw_hair(self, painter: QPainter, theme: Theme, at: QPointF) -> None:
        area = self._plot.area()
        for width, token in ((3.0, "panel"), (1.2, "text")):
            painter.setPen(QPen(theme.color(token), width))
            painter.drawLine(QPointF(area.left(), at.y()), QPointF(area.right(), at.y()))
            painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()))
        width = text_width(self.words, label_font()) + 12
        x = at.x() + 10 if at.x() + 10 + width <= area.right() else at.x() - 10 - width
        y = at.y() + 10 if at.y() + 30 <= area.bottom() else at.y() - 30
        painter.setPen(QPen(theme.color("line2"), 1.0))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(x, y, width, 20), 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        write(painter, QPointF(x + 6, y + 14), self.words, label_font(), theme.color("text"))
