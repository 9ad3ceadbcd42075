"""The cost over the epochs, of the training and of the test samples, up to a million epochs long."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.anew import Look
from playground.charts import figures
from playground.charts.axis import Axis
from playground.charts.cost_axes import LEFT_WIDTH, TOP, CostAxes
from playground.charts.curve import Curve
from playground.charts.decimate import decimate
from playground.charts.ghosts import Ghost, Ghosts
from playground.charts.hint import Hint
from playground.charts.marks import Change, Marks, Tick
from playground.charts.plot import Plot
from playground.charts.row import (
    Row,
    figure_font,
    heading_font,
    label_font,
    math_font,
    text_width,
    write,
    write_before,
)
from playground.segments import Segments
from playground.theme import Appearance, Theme

SWATCH = 18.0  # of a curve in the legend: two dashes
SCALES = (("log", "Logarithmic scale: equal steps are equal factors"), ("linear", "Linear scale: starts at zero"))


@dataclass(frozen=True)
class _Series:
    """One of the curves: its name, its colour, its line and its dot, whose rim has the colour of the panel.

    Where both agree, both are seen: the test curve's dashes lie on the wider training curve, its dot amid the other's.
    """

    name: str
    token: str
    width: float
    dashes: tuple[float, ...]
    radius: float
    rim: float


_SERIES = (
    _Series("train", "text", 2.8, (), 5.5, 2.0),
    _Series("test", "accent", 1.8, (3.5, 2.6), 3.0, 1.5),
)

Values = npt.NDArray[np.floating]


@dataclass(frozen=True)
class _History:
    """The costs after each epoch, three arrays of shape (n,)."""

    epochs: npt.NDArray[np.generic]
    train: Values
    test: Values

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def last(self) -> float:
        """The last epoch; a length tells nothing, as long histories are thinned."""
        return float(self.epochs[-1]) if len(self) else 0.0

    def equals(self, other: "_History") -> bool:
        if len(self) != len(other):
            return False
        pairs = ((self.epochs, other.epochs), (self.train, other.train), (self.test, other.test))
        return all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in pairs)

    def nearest(self, epoch: float) -> int:
        """Return the position of the epoch nearest to a number."""
        after = min(int(np.searchsorted(self.epochs, epoch)), len(self) - 1)
        before = max(after - 1, 0)
        return before if epoch - float(self.epochs[before]) < float(self.epochs[after]) - epoch else after


@dataclass(frozen=True)
class _Reading:
    """Where the dots stand: at an epoch, on the heights of both curves; NaN is no dot."""

    epoch: float
    heights: Values
    is_pointed_at: bool


_EMPTY = _History(np.empty(0), np.empty(0), np.empty(0))


class Heading(Row):
    """The title, and the choice of the scale."""

    def __init__(self, appearance: Appearance, choice: Segments) -> None:
        super().__init__(appearance, 32)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 5, 0, 0)
        layout.addStretch()
        layout.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
        self._kind = ""

    def show_kind(self, kind: str) -> None:
        """Say what the curves are, such as "mean over samples"."""
        if kind != self._kind:
            self._kind = kind
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        width = write(painter, QPointF(0, 20), "Cost", heading_font(), theme.color("text"))
        write(painter, QPointF(width + 7, 20), "𝐽", math_font(17), theme.color("text2"))
        write(painter, QPointF(width + 30, 20), self._kind, label_font(), theme.color("text3"))


class _Legend(Row):
    """What the curves mean, their figures, and the epoch the figures belong to while someone points at it."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, 22)
        self.shown: tuple[float, float, int | None] = (float("nan"), float("nan"), None)

    def show_values(self, train: float, test: float, epoch: int | None) -> None:
        if (train, test, epoch) != self.shown:
            self.shown = (train, test, epoch)
            self.update()

    def draw(self, painter: QPainter, theme: Theme) -> None:
        *costs, epoch = self.shown
        x = 0.0
        for series, cost in zip(_SERIES, costs, strict=True):
            painter.setPen(Curve(series.width, series.dashes).pen(theme.color(series.token)))
            painter.drawLine(QPointF(x, 10), QPointF(x + SWATCH, 10))
            x += (
                SWATCH
                + 6
                + write(painter, QPointF(x + SWATCH + 6, 14), series.name, label_font(), theme.color("text2"))
                + 6
            )
            write(painter, QPointF(x, 14), figures.cost(cost), figure_font(), theme.color("text"))
            x += text_width("0.00000", figure_font()) + 12
        if epoch is not None:
            text = f"epoch {figures.count(epoch)}"
            if x + text_width(text, label_font()) > self.width():
                text = figures.count(epoch)
            write_before(painter, QPointF(self.width(), 14), text, label_font(), theme.color("text2"))


