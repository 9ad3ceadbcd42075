"""Timeline: moves a run through its past and on from there."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

import numpy as np

from engine import batches
from engine.acts import GRAINS, Acts
from engine.arrays import Array, read_only
from engine.errors import DivergedError, EngineError
from engine.experiment import Experiment
from engine.keyframe import Keyframe
from engine.run import Run
from engine.steps import LearningStep, steps
from engine.surgery import Surgeon, Surgery
from engine.timeline.branches import MOST_NAME, Branches
from engine.timeline.history import SHARE_OF_BRANCHES, Bookmark, History, beginning
from engine.timeline.overview import Overview, Way, events_of, shown, way_of
from engine.timeline.position import Moment, Place, Position
from engine.timeline.state import State, fewer

_NO_ROWS = read_only(np.empty((4, 0)))
MOST_BYTES = 64 * 2**20
GAP_SECONDS = 0.010  # of work between two keyframes, near the present: a step back replays no more than that


class Timeline:
    """A run and its past. Whoever owns one changes the run through it alone.

    Forward to what was already reached, it repeats what was changed there by hand, to the very bits. To train on from a
    past moment (`advance`), or to change something there, leaves the changes that came after: what was known of that
    time stays as a branch (`branches`) and can be taken again.

    Parameters
    ----------
    run : at the first moment that can be gone back to
    most_bytes : how much memory the past may take

    `Timeline.of` takes one up again that was left by `state`.

    >>> timeline = Timeline(Run(Experiment()))
    >>> timeline.advance(epochs=3)
    75
    >>> there = timeline.run.network.sha256()
    >>> timeline.step("batch", -1)
    >>> timeline.position
    Position(epoch=2, batch=24, act=0)
    >>> timeline.step("epoch")
    >>> timeline.run.network.sha256() == there
    True
    """

    def __init__(self, run: Run, most_bytes: int = MOST_BYTES) -> None:
        self._begin(run, History(beginning(run), run.surgeon.lost, most_bytes), most_bytes)

    def _begin(self, run: Run, history: History, most_bytes: int) -> None:
        self.run = run
        self.history = history
        self.branches = Branches(self.history, int(SHARE_OF_BRANCHES * most_bytes))
        self._work = 0.0  # how much learning led here, in seconds
        self._batches_fitting = 1  # that are learnt in the time between two keyframes
        self._parted = 0  # how often something was changed, or a future left
        self._changes = 0  # how many of the history's are made in the run as it is
        self._noted = 0  # how often bookmarks were changed
        self._seen: Overview | None = None
        self._rows: tuple[tuple[int, ...], Array] | None = None  # the present branch's costs, as they are seen
        self._told: tuple[tuple[int, int, int, int], LearningStep] | None = None

    # ---- leaving and coming back -----------------------------------------------------------------------------------

    def state(self) -> State:
        """Return all of it, as values; see `of`. An evaluation that has begun comes to its end."""
        self._finish_epoch()
        self._keep_end()
        branches = self.branches
        return State(
            here=self.run.keyframe(),
            made=self._changes,
            work=self._work,
            experiment=self.history.experiment,
            lost=dict(self.history.lost),
            past=fewer(self.history.whole()),
            branches=tuple(replace(each, future=each.future and fewer(each.future)) for each in branches),
            next_branch=branches.next_number,
        )

    @classmethod
    def of(cls, state: State, surgeon: Surgeon | None = None, most_bytes: int = MOST_BYTES) -> "Timeline":
        """Return the timeline that `state` was taken of: it goes on with the very bits, and so does all of its past."""
        timeline = cls.__new__(cls)
        run = Run(state.here.experiment, surgeon)
        timeline._begin(run, History(state.past, state.lost, most_bytes), most_bytes)
        timeline.branches.put_back(state.branches, state.next_branch)
        timeline._put_back(state.here, state.work)
        timeline._changes = state.made
        return timeline

    # ---- where it is -----------------------------------------------------------------------------------------------

    @property
    def moment(self) -> Moment:
        """How many mini-batches are learnt in all, and the act of the next one."""
        return Moment(self.run.updates, self.run.act)

    @property
    def position(self) -> Position:
        """Where the run stands."""
        return self.history.position(self.moment)

    @property
    def start(self) -> Position:
        """The first position that one can go back to."""
        return self.history.position(self.history.start)

    @property
    def end(self) -> Position:
        """The latest position that was reached."""
        return self._end_place.position

    @property
    def bytes(self) -> int:
        """How much memory its past takes, all branches together."""
        return self.history.bytes + self.branches.bytes

    @property
    def _place(self) -> Place:
        return self.history.place(self.moment)

    @property
    def _end_place(self) -> Place:
        return self.history.place(max(self.history.end, self.moment))

    @property
    def is_in_the_past(self) -> bool:
        """Whether more has been learnt than up to here."""
        return self.run.updates < self.history.end.updates or self._changes < len(self.history.changes)

    def told(self) -> LearningStep:
        """Return the pending learning step, told act by act; asked for again, it is the same object."""
        self._finish_epoch()
        here = self._parted, self.branches.present, self._changes, self.run.updates
        if self._told is None or self._told[0] != here:
            self._told = here, steps(self.run)
        return self._told[1]

    # ---- going on --------------------------------------------------------------------------------------------------

    def advance(
        self,
        *,
        epochs: int | None = None,
        batches: int | None = None,
        samples: int | None = None,
        acts: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> int:
        """Train on, as `Run.advance` does; the future that was known is left if it has changes by hand."""
        if self.history.is_changed_by_hand_after(self._changes):
            self._leave_future()
        if samples is not None or acts is not None:
            return self._noting(
                lambda: self.run.advance(epochs=epochs, batches=batches, samples=samples, acts=acts, seconds=seconds)
            )
        self.run.check_limited(epochs, batches, seconds)
        last_epoch = math.inf if epochs is None else self.run.epoch + epochs
        last_batch = math.inf if batches is None else batches
        deadline = math.inf if seconds is None else clock() + seconds
        left, done = math.inf if seconds is None else seconds, 0
        while True:
            done += self._learn(epochs=last_epoch - self.run.epoch, batches=last_batch - done, seconds=left)
            left = deadline - clock() if seconds is not None else math.inf
            if left <= 0 or self.run.stopped or self.run.epoch >= last_epoch or done >= last_batch:
                return done

    def adopt(self, experiment: Experiment) -> None:
        """Change live fields of the experiment, as `Run.adopt` does."""
        self.run.adopt(experiment)
        self._note_change(experiment)

    def operate(self, surgery: Surgery) -> None:
        """Change the network, as `Run.operate` does."""
        diverged: DivergedError | None = None
        try:
            with self._watching():
                self.run.finish_epoch()
        except DivergedError as error:
            diverged = error
        self.run.operate(surgery)
        self._note_change(surgery)
        if diverged:
            raise diverged

    def go_on(self) -> None:
        """Take back a stop by a rule, as `Run.go_on` does."""
        if self.run.stopped:
            self.run.go_on()
            self._note_change(None)

    # ---- going anywhere --------------------------------------------------------------------------------------------

    def seek(self, position: Position, seconds: float = math.inf) -> bool:
        """Go to a position, the latest time that it was there; return whether it was reached in that time.

        Asked again, it goes on from where it came to. Beyond the end, it learns.

        Raises
        ------
        EngineError
            if there is no such position
        DivergedError
            as `Run.advance`, if it learns
        """
        return self.go(self.history.moment(position), seconds)

    def step(self, grain: str = "act", count: int = 1) -> None:
        """Go so many steps, back if the count is less than 0; `grain` is one of `engine.acts.GRAINS`.

        A run that a rule stopped goes on, if it is to go forward.
        """
        if count > 0 and not self.is_in_the_past:
            self.go_on()
        self.go(self.after(grain, count))

    def after(self, grain: str, count: int = 1) -> Moment:
        """Return the moment to which so many steps lead, back if the count is less than 0."""
        if grain not in GRAINS:
            raise EngineError(f"a step must be one of {', '.join(GRAINS)}, got {grain!r}")
        self._finish_epoch()
        if count == 0:
            return self.moment
        if grain == "epoch":
            return self._epochs_on(count) if count > 0 else self._epochs_back(-count)
        moment = self.moment
        for _ in range(abs(count)):
            moment = self._next(moment, grain) if count > 0 else self._previous(moment, grain)
        return moment

    def go(self, moment: Moment, seconds: float = math.inf, clock: Callable[[], float] = perf_counter) -> bool:
        """Go to a moment; return whether it was reached in that time. At a stop by a rule it ends early."""
        run, history, deadline = self.run, self.history, clock() + seconds
        frame, work = history.keyframes.at_or_before(moment.updates)
        if run.updates > moment.updates or run.updates < frame.updates:
            self._keep_end()
            self._put_back(frame, work)
        while run.is_evaluating or (run.updates < moment.updates and not run.stopped):
            left = deadline - clock()
            if run.is_evaluating:
                self._learn(epochs=1, seconds=left)
            else:
                ahead = history.changes[self._changes :]
                goal = min(moment.updates, ahead[0].updates) if ahead else moment.updates
                self._learn(batches=goal - run.updates, seconds=left)
            self._repeat_changes()
            if clock() >= deadline:
                break
        if run.is_evaluating or run.updates < moment.updates:
            return bool(run.stopped)
        with self._watching():
            run.act = min(moment.act, run.acts.count - 1) if moment.act else 0
        history.end = max(history.end, self.moment)
        return True

    def _epochs_on(self, count: int) -> Moment:
        return self.history.moment(Position(self.position.epoch + count))

    def _epochs_back(self, count: int) -> Moment:
        here = self.position
        epoch = here.epoch - count + (here > Position(here.epoch))
        if Position(epoch) < self.start:
            return Moment(self.history.start.updates)
        return self.history.moment(Position(epoch), not_after=self.moment)

    def _next(self, moment: Moment, grain: str) -> Moment:
        acts = self._acts_at(moment.updates)
        stop = acts.next_stop(moment.act, grain)
        return Moment(moment.updates, stop) if stop < acts.count else Moment(moment.updates + 1)

    def _previous(self, moment: Moment, grain: str) -> Moment:
        stop = self._acts_at(moment.updates).previous_stop(moment.act, grain)
        if stop >= 0 or moment.updates == self.history.start.updates:
            return Moment(moment.updates, max(stop, 0))
        before = self._acts_at(moment.updates - 1)
        return Moment(moment.updates - 1, before.previous_stop(before.count, grain))

    def _acts_at(self, updates: int) -> Acts:
        """Return the acts of the mini-batch that is or was pending at a moment."""
        experiment, position = self.history.experiment_at(updates), self.history.position(Moment(updates))
        samples = experiment.data.trained
        size = batches.size(samples, experiment.batch)
        return Acts(experiment.sizes, min(size, samples - position.batch * size))

    # ---- branches --------------------------------------------------------------------------------------------------

    def take_branch(self, number: int) -> None:
        """Go to the last keyframe of a branch, which is the present one from then on; raise EngineError if none is.

        The moments of the branch that was left can be gone to again in the same way.
        """
        if self.branches[number].future is None:
            return
        self._finish_epoch()
        self._keep_end()
        self.branches.take(number)
        self._put_back(*self.history.keyframes.at_or_before(self.history.end.updates))

    def set_bookmark(self, name: str) -> None:
        """Mark the present moment; raise EngineError where the name is none. A bookmark that is there is renamed."""
        name = " ".join(name.split())
        if not name or len(name) > MOST_NAME:
            raise EngineError(f"a bookmark's name must have 1 to {MOST_NAME} letters, got {len(name)}: {name[:50]!r}")
        self._finish_epoch()
        self.unset_bookmark(self.position)
        self.history.bookmarks.append(Bookmark(self.moment, self._place, name))
        self._noted += 1

    def unset_bookmark(self, position: Position) -> None:
        """Take away the bookmark of a position, if there is one."""
        bookmarks = self.history.bookmarks
        bookmarks[:] = [bookmark for bookmark in bookmarks if bookmark.place.position != position]
        self._noted += 1

    # ---- seen from outside -----------------------------------------------------------------------------------------

    def overview(self) -> Overview:
        """Return what can be seen of it, read-only; what is the same as before is the same object."""
        history = self.history
        version = self._parted, self._noted, self.branches.version, len(history.changes)
        if self._seen is not None and self._seen.version == version:
            others, events = self._seen.others, self._seen.present.events
        else:
            others = tuple(
                way_of(branch, branch.future, branch.start, branch.end)
                for branch in self.branches
                if branch.future and branch.start and branch.end
            )
            events = events_of(history.changes, history.bookmarks)
        branch, start, end = self.branches[self.branches.present], history.place(history.start), self._end_place
        costs = self._known_costs(version)
        present = Way(branch.number, branch.name, branch.color, None, start, end, events, costs)
        self._seen = Overview(self._place, present, others, version, history.experiment, history.first_weights)
        return self._seen

    def _known_costs(self, version: tuple[int, ...]) -> Array:
        """Return the costs of the present branch, its future's too; none where the run itself has all of them."""
        if not self.is_in_the_past:
            return _NO_ROWS
        key = (*version, self.history.costs.last_epoch)
        if self._rows is None or self._rows[0] != key:
            self._rows = key, shown(self.history.costs.rows)
        return self._rows[1]

    # ---- how -------------------------------------------------------------------------------------------------------

    def _learn(self, epochs: float = math.inf, batches: float = math.inf, seconds: float = math.inf) -> int:
        """Let the run learn within these limits, and beyond the end no more than may lie between two keyframes."""
        if not self.is_in_the_past:
            if math.isfinite(seconds):
                seconds = min(seconds, GAP_SECONDS)
            elif (whole := self._batches_fitting // self.run.batches_per_epoch) > 0:  # by time, calls are shorter
                epochs = min(epochs, whole)
            else:
                batches = min(batches, max(1, self._batches_fitting))
        return self._noting(
            lambda: self.run.advance(
                epochs=int(epochs) if math.isfinite(epochs) else None,
                batches=int(batches) if math.isfinite(batches) else None,
                seconds=seconds if math.isfinite(seconds) else None,
            )
        )

    def _noting(self, learn: Callable[[], int]) -> int:
        """Let the run learn, and keep what is needed to come back."""
        begun = perf_counter()
        with self._watching():
            done = learn()
        took = perf_counter() - begun
        self._work += took
        if done:
            self._batches_fitting = int(GAP_SECONDS * done / took)
        history = self.history
        if self.moment > history.end:
            history.end = self.moment
            history.costs.follow(self.run.costs)
            if self._work - history.keyframes.last_work >= GAP_SECONDS:
                self._keep()
        return done

    def _finish_epoch(self) -> None:
        """Bring an evaluation to its end that has begun."""
        with self._watching():
            self.run.finish_epoch()
        self._repeat_changes()

    def _repeat_changes(self) -> None:
        """Change again what was changed by hand at this moment."""
        changes = self.history.changes
        while (
            self._changes < len(changes)
            and changes[self._changes].updates == self.run.updates
            and not self.run.is_evaluating
        ):
            changes[self._changes].repeat(self.run)
            self._changes += 1

    def _put_back(self, frame: Keyframe, work: float) -> None:
        self.run.surgeon.lost = self.history.lost_by(frame.updates)
        self.run.put_back(frame, self.history.record_to(frame))
        self._work = work
        self._changes = self.history.changes_by(frame.updates)

    def _note_change(self, what: Experiment | Surgery | None) -> None:
        """Keep what has just been done to the run."""
        self._leave_future()
        self.history.note_change(what, self.run)
        self._changes = len(self.history.changes)
        self._keep()

    def _leave_future(self) -> None:
        """Go another way from here: what came after this moment, if anything did, is a branch."""
        history, start, end = self.history, self._place, self._end_place
        was_more = self.run.updates < history.end.updates or history.is_changed_by_hand_after(self._changes)
        future = history.cut(self.moment, self._changes, self.run.costs.last)
        self._parted += 1
        if was_more:
            self.branches.part(future, start, end)

    def _keep(self) -> None:
        if not self.run.is_evaluating:
            self.history.keyframes.add(self.run.keyframe(), self._work)

    def _keep_end(self) -> None:
        """Keep the latest moment, if this is it: a branch can be taken again there without learning anew."""
        if self.moment >= self.history.end:
            self._keep()

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Take note if the run diverges: it is put back, and nothing is known of what would come after."""
        try:
            yield
        except DivergedError as error:
            self._changes = min(self._changes, self.history.changes_by(self.run.updates))
            start, end = self._place, self._end_place
            future = self.history.cut(self.moment, self._changes, self.run.costs.last)
            self._parted += 1
            self.branches.forget(future, start, end)
            if any(change.is_by_hand for change in future.changes):  # made in what is undone, they hold all the same
                self.history.note_change(self.run.experiment, self.run)
            self.history.note_broke(str(error), self.run)
            self._changes = len(self.history.changes)
            self._keep()
            raise
