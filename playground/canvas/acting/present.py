"""The present: an act amid its learning step, and what is known of the shown sample by then."""

from dataclasses import dataclass

from engine.acts import Place
from engine.steps import LearningStep, Telling
from playground.canvas.acting.choreography import Pose, Stream
from playground.document.selection import Unit

FORWARD, BACKWARD = ("sample", "net_input", "activation"), ("output_delta", "hidden_delta")


@dataclass(frozen=True, eq=False)
class Present:
    """Where a learning step stands while one of its acts is acted out.

    Attributes
    ----------
    index : the number of the act
    column : which sample of the mini-batch is seen, from 0; None for one that is not in it
    """

    told: LearningStep
    index: int
    column: int | None
    pose: Pose

    @property
    def kind(self) -> str:
        return self.pose.act.kind

    @property
    def telling(self) -> Telling:
        """The acts of the sample that is seen."""
        assert self.column is not None
        return self.told.tellings[self.column]

    @property
    def unit(self) -> Unit | None:
        """The unit that the act computes, if it computes one."""
        act = self.pose.act
        if act.kind == "cost" or act.source is not None:
            return None
        assert act.layer is not None
        assert act.unit is not None
        return Unit(act.layer, act.unit)

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The colour along edges: that of the act, and what a net input has gathered while φ bends it."""
        act = self.pose.act
        if act.kind != "activation" or act.sample is None:
            return self.pose.streams
        assert act.layer is not None
        assert act.unit is not None
        place = self.told.order.place(self.index)
        return Pose(self.told.tellings[place.column or 0].net_input(act.layer, act.unit)).streams

    @property
    def is_of_the_seen_sample(self) -> bool:
        """Whether the act belongs to the sample that is seen, or to all of them."""
        return self.column is not None and self.pose.act.sample in (None, self.telling.sample)

    def computes(self, unit: Unit) -> bool:
        """Tell whether the act computes something of a unit, for the sample that is seen."""
        return self.unit == unit and self.is_of_the_seen_sample

    def has_activation(self, unit: Unit) -> bool:
        """Tell whether a of a unit is known by now, the present act's when that has come so far."""
        if unit.unit == 0 or self.column is None:
            return True
        kind = "sample" if unit.layer == 1 else "activation"
        return self._is_done(Place(kind, self.column, unit.layer, unit.unit), self.pose.bent >= 0.5)

    def has_delta(self, unit: Unit) -> bool:
        """Tell whether δ of a unit is known by now."""
        if unit.unit == 0 or unit.layer == 1 or self.column is None:
            return False
        kind = "output_delta" if unit.layer == self.told.network.L else "hidden_delta"
        return self._is_done(Place(kind, self.column, unit.layer, unit.unit), self.pose.bent >= 0.5)

    def _is_done(self, place: Place, has_come_so_far: bool) -> bool:
        number = self.told.order.index(place)
        return number < self.index or (number == self.index and has_come_so_far)
