"""The themed plot that every chart stands on: axes that stand still, a signal for the pointer, and what a chart draws.

Axes are kept as a picture until they change: a frame that has only a new curve or map draws that alone (measured: the
decision boundary 4.3 -> 1.7 ms, the costs 3.7 -> 1.8 ms a turn).

pyqtgraph draws axes and curves. It takes a quarter of the window's start to import, so a plot can stand empty, in its
place and its colour, until `make_axes`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from playground.anew import AS_ON_SCREEN, Look, is_anew
from playground.charts.axis import Axis, Range, Ticks
from playground.charts.row import caption_font, text_width, write
from playground.plain_tip import plain_tip
from playground.theme import Appearance

if TYPE_CHECKING:
    from playground.charts.axes import AxisPainter

BOTTOM_HEIGHT = 20  # pixels of the axis below a plot, with its tick labels
NAME_HEIGHT = 15  # of a line in which an axis has a name besides its symbol


class Plot(QWidget):
    """A plot whose ranges, ticks and margins stand where they were put; the pointer only asks.

    Positions of the signals are pixels of this widget.

    Parameters
    ----------
    left_width, top : pixels of the left axis, and those left free above
    whole : whether axes are made at once

    Attributes
    ----------
    draw : what lies on the axes, clipped to their area
    x_range, y_range, left_ticks, bottom_ticks : see `set_range` and `set_ticks`
    names : of the left axis, above it, and of the bottom axis, below that; "" takes no room
    """

    pressed = Signal(QPointF)
    pointer_moved = Signal(QPointF)
    pointer_left = Signal()
    resized = Signal()

    def __init__(
        self, appearance: Appearance, left: Axis, bottom: Axis, left_width: int, top: int = 0, *, whole: bool = True
    ) -> None:
        super().__init__()
        self.appearance = appearance
        self.left, self.bottom = left, bottom
        self._left_width, self._top = left_width, top
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setMinimumSize(0, 0)
        self.draw: Callable[[QPainter], None] = lambda painter: None
        self.x_range: Range = (0.0, 1.0)
        self.y_range: Range = (0.0, 1.0)
        self.left_ticks: Ticks = ()
        self.bottom_ticks: Ticks = ()
        self.names = "", ""
        self._axes: tuple[AxisPainter, AxisPainter] | None = None  # on the left, and below
        self._picture: QPixmap | None = None  # of the axes
        appearance.changed.connect(self.redraw_axes)
        if whole:
            self.make_axes()

    @property
    def is_whole(self) -> bool:
        """Whether axes and what lies on them are drawn."""
        return self._axes is not None

    def make_axes(self) -> None:
        """Draw everything from now on."""
        from playground.charts.axes import AxisPainter

        self._axes = AxisPainter("left"), AxisPainter("bottom")
        self.redraw_axes()

    def redraw(self) -> None:
        """Draw anew what lies on the axes."""
        self.update()

    def redraw_axes(self) -> None:
        """Draw everything anew."""
        self._picture = None
        self.update()

    def area(self) -> QRectF:
        """Return the rectangle between the axes, in pixels of this widget."""
        width, height = max(0, self.width() - self._left_width), max(0, self.height() - self.others_height)
        return QRectF(self._left_width, self._top + self._heights[0], width, height)

    @property
    def left_width(self) -> int:
        """How wide the axis on the left is."""
        return self._left_width

    @property
    def others_height(self) -> int:
        """How high all is that stands above and below the area."""
        return self._top + BOTTOM_HEIGHT + sum(self._heights)

    @property
    def _heights(self) -> tuple[int, int]:
        left, bottom = self.names
        return NAME_HEIGHT if left else 0, NAME_HEIGHT if bottom else 0

    def to_pixels(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Return where points of the plot stand in pixels of this widget, both (n, 2)."""
        area = self.area()
        (left, right), (low, high) = self.x_range, self.y_range
        shares = (points - (left, high)) / (right - left, low - high)
        return np.asarray(shares * (area.width(), area.height()) + (area.left(), area.top()))

    def from_pixels(self, position: QPointF) -> tuple[float, float]:
        """Return the point of the plot at a position in pixels of this widget."""
        area = self.area()
        (left, right), (low, high) = self.x_range, self.y_range
        x = left + (position.x() - area.left()) / area.width() * (right - left)
        return x, high - (position.y() - area.top()) / area.height() * (high - low)

    def set_left(self, axis: Axis, width: int) -> None:
        """Have another axis on the left, so many pixels wide."""
        self.left, self._left_width = axis, width
        self.redraw_axes()
        self.resized.emit()

    def set_bottom(self, axis: Axis) -> None:
        """Have another axis below."""
        if axis != self.bottom:
            self.bottom = axis
            self.redraw_axes()

    def set_range(self, x: Range, y: Range) -> None:
        """Let the area reach from where to where."""
        self.x_range, self.y_range = x, y
        self.redraw_axes()

    def set_ticks(self, left: Ticks, bottom: Ticks) -> None:
        """Write these beside the axes."""
        self.left_ticks, self.bottom_ticks = left, bottom
        self.redraw_axes()

    def set_names(self, left: str, bottom: str) -> None:
        """Write names of the axes, elided where they are long, on lines of their own."""
        if (left, bottom) != self.names:
            self.names = left, bottom
            self.redraw_axes()
            self.resized.emit()

    def _draw_axes(self, axes: "tuple[AxisPainter, AxisPainter]", ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.appearance.theme.color("panel"))
        with QPainter(picture) as painter:
            self._paint_axes(painter, axes)
        return picture

    def _paint_axes(self, painter: QPainter, axes: "tuple[AxisPainter, AxisPainter]") -> None:
        area, theme = self.area(), self.appearance.theme
        left = QRectF(0, area.top(), area.left(), area.height())
        bottom = QRectF(area.left(), area.bottom(), area.width(), BOTTOM_HEIGHT)
        axes[0].draw(painter, self.left, self.y_range, self.left_ticks, left, theme, area.width())
        axes[1].draw(painter, self.bottom, self.x_range, self.bottom_ticks, bottom, theme)
        for name, place, at_right in zip(self.names, self._places_of_names(), (False, True), strict=True):
            elided = QFontMetricsF(caption_font()).elidedText(name, Qt.TextElideMode.ElideRight, place.width())
            x = place.right() - text_width(elided, caption_font()) if at_right else place.left()
            write(painter, QPointF(x, place.bottom() - 4), elided, caption_font(), theme.color("text2"))

    def _places_of_names(self) -> tuple[QRectF, QRectF]:
        """Return the lines above the left axis and below the bottom axis."""
        area, (above, below) = self.area(), self._heights
        lowest = area.bottom() + BOTTOM_HEIGHT
        return QRectF(4, self._top, self.width() - 4, above), QRectF(area.left(), lowest, area.width(), below)

    def paint_anew(self, painter: QPainter, look: Look) -> None:
        """Paint all of it as lines and letters, nothing from a picture that is kept."""
        assert self._axes is not None
        if look.has_ground:
            painter.fillRect(self.rect(), self.appearance.theme.color("panel"))
        self._paint_axes(painter, self._axes)
        painter.save()
        painter.setClipRect(self.area(), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.restore()

    # Qt's names

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._axes is None:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), self.appearance.theme.color("panel"))
            return
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            if is_anew(painter, ratio):
                self.paint_anew(painter, AS_ON_SCREEN)
                return
            if self._picture is None or self._picture.devicePixelRatio() != ratio:
                self._picture = self._draw_axes(self._axes, ratio)
            painter.drawPixmap(0, 0, self._picture)
            painter.setClipRect(self.area().adjusted(0, 0, 0, 1 / ratio))  # down to the lower axis
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.redraw_axes()
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(event.position())
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            places = zip(self.names, self._places_of_names(), strict=True)
            told = next((name for name, place in places if place.contains(QPointF(event.pos()))), "")
            QToolTip.showText(event.globalPos(), plain_tip(told), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer_moved.emit(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointer_left.emit()
