"""Every activation, slope, cost and penalty written out in the grammar of formulas.

The values come from `engine.activations`, `engine.costs` and `engine.penalties`; this is how they are put into words.
A test evaluates each of these against its function, and holds the one-line formulas of the registries against them.
"""

import math
from collections.abc import Callable, Mapping

from engine.activations import GELU_CUBE, LEAK
from engine.costs import HUBER_WIDTH
from engine.formulas.nodes import (
    Call,
    Cases,
    Chain,
    Constant,
    Known,
    Minus,
    Node,
    Number,
    Over,
    Plus,
    Power,
    Root,
    Row,
    Times,
)

E = Constant("e", math.e)
PI = Constant("π", math.pi)
ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)
HALF = Over(ONE, TWO)
ELSE: Node = Row(())  # dialects know how they write it


def exp(exponent: Node) -> Node:
    """e to a power."""
    return Power(E, exponent)


def squared(base: Node) -> Node:
    """The square."""
    return Power(base, TWO)


def less(left: Node, right: Node) -> Node:
    """The difference left − right."""
    return Plus((left, Minus(right)))


def positive(z: Node, then: Node, otherwise: Node) -> Node:
    """One piece for z > 0, another elsewhere."""
    return Cases(((then, Chain((z, ZERO), ">")), (otherwise, ELSE)), 0 if _value(z) > 0 else 1)


def _value(node: Node) -> float:
    """Return a node's number; NaN if it speaks in general."""
    return node.value if isinstance(node, Known | Number) else math.nan


# ---- activations φ(z), softmax left out: it reads a whole layer ------------------------------------------------------


def _sigmoid(z: Node) -> Node:
    return Over(ONE, Plus((ONE, exp(Minus(z)))))


def _gelu_inside(z: Node) -> Node:
    return Times((Root(Over(TWO, PI)), Plus((z, Times((Number(GELU_CUBE), Power(z, Number(3.0))))))))


def _gelu(z: Node) -> Node:
    return Times((HALF, z, Plus((ONE, Call("tanh", (_gelu_inside(z),))))))


ACTIVATION_WORDS: Mapping[str, Callable[[Node], Node]] = {
    "tanh": lambda z: Call("tanh", (z,)),
    "sigmoid": _sigmoid,
    "relu": lambda z: Call("max", (ZERO, z)),
    "leaky_relu": lambda z: positive(z, z, Times((Number(LEAK), z))),
    "elu": lambda z: positive(z, z, less(exp(z), ONE)),
    "softplus": lambda z: Call("log", (Plus((ONE, exp(z))),)),
    "gelu": _gelu,
    "swish": lambda z: Times((z, Call("σ", (z,)))),
    "sin": lambda z: Call("sin", (z,)),
    "linear": lambda z: z,
    "step": lambda z: Cases(((ONE, Chain((z, ZERO), "≥")), (ZERO, ELSE)), 0 if _value(z) >= 0 else 1),
}


# ---- their slopes φ′(z), by z and a ----------------------------------------------------------------------------------


def _gelu_slope(z: Node, _a: Node) -> Node:
    t = Call("tanh", (_gelu_inside(z),))
    inner = Plus((ONE, Times((Number(round(3 * GELU_CUBE, 9)), squared(z)))))
    rising = Times((HALF, Plus((ONE, t))))
    return Plus((rising, Times((HALF, z, less(ONE, squared(t)), Root(Over(TWO, PI)), inner))))


def _swish_slope(z: Node, a: Node) -> Node:
    s = Call("σ", (z,))
    return Plus((s, Times((a, less(ONE, s)))))


SLOPE_WORDS: Mapping[str, Callable[[Node, Node], Node]] = {
    "tanh": lambda z, a: less(ONE, squared(a)),
    "sigmoid": lambda z, a: Times((a, less(ONE, a))),
    "relu": lambda z, a: positive(z, ONE, ZERO),
    "leaky_relu": lambda z, a: positive(z, ONE, Number(LEAK)),
    "elu": lambda z, a: positive(z, ONE, Plus((a, ONE))),
    "softplus": lambda z, a: Call("σ", (z,)),
    "gelu": _gelu_slope,
    "swish": _swish_slope,
    "sin": lambda z, a: Call("cos", (z,)),
    "linear": lambda z, a: ONE,
    "step": lambda z, a: ZERO,
    "softmax": lambda z, a: Times((a, less(ONE, a))),
}


# ---- costs of one output unit, by its a, y and z ---------------------------------------------------------------------


def _logistic(a: Node, y: Node, _z: Node) -> Node:
    of_class = Times((y, Call("log", (a,))))
    return Minus(Plus((of_class, Times((less(ONE, y), Call("log", (less(ONE, a),)))))))


def _huber(a: Node, y: Node, _z: Node) -> Node:
    error = less(a, y)
    beyond = abs(_value(a) - _value(y)) > HUBER_WIDTH
    pieces = (
        (Times((HALF, squared(error))), Chain((Call("abs", (error,)), Number(HUBER_WIDTH)), "≤")),
        (less(Call("abs", (error,)), HALF), ELSE),
    )
    return Cases(pieces, int(beyond))


COST_WORDS: Mapping[str, Callable[[Node, Node, Node], Node]] = {
    "logistic": _logistic,
    "cross_entropy": lambda a, y, z: Minus(Times((y, Call("log", (a,))))),
    "squared": lambda a, y, z: Times((HALF, squared(less(y, a)))),
    "huber": _huber,
    "hinge": lambda a, y, z: Call("max", (ZERO, less(ONE, Times((y, a))))),
    "perceptron": lambda a, y, z: Times((less(a, y), z)),
}


# ---- their slopes ∂J/∂a ----------------------------------------------------------------------------------------------


def _hinge_slope(a: Node, y: Node) -> Node:
    inside = _value(y) * _value(a) < 1
    return Cases(((Minus(y), Chain((Times((y, a)), ONE), "<")), (ZERO, ELSE)), 0 if inside else 1)


COST_SLOPE_WORDS: Mapping[str, Callable[[Node, Node], Node]] = {
    "squared": lambda a, y: less(a, y),
    "huber": lambda a, y: Call("max", (Number(-HUBER_WIDTH), Call("min", (Number(HUBER_WIDTH), less(a, y))))),
    "hinge": _hinge_slope,
}


# ---- the penalties' part of a derivative, by λ and w -----------------------------------------------------------------

PENALTY_SLOPE_WORDS: Mapping[str, Callable[[Node, Node], Node]] = {
    "l2": lambda rate, w: Times((rate, w)),
    "l1": lambda rate, w: Times((rate, Call("sign", (w,)))),
}
