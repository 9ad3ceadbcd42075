"""Calls: whatever the expressions and wherever their results go, what comes out is what NumPy gives one by one."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.arrays import Array
from engine.trainer.calls import Spares, calls
from engine.trainer.passes import constant
from engine.trainer.tracing import CONDITIONS, Expression, UntraceableError, apply, array_input, number

W, G, M, Z = (array_input(name) for name in "wgmz")
INPUTS = {name: expression for name, expression in zip("wgmz", (W, G, M, Z), strict=True)}


def applied(operation: str, *arguments: Expression) -> Expression:
    try:
        return apply(operation, *arguments)
    except UntraceableError:  # a choice by what is no condition, or logic
        return arguments[-1]


leaves = st.sampled_from([*INPUTS.values(), number(0), number(1), number(0.5), number(-2)])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(applied, st.sampled_from(["add", "subtract", "multiply", "maximum", "minimum"]), inner, inner),
        st.builds(applied, st.sampled_from(["negative", "absolute", "tanh", "sign"]), inner),
        st.builds(
            lambda compare, a, b, c, d: applied("where", applied(compare, a, b), c, d),
            st.sampled_from(CONDITIONS),
            inner,
            inner,
            inner,
            inner,
        ),
        st.builds(lambda x: applied("multiply", x, x), inner),
        st.builds(lambda x: x if x.is_scalar else Expression("sum", (x,)), inner),
        st.builds(lambda x: x if x.is_scalar else Expression("max", (x,)), inner),
    ),
    max_leaves=9,
)


def by_hand(expression: Expression, values: dict[str, Array]) -> Any:
    """Return the value of an expression, every operation on its own."""
    if expression.operation == "number":
        return expression.value
    if expression.operation == "input":
        return values[expression.name]
    arguments = [by_hand(argument, values) for argument in expression.arguments]
    if expression.operation in ("sum", "max"):
        return getattr(np, expression.operation)(arguments[0], axis=0, keepdims=True)
    return getattr(np, expression.operation)(*arguments)


@settings(deadline=None, max_examples=400)
@given(st.lists(expressions, min_size=1, max_size=3), st.booleans(), st.booleans(), st.booleans())
def test_results_are_numpys_wherever_they_go(
    wanted: list[Expression], into_inputs: bool, gives: bool, again: bool
) -> None:
    """Into fresh arrays, or over the very inputs, as optimizers do; with an input that may be overwritten, or none."""
    rng = np.random.default_rng(1)
    values = {name: rng.integers(-2, 3, (3, 4)).astype(float) for name in INPUTS}
    shapes = [np.shape(by_hand(expression, values)) for expression in wanted]
    assume(all(shape in ((3, 4), ()) for shape in shapes))
    expected = [np.broadcast_to(by_hand(expression, values), (3, 4)).copy() for expression in wanted]
    homes = [values[name] for name in "wmz"[: len(wanted)]] if into_inputs else [np.full((3, 4), 9.0) for _ in wanted]
    kept = {name: array.copy() for name, array in values.items()}
    spares = Spares()
    compiled = calls(
        list(zip(wanted, homes, strict=True)),
        {expression: values[name] for name, expression in INPUTS.items()},
        [values["g"]] if gives else [],
        constant,
        spares,
    )
    for round_ in range(1 + again):  # what is compiled once is called again and again
        for name, array in values.items():
            array[:] = kept[name]
        for function, arguments in compiled:
            function(*arguments)
        for result, home in zip(expected, homes, strict=True):
            np.testing.assert_array_equal(home, result, err_msg=f"round {round_}")
        for name, array in values.items():
            if not any(array is home for home in homes) and not (gives and name == "g"):
                np.testing.assert_array_equal(array, kept[name])


def test_one_operation_is_one_call_and_a_result_takes_the_place_of_what_is_needed_no_more() -> None:
    w, g = np.zeros(5), np.ones(5)
    compiled = calls(
        [(apply("subtract", W, apply("multiply", number(0.3), G)), w)], {W: w, G: g}, [g], constant, Spares()
    )
    assert [function for function, _ in compiled] == [np.multiply, np.subtract]
    assert compiled[0][1][-1] is g
    assert compiled[1][1][-1] is w


def test_what_may_not_be_overwritten_is_not_and_spares_are_used_again() -> None:
    w, g = np.zeros(5), np.ones(5)
    wanted, spares = [(apply("subtract", W, apply("multiply", number(0.3), G)), w)], Spares()
    one = calls(wanted, {W: w, G: g}, [], constant, spares)
    other = calls(wanted, {W: w, G: g}, [], constant, spares)
    assert one[0][1][-1] is not g
    assert other[0][1][-1] is one[0][1][-1]


def test_an_operation_that_no_call_knows_is_refused() -> None:
    power = Expression("power", (W, number(0.5)))
    with pytest.raises(UntraceableError, match="power"):
        calls([(power, np.zeros(3))], {W: np.zeros(3)}, [], constant, Spares())
