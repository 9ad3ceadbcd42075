"""How the past is written: changes by hand, what surgeries took away, and each way from its fork to its end."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.experiment import Effect, Experiment, effect
from engine.network import weight_count
from engine.optimizers import OPTIMIZERS
from engine.session.keyframes import keyframe_read, keyframe_written
from engine.session.part import NUMBER, WHOLE, Part, written
from engine.session.pools import Known, Pools
from engine.surgery import Graft, Lost, Surgery, same
from engine.timeline.branches import MOST_NAME, Branch
from engine.timeline.changes import Broke, Change
from engine.timeline.history import Bookmark, Fork, Future, began
from engine.timeline.position import Moment, Place, Position, Stretch

COSTS = ("epoch", "train", "test", "penalty")

# ---- changes -------------------------------------------------------------------------------------------------------


def change_written(change: Change, pools: Pools) -> dict[str, Any]:
    """Return a change as plain values."""
    plain: dict[str, Any] = {
        "updates": change.updates,
        "place": place_written(change.place),
        "words": change.words,
        "before": pools.experiments.number(change.before),
        "experiment": pools.experiments.number(change.experiment),
    }
    match change.what:
        case Surgery():
            plain["surgery"] = _surgery_written(change.what, change.before)
        case Broke():
            plain["broke"] = change.what.sentence
        case None:
            plain["went_on"] = True
    return plain | ({"lost": lost_written(change.lost)} if change.lost else {})


def change_read(part: Part, known: Known) -> Change:
    """Return the change that `change_written` wrote; raise ImportFileError for anything else."""
    before, after = known.experiment(part, "before"), known.experiment(part)
    kind = effect(before, after)
    what: Experiment | Surgery | Broke | None = after
    if part.has("surgery"):
        what = _surgery_read(part.part("surgery"), before, after)
    elif part.has("broke"):
        what = Broke(part.text("broke"))
    elif part.has("went_on"):
        what = None
    if kind is Effect.NEW_RUN or (kind is Effect.SURGERY and isinstance(what, Experiment)):
        raise part.fault("experiment", part.value("experiment"), "one that a run can go on with")
    lost = lost_read(part.part("lost")) if part.has("lost") else None
    return Change(part.whole("updates"), place_read(part, "place"), what, before, after, part.text("words"), lost)


def _surgery_written(surgery: Surgery, before: Experiment) -> dict[str, Any]:
    origins = [[place and list(place) for place in layer] for layer in surgery.graft.origins]
    return {
        "name": surgery.name,
        "origins": None if surgery.graft == same(before.sizes) else origins,
        "values": [[*weight, value] for weight, value in surgery.values],
        "forgotten": sorted(map(list, surgery.forgotten)),
        "keeps": surgery.keeps,
        "restores": surgery.restores,
        "goes_on": surgery.goes_on,
    }


def _surgery_read(part: Part, before: Experiment, after: Experiment) -> Surgery:
    graft = same(before.sizes)
    if part.has("origins"):
        graft = Graft(
            tuple(
                tuple(None if place is None else _pair(part, place) for place in _list(part, layer))
                for layer in part.items("origins")
            )
        )
    if not graft.fits(before.sizes, after.sizes):
        raise part.fault("origins", part.value("origins"), f"units of {before.sizes} for {after.sizes}")
    values = [((j, k, i), float(value)) for j, k, i, value in part.tuples("values", WHOLE, WHOLE, WHOLE, NUMBER)]
    forgotten = [(j, k, i) for j, k, i in part.tuples("forgotten", WHOLE, WHOLE, WHOLE)]
    for weight in (*(weight for weight, _ in values), *forgotten):
        if not _has_weight(after, weight):
            raise part.fault("values", list(weight), f"a weight (l, j, k) of the network {after.sizes}")
    return Surgery(
        after,
        graft,
        part.text("name"),
        tuple(values),
        frozenset(forgotten),
        part.whole("keeps") if part.has("keeps") else None,
        part.whole("restores") if part.has("restores") else None,
        part.flag("goes_on"),
    )


def _list(part: Part, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise part.fault("origins", value, "a list of places")
    return value


def _pair(part: Part, value: Any) -> tuple[int, int]:
    if not (isinstance(value, list) and len(value) == 2 and all(WHOLE.holds(number) for number in value)):
        raise part.fault("origins", value, "a place [layer, unit] or null")
    return value[0], value[1]


def _has_weight(experiment: Experiment, weight: tuple[int, int, int]) -> bool:
    (layer, target, source), sizes = weight, experiment.sizes
    return 1 <= layer < len(sizes) and 1 <= target <= sizes[layer] and 0 <= source <= sizes[layer - 1]


def lost_written(lost: Lost) -> dict[str, Any]:
    """Return what a surgery took away as plain values."""
    return {
        "sizes": list(lost.sizes),
        "places": lost.places.tolist(),
        "weights": written(lost.weights),
        "memory": written(lost.memory),
        "optimizer": lost.optimizer,
        "age": lost.age,
        "cut": [[*weight, value] for weight, value in lost.cut.items()],
        "changed": lost.changed.tolist(),
    }


def lost_read(part: Part) -> Lost:
    """Return what `lost_written` wrote; raise ImportFileError for anything else."""
    sizes = tuple(part.indices("sizes", 10_000).tolist())
    if len(sizes) < 2 or 0 in sizes:
        raise part.fault("sizes", part.value("sizes"), "the units of each layer")
    optimizer = part.text("optimizer")
    if optimizer not in OPTIMIZERS:
        raise part.fault("optimizer", optimizer, f"one of {', '.join(OPTIMIZERS)}")
    places = part.indices("places", weight_count(sizes))
    rows = OPTIMIZERS[optimizer].init(0).shape[0]
    return Lost(
        sizes,
        places,
        part.array("weights", (len(places),)),
        part.array("memory", (rows, len(places))),
        optimizer,
        part.whole("age"),
        {
            (layer, target, source): float(value)
            for layer, target, source, value in part.tuples("cut", WHOLE, WHOLE, WHOLE, NUMBER)
        },
        part.indices("changed", weight_count(sizes)),
    )


# ---- ways ----------------------------------------------------------------------------------------------------------


def place_written(place: Place) -> list[int]:
    """Return a place: epoch, mini-batch, act, and mini-batches of the epoch."""
    return [place.position.epoch, place.position.batch, place.position.act, place.batches]


def place_read(part: Part, name: str) -> Place:
    """Return the place that `place_written` wrote."""
    ((epoch, batch, act, batches),) = Part({name: [part.value(name)]}, part.place).tuples(name, *4 * (WHOLE,))
    if not 0 <= batch < batches:
        raise part.fault(name, part.value(name), "epoch, mini-batch, act, and the mini-batches of the epoch")
    return Place(Position(epoch, batch, act), batches)


def _two(part: Part, name: str) -> tuple[int, int]:
    ((one, other),) = Part({name: [part.value(name)]}, part.place).tuples(name, WHOLE, WHOLE)
    return one, other


def future_written(future: Future, pools: Pools) -> dict[str, Any]:
    """Return what comes after a fork as plain values."""
    return {
        "fork": [future.fork.updates, future.fork.changes],
        "end": [future.end.updates, future.end.act],
        "costs": {"epoch": _whole(future.costs[0])}
        | {name: written(row) for name, row in zip(COSTS[1:], future.costs[1:], strict=True)},
        "bookmarks": [
            {
                "name": bookmark.name,
                "place": place_written(bookmark.place),
                "moment": [bookmark.moment.updates, bookmark.moment.act],
            }
            for bookmark in future.bookmarks
        ],
        "changes": [change_written(change, pools) for change in future.changes],
        "stretches": [[each.start, each.epoch, each.batch, each.batches, each.changes] for each in future.stretches],
        "frames": [{"work": work, **keyframe_written(frame, pools)} for frame, work in future.frames],
    }


def future_read(part: Part, known: Known, *, is_first: bool = False) -> Future:
    """Return what `future_written` wrote; raise ImportFileError for anything else.

    Parameters
    ----------
    is_first : whether it is the way from the very beginning, of which more is known than of others
    """
    fork, end = Fork(*_two(part, "fork")), Moment(*_two(part, "end"))
    stretches = [Stretch(*values) for values in part.tuples("stretches", *5 * (WHOLE,))]
    frames = [(keyframe_read(each, known), each.number("work")) for each in part.parts("frames")]
    changes = [change_read(each, known) for each in part.parts("changes")]
    for name, moments in {
        "changes": [change.updates for change in changes],
        "frames": [frame.updates for frame, _ in frames],
    }.items():
        rises = all(one <= other for one, other in pairwise([fork.updates, *moments, end.updates]))
        if not rises or (name == "frames" and len(set(moments)) < len(moments)):
            raise part.fault(name, moments, f"in the order of time, from {fork.updates} to {end.updates}")
    if any(one.experiment != other.before for one, other in pairwise(changes)):
        raise part.fault("changes", "others", "such that each begins with what the one before came to")
    if any(each.batches < 1 or each.batch >= each.batches for each in stretches) or any(
        began(one) > began(other) for one, other in pairwise(stretches)
    ):
        raise part.fault("stretches", part.value("stretches"), "in the order of time")
    if is_first and not (frames and stretches and frames[0][0].updates == fork.updates == stretches[0].start):
        raise part.fault("frames", [frame.updates for frame, _ in frames], f"from {fork.updates} on")
    bookmarks = [
        Bookmark(Moment(*_two(each, "moment")), place_read(each, "place"), each.text("name", MOST_NAME))
        for each in part.parts("bookmarks")
    ]
    return Future(fork, end, changes, stretches, frames, _costs_read(part.part("costs")), bookmarks)


def _whole(row: Array) -> list[int]:
    return [int(epoch) for epoch in row]


def _costs_read(part: Part) -> Array:
    rows = len(part.items("epoch"))
    costs = np.array([part.array(name, (rows,), may_lack=name != "epoch") for name in COSTS])
    epochs = costs[0]
    if not rows or not (np.diff(epochs, prepend=-1) > 0).all() or not np.array_equal(epochs, np.floor(epochs)):
        raise part.fault("epoch", part.value("epoch"), "whole numbers, each greater than the one before")
    return costs


def branches_written(branches: Iterable[Branch], pools: Pools) -> list[dict[str, Any]]:
    """Return branches as plain values; the present one has a number and a name only."""
    return [
        {"number": branch.number, "name": branch.name}
        | (
            {
                "parent": branch.parent,
                "start": place_written(branch.start),
                "end": place_written(branch.end),
                "future": future_written(branch.future, pools),
            }
            if branch.future and branch.start and branch.end
            else {}
        )
        for branch in branches
    ]


def branches_read(file: Part, known: Known) -> tuple[Branch, ...]:
    """Return what `branches_written` wrote; raise ImportFileError for anything else."""
    branches = []
    for part in file.parts("branches"):
        branch = Branch(part.whole("number", 1), part.text("name", MOST_NAME))
        if part.has("future"):
            branch.parent, branch.future = part.whole("parent"), future_read(part.part("future"), known)
            branch.start, branch.end = place_read(part, "start"), place_read(part, "end")
        branches.append(branch)
    parents = {branch.number: branch.parent for branch in branches}
    present = [branch.number for branch in branches if branch.future is None]
    if len(present) != 1 or len(parents) < len(branches):
        raise file.fault("branches", sorted(parents), "with a number of its own each, one of them the present one")
    for number in parents:
        way: list[int | None] = [number]
        while way[-1] != present[0]:
            above = parents.get(way[-1] or 0)
            if above is None or above in way:
                raise file.fault("branches", number, f"one that leads back to the present one, {present[0]}")
            way.append(above)
    return tuple(branches)
