"""The kernel: straight-line machine code for one small network, generated as WebAssembly.

With few weights and small mini-batches NumPy spends its time on calls (0.3 µs each), not on numbers. Here a whole
stretch of mini-batches is one call: the network's sums and products are written out one by one, the weights at fixed
places in memory. While it computes it does not hold the interpreter's lock, so the window is not disturbed.
"""

import numpy as np

from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.learning import objective_of
from engine.network import Network
from engine.samples import Samples
from engine.trainer import formulas as f
from engine.trainer.formulas import formulas_of
from engine.trainer.kernel_code import KernelCode, Places
from engine.trainer.loop import MOST_EPOCHS, MOST_NUMBERS, Loop
from engine.trainer.machine import PAGE, Machine
from engine.trainer.pieces import pieces_of
from engine.trainer.tracing import UntraceableError, evaluate

MOST_WEIGHTS = 1000  # more make the code long: 30 ms to compile at 400 weights
# Of weights, samples in a mini-batch, and units in the widest layer: with more, the program's matrix products are
# faster, and all the more so the wider a layer is. At this limit both take the same time within a fifth, from 25 to 700
# weights; a kernel of 2-8-8-1 and mini-batches of 125 is 1.7 times as fast.
MOST_WORK = 440_000
MOST_OF_SAMPLES = 4_000_000  # numbers that they may hold


class Kernel(Loop):
    """Learns by generated code.

    Raises
    ------
    UntraceableError
        if the network is no small one, or a formula holds what kernels lack
    """

    name = "kernel"

    def __init__(
        self, experiment: Experiment, network: Network, memory: Array, samples: Samples, rng: np.random.Generator
    ) -> None:
        super().__init__(experiment, network, memory, samples, rng)
        weights, count = len(network.flat), len(samples.train)
        self.pieces = pieces_of(count, experiment.batch, weights)
        width = samples.inputs.shape[1] + len(samples.targets)
        if (
            self.pieces.per_batch > 1
            or weights > MOST_WEIGHTS
            or weights * self.pieces.batch * max(network.sizes[1:]) > MOST_WORK
            or samples.count * width > MOST_OF_SAMPLES
        ):
            raise UntraceableError("a network or a mini-batch too large for a kernel")
        objective = objective_of(experiment, network.sizes)
        self._places = Places(weights, samples.count, samples.inputs.shape[1], len(samples.targets), len(memory))
        formulas = formulas_of(experiment, network.activations)
        code = KernelCode(experiment, network.sizes, formulas, objective, self._places, self.pieces.batch)
        pages = -(-(self._places.end + 16 * MOST_NUMBERS) // PAGE)
        self._machine = Machine(code.text(pages), self._places.arguments, ("learn", "epochs"))
        self._code = code
        places = self._places
        self._machine.write(places.penalised, objective.penalised)
        self._machine.write(places.free, objective.free.astype(np.float64))
        self._machine.write(places.data, np.hstack([samples.inputs, samples.targets.T]))

    @property
    def most_epochs(self) -> int:
        """How many whole epochs are best learnt by one call."""
        return max(1, min(MOST_EPOCHS, self._epochs_with_room))

    @property
    def _epochs_with_room(self) -> int:
        """How many whole epochs one call has room for; 0 if it is less than one."""
        per_epoch = self.pieces.batches * len(self._code.scalars) + self.pieces.samples * (1 + self._code.random_units)
        return MOST_NUMBERS // (per_epoch + len(self.weights))

    def learn(self, first: int, last: int) -> None:
        while first < last:
            until = min(last, first + self._most_batches)
            self._learn(first, until)
            first = until

    @property
    def _most_batches(self) -> int:
        """How many mini-batches one call has room for."""
        return max(1, MOST_NUMBERS // (len(self._code.scalars) + self.pieces.batch * (1 + self._code.random_units)))

    def _learn(self, first: int, last: int) -> None:
        start, stop = self.pieces.piece(first).start, self.pieces.piece(last - 1).stop
        scalars = self._scalars(np.arange(first, last), self._rate, self._updates + first)
        addresses = self._hand_over(scalars, stop - start, self._order[start:stop])
        self._machine.call("learn", *addresses, stop - start)
        self._take_back()

    def epochs(self, orders: Indices, rates: Array, updates: int) -> Array:
        """Learn whole epochs in one call, as `Loop.epochs` does; of more than there is room for, one by one."""
        count, samples = orders.shape
        if count > self._epochs_with_room:
            return super().epochs(orders, rates, updates)
        batches = self.pieces.count
        scalars = self._scalars(np.tile(np.arange(batches), count), np.repeat(rates, batches), updates)
        addresses = self._hand_over(scalars, count * samples, orders)
        history = np.empty((count, len(self.weights)))
        at_history = addresses[0] + 8 * -(-4 * orders.size // 8)
        self._machine.call("epochs", *addresses, samples, count, scalars.nbytes // count, at_history)
        self._machine.read(at_history, history)
        self._take_back()
        return history

    def _hand_over(self, scalars: Array, samples: int, order: Indices) -> tuple[int, int, int]:
        """Write what a call needs; return the addresses of the order, the scalars and the random numbers."""
        places, machine = self._places, self._machine
        random = self._rng.random(samples * self._code.random_units) if self._code.random_units else np.empty(0)
        at_random = places.end + scalars.nbytes
        at_order = at_random + random.nbytes
        machine.write(places.end, scalars)
        machine.write(at_random, random)
        machine.write(at_order, order.astype(np.int32))
        machine.write(places.w, self._network.flat)
        for row, values in enumerate(self._memory):
            machine.write(places.memory + row * places.row, values)
        return at_order, places.end, at_random

    def _take_back(self) -> None:
        self._machine.read(self._places.w, self._network.flat)
        for row, values in enumerate(self._memory):
            self._machine.read(self._places.memory + row * self._places.row, values)

    def _scalars(self, batches: Indices, rate: float | Array, updates: int) -> Array:
        """Return what mini-batches are given, shape (mini-batches, scalars).

        Parameters
        ----------
        batches : their numbers within their epoch
        rate : the learning rate, of each or of all
        updates : how many were done before the first of them
        """
        sizes = np.minimum(self.pieces.batch, self.pieces.samples - batches * self.pieces.batch)
        numbers = updates + 1.0 + np.arange(len(batches))
        values = {f.RATE.name: rate, f.NUMBER.name: numbers, f.SHARE.name: 1 / sizes}
        columns = np.empty((len(batches), len(self._code.scalars)))
        for index, expression in enumerate(self._code.scalars):
            columns[:, index] = evaluate(expression, values)
        return columns
