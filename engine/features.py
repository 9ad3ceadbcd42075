"""Input features: what the network is given of a point (x1, x2, …). Layer 1 has one unit for each.

All of a table's columns are features as they are; of the first two there are more.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats

COLUMN = re.compile(r"x([1-9]\d{0,4})")  # of a table: x1, x2, x3 …


@dataclass(frozen=True)
class Feature:
    """`value(x1, x2)` maps the two coordinates, arrays of one shape, to the feature, of the same shape.

    `needs_x2` tells whether it makes no sense for data over a line.
    """

    name: str
    summary: str
    value: Callable[[Floats, Floats], Floats]
    needs_x2: bool = True


FEATURES = {
    feature.name: feature
    for feature in (
        Feature("x1", "the first coordinate", lambda x1, x2: x1, needs_x2=False),
        Feature("x2", "the second coordinate", lambda x1, x2: x2),
        Feature("x1^2", "the square of x1", lambda x1, x2: x1 * x1, needs_x2=False),
        Feature("x2^2", "the square of x2", lambda x1, x2: x2 * x2),
        Feature("x1x2", "the product of both", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "the sine of x1", lambda x1, x2: np.sin(x1), needs_x2=False),
        Feature("sin_x2", "the sine of x2", lambda x1, x2: np.sin(x2)),
        Feature("cos_x1", "the cosine of x1", lambda x1, x2: np.cos(x1), needs_x2=False),
        Feature("cos_x2", "the cosine of x2", lambda x1, x2: np.cos(x2)),
        Feature("abs_x1", "the size of x1", lambda x1, x2: np.abs(x1), needs_x2=False),
        Feature("abs_x2", "the size of x2", lambda x1, x2: np.abs(x2)),
        Feature("r", "the distance from the middle", lambda x1, x2: np.hypot(x1, x2)),
        Feature("theta", "the angle about the middle", lambda x1, x2: np.arctan2(x2, x1)),
    )
}


def inputs(names: Sequence[str], points: Floats) -> Floats:
    """Return the features of points, shape (n, dimensions), as the rows of the input matrix, shape (n, features)."""
    x1, x2 = points[:, 0], points[:, min(1, points.shape[1] - 1)]
    return np.column_stack(
        [FEATURES[name].value(x1, x2) if name in FEATURES else points[:, column_of(name)] for name in names]
    )


def column_of(name: str) -> int:
    """Return which column of the points a feature is as it is, counted from 0; −1 if it is none.

    >>> column_of("x1"), column_of("x12"), column_of("x1^2")
    (0, 11, -1)
    """
    found = COLUMN.fullmatch(name)
    return int(found.group(1)) - 1 if found else -1


def needed_by(name: str) -> int:
    """Return how many numbers a point must have for a feature; 0 for what is no feature.

    >>> needed_by("x1^2"), needed_by("x1x2"), needed_by("x7"), needed_by("x0")
    (1, 2, 7, 0)
    """
    if name in FEATURES:
        return 2 if FEATURES[name].needs_x2 else 1
    return column_of(name) + 1


def columns(dimensions: int) -> tuple[str, ...]:
    """Return the features that points are as they are.

    >>> columns(3)
    ('x1', 'x2', 'x3')
    """
    return tuple(f"x{number}" for number in range(1, dimensions + 1))
