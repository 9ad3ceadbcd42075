"""Changes by hand along the epochs: a thin tick for each, one for several where they are too near to each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.charts import figures
from playground.charts.plot import Plot
from playground.charts.row import caption_font, text_width, write
from playground.theme import Theme

MERGE_PX = 6  # changes nearer to each other share a tick
TICK_PX = 9
REACH_PX = 22  # above the lower axis: how far the pointer finds a tick
MOST_NAMES = 6  # in one card
_LABEL_GAP = 6


@dataclass(frozen=True)
class Change:
    """A change by hand: where it stands on the axis of the epochs, what it is called, and when it was."""

    epoch: float
    name: str
    moment: str


@dataclass(frozen=True)
class Tick:
    """One tick, of the changes `first` to `last` in the order they were made, from 1."""

    x: float
    first: int
    last: int

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


class Marks:
    """The changes of one run, and the ticks that they have in a plot; placed anew only when one of them changes."""

    def __init__(self) -> None:
        self.changes: Sequence[Change] = ()
        self.ticks: list[Tick] = []
        self._labels: list[tuple[float, str]] = []

    def place(self, plot: Plot) -> None:
        """Find the ticks of the changes in a plot as it is now."""
        self.ticks = []
        if self.changes:
            area = plot.area()
            points = np.array([[change.epoch, 0.0] for change in self.changes])
            for number, x in enumerate(np.minimum(plot.to_pixels(points)[:, 0], area.right() - 1).tolist(), start=1):
                if self.ticks and x - self.ticks[-1].x < MERGE_PX:
                    last = self.ticks.pop()
                    self.ticks.append(Tick(last.x, last.first, number))
                else:
                    self.ticks.append(Tick(x, number, number))
        self._labels = _labels(self.ticks, plot.area())

    def draw(self, painter: QPainter, plot: Plot, theme: Theme) -> None:
        if not self.ticks:
            return
        bottom = plot.area().bottom()
        painter.setPen(QPen(theme.color("text3"), 1.0))
        for tick in self.ticks:
            painter.drawLine(QPointF(tick.x, bottom - TICK_PX), QPointF(tick.x, bottom))
        for x, label in self._labels:
            write(painter, QPointF(x, bottom - TICK_PX - 3), label, caption_font(), theme.color("text3"))

    def at(self, position: QPointF, plot: Plot) -> Tick | None:
        """Return the tick that someone points at, or None."""
        area = plot.area()
        if not self.ticks or not area.bottom() - REACH_PX <= position.y() <= area.bottom():
            return None
        nearest = min(self.ticks, key=lambda tick: abs(tick.x - position.x()))
        return nearest if abs(nearest.x - position.x()) <= MERGE_PX else None

    def words(self, tick: Tick) -> str:
        """Return what a tick stands for, in lines of words."""
        changes = self.changes[tick.first - 1 : tick.last]
        if len(changes) == 1:
            return f"{changes[0].name}\nchange {tick.first} · {changes[0].moment}"
        lines = [f"{figures.count(len(changes))} changes, {tick.label}"]
        lines += [f"{change.name} · {change.moment}" for change in changes[:MOST_NAMES]]
        if len(changes) > MOST_NAMES:
            lines.append(f"and {figures.count(len(changes) - MOST_NAMES)} more")
        return "\n".join(lines)


def _labels(ticks: Sequence[Tick], area: QRectF) -> list[tuple[float, str]]:
    """Return the numbers of those ticks that have room for one, and where they begin."""
    placed: list[tuple[float, str]] = []
    free = area.left()
    for tick in ticks:
        width = text_width(tick.label, caption_font())
        x = min(tick.x - width / 2, area.right() - width)
        if x >= free:
            placed.append((x, tick.label))
            free = x + width + _LABEL_GAP
    return placed
