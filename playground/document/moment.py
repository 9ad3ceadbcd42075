"""Moment: the latest snapshot seen through the selected sample; what every view draws its numbers from."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.arrays import Array
from engine.gradient_check import Checker
from engine.learning import Objective, objective_of
from engine.network import by_layer
from engine.snapshot import Snapshot
from engine.steps import Telling, sample_steps
from playground.document.selection import Selection
from playground.document.turns import Turns, View


@dataclass(frozen=True, eq=False)
class Lesson:
    """What one sample alone would teach the network.

    Attributes
    ----------
    objective : of which J it is
    telling : its acts in passes of its own, the backward pass with them
    gradient : ∂J/∂W⁽ˡ⁾ for l = 1 … L−1, in the shape of W⁽ˡ⁾, the penalties' part with it
    """

    objective: Objective
    telling: Telling
    gradient: dict[int, Array]

    @property
    def checker(self) -> Checker:
        """Checks its derivatives against differences of J."""
        told = self.telling
        targets = told.target[:, np.newaxis]
        return Checker(self.objective, told.network, told.passed.a[1].T, targets, dropped=told.passed.dropped)


class Moment(QObject):
    """Joins snapshot and sample once, so that all views show the same numbers at the same time.

    While moments come in a hurry, views that `follow` take turns and may be a few frames behind; else they never are.
    """

    arrived = Signal()  # before the views show it
    changed = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._turns = Turns(self)
        self._arriving = False
        self._telling: Telling | None = None
        self._lesson: Lesson | None = None
        self.snapshot: Snapshot | None = None
        self.in_hurry = False  # whether the next one follows at once
        selection.sample_changed.connect(self._sample_changed)

    @property
    def telling(self) -> Telling | None:
        """The acts of the selected sample at this moment; computed when first asked for.

        Of a sample in the learning step that is gone through, they are those of that step.
        """
        if self._telling is None and self.snapshot is not None:
            samples, told = self.snapshot.samples, self.snapshot.told
            index = min(self._selection.sample, samples.count - 1)
            if told and index in told.samples:
                self._telling = told.tellings[int(np.flatnonzero(told.samples == index)[0])]
            else:
                inputs, target = samples.inputs[index], samples.targets[:, index]
                self._telling = sample_steps(self.snapshot.network, inputs, target, index)
        return self._telling

    @property
    def lesson(self) -> Lesson | None:
        """The backward pass of the selected sample at this moment; computed when first asked for."""
        told = self.telling
        if self._lesson is None and told is not None and self.snapshot is not None:
            objective = objective_of(self.snapshot.experiment, told.network.sizes)
            passed = told.passed.alone(told.column)
            with np.errstate(over="ignore", invalid="ignore"):
                back = objective.backward(told.network, passed, told.target[:, np.newaxis])
                gradient = back.gradient + objective.penalty_gradient(told.network.flat)
            alone = replace(told, passed=passed, column=0, back=back)
            self._lesson = Lesson(objective, alone, by_layer(told.network.sizes, gradient))
        return self._lesson

    @property
    def is_arriving(self) -> bool:
        """Whether a snapshot has just come that every view is about to show; it need not show anything before."""
        return self._arriving

    def follow(
        self, view: View, whole: Callable[[], None], part: Callable[[], None] | None = None, per_second: float = 60.0
    ) -> None:
        """Let a view show every moment; see `Follower` for how. While it is hidden it is not asked to."""
        self._turns.add(view, whole, part, per_second)

    def show(self, snapshot: Snapshot, *, hurried: bool = False) -> None:
        """Make this snapshot the present one; if the next one follows at once, views take turns to show it."""
        shown = self.snapshot
        another_run = shown is None or shown.run_number != snapshot.run_number
        same_network = not another_run and shown is not None and shown.network.sizes == snapshot.network.sizes
        self.snapshot = snapshot
        self._telling = self._lesson = None
        self._arriving = True  # whoever chooses another sample for it need not wait for the views twice
        if another_run and snapshot.first_pending is not None:
            self._selection.begin_with(snapshot.first_pending)
        self._selection.keep_within(snapshot.samples.count)  # it may be of other data, which came to the same network
        self.arrived.emit()
        self._arriving = False
        self.in_hurry = hurried and same_network  # views that show different networks would contradict each other
        if self.in_hurry:
            self._turns.frame()
        else:
            self._turns.everyone()
        self.changed.emit()

    def show_again(self, view: View) -> None:
        """Let a view that follows show the present moment once more: it is looked at from another side."""
        if self.snapshot is not None:
            self._turns.again(view)

    def set_watched(self, watched: bool) -> None:
        """Say whether anybody sees the window: while nobody does, no view is asked to show anything."""
        self._turns.set_watched(watched)

    def _sample_changed(self) -> None:
        self._telling = self._lesson = None
        if self.snapshot is not None and not self._arriving:
            self._turns.everyone()
            self.changed.emit()
