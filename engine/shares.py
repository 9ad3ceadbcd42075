"""Shares: what each sample adds to J, and to the derivative by a weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import Array, Floats, Indices
from engine.experiment import Weight
from engine.learning import Objective
from engine.network import Backward, Forward, Network, forward, with_bias
from engine.steps import LearningStep


@dataclass(frozen=True, eq=False)
class Shares:
    """What samples add to the data term of J, penalties left out, as these belong to no sample.

    Attributes
    ----------
    samples : their numbers, shape (n,)
    objective, network, passed, back : of which they are taken; the passes have a column for each sample
    targets : y, shape (t, n)
    """

    objective: Objective
    network: Network
    samples: Indices
    targets: Array
    passed: Forward
    back: Backward

    @property
    def scale(self) -> float:
        """What sums over the samples are multiplied by: 1/n for the mean."""
        return 1 / len(self.samples) if self.objective.experiment.reduction == "mean" else 1.0

    @cached_property
    @np.errstate(over="ignore", invalid="ignore")
    def costs(self) -> Array:
        """Jᵢ of each sample, before any mean is taken, shape (n,)."""
        return self.objective.sample_costs(self.passed, self.targets)

    def column_of(self, sample: int) -> int | None:
        """Return where a sample stands, if it is one of them."""
        found = np.flatnonzero(self.samples == sample)
        return int(found[0]) if len(found) else None

    @np.errstate(over="ignore", invalid="ignore")
    def share(self, column: int) -> float:
        """Return which part of the data term a sample adds, 0 to 1; NaN where all of it is 0."""
        total = float(self.costs.sum())
        return float(self.costs[column]) / total if total else float("nan")

    @cached_property
    def ranking(self) -> Indices:
        """The numbers of the samples, those that cost most first; equal ones in their order."""
        return self.samples[np.argsort(-self.costs, kind="stable")]

    def factors(self, weight: Weight) -> tuple[Array, Array]:
        """Return δ⁽ˡ⁺¹⁾ⱼ and a⁽ˡ⁾ₖ of each sample, for the weight w⁽ˡ⁾ⱼ,ₖ between them, each of shape (n,)."""
        layer, target, source = weight
        return self.back.delta[layer + 1][target - 1], np.asarray(with_bias(self.passed.a[layer])[source], np.float64)

    @np.errstate(over="ignore", invalid="ignore")
    def contributions(self, weight: Weight) -> Array:
        """Return what each sample adds to ∂J/∂w⁽ˡ⁾ⱼ,ₖ, shape (n,): δ⁽ˡ⁺¹⁾ⱼ a⁽ˡ⁾ₖ, over n for the mean."""
        delta, a = self.factors(weight)
        return delta * a * self.scale


def shares_of(
    objective: Objective,
    network: Network,
    inputs: Array,
    targets: Array,
    samples: Indices,
    dropped: Mapping[int, Floats] | None = None,
) -> Shares:
    """Return the shares of samples, inputs (n, u₁) and targets (t, n); it takes a pass forward and one backward."""
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(network, inputs, dropped)
        return Shares(objective, network, samples, targets, passed, objective.backward(network, passed, targets))


def shares_of_step(told: LearningStep) -> Shares:
    """Return the shares of the samples of a learning step's mini-batch."""
    return Shares(told.objective, told.network, told.samples, told.targets, told.passed, told.back)
