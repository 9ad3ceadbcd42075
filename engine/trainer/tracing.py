"""Tracing: what a formula computes, as an expression that can be compiled.

A formula of the engine (φ, φ′, a cost's slope, an optimizer's update) is a Python function of arrays. It is called once
with stand-ins for its arrays; these take NumPy's protocols, so that every operation is noted instead of done. What is
noted cannot drift apart from the formula, since it is the formula.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

UFUNCS = {  # what may be traced; `program` and `kernel` know how to do each, or say that they cannot
    np.add: "add",
    np.subtract: "subtract",
    np.multiply: "multiply",
    np.divide: "divide",
    np.power: "power",
    np.negative: "negative",
    np.absolute: "absolute",
    np.exp: "exp",
    np.expm1: "expm1",
    np.log1p: "log1p",
    np.tanh: "tanh",
    np.sin: "sin",
    np.cos: "cos",
    np.sqrt: "sqrt",
    np.sign: "sign",
    np.logaddexp: "logaddexp",
    np.maximum: "maximum",
    np.minimum: "minimum",
    np.greater: "greater",
    np.greater_equal: "greater_equal",
    np.less: "less",
    np.less_equal: "less_equal",
    np.equal: "equal",
}
CONDITIONS = ("greater", "greater_equal", "less", "less_equal", "equal")
OVER_UNITS = ("sum", "max")  # reductions over axis 0, the units of a layer


class UntraceableError(Exception):
    """A formula does something that cannot be compiled; the plain loop does it."""


@dataclass(frozen=True)
class Expression:
    """One operation and what it is done to; equal expressions compare equal.

    Attributes
    ----------
    operation : a value of UFUNCS, "where", one of OVER_UNITS, "input" or "number"
    arguments : expressions
    name : of an input
    value : of a number
    is_scalar : whether it is one number, the same for every weight, unit and sample
    """

    operation: str
    arguments: tuple["Expression", ...] = ()
    name: str = ""
    value: float = 0.0
    is_scalar: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.operation, self.arguments, self.name, self.value)))

    def __hash__(self) -> int:  # known from the start: an expression is looked up once for each of its uses
        known: int = self._hash  # type: ignore[attr-defined]
        return known


def number(value: float) -> Expression:
    """Return the expression of a number."""
    return Expression("number", value=float(value), is_scalar=True)


def array_input(name: str) -> Expression:
    """Return an input that has a value for each weight, or for each unit and sample."""
    return Expression("input", name=name)


def scalar_input(name: str) -> Expression:
    """Return an input that is one number."""
    return Expression("input", name=name, is_scalar=True)


ONE, ZERO = number(1), number(0)


def apply(operation: str, *arguments: Expression) -> Expression:
    """Return the expression of one operation, simplified where that saves an operation on arrays."""
    if operation == "power":
        return _power(*arguments)
    arguments = _as_numbers(operation, arguments)
    if operation == "where" and not any(part.operation == "input" for part in parts(arguments[:1])):
        return arguments[1] if evaluate(arguments[0], {}) else arguments[2]
    if operation == "multiply":
        return _product(*arguments)
    if operation == "add" and ZERO in arguments:
        return arguments[1] if arguments[0] == ZERO else arguments[0]
    return Expression(operation, arguments, is_scalar=all(argument.is_scalar for argument in arguments))


def _as_numbers(operation: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Conditions that are calculated with become 1 or 0, as in z · (z > 0)."""
    known = 1 if operation == "where" else 0  # the condition of a choice stays one
    if known and arguments[0].operation not in CONDITIONS:
        raise UntraceableError(f"a choice by {arguments[0].operation}")
    are_conditions = [argument.operation in CONDITIONS for argument in arguments[known:]]
    if len(are_conditions) > 1 and all(are_conditions):
        raise UntraceableError(f"{operation} of conditions alone, which is logic to NumPy")
    return arguments[:known] + tuple(map(_as_number, arguments[known:]))


def _as_number(expression: Expression) -> Expression:
    return Expression("where", (expression, ONE, ZERO)) if expression.operation in CONDITIONS else expression


def _power(base: Expression, exponent: Expression) -> Expression:
    """Small whole powers become products, as NumPy does with squares."""
    if base.is_scalar and exponent.is_scalar:
        return Expression("power", (base, exponent), is_scalar=True)
    if exponent.operation != "number" or exponent.value not in (2, 3):
        raise UntraceableError(f"the power {exponent}")
    square = apply("multiply", base, base)
    return square if exponent.value == 2 else apply("multiply", square, base)


def _product(left: Expression, right: Expression) -> Expression:
    """Numbers are gathered: s · (t · x) becomes (s t) · x, and s · (x / t) becomes (s / t) · x."""
    if right.is_scalar and not left.is_scalar:
        left, right = right, left
    if left == ONE:
        return right
    if ZERO in (left, right):
        return ZERO
    if left.is_scalar and right.operation == "multiply" and right.arguments[0].is_scalar and not right.is_scalar:
        return _product(_product(left, right.arguments[0]), right.arguments[1])
    if left.is_scalar and right.operation == "divide" and right.arguments[1].is_scalar and not right.is_scalar:
        return _product(apply("divide", left, right.arguments[1]), right.arguments[0])
    return Expression("multiply", (left, right), is_scalar=left.is_scalar and right.is_scalar)


