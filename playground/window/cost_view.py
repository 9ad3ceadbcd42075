"""The cost chart in the window: what it shows of a moment of the run."""

from PySide6.QtCore import QObject

from engine.experiment import Experiment
from engine.surgery import Mark
from playground.charts.cost import CostChart
from playground.charts.marks import Change
from playground.document.moment import Moment

PER_SECOND = 10  # in a hurry, see document/turns.py


class CostView(QObject):
    """Lets the chart follow the run: its costs, what they are, and the changes by hand."""

    def __init__(self, chart: CostChart, moment: Moment, parent: QObject) -> None:
        super().__init__(parent)
        self._chart = chart
        self._moment = moment
        self._marks: tuple[Mark, ...] = ()
        moment.follow(chart, self._show, per_second=PER_SECOND)

    def _show(self) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        self._chart.show_kind(_kind_of_cost(snapshot.experiment))
        costs = snapshot.costs_till_now
        self._chart.show_history(costs.epoch, costs.train, costs.test)
        if snapshot.marks is not self._marks:  # a run hands out the same ones until there is another
            self._marks = snapshot.marks
            self._chart.show_marks(tuple(map(_change_of, snapshot.marks)))


def _kind_of_cost(experiment: Experiment) -> str:
    """Return what the cost chart shows: mean or sum, and that penalties stand apart where there are any."""
    kind = f"{experiment.reduction} over samples"
    return f"{kind}, without penalty" if experiment.l1 or experiment.l2 else kind


def _change_of(mark: Mark) -> Change:
    """Return a change by hand as the cost chart shows it."""
    amid = f", batch {mark.batch} of {mark.batches}" if mark.batch else ""
    return Change(mark.epoch + mark.batch / mark.batches, mark.name, f"epoch {mark.epoch}{amid}")
