"""History: what is known of a run's past: keyframes, what was changed by hand, and the costs of every epoch."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from engine.arrays import Array
from engine.errors import EngineError
from engine.experiment import Experiment
from engine.keyframe import Keyframe
from engine.metrics import CostRecord
from engine.run import Run
from engine.surgery import Lost, Surgery
from engine.timeline.cost_log import CostLog
from engine.timeline.keyframes import Keyframes
from engine.timeline.position import Moment, Position, Stretch

SHARE_OF_COSTS = 0.25  # of the memory, for the costs of every epoch
_when = attrgetter("updates")
_start = attrgetter("start")


@dataclass(frozen=True)
class Change:
    """Something that was done to the run from outside, between two mini-batches.

    Attributes
    ----------
    updates : how many mini-batches were learnt in all by then
    what : the experiment that was adopted, the surgery, or None where a stop by a rule was taken back
    experiment : the run's from then on
    lost : what a surgery took away and kept under its number
    """

    updates: int
    what: Experiment | Surgery | None
    experiment: Experiment
    lost: Lost | None = None

    def repeat(self, run: Run) -> None:
        """Do it again."""
        match self.what:
            case Surgery():
                run.operate(self.what)
            case Experiment():
                run.adopt(self.what)
            case None:
                run.go_on()


@dataclass(frozen=True)
class Future:
    """What was known of the time after a moment: what a branch is made of."""

    end: Moment
    changes: list[Change] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    frames: list[Keyframe] = field(default_factory=list)
    costs: Array | None = None


class History:
    """The past of one run, up to the latest moment that it was at.

    Parameters
    ----------
    run : as it is at the beginning
    most_bytes : how much memory keyframes and costs may take

    Attributes
    ----------
    start, end : the first and the latest moment
    """

    def __init__(self, run: Run, most_bytes: int) -> None:
        first = run.keyframe()
        for_costs = int(SHARE_OF_COSTS * most_bytes)
        self.keyframes = Keyframes(first, most_bytes - for_costs)
        self.costs = CostLog(run.costs.rows(), for_costs)
        self.start = self.end = Moment(first.updates, first.act)
        self._experiment = first.experiment
        self._lost = dict(run.surgeon.lost)
        self._changes: list[Change] = []
        self._stretches = [Stretch(first.updates, first.epoch, first.batch, run.batches_per_epoch)]

    @property
    def bytes(self) -> int:
        """How much memory it takes, without the changes."""
        return self.keyframes.bytes + self.costs.bytes

    # ---- positions and moments -------------------------------------------------------------------------------------

    def position(self, moment: Moment) -> Position:
        """Return the position of a moment."""
        return self._stretches[max(0, bisect_right(self._stretches, moment.updates, key=_start) - 1)].position(moment)

    def moment(self, position: Position, *, not_after: Moment | None = None) -> Moment:
        """Return the latest moment of a position; raise EngineError if there is and will be none."""
        limit: float = float("inf")
        for stretch in reversed(self._stretches):
            updates = stretch.updates(position)
            is_in_it = stretch.start <= updates < limit and 0 <= position.batch < stretch.batches
            if is_in_it and position.act >= 0 and (not_after is None or updates <= not_after.updates):
                return Moment(updates, position.act)
            limit = stretch.start
        first = self.position(self.start)
        batches = self._stretches[-1].batches
        raise EngineError(
            f"a position must be from epoch {first.epoch}, mini-batch {first.batch} on, with fewer than {batches} "
            f"mini-batches of an epoch, got epoch {position.epoch}, mini-batch {position.batch}, act {position.act}"
        )

    # ---- changes ---------------------------------------------------------------------------------------------------

    def experiment_at(self, updates: int) -> Experiment:
        """Return the experiment of a moment, after what was changed there."""
        count = self.changes_by(updates)
        return self._changes[count - 1].experiment if count else self._experiment

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed by hand, one after the other."""
        return self._changes

    def changes_by(self, updates: int) -> int:
        """Return how many changes were made by a moment, those at it included."""
        return bisect_right(self._changes, updates, key=_when)

    def lost_by(self, updates: int) -> dict[int, Lost]:
        """Return what surgeries had taken away by a moment, by number."""
        lost = dict(self._lost)
        for change in self._changes[: self.changes_by(updates)]:
            if isinstance(change.what, Surgery) and change.what.keeps is not None and change.lost is not None:
                lost[change.what.keeps] = change.lost
        return lost

    # ---- growing ---------------------------------------------------------------------------------------------------

    def note_change(self, what: Experiment | Surgery | None, run: Run) -> None:
        """Take note of what has just been done to the run; nothing may be known of what comes after."""
        keeps = what.keeps if isinstance(what, Surgery) else None
        lost = run.surgeon.lost.get(keeps) if keeps is not None else None
        self._changes.append(Change(run.updates, what, run.experiment, lost))
        here = self.position(Moment(run.updates))
        if isinstance(what, Surgery) and (here.batch, self._stretches[-1].batches) != (
            run.batch,
            run.batches_per_epoch,
        ):
            self._stretches.append(Stretch(run.updates, run.epoch, run.batch, run.batches_per_epoch))

    def record_to(self, frame: Keyframe) -> CostRecord:
        """Return the record of the costs as it was at a keyframe."""
        return self.costs.record_to(frame.costs)

    def cut(self, moment: Moment, changes: int, last_costs: tuple[float, ...]) -> Future:
        """Forget what came after a moment; return it.

        Parameters
        ----------
        changes : how many were made up to there
        last_costs : the last row of the record of the costs there
        """
        stretch = max(1, bisect_right(self._stretches, moment.updates, key=_start))
        future = Future(
            self.end,
            self._changes[changes:],
            self._stretches[stretch:],
            self.keyframes.cut(moment.updates),
            self.costs.end_with(last_costs),
        )
        del self._changes[changes:], self._stretches[stretch:]
        self.end = moment
        return future
