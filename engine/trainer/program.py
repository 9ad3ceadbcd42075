"""The program: an epoch as a list of NumPy calls, compiled once for each place of a mini-batch in memory.

What makes it fast:
* weights, derivatives and the optimizer's memory are flat arrays with the layers as views: an update of gradient
  descent is two calls whatever the depth;
* one column a sample and the bias as a row of ones, so that a layer is one `dot`; bound `W.dot` takes 0.3 µs where
  `np.matmul` takes 0.9 µs;
* every call has its output array, so nothing is allocated;
* the samples of a stretch of mini-batches are put in order by one `take`, each mini-batch a block of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.learning import objective_of
from engine.network import Network, by_layer
from engine.samples import Samples
from engine.trainer import formulas as f
from engine.trainer.calls import Call, Spares, calls
from engine.trainer.formulas import formulas_of
from engine.trainer.loop import Loop
from engine.trainer.passes import Pass, constant
from engine.trainer.pieces import Piece, pieces_of
from engine.trainer.tracing import CONDITIONS, Expression, evaluate, parts

MOST_PLACES = 256  # pieces that are put in order at once
MOST_NUMBERS = 1 << 18  # that such a stretch holds


@dataclass(frozen=True)
class _Stretch:
    """Neighbouring pieces whose samples are put in order at once.

    Attributes
    ----------
    groups : pieces of one length: from where to where in the epoch, how many, how long
    programs : the calls of each piece
    calls : those of all the pieces in one list (3 % faster than a list of lists with 2-4-2-1 and mini-batches of 10)
    batches, shares : of each piece the number of its mini-batch, and 1/n
    """

    groups: list[tuple[int, int, int, int]]
    programs: list[list[Call]]
    calls: list[Call]
    batches: Array
    shares: Array


class Program(Loop):
    """Learns by compiled calls.

    Raises
    ------
    UntraceableError
        if a formula of the experiment cannot be compiled
    """

    name = "program"

    def __init__(
        self, experiment: Experiment, network: Network, memory: Array, samples: Samples, rng: np.random.Generator
    ) -> None:
        super().__init__(experiment, network, memory, samples, rng)
        self._formulas = formulas_of(experiment, network.activations)
        self.pieces = pieces_of(len(samples.train), experiment.batch, len(network.flat))
        width, outputs = samples.inputs.shape[1], len(samples.targets)
        self._rows = np.empty((1 + width + outputs, samples.count))  # of the samples: ones, inputs, targets
        self._rows[0], self._rows[1 : 1 + width], self._rows[1 + width :] = 1, samples.inputs.T, samples.targets
        longest = min(self.pieces.batch, self.pieces.most)
        self._places = max(1, min(MOST_PLACES, self.pieces.count, MOST_NUMBERS // (len(self._rows) * longest)))
        self._in_order = np.empty(len(self._rows) * longest * self._places)
        self._indices = np.empty(len(self._in_order), np.intp)
        self._flat_rows = self._rows.reshape(-1)
        self._starts = (np.arange(len(self._rows)) * samples.count).reshape(1, -1, 1)
        self._spares = Spares()
        self._passes: dict[int, Pass] = {}
        self._g, self._more = np.zeros_like(network.flat), np.zeros_like(network.flat)
        self._scalars: dict[Expression, Any] = {}  # what changes from update to update, one for each place
        self._constants: dict[Expression, Array] = {}
        self._compiled: dict[tuple[int, int, int, bool, bool], list[Call]] = {}
        self._stretches: dict[int, _Stretch] = {}
        self._counts_updates = False
        self._standing: tuple[float, ...] = ()
        self._train = samples.train
        self._takes_any_order = self.pieces.batch == self.pieces.samples and not any(
            layer.dropout for layer in experiment.hidden
        )
        self._loaded = -1

    # ---- running ---------------------------------------------------------------------------------------------------

    def begin(self, order: Indices, rate: float, updates: int) -> None:
        """Take an epoch's order, rate and age, as `Loop.begin` does."""
        # A single mini-batch is the same in any order: it stays where it lies (8 of 45 µs an epoch for 250 samples).
        self._order = self._train if self._takes_any_order else order
        self._rate, self._updates = rate, updates
        if not (self._takes_any_order and self._places >= self.pieces.count):
            self._loaded = -1
        elif self._loaded == 0:
            self._set_scalars(self._stretches[0])

    def learn(self, first: int, last: int) -> None:
        """Learn pieces by compiled NumPy calls, as `Loop.learn` does."""
        while first < last:
            number, place = divmod(first, self._places)
            if number != self._loaded:
                self._load(number)
            stretch = self._stretches[number]
            if place == 0 and last - first >= len(stretch.programs):
                for function, arguments in stretch.calls:
                    function(*arguments)
                first += len(stretch.programs)
            else:
                for function, arguments in stretch.programs[place]:
                    function(*arguments)
                first += 1

    def _load(self, number: int) -> None:
        """Put the samples of a stretch of pieces in order."""
        if number not in self._stretches:
            self._stretches[number] = self._stretch_of(number)
        stretch = self._stretches[number]
        done, rows = 0, len(self._rows)
        for start, stop, count, length in stretch.groups:
            indices = self._indices[done : done + (stop - start) * rows]
            np.add(
                self._starts, self._order[start:stop].reshape(count, 1, length), indices.reshape(count, rows, length)
            )
            done += len(indices)
        self._flat_rows.take(self._indices[:done], 0, self._in_order[:done], "clip")
        self._set_scalars(stretch)
        self._loaded = number

    def _set_scalars(self, stretch: _Stretch) -> None:
        """Set what varies from update to update, unless it stands there already (2.5 µs an epoch)."""
        standing = (id(stretch), self._rate, self._updates if self._counts_updates else 0, len(self._scalars))
        if standing == self._standing:
            return
        self._standing = standing
        values = {
            f.RATE.name: self._rate,
            f.NUMBER.name: self._updates + 1 + stretch.batches,
            f.SHARE.name: stretch.shares,
        }
        for expression, column in self._scalars.items():
            column[: len(stretch.batches)] = evaluate(expression, values)

    # ---- compiling -------------------------------------------------------------------------------------------------

    def _stretch_of(self, number: int) -> _Stretch:
        first = number * self._places
        pieces = [self.pieces.piece(index) for index in range(first, min(first + self._places, self.pieces.count))]
        groups = []
        for length, group in groupby(pieces, lambda piece: piece.stop - piece.start):
            alike = list(group)
            groups.append((alike[0].start, alike[-1].stop, len(alike), length))
        programs = [self._calls_of(place, piece, pieces[0].start) for place, piece in enumerate(pieces)]
        batches = np.array([piece.batch for piece in pieces], np.float64)
        in_one = [call for program in programs for call in program]
        return _Stretch(groups, programs, in_one, batches, np.array([1 / piece.of for piece in pieces]))

    def _calls_of(self, place: int, piece: Piece, start: int) -> list[Call]:
        """Return the calls of a piece, the same list for all pieces that lie in one place and are alike."""
        rows, at, length = len(self._rows), piece.start - start, piece.stop - piece.start
        known = (place, at, length, piece.is_first, piece.is_last)
        if known not in self._compiled:
            block = self._in_order[rows * at : rows * (at + length)].reshape(rows, length)
            self._compiled[known] = list(self._compile(block, place, piece))
        return self._compiled[known]

    def _compile(self, block: Array, place: int, piece: Piece) -> Iterator[Call]:
        inputs = self._network.sizes[0] + 1
        length = block.shape[1]
        if length not in self._passes:
            self._passes[length] = Pass(
                self._experiment, self._network, self._formulas, length, self._rng, self._spares
            )
        both = self._passes[length]
        yield from both.forward(block[:inputs], self._constant)
        g = self._g if piece.is_first else self._more
        yield from both.backward(block[:inputs], block[inputs:], by_layer(self._network.sizes, g), self._constant)
        if not piece.is_first:
            yield np.add, (self._g, g, self._g)
        if piece.is_last:
            yield from self._update(lambda expression: self._scalar(expression, place))

    def _constant(self, expression: Expression) -> Any:
        if expression not in self._constants:
            self._constants[expression] = constant(expression)
        return self._constants[expression]

    def _scalar(self, expression: Expression, place: int) -> Any:
        """Return the 0-d array that holds a scalar at a place."""
        if not any(part.operation == "input" for part in parts([expression])):
            return self._constant(expression)
        if expression not in self._scalars:
            kind = bool if expression.operation in CONDITIONS else np.float64
            self._scalars[expression] = np.empty(self._places, kind)
            self._counts_updates |= f.NUMBER in parts([expression])
        return self._scalars[expression][place : place + 1].reshape(())

    def _update(self, scalar: Any) -> Iterator[Call]:
        """Yield the calls that turn the summed derivatives into new weights."""
        experiment, w = self._experiment, self._network.flat
        objective = objective_of(experiment, self._network.sizes)
        held = not objective.free.all()
        given = {f.W: w, f.G: self._g, f.PENALISED: objective.penalised, f.FREE: objective.free.astype(np.float64)}
        memory = {f.memory_row(row): values for row, values in enumerate(self._memory)}
        if held:
            before = np.empty_like(w)
            yield np.copyto, (before, w)
        if experiment.clip:
            yield from calls([(self._formulas.gradient, self._g)], given, [self._g], scalar, self._spares)
            yield from self._clipping(experiment.clip)
        wanted = zip(self._formulas.update, (w, *self._memory), strict=True)
        yield from calls(list(wanted), given | memory, [self._g], scalar, self._spares)
        if experiment.max_norm:
            yield from self._shortening(experiment.max_norm, objective.penalised)
        if held:
            yield partial(np.copyto, where=~objective.free), (w, before)

    def _clipping(self, most: float) -> Iterator[Call]:
        """`learning.clipped`: a gradient longer than `most` becomes as long."""
        length, limit, g = np.empty(()), np.array(most), self._g
        yield g.dot, (g, length)
        yield np.sqrt, (length, length)
        yield partial(np.maximum, out=length), (length, limit)
        yield np.divide, (limit, length, length)
        yield np.multiply, (g, length, g)

    def _shortening(self, most: float, penalised: Array) -> Iterator[Call]:
        """`learning.shorten`: the weights into a unit, bias left out, that are longer than `most` become as long."""
        w, limit = self._network.flat, np.array(most)
        matrices = list(self._network.W.values())
        units = np.concatenate([np.full(len(matrix), matrix.shape[1]) for matrix in matrices])
        first = np.concatenate([[0], np.cumsum(units)[:-1]])
        of_unit = np.repeat(np.arange(len(units)), units)
        of_unit[penalised == 0] = len(units)  # the bias weights: times 1
        squares, factors = np.empty_like(w), np.ones(len(units) + 1)
        lengths = factors[:-1]
        yield np.multiply, (w, w, squares)
        yield np.multiply, (squares, penalised, squares)
        yield np.add.reduceat, (squares, first, 0, None, lengths)
        yield np.sqrt, (lengths, lengths)
        yield partial(np.maximum, out=lengths), (lengths, limit)
        yield np.divide, (limit, lengths, lengths)
        yield factors.take, (of_unit, 0, squares, "clip")
        yield np.multiply, (w, squares, w)
