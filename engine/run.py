"""Run: an experiment in motion. Whoever owns one owns it alone; others see snapshots.

A run is deterministic: however it is advanced, by batch, by epoch or by a time budget, the same experiment with the
same live changes at the same moments gives the same bits.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, NoReturn

import numpy as np

from engine import batches
from engine.arrays import Array, Floats, Indices
from engine.datasets import DATASETS
from engine.diagnosis import divergence
from engine.errors import DivergedError
from engine.experiment import Effect, Experiment, Stop, effect
from engine.learning import Objective, objective_of, rate_at, update
from engine.metrics import CostRecord, accuracy, r_squared
from engine.network import first_network, forward
from engine.optimizers import OPTIMIZERS
from engine.samples import samples_of
from engine.seeds import generator
from engine.stopping import Stopping


@dataclass(frozen=True)
class Pending:
    """The mini-batch that a run learns from next: the indices of its samples, and the dropout it will meet."""

    samples: Indices
    dropped: Mapping[int, Floats]


@dataclass(frozen=True)
class Kept:
    """What an epoch began with: a run that diverges goes back to it."""

    weights: Array
    memory: Array
    updates: int
    random: dict[str, Any]


class Run:
    """Trains the network of an experiment by mini-batch gradient descent.

    Attributes
    ----------
    experiment : what is run; live fields may change on the way, see `adopt`
    samples : the data
    network : the present weights
    memory : what the optimizer remembers, shape (rows, weights)
    epoch : whole passes over the training part done so far
    batch : mini-batches of the present epoch done so far
    act : acts of the present mini-batch gone through, of those that `engine.steps` tells; the last one learns it
    updates : mini-batches done so far in all
    costs : the record of the costs, epoch by epoch
    stopped : why the run came to its end by a rule of the experiment, or ""

    >>> run = Run(Experiment())
    >>> run.advance(epochs=100)
    2500
    >>> run.accuracy()[0] > 0.9
    True
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.samples = samples_of(experiment)
        self.network = first_network(experiment)
        self.memory = OPTIMIZERS[experiment.optimizer.name].init(len(self.network.flat))
        self.epoch = 0
        self.batch = 0
        self.act = 0
        self.updates = 0
        self.costs = CostRecord()
        self.stopped = ""
        self._objective = objective_of(experiment)
        self._order_rng = generator(experiment.seed, "order")
        self._dropout_rng = generator(experiment.seed, "dropout")
        self._order: Indices = self.samples.train
        self._pending: Pending | None = None
        self._undrawn: dict[str, Any] = {}  # states of the random numbers before the pending mini-batch was drawn
        self._kept = self._keep()
        self._stopping = Stopping()
        train, test = self._data_terms()
        self.costs.append(0, train, test, self._objective.penalty(self.network.flat))

    # ---- what it is like -------------------------------------------------------------------------------------------

    @property
    def W(self) -> dict[int, Array]:
        """The weight matrices W⁽ˡ⁾ for l = 1 … L−1, shape (u_{l+1}, u_l + 1), column 0 the bias weights."""
        return self.network.W

    @property
    def objective(self) -> Objective:
        """What is made small: J and its gradient."""
        return self._objective

    @property
    def batches_per_epoch(self) -> int:
        return batches.count(len(self.samples.train), self.experiment.batch)

    @property
    def acts_per_sample(self) -> int:
        """How many acts tell one sample: its inputs, z, a and δ of every other unit, and its cost."""
        return self.network.sizes[0] + 3 * sum(self.network.sizes[1:]) + 1

    @property
    def acts_per_batch(self) -> int:
        """How many acts tell the present mini-batch: its samples, its cost, and each weight's derivative and update."""
        return len(self.pending().samples) * self.acts_per_sample + 1 + 2 * len(self.network.flat)

    @property
    def rate(self) -> float:
        """The learning rate of the present epoch, under the experiment's schedule."""
        return rate_at(self.experiment, self.epoch)

    def weight(self, layer: int, target: int, source: int) -> float:
        """Return w⁽ˡ⁾ⱼ,ₖ: from unit k = `source` (0: bias) of `layer` to unit j = `target` of the next.

        >>> run = Run(Experiment())
        >>> run.weight(1, 3, 0) == float(run.W[1][2, 0])
        True
        """
        return self.network.weight(layer, target, source)

    def accuracy(self) -> tuple[float, float]:
        """Return the accuracy over the training and over the test part; for values R²; NaN without a test part."""
        train, test = (self._score(part) for part in (self.samples.train, self.samples.test))
        return train, test

    def pending(self) -> Pending:
        """Return the mini-batch that will be learnt from next; looking at it changes nothing that is learnt."""
        if self._pending is None:
            if self.batch == 0:
                self._undrawn["order_rng"] = self._order_rng.bit_generator.state
                train = self.samples.train
                self._order = self._order_rng.permutation(train) if self.experiment.shuffle else train
            size = batches.size(len(self._order), self.experiment.batch)
            part = self._order[self.batch * size : (self.batch + 1) * size]
            self._pending = Pending(part, self._draw_dropout(len(part)))
        return self._pending

    # ---- learning --------------------------------------------------------------------------------------------------

    def adopt(self, experiment: Experiment) -> None:
        """Go on with an experiment that differs in live fields only (see `engine.experiment.EFFECTS`).

        Raises
        ------
        ValueError
            if the change needs a new run
        """
        if effect(self.experiment, experiment) is not Effect.LIVE:
            raise ValueError("this change needs a new run")
        if self._pending is not None:  # it was looked at under the old experiment, and is drawn anew
            states = self._random_states()
            self._pending = None
            self._undrawn.clear()
            self._order_rng.bit_generator.state = states["order_rng"]
            self._dropout_rng.bit_generator.state = states["dropout_rng"]
        if experiment.stop != self.experiment.stop:
            self.stopped = ""
        self.experiment = experiment
        self._objective = objective_of(experiment)

    def go_on(self) -> None:
        """Take back a stop by a rule: the rules are asked again after the next epoch, patience starting afresh."""
        self.stopped = ""
        self._stopping = Stopping()

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
        """Learn until the first of the given limits is met, or a stop rule; return how many mini-batches were done.

        Parameters
        ----------
        epochs : epoch ends to pass; 1 from amid an epoch finishes that epoch
        batches : mini-batches to do; 1 from amid a mini-batch finishes that one
        samples : samples to go through; the last one of a mini-batch brings its update with it. Without other limits
        acts : single acts to go through, see `engine.steps`. Without other limits
        seconds : time to spend; looked at after each mini-batch, so at least one is done

        Raises
        ------
        ValueError
            if there is no limit at all, or `samples` or `acts` stand beside another
        DivergedError
            if a number left the finite ones: a weight, what the optimizer remembers, or a cost; the run is put back to
            the start of the epoch
        """
        if samples is not None or acts is not None:
            if [epochs, batches, samples, acts, seconds].count(None) < 4:
                raise ValueError("advance by samples or by acts takes no other limit")
            return self._advance_within(samples, acts)
        if epochs is None and batches is None and seconds is None and self.experiment.stop == Stop():
            raise ValueError("advance needs a limit: epochs, batches, seconds, or a stop rule of the experiment")
        last_epoch = math.inf if epochs is None else self.epoch + epochs
        last_batch = math.inf if batches is None else batches
        deadline = math.inf if seconds is None else clock() + seconds
        done = 0
        with np.errstate(over="ignore", invalid="ignore"):
            while self.epoch < last_epoch and done < last_batch and not self.stopped:
                self._learn_batch()
                done += 1
                if clock() >= deadline:
                    break
        return done

    @np.errstate(over="ignore", invalid="ignore")
    def _advance_within(self, samples: int | None, acts: int | None) -> int:
        """Move on within mini-batches; what is learnt is learnt as a whole, so the bits are those of any other way."""
        done = 0
        for _ in range(samples or acts or 0):
            if self.stopped:
                break
            if acts is not None:
                self.act += 1
            else:
                following = self.act // self.acts_per_sample + 1
                is_last = following >= len(self.pending().samples)
                self.act = self.acts_per_batch if is_last else following * self.acts_per_sample
            if self.act >= self.acts_per_batch:
                self._learn_batch()
                done += 1
        return done

    def _learn_batch(self) -> None:
        pending = self.pending()
        inputs, targets = self.samples.inputs[pending.samples], self.samples.targets[:, pending.samples]
        passed = forward(self.network, inputs, pending.dropped)
        gradient = self._objective.backward(self.network, passed, targets).gradient
        gradient = gradient + self._objective.penalty_gradient(self.network.flat)
        self.updates += 1
        update(self._objective, self.network, gradient, self.memory, self.rate, self.updates)
        self._pending = None
        self._undrawn.clear()
        self.act = 0
        if not (np.isfinite(self.network.flat).all() and np.isfinite(self.memory).all()):
            self._diverge()
        self.batch += 1
        if self.batch == self.batches_per_epoch:
            self._end_epoch()

    def _end_epoch(self) -> None:
        train, test = self._data_terms()
        penalty = self._objective.penalty(self.network.flat)
        tested = 0.0 if math.isnan(test) and not len(self.samples.test) else test
        if not np.isfinite([train, tested, penalty]).all():
            self._diverge()
        self.epoch += 1
        self.batch = 0
        self._kept = self._keep()
        self.costs.append(self.epoch, train, test, penalty)
        watched = train if math.isnan(test) else test
        self.stopped = self._stopping.reason(
            self.experiment.stop, self.epoch, train, watched, lambda: self.accuracy()[0]
        )

    def _keep(self) -> "Kept":
        """Return what an epoch begins with, to come back to if it diverges."""
        random = {
            "order_rng": self._order_rng.bit_generator.state,
            "dropout_rng": self._dropout_rng.bit_generator.state,
        }
        return Kept(self.network.flat.copy(), self.memory.copy(), self.updates, random)

    def _diverge(self) -> NoReturn:
        """Go back to the beginning of the epoch, to the very bits, and say why."""
        cause = divergence(self)
        self.network.flat[:] = self._kept.weights
        self.memory[:] = self._kept.memory
        self.updates = self._kept.updates
        self._order_rng.bit_generator.state = self._kept.random["order_rng"]
        self._dropout_rng.bit_generator.state = self._kept.random["dropout_rng"]
        self.batch = 0
        raise DivergedError(f"training diverged in epoch {self.epoch + 1}: {cause}; epoch {self.epoch} is kept")

    def _data_terms(self) -> tuple[float, float]:
        """Return the data term of J over the training and over the test part."""
        train, test = (
            self._objective.data_term(self.network, self.samples.inputs[part], self.samples.targets[:, part])
            for part in (self.samples.train, self.samples.test)
        )
        return train, test

    @np.errstate(over="ignore", invalid="ignore")
    def _score(self, part: Indices) -> float:
        output = forward(self.network, self.samples.inputs[part]).output
        if DATASETS[self.experiment.data.name].is_regression:
            return r_squared(output, self.samples.labels[part])
        return accuracy(self.experiment.output, output, self.samples.labels[part])

    def _draw_dropout(self, samples: int) -> dict[int, Floats]:
        """Return the factor of each unit and sample for every hidden layer with dropout: 0, or 1 / (1 − share)."""
        dropped: dict[int, Floats] = {}
        if any(layer.dropout for layer in self.experiment.hidden):
            self._undrawn["dropout_rng"] = self._dropout_rng.bit_generator.state
        for number, layer in enumerate(self.experiment.hidden, start=2):
            if layer.dropout:
                kept = self._dropout_rng.random((layer.units, samples)) >= layer.dropout
                dropped[number] = kept / (1 - layer.dropout)
        return dropped

    def _random_states(self) -> dict[str, Any]:
        """Return the states of the random numbers before the pending mini-batch, if any, was drawn."""
        states = {
            "order_rng": self._order_rng.bit_generator.state,
            "dropout_rng": self._dropout_rng.bit_generator.state,
        }
        return states | self._undrawn

    # ---- leaving and coming back -----------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return all that the run depends on from here, as arrays and plain values; `from_state` takes it up again."""
        return {
            "weights": self.network.flat.copy(),
            "memory": self.memory.copy(),
            "last_finite": self._kept.weights,
            "last_memory": self._kept.memory,
            "last_updates": self._kept.updates,
            "last_random": self._kept.random,
            "order": np.array(self._order),
            "costs": self.costs.rows(),
            "epoch": self.epoch,
            "batch": self.batch,
            "act": self.act,
            "updates": self.updates,
            "stopped": self.stopped,
            "stopping": self._stopping.state(),
            **self._random_states(),
        }

    @classmethod
    def from_state(cls, experiment: Experiment, state: Mapping[str, Any]) -> "Run":
        """Return the run that `state` was taken of: it goes on with the very bits."""
        run = cls(experiment)
        run.network.flat[:] = state["weights"]
        run.memory[:] = state["memory"]
        kept = (state[name] for name in ("last_finite", "last_memory", "last_updates", "last_random"))
        run._kept = Kept(*kept)
        run._order = np.array(state["order"])
        run.costs = CostRecord.of(state["costs"])
        run.epoch, run.batch, run.act, run.updates = (state[name] for name in ("epoch", "batch", "act", "updates"))
        run.stopped = state["stopped"]
        run._stopping = Stopping.of(state["stopping"])
        run._order_rng.bit_generator.state = state["order_rng"]
        run._dropout_rng.bit_generator.state = state["dropout_rng"]
        return run
