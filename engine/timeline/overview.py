"""Overview: what can be seen of a timeline, read-only: its branches, what happened on them, and their costs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, read_only
from engine.experiment import Experiment
from engine.metrics import RECENT_ROWS, thinned
from engine.network import Network
from engine.run import Run
from engine.timeline.branches import Branch
from engine.timeline.changes import Change, told_as_one
from engine.timeline.history import Bookmark, Future
from engine.timeline.position import Place


@dataclass(frozen=True)
class Event:
    """Something that stands on a timeline.

    Attributes
    ----------
    kind : "change", "divergence" or "bookmark"
    place : where
    words : what
    other_data : whether the run has learnt from other samples since
    """

    kind: str
    place: Place
    words: str
    other_data: bool = False


@dataclass(frozen=True, eq=False)
class Tip:
    """What a branch came to."""

    experiment: Experiment
    network: Network


@dataclass(frozen=True, eq=False)
class Way:
    """A branch: of the present one all of it, of another one what comes after it leaves its parent.

    Attributes
    ----------
    number, name, color, parent : as `Branch` has them
    start, end : where it begins and how far it came
    events : in the order of their places
    costs : rows of the record: epoch, train, test, penalty, shape (4, e), of many, some; of the present branch only
        while the run is in the past, else the run has them
    tip : what it came to; None for the present one, and where no keyframe of its end is kept
    """

    number: int
    name: str
    color: int
    parent: int | None
    start: Place
    end: Place
    events: tuple[Event, ...]
    costs: Array
    tip: Tip | None = None


@dataclass(frozen=True, eq=False)
class Overview:
    """All of a timeline.

    Attributes
    ----------
    here : where the run stands
    present : the branch that it is on
    others : those that can be taken again
    version : the same as long as nothing but `here` and the present branch's end and costs has changed
    first : the experiment of the beginning
    first_weights : those of the beginning; None where they are not known
    """

    here: Place
    present: Way
    others: tuple[Way, ...]
    version: tuple[int, ...]
    first: Experiment
    first_weights: Array | None

    @property
    def begins_with_given_weights(self) -> bool:
        """Whether the run began with weights that its seed does not draw, such as those of a file."""
        return self.first_weights is not None and not np.array_equal(self.first_weights, Run(self.first).network.flat)

    @property
    def is_in_the_past(self) -> bool:
        """Whether more of the present branch is known than up to here."""
        return self.here.epochs < self.present.end.epochs

    def way(self, number: int) -> Way | None:
        """Return the branch of a number, or None."""
        return next((way for way in (self.present, *self.others) if way.number == number), None)


def events_of(changes: Iterable[Change], bookmarks: Iterable[Bookmark]) -> tuple[Event, ...]:
    """Return what stands on a timeline."""
    changes = tuple(changes)
    turns = {change.place for change in changes if change.before.data != change.experiment.data}
    events = [
        Event("divergence" if broke else "change", place, words, place in turns)
        for place, words, broke in told_as_one(changes)
    ]
    events += [Event("bookmark", bookmark.place, bookmark.name) for bookmark in bookmarks]
    return tuple(sorted(events, key=lambda event: event.place.epochs))


def shown(rows: Array) -> Array:
    """Return rows of costs, or of too many the lows and highs."""
    return read_only((thinned(rows) if rows.shape[1] > 2 * RECENT_ROWS else rows).copy())


def way_of(branch: Branch, future: Future, start: Place, end: Place) -> Way:
    """Return a branch that is not the present one."""
    return Way(
        branch.number,
        branch.name,
        branch.color,
        branch.parent,
        start,
        end,
        events_of(future.changes, future.bookmarks),
        shown(future.costs),
        _tip(future),
    )


def _tip(future: Future) -> Tip | None:
    if not future.frames or future.frames[-1][0].updates != future.end.updates:
        return None
    frame, _ = future.frames[-1]
    experiment = frame.experiment
    return Tip(experiment, Network(experiment.sizes, experiment.activations, frame.weights))
