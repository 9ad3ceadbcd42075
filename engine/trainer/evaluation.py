"""Evaluation: the outputs and the costs of all samples at given weights, piece by piece."""

from contextlib import suppress

import numpy as np

from engine.arrays import Array, Floats
from engine.costs import COSTS
from engine.experiment import Experiment
from engine.network import Network, forward
from engine.samples import Samples
from engine.trainer import formulas as f
from engine.trainer.calls import Call, Spares, calls
from engine.trainer.formulas import Formulas, formulas_of
from engine.trainer.passes import Rows, constant
from engine.trainer.pieces import pieces_of
from engine.trainer.tanh import tanh_for
from engine.trainer.tracing import UntraceableError

LEAST_BY_CODE = 8192  # numbers of a layer, 0.2 ms by NumPy: with less, a start need not load what computes tanh faster
Piece = tuple[Array, Array, slice, list[Call]]  # where the inputs go, where z⁽ᴸ⁾ comes, which samples, the calls


class Evaluation:
    """Passes forward over all samples, training and test part together, with nothing left out.

    Attributes
    ----------
    output : A⁽ᴸ⁾, shape (t, n), of the last evaluation that came to its end
    costs : the data term of J of each sample, shape (n,)
    pieces : how many pieces it takes
    """

    def __init__(self, experiment: Experiment, network: Network, samples: Samples) -> None:
        self._cost = COSTS[experiment.cost]
        self._samples = samples
        self._network = network.copy()
        self.output = np.zeros(samples.targets.shape)
        self._next_output = np.zeros(samples.targets.shape)
        self.costs = np.zeros(samples.count)
        self._shares = [
            self._share_of(part, by=len(part) if experiment.reduction == "mean" else 1)
            for part in (samples.train, samples.test)
        ]
        cut = pieces_of(samples.count, 0, len(network.flat))
        self._pieces = [
            slice(start, min(start + cut.most, samples.count)) for start in range(0, samples.count, cut.most)
        ]
        self._calls: dict[int, tuple[Array, Array, Array, list[Call]]] = {}
        self._formulas: Formulas | None = None
        with suppress(UntraceableError):
            self._formulas = formulas_of(experiment, network.activations)

    @property
    def pieces(self) -> int:
        """How many pieces it takes."""
        return len(self._pieces)

    def begin(self, weights: Array) -> None:
        """Begin with these weights, in the order of `Network.flat`."""
        self._network.flat[:] = weights

    def go_through(self, piece: int) -> None:
        """Evaluate a piece; they come in order, and the last one brings the evaluation to its end."""
        part = self._pieces[piece]
        z, a = self._passed(piece)
        self._next_output[:, part] = a
        each = self._cost.value(z, a, self._samples.targets[:, part])
        self.costs[part] = each[0] if len(each) == 1 else each.sum(axis=0)
        if piece == self.pieces - 1:
            self.output, self._next_output = self._next_output, self.output

    def means(self) -> tuple[float, float]:
        """Return the data term of J over the training and over the test part; NaN where there is none."""
        train, test = (float(self.costs.dot(share)) if share.size else float("nan") for share in self._shares)
        return train, test

    def _share_of(self, part: np.ndarray, by: int) -> Array:
        share = np.zeros(self._samples.count if len(part) else 0)
        share[part] = 1 / max(by, 1)
        return share

    def _passed(self, piece: int) -> tuple[Floats, Floats]:
        """Return Z⁽ᴸ⁾ and A⁽ᴸ⁾ of a piece."""
        part = self._pieces[piece]
        if self._formulas is None:
            passed = forward(self._network, self._samples.inputs[part])
            return passed.z[self._network.L], passed.output
        length = part.stop - part.start
        if length not in self._calls:
            self._calls[length] = self._compile(length)
        inputs, z, a, compiled = self._calls[length]
        if self.pieces > 1 or not inputs[0, 0]:  # else they lie there already
            inputs[0] = 1
            inputs[1:] = self._samples.inputs[part].T
        for function, arguments in compiled:
            function(*arguments)
        return z, a

    def _compile(self, length: int) -> tuple[Array, Array, Array, list[Call]]:
        network, spares = self._network, Spares()
        assert self._formulas is not None
        inputs = np.zeros((network.sizes[0] + 1, length))
        tanh = tanh_for(self._formulas.values, network.sizes, length, LEAST_BY_CODE)
        rows = Rows.of(network.sizes, length, tanh.array if tanh else None)
        own = {"tanh": tanh.calls} if tanh else {}
        z_of_output = np.zeros((network.sizes[-1], length))
        compiled: list[Call] = []
        below = inputs
        for layer, formula in enumerate(self._formulas.values, start=2):
            a = rows.units(layer)
            z = a if layer < network.L else z_of_output
            compiled.append((network.W[layer - 1].dot, (below, z)))
            compiled += calls([(formula, a)], {f.Z: z}, [z] if z is a else [], constant, spares, own)
            below = rows.with_bias(layer)
        return inputs, z_of_output, below, compiled