class CostChart(QWidget):
    """Both curves, their figures, and a hair line that reads them at any epoch."""

    log_changed = Signal(bool)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self.appearance = appearance
        self._history = _EMPTY
        self._pointer: QPointF | None = None
        self._choice = Segments(appearance, SCALES)
        self.legend = _Legend(appearance)
        self.plot = Plot(appearance, Axis(has_grid=True), Axis("epoch"), LEFT_WIDTH, TOP, whole=whole)
        self._axes = CostAxes(self.plot)
        self._curves = tuple(Curve(series.width, series.dashes) for series in _SERIES)
        self._read: _Reading | None = None
        self._tells_epoch = False
        self.marks = Marks()
        self.ghosts = Ghosts()
        self.card = Hint(appearance, self.plot)
        self._hinted: Tick | None = None
        self.plot.draw = self._draw
        self._arrange()
        self._choice.chosen.connect(self._change_scale)
        self.plot.resized.connect(self._refit)
        self.plot.pointer_moved.connect(self._point_at)
        self.plot.pointer_left.connect(self._stop_pointing)
        appearance.changed.connect(self.plot.redraw)
        self._redraw()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._heading = Heading(self.appearance, self._choice)
        for piece in (self._heading, self.legend, self.plot):
            layout.addWidget(piece)
        self.setMinimumSize(240, 170)
        self.setAccessibleName("Cost")

    def paint_figure(self, painter: QPainter, look: Look) -> None:
        """Paint what is shown as a figure, as large as the chart is."""
        if look.has_ground:
            painter.fillRect(self.rect(), self.appearance.theme.color("panel"))
        for piece in (self._heading, self.legend, self.plot):
            painter.save()
            painter.translate(piece.pos())
            piece.paint_anew(painter, look)
            painter.restore()

    def _draw(self, painter: QPainter) -> None:
        theme = self.appearance.theme
        if self._read and self._read.is_pointed_at:
            painter.setPen(QPen(theme.color("text3"), 1.0 / self.devicePixelRatioF()))
            area = self.plot.area()
            x = self.plot.to_pixels(np.array([[self._read.epoch, 0.0]]))[0, 0]
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self.marks.draw(painter, self.plot, theme)
        self.ghosts.draw(painter, self.plot, theme)
        for series, curve in zip(_SERIES, self._curves, strict=True):
            curve.draw(painter, self.plot, theme.color(series.token))
        if self._read:
            for series, height in zip(_SERIES, self._read.heights, strict=True):
                if np.isfinite(height):
                    painter.setPen(QPen(theme.color("panel"), series.rim))
                    painter.setBrush(theme.color(series.token))
                    x, y = self.plot.to_pixels(np.array([[self._read.epoch, height]]))[0]
                    painter.drawEllipse(QPointF(x, y), series.radius, series.radius)

    @property
    def is_log(self) -> bool:
        return self._choice.current() == 0

    def show_kind(self, kind: str) -> None:
        """Say beside the title what the curves are, such as "mean over samples"."""
        self._heading.show_kind(kind)

    def set_log(self, log: bool) -> None:
        self._choice.choose(0 if log else 1)

    def show_history(self, epochs: npt.NDArray[np.generic], train: Values, test: Values) -> None:
        """Show the costs so far. The arrays are kept until the next call and must not change meanwhile.

        epochs : (n,) ascending, from 0 or 1 on; n may be 0, or a million; the last one may be amid an epoch
        train, test : (n,) costs; NaN where there is none, as without test samples
        """
        history = _History(np.asarray(epochs), np.asarray(train, dtype=float), np.asarray(test, dtype=float))
        if not len(history.epochs) == len(history.train) == len(history.test):
            raise ValueError(f"{len(epochs)} epochs, {len(train)} train and {len(test)} test costs differ in length")
        if history.equals(self._history):
            return
        if history.last < np.floor(self._history.last):
            self._axes.forget_range()  # another run: its range owes nothing to the last one's
        self._history = history
        self._redraw()

    def tell_epoch(self, telling: bool) -> None:
        """Say of which epoch the figures are: the run has learnt more since, and its costs are not known yet."""
        if telling != self._tells_epoch:
            self._tells_epoch = telling
            self._show_figures()

    def show_marks(self, changes: Sequence[Change]) -> None:
        """Show where changes were made by hand, in the order they were made."""
        if changes != self.marks.changes:
            self.marks.changes = changes
            self._place_marks()

    def show_ghosts(self, ghosts: Sequence[Ghost]) -> None:
        """Show training costs of branches that the run is not on, or not any more."""
        if ghosts != self.ghosts.shown:
            self.ghosts.shown = ghosts
            self._redraw()

    def _place_marks(self) -> None:
        self.marks.place(self.plot)
        self._hint_at(None)
        self.plot.redraw()

    def _change_scale(self) -> None:
        self._axes.set_log(self.is_log)
        self._redraw()
        self.log_changed.emit(self.is_log)

    def _refit(self) -> None:
        self._axes.fit()
        self._redraw()

    def _redraw(self) -> None:
        axes, bins = self._axes, max(2, round(self.plot.area().width()))
        drawn = []
        for costs in (self._history.train, self._history.test):
            kept = decimate(costs, bins, self._history.epochs)
            drawn.append((self._history.epochs[kept].astype(float), axes.heights(costs[kept])))
        self.ghosts.measure(bins, axes.heights, is_log=self.is_log)
        last = max(self._history.last, self.ghosts.last)
        if axes.follow(last, [heights for _, heights in drawn], self.ghosts.heights):
            self._place_marks()
        self.ghosts.place(axes.on_axis, axes.span)
        for curve, (epochs, heights) in zip(self._curves, drawn, strict=True):
            curve.show_values(epochs, axes.on_axis(heights), axes.span)
        self._show_figures()

    def _point_at(self, position: QPointF) -> None:
        inside = self.plot.area().contains(position) and len(self._history) > 0
        self._pointer = position if inside else None
        self._hint_at(position if inside else None)
        self._show_figures()

    def _stop_pointing(self) -> None:
        self._pointer = None
        self._hint_at(None)
        self._show_figures()

    def _hint_at(self, position: QPointF | None) -> None:
        """Tell what the tick stands for that someone points at."""
        tick = self.marks.at(position, self.plot) if position is not None else None
        if tick is None:
            self.card.hide()
        elif tick != self._hinted and position is not None:
            self.card.show_at(position, self.marks.words(tick))
        self._hinted = tick

    def read_at(self, position: QPointF) -> int:
        """Return the place in the history of the epoch nearest to a position in pixels of `plot`."""
        area = self.plot.area()
        share, (first, last) = (position.x() - area.left()) / area.width(), self._axes.x
        return self._history.nearest(first + share * (last - first))

    def _show_figures(self) -> None:
        """Put the dots and the figures where someone points, or else at the last epoch."""
        self.plot.redraw()
        if len(self._history) == 0:
            self._read = None
            self.legend.show_values(float("nan"), float("nan"), None)
            return
        place = len(self._history) - 1 if self._pointer is None else self.read_at(self._pointer)
        epoch = float(self._history.epochs[place])
        train, test = float(self._history.train[place]), float(self._history.test[place])
        pointing = self._pointer is not None
        self.legend.show_values(train, test, round(epoch) if pointing or self._tells_epoch else None)
        self._read = _Reading(epoch, self._axes.on_axis(self._axes.heights(np.array([train, test]))), pointing)
