"""Run: an experiment in motion. Whoever owns one owns it alone; others see snapshots.

A run is deterministic: however it is advanced, by batch, by epoch or by a time budget, the same experiment with the
same changes of its rate at the same moments gives the same bits.
"""

import math
from collections.abc import Callable
from time import perf_counter

import numpy as np

from engine import batches
from engine.arrays import Array, Indices
from engine.costs import COSTS
from engine.errors import DivergedError
from engine.experiment import Effect, Experiment, effect
from engine.metrics import CostRecord, accuracy
from engine.network import backward, cost_of, first_network, forward
from engine.samples import samples_of
from engine.seeds import generator


class Run:
    """Trains the network of an experiment by mini-batch gradient descent.

    Attributes
    ----------
    experiment : what is run; its `rate` may change on the way, see `adopt`
    samples : the data
    network : the present weights
    epoch : whole passes over the training part done so far
    batch : mini-batches of the present epoch done so far
    costs : the record of the costs, epoch by epoch

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
        self.epoch = 0
        self.batch = 0
        self.costs = CostRecord()
        self._cost = COSTS[experiment.cost]
        self._rng = generator(experiment.seed, "order")
        self._order: Indices = self.samples.train
        self._epoch_start = self.network.flat.copy()
        self.costs.append(self.epoch, *self._mean_costs())

    @property
    def W(self) -> dict[int, Array]:
        """The weight matrices W⁽ˡ⁾ for l = 1 … L−1, shape (u_{l+1}, u_l + 1), column 0 the bias weights."""
        return self.network.W

    @property
    def batches_per_epoch(self) -> int:
        return batches.count(len(self.samples.train), self.experiment.batch)

    def adopt(self, experiment: Experiment) -> None:
        """Go on with an experiment that differs in live fields only (see `engine.experiment.EFFECTS`).

        Raises
        ------
        ValueError
            if the change needs a new run
        """
        if effect(self.experiment, experiment) is not Effect.LIVE:
            raise ValueError("this change needs a new run")
        self.experiment = experiment

    def advance(
        self,
        *,
        epochs: int | None = None,
        batches: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> int:
        """Learn until the first of the given limits is met; return how many mini-batches were done.

        Parameters
        ----------
        epochs : epoch ends to pass; 1 from amid an epoch finishes that epoch
        batches : mini-batches to do
        seconds : time to spend; looked at after each mini-batch, so at least one is done

        Raises
        ------
        ValueError
            if there is no limit at all
        DivergedError
            if the weights or the cost left the finite numbers; the weights are put back to the start of the epoch
        """
        if epochs is None and batches is None and seconds is None:
            raise ValueError("advance needs a limit: epochs, batches or seconds")
        last_epoch = math.inf if epochs is None else self.epoch + epochs
        last_batch = math.inf if batches is None else batches
        deadline = math.inf if seconds is None else clock() + seconds
        done = 0
        with np.errstate(over="ignore", invalid="ignore"):
            while self.epoch < last_epoch and done < last_batch:
                self._learn_batch()
                done += 1
                if clock() >= deadline:
                    break
        return done

    def accuracy(self) -> tuple[float, float]:
        """Return the accuracy over the training and over the test part."""
        with np.errstate(over="ignore", invalid="ignore"):
            train, test = (
                accuracy(forward(self.network, self.samples.inputs[part]).output, self.samples.targets[:, part])
                for part in (self.samples.train, self.samples.test)
            )
        return train, test

    def _learn_batch(self) -> None:
        if self.batch == 0:
            self._order = self._rng.permutation(self.samples.train)
        start = self.batch * self.experiment.batch
        part = self._order[start : start + self.experiment.batch]
        passed = forward(self.network, self.samples.inputs[part])
        back = backward(self.network, passed, self.samples.targets[:, part], self._cost)
        self.network.flat[:] -= self.experiment.rate * back.gradient
        self.batch += 1
        if self.batch == self.batches_per_epoch:
            self._end_epoch()

    def _end_epoch(self) -> None:
        costs = self._mean_costs()
        if not (np.isfinite(self.network.flat).all() and np.isfinite(costs).all()):
            self.network.flat[:] = self._epoch_start
            self.batch = 0
            raise DivergedError(
                f"training diverged in epoch {self.epoch + 1}: the weights or the cost grew beyond all numbers, "
                f"most likely because the learning rate {self.experiment.rate:g} is too large; "
                f"the weights of epoch {self.epoch} are kept"
            )
        self._epoch_start[:] = self.network.flat
        self.epoch += 1
        self.batch = 0
        self.costs.append(self.epoch, *costs)

    def _mean_costs(self) -> tuple[float, float]:
        """Return J over the training and over the test part."""
        train, test = (
            cost_of(self.network, self.samples.inputs[part], self.samples.targets[:, part], self._cost)
            for part in (self.samples.train, self.samples.test)
        )
        return train, test
