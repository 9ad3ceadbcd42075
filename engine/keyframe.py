"""Keyframe: all that a run goes on from at one moment, but for the record of its costs; kept, it can be put back."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from engine.arrays import Array, Indices
from engine.experiment import Experiment, Weight
from engine.stopping import Stopping
from engine.surgery import Mark

PLAIN_BYTES = 2500  # what a keyframe takes besides its arrays, most of it the random states (measured)
KEPT_BYTES = 900  # what `kept` takes besides its own, where it is of another moment


@dataclass(frozen=True)
class Kept:
    """What a run that diverges goes back to: the beginning of the epoch, or the last change by hand within it.

    Attributes
    ----------
    batch : mini-batches of the epoch done by then; 0 at its beginning, when its order is not drawn yet
    """

    weights: Array
    memory: Array
    updates: int
    batch: int
    random: dict[str, Any]


@dataclass(frozen=True)
class Keyframe:
    """A run between two mini-batches. Its arrays may be shared with others of the same epoch: nobody writes to them.

    Attributes
    ----------
    experiment : as it was then
    order : that of the epoch; at its beginning, where it is not drawn yet, that of the samples
    random : the states of the random numbers
    costs : the last row of the record of the costs: epoch, train, test, penalty
    act : how far the pending mini-batch was gone through
    others : as `Run` has them
    """

    experiment: Experiment
    weights: Array
    memory: Array
    kept: Kept
    order: Indices
    random: dict[str, Any]
    costs: tuple[float, ...]
    epoch: int
    batch: int
    act: int
    updates: int
    adopted_within_epoch: bool
    stopped: str
    updates_before: int
    surgeries: int
    marks: tuple[Mark, ...]
    cut: dict[Weight, float]
    stopping: dict[str, Any]

    @property
    def bytes(self) -> int:
        """How much memory it takes, in bytes; what it shares with other keyframes is counted each time."""
        own: list[np.ndarray] = [self.weights, self.memory]
        plain = PLAIN_BYTES
        if self.kept.weights is not self.weights:
            own += [self.kept.weights, self.kept.memory]
            plain += KEPT_BYTES
        if self.batch:
            own.append(self.order)
        return sum(array.nbytes for array in own) + plain


def to_plain(frame: Keyframe) -> dict[str, Any]:
    """Return a keyframe as arrays and plain values that JSON can hold, without experiment and costs."""
    return {
        "weights": frame.weights,
        "memory": frame.memory,
        "last_finite": frame.kept.weights,
        "last_memory": frame.kept.memory,
        "last_updates": frame.kept.updates,
        "last_batch": frame.kept.batch,
        "last_random": frame.kept.random,
        "order": np.array(frame.order),
        "epoch": frame.epoch,
        "batch": frame.batch,
        "act": frame.act,
        "updates": frame.updates,
        "adopted_within_epoch": frame.adopted_within_epoch,
        "stopped": frame.stopped,
        "updates_before": frame.updates_before,
        "surgeries": frame.surgeries,
        "marks": [list(astuple(mark)) for mark in frame.marks],
        "cut": [[*weight, value] for weight, value in frame.cut.items()],
        "stopping": frame.stopping,
        **frame.random,
    }


def from_plain(experiment: Experiment, plain: Mapping[str, Any]) -> Keyframe:
    """Return the keyframe that `to_plain` wrote, with the costs that stand beside it."""
    kept = (plain[name] for name in ("last_finite", "last_memory", "last_updates", "last_batch", "last_random"))
    return Keyframe(
        experiment=experiment,
        weights=plain["weights"],
        memory=plain["memory"],
        kept=Kept(*kept),
        order=np.array(plain["order"]),
        random={name: plain[name] for name in ("order_rng", "dropout_rng")},
        costs=tuple(plain["costs"][:, -1].tolist()),
        epoch=plain["epoch"],
        batch=plain["batch"],
        act=plain["act"],
        updates=plain["updates"],
        adopted_within_epoch=plain.get("adopted_within_epoch", False),  # not in older files
        stopped=plain["stopped"],
        updates_before=plain["updates_before"],
        surgeries=plain["surgeries"],
        marks=tuple(Mark(*mark) for mark in plain["marks"]),
        cut={(layer, target, source): value for layer, target, source, value in plain["cut"]},
        stopping=Stopping.of(plain["stopping"]).state(),
    )
