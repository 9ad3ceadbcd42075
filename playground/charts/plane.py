"""A map over the plane beside others of its kind: what a network says, or how two of them differ.

It is given pictures that are computed beforehand, and only paints them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.charts import figures
from playground.charts.axis import Axis
from playground.charts.boundary_rows import LEFT_WIDTH, left_width_for
from playground.charts.curve import draw_line
from playground.charts.decision_map import DecisionMap, TableOf, color_table
from playground.charts.frame import USUAL_PLANE, Frame, few_of, letter_of, ticks_along
from playground.charts.hint import Hint
from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.markers import Markers
from playground.charts.plot import BOTTOM_HEIGHT, Plot
from playground.charts.row import Row, caption_font, figure_font, label_font, math_font, text_width, write
from playground.theme import Appearance, Theme

HEAD, FOOT = 26, 22
LEAST_SIDE = 120
MOST_DRAWN = 1000  # samples: in a small map more would hide it
MARKER_SCALE = 0.62
TICKS = -4, 0, 4  # of the usual plane
SIGN = 13  # pixels of the sign at an extreme

Values = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Line:
    """A line over the plane.

    Attributes
    ----------
    x, y : (k,), pieces parted by NaN
    color : the number of a branch's colour; None for the colour of text
    """

    x: Values
    y: Values
    color: int | None = None
    is_dashed: bool = False
    is_thin: bool = False


@dataclass(frozen=True)
class Sign:
    """A + or − where a difference is largest."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, eq=False)
class Picture:
    """What lies on a plane.

    Attributes
    ----------
    steps : of the table of colours, (g, g); row 0 is the least x2
    table_of : the table of a theme
    lines, signs : on top, in this order
    caption : below, in words; what leads to a colon goes where there is no room
    limit : of differences from −limit to limit, whose colours are explained below; 0 is none
    """

    steps: npt.NDArray[np.unsignedinteger]
    table_of: TableOf
    lines: Sequence[Line] = ()
    signs: Sequence[Sign] = ()
    caption: str = ""
    limit: float = 0.0


class _Head(Row):
    """A branch's dot and its name, or a title without one."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, HEAD)
        self.title = ""
        self.color: int | None = None

    def draw(self, painter: QPainter, theme: Theme) -> None:
        x = 0.0
        if self.color is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.of_branch(self.color))
            painter.drawEllipse(QPointF(5, 13), 5, 5)
            x = 16.0
        name = QFontMetricsF(figure_font()).elidedText(self.title, Qt.TextElideMode.ElideRight, self.width() - x)
        write(painter, QPointF(x, 17), name, figure_font(), theme.color("text"))


class _Foot(Row):
    """Words about a map, or the scale of its colours."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, FOOT)
        self.caption = ""
        self.limit = 0.0

    def draw(self, painter: QPainter, theme: Theme) -> None:
        if not self.limit:
            room, caption = float(self.width()), self.caption
            if text_width(caption, label_font()) > room:
                caption = caption.split(": ")[-1]
            caption = QFontMetricsF(label_font()).elidedText(caption, Qt.TextElideMode.ElideRight, room)
            write(painter, QPointF(0, 16), caption, label_font(), theme.color("text2"))
            return
        low, high = (figures.with_true_minus(f"{sign}{self.limit:.3g}") for sign in ("-", "+"))
        x = write(painter, QPointF(0, 16), low, caption_font(), theme.color("text3")) + 6
        bar = min(110.0, self.width() - x - text_width(high, caption_font()) - 6)
        table = color_table(theme)
        painter.setPen(Qt.PenStyle.NoPen)
        for part in range(int(bar)):
            step = round((len(table) - 1) * part / max(bar - 1, 1.0))
            painter.fillRect(QRectF(x + part, 8, 1.0, 8), theme.color("panel").fromRgb(int(table[step])))
        painter.fillRect(QRectF(x + bar / 2 - 0.5, 6, 1.0, 12), theme.color("text"))
        x += bar + 6
        x += write(painter, QPointF(x, 16), high, caption_font(), theme.color("text3")) + 12
        room = self.width() - x
        if text_width(self.caption, label_font()) <= room:
            write(painter, QPointF(x, 16), self.caption, label_font(), theme.color("text2"))


