"""Stepping: going through a learning step act by act; which act is the present one, and where one may go from it."""

from PySide6.QtCore import QObject, Signal

from engine.acts import GRAINS
from engine.steps import LearningStep, Step
from playground.document.moment import Moment
from playground.document.selection import Edge, Item, Selection, Unit

WHOLE = GRAINS[-1]  # an epoch: too far to be shown act by act
FINEST = GRAINS[0]


class Stepping(QObject):
    """Knows the present act, and asks the run for others. The run answers with a snapshot of that act.

    It is on while steps are finer than an epoch. Then the selection follows the act: its sample, and the unit or the
    connection that it computes.

    Attributes
    ----------
    grain : how far a step goes, one of GRAINS
    """

    changed = Signal()  # another act is the present one, or none any more; after the views have followed the moment
    switched = Signal()  # acts are shown from now on, or none any more: for views that follow the moment anyway
    grain_changed = Signal(str)
    step_asked = Signal(str, int)  # a grain, and how many steps on; less than 0 is back
    act_asked = Signal(int)  # the number of an act of this learning step
    telling_asked = Signal(bool)  # whether snapshots are to tell the learning step

    def __init__(self, moment: Moment, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grain = WHOLE
        self._moment = moment
        self._selection = selection
        self._act: Step | None = None
        self._phase_wanted: int | None = None  # until it is known which acts there are
        self._follows = False  # whether the selection is following the act just now
        moment.arrived.connect(self._follow)
        moment.changed.connect(self._announce)
        selection.items_changed.connect(self._announce)

    @property
    def is_on(self) -> bool:
        """Whether a learning step is gone through, and shown act by act."""
        return self.grain != WHOLE

    # ---- what is the present act -----------------------------------------------------------------------------------

    @property
    def told(self) -> LearningStep | None:
        """The learning step that is gone through; None while none is shown."""
        return self._moment.snapshot.told if self.is_on and self._moment.snapshot else None

    @property
    def index(self) -> int:
        """The number of the present act in the learning step."""
        return self._moment.snapshot.act if self._moment.snapshot else 0

    @property
    def act(self) -> Step | None:
        """The present act; None while none is shown."""
        told = self.told
        if told is None:
            return None
        if self._act is None:
            self._act = told.act(self.index)
        return self._act

    @property
    def item(self) -> Item | None:
        """The unit or the connection that the present act computes, if it computes one."""
        return item_of(self.act) if self.act else None

    @property
    def looks_elsewhere(self) -> bool:
        """Whether a person has turned to another unit, connection or sample than the act's, to look at that."""
        act = self.act
        if act is None:
            return True
        other_sample = act.sample is not None and act.sample != self._selection.sample
        return other_sample or (self.item is not None and self.item != self._selection.focus)

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def set_grain(self, grain: str) -> None:
        """Choose how far a step goes; but for an epoch, the present act is shown at once."""
        if grain == self.grain:
            return
        was_on, self.grain = self.is_on, grain
        self.grain_changed.emit(grain)
        if was_on != self.is_on:
            self._act = None
            self.telling_asked.emit(self.is_on)
            self.switched.emit()
            self.changed.emit()

    def enter(self) -> None:
        """Begin to go through the pending learning step, by the finest steps if by none so far."""
        if not self.is_on:
            self.set_grain(FINEST)

    def leave(self) -> None:
        """Show no act any more; the run stays where it is."""
        self.set_grain(WHOLE)

    def forward(self, *, coarser: bool = False) -> None:
        """Go a step on; `coarser`: by the next coarser grain than the one chosen."""
        self._step(1, coarser)

    def back(self, *, coarser: bool = False) -> None:
        """Go a step back."""
        self._step(-1, coarser)

    def go_to(self, index: int) -> None:
        """Go to an act of this learning step."""
        self.enter()
        self.act_asked.emit(index)

    def go_to_phase(self, phase: int) -> None:
        """Go to the first act of one of the lecture's phases, for the present sample where it has such."""
        self._phase_wanted = phase
        self.enter()
        self._go_to_wanted()

    def look_back(self) -> None:
        """Select again what the present act is about."""
        self._select(self.act)
        self._announce()

    # ---- how -------------------------------------------------------------------------------------------------------

    def _step(self, count: int, coarser: bool) -> None:
        self.step_asked.emit(GRAINS[min(GRAINS.index(self.grain) + coarser, len(GRAINS) - 1)], count)

    def _go_to_wanted(self) -> None:
        told, phase = self.told, self._phase_wanted
        if told is not None and phase is not None:
            self._phase_wanted = None
            column = told.order.place(self.index).column
            self.go_to(told.order.first_of(phase, len(told.samples) - 1 if column is None else column))

    def _follow(self) -> None:
        """Let the selection follow the act of a snapshot that has just arrived."""
        self._act = None
        self._select(self.act)
        self._go_to_wanted()

    def _select(self, act: Step | None) -> None:
        if act is None:
            return
        self._follows = True
        if act.sample is not None:
            self._selection.select_sample(act.sample)
        if item := item_of(act):
            self._selection.select(item)
        self._follows = False

    def _announce(self) -> None:
        if self.is_on and not self._follows:
            self.changed.emit()


def item_of(act: Step) -> Item | None:
    """Return the unit or the connection that an act computes; of a cost the output layer has several."""
    if act.kind == "cost":
        return None
    assert act.layer is not None
    assert act.unit is not None
    if act.kind in ("derivative", "update"):
        return Edge(act.layer, act.unit, act.source or 0)
    return Unit(act.layer, act.unit)
