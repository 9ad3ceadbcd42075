"""Evaluation by a kernel, for small networks: the passes forward written out as machine code, see `kernel`."""

import numpy as np

from engine.arrays import Array
from engine.trainer.evaluation_code import FUNCTIONS, EvaluationCode, Rows
from engine.trainer.evaluation_ways import Task, Way
from engine.trainer.formulas import cost_of_sample, values_of
from engine.trainer.loop import MOST_NUMBERS
from engine.trainer.machine import PAGE, Machine
from engine.trainer.tracing import UntraceableError

MOST_WEIGHTS = 1000  # more make the code long: 20 ms to compile at 400 weights
# Of weights, samples in a piece, and units in the widest layer, as in `kernel`. At this limit both take the same time
# within a fifth with relu, from 100 to 900 weights; with tanh and sigmoid the kernel is up to 1.4 times as fast.
MOST_WORK = 6_000_000
MOST_OF_SAMPLES = 4_000_000  # numbers that rows of them may hold


class ByKernel(Way):
    """Evaluates by generated code, which does not hold the interpreter's lock; at many weights in one call.

    Raises
    ------
    UntraceableError
        if the network is no small one, or a formula holds what kernels lack
    """

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        network, samples = task.network, task.samples
        weights, (outputs, count) = len(network.flat), samples.targets.shape
        self._rows = rows = Rows(weights, count, samples.inputs.shape[1], outputs)
        if (
            weights > MOST_WEIGHTS
            or weights * max(part.stop - part.start for part in task.pieces) * max(network.sizes[1:]) > MOST_WORK
            or rows.w > 8 * MOST_OF_SAMPLES
        ):
            raise UntraceableError("a network or samples too large for a kernel")
        code = EvaluationCode(network.sizes, values_of(network.activations), cost_of_sample(task.cost), rows)
        pages = -(-(rows.end + 8 * MOST_NUMBERS) // PAGE)
        self._machine = Machine(code.text(pages), rows.arguments, FUNCTIONS)
        for index, row in enumerate((*samples.inputs.T, *samples.targets, *task.shares)):
            self._machine.write(index * rows.row, row)

    def begin(self, weights: Array) -> None:
        self._machine.write(self._rows.w, weights)

    def go_through(self, piece: int) -> None:
        part = self._task.pieces[piece]
        self._machine.call("outputs", 8 * part.start, 8 * part.stop)

    def means(self) -> Array:
        means = np.empty(2)
        self._machine.call("means", self._rows.end)
        self._machine.read(self._rows.end, means)
        return means

    def read_output(self, into: Array) -> None:
        for unit, row in enumerate(into):
            self._machine.read(self._rows.output + unit * self._rows.row, row)

    def means_of(self, history: Array) -> Array:
        """Return the means of the costs of both parts at many weights: shape (k, weights) to (k, 2)."""
        means = np.empty((len(history), 2))
        most = MOST_NUMBERS // (history.shape[1] + 2)
        for start in range(0, len(history), most):
            some = history[start : start + most]
            at_means = self._rows.end + some.nbytes
            self._machine.write(self._rows.end, some)
            self._machine.call("histories", self._rows.end, at_means, len(some))
            self._machine.read(at_means, means[start : start + len(some)])
        return means
