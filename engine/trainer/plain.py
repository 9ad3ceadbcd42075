"""The plain loop: the definition itself, mini-batch by mini-batch. It takes in whatever can be written in NumPy."""

import numpy as np

from engine.arrays import Array
from engine.experiment import Experiment
from engine.learning import draw_dropout, objective_of, update
from engine.network import Network, forward
from engine.samples import Samples
from engine.trainer.loop import Loop
from engine.trainer.pieces import Pieces, pieces_of


class Plain(Loop):
    """Learns by `network.forward`, `Objective.backward` and `learning.update`, a whole mini-batch a piece."""

    name = "plain"

    def __init__(
        self, experiment: Experiment, network: Network, memory: Array, samples: Samples, rng: np.random.Generator
    ) -> None:
        super().__init__(experiment, network, memory, samples, rng)
        self._objective = objective_of(experiment, network.sizes)
        cut = pieces_of(len(samples.train), experiment.batch, 1)
        self.pieces = Pieces(cut.samples, cut.batch, most=cut.batch)

    def learn(self, first: int, last: int) -> None:
        """Learn pieces by the plain passes, as `Loop.learn` does."""
        for batch in range(first, last):
            piece = self.pieces.piece(batch)
            part = self._order[piece.start : piece.stop]
            dropped = draw_dropout(self._rng, self._experiment, len(part), self.pieces.most)
            passed = forward(self._network, self._samples.inputs[part], dropped)
            back = self._objective.backward(self._network, passed, self._samples.targets[:, part])
            gradient = back.gradient + self._objective.penalty_gradient(self._network.flat)
            number = self._updates + 1 + batch
            update(self._objective, self._network, gradient, self._memory, self._rate, number)
