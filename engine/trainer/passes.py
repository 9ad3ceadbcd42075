"""The buffers of a pass over some samples, and the calls of the passes forward and backward.

The activations of all layers lie in one array, a row for each unit and one of ones for the bias unit a⁽ˡ⁾₀ on top of
each hidden layer, one column a sample: so what is done to several layers alike is one call.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.experiment import Experiment
from engine.network import Network
from engine.trainer import formulas as f
from engine.trainer.calls import Call, Spares, calls
from engine.trainer.formulas import Formulas
from engine.trainer.tanh import tanh_for
from engine.trainer.tracing import ONE, Expression, evaluate, parts

Scalar = Callable[[Expression], Any]


def constant(expression: Expression) -> Array:
    """Return the 0-d array of a scalar expression that depends on nothing."""
    return np.array(evaluate(expression, {}), np.float64)


def needs(expression: Expression, name: Expression) -> bool:
    """Tell whether an expression holds another."""
    return name in parts([expression])


@dataclass(frozen=True)
class Rows:
    """One quantity of all units of the layers 2 … L, shape (rows, b); hidden layers' bias units come first."""

    all: Array
    starts: Mapping[int, int]

    @classmethod
    def of(cls, sizes: Sequence[int], samples: int, place: Array | None = None) -> "Rows":
        """Return the rows for so many samples, all ones; they lie in `place` if that is given, else anywhere."""
        starts, row = {}, 0
        for layer, units in enumerate(sizes[1:], start=2):
            starts[layer] = row
            row += units + (layer < len(sizes))
        rows = (np.empty(row * samples) if place is None else place).reshape(row, samples)
        rows[:] = 1
        return cls(rows, starts)

    def with_bias(self, layer: int) -> Array:
        """Return the rows of a layer, the bias unit's first; the output layer has none."""
        return self.all[self.starts[layer] : self.starts.get(layer + 1)]

    def units(self, layer: int) -> Array:
        """Return the rows of a layer without the bias unit's."""
        return self.with_bias(layer)[layer + 1 in self.starts :]

    def several(self, first: int, last: int) -> Array:
        """Return the rows of the layers `first` to `last`, bias units' rows included."""
        return self.all[self.starts[first] : self.starts.get(last + 1)]


