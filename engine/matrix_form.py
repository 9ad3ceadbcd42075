"""Matrix form: an act of a learning step as the lecture writes it for all samples at once, Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ.

One column is one sample, but for A⁽¹⁾, which holds one sample a row as the lecture's n × m matrix of inputs does: it is
transposed on the way forward and stands as it is in ∂J/∂W⁽¹⁾ = δ⁽²⁾ A⁽¹⁾. The lecture leaves the bias out of its
dimensions; here the bias unit counts: it is a row of ones on top of A⁽ˡ⁾, and column 0 of W⁽ˡ⁾ meets it.

All numbers are those of a `LearningStep`: of its passes, its gradient and its updated weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.acts import Place
from engine.arrays import Array, Floats
from engine.costs import COSTS
from engine.network import by_layer, with_bias
from engine.steps import LearningStep
from engine.symbols import Symbol

UNITS, SAMPLES = "units", "samples"
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Axis:
    """What the rows, or the columns, of a matrix stand for.

    Attributes
    ----------
    of : UNITS or SAMPLES
    letter : the lecture's letter for how many there are, the bias unit not counted
    names : the numbers of the units or of the samples, in order; with 0 where the bias unit is one of them
    """

    of: str
    letter: str
    names: tuple[int, ...]

    @property
    def has_bias(self) -> bool:
        """Whether the bias unit is one of the units."""
        return self.of == UNITS and self.names[:1] == (0,)


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix of an equation, as it stands in it: transposed if it is.

    Attributes
    ----------
    symbol : its name
    values : shape (rows, columns)
    rows, columns : what these stand for
    lit : the row and the column that the act is about; None is all of them
    transposed : whether it is the transpose of what `symbol` names
    function : "φ" or "φ′" where the values are those of φ or φ′ of what `symbol` names
    act : the kind of act that computes a single number of it; "" if none does
    layer : l of these acts, or of the weights
    is_weight : whether a number belongs to a connection
    """

    symbol: Symbol
    values: Floats
    rows: Axis
    columns: Axis
    lit: tuple[int | None, int | None] = (None, None)
    transposed: bool = False
    function: str = ""
    act: str = ""
    layer: int = 0
    is_weight: bool = False

    @property
    def letters(self) -> tuple[str, str]:
        """The dimensions of what `symbol` names, in the lecture's letters."""
        letters = self.rows.letter, self.columns.letter
        return letters[::-1] if self.transposed else letters

    @property
    def dimensions(self) -> tuple[int, int]:
        """The dimensions of what `symbol` names, in numbers."""
        rows, columns = self.values.shape
        return (columns, rows) if self.transposed else (rows, columns)

    def is_lit(self, row: int, column: int) -> bool:
        """Tell whether the act is about a number."""
        return self.lit[0] in (None, row) and self.lit[1] in (None, column)

    def indices(self, row: int, column: int) -> tuple[int, int]:
        """Return the number of the unit and of the source, or the column in the mini-batch, that a number belongs to.

        Of a weight it is j and k, of all else the unit and the place of the sample; 0 where there is no such.
        """
        if self.is_weight:
            pair = self.rows.names[row], self.columns.names[column]
            return pair[::-1] if self.transposed else pair
        if self.rows.of == SAMPLES:
            return self.columns.names[column], row
        return self.rows.names[row], column

    def place(self, row: int, column: int) -> Place | None:
        """Return the act that computes a number; None if it is given and not computed."""
        if not self.act:
            return None
        unit, other = self.indices(row, column)
        if self.is_weight:
            return Place(self.act, None, self.layer, unit, other)
        if self.act == "cost":
            return Place("cost", other, self.layer)
        return None if unit == 0 else Place(self.act, other, self.layer, unit)

    def weight(self, row: int, column: int) -> tuple[int, int, int] | None:
        """Return (l, j, k) of the weight that a number belongs to, if it does."""
        return (self.layer, *self.indices(row, column)) if self.is_weight else None


