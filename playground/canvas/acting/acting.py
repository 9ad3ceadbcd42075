"""Acting: the one object that lets the canvas act the present act out."""

from collections.abc import Callable
from functools import partial
from math import floor

import numpy as np
from PySide6.QtCore import QObject, QVariantAnimation, Signal

from engine.arrays import Array
from engine.steps import LearningStep, Step
from playground.canvas.acting.choreography import Pose, run_milliseconds
from playground.canvas.acting.present import Present
from playground.canvas.acting.words import words_of
from playground.canvas.scene import Scene
from playground.canvas.unit_words import UnitWords
from playground.document.selection import Unit
from playground.document.stepping import FINEST, Stepping

NOBODY = Unit(0, 0)  # for "no unit's edges stand out"
LONGEST_RUN = 40  # acts in a row that are acted out; of more, the last one


class Acting(QObject):
    """Knows which act is acted out, and how far it has come.

    A coarser step goes on through several acts and runs through them, unless they are too many to be followed. Movement
    is one animation, which ends by itself; another act takes its place at once. Where one steps act by act, or faster
    than they are acted out, none is run through: what moves is the act that the formula tells.

    Attributes
    ----------
    is_still : whether acts are shown as they end, without movement
    """

    moved = Signal()

    def __init__(self, stepping: Stepping, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self.is_still = False
        self._stepping = stepping
        self._scene = scene
        self._told: LearningStep | None = None
        self._index = -1
        self._place: tuple[int, int, int] | None = None  # the run's number, the epoch, the mini-batch
        self._present: Present | None = None
        self._moment: tuple[object, ...] = ()  # what that is made for
        self._passing: tuple[LearningStep, int, Step] | None = None  # an act on the way to the present one
        self._animation = QVariantAnimation(self)
        self._animation.valueChanged.connect(self._move)
        stepping.changed.connect(self._catch_up)

    @property
    def present(self) -> Present | None:
        """The act as it is seen now; None while none is shown."""
        self._catch_up()
        told = self._told
        if told is None or told.network.sizes != self._scene.layout.sizes:
            return None
        index, progress = self._position()
        column = self._column(told)
        moment = told, index, column, progress
        if self._present is None or moment != self._moment:
            self._moment = moment
            self._present = Present(told, index, column, Pose(self._act(index), progress, self._scene.selection.sample))
        return self._present

    @property
    def unit(self) -> Unit | None:
        """The unit whose incoming edges stand out for the act; None where it is the selected one's turn."""
        present = self.present
        if present is None or not self.is_looked_at:
            return None
        act = present.pose.act
        if act.source is not None:
            return Unit((act.layer or 0) + 1, act.unit or 0)
        return present.unit if act.kind in ("net_input", "activation") and present.unit else NOBODY

    @property
    def is_looked_at(self) -> bool:
        """Whether the act's own unit or connection is in focus, and not another that a person looks at meanwhile."""
        item = self._stepping.item
        return item is None or item == self._scene.selection.focus

    @property
    def is_moving(self) -> bool:
        return self._animation.state() != QVariantAnimation.State.Stopped

    @property
    def point(self) -> Array | None:
        """Where the selected sample lies on the tiles, as shares of their halves to the right and up."""
        snapshot = self._scene.moment.snapshot
        if snapshot is None:
            return None
        samples, shown = snapshot.samples, self._scene.slicing.of(snapshot.samples)
        sides = [shown.across, shown.up][: samples.dimensions]
        lows, highs = np.array([samples.ranges[side] for side in sides]).T
        return np.asarray((2 * samples.points[self._scene.selection.sample][sides] - lows - highs) / (highs - lows))

    def wording(self) -> Callable[[Unit], UnitWords | None]:
        """Return what tells what is said of a unit now; None where it is what is always said."""
        present = self.present
        return partial(words_of, present) if present else _nothing

    def stop(self) -> None:
        """Let the act be seen as it ends."""
        if self.is_moving:
            self._animation.stop()
            self.moved.emit()

    def _act(self, index: int) -> Step:
        """Return an act of the learning step; the one that was asked for last is kept."""
        assert self._told is not None
        if (act := self._stepping.act) and index == self._index:
            return act
        if self._passing is None or (self._told, index) != self._passing[:2]:
            self._passing = self._told, index, self._told.act(index)
        return self._passing[2]

    def _column(self, told: LearningStep) -> int | None:
        """Return which sample of the mini-batch is selected, if one is."""
        found = np.flatnonzero(told.samples == self._scene.selection.sample)
        return int(found[0]) if len(found) else None

    def _position(self) -> tuple[int, float]:
        """Return which act is seen, and how far it has come."""
        if not self.is_moving:
            return self._index, 1.0
        value = float(self._animation.currentValue())
        index = min(floor(value), self._index)
        return index, min(1.0, value - index)

    def _catch_up(self) -> None:
        """Begin to act out an act that has just become the present one."""
        told, index, snapshot = self._stepping.told, self._stepping.index, self._scene.moment.snapshot
        place = (snapshot.run_number, snapshot.epoch, snapshot.batch) if told and snapshot else None
        if (place, index) == (self._place, self._index):
            self._told = told
            return
        before = self._index if place == self._place else index - 1
        gives_way = self.is_moving or self._stepping.grain == FINEST  # keys came faster, or one goes elsewhere
        self._told, self._place, self._index = told, place, index
        self._animation.stop()
        if told is None or self.is_still or index <= before:
            return
        self._begin(index if gives_way or index - before > LONGEST_RUN else before + 1)

    def _begin(self, index: int) -> None:
        """Begin to act out everything from an act to the present one."""
        self._animation.blockSignals(True)  # nothing has moved yet
        self._animation.setStartValue(float(index))
        self._animation.setEndValue(float(self._index + 1))
        self._animation.setDuration(run_milliseconds(self._index + 1 - index, self._act(self._index)))
        self._animation.start()
        self._animation.blockSignals(False)

    def _move(self, _value: object) -> None:
        self.moved.emit()


def _nothing(unit: Unit) -> None:
    """Say of a unit what is always said."""
