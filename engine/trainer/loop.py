"""What every loop can do, whatever it is made of."""

from abc import ABC, abstractmethod

import numpy as np

from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.network import Network
from engine.samples import Samples
from engine.trainer.pieces import Pieces


class Loop(ABC):
    """Learns epochs of one experiment, changing the network's weights and the optimizer's memory in place.

    Attributes
    ----------
    name : "kernel", "program" or "plain"
    pieces : how an epoch is cut
    most_epochs : how many whole epochs are best learnt by one call
    """

    name: str
    pieces: Pieces
    most_epochs = 1

    @abstractmethod
    def __init__(
        self, experiment: Experiment, network: Network, memory: Array, samples: Samples, rng: np.random.Generator
    ) -> None:
        """Compile; `rng` draws dropout. Raise UntraceableError if this experiment is nothing for this kind of loop."""

    @abstractmethod
    def begin(self, order: Indices, rate: float, updates: int) -> None:
        """Begin an epoch: the training samples in this order, at this learning rate, after so many updates."""

    @abstractmethod
    def learn(self, first: int, last: int) -> None:
        """Learn from the pieces `first` to before `last` of the epoch begun; they come in order, none left out."""

    def epoch(self, order: Indices, rate: float, updates: int) -> None:
        """Learn one whole epoch."""
        self.begin(order, rate, updates)
        self.learn(0, self.pieces.count)

    def epochs(self, orders: Indices, rates: Array, updates: int) -> Array:
        """Learn several epochs, orders of shape (e, n); return the weights after each, shape (e, weights)."""
        after = []
        for order, rate in zip(orders, rates.tolist(), strict=True):
            self.epoch(order, rate, updates)
            updates += -(-self.pieces.samples // self.pieces.batch)
            after.append(self.weights.copy())
        return np.array(after)

    @property
    @abstractmethod
    def weights(self) -> Array:
        """The weights that are learnt, in the order of `Network.flat`."""
