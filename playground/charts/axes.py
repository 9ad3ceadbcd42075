"""The axes of a plot as pyqtgraph draws them; ticks are given, as its own search writes 1e-1 and moves with a curve."""

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPicture

from playground.anew import is_anew
from playground.charts.axis import Axis, Range, Ticks
from playground.charts.row import caption_font
from playground.theme import Theme

BESIDE = 6  # pixels between an axis and its tick labels


class AxisPainter(pg.AxisItem):
    """Draws what stands along a side, "left" or "bottom"; it lies in no scene."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._axis = Axis()
        self._grid_length = 0.0
        self._drawn: tuple[object, ...] = ()
        self.setStyle(tickLength=0, tickTextOffset=BESIDE, tickAlpha=255, hideOverlappingLabels=12)
        self.setTickFont(caption_font())
        self.enableAutoSIPrefix(False)

    def draw(
        self,
        painter: QPainter,
        axis: Axis,
        span: Range,
        ticks: Ticks,
        place: QRectF,
        theme: Theme,
        grid_length: float = 0.0,
    ) -> None:
        """Draw an axis over a span into a rectangle; lines of its grid are so many pixels long.

        One that is drawn again as it was takes no time: while epochs are added, the left axis mostly stays.
        """
        asked = (axis, span, tuple(ticks), place, theme, grid_length)
        if asked != self._drawn:
            self._drawn = asked
            self._prepare(*asked)
        painter.save()
        painter.translate(place.topLeft())
        if is_anew(painter, painter.device().devicePixelRatio()):
            self._paint_anew(painter)
        else:
            self.paint(painter, None, None)
        painter.restore()

    def _paint_anew(self, painter: QPainter) -> None:
        """Paint without the picture that pyqtgraph keeps, which on paper comes out as large as that is finer."""
        ground = QPicture()
        with QPainter(ground) as measuring:
            measuring.setFont(caption_font())
            specs = self.generateDrawSpecs(measuring)
        if specs is not None:
            self.drawPicture(painter, *specs)

    def _prepare(self, axis: Axis, span: Range, ticks: Ticks, place: QRectF, theme: Theme, grid_length: float) -> None:
        self._axis, self._grid_length = axis, grid_length
        self.setWidth(place.width())
        self.setHeight(place.height())
        self.setGeometry(place)
        self.setRange(*span)
        self.setTicks([list(ticks)])
        self.setPen(QPen(theme.color("line2")))
        self.setTickPen(QPen(theme.color("line")))
        self.setTextPen(QPen(theme.color("text3")))

    @property
    def _name_font(self) -> QFont:
        return self._axis.font or caption_font()

    def _name_rect(self) -> QRectF:
        """Return where the name stands on its baseline, in the axis' own coordinates: at the right end, or the top."""
        bounds = self.mapRectFromParent(self.geometry())
        width = QFontMetricsF(self._name_font).horizontalAdvance(self._axis.name)
        if self.orientation == "left":
            return QRectF(bounds.right() - BESIDE - width, bounds.top(), width, 11)
        return QRectF(bounds.right() - width, bounds.top() + 4, width, 11)

    # pyqtgraph's names

    def mapToDevice(self, point: QPointF) -> QPointF:
        return point  # pyqtgraph would ask the view for the axis' length in pixels

    def drawPicture(self, p: QPainter, axisSpec: object, tickSpecs: list[tuple], textSpecs: list[tuple]) -> None:
        across = QPointF(self._grid_length, 0)
        grid = [(pen, start, stop + across) for pen, start, stop in tickSpecs] if self._axis.has_grid else []
        if not self._axis.name:
            super().drawPicture(p, axisSpec, grid, textSpecs)
            return
        taken = self._name_rect().adjusted(-8, 0, 8, 4)  # indices reach below the baseline
        super().drawPicture(p, axisSpec, grid, [spec for spec in textSpecs if not spec[0].intersects(taken)])
        p.setFont(self._name_font)
        p.drawText(self._name_rect().bottomLeft(), self._axis.name)

    # Qt's names

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(-12, -12, 12, 12)  # labels reach beyond the axis' ends
