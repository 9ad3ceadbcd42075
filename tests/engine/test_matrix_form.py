"""The matrix form of an act: its numbers are those of the acts, its lines multiply out as NumPy does."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run, choose, steps
from engine.acts import Place
from engine.matrix_form import SAMPLES, Matrix, MatrixForm, matrix_form
from engine.steps import LearningStep
from tests.engine.strategies import any_experiment, relaxed

EXPERIMENT = Experiment(features=("x1", "x2", "sin_x1"), hidden=(Layer(4), Layer(2, "relu")), batch=5, l2=0.01)


def told_of(experiment: Experiment, batches: int = 3) -> LearningStep:
    run = Run(experiment)
    run.advance(batches=batches)
    return steps(run)


@pytest.fixture(scope="module")
def told() -> LearningStep:
    return told_of(EXPERIMENT)


def form_of(told: LearningStep, kind: str, column: int | None = None, *where: int) -> MatrixForm:
    return matrix_form(told, Place(kind, column, *where))


def written(form: MatrixForm) -> str:
    parts = []
    for piece in form.equation:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            name = f"{piece.function}({piece.symbol})" if piece.function else str(piece.symbol)
            parts.append(f"[{name}]ᵀ" if piece.transposed else name)
    return " ".join(parts)


# ---- the lecture's equations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "equation"),
    [
        (Place("sample", 0, 1, 1), "[A⁽¹⁾]ᵀ = [X]ᵀ"),
        (Place("net_input", 0, 2, 1), "Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ"),
        (Place("net_input", 0, 3, 1), "Z⁽³⁾ = W⁽²⁾ A⁽²⁾"),
        (Place("activation", 0, 2, 1), "A⁽²⁾ = φ(Z⁽²⁾)"),
        (Place("cost", 0, 4), "Jᵢ = J( A⁽⁴⁾ , Y )"),
        (Place("output_delta", 0, 4, 1), "δ⁽⁴⁾ = A⁽⁴⁾ − Y"),
        (Place("hidden_delta", 0, 3, 1), "δ⁽³⁾ = [W⁽³⁾]ᵀ δ⁽⁴⁾ ⊙ φ′(Z⁽³⁾)"),
        (Place("derivative", None, 1, 1, 0), "∂J/∂W⁽¹⁾ = 1/n δ⁽²⁾ A⁽¹⁾ + λ₂W⁽¹⁾"),
        (Place("derivative", None, 2, 1, 0), "∂J/∂W⁽²⁾ = 1/n δ⁽³⁾ [A⁽²⁾]ᵀ + λ₂W⁽²⁾"),
        (Place("update", None, 2, 1, 0), "W⁽²⁾ := W⁽²⁾ − η ∂J/∂W⁽²⁾"),
    ],
)
def test_each_act_is_written_as_the_lecture_does(told: LearningStep, place: Place, equation: str) -> None:
    assert written(matrix_form(told, place)) == equation


def test_the_dimensions_are_those_of_the_lecture_with_the_bias_counted() -> None:
    told = told_of(Experiment(hidden=(Layer(4),), batch=10))
    z, w, a = (piece for piece in form_of(told, "net_input", 0, 2, 1).equation if not isinstance(piece, str))
    assert (z.letters, w.letters, a.letters) == (("h", "n"), ("h", "m"), ("n", "m"))
    assert (z.dimensions, w.dimensions, a.dimensions) == ((4, 10), (4, 2 + 1), (10, 2 + 1))
    assert (w.columns.has_bias, a.rows.has_bias, z.rows.has_bias) == (True, True, False)


def test_hidden_layers_of_a_deeper_network_have_letters_of_their_own(told: LearningStep) -> None:
    assert form_of(told, "net_input", 0, 3, 1).result.letters == ("u₃", "n")
    assert form_of(told, "derivative", None, 3, 1, 0).result.letters == ("t", "u₃")


def test_other_rules_are_written_as_what_they_are() -> None:
    adam = told_of(replace(EXPERIMENT, optimizer=choose("adam"), l2=0.0, l1=0.02, reduction="sum"))
    assert written(form_of(adam, "update", None, 1, 1, 0)) == "W⁽¹⁾ := W⁽¹⁾ + ΔW⁽¹⁾"
    assert written(form_of(adam, "derivative", None, 1, 1, 0)) == "∂J/∂W⁽¹⁾ = δ⁽²⁾ A⁽¹⁾ + λ₁ sign W⁽¹⁾"
    dropout = told_of(Experiment(hidden=(Layer(4, dropout=0.5),)))
    assert written(form_of(dropout, "activation", 0, 2, 1)) == "A⁽²⁾ = φ(Z⁽²⁾) ⊙ D⁽²⁾"
    assert written(form_of(dropout, "hidden_delta", 0, 2, 1)) == "δ⁽²⁾ = [W⁽²⁾]ᵀ δ⁽³⁾ ⊙ φ′(Z⁽²⁾) ⊙ D⁽²⁾"
    squared = told_of(Experiment(cost="squared", output="sigmoid"))
    assert written(form_of(squared, "output_delta", 0, 3, 1)) == "δ⁽³⁾ = ∂J/∂A⁽³⁾ ⊙ φ′(Z⁽³⁾)"


def test_frozen_weights_are_not_said_to_go_down_their_slope() -> None:
    told = told_of(Experiment(frozen=((1, 2, 0),)))
    assert written(form_of(told, "update", None, 1, 1, 0)) == "W⁽¹⁾ := W⁽¹⁾ + ΔW⁽¹⁾"
    assert form_of(told, "update", None, 1, 2, 0).lines[1].matrix.values[1, 0] == 0.0


# ---- true for whatever there is -------------------------------------------------------------------------------------


def tolerance(values: np.ndarray) -> float:
    return 1e-9 * max(1.0, float(np.abs(values).max(initial=0.0)))


@settings(parent=relaxed, max_examples=25)  # each tells every kind of act of its network
@given(any_experiment(small=True), st.integers(0, 3))
def test_every_number_is_that_of_its_act_and_every_line_follows_from_those_above(
    experiment: Experiment, batches: int
) -> None:
    told = told_of(experiment, batches)
    order = told.order
    seen = set()
    for index in range(order.count):
        place = order.place(index)
        key = place.kind, place.layer
        if key in seen:
            continue
        seen.add(key)
        form = matrix_form(told, place)
        for matrix in form.matrices:
            assert matrix.values.shape == (len(matrix.rows.names), len(matrix.columns.names))
            for row, column in a_few_of(matrix):
                if (there := matrix.place(row, column)) is not None:
                    assert order.place(order.index(there)) == there
                    if not matrix.function:
                        value, near = told.at(there).value, 1e-12 if matrix.act == "cost" else 0.0
                        # NumPy's exp of one sample and of many may differ in the last bit.
                        np.testing.assert_allclose(float(matrix.values[row, column]), value, rtol=near)
        check_lines(told, form)
        lit = [cell for cell in np.ndindex(form.result.values.shape) if form.result.is_lit(*cell)]
        if place.kind != "cost":
            assert [form.result.place(*cell) for cell in lit] == [place]


def a_few_of(matrix: Matrix) -> set[tuple[int, int]]:
    """Return the places of the first number, of the last one, and of what is lit, or the first of it."""
    rows, columns = matrix.values.shape
    return {(0, 0), (rows - 1, columns - 1), (matrix.lit[0] or 0, matrix.lit[1] or 0)}


def check_lines(told: LearningStep, form: MatrixForm) -> None:
    """Calculate from top to bottom; the sign of a line says how."""
    mean = told.objective.experiment.reduction == "mean"
    for above, line in zip(form.lines, form.lines[1:], strict=False):
        values = line.matrix.values
        if not np.isfinite(values).all() or not np.isfinite(above.matrix.values).all():
            return
        if line.left is not None:
            product = line.left.values @ above.matrix.values
            scale = 1 / len(told.samples) if mean and line.left.columns.of == SAMPLES else 1.0
            np.testing.assert_allclose(product * scale, values, rtol=1e-9, atol=tolerance(product))
    running = form.lines[0].matrix.values
    for line in form.lines[1:]:
        values = line.matrix.values
        match line.sign:
            case "⊙":
                running = running * values
            case "+":
                running = running + values
            case "−":
                running = running - values
            case "− η ·":
                running = running - told.rate * values
            case "=" if line.left is None and not line.of:
                np.testing.assert_allclose(values, running, rtol=1e-9, atol=tolerance(running))
            case _:
                running = values


def test_a_matrix_knows_the_weight_of_each_number(told: LearningStep) -> None:
    delta = form_of(told, "hidden_delta", 2, 2, 3)
    transposed = delta.lines[1].left
    assert transposed is not None
    for row, column in np.ndindex(transposed.values.shape):
        weight = transposed.weight(row, column)
        assert weight is not None
        assert told.network.weight(*weight) == transposed.values[row, column]
    assert delta.result.weight(0, 0) is None


def test_what_is_given_belongs_to_no_act(told: LearningStep) -> None:
    a = form_of(told, "net_input", 0, 2, 1).lines[0].matrix
    assert a.place(0, 3) is None  # the bias unit
    assert a.place(2, 3) == Place("sample", 3, 1, 2)
    assert form_of(told, "output_delta", 0, 4, 1).lines[1].matrix.place(0, 0) is None  # y


def test_the_lit_row_meets_the_lit_column(told: LearningStep) -> None:
    a, z = form_of(told, "net_input", 3, 2, 4).lines
    assert z.left is not None
    assert (z.left.lit, a.matrix.lit, z.matrix.lit) == ((3, None), (None, 3), (3, 3))
    a, data, _, result = form_of(told, "derivative", None, 2, 2, 3).lines
    assert data.left is not None
    assert (data.left.lit, a.matrix.lit, result.matrix.lit) == ((1, None), (None, 3), (1, 3))


def test_softmax_looks_at_all_units_of_a_sample() -> None:
    data = Data("blobs", samples=30)
    told = told_of(Experiment(data=data, output="softmax", cost="cross_entropy", batch=6))
    z, a = form_of(told, "activation", 2, 3, 1).lines
    assert (z.matrix.lit, a.matrix.lit) == ((None, 2), (0, 2))