class StandIn(NDArrayOperatorsMixin):
    """Takes the place of an array in a formula, and notes what is done to it."""

    dtype = np.dtype(np.float64)

    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> "StandIn":
        if ufunc not in UFUNCS or method != "__call__" or options.keys() - {"out"}:
            raise UntraceableError(f"{ufunc.__name__} with {method} {options}")
        result = apply(UFUNCS[ufunc], *map(expression_of, inputs))
        (out,) = options.get("out", (None,))
        return StandIn(result) if out is None else out._becomes(result)

    def __array_function__(self, function: Callable[..., Any], _types: Any, inputs: Any, options: Any) -> "StandIn":
        if function not in FUNCTIONS:
            raise UntraceableError(function.__name__)
        return FUNCTIONS[function](*inputs, **options)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise UntraceableError("made an array of")

    def __bool__(self) -> bool:
        raise UntraceableError("asked whether it holds")

    def __setitem__(self, index: Any, value: Any) -> None:
        if index not in (slice(None), Ellipsis):
            raise UntraceableError(f"written to at {index}")
        self._becomes(expression_of(value))

    def _becomes(self, expression: Expression) -> "StandIn":
        self.expression = expression
        return self

    def copy(self) -> "StandIn":
        """Return a stand-in for the same."""
        return StandIn(self.expression)

    def astype(self, _dtype: Any, **_: Any) -> "StandIn":
        """A condition becomes 1 or 0; there is but one width of numbers here."""
        return StandIn(_as_number(self.expression))

    def max(self, axis: int) -> "StandIn":
        """Return the greatest over the units."""
        return _over_units("max", self, axis)

    def sum(self, axis: int) -> "StandIn":
        """Return the sum over the units."""
        return _over_units("sum", self, axis)


def expression_of(value: Any) -> Expression:
    """Return the expression of a stand-in or of a plain number."""
    if isinstance(value, StandIn):
        return value.expression
    if isinstance(value, (bool, int, float, np.number)):
        return number(float(value))
    raise UntraceableError(f"a {type(value).__name__} in a formula")


def _over_units(operation: str, stand_in: StandIn, axis: int) -> StandIn:
    if axis != 0:
        raise UntraceableError(f"{operation} over axis {axis}")
    return StandIn(Expression(operation, (stand_in.expression,)))


def _where(condition: Any, if_so: Any, if_not: Any) -> StandIn:
    return StandIn(apply("where", *map(expression_of, (condition, if_so, if_not))))


def _clip(value: Any, least: float, most: float, out: StandIn | None = None) -> StandIn:
    clipped = np.minimum(np.maximum(value, least), most)
    return clipped if out is None else out._becomes(clipped.expression)


FUNCTIONS: dict[Callable[..., Any], Callable[..., StandIn]] = {
    np.where: _where,
    np.clip: _clip,
    np.sum: lambda value, axis: _over_units("sum", value, axis),
    np.ones_like: lambda _value: StandIn(ONE),
    np.zeros_like: lambda _value: StandIn(ZERO),
}


@contextmanager
def tracing() -> Iterator[None]:
    """Take whatever goes wrong with a stand-in as a formula that cannot be traced: it may use any feature of arrays."""
    try:
        yield
    except UntraceableError:
        raise
    except Exception as error:
        raise UntraceableError(str(error)) from error


def trace(formula: Callable[..., Any], *arguments: Expression) -> Expression:
    """Return what a formula computes of its arguments.

    Raises
    ------
    UntraceableError
        if it does anything that cannot be noted
    """
    with tracing():
        return _as_number(expression_of(formula(*map(StandIn, arguments))))


def parts(roots: Iterable[Expression], known: Container[Expression] = ()) -> list[Expression]:
    """Return every expression that the roots consist of, each once, arguments before what is done to them.

    What is `known` is not taken apart.
    """
    found: dict[Expression, None] = {}

    def visit(expression: Expression) -> None:
        if expression not in found:
            for argument in expression.arguments if expression not in known else ():
                visit(argument)
            found[expression] = None

    for root in roots:
        visit(root)
    return list(found)


def evaluate(expression: Expression, values: Mapping[str, Any]) -> Any:
    """Return the value of a scalar expression, its inputs given as numbers or as arrays of one shape."""
    if expression.operation == "number":
        return expression.value
    if expression.operation == "input":
        return values[expression.name]
    arguments = [evaluate(argument, values) for argument in expression.arguments]
    if expression.operation == "where":
        return np.where(*arguments)
    return getattr(np, expression.operation)(*arguments)
