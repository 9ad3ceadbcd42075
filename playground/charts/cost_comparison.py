"""The costs of two branches over the epochs, each in its branch's colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.charts import figures
from playground.charts.axis import Axis
from playground.charts.cost import SCALES, SWATCH, Heading
from playground.charts.cost_axes import LEFT_WIDTH, TOP, CostAxes
from playground.charts.curve import Curve
from playground.charts.decimate import decimate
from playground.charts.plot import Plot
from playground.charts.row import Row, figure_font, label_font, text_width, write, write_before
from playground.segments import Segments
from playground.theme import Appearance, Theme

_WIDTHS = (2.8, 1.8)  # of A and of B, which lies on it: where they share a way, both are seen
_DASH, _GAP = 6.3, 4.7  # pixels, of test costs
_TICK_PX = 30  # a small plot needs ticks too
_LINE = 19  # pixels of a line in the legend
_COST_WIDTH = "0.00000"  # the widest figure

Values = npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class BranchCosts:
    """The costs of a branch.

    Attributes
    ----------
    name : what it is called in the legend
    color : the number of its colour
    epochs, train, test : (n,), epochs ascending; NaN where there is none, as without test samples
    """

    name: str
    color: int
    epochs: Values
    train: Values
    test: Values

    def at(self, epoch: float | None) -> tuple[float, float]:
        """Return the costs at the latest epoch up to another one, or the last ones; NaN where there are none."""
        last = len(self.epochs) if epoch is None else int(np.searchsorted(self.epochs, epoch, side="right"))
        if last == 0 or (epoch is not None and epoch > self.epochs[-1]):
            return float("nan"), float("nan")
        return float(self.train[last - 1]), float(self.test[last - 1])


def _curves(width: float) -> tuple[Curve, Curve]:
    """Return the curve of training costs and the thinner one of test costs; dashes are as long at any width."""
    thin = 0.75 * width
    return Curve(width), Curve(thin, (_DASH / thin, _GAP / thin))


class _Legend(Row):
    """A line for each branch: its curves, its name, and its costs at the end or where someone points."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 2 * _LINE + 4)
        self.branches: Sequence[BranchCosts] = ()
        self.epoch: float | None = None

    def draw(self, painter: QPainter, theme: Theme) -> None:
        for line, (branch, width) in enumerate(zip(self.branches, _WIDTHS, strict=False)):
            self._draw_branch(painter, theme, branch, width, 14.0 + line * _LINE)
        if self.epoch is not None and self.branches:
            text = f"epoch {figures.count(round(self.epoch))}"
            write_before(painter, QPointF(self.width(), 14), text, label_font(), theme.color("text2"))

    def _draw_branch(self, painter: QPainter, theme: Theme, branch: BranchCosts, width: float, y: float) -> None:
        color, room = theme.of_branch(branch.color), self._room_for_names()
        name = QFontMetricsF(label_font()).elidedText(branch.name, Qt.TextElideMode.ElideRight, room)
        write(painter, QPointF(0, y), name, label_font(), theme.color("text"))
        x = min(max(text_width(branch.name, label_font()) for branch in self.branches), room) + 14
        for part, cost, curve in zip(("train", "test"), branch.at(self.epoch), _curves(width), strict=True):
            painter.setPen(curve.pen(color))
            painter.drawLine(QPointF(x, y - 4), QPointF(x + SWATCH, y - 4))
            x += SWATCH + 6
            x += write(painter, QPointF(x, y), part, label_font(), theme.color("text2")) + 6
            write(painter, QPointF(x, y), figures.cost(cost), figure_font(), theme.color("text"))
            x += text_width(_COST_WIDTH, figure_font()) + 12

    def _room_for_names(self) -> float:
        """Return the pixels that are left beside the costs, and the epoch where someone points."""
        costs = 2 * (SWATCH + 24 + text_width(_COST_WIDTH, figure_font())) + text_width("traintest", label_font())
        return max(self.width() - costs - 14, 40.0)