@dataclass(frozen=True, eq=False)
class Line:
    """One line of the calculation: what the lines above have come to, and the next matrix by a sign.

    Attributes
    ----------
    sign : what joins it to the line above; "" for the first one, and for one that is given beside it
    left : if given, `matrix` is the product of it and of the line above
    of : what is written before the equals sign where the lines above do not add up to it as they stand
    """

    sign: str
    matrix: Matrix
    left: Matrix | None = None
    of: tuple[Matrix | str, ...] = ()


@dataclass(frozen=True, eq=False)
class MatrixForm:
    """An act in matrix form.

    Attributes
    ----------
    equation : matrices and signs, as they are written side by side
    lines : the same as a calculation, from top to bottom; the last one is the result
    """

    equation: tuple[Matrix | str, ...]
    lines: tuple[Line, ...]

    @property
    def result(self) -> Matrix:
        """What the calculation comes to."""
        return self.lines[-1].matrix

    @property
    def matrices(self) -> list[Matrix]:
        """All matrices of the calculation."""
        return [matrix for line in self.lines for matrix in (line.left, line.matrix) if matrix is not None]


def matrix_form(told: LearningStep, place: Place) -> MatrixForm:
    """Return the matrix form of an act of a learning step."""
    forms: dict[str, Callable[[LearningStep, Place], MatrixForm]] = {
        "sample": _inputs,
        "net_input": _net_inputs,
        "activation": _activations,
        "cost": _costs,
        "output_delta": _output_deltas,
        "hidden_delta": _hidden_deltas,
        "derivative": _derivatives,
        "update": _updates,
    }
    with np.errstate(over="ignore", invalid="ignore"):
        return forms[place.kind](told, place)


# ---- forward --------------------------------------------------------------------------------------------------------


def _inputs(told: LearningStep, place: Place) -> MatrixForm:
    result = _a(told, 1, (place.unit - 1, place.column), bias=False)
    given = Matrix(Symbol("X"), result.values, result.rows, result.columns, result.lit, transposed=True)
    return MatrixForm((result, "=", given), (Line("", result),))


def _net_inputs(told: LearningStep, place: Place) -> MatrixForm:
    layer, row, column = place.layer, place.unit - 1, place.column
    w = _w(told, layer - 1, (row, None))
    a = _a(told, layer - 1, (None, column))
    z = _z(told, layer, (row, column))
    return MatrixForm((z, "=", w, a), (Line("", a), Line("=", z, left=w)))


def _activations(told: LearningStep, place: Place) -> MatrixForm:
    layer = place.layer
    softmax = told.network.activations[layer - 2] == "softmax"  # which needs the net inputs of all its units
    lit = place.unit - 1, place.column
    z = _z(told, layer, (None, place.column) if softmax else lit)
    a = _a(told, layer, lit, bias=False)
    phi = Matrix(z.symbol, z.values, z.rows, z.columns, z.lit, function="φ")
    if (dropped := _dropped(told, layer, lit)) is None:
        return MatrixForm((a, "=", phi), (Line("", z), Line("=", a, of=(phi,))))
    before = ACTIVATIONS[told.network.activations[layer - 2]].value(z.values)
    applied = Matrix(z.symbol, before, z.rows, z.columns, lit, function="φ")
    return MatrixForm((a, "=", phi, "⊙", dropped), (Line("", z), Line("", applied), Line("⊙", dropped), Line("=", a)))


def _costs(told: LearningStep, place: Place) -> MatrixForm:
    L, column = told.network.L, place.column
    a, y = _a(told, L, (None, column), bias=False), _y(told, (None, column))
    each = told.objective.sample_costs(told.passed, told.targets)[np.newaxis]
    only = Axis(UNITS, "1", (1,))
    j = Matrix(Symbol("J", None, ("i",)), each, only, _samples(told), (0, column), act="cost", layer=L)
    cost = "J(", a, ",", y, ")"
    return MatrixForm((j, "=", *cost), (Line("", a), Line("", y), Line("=", j, of=cost)))


# ---- backward -------------------------------------------------------------------------------------------------------


