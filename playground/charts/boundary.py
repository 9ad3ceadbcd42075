"""The decision boundary: the samples in the plane of x1 and x2, over a map of what the net says everywhere else."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.charts import figures
from playground.charts.curve import draw_line
from playground.charts.decision_map import EXTENT, DecisionMap, boundary_line, color_steps, color_table
from playground.charts.hint import Hint
from playground.charts.markers import Markers, marker, sample_ring
from playground.charts.plot import BOTTOM_HEIGHT, Axis, Plot
from playground.charts.row import (
    Row,
    caption_font,
    heading_font,
    label_font,
    math_font,
    text_width,
    write,
    write_before,
)
from playground.theme import Appearance, Theme

_LEFT_WIDTH = 24
MOST_DRAWN = 2000  # samples; a million took 14 s to draw, and would hide the map
_REACH_PX = 10.0  # how near a click must be to a sample


class _Heading(Row):
    """The title, and the accuracy in as many words as fit beside it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 34)
        self._versions: list[str] = []

    def show_accuracy(self, train: float | None, test: float | None) -> None:
        shares = {"train": train, "test": test}
        parts = [f"{name} {figures.percent(share)}" for name, share in shares.items() if share is not None]
        both = "  ".join(parts)
        versions = [f"accuracy  {both}", both, parts[-1]] if parts else []
        if versions == self._versions:
            return
        self._versions = versions
        self.setToolTip(self._versions[0] if parts else "")
        self.update()

    def accuracy(self) -> str:
        """Return the longest version that fits."""
        room = self.width() - text_width("Decision boundary", heading_font()) - 12
        return next((version for version in self._versions if text_width(version, label_font()) <= room), "")

    def draw(self, painter: QPainter, theme: Theme) -> None:
        write(painter, QPointF(0, 20), "Decision boundary", heading_font(), theme.color("text"))
        write_before(painter, QPointF(self.width(), 20), self.accuracy(), label_font(), theme.color("text2"))