class CostComparison(QWidget):
    """Training costs as lines and test costs as dashes, of A and of B; a hair line reads them at any epoch."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.scale = Segments(appearance, SCALES)
        self.heading = Heading(appearance, self.scale)
        self.legend = _Legend(appearance)
        self.plot = Plot(appearance, Axis(has_grid=True), Axis("epoch"), LEFT_WIDTH, TOP)
        self._axes = CostAxes(self.plot, _TICK_PX)
        self._branches: Sequence[BranchCosts] = ()
        self._pointed: float | None = None
        self.curves: list[tuple[int, Curve]] = []
        self.plot.draw = self._draw
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for piece in (self.heading, self.legend, self.plot):
            layout.addWidget(piece)
        self.setMinimumSize(260, 170)
        self.setAccessibleName("Costs of both branches")
        self.scale.chosen.connect(self._change_scale)
        self.plot.resized.connect(self._refit)
        self.plot.pointer_moved.connect(self._point_at)
        self.plot.pointer_left.connect(self._stop_pointing)
        appearance.changed.connect(self.plot.redraw)

    @property
    def is_log(self) -> bool:
        return self.scale.current() == 0

    def show_costs(self, branches: Sequence[BranchCosts], kind: str) -> None:
        """Show the costs of A and B, which must not change meanwhile; `kind` says beside the title what they are."""
        if [branch.color for branch in branches] != [branch.color for branch in self._branches]:
            self._axes.forget_range()
        self._branches = self.legend.branches = tuple(branches)
        self.heading.show_kind(kind)
        told = ", ".join(f"{branch.name}: {figures.cost(branch.at(None)[0])}" for branch in branches)
        self.setAccessibleDescription(f"training costs at the end: {told}")
        self._redraw()

    def _redraw(self) -> None:
        axes, bins = self._axes, max(2, round(self.plot.area().width()))
        drawn: list[tuple[int, Curve, Values, Values]] = []
        for branch, width in zip(self._branches, _WIDTHS, strict=False):
            for costs, curve in zip((branch.train, branch.test), _curves(width), strict=True):
                kept = decimate(costs, bins, branch.epochs)
                drawn.append((branch.color, curve, branch.epochs[kept], axes.heights(costs[kept])))
        last = max((float(branch.epochs[-1]) for branch in self._branches if len(branch.epochs)), default=0.0)
        axes.follow(last, [np.empty(0), *(heights for *_, heights in drawn)])
        for _, curve, epochs, heights in drawn:
            curve.show_values(epochs, axes.on_axis(heights), axes.span)
        self.curves = [(color, curve) for color, curve, *_ in drawn]
        self.legend.update()
        self.plot.redraw()

    def _draw(self, painter: QPainter) -> None:
        theme = self._appearance.theme
        if self._pointed is not None:
            painter.setPen(QPen(theme.color("text3"), 1.0 / self.devicePixelRatioF()))
            area = self.plot.area()
            x = self.plot.to_pixels(np.array([[self._pointed, 0.0]]))[0, 0]
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for color, curve in self.curves:
            curve.draw(painter, self.plot, theme.of_branch(color))
        painter.setPen(Qt.PenStyle.NoPen)
        for branch, width in zip(self._branches, _WIDTHS, strict=False):
            cost = branch.at(self._pointed)[0]
            if np.isfinite(cost):
                at = self._pointed if self._pointed is not None else float(branch.epochs[-1])
                height = self._axes.on_axis(self._axes.heights(np.array([cost])))[0]
                x, y = self.plot.to_pixels(np.array([[at, height]]))[0]
                painter.setBrush(theme.of_branch(branch.color))
                painter.drawEllipse(QPointF(x, y), 1.6 * width, 1.6 * width)

    def _change_scale(self) -> None:
        self._axes.set_log(self.is_log)
        self._redraw()

    def _refit(self) -> None:
        self._axes.fit()
        self._redraw()

    def _point_at(self, position: QPointF) -> None:
        inside = self.plot.area().contains(position)
        last = max((float(branch.epochs[-1]) for branch in self._branches if len(branch.epochs)), default=-1.0)
        epoch = round(self.plot.from_pixels(position)[0])
        self._show_pointed(float(epoch) if inside and epoch <= last else None)

    def _stop_pointing(self) -> None:
        self._show_pointed(None)

    def _show_pointed(self, epoch: float | None) -> None:
        if epoch != self._pointed:
            self._pointed = self.legend.epoch = epoch
            self.legend.update()
            self.plot.redraw()
