"""Tracing: what a formula does is noted as it is, and what cannot be noted is refused, whatever it trips over."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.experiment import Experiment
from engine.trainer.calls import Spares, calls
from engine.trainer.formulas import formulas_of
from engine.trainer.passes import constant
from engine.trainer.tracing import (
    ONE,
    ZERO,
    Expression,
    UntraceableError,
    apply,
    array_input,
    evaluate,
    number,
    parts,
    scalar_input,
    trace,
)
from tests.engine.strategies import PAIRS

X, Y, S, T = array_input("x"), array_input("y"), scalar_input("s"), scalar_input("t")
Z, A = array_input("z"), array_input("a")
VALUES = np.concatenate([np.linspace(-30, 30, 101), [0.0, -0.0, 1e-300, -1e-300, 700.0, -700.0]]).reshape(1, -1)


def computed(expression: Expression, given: dict[Expression, Array]) -> Array:
    """Return an expression's value, by the calls that a program would make."""
    out = np.full(next(iter(given.values())).shape, np.nan)
    for function, arguments in calls([(expression, out)], given, [], constant, Spares()):
        function(*arguments)
    return out


# ---- what is noted is what the formula does ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_a_traced_activation_and_its_slope_are_the_functions_themselves(name: str) -> None:
    phi = ACTIVATIONS[name]
    a = phi.value(VALUES)
    np.testing.assert_allclose(computed(trace(phi.value, Z), {Z: VALUES}), a, rtol=1e-15)
    slope = computed(trace(phi.derivative, Z, A), {Z: VALUES, A: a})
    np.testing.assert_allclose(slope, phi.derivative(VALUES, a), rtol=1e-15)


@pytest.mark.parametrize(("cost", "output"), PAIRS, ids=lambda one: getattr(one, "name", one))
def test_a_traced_delta_is_the_costs_own(cost: Any, output: str) -> None:
    rng = np.random.default_rng(3)
    z, y = rng.normal(0, 3, (3, 50)), rng.integers(0, 2, (3, 50)) * 2.0 - 1
    a = ACTIVATIONS[output].value(z)
    traced = trace(lambda z, a, y: cost.delta(output, z, a, y), Z, A, Y)
    result = computed(traced, {Z: z, A: a, Y: y})
    np.testing.assert_allclose(result, cost.delta(output, z, a, y), rtol=1e-14, atol=1e-16)


def test_softmax_is_traced_over_the_units_of_a_layer() -> None:
    z = np.random.default_rng(5).normal(0, 3, (4, 20))
    softmax = ACTIVATIONS["softmax"]
    np.testing.assert_array_equal(computed(trace(softmax.value, Z), {Z: z}), softmax.value(z))


def test_writing_in_place_is_noted_in_its_order() -> None:
    def formula(x: Array, y: Array) -> Array:
        before = x.copy()
        x *= 2.0
        x += y
        x[:] = x - before
        np.clip(x, -5, 5, out=x)
        return x

    x, y = VALUES, VALUES[:, ::-1].copy()
    np.testing.assert_array_equal(computed(trace(formula, X, Y), {X: x, Y: y}), formula(x.copy(), y))


def test_tracing_a_formula_changes_none_of_its_inputs() -> None:
    formulas = formulas_of(Experiment(), ("tanh", "sigmoid"))
    assert formulas_of(Experiment(), ("tanh", "sigmoid")) == formulas


# ---- conditions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: x * (x > 0),
        lambda x: (x > 0) * x,
        lambda x: (x > 0) * 1.0,
        lambda x: 1.0 - (x <= 1),
        lambda x: x > 0,
        lambda x: np.where(x > 0, x > 1, x),
        lambda x: (x >= 0).astype(x.dtype),
        lambda x: np.maximum(x < 3, x),
    ],
)
def test_a_condition_that_is_calculated_with_is_1_or_0(formula: Callable[[Any], Any]) -> None:
    traced = trace(formula, X)
    np.testing.assert_array_equal(computed(traced, {X: VALUES}), np.asarray(formula(VALUES), np.float64))
    for part in parts([traced]):  # a kernel has no other use for one
        assert part.operation == "where" or not any(given.operation == "greater" for given in part.arguments)