class PlaneMap(QWidget):
    """A square map with a title above and a line of words below, as large as there is room.

    Attributes
    ----------
    frame : which part of which plane is shown
    read : what is told of a point of the plane, for the card beside the pointer
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.read: Callable[[float, float], str] | None = None
        self.picture: Picture | None = None
        self.head, self.foot = _Head(appearance), _Foot(appearance)
        self.plot = Plot(appearance, Axis("𝑥₂", math_font(12)), Axis("𝑥₁", math_font(12)), LEFT_WIDTH)
        for piece in (self.head, self.plot, self.foot):
            piece.setParent(self)
        self.card = Hint(appearance, self.plot)
        self._map = DecisionMap()
        self._markers = Markers(self.plot, MARKER_SCALE)
        self.plot.draw = self._draw
        self.frame = USUAL_PLANE
        self._show_frame()
        self.plot.pointer_moved.connect(self._tell)
        self.plot.pointer_left.connect(self.card.hide)
        self.setMinimumSize(LEFT_WIDTH + LEAST_SIDE, HEAD + LEAST_SIDE + BOTTOM_HEIGHT + FOOT)
        appearance.changed.connect(self._apply_theme)

    def show_title(self, title: str, color: int | None = None) -> None:
        """Say what is shown, with the number of a branch's colour if it is one."""
        if (title, color) != (self.head.title, self.head.color):
            self.head.title, self.head.color = title, color
            self.head.update()
            self.setAccessibleName(title)

    def show_frame(self, frame: Frame) -> None:
        """Show another part of another plane."""
        if frame != self.frame:
            self.frame = frame
            self._show_frame()
            self._place()

    def _show_frame(self) -> None:
        across, up = self.frame.across, self.frame.up
        left, bottom = ticks_along(up, TICKS), ticks_along(across, TICKS)
        self.plot.set_left(Axis(letter_of(up), math_font(12)), left_width_for(letter_of(up), left, LEFT_WIDTH))
        self.plot.set_bottom(Axis(letter_of(across), math_font(12)))
        self.plot.set_ticks(left, bottom)
        self.plot.set_range(self.frame.x_range, self.frame.y_range)
        self.plot.set_names(up.name if up else "", across.name)

    def show_samples(
        self, points: Values, labels: Values, is_test: npt.NDArray[np.bool_], kind: Kind = TWO_CLASSES
    ) -> None:
        """Draw samples, of many a fair choice: points (n, 2), labels and is_test (n,)."""
        drawn = few_of(len(points), MOST_DRAWN)
        self._markers.place(points[drawn], labels[drawn], is_test[drawn], kind)
        self.plot.redraw()

    def show_picture(self, picture: Picture) -> None:
        """Show another picture."""
        self.picture = picture
        self._map.show_with(picture.steps, self._appearance.theme, picture.table_of)
        if (picture.caption, picture.limit) != (self.foot.caption, self.foot.limit):
            self.foot.caption, self.foot.limit = picture.caption, picture.limit
            self.foot.setToolTip(picture.caption)
            self.foot.update()
        self.setAccessibleDescription(picture.caption)
        self.plot.redraw()

    def _apply_theme(self) -> None:
        self._map.apply_theme(self._appearance.theme)
        self.plot.redraw()

    def _draw(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        if self.picture is None:
            return
        self._map.draw(painter, self.plot.area())
        for line in self.picture.lines:
            self._draw_line(painter, theme, line)
        self._markers.draw(painter, theme)
        for sign in self.picture.signs:
            self._draw_sign(painter, theme, sign)

    def _draw_line(self, painter: QPainter, theme: Theme, line: Line) -> None:
        if line.color is None:
            pen = QPen(theme.color("text3"), 1.0) if line.is_thin else QPen(theme.color("text"), 1.6)
        else:
            draw_line(painter, self.plot, line.x, line.y, QPen(theme.color("panel"), 4.0))
            pen = QPen(theme.of_branch(line.color), 2.0)
        if line.is_dashed:
            pen.setDashPattern([3.0, 2.0])
        draw_line(painter, self.plot, line.x, line.y, pen)

    def _draw_sign(self, painter: QPainter, theme: Theme, sign: Sign) -> None:
        ((x, y),) = self.plot.to_pixels(np.array([[sign.x, sign.y]]))
        area = self.plot.area().adjusted(SIGN / 2, SIGN / 2, -SIGN / 2, -SIGN / 2)
        at = QPointF(min(max(x, area.left()), area.right()), min(max(y, area.top()), area.bottom()))
        painter.setPen(QPen(theme.color("text"), 1.0))
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(at, SIGN / 2, SIGN / 2)
        painter.setPen(QPen(theme.color("text"), 1.4))
        painter.drawLine(at - QPointF(3, 0), at + QPointF(3, 0))
        if sign.text == "+":
            painter.drawLine(at - QPointF(0, 3), at + QPointF(0, 3))

    def _tell(self, position: QPointF) -> None:
        text = self.read(*self.plot.from_pixels(position)) if self.read and self._is_inside(position) else ""
        if text:
            self.card.show_at(position, text)
        else:
            self.card.hide()

    def _is_inside(self, position: QPointF) -> bool:
        return self.plot.area().contains(position)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(LEFT_WIDTH + 260, HEAD + 260 + BOTTOM_HEIGHT + FOOT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Give the map as much room as there is."""
        width, height, axis, axes = self.width(), self.height(), self.plot.left_width, self.plot.others_height
        side = max(min(width - axis, height - HEAD - axes - FOOT), LEAST_SIDE)
        left = max(0, (width - axis - side) // 2)
        inner, inner_width = left + axis, width - left - axis
        self.head.setGeometry(inner, 0, inner_width, HEAD)
        self.plot.setGeometry(left, HEAD, axis + side, side + axes)
        self.foot.setGeometry(inner, HEAD + side + axes, inner_width, FOOT)
