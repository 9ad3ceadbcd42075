"""Cost functions: what the network is punished for, and the δ with which that travels backwards.

A cost here belongs to one kind of output unit, because only together do they stay exact: the logistic cost of a sigmoid
unit is computed from its net input, so log(0) never appears however sure the unit is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats


@dataclass(frozen=True)
class Cost:
    """One cost function.

    Attributes
    ----------
    name : the word in files and on the command line
    formula : J for one sample, as a person writes it
    output : the output activation it belongs to
    value : (z, y) -> the cost of each sample, shape (n,), summed over output units; z and y have shape (t, n)
    delta : (a, y) -> δ⁽ᴸ⁾, shape (t, n)
    """

    name: str
    formula: str
    output: str
    value: Callable[[Floats, Array], Array]
    delta: Callable[[Floats, Array], Array]


def logistic_value(z: Floats, y: Array) -> Array:
    """−[y log a + (1 − y) log(1 − a)] with a = σ(z), which is log(1 + eᶻ) − y z."""
    value: Array = np.sum(np.logaddexp(0.0, z) - y * z, axis=0)
    return value


COSTS = {
    cost.name: cost
    for cost in (
        Cost(
            name="logistic",
            formula="J = −[y log a + (1 − y) log(1 − a)]",
            output="sigmoid",
            value=logistic_value,
            delta=lambda a, y: a - y,
        ),
    )
}
