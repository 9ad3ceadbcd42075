"""The objective and its whole gradient, and one update: data term, penalties, clipping, optimizer, constraints.

What a run does with every mini-batch, what gradient checking checks and what steps tell, all comes from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats
from engine.costs import COSTS
from engine.experiment import Experiment
from engine.network import (
    Backward,
    Forward,
    Network,
    backward,
    by_layer,
    cost_of,
    cost_of_pass,
    forward,
    sample_costs,
    weight_count,
)
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.schedules import SCHEDULES


@dataclass(frozen=True)
class Objective:
    """J = data term + penalties of one experiment.

    Attributes
    ----------
    penalised : 1 for weights, 0 for bias weights, in the order of `Network.flat`
    free : which weights may change, of bool: neither frozen nor pruned
    """

    experiment: Experiment
    penalised: Array
    free: np.ndarray

    def data_term(self, network: Network, inputs: Array, targets: Array) -> float:
        """Return the data term over samples, inputs (n, u₁) and targets (t, n); NaN where there is none."""
        return cost_of(network, inputs, targets, COSTS[self.experiment.cost], self.experiment.reduction)

    def penalty(self, weights: Array) -> float:
        """Return what the penalties add: λ₂/2 Σ w² + λ₁ Σ |w|, bias weights left out."""
        if not self.penalties:
            return 0.0
        w = weights * self.penalised
        return sum(rate * PENALTIES[name].value(w) for name, rate in self.penalties)

    def penalty_gradient(self, weights: Array) -> Array:
        """Return its derivative by every weight, 0 for bias weights."""
        w = weights * self.penalised
        gradient = np.zeros_like(w)
        for name, rate in self.penalties:
            gradient += rate * PENALTIES[name].gradient(w)
        return gradient

    def value(self, network: Network, inputs: Array, targets: Array) -> float:
        """Return J."""
        return self.data_term(network, inputs, targets) + self.penalty(network.flat)

    def value_of_pass(self, network: Network, passed: Forward, targets: Array) -> float:
        """Return J after a forward pass."""
        data_term = cost_of_pass(passed, targets, COSTS[self.experiment.cost], self.experiment.reduction)
        return data_term + self.penalty(network.flat)

    def sample_costs(self, passed: Forward, targets: Array) -> Array:
        """Return what each sample adds to the data term, before any mean is taken, shape (n,)."""
        return sample_costs(passed, targets, COSTS[self.experiment.cost])

    def backward(self, network: Network, passed: Forward, targets: Array) -> Backward:
        """Return δ of every layer and the derivative of the data term."""
        return backward(network, passed, targets, COSTS[self.experiment.cost], self.experiment.reduction)

    def gradient(
        self, network: Network, inputs: Floats, targets: Array, dropped: Mapping[int, Floats] | None = None
    ) -> Array:
        """Return ∂J/∂w for every weight, in the order of `Network.flat`."""
        back = self.backward(network, forward(network, inputs, dropped), targets)
        return back.gradient + self.penalty_gradient(network.flat)

    @property
    def penalties(self) -> list[tuple[str, float]]:
        """Name and rate λ of every penalty that there is."""
        rates = (("l2", self.experiment.l2), ("l1", self.experiment.l1))
        return [(name, rate) for name, rate in rates if rate]


def objective_of(experiment: Experiment, sizes: Sequence[int] = ()) -> Objective:
    """Return the objective of an experiment, for a network of other sizes than its own if they are given."""
    sizes = sizes or experiment.sizes
    size = weight_count(sizes)
    penalised, free = np.ones(size), np.ones(size, dtype=bool)
    for matrix in by_layer(sizes, penalised).values():
        matrix[:, 0] = 0
    is_free = by_layer(sizes, free)
    for layer, target, source in (*experiment.frozen, *experiment.pruned):
        is_free[layer][target - 1, source] = False
    return Objective(experiment, penalised, free)


def rate_at(experiment: Experiment, epoch: int) -> float:
    """Return the learning rate of an epoch, counted from 0, under the experiment's schedule."""
    schedule = SCHEDULES[experiment.schedule.name]
    return experiment.rate * schedule.factor(epoch, experiment.schedule.with_defaults(schedule.defaults))


def draw_dropout(rng: np.random.Generator, experiment: Experiment, samples: int, most: int) -> dict[int, Array]:
    """Return the factor of each unit and sample for every hidden layer with dropout: 0, or 1 / (1 − share).

    Parameters
    ----------
    samples : of the mini-batch
    most : of these at once, as the run's loop cuts its mini-batches; all layers of one piece are drawn before the next
    """
    with_dropout = {number: layer for number, layer in enumerate(experiment.hidden, start=2) if layer.dropout}
    drawn: dict[int, list[Array]] = {number: [] for number in with_dropout}
    for start in range(0, samples if with_dropout else 0, most):
        for number, layer in with_dropout.items():
            kept = rng.random((layer.units, min(most, samples - start))) >= layer.dropout
            drawn[number].append(kept / (1 - layer.dropout))
    return {number: np.hstack(pieces) for number, pieces in drawn.items()}


def clipped(gradient: Array, most: float) -> Array:
    """Return the gradient, shortened to length `most` if it is longer; 0 is no limit."""
    length = float(np.sqrt(np.dot(gradient, gradient)))
    return gradient * (most / length) if most and length > most else gradient


def update(objective: Objective, network: Network, gradient: Array, memory: Array, rate: float, number: int) -> None:
    """Change the weights and the optimizer's memory in place by one update, counted from 1.

    Parameters
    ----------
    gradient : ∂J/∂w of every weight, penalties included
    memory : what the optimizer remembers, shape (rows, weights)
    """
    experiment = objective.experiment
    optimizer = OPTIMIZERS[experiment.optimizer.name]
    parameters = experiment.optimizer.with_defaults(optimizer.defaults)
    gradient = clipped(np.where(objective.free, gradient, 0.0), experiment.clip)
    before = network.flat.copy()
    optimizer.update(network.flat, gradient, memory, rate, number, parameters, objective.penalised)
    if experiment.max_norm:
        shorten(network, experiment.max_norm)
    network.flat[~objective.free] = before[~objective.free]


def shorten(network: Network, most: float) -> None:
    """Shorten the weights into each unit, bias left out, to length `most` where they are longer; in place."""
    for matrix in network.W.values():
        length = np.sqrt((matrix[:, 1:] ** 2).sum(axis=1, keepdims=True))
        matrix[:, 1:] *= np.where(length > most, most / np.maximum(length, 1e-300), 1.0)