class Pass:
    """Buffers for so many samples at once, and what is called to fill them.

    Attributes
    ----------
    z, a : Z⁽ˡ⁾ and A⁽ˡ⁾ of the layers 2 … L; where z is not needed any more once a is known, both are one place
    """

    def __init__(
        self,
        experiment: Experiment,
        network: Network,
        formulas: Formulas,
        samples: int,
        rng: np.random.Generator,
        spares: Spares,
    ) -> None:
        self._network = network
        self._formulas = formulas
        self._rng = rng
        self._spares = spares
        self._dropout = {layer: hidden.dropout for layer, hidden in enumerate(experiment.hidden, 2) if hidden.dropout}
        tanh = tanh_for((*formulas.values, *formulas.slopes, formulas.delta), network.sizes, samples)
        self._own = {"tanh": tanh.calls} if tanh else {}
        self._a = Rows.of(network.sizes, samples, tanh.array if tanh else None)
        self._z, self._slopes, self._deltas = (Rows.of(network.sizes, samples) for _ in range(3))
        self._masks = {layer: np.empty_like(self._a.units(layer)) for layer in self._dropout}
        self._keeps_z = [needs(slope, f.Z) for slope in formulas.slopes[:-1]] + [needs(formulas.delta, f.Z)]

    @property
    def _gives_output_slope(self) -> bool:
        """Whether φ′ of the output layer is taken with that of the layer below: 2 calls of 21 less for tanh."""
        slopes, L = self._formulas.slopes, self._network.L
        return (
            L > 2
            and L - 1 not in self._dropout
            and slopes[-2] == slopes[-1]
            and needs(self._formulas.delta, slopes[-1])
        )

    # ---- forward ---------------------------------------------------------------------------------------------------

    def forward(self, inputs: Array, scalar: Scalar) -> Iterator[Call]:
        """Yield the calls of a pass over inputs, shape (u₁ + 1, b), row 0 all ones, that leaves what learning needs."""
        below = inputs
        for layer in range(2, self._network.L + 1):
            a = self._a.units(layer)
            z = self._z.units(layer) if self._keeps_z[layer - 2] else a
            yield self._network.W[layer - 1].dot, (below, z)
            yield from self._calls(self._formulas.values[layer - 2], a, {f.Z: z}, [z] if z is a else [], scalar)
            if layer in self._dropout:
                yield from self._slopes_of(layer, layer, scalar)
                yield from self._drop_out(layer)
            below = self._a.with_bias(layer)
        for first, last in self._alike():
            yield from self._slopes_of(first, last, scalar)

    def _drop_out(self, layer: int) -> Iterator[Call]:
        """Leave units out at random, as `Run` draws it: kept ones count 1 / (1 − share) times."""
        share, mask = self._dropout[layer], self._masks[layer]
        kept = np.empty(mask.shape, bool)
        a, slope = self._a.units(layer), self._slopes.units(layer)
        yield partial(self._rng.random, out=mask), ()
        yield np.greater_equal, (mask, np.array(share), kept)
        yield np.divide, (kept, np.array(1 - share), mask)
        yield np.multiply, (a, mask, a)
        yield np.multiply, (slope, mask, slope)

    def _alike(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last of neighbouring layers with one φ′, to be taken at once."""
        with_slopes = [layer for layer in range(2, self._network.L) if layer not in self._dropout]
        if self._gives_output_slope:
            with_slopes.append(self._network.L)
        for _, group in groupby(enumerate(with_slopes), lambda at: (self._formulas.slopes[at[1] - 2], at[1] - at[0])):
            layers = [layer for _, layer in group]
            yield layers[0], layers[-1]

    def _slopes_of(self, first: int, last: int, scalar: Scalar) -> Iterator[Call]:
        slope = self._formulas.slopes[first - 2]
        if slope == ONE and not self._dropout.keys() & {first}:
            return
        given = {f.Z: self._z.several(first, last), f.A: self._a.several(first, last)}
        yield from self._calls(slope, self._slopes.several(first, last), given, [], scalar)

    # ---- backward --------------------------------------------------------------------------------------------------

    def backward(self, inputs: Array, targets: Array, g: Mapping[int, Array], scalar: Scalar) -> Iterator[Call]:
        """Yield the calls that write the derivatives, summed over the samples, into `g`; targets have shape (t, b)."""
        L = self._network.L
        z, a, delta = (rows.units(L) for rows in (self._z, self._a, self._deltas))
        given = {f.Z: z, f.A: a, f.Y: targets}
        if self._gives_output_slope:
            given[self._formulas.slopes[-1]] = self._slopes.units(L)
        yield from self._calls(self._formulas.delta, delta, given, [], scalar)
        for layer in range(L - 1, 0, -1):
            below = self._a.with_bias(layer) if layer > 1 else inputs
            yield delta.dot, (below.T, g[layer])
            if layer > 1:
                # By all of Wᵀ, the bias column too: a row of δ that is never read costs less than a cut matrix, which
                # is not contiguous (0.24 µs a call).
                whole = self._deltas.with_bias(layer)
                yield self._network.W[layer].T.dot, (delta, whole)
                if self._formulas.slopes[layer - 2] != ONE or layer in self._dropout:
                    yield np.multiply, (whole, self._slopes.with_bias(layer), whole)
                delta = whole[1:]

    def _calls(
        self,
        formula: Expression,
        out: Array,
        given: Mapping[Expression, Array],
        scratch: Sequence[Array],
        scalar: Scalar,
    ) -> list[Call]:
        return calls([(formula, out)], given, scratch, scalar, self._spares, self._own)
