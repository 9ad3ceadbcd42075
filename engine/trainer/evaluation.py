"""Evaluation: the outputs and the costs of all samples at given weights, piece by piece or at several weights at once.

Before a run's first update NumPy's calls do it, so that a start loads no WebAssembly. From then on small networks are
evaluated by a kernel, others by calls whose tanh is machine code. In turns on one machine (load 3), all 500 samples at
16 weights by one call, how many times as fast: 2-4-1 3.9, 2-8-8-8-1 4.4, workload A 5.1, B 1.7 and C 4.8 by a kernel,
eight layers of 16 by calls 3.8. At one weight a call takes 20 µs more.
"""

from contextlib import suppress
from functools import cached_property

import numpy as np

from engine.arrays import Array
from engine.experiment import Experiment
from engine.network import Network
from engine.samples import Samples
from engine.trainer.evaluation_kernel import ByKernel
from engine.trainer.evaluation_ways import ByCalls, ByDefinition, Task, Way
from engine.trainer.pieces import pieces_of
from engine.trainer.tracing import UntraceableError

LEAST_BY_CODE = 8192  # numbers of a layer, 0.2 ms by NumPy: with less, a start need not load what computes tanh faster


class Evaluation:
    """Passes forward over all samples, training and test part together, with nothing left out.

    How it is computed follows from the experiment and from whether there was an update yet, never from what was
    evaluated before: a moment that is come back to has the same bits.

    Attributes
    ----------
    output : A⁽ᴸ⁾, shape (t, n), of the last evaluation that came to its end
    pieces : how many pieces it takes
    """

    def __init__(self, experiment: Experiment, network: Network, samples: Samples) -> None:
        self.output = np.zeros(samples.targets.shape)
        self._next_output = np.zeros(samples.targets.shape)
        self._has_test_part = len(samples.test) > 0
        shares = np.zeros((2, samples.count))
        for share, part in zip(shares, (samples.train, samples.test), strict=True):
            share[part] = 1 / max(1, len(part)) if experiment.reduction == "mean" else 1
        most = pieces_of(samples.count, 0, len(network.flat)).most
        pieces = [slice(start, min(start + most, samples.count)) for start in range(0, samples.count, most)]
        self._task = Task(experiment.cost, network.copy(), samples, shares, pieces)
        self._way: Way = self._first_way

    @property
    def pieces(self) -> int:
        """How many pieces it takes."""
        return len(self._task.pieces)

    def prepare(self, updates: int) -> None:
        """Compile what evaluates weights after so many updates."""
        _ = self._way_after(updates)

    def begin(self, weights: Array, updates: int) -> None:
        """Begin with these weights, in the order of `Network.flat`, those after so many updates."""
        self._way = self._way_after(updates)
        self._way.begin(weights)

    def go_through(self, piece: int) -> None:
        """Evaluate a piece; they come in order, and the last one brings the evaluation to its end."""
        self._way.go_through(piece)
        if piece == self.pieces - 1:
            self._end()

    def means(self) -> tuple[float, float]:
        """Return the data term of J over the training and over the test part; NaN where there is none."""
        return self._told(self._way.means())

    def means_of(self, history: Array, updates: int) -> list[tuple[float, float]]:
        """Evaluate weights one after the other, shape (times, weights), all of them after that update or later ones."""
        self._way = self._way_after(updates)
        means = self._way.means_of(history)
        self._end()
        return [self._told(each) for each in means]

    def _end(self) -> None:
        self._way.read_output(self._next_output)
        self.output, self._next_output = self._next_output, self.output

    def _told(self, means: Array) -> tuple[float, float]:
        train, test = means.tolist()
        return train, test if self._has_test_part else float("nan")

    # ---- ways ------------------------------------------------------------------------------------------------------

    def _way_after(self, updates: int) -> Way:
        return self._later_way if updates else self._first_way

    @cached_property
    def _first_way(self) -> Way:
        return self._by_calls(LEAST_BY_CODE)

    @cached_property
    def _later_way(self) -> Way:
        with suppress(UntraceableError):
            return ByKernel(self._task)
        return self._by_calls(0)

    def _by_calls(self, least_by_code: int) -> Way:
        with suppress(UntraceableError):
            return ByCalls(self._task, least_by_code)
        return ByDefinition(self._task)
