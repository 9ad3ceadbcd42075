"""One curve of a chart, drawn as wide as Qt can afford."""

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtGui import QPen

from playground.charts.plot import line_pen

_ROUGH_FROM = 3.0  # times the plot's height that a curve goes up and down


class Curve(pg.PlotCurveItem):
    """A curve as wide as its pen, or one pixel where it is rough: Qt takes ten times as long for a wide noisy one."""

    def __init__(self) -> None:
        super().__init__(connect="finite", antialias=True)
        self._wide = QPen()
        self._rough = False
        self.setSegmentedLineMode("off")  # segments are faster for a wide noisy curve, but fray

    def apply_pen(self, wide: QPen) -> None:
        self._wide = wide
        self.setPen(line_pen(wide.color()) if self._rough else wide)

    def show_values(self, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating], y_span: float) -> None:
        """Draw a curve through points; NaN is a gap.

        x, y : (n,)
        y_span : height of the plot, in the units of y
        """
        rough = float(np.nansum(np.abs(np.diff(y)))) > _ROUGH_FROM * y_span
        if rough != self._rough:
            self._rough = rough
            self.apply_pen(self._wide)
        self.setData(x, y)
