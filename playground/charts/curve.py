"""A line of a chart, drawn as wide as Qt can afford."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.charts.plot import Plot

_ROUGH_FROM = 3.0  # times the plot's height that a curve goes up and down

Values = npt.NDArray[np.floating]


def draw_line(painter: QPainter, plot: Plot, x: Values, y: Values, pen: QPen) -> None:
    """Draw a line through points of a plot, x and y (n,); NaN is a gap."""
    if len(x):
        from pyqtgraph import arrayToQPath  # here, as a plot is drawn only when it is imported

        pixels = plot.to_pixels(np.column_stack([x, y]))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(arrayToQPath(pixels[:, 0], pixels[:, 1], connect="finite"))


class Curve:
    """A curve of a width, or one pixel wide where it is rough: Qt takes ten times as long for a wide noisy one."""

    def __init__(self, width: float) -> None:
        self._width = width
        self._rough = False
        self.x: Values = np.empty(0)
        self.y: Values = np.empty(0)

    def show_values(self, x: Values, y: Values, y_span: float) -> None:
        """Draw a curve through points from now on; NaN is a gap.

        x, y : (n,)
        y_span : height of the plot, in the units of y
        """
        self.x, self.y = x, y
        self._rough = float(np.nansum(np.abs(np.diff(y)))) > _ROUGH_FROM * y_span

    def draw(self, painter: QPainter, plot: Plot, color: QColor) -> None:
        pen = QPen(color, 1.0 / plot.devicePixelRatioF() if self._rough else self._width)
        draw_line(painter, plot, self.x, self.y, pen)
