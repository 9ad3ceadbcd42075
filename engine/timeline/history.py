"""History: what is known of a run's past: keyframes, what was changed by hand, and the costs of every epoch."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from engine.arrays import Array
from engine.errors import EngineError
from engine.experiment import Experiment
from engine.keyframe import Keyframe
from engine.metrics import CostRecord
from engine.run import Run
from engine.surgery import Lost, Surgery
from engine.timeline.changes import Broke, Change, words_of
from engine.timeline.cost_log import CostLog
from engine.timeline.keyframes import Kept, Keyframes
from engine.timeline.position import Moment, Place, Position, Stretch

SHARE_OF_COSTS = 0.25  # of the memory, for the costs of every epoch
SHARE_OF_BRANCHES = 0.25  # for what is known of other branches
_when = attrgetter("updates")
_start = attrgetter("start")


@dataclass(frozen=True)
class Bookmark:
    """A moment that a person wants to find again."""

    moment: Moment
    place: Place
    name: str


@dataclass(frozen=True, order=True)
class Fork:
    """Where ways part: after so many mini-batches learnt in all, and so many changes by hand of the way up to there."""

    updates: int
    changes: int


def began(stretch: Stretch) -> Fork:
    """Return where a stretch began."""
    return Fork(stretch.start, stretch.changes)


@dataclass
class Future:
    """What is known of the time after a moment: what a branch is made of.

    Attributes
    ----------
    fork : that moment
    end : the latest moment that was reached
    changes, stretches : that come after the fork
    frames : keyframes from the fork on, the last one that of the end
    costs : rows of the record from the epoch of the fork on, shape (4, e)
    bookmarks : after the fork
    """

    fork: Fork
    end: Moment
    changes: list[Change]
    stretches: list[Stretch]
    frames: list[Kept]
    costs: Array
    bookmarks: list[Bookmark]

    @property
    def bytes(self) -> int:
        """How much memory it takes, without the changes."""
        return self.costs.nbytes + sum(frame.bytes for frame, _ in self.frames)

    def up_to(self, fork: Fork, costs: tuple[float, ...]) -> "Future":
        """Return what it holds up to another fork within it; `costs` is the last row of the record there."""
        changes = fork.changes - self.fork.changes
        were_more = changes < bisect_right(self.changes, fork.updates, key=_when)
        last_frame = fork.updates - were_more
        return Future(
            self.fork,
            Moment(fork.updates),
            self.changes[:changes],
            [stretch for stretch in self.stretches if began(stretch) <= fork],
            [kept for kept in self.frames if kept[0].updates <= last_frame],
            np.hstack([self.costs[:, : np.searchsorted(self.costs[0], costs[0])], np.array(costs)[:, np.newaxis]]),
            [bookmark for bookmark in self.bookmarks if bookmark.moment.updates <= fork.updates],
        )

    def followed_by(self, later: "Future") -> "Future":
        """Return this and what comes after its end as one; of two keyframes of one moment the later one holds."""
        epochs = np.searchsorted(self.costs[0], later.costs[0, 0])
        return Future(
            self.fork,
            later.end,
            self.changes + later.changes,
            self.stretches + later.stretches,
            [kept for kept in self.frames if not later.frames or kept[0].updates < later.frames[0][0].updates]
            + later.frames,
            np.hstack([self.costs[:, :epochs], later.costs]),
            self.bookmarks + later.bookmarks,
        )


def beginning(run: Run) -> Future:
    """Return what is known of a run that is about to begin, or to go on from where it is."""
    first = run.keyframe()
    stretch = Stretch(first.updates, first.epoch, first.batch, run.batches_per_epoch)
    here = Moment(first.updates, first.act)
    return Future(Fork(first.updates, 0), here, [], [stretch], [(first, 0.0)], run.costs.rows(), [])


class History:
    """The past of one run, up to the latest moment that it was at.

    Parameters
    ----------
    known : all of it, as the future of its beginning
    lost : what surgeries had taken away by then, by number
    most_bytes : how much memory keyframes and costs may take

    Attributes
    ----------
    start, end : the first and the latest moment
    first_weights : of the beginning; None where that is not known
    experiment : that of the beginning, before anything was changed
    lost : what surgeries had taken away by then, by number
    bookmarks : in the order in which they were set
    """

    def __init__(self, known: Future, lost: dict[int, Lost], most_bytes: int) -> None:
        (first, _), *later = known.frames
        for_costs = int(SHARE_OF_COSTS * most_bytes)
        self.keyframes = Keyframes(first, int((1 - SHARE_OF_COSTS - SHARE_OF_BRANCHES) * most_bytes))
        self.keyframes.extend(later)
        self.costs = CostLog(known.costs, for_costs)
        self.start, self.end = Moment(first.updates), known.end
        self.first_weights = None if first.updates else first.weights
        self.experiment = known.changes[0].before if known.changes else first.experiment
        self.lost = dict(lost)
        self._changes = list(known.changes)
        self.bookmarks = list(known.bookmarks)
        self._stretches = list(known.stretches)

    @property
    def bytes(self) -> int:
        """How much memory it takes, without the changes."""
        return self.keyframes.bytes + self.costs.bytes

    def whole(self) -> Future:
        """Return all that is known, as the future of its beginning; it stays as it is when the history grows."""
        return Future(
            Fork(self.start.updates, 0),
            self.end,
            list(self._changes),
            list(self._stretches),
            self.keyframes.all(),
            self.costs.rows.copy(),
            list(self.bookmarks),
        )

    # ---- positions and moments -------------------------------------------------------------------------------------

    def position(self, moment: Moment) -> Position:
        """Return the position of a moment."""
        return self.place(moment).position

    def place(self, moment: Moment) -> Place:
        """Return where a moment is."""
        return self._stretches[max(0, bisect_right(self._stretches, moment.updates, key=_start) - 1)].place(moment)

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
        return self._changes[count - 1].experiment if count else self.experiment

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed by hand, one after the other."""
        return self._changes

    def is_changed_by_hand_after(self, changes: int) -> bool:
        """Tell whether anything was done to the run after so many changes."""
        return any(change.is_by_hand for change in self._changes[changes:])

    def changes_by(self, updates: int) -> int:
        """Return how many changes were made by a moment, those at it included."""
        return bisect_right(self._changes, updates, key=_when)

    def lost_by(self, updates: int) -> dict[int, Lost]:
        """Return what surgeries had taken away by a moment, by number."""
        lost = dict(self.lost)
        for change in self._changes[: self.changes_by(updates)]:
            if isinstance(change.what, Surgery) and change.what.keeps is not None and change.lost is not None:
                lost[change.what.keeps] = change.lost
        return lost

    # ---- growing ---------------------------------------------------------------------------------------------------

    def note_change(self, what: Experiment | Surgery | Broke | None, run: Run) -> None:
        """Take note of what has just been done to the run; nothing may be known of what comes after."""
        keeps = what.keeps if isinstance(what, Surgery) else None
        lost = run.surgeon.lost.get(keeps) if keeps is not None else None
        before = self.experiment_at(run.updates)
        words = words_of(what, before)
        place = self.place(Moment(run.updates))
        self._changes.append(Change(run.updates, place, what, before, run.experiment, words, lost))
        here = self.position(Moment(run.updates))
        if isinstance(what, Surgery) and (here.batch, self._stretches[-1].batches) != (
            run.batch,
            run.batches_per_epoch,
        ):
            self._stretches.append(
                Stretch(run.updates, run.epoch, run.batch, run.batches_per_epoch, len(self._changes))
            )

    def note_broke(self, sentence: str, run: Run) -> None:
        """Take note that the run diverged and was put back to where it is; nothing may be known of what comes after."""
        last = self._changes[-1] if self._changes else None
        if not (last and last.updates == run.updates and last.what == Broke(sentence)):
            self.note_change(Broke(sentence), run)

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
        future = self.cut_at(Fork(moment.updates, changes), last_costs)
        self.end = moment
        return future

    def cut_at(self, fork: Fork, last_costs: tuple[float, ...]) -> Future:
        """Forget what came after a fork, and return it, as `cut` does."""
        updates, changes = fork.updates, fork.changes
        stretch = max(1, bisect_right(self._stretches, fork, key=began))
        were_more = changes < self.changes_by(updates)  # changes at that very moment belong to the future
        future = Future(
            fork,
            self.end,
            self._changes[changes:],
            self._stretches[stretch:],
            self.keyframes.cut(updates, at_it_too=were_more),
            self.costs.end_with(last_costs),
            [bookmark for bookmark in self.bookmarks if bookmark.moment.updates > updates],
        )
        self.bookmarks = [bookmark for bookmark in self.bookmarks if bookmark.moment.updates <= updates]
        if not were_more and (here := self.keyframes.at(updates)):
            future.frames.insert(0, here)  # a change made here would take its place
        del self._changes[changes:], self._stretches[stretch:]
        self.end = Moment(updates)
        return future

    def go_on_with(self, future: Future) -> None:
        """Know again what was cut off at its fork; nothing may be known of what comes after that."""
        if future.changes and future.changes[0].updates == future.fork.updates:
            self.keyframes.cut(future.fork.updates, at_it_too=True)  # it lacks that change
        self._changes += future.changes
        self._stretches += future.stretches
        self.keyframes.extend(future.frames)
        self.costs.go_on_with(future.costs)
        self.bookmarks += future.bookmarks
        self.end = future.end