@pytest.mark.parametrize(
    "formula", [lambda x: (x > 0) + (x > 1), lambda x: (x > 0) * (x < 1), lambda x: np.where(x, x, 0)]
)
def test_logic_is_refused(formula: Callable[[Any], Any]) -> None:
    with pytest.raises(UntraceableError):
        trace(formula, X)


# ---- what cannot be noted ------------------------------------------------------------------------------------------


def _into_what_is_negative(z: Any) -> Any:
    z[z < 0] = 0
    return z


@pytest.mark.parametrize(
    "formula",
    [
        lambda z: z if z.any() else 2 * z,
        lambda z: z if z > 0 else 2 * z,
        lambda z: z * np.linalg.norm(z),
        lambda z: z.T,
        lambda z: z[:1],
        lambda z: z / len(z),
        lambda z: z / z.shape[0],
        lambda z: np.asarray(z),
        lambda z: np.array([float(one) for one in z]),
        lambda z: sum(row for row in z),
        lambda z: z * float(z),
        lambda z: z - z.mean(),
        lambda z: np.arctan(z),
        lambda z: np.round(z),
        lambda z: np.stack([z, z])[0],
        lambda z: z + np.ones(3),
        lambda z: z**0.5,
        lambda z: z**z,
        lambda z: 2.0**z,
        lambda z: z.sum(axis=1),
        lambda z: np.max(z),
        lambda z: np.add.reduce(z),
        lambda z: np.exp(z, where=z > 0),
        lambda z: ~(z > 0),
        lambda z: z @ z,
        lambda z: "z",
        lambda z: None,
        lambda z: 1 / 0,
        _into_what_is_negative,
    ],
)
def test_whatever_else_a_formula_does_is_refused(formula: Callable[[Any], Any]) -> None:
    with pytest.raises(UntraceableError):
        trace(formula, Z)


# ---- expressions ---------------------------------------------------------------------------------------------------


def test_numbers_are_gathered_before_an_array_comes_in() -> None:
    s_t_x = apply("multiply", S, apply("multiply", T, X))
    assert s_t_x == apply("multiply", apply("multiply", S, T), X)
    assert sum(not part.is_scalar for part in parts([s_t_x])) == 2
    divided = apply("multiply", S, apply("divide", X, T))
    assert sum(not part.is_scalar for part in parts([divided])) == 2
    values = {"s": 3.0, "t": 0.7, "x": 5.0}
    assert evaluate(divided, values) == pytest.approx(3 * 5 / 0.7)
    assert evaluate(s_t_x, values) == pytest.approx(3 * 5 * 0.7)


def test_what_a_number_makes_plain_is_left_out() -> None:
    assert apply("multiply", ONE, X) == X
    assert apply("multiply", X, ONE) == X
    assert apply("multiply", X, ZERO) == ZERO
    assert apply("add", ZERO, X) == apply("add", X, ZERO) == X
    assert apply("power", X, number(2)) == apply("multiply", X, X)
    assert apply("power", X, number(3)) == apply("multiply", apply("multiply", X, X), X)
    assert apply("subtract", X, ZERO) != ZERO


def test_equal_expressions_are_one_and_others_are_not() -> None:
    assert apply("add", X, Y) == apply("add", X, Y)
    assert len({apply("add", X, Y), apply("add", X, Y), apply("add", Y, X), apply("subtract", X, Y), X, S}) == 5
    assert array_input("x") != scalar_input("x")


def test_arguments_come_before_what_is_done_to_them_and_each_part_once() -> None:
    shared = apply("add", X, Y)
    root = apply("multiply", shared, apply("subtract", shared, S))
    found = parts([root, shared])
    assert len(found) == len(set(found)) == 6
    assert all(found.index(argument) < found.index(part) for part in found for argument in part.arguments)
    assert X not in parts([root], known={shared})
