"""The words and signs of formulas over the plane, as tables: what each computes, and how strongly it binds."""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from math import e, pi
from typing import Any

import numpy as np

from engine.activations import relu, sigmoid
from engine.plane_formula.tree import Coordinate, Operation


@dataclass(frozen=True)
class Function:
    """A function of `least` to `most` arguments; a `most` of None is as many as one likes."""

    operation: Operation
    least: int = 1
    most: int | None = 1

    @property
    def expects(self) -> str:
        """How many arguments it takes, in words."""
        if self.most is None:
            return f"{self.least} or more arguments"
        return "1 argument" if self.most == 1 else f"{self.most} arguments"


class Strength(IntEnum):
    """How strongly an operator binds, as in Python; a power is stronger than the sign before it."""

    OR = 1
    XOR = 2
    AND = 3
    NOT = 4
    COMPARE = 5
    ADD = 6
    MULTIPLY = 7
    POWER = 8


@dataclass(frozen=True)
class Operator:
    """What stands between two values."""

    operation: Operation
    strength: Strength

    @property
    def is_logic(self) -> bool:
        """Whether it joins truths rather than numbers."""
        return self.strength < Strength.NOT


def differs(left: Any, right: Any) -> Any:
    """Return where two numbers differ; as all comparisons, false where one of them is none."""
    return (left < right) | (left > right)


def least_of(*values: Any) -> Any:
    """Return the least of several numbers, NaN where one of them is."""
    return reduce(np.minimum, values)


def greatest_of(*values: Any) -> Any:
    """Return the greatest of several numbers, NaN where one of them is."""
    return reduce(np.maximum, values)


def step(z: Any) -> Any:
    """1 for z ≥ 0, else 0: the activation of that name, but NaN stays NaN."""
    return np.heaviside(z, 1.0)


COORDINATES = {
    "x1": Coordinate(lambda at: at.x1),
    "x2": Coordinate(lambda at: at.x2),
    "r": Coordinate(lambda at: np.hypot(at.x1, at.x2)),
    "theta": Coordinate(lambda at: np.arctan2(at.x2, at.x1)),
}

CONSTANTS = {"pi": pi, "e": e}

FUNCTIONS = {
    "sin": Function(np.sin),
    "cos": Function(np.cos),
    "tan": Function(np.tan),
    "asin": Function(np.arcsin),
    "acos": Function(np.arccos),
    "atan": Function(np.arctan),
    "sinh": Function(np.sinh),
    "cosh": Function(np.cosh),
    "tanh": Function(np.tanh),
    "exp": Function(np.exp),
    "log": Function(np.log),
    "log10": Function(np.log10),
    "sqrt": Function(np.sqrt),
    "abs": Function(np.abs),
    "sign": Function(np.sign),
    "floor": Function(np.floor),
    "ceil": Function(np.ceil),
    "round": Function(np.rint),  # half to even, as in Python
    "min": Function(least_of, 2, None),
    "max": Function(greatest_of, 2, None),
    "step": Function(step),
    "sigmoid": Function(sigmoid),
    "relu": Function(relu),
    "hypot": Function(np.hypot, 2, 2),
    "atan2": Function(np.arctan2, 2, 2),
    "mod": Function(np.mod, 2, 2),  # of the sign of what one divides by, as in Python
}
FUNCTIONS |= {
    other: FUNCTIONS[name]
    for other, name in {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2"}.items()
}

OPERATORS = {
    "or": Operator(np.logical_or, Strength.OR),
    "xor": Operator(np.logical_xor, Strength.XOR),
    "and": Operator(np.logical_and, Strength.AND),
    "<": Operator(np.less, Strength.COMPARE),
    "<=": Operator(np.less_equal, Strength.COMPARE),
    ">": Operator(np.greater, Strength.COMPARE),
    ">=": Operator(np.greater_equal, Strength.COMPARE),
    "==": Operator(np.equal, Strength.COMPARE),
    "!=": Operator(differs, Strength.COMPARE),
    "+": Operator(np.add, Strength.ADD),
    "-": Operator(np.subtract, Strength.ADD),
    "*": Operator(np.multiply, Strength.MULTIPLY),
    "/": Operator(np.divide, Strength.MULTIPLY),
    "mod": Operator(np.mod, Strength.MULTIPLY),
    "^": Operator(np.power, Strength.POWER),
}

SIGNS = {"-": np.negative, "+": np.positive}  # before a number
KEYWORDS = ("and", "or", "xor", "not")

SAME_SIGN = {  # other ways to write a sign
    "**": "^",
    "%": "mod",
    "&": "and",
    "&&": "and",
    "∧": "and",
    "∨": "or",
    "!": "not",
    "¬": "not",
    "·": "*",
    "⋅": "*",
    "×": "*",
    "−": "-",
    "–": "-",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}

WRONG_SIGN = {  # what is written elsewhere: what it is here
    "=": "==",
    "===": "==",
    "=<": "<=",
    "=>": ">=",
    "<>": "!=",
    "~": "not",
    "[": "(",
    "]": ")",
    "{": "(",
    "}": ")",
    ";": ",",
    "√": "sqrt(…)",
    "∞": "a number",
    ".": "a number such as 0.5",
}

WRONG_NAME = {  # what is written elsewhere: what to do here
    "x": "the coordinates are x1 and x2",
    "y": "the second coordinate is x2",
    "z": "there are only x1 and x2",
    "t": "the coordinates are x1 and x2",
    "phi": "the angle is theta",
    "φ": "the angle is theta",
    "inf": "expected a number",
    "nan": "expected a number",
    "true": "write a comparison such as x1 > 0",
    "false": "write a comparison such as x1 > 0",
    "if": "write a comparison, which is 1 where it is true",
}
