"""The decision boundary: the samples in a plane of two coordinates, over a map of what the net says everywhere else.

Of values the map shows how large they are; of values over a line the net is a curve through the samples.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from engine.titles import shortened
from playground.anew import Look
from playground.charts import figures
from playground.charts.axis import Axis, Range, Ticks, around, ticks_of
from playground.charts.boundary_rows import LEFT_WIDTH, Heading, Legend, Place, left_width_for, title_of
from playground.charts.curve import draw_line
from playground.charts.decision_map import (
    DecisionMap,
    boundary_line,
    class_borders,
    class_steps,
    color_steps,
)
from playground.charts.frame import USUAL_PLANE, Frame, few_of, letter_of, range_of_line, ticks_along
from playground.charts.hint import Hint
from playground.charts.kinds import TWO_CLASSES, Kind
from playground.charts.markers import Markers
from playground.charts.plot import Plot
from playground.charts.row import caption_font, math_font, text_width, write
from playground.theme import Appearance, Theme

MOST_DRAWN = 2000  # samples; a million took 14 s to draw, and would hide the map
LEAST_SIDE = 180  # pixels of the plane
QWIDGETSIZE_MAX = 16777215  # Qt's; PySide does not tell it
_CURVE_LEFT_WIDTH = 34  # heights have decimals
_TICKS = -4, -2, 0, 2, 4  # of the usual plane
_REACH_PX = 10.0  # how near a click must be to a sample

Values = npt.NDArray[np.floating]


class BoundaryChart(QWidget):
    """The decision map, its boundary and the samples in a frame; as high as its width asks for.

    Attributes
    ----------
    frame : which part of which plane is shown
    read, read_sample : what the network says at a place of the frame and at a sample, in words, for the card beside
        the pointer
    overlay : draws on top of all else while samples are drawn here, see `charts.drawing`; None otherwise
    holds_axes : whether axes stay as they are whatever samples come
    fresh : so many samples at the end are shown however many there are
    """

    sample_chosen = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self._points: npt.NDArray[np.float64] = np.empty((0, 2))
        self._labels: Values = np.empty(0)
        self._is_test: npt.NDArray[np.bool_] = np.empty(0, dtype=bool)
        self._sample: int | None = None
        self._hinted: int | None = None
        self._pointer: QPointF | None = None
        self._drawn = few_of(0, MOST_DRAWN)  # the numbers of the samples that are drawn
        self.kind = TWO_CLASSES
        self.frame = USUAL_PLANE
        self.read: Callable[[float, float], str] | None = None
        self.read_sample: Callable[[int], str] | None = None
        self.overlay: Callable[[QPainter, Theme], None] | None = None
        self.holds_axes = False
        self.fresh = 0
        self._tools: QWidget | None = None
        self._draft: tuple[Values, Values, npt.NDArray[np.bool_]] | None = None
        self.heading = Heading(appearance)
        self.place = Place(appearance)
        self.legend = Legend(appearance)
        self._chooser: QWidget | None = None
        self.plot = Plot(appearance, Axis("𝑥₂", math_font(13)), Axis("𝑥₁", math_font(13)), LEFT_WIDTH, whole=whole)
        self.card = Hint(appearance, self.plot)
        self._map = DecisionMap()
        self._line = np.empty(0), np.empty(0)
        self._output: Values = np.empty(0)
        self._scale = (0.0, 0.0)
        self._most_height = QWIDGETSIZE_MAX
        self._curve: tuple[Values, Values] = np.empty(0), np.empty(0)
        self._markers = Markers(self.plot)
        self.plot.draw = self._draw
        self._arrange()
        self.plot.pressed.connect(self.choose_at)
        self.plot.pointer_moved.connect(self.hint_at)
        self.plot.pointer_left.connect(self.hide_hint)
        appearance.changed.connect(self.apply_theme)
        self.apply_theme()

    def _arrange(self) -> None:
        self._show_frame()
        self._pieces = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for piece in (self.heading, self.place, self.plot, self.legend):
            layout.addWidget(piece)
        layout.setAlignment(self.plot, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(240)
        self.setAccessibleName("Decision boundary")
        self._keep_square(356)

    def show_tools(self, tools: QWidget | None) -> None:
        """Have tools below the plot, which stays as it is; None for no tools any more."""
        if self._tools is not None:
            self._tools.hide()
        self._tools = tools
        self.legend.setVisible(tools is None)
        if tools is not None:
            self._pieces.insertWidget(self._pieces.indexOf(self.legend), tools)
            tools.show()

    def put_above(self, chooser: QWidget) -> None:
        """Place what chooses the frame above the map; call `keep_shape` when its height has changed."""
        self._chooser = chooser
        self._pieces.insertWidget(1, chooser)

    def _show_frame(self) -> None:
        """Show both axes, with the names of their columns where they have any."""
        across, up = self.frame.across, self.frame.up
        left, bottom = ticks_along(up, _TICKS), ticks_along(across, _TICKS)
        self._show_axes(letter_of(up), LEFT_WIDTH, left, bottom, across.span, self.frame.y_range)
        self.plot.set_names(up.name if up else "", across.name)

    def _show_line(self) -> None:
        """Show as much of x1 and of the values as the samples take."""
        x, y = range_of_line(self._points[:, 0], self.frame), around(self._points[:, 1])
        self._show_axes("𝑦", _CURVE_LEFT_WIDTH, ticks_of(y), ticks_of(x), x, y)
        self.plot.set_names("", self.frame.across.name)

    def _show_axes(self, name: str, width: int, left: Ticks, bottom: Ticks, x: Range, y: Range) -> None:
        self.plot.set_left(Axis(name, math_font(13)), left_width_for(name, left, width))
        self.plot.set_bottom(Axis(letter_of(self.frame.across), math_font(13)))
        self.plot.set_ticks(left, bottom)
        self.plot.set_range(x, y)
        self.x_range = x

    def paint_figure(self, painter: QPainter, look: Look) -> None:
        """Paint what is shown as a figure, as large as the chart is."""
        if look.has_ground:
            painter.fillRect(self.rect(), self.appearance.theme.color("panel"))
        for piece in (self.heading, self.place, self.plot, self.legend):
            if piece.isHidden():
                continue
            painter.save()
            painter.translate(piece.pos())
            piece.paint_anew(painter, look)
            painter.restore()

    def fit(self, width: int, most_height: int) -> None:
        """Say how wide it will be and how high it may be: the plane is as high as it is wide, if that allows it."""
        self._most_height = most_height
        self._keep_square(width)
        self._pieces.activate()  # so that whoever lays it out next asks it anew

    def keep_shape(self) -> None:
        """Make the plane as large as there is room for now."""
        self._keep_square(self.width())
        self._pieces.activate()

    def _keep_square(self, width: int) -> None:
        rows = (self.heading, self._chooser, self.place, self.legend)
        others = sum(row.minimumHeight() for row in rows if row and (row is self.legend or not row.isHidden()))
        axes = self.plot.others_height
        left = LEFT_WIDTH if self.kind.over_line else self.plot.left_width  # a curve is as high as the usual plane
        most = max(self._most_height - others - axes, LEAST_SIDE)
        side = min(width - left, most)
        self.plot.setFixedSize(width if self.kind.over_line else left + side, side + axes)

    def apply_theme(self) -> None:
        self._map.apply_theme(self.appearance.theme)
        self.plot.redraw()

    def _draw(self, painter: QPainter) -> None:
        theme = self.appearance.theme
        if self.kind.over_line:
            self._draw_curve(painter, theme)
        else:
            self._map.draw(painter, self.plot.area())
            edge = QPen(theme.color("text3"), 1.0) if self.kind.is_values else QPen(theme.color("text"), 1.6)
            draw_line(painter, self.plot, *self._line, edge)
            self._markers.draw(painter, theme)
        if len(self._points) > MOST_DRAWN:
            self._say_how_many(painter, theme)
        if self.overlay is not None:
            self.overlay(painter, theme)

    def _draw_curve(self, painter: QPainter, theme: Theme) -> None:
        """Draw the samples, what is missing between the selected one and the net, and the net's curve on top."""
        x, y = self._curve
        draw_line(painter, self.plot, np.array(self.x_range), np.zeros(2), QPen(theme.color("line2"), 1.0))
        self._markers.draw(painter, theme)
        if self._sample is not None and len(x):
            at, value = self._points[self._sample]
            gap = np.array([value, np.interp(at, x, y)])
            draw_line(painter, self.plot, np.array([at, at]), gap, QPen(theme.color("accent"), 1.6))
        draw_line(painter, self.plot, x, y, QPen(theme.color("text"), 2.0))

    def _say_how_many(self, painter: QPainter, theme: Theme) -> None:
        """Write over the plot's lower left corner that not every sample is drawn."""
        text = f"{figures.count(MOST_DRAWN)} of {figures.count(len(self._points))} samples drawn"
        at = self.plot.area().bottomLeft() + QPointF(8, -8)
        width = text_width(text, caption_font())
        painter.fillRect(QRectF(at.x() - 4, at.y() - 12, width + 8, 17), theme.color("panel"))
        write(painter, at, text, caption_font(), theme.color("text2"))

    def show_accuracy(self, train: float | None, test: float | None, epoch: int | None = None) -> None:
        """Show the shares of samples on the right side of the boundary, 0..1; None where there are none.

        epoch : when they were so, if that is not now
        """
        written = ["" if share is None else figures.percent(share) for share in (train, test)]
        self.heading.show_score("accuracy", *written, epoch)

    def show_r_squared(self, train: float | None, test: float | None, epoch: int | None = None) -> None:
        """Show R² = 1 − Σ (y − a)² / Σ (y − mean y)² of values, as `show_accuracy` does."""
        written = ["" if share is None else figures.coordinate(share) for share in (train, test)]
        self.heading.show_score("R²", *written, epoch)

    def show_data(
        self,
        points: Values,
        labels: npt.NDArray[np.integer] | Values,
        is_test: npt.NDArray[np.bool_],
        kind: Kind = TWO_CLASSES,
        frame: Frame = USUAL_PLANE,
    ) -> None:
        """Show other samples, and ring none of them; what the net says is yet to come.

        points : (n, 2), where they lie on the frame; of values over a line (n, 1)
        labels : (n,): numbers of classes, or values
        is_test : (n,) bool
        """
        places = np.asarray(points, dtype=np.float64)
        self._labels, self._is_test = np.asarray(labels), np.asarray(is_test, dtype=bool)
        if not len(places) == len(self._labels) == len(self._is_test):
            raise ValueError(
                f"{len(places)} points, {len(self._labels)} labels and {len(self._is_test)} test marks differ"
            )
        self._points = np.column_stack([places[:, 0], self._labels]) if kind.over_line else places.reshape(-1, 2)
        self._show_kind(kind, frame)
        if self._draft is not None and np.array_equal(self._draft[0], self._points):
            self._draft = None
        self._drawn = self._few(len(self._points))
        self._place_markers()
        self.hide_hint()
        self._sample = None
        self._markers.ring(None)
        self.plot.redraw()

    def show_draft(self, points: Values, labels: Values, is_test: npt.NDArray[np.bool_]) -> None:
        """Draw these samples, (n, 2), (n,) and (n,), in place of the others, until `show_data` brings the very same."""
        self._draft = points, labels, is_test
        self._place_markers()
        self.plot.redraw()

    def drop_draft(self) -> None:
        """Draw the samples again that `show_data` brought last."""
        if self._draft is not None:
            self._draft = None
            self._place_markers()
            self.plot.redraw()

    def _place_markers(self) -> None:
        points, labels, is_test = self._draft or (self._points, self._labels, self._is_test)
        drawn = self._few(len(points))
        self._markers.place(points[drawn], labels[drawn], is_test[drawn], self.kind)

    def _few(self, count: int) -> npt.NDArray[np.intp]:
        """Return which of so many samples are drawn: a fair choice, and all that were drawn by hand just now."""
        before = count - min(self.fresh, MOST_DRAWN, count)
        return np.append(few_of(before, MOST_DRAWN), np.arange(before, count))

    def release_axes(self) -> None:
        """Let axes follow the samples again."""
        self.holds_axes = False
        if self.kind.over_line:
            self._show_line()

    def _show_kind(self, kind: Kind, frame: Frame) -> None:
        was, self.kind, self.frame = (self.kind, self.frame), kind, frame
        if kind.over_line:
            if not (self.holds_axes and was[0].over_line):
                self._show_line()
        elif (kind, frame) != was:
            self._show_frame()
        if (kind, frame) == was:
            return
        self._map.clear()
        self._line = self._curve = np.empty(0), np.empty(0)
        self._scale, self._output = (0.0, 0.0), np.empty(0)
        self.heading.show_title(title_of(kind))
        self.setAccessibleName(title_of(kind))
        self.legend.show_kind(kind)
        self.keep_shape()

    def show_place(self, words: str) -> None:
        """Say above the map where it stands in the coordinates that it does not show; "" takes no room."""
        self.place.show_words(words)
        self.keep_shape()

    def show_map(self, output: Values, low: float = 0.0, high: float = 1.0, *, net_input: Values | None = None) -> None:
        """Show the net's output over the plane, and the boundary halfway between low and high.

        output : (g, g) with g >= 2, on an even grid from corner to corner; row 0 is the lowest, column 0 the leftmost
        low, high : the ends of the colour scale; outputs beyond them get the end's colour
        net_input : of an output that jumps at 0: the boundary lies where this is 0, between the points of the grid
        """
        output = np.asarray(output)
        if output.ndim != 2:
            raise ValueError(f"output must be a square grid of at least 2 x 2, got {output.shape}")
        if self._is_new(output if net_input is None else net_input, low, high):
            self._map.show_steps(color_steps(output, low, high), self.appearance.theme)
            heights = (output, low, high) if net_input is None else (net_input, -1.0, 1.0)
            self._line = boundary_line(*heights, self.frame)
            self.legend.show_range(low, high)
            self.plot.redraw()

    def show_classes(self, outputs: Values, low: float = 0.0, high: float = 1.0) -> None:
        """Show the class that is decided for everywhere, and the borders between the classes.

        outputs : (classes, g, g) with g >= 2, a map for each class, as in `show_map`
        low, high : the activations of a unit that is sure of another class, and of its own
        """
        outputs = np.asarray(outputs)
        if outputs.ndim != 3:
            raise ValueError(f"outputs must be a square grid for each class, got {outputs.shape}")
        if self._is_new(outputs, low, high):
            self._map.show_steps(class_steps(outputs, low, high), self.appearance.theme, len(outputs))
            self._line = class_borders(outputs, self.frame)
            self.plot.redraw()

    def _is_new(self, output: Values, low: float, high: float) -> bool:
        """Take an output over the plane; return whether it is another one than is shown."""
        if output.shape[-1] != output.shape[-2] or output.shape[-1] < 2:
            raise ValueError(f"output must be a square grid of at least 2 x 2, got {output.shape}")
        if not low < high:
            raise ValueError(f"low must be below high, got {low} and {high}")
        self._read_again()
        if (low, high) == self._scale and np.array_equal(output, self._output, equal_nan=True):
            return False
        self._output, self._scale = output.copy(), (low, high)
        return True

    def show_curve(self, x: Values, y: Values) -> None:
        """Show the net's output over a line, x and y (n,), x ascending."""
        if len(x) != len(y):
            raise ValueError(f"a curve must have as many heights as places, got {len(x)} and {len(y)}")
        self._curve = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        self._read_again()
        self.plot.redraw()

    def show_sample(self, index: int | None) -> None:
        """Ring one of the samples, or none."""
        if index is not None and not 0 <= index < len(self._points):
            raise ValueError(f"sample must be one of {len(self._points)}, got {index}")
        if index != self._sample:
            self._sample = index
            self._markers.ring(None if index is None else self._points[index])
            self.plot.redraw()

    def position_of(self, index: int) -> QPointF:
        """Return where a sample is, in pixels of `plot`."""
        ((x, y),) = self.plot.to_pixels(self._points[index : index + 1])
        return QPointF(x, y)

    def point_at(self, position: QPointF) -> int | None:
        """Return the sample nearest to a position in pixels of `plot`, or None if none is within reach."""
        if len(self._points) == 0 or not self.plot.area().contains(position):
            return None
        distances = np.nan_to_num(np.hypot(*(self._pixels() - (position.x(), position.y())).T), nan=np.inf)
        nearest = int(distances.argmin())
        return int(self._drawn[nearest]) if distances[nearest] <= _REACH_PX else None

    def _pixels(self) -> npt.NDArray[np.float64]:
        """Return the places of the samples that are drawn, in pixels of `plot`, (n, 2)."""
        return self.plot.to_pixels(self._points[self._drawn])

    def hint(self, index: int) -> str:
        """Return a sample in lines of words: sample 17 · train, x₁ = …, x₂ = …, its class, and what the net says."""
        part = "test" if self._is_test[index] else "train"
        x, y = self._points[index]
        label = self._labels[index]
        wanted = f"y = {self.kind.written(label)}" if self.kind.is_values else self.kind.class_words(int(label))
        lines = [f"sample {index} · {part}", f"{self._told(x, y)}, {shortened(wanted)}"]
        if self.read_sample:
            lines.append(self.read_sample(index))
        elif self.read:
            lines.append(self.read(x, y))
        return "\n".join(lines)

    def reading(self, position: QPointF) -> str:
        """Return what the net says at a position in pixels of `plot`, in lines of words; "" outside of the plane."""
        if self.read is None or not self.plot.area().contains(position):
            return ""
        x, y = self.plot.from_pixels(position)
        return f"{self._told(x, y)}\n{self.read(x, y)}"

    def _told(self, x: float, y: float) -> str:
        """Return a place in words."""
        across = self.frame.across
        return f"{across.symbol} = {across.written(x)}" if self.kind.over_line else self.frame.told(x, y)

    def choose_at(self, position: QPointF) -> None:
        index = self.point_at(position)
        if index is not None:
            self.sample_chosen.emit(index)

    def hint_at(self, position: QPointF) -> None:
        """Tell in a card beside the pointer of the sample there, or what the net says of the place."""
        index = self.point_at(position)
        text = self.hint(index) if index is not None else self.reading(position)
        if not text:
            self.hide_hint()
            return
        self._pointer = position
        if (index is None) != (self._hinted is None):
            shape = Qt.CursorShape.CrossCursor if index is None else Qt.CursorShape.PointingHandCursor
            self.plot.setCursor(shape)
        self._hinted = index
        self.card.show_at(position, text)

    def _read_again(self) -> None:
        """Let the card follow the net while the pointer rests."""
        if self._pointer is not None and self.read:
            self.hint_at(self._pointer)

    def hide_hint(self) -> None:
        self._hinted = self._pointer = None
        self.plot.unsetCursor()
        self.card.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_square(event.size().width())
        self._pieces.activate()  # now, or the legend would jump one event later
