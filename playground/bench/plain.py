"""The plain loop: one epoch by the very functions that define training, `network.forward` and `backward`."""

import numpy as np

from engine import batches
from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.learning import Objective, update
from engine.network import Network, by_layer, forward
from engine.samples import Samples


class PlainLoop:
    """Learns whole epochs, without dropout; `network` and `memory` are changed in place.

    The sizes are the network's own: they need not be those of the experiment.
    """

    name = "plain"

    def __init__(self, experiment: Experiment, network: Network, memory: Array, samples: Samples) -> None:
        self._network = network
        self._memory = memory
        self._samples = samples
        self._batch = experiment.batch
        penalised = np.ones_like(network.flat)
        for matrix in by_layer(network.sizes, penalised).values():
            matrix[:, 0] = 0
        self._objective = Objective(experiment, penalised, np.ones(len(penalised), dtype=bool))

    def epoch(self, order: Indices, rate: float, updates: int) -> None:
        """Learn from the samples in this order, at this rate, with so many mini-batches done before."""
        size = batches.size(len(order), self._batch)
        for number, start in enumerate(range(0, len(order), size), start=updates + 1):
            part = order[start : start + size]
            passed = forward(self._network, self._samples.inputs[part])
            gradient = self._objective.backward(self._network, passed, self._samples.targets[:, part]).gradient
            gradient = gradient + self._objective.penalty_gradient(self._network.flat)
            update(self._objective, self._network, gradient, self._memory, rate, number)