def _output_deltas(told: LearningStep, place: Place) -> MatrixForm:
    L, lit = told.network.L, (place.unit - 1, place.column)
    cost, output = COSTS[told.objective.experiment.cost], told.network.activations[-1]
    result = _delta(told, L, lit)
    if cost.slope is None or output == cost.matched:
        a, y = _a(told, L, lit, bias=False), _y(told, lit)
        return MatrixForm((result, "=", a, "−", y), (Line("", a), Line("−", y), Line("=", result)))
    a = _a(told, L, lit, bias=False)
    softmax = output == "softmax"  # each zⱼ has an influence on every aₖ
    slope = Matrix(
        Symbol("∂J/∂A", L),
        cost.slope(a.values, told.targets),
        a.rows,
        a.columns,
        (None, place.column) if softmax else lit,
    )
    if softmax:
        a = _a(told, L, (None, place.column), bias=False)
        equation = result, "=", a, "⊙", "(", slope, "−", "Σⱼ", a, "⊙", slope, ")"
        return MatrixForm(equation, (Line("", a), Line("", slope), Line("", result)))
    prime = _slope(told, L, lit)
    return MatrixForm((result, "=", slope, "⊙", prime), (Line("", slope), Line("⊙", prime), Line("=", result)))


def _hidden_deltas(told: LearningStep, place: Place) -> MatrixForm:
    layer, row, column = place.layer, place.unit - 1, place.column
    above = _delta(told, layer + 1, (None, column))
    whole = _w(told, layer, (None, None))
    w = Matrix(
        whole.symbol,
        whole.values[:, 1:].T,
        _units(told, layer),
        _units(told, layer + 1),
        (row, None),
        transposed=True,
        layer=layer,
        is_weight=True,
    )
    result, prime = _delta(told, layer, (row, column)), _slope(told, layer, (row, column))
    arriving = Matrix(Symbol("Wᵀδ"), w.values @ above.values, result.rows, result.columns, (row, column))
    equation: tuple[Matrix | str, ...] = (result, "=", w, above, "⊙", prime)
    lines = [Line("", above), Line("=", arriving, left=w), Line("⊙", prime)]
    if (dropped := _dropped(told, layer, (row, column))) is not None:
        equation = (*equation, "⊙", dropped)
        lines.append(Line("⊙", dropped))
    return MatrixForm(equation, (*lines, Line("=", result)))


def _derivatives(told: LearningStep, place: Place) -> MatrixForm:
    layer, row, column = place.layer, place.unit - 1, place.source
    delta, a = _delta(told, layer + 1, (row, None)), _turned(_a(told, layer, (column, None)))
    scale = ("1/n",) if told.objective.experiment.reduction == "mean" else ()
    result = _of_weights(told, Symbol("∂J/∂W", layer), told.gradient, layer, (row, column), act="derivative")
    names = _penalties(told, layer)
    if not names:
        product = Line("=", result, left=delta, of=(*scale, delta, a) if scale else ())
        return MatrixForm((result, "=", *scale, delta, a), (Line("", a), product))
    data = _of_weights(told, Symbol("δA/n" if scale else "δA"), told.back.gradient, layer, (row, column))
    penalty = _of_weights(told, Symbol(names), told.penalty_gradient, layer, (row, column))
    lines = Line("", a), Line("" if scale else "=", data, left=delta), Line("+", penalty), Line("=", result)
    return MatrixForm((result, "=", *scale, delta, a, "+", penalty), lines)


def _updates(told: LearningStep, place: Place) -> MatrixForm:
    layer, lit = place.layer, (place.unit - 1, place.source)
    old, new = _w(told, layer, lit), _of_weights(told, Symbol("W", layer), told.updated.flat, layer, lit, act="update")
    free = by_layer(told.network.sizes, told.objective.free)[layer]
    if told.is_plain and free.all():
        slope = _of_weights(told, Symbol("∂J/∂W", layer), told.gradient, layer, lit, act="derivative")
        return MatrixForm((new, ":=", old, "−", "η", slope), (Line("", old), Line("− η ·", slope), Line("=", new)))
    change = _of_weights(told, Symbol("ΔW", layer), told.updated.flat - told.network.flat, layer, lit)
    return MatrixForm((new, ":=", old, "+", change), (Line("", old), Line("+", change), Line("=", new)))


