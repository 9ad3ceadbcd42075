"""Ways to evaluate: by the definition, and by NumPy calls that allocate nothing. `evaluation_kernel` is a third one."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats
from engine.costs import COSTS
from engine.network import Network, forward
from engine.samples import Samples
from engine.trainer import formulas as f
from engine.trainer.calls import Call, Spares, calls
from engine.trainer.formulas import values_of
from engine.trainer.passes import Rows, constant
from engine.trainer.tanh import tanh_for


@dataclass(frozen=True)
class Task:
    """What is evaluated.

    Attributes
    ----------
    cost : the name of the cost function
    network : whose weights are replaced by those that are evaluated
    shares : how much of each sample's cost the data term over the training and over the test part has, shape (2, n)
    pieces : which samples are gone through at once
    """

    cost: str
    network: Network
    samples: Samples
    shares: Array
    pieces: Sequence[slice]


class Way(ABC):
    """Evaluates a network at weights that are given, in the order of `Network.flat`."""

    def __init__(self, task: Task) -> None:
        """Compile; raise UntraceableError if this task is nothing for this way."""
        self._task = task

    @abstractmethod
    def begin(self, weights: Array) -> None:
        """Begin with these weights."""

    @abstractmethod
    def go_through(self, piece: int) -> None:
        """Evaluate the samples of a piece."""

    @abstractmethod
    def means(self) -> Array:
        """Return the data term over the training and over the test part, once all pieces were gone through."""

    @abstractmethod
    def read_output(self, into: Array) -> None:
        """Write A⁽ᴸ⁾ as it was evaluated last, shape (t, n)."""

    def means_of(self, history: Array) -> Array:
        """Evaluate all samples at weights one after the other, shape (times, weights); return `means` of each."""
        means = np.empty((len(history), 2))
        for weights, after in zip(history, means, strict=True):
            self.begin(weights)
            for piece in range(len(self._task.pieces)):
                self.go_through(piece)
            after[:] = self.means()
        return means


class ByDefinition(Way):
    """Evaluates by `network.forward`."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._cost = COSTS[task.cost]
        self._output = np.zeros(task.samples.targets.shape)
        self._costs = np.zeros(task.samples.count)

    def begin(self, weights: Array) -> None:
        self._task.network.flat[:] = weights

    def go_through(self, piece: int) -> None:
        part = self._task.pieces[piece]
        z, a = self._passed(part)
        self._output[:, part] = a
        each = self._cost.value(z, a, self._task.samples.targets[:, part])
        self._costs[part] = each[0] if len(each) == 1 else each.sum(axis=0)

    def means(self) -> Array:
        return np.array([self._costs.dot(share) for share in self._task.shares])

    def read_output(self, into: Array) -> None:
        into[:] = self._output

    def _passed(self, part: slice) -> tuple[Floats, Floats]:
        """Return Z⁽ᴸ⁾ and A⁽ᴸ⁾ of some of the samples."""
        network = self._task.network
        passed = forward(network, self._task.samples.inputs[part])
        return passed.z[network.L], passed.output


class ByCalls(ByDefinition):
    """Evaluates by NumPy calls into arrays that were made once.

    Parameters
    ----------
    least_by_code : numbers in a layer from which on tanh is computed by machine code, where that is quicker

    Raises
    ------
    UntraceableError
        if an activation cannot be compiled
    """

    def __init__(self, task: Task, least_by_code: int) -> None:
        super().__init__(task)
        self._least_by_code = least_by_code
        self._values = values_of(task.network.activations)
        self._calls: dict[int, tuple[Array, Array, Array, list[Call]]] = {}

    def _passed(self, part: slice) -> tuple[Floats, Floats]:
        length = part.stop - part.start
        if length not in self._calls:
            self._calls[length] = self._compile(length)
        inputs, z, a, compiled = self._calls[length]
        if len(self._task.pieces) > 1 or not inputs[0, 0]:  # else they lie there already
            inputs[0] = 1
            inputs[1:] = self._task.samples.inputs[part].T
        for function, arguments in compiled:
            function(*arguments)
        return z, a

    def _compile(self, length: int) -> tuple[Array, Array, Array, list[Call]]:
        """Return where inputs go, shape (u₁ + 1, length), where Z⁽ᴸ⁾ and A⁽ᴸ⁾ come, and what has to be called."""
        network, spares = self._task.network, Spares()
        inputs = np.zeros((network.sizes[0] + 1, length))
        tanh = tanh_for(self._values, network.sizes, length, self._least_by_code)
        rows = Rows.of(network.sizes, length, tanh.array if tanh else None)
        own = {"tanh": tanh.calls} if tanh else {}
        z_of_output = np.zeros((network.sizes[-1], length))
        compiled: list[Call] = []
        below = inputs
        for layer, formula in enumerate(self._values, start=2):
            a = rows.units(layer)
            z = a if layer < network.L else z_of_output
            compiled.append((network.W[layer - 1].dot, (below, z)))
            compiled += calls([(formula, a)], {f.Z: z}, [z] if z is a else [], constant, spares, own)
            below = rows.with_bias(layer)
        return inputs, z_of_output, below, compiled
