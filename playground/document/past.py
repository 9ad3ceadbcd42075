"""Past: where on its timeline the run stands, and where a person wants it to go. Verbs in, signals out."""

import math
from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.arrays import Array
from engine.timeline import Position
from engine.timeline.overview import Event, Overview, Way
from playground.document.moment import Moment

MOST_NAME = 40  # letters of a branch's or a bookmark's name


class Past(QObject):
    """Asks for journeys through the run's past and to its branches; the run answers with another moment.

    Attributes
    ----------
    left : the number of the branch that was left last for another one of the same run; None if none was
    """

    seek_asked = Signal(object, object)  # a Position, or None for the end; a branch's number, or None for the present
    play_back_asked = Signal(bool)  # backwards
    bookmark_asked = Signal(str)
    bookmark_dropped = Signal(object)  # its Position
    branch_renamed = Signal(int, str)
    branch_deleted = Signal(int)
    refused = Signal(str)  # a sentence: why nothing is done

    def __init__(self, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moment = moment
        self.left: int | None = None
        self._on: tuple[int, int] | None = None  # the run, and the branch that it is on
        moment.arrived.connect(self._note_branch)

    @property
    def seen(self) -> Overview | None:
        """All of the timeline; None before the run has begun."""
        return self._moment.snapshot.past if self._moment.snapshot else None

    @property
    def is_untouched(self) -> bool:
        """Whether the run is just as it began: nothing is learnt, changed or left."""
        seen = self.seen
        if seen is None:
            return True
        return seen.present.end.position == seen.present.start.position and not (seen.others or seen.present.events)

    @property
    def mark(self) -> object:
        """What is the same as long as nothing more is learnt or changed; where the run stands does not matter."""
        seen = self.seen
        if seen is None:
            return None
        return seen.first, seen.version, seen.present.number, seen.present.end, len(seen.others)

    # ---- going -----------------------------------------------------------------------------------------------------

    def go(self, epochs: float, *, whole: bool = True, branch: int | None = None) -> None:
        """Go to the nearest whole epoch, or mini-batch, of the present branch or of another one."""
        way = self.seen.way(branch) if self.seen and branch is not None else self.seen and self.seen.present
        if way:
            self._ask(position_at(way, epochs, whole=whole), branch)

    def go_to_branch(self, number: int) -> None:
        """Go to the end of a branch."""
        self.seek_asked.emit(None, number)

    def go_to_start(self) -> None:
        if self.seen:
            self._ask(self.seen.present.start.position)

    def go_to_end(self) -> None:
        """Go to the latest moment of the present branch that was reached."""
        if self.seen:
            self._ask(None)

    def go_to_best(self) -> None:
        """Go to the epoch of the smallest test cost on the present branch; without a test part, training cost.

        Costs of other data than the present ones do not count: they cannot be compared.
        """
        if self.seen and self._moment.snapshot:
            costs = self.seen.present.costs
            if not costs.shape[1]:
                record = self._moment.snapshot.costs
                costs = np.array([record.epoch, record.train, record.test])
            turns = [event.place.epochs for event in self.seen.present.events if event.other_data]
            first = max((turn for turn in turns if turn <= self._here), default=0.0)
            end = min((turn for turn in turns if turn > self._here), default=math.inf)
            of_these_data = (costs[0] >= first) & (costs[0] < end)
            if of_these_data.any():
                self._ask(Position(best_epoch(costs[:, of_these_data])))

    def go_to_divergence(self) -> None:
        """Go to where the present branch diverged first: the last moment before it broke."""
        self._go_to_event(lambda event: event.kind == "divergence", "the run has not diverged on this branch")

    def go_to_next_event(self) -> None:
        """Go to the next change, divergence or bookmark."""
        here = self._here
        self._go_to_event(lambda event: event.place.epochs > here, "there is nothing marked after this moment")

    def go_to_previous_event(self) -> None:
        here = self._here
        self._go_to_event(
            lambda event: event.place.epochs < here, "there is nothing marked before this moment", last=True
        )

    def play_back(self, *, backwards: bool) -> None:
        """Play what is known: back to the beginning, or forward to the end."""
        self.play_back_asked.emit(backwards)

    # ---- names -----------------------------------------------------------------------------------------------------

    def toggle_bookmark(self) -> None:
        """Mark the present moment, or take its bookmark away."""
        if self.seen is None:
            return
        here, bookmarks = self.seen.here, [e for e in self.seen.present.events if e.kind == "bookmark"]
        if any(event.place.position == here.position for event in bookmarks):
            self.bookmark_dropped.emit(here.position)
        else:
            self.bookmark_asked.emit(f"Bookmark at epoch {here.epochs:g}"[:MOST_NAME])

    def rename(self, number: int, name: str) -> bool:
        """Call a branch otherwise; return whether it may be called so."""
        name = " ".join(name.split())
        ways = self._ways
        if not 1 <= len(name) <= MOST_NAME:
            self.refused.emit(f"a branch's name must have 1 to {MOST_NAME} letters, got {len(name)}")
            return False
        if any(way.name == name and way.number != number for way in ways):
            self.refused.emit(f"a branch's name must be its own, got {name!r}, which another one has")
            return False
        self.branch_renamed.emit(number, name)
        return True

    def delete(self, number: int) -> None:
        """Forget a branch that is not the present one."""
        self.branch_deleted.emit(number)

    # ---- how -------------------------------------------------------------------------------------------------------

    def _note_branch(self) -> None:
        """Take note of a branch that is left."""
        snapshot = self._moment.snapshot
        if snapshot is None or snapshot.past is None:
            return
        on = snapshot.run_number, snapshot.past.present.number
        if on != self._on:
            is_same_run = self._on is not None and self._on[0] == on[0]
            self.left = self._on[1] if self._on is not None and is_same_run else None
            self._on = on

    @property
    def _ways(self) -> list[Way]:
        return [self.seen.present, *self.seen.others] if self.seen else []

    @property
    def _here(self) -> float:
        return self.seen.here.epochs if self.seen else 0.0

    def _ask(self, position: Position | None, branch: int | None = None) -> None:
        self.seek_asked.emit(position, branch)

    def _go_to_event(self, fits: Callable[[Event], bool], none: str, *, last: bool = False) -> None:
        found = [event for event in self.seen.present.events if fits(event)] if self.seen else []
        if found:
            self._ask(found[-1 if last else 0].place.position)
        else:
            self.refused.emit(none)


def position_at(way: Way, epochs: float, *, whole: bool) -> Position:
    """Return the nearest position on a branch, of whole epochs or of mini-batches; never beyond its ends."""
    if epochs >= way.end.epochs:
        return way.end.position
    if epochs <= way.start.epochs:
        return way.start.position
    if whole:
        found = Position(round(epochs))
    else:
        epoch, batch = divmod(round(epochs * way.end.batches), way.end.batches)
        found = Position(epoch, batch)
    return min(max(found, way.start.position), way.end.position)


def best_epoch(costs: Array) -> int:
    """Return the epoch of the smallest test cost, or training cost where there is no test part; shape (3 or 4, e)."""
    test = costs[2]
    column = test if np.isfinite(test).any() else costs[1]
    return int(costs[0][np.argmin(np.where(np.isfinite(column), column, math.inf))])


def nearest(events: Iterable[Event], epochs: float, within: float) -> list[Event]:
    """Return what stands near a place, the nearest first."""
    near = [event for event in events if abs(event.place.epochs - epochs) <= within]
    return sorted(near, key=lambda event: abs(event.place.epochs - epochs))
