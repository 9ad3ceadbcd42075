"""A line of a chart, drawn as wide as Qt can afford."""

from collections.abc import Sequence

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
    """A curve of a width, or one pixel wide where it is rough: Qt takes a hundred times as long for a wide noisy one.

    Parameters
    ----------
    dashes : how long dashes and gaps are, in widths; () is an unbroken line. Dashes cost nothing: 0.42 ms where an
        unbroken smooth curve takes 0.50, 0.9 where an unbroken rough one takes 1.3.
    """

    def __init__(self, width: float, dashes: Sequence[float] = ()) -> None:
        self._width = width
        self._dashes = dashes
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
        draw_line(painter, plot, self.x, self.y, self.pen(color, plot.devicePixelRatioF()))

    def pen(self, color: QColor, ratio: float = 1.0) -> QPen:
        """Return what the curve is drawn with where a pixel has `ratio` device pixels."""
        width = 1.0 / ratio if self._rough else self._width
        pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if self._dashes:
            pen.setDashPattern([dash * self._width / width for dash in self._dashes])  # as long when it is rough
        return pen
