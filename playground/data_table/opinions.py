"""Opinions: what a network says about samples, and what each of them costs."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Indices
from engine.costs import COSTS
from engine.metrics import decisions
from engine.network import forward, sample_costs
from engine.snapshot import Snapshot
from engine.table import Mask

MOST_AT_ONCE = 2**21  # samples × units of the widest layer in one pass: 16 MiB
MOST_WORK = 10**8  # samples × weights that all samples may cost: about 0.2 s


@dataclass(frozen=True, eq=False)
class Opinions:
    """What is said about some samples, each of shape (k,).

    Attributes
    ----------
    said : the number of the class that is decided for, or for values a⁽ᴸ⁾ itself
    activation : the a⁽ᴸ⁾ⱼ that decides: of the only unit, or of the strongest
    costs : Jᵢ, before any mean
    is_wrong : whether another class is decided for; never, of values
    """

    said: Array
    activation: Array
    costs: Array
    is_wrong: Mask


def opinions_of(snapshot: Snapshot, samples: Indices) -> Opinions:
    """Return what the network of a moment says about some samples, by their numbers."""
    widest = max(snapshot.network.sizes)
    step = max(1, MOST_AT_ONCE // widest)
    parts = [_some(snapshot, samples[start : start + step]) for start in range(0, max(1, len(samples)), step)]
    if len(parts) == 1:
        return parts[0]
    return Opinions(*(np.concatenate(each) for each in zip(*(vars(part).values() for part in parts), strict=True)))


def are_affordable(snapshot: Snapshot) -> bool:
    """Return whether all samples can be passed through the network while somebody waits."""
    return snapshot.samples.count * len(snapshot.network.flat) <= MOST_WORK


def _some(snapshot: Snapshot, samples: Indices) -> Opinions:
    experiment, data = snapshot.experiment, snapshot.samples
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(snapshot.network, data.inputs[samples])
        costs = sample_costs(passed, data.targets[:, samples], COSTS[experiment.cost])
    outputs = np.asarray(passed.output, np.float64)
    if experiment.data.is_regression:
        return Opinions(outputs[0], outputs[0], costs, np.zeros(len(samples), bool))
    said = decisions(experiment.output, outputs)
    return Opinions(said, outputs.max(axis=0), costs, said != data.labels[samples])