# ---- the matrices ---------------------------------------------------------------------------------------------------

Lit = tuple[int | None, int | None]


def _units(told: LearningStep, layer: int, *, bias: bool = False) -> Axis:
    size, L = told.network.sizes[layer - 1], told.network.L
    hidden = "h" if L == 3 else "u" + str(layer).translate(_LOWERED)
    letter = "m" if layer == 1 else "t" if layer == L else hidden
    return Axis(UNITS, letter, tuple(range(0 if bias else 1, size + 1)))


def _samples(told: LearningStep) -> Axis:
    return Axis(SAMPLES, "n", tuple(told.samples.tolist()))


def _a(told: LearningStep, layer: int, lit: Lit, *, bias: bool = True) -> Matrix:
    """Return A⁽ˡ⁾ with one column a sample; the bias unit is its row 0."""
    values = told.passed.a[layer]
    return Matrix(
        Symbol("A", layer),
        with_bias(values) if bias else values,
        _units(told, layer, bias=bias),
        _samples(told),
        lit,
        transposed=layer == 1,
        act="sample" if layer == 1 else "activation",
        layer=layer,
    )


def _turned(matrix: Matrix) -> Matrix:
    """Return the transpose of a matrix."""
    return Matrix(
        matrix.symbol,
        matrix.values.T,
        matrix.columns,
        matrix.rows,
        matrix.lit[::-1],
        transposed=not matrix.transposed,
        act=matrix.act,
        layer=matrix.layer,
    )


def _z(told: LearningStep, layer: int, lit: Lit) -> Matrix:
    rows, columns = _units(told, layer), _samples(told)
    return Matrix(Symbol("Z", layer), told.passed.z[layer], rows, columns, lit, act="net_input", layer=layer)


def _y(told: LearningStep, lit: Lit) -> Matrix:
    return Matrix(Symbol("Y"), told.targets, _units(told, told.network.L), _samples(told), lit)


def _delta(told: LearningStep, layer: int, lit: Lit) -> Matrix:
    kind = "output_delta" if layer == told.network.L else "hidden_delta"
    rows, columns = _units(told, layer), _samples(told)
    return Matrix(Symbol("δ", layer), told.back.delta[layer], rows, columns, lit, act=kind, layer=layer)


def _slope(told: LearningStep, layer: int, lit: Lit) -> Matrix:
    """Return φ′(Z⁽ˡ⁾), without the factor of dropout."""
    phi, z = ACTIVATIONS[told.network.activations[layer - 2]], told.passed.z[layer]
    rows, columns = _units(told, layer), _samples(told)
    return Matrix(Symbol("Z", layer), phi.derivative(z, phi.value(z)), rows, columns, lit, function="φ′")


def _dropped(told: LearningStep, layer: int, lit: Lit) -> Matrix | None:
    """Return dropout's factors of a layer, if there are any."""
    values = told.passed.dropped.get(layer)
    return None if values is None else Matrix(Symbol("D", layer), values, _units(told, layer), _samples(told), lit)


def _w(told: LearningStep, layer: int, lit: Lit) -> Matrix:
    return _of_weights(told, Symbol("W", layer), told.network.flat, layer, lit)


def _of_weights(told: LearningStep, symbol: Symbol, flat: Array, layer: int, lit: Lit, act: str = "") -> Matrix:
    """Return a matrix of the shape of W⁽ˡ⁾, from numbers in the order of `Network.flat`."""
    values = by_layer(told.network.sizes, flat)[layer]
    rows, columns = _units(told, layer + 1), _units(told, layer, bias=True)
    return Matrix(symbol, values, rows, columns, lit, act=act, layer=layer, is_weight=True)


def _penalties(told: LearningStep, layer: int) -> str:
    """Return the derivative of the penalties in symbols; "" if there are none."""
    experiment = told.objective.experiment
    w = str(Symbol("W", layer))
    parts: Sequence[tuple[float, str]] = ((experiment.l2, f"λ₂{w}"), (experiment.l1, f"λ₁ sign {w}"))
    return " + ".join(text for rate, text in parts if rate)