class _Legend(Row):
    """The colour scale, with the boundary's place marked on it, and what the markers mean."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 38)
        self._range = (0.0, 1.0)

    def show_range(self, low: float, high: float) -> None:
        if (low, high) != self._range:
            self._range = (low, high)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        both_classes = self.width() >= 330
        left = self._draw_samples(painter, theme, both_classes)
        start = _LEFT_WIDTH + 14.0 if both_classes else 14.0
        self._draw_scale(painter, theme, QRectF(start, 10, min(126.0, left - 26 - start), 8))

    def _draw_samples(self, painter: QPainter, theme: Theme, both_classes: bool) -> float:
        """Draw the meanings from right to left, of one class or of both; return where they begin."""
        x = float(self.width())
        for name, is_test in (("sample", None), ("test", True), ("train", False)):
            x -= write_before(painter, QPointF(x, 18), name, label_font(), theme.color("text2")) + 10
            if is_test is None:
                sample_ring(theme).draw(painter, QPointF(x - 1, 14), 0.7)
            else:
                marker(theme, 1, is_test).draw(painter, QPointF(x, 14))
                if both_classes:
                    x -= 12
                    marker(theme, 0, is_test).draw(painter, QPointF(x, 14))
            x -= 17
        return x

    def _draw_scale(self, painter: QPainter, theme: Theme, bar: QRectF) -> None:
        low, high = self._range
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(17):
            gradient.setColorAt(stop / 16, QColor.fromRgb(int(color_table(theme)[round(255 * stop / 16)])))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 4, 4)
        painter.fillRect(QRectF(bar.center().x() - 0.8, bar.top() - 2, 1.6, bar.height() + 4), theme.color("text"))
        marker(theme, 0, False).draw(painter, QPointF(bar.left() - 9, bar.center().y()))
        marker(theme, 1, False).draw(painter, QPointF(bar.right() + 9, bar.center().y()))
        for share in (0.0, 0.5, 1.0):
            text = _range_label(low + share * (high - low), signed=low < 0)
            x = bar.left() + share * (bar.width() - text_width(text, caption_font()))
            write(painter, QPointF(x, 33), text, caption_font(), theme.color("text3"))


class BoundaryChart(QWidget):
    """The decision map, its boundary and the samples over [-6, 6]²; as high as its width asks for."""

    sample_chosen = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self._points: npt.NDArray[np.float64] = np.empty((0, 2))
        self._labels: npt.NDArray[np.intp] = np.empty(0, dtype=np.intp)
        self._is_test: npt.NDArray[np.bool_] = np.empty(0, dtype=bool)
        self._sample: int | None = None
        self._hinted: int | None = None
        self.heading = _Heading(appearance)
        self.legend = _Legend(appearance)
        name_font = math_font(13)
        self.plot = Plot(appearance, Axis("left", "𝑥₂", name_font), Axis("bottom", "𝑥₁", name_font), _LEFT_WIDTH)
        self.card = Hint(appearance, self.plot)
        self._map = DecisionMap()
        self._line = np.empty(0), np.empty(0)
        self._output: npt.NDArray[np.floating] = np.empty(0)
        self._scale = (0.0, 0.0)
        self._markers = Markers(self.plot)
        self.plot.draw = self._draw
        self._arrange()
        self.plot.pressed.connect(self.choose_at)
        self.plot.pointer_moved.connect(self.hint_at)
        self.plot.pointer_left.connect(self.hide_hint)
        appearance.changed.connect(self.apply_theme)
        self.apply_theme()

    def _arrange(self) -> None:
        ticks = [(float(value), figures.with_true_minus(str(value))) for value in (-4, -2, 0, 2, 4)]
        self.plot.set_ticks(ticks, ticks)
        self.plot.set_range((-EXTENT, EXTENT), (-EXTENT, EXTENT))
        self._pieces = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for piece in (self.heading, self.plot, self.legend):
            layout.addWidget(piece)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(240)
        self.setAccessibleName("Decision boundary")
        self._keep_square(356)

    def _keep_square(self, width: int) -> None:
        self.plot.setFixedHeight(width - _LEFT_WIDTH + BOTTOM_HEIGHT)

    def apply_theme(self) -> None:
        self._map.apply_theme(self.appearance.theme)
        self.plot.redraw()

    def _draw(self, painter: QPainter) -> None:
        theme = self.appearance.theme
        self._map.draw(painter, self.plot.area())
        draw_line(painter, self.plot, *self._line, QPen(theme.color("text"), 1.6))
        self._markers.draw(painter, theme)
        if len(self._points) > MOST_DRAWN:
            self._say_how_many(painter, theme)

    def _say_how_many(self, painter: QPainter, theme: Theme) -> None:
        """Write over the plot's lower left corner that not every sample is drawn."""
        text = f"{figures.count(MOST_DRAWN)} of {figures.count(len(self._points))} samples drawn"
        at = self.plot.area().bottomLeft() + QPointF(8, -8)
        width = text_width(text, caption_font())
        painter.fillRect(QRectF(at.x() - 4, at.y() - 12, width + 8, 17), theme.color("panel"))
        write(painter, at, text, caption_font(), theme.color("text2"))

    def show_accuracy(self, train: float | None, test: float | None) -> None:
        """Show the shares of samples on the right side of the boundary, 0..1; None where there are none."""
        self.heading.show_accuracy(train, test)

    def show_data(
        self, points: npt.NDArray[np.floating], labels: npt.NDArray[np.integer], is_test: npt.NDArray[np.bool_]
    ) -> None:
        """Show other samples, and ring none of them.

        points : (n, 2) with the columns x1 and x2
        labels : (n,) of 0 and 1
        is_test : (n,) bool
        """
        self._points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        self._labels, self._is_test = np.asarray(labels), np.asarray(is_test, dtype=bool)
        if not len(self._points) == len(self._labels) == len(self._is_test):
            raise ValueError(
                f"{len(self._points)} points, {len(self._labels)} labels and {len(self._is_test)} test marks differ"
            )
        drawn = slice(MOST_DRAWN)  # numbers of samples are mixed, so the first ones are a fair choice
        self._markers.place(self._points[drawn], self._labels[drawn], self._is_test[drawn])
        self.hide_hint()
        self._sample = None
        self._markers.ring(None)
        self.plot.redraw()

    def show_map(self, output: npt.NDArray[np.floating], low: float = 0.0, high: float = 1.0) -> None:
        """Show the net's output over the plane, and the boundary halfway between low and high.

        output : (g, g) with g >= 2, on an even grid from corner to corner; row 0 is x2 = -6, column 0 is x1 = -6
        low, high : the ends of the colour scale; outputs beyond them get the end's colour
        """
        output = np.asarray(output)
        if output.ndim != 2 or output.shape[0] != output.shape[1] or len(output) < 2:
            raise ValueError(f"output must be a square grid of at least 2 x 2, got {output.shape}")
        if not low < high:
            raise ValueError(f"low must be below high, got {low} and {high}")
        if (low, high) == self._scale and np.array_equal(output, self._output, equal_nan=True):
            return
        self._output, self._scale = output.copy(), (low, high)
        self._map.show_steps(color_steps(output, low, high))
        self._line = boundary_line(output, low, high)
        self.legend.show_range(low, high)
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
        return nearest if distances[nearest] <= _REACH_PX else None

    def _pixels(self) -> npt.NDArray[np.float64]:
        """Return the places of the samples that are drawn, in pixels of `plot`, (n, 2)."""
        return self.plot.to_pixels(self._points[:MOST_DRAWN])

    def hint(self, index: int) -> str:
        """Return a sample in two lines of words: sample 17 · train, and x₁ = …, x₂ = …, class 1."""
        x1, x2 = (figures.coordinate(value) for value in self._points[index])
        kind = "test" if self._is_test[index] else "train"
        return f"sample {index} · {kind}\nx₁ = {x1}, x₂ = {x2}, class {int(self._labels[index])}"

    def choose_at(self, position: QPointF) -> None:
        index = self.point_at(position)
        if index is not None:
            self.sample_chosen.emit(index)

    def hint_at(self, position: QPointF) -> None:
        index = self.point_at(position)
        if index == self._hinted:
            return
        self.hide_hint()
        if index is not None:
            self._hinted = index
            self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            self.card.show_at(position, self.hint(index))

    def hide_hint(self) -> None:
        if self._hinted is not None:
            self._hinted = None
            self.plot.viewport().unsetCursor()
            self.card.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_square(event.size().width())
        self._pieces.activate()  # now, or the legend would jump one event later


def _range_label(value: float, *, signed: bool) -> str:
    text = figures.with_true_minus(f"{value:.3g}")
    return f"+{text}" if signed and value > 0 else text
