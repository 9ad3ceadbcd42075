"""What every loop can do, whatever it is made of."""

from abc import ABC, abstractmethod

import numpy as np

from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.network import Network
from engine.samples import Samples
from engine.trainer.pieces import Pieces

MOST_EPOCHS = 64  # by one call
MOST_NUMBERS = 1 << 16  # that may be needed for them


class Loop(ABC):
    """Learns epochs of one experiment, changing the network's weights and the optimizer's memory in place.

    Attributes
    ----------
    name : "kernel", "program" or "plain"
    pieces : how an epoch is cut
    """

    name: str
    pieces: Pieces

    @property
    def most_epochs(self) -> int:
        """How many whole epochs are best learnt by one call."""
        return max(1, min(MOST_EPOCHS, MOST_NUMBERS // len(self.weights)))

    def __init__(
        self, experiment: Experiment, network: Network, memory: Array, samples: Samples, rng: np.random.Generator
    ) -> None:
        """Compile; `rng` draws dropout. Raise UntraceableError if this experiment is nothing for this kind of loop."""
        self._experiment = experiment
        self._network = network
        self._memory = memory
        self._samples = samples
        self._rng = rng

    def begin(self, order: Indices, rate: float, updates: int) -> None:
        """Begin an epoch: the training samples in this order, at this learning rate, after so many updates."""
        self._order, self._rate, self._updates = order, rate, updates

    @abstractmethod
    def learn(self, first: int, last: int) -> None:
        """Learn from the pieces `first` to before `last` of the epoch begun; they come in order, none left out."""

    def epoch(self, order: Indices, rate: float, updates: int) -> None:
        """Learn one whole epoch."""
        self.begin(order, rate, updates)
        self.learn(0, self.pieces.count)

    def epochs(self, orders: Indices, rates: Array, updates: int) -> Array:
        """Learn several epochs, orders of shape (e, n); return the weights after each, shape (e, weights)."""
        history = np.empty((len(orders), len(self.weights)))
        for order, rate, after in zip(orders, rates.tolist(), history, strict=True):
            self.epoch(order, rate, updates)
            updates += self.pieces.batches
            after[:] = self.weights
        return history

    @property
    def weights(self) -> Array:
        """The weights that are learnt, in the order of `Network.flat`."""
        return self._network.flat
