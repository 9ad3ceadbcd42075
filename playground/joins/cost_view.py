"""What the cost chart shows of a moment of the run."""

import math

from PySide6.QtCore import QObject

from engine.surgery import Mark
from engine.timeline.overview import Overview
from playground.charts import figures
from playground.charts.cost import CostChart
from playground.charts.ghosts import Ghost
from playground.charts.marks import Change
from playground.document.moment import Moment
from playground.document.words import kind_of_cost

PER_SECOND = 10  # in a hurry, see document/turns.py


class CostView(QObject):
    """Lets the chart follow the run: its costs, what they are, and the changes by hand."""

    def __init__(self, chart: CostChart, moment: Moment, parent: QObject) -> None:
        super().__init__(parent)
        self._chart = chart
        self._moment = moment
        self._marks: tuple[Mark, ...] = ()
        self._ghosts_of: object = None
        moment.follow(chart, self._show, per_second=PER_SECOND)

    def _show(self) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        self._chart.show_kind(kind_of_cost(snapshot.experiment))
        if snapshot.past is not None:
            self._show_ghosts(snapshot.run_number, snapshot.past)
        costs = snapshot.costs_till_now
        self._chart.show_history(costs.epoch, costs.train, costs.test)
        self._chart.tell_epoch(not self._moment.in_hurry and snapshot.evaluated_at is not None)
        if snapshot.marks is not self._marks:  # a run hands out the same ones until there is another
            self._marks = snapshot.marks
            self._chart.show_marks(tuple(map(_change_of, snapshot.marks)))

    def _show_ghosts(self, run_number: int, past: Overview) -> None:
        """Show the other branches, and of the present one what comes later."""
        key = run_number, past.version, past.here if past.is_in_the_past else None
        if key == self._ghosts_of:
            return
        self._ghosts_of = key
        ways = [way for way in past.others if way.costs.shape[1] > 1]
        ghosts = [Ghost(way.color, way.costs[0], way.costs[1]) for way in ways]
        later = past.present.costs[:, past.present.costs[0] >= math.floor(past.here.epochs)]
        if past.is_in_the_past and later.shape[1] > 1:
            ghosts.append(Ghost(past.present.color, later[0], later[1]))
        self._chart.show_ghosts(tuple(ghosts))


def cost_words(mark: Mark) -> str:
    """Return what became of the cost; "" where that is unknown."""
    if mark.cost_before is None or mark.cost_after is None:
        return ""
    return f"the cost went from {figures.cost(mark.cost_before)} to {figures.cost(mark.cost_after)}"


def _cost_of(mark: Mark) -> str:
    words = cost_words(mark)
    return f"\n{words}" if words else ""


def _change_of(mark: Mark) -> Change:
    """Return a change by hand as the cost chart shows it."""
    amid = f", batch {mark.batch} of {mark.batches}" if mark.batch else ""
    return Change(mark.epoch + mark.batch / mark.batches, mark.name, f"epoch {mark.epoch}{amid}{_cost_of(mark)}")
