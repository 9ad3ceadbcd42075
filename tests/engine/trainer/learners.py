"""What the tests of the loops share: a loop on its own, and what it learns in so many mini-batches."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import numpy as np
import pytest

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import Array, Floats, Indices
from engine.experiment import Experiment
from engine.learning import rate_at
from engine.network import first_network
from engine.optimizers import OPTIMIZERS
from engine.samples import Samples, samples_of
from engine.seeds import generator
from engine.trainer import Loop

COMPILED = ("kernel", "program")


class Learner:
    """A loop of one kind with all that it needs; it draws orders as a run does."""

    def __init__(self, kind: type[Loop], experiment: Experiment, *, nudge: int = 0, samples: Samples | None = None):
        self.experiment = experiment
        self.network = first_network(experiment)
        self._nudges = np.random.default_rng(nudge) if nudge else None
        self.memory = OPTIMIZERS[experiment.optimizer.name].init(len(self.network.flat))
        self.samples = samples or samples_of(experiment)
        self.loop = kind(experiment, self.network, self.memory, self.samples, generator(experiment.seed, "dropout"))
        self._order_rng = generator(experiment.seed, "order")
        self._epoch = 0
        self.greatest = np.array([np.abs(row).max() for row in self.learnt])  # of each row, over all epochs

    @property
    def batches(self) -> int:
        return self.loop.pieces.batches_in(self.loop.pieces.count)

    def orders(self, epochs: int) -> Array:
        """Return the orders of the next epochs, shape (epochs, n)."""
        orders = np.tile(self.samples.train, (epochs, 1))
        for order in orders if self.experiment.shuffle else ():
            self._order_rng.shuffle(order)
        return orders

    def learn(self, mini_batches: int) -> "Learner":
        """Learn so many mini-batches from the beginning on."""
        with np.errstate(all="ignore"), nudged_activations(self._nudges) if self._nudges else nullcontext():
            while mini_batches > 0:
                (order,) = self.orders(1)
                if self._nudges:
                    self._nudge(order, self._nudges)
                self.loop.begin(order, rate_at(self.experiment, self._epoch), self._epoch * self.batches)
                self.loop.learn(0, self.loop.pieces.up_to_batch(min(mini_batches, self.batches)))
                self.greatest = np.maximum(self.greatest, [np.abs(row).max() for row in self.learnt])
                mini_batches -= self.batches
                self._epoch += 1
        return self

    def _nudge(self, order: Indices, rng: np.random.Generator) -> None:
        """Change the last bits of the weights, and of sums by taking the samples of a mini-batch in another order."""
        self.network.flat[:] *= 1 + 1e-15 * rng.choice([-1, 1], len(self.network.flat))
        if not any(layer.dropout for layer in self.experiment.hidden):
            for start in range(0, len(order), self.loop.pieces.batch):
                rng.shuffle(order[start : start + self.loop.pieces.batch])

    @property
    def learnt(self) -> list[Array]:
        """The weights, and each row of the memory."""
        return [self.loop.weights.copy(), *self.memory.copy()]


@contextmanager
def nudged_activations(rng: np.random.Generator) -> Iterator[None]:
    """Change the last bits of activations: where 1 − a² or 1 − a is small, that is much of it."""

    def nudged(row: Activation) -> Activation:
        def value(z: Floats) -> Floats:
            a = row.value(z)
            return np.asarray(a * (1 - 3e-16 * rng.integers(0, 2, a.shape)))

        return replace(row, value=value)

    with pytest.MonkeyPatch.context() as patch:
        for name, row in list(ACTIVATIONS.items()):
            patch.setitem(ACTIVATIONS, name, nudged(row))
        yield


def distance(one: Learner, other: Learner) -> float:
    """Return the greatest difference of weights or memory, as a share of the greatest that their row has ever been.

    Of 0.01 where it was always less: a row may consist of rounding errors alone, where derivatives cancel out.
    """
    differences = [float(np.abs(a - b).max()) for a, b in zip(one.learnt, other.learnt, strict=True)]
    return max(difference / max(scale, 0.01) for difference, scale in zip(differences, other.greatest, strict=True))


def strange(z: Floats) -> Floats:
    """A leaky relu that looks at its numbers in Python, so that it cannot be traced."""
    return np.where(z > 0, z, 0.1 * z) if z.any() else z.copy()


STRANGE = Activation("gelu", "", "", strange, lambda z, a: np.where(a > 0, 1.0, 0.1))


@contextmanager
def with_strange_gelu() -> Iterator[None]:
    """Replace gelu by an activation that only the plain loop takes in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ACTIVATIONS, "gelu", STRANGE)
        yield
