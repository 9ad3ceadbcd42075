"""The themed plot that every chart stands on: pyqtgraph without its menus, buttons, gestures and moving margins.

Ticks are given, never found: pyqtgraph's own search writes 1e-1, and moves while a curve grows. Axes are kept as a
picture until they change, and what lies on them is drawn by the chart itself: a frame that has only a new curve or map
draws that alone (measured: the decision boundary 4.3 -> 1.7 ms, the costs 3.7 -> 1.8 ms a turn).
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView

from playground.charts.row import caption_font
from playground.theme import Appearance

pg.setConfigOptions(antialias=True, imageAxisOrder="row-major")

Ticks = Sequence[tuple[float, str]]

BOTTOM_HEIGHT = 20  # pixels of the axis below a plot, with its tick labels


class Axis(pg.AxisItem):
    """An axis that writes its own name at its far end, in the row of the tick labels, instead of a line further out."""

    def __init__(self, orientation: str, name: str = "", name_font: QFont | None = None) -> None:
        super().__init__(orientation)
        self._name = name
        self._name_font = name_font or caption_font()
        self.setStyle(tickLength=0, tickTextOffset=6, tickAlpha=255, hideOverlappingLabels=12)
        self.setTickFont(caption_font())
        self.enableAutoSIPrefix(False)

    def rename(self, name: str) -> None:
        """Write another name at the far end from now on."""
        self._name = name
        self.picture = None  # pyqtgraph's own, which it would draw again
        self.update()

    def name_rect(self) -> QRectF:
        """Return where the name stands on its baseline, in the axis' own coordinates: at the right end, or the top."""
        bounds = self.mapRectFromParent(self.geometry())
        width = QFontMetricsF(self._name_font).horizontalAdvance(self._name)
        if self.orientation == "left":
            return QRectF(bounds.right() - 6 - width, bounds.top(), width, 11)
        return QRectF(bounds.right() - width, bounds.top() + 4, width, 11)

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(-12, -12, 12, 12)  # pyqtgraph forgets the labels' overhang with a grid

    def drawPicture(self, p: QPainter, axisSpec: object, tickSpecs: list[tuple], textSpecs: list[tuple]) -> None:
        grid = tickSpecs if self.grid else []
        if not self._name:
            super().drawPicture(p, axisSpec, grid, textSpecs)
            return
        taken = self.name_rect().adjusted(-8, 0, 8, 0)
        super().drawPicture(p, axisSpec, grid, [spec for spec in textSpecs if not spec[0].intersects(taken)])
        p.setFont(self._name_font)
        p.drawText(self.name_rect().bottomLeft(), self._name)


class Plot(pg.PlotWidget):
    """A plot whose ranges, ticks and margins stand where they were put; the pointer only asks.

    Positions of the signals are pixels of this widget.
    """

    pressed = Signal(QPointF)
    pointer_moved = Signal(QPointF)
    pointer_left = Signal()
    resized = Signal()

    def __init__(self, appearance: Appearance, left: Axis, bottom: Axis, left_width: int, top: int = 0) -> None:
        super().__init__(axisItems={"left": left, "bottom": bottom}, enableMenu=False)
        self.appearance = appearance
        self.left, self.bottom = left, bottom
        self.plotItem.hideButtons()
        self.plotItem.layout.setContentsMargins(0, top, 0, 0)
        self.plotItem.disableAutoRange()
        self.plotItem.vb.setMouseEnabled(False, False)
        left.setZValue(-1000)  # its grid lies behind everything
        left.setWidth(left_width)
        bottom.setHeight(BOTTOM_HEIGHT)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(0, 0)
        self.draw: Callable[[QPainter], None] = lambda painter: None  # what lies on the axes, clipped to their area
        self._axes: QPixmap | None = None
        self._ranges = ((0.0, 1.0), (0.0, 1.0))
        self.plotItem.vb.sigResized.connect(self._announce_size)
        self.scene().changed.connect(self._axes_changed)
        appearance.changed.connect(self.apply_theme)
        self.apply_theme()

    def apply_theme(self) -> None:
        theme = self.appearance.theme
        self.setBackground(theme.color("panel"))
        for axis in (self.left, self.bottom):
            axis.setPen(line_pen(theme.color("line2")))
            axis.setTickPen(line_pen(theme.color("line")))
            axis.setTextPen(line_pen(theme.color("text3")))

        self.redraw_axes()

    def _announce_size(self, _view_box: object) -> None:
        self.redraw_axes()
        self.resized.emit()

    def redraw(self) -> None:
        """Draw anew what lies on the axes."""
        self.viewport().update()

    def redraw_axes(self) -> None:
        """Draw everything anew."""
        self._axes = None
        self.viewport().update()

    def _axes_changed(self, _where: object) -> None:
        self.redraw_axes()

    def area(self) -> QRectF:
        """Return the rectangle between the axes, in pixels of this widget."""
        view_box = self.plotItem.vb
        return view_box.mapRectToScene(view_box.rect())

    def to_pixels(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Return where points of the plot stand in pixels of this widget, both (n, 2)."""
        area = self.area()
        (left, right), (low, high) = self._ranges
        shares = (points - (left, high)) / (right - left, low - high)
        return np.asarray(shares * (area.width(), area.height()) + (area.left(), area.top()))

    def from_pixels(self, position: QPointF) -> tuple[float, float]:
        """Return the point of the plot at a position in pixels of this widget."""
        area = self.area()
        (left, right), (low, high) = self._ranges
        x = left + (position.x() - area.left()) / area.width() * (right - left)
        return x, high - (position.y() - area.top()) / area.height() * (high - low)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self._ranges = x, y
        self.redraw_axes()
        self.plotItem.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)

    def set_ticks(self, left: Ticks, bottom: Ticks) -> None:
        self.left.setTicks([list(left)])
        self.bottom.setTicks([list(bottom)])
        self.redraw_axes()

    def _draw_axes(self, ratio: float) -> QPixmap:
        axes = QPixmap(self.viewport().size() * ratio)
        axes.setDevicePixelRatio(ratio)
        axes.fill(self.appearance.theme.color("panel"))
        with QPainter(axes) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            everything = QRectF(self.viewport().rect())
            self.scene().render(painter, everything, everything)
        return axes

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._axes is None or self._axes.devicePixelRatio() != ratio:
            super().paintEvent(event)  # the view's own books: it asks for no other painting before this one is done
            self._axes = self._draw_axes(ratio)
        with QPainter(self.viewport()) as painter:
            painter.drawPixmap(0, 0, self._axes)
            painter.setClipRect(self.area().adjusted(0, 0, 0, 1 / ratio))  # down to the lower axis
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(event.position())
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer_moved.emit(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a panel around the chart may scroll

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer_left.emit()


def line_pen(color: QColor, width: float = 1.0) -> QPen:
    """Return a pen of so many of the screen's own pixels, whatever the plot's scale."""
    return pg.mkPen(color, width=width)
