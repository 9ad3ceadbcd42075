"""What a formula over the plane is made of. Each part evaluates itself with NumPy's functions, over whole arrays.

The tree is as deep as the text is nested: what stands in one row, such as a sum of many terms, is one part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Union

import numpy as np

from engine.arrays import Array

Operation = Callable[..., Any]  # of numbers or truths, arrays or single ones, that fit each other
Tree = Union["Number", "Coordinate", "Applied", "Chain", "Comparison"]


@dataclass(frozen=True)
class Plane:
    """Where a formula is evaluated: both coordinates, arrays of one shape."""

    x1: Array
    x2: Array


@dataclass(frozen=True)
class Number:
    """A number that was written down."""

    number: float

    def value(self, _at: Plane) -> float:
        """Return the number, which is the same everywhere."""
        return self.number


@dataclass(frozen=True)
class Coordinate:
    """What tells where one is: x1, x2, or one of the two that follow from them."""

    of_plane: Callable[[Plane], Array]

    def value(self, at: Plane) -> Array:
        """Return the coordinate of each point."""
        return self.of_plane(at)


@dataclass(frozen=True)
class Applied:
    """A function of its arguments: sin(x1), also −x1, x1^2 and |x1|."""

    operation: Operation
    arguments: tuple[Tree, ...]

    def value(self, at: Plane) -> Any:
        """Return the function's values."""
        values = []
        for argument in self.arguments:  # in a comprehension it would take two of Python's frames to go down by one
            values.append(argument.value(at))
        return self.operation(*values)


@dataclass(frozen=True)
class Chain:
    """Operators of one strength, from left to right: x1 − x2 + 1, x1 > 0 and x2 > 0 and r < 3."""

    first: Tree
    rest: tuple[tuple[Operation, Tree], ...]

    def value(self, at: Plane) -> Any:
        """Return what comes out at the right end."""
        value = self.first.value(at)
        for operation, right in self.rest:
            value = operation(value, right.value(at))
        return value


@dataclass(frozen=True)
class Comparison:
    """Neighbours compared, true where all of them are: 1 < r < 2."""

    first: Tree
    rest: tuple[tuple[Operation, Tree], ...]

    def value(self, at: Plane) -> Any:
        """Return where it is true."""
        left = self.first.value(at)
        truth: Any = np.True_
        for operation, right_tree in self.rest:
            right = right_tree.value(at)
            truth = np.logical_and(truth, operation(left, right))
            left = right
        return truth
