"""Cost functions: what the network is punished for, and the δ with which that travels backwards.

The value is given the net input as well as the activation: the logistic and the cross-entropy cost are computed from
z, so log(0) never appears however sure a unit is. For the pairs in `matched`, δ⁽ᴸ⁾ is the plain difference a⁽ᴸ⁾ − y.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats

HUBER_WIDTH = 1.0  # where Huber's cost turns from a parabola into a line


@dataclass(frozen=True)
class Cost:
    """One cost function.

    Attributes
    ----------
    name : the word in files and on the command line
    formula : J of one sample, as a person writes it
    outputs : the output activations it may stand behind
    value : (z, a, y) -> the cost of each output unit and sample, shape (t, n)
    slope : (a, y) -> ∂J/∂a, shape (t, n); None where every pair is matched
    matched : the output activation for which δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y
    """

    name: str
    formula: str
    outputs: tuple[str, ...]
    value: Callable[[Floats, Floats, Array], Array]
    slope: Callable[[Floats, Array], Floats] | None = None
    matched: str = ""

    def delta(self, output: str, z: Floats, a: Floats, y: Array) -> Array:
        """Return δ⁽ᴸ⁾ = ∂J/∂z⁽ᴸ⁾, shape (t, n): a − y for the matched output, else ∂J/∂a ⊙ φ′(z)."""
        if output == self.matched or self.slope is None:
            difference: Array = a - y
            return difference
        delta: Array = ACTIVATIONS[output].pull_back(z, a, self.slope(a, y))  # type: ignore[assignment]
        return delta


def logistic(z: Floats, _a: Floats, y: Array) -> Array:
    """−[y log a + (1 − y) log(1 − a)] with a = σ(z), which is log(1 + eᶻ) − y z."""
    cost: Array = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))  # exact to the last bits for y = 0 and 1
    return cost


def cross_entropy(z: Floats, _a: Floats, y: Array) -> Array:
    """−yⱼ log aⱼ with a = softmax(z), which is yⱼ (log Σₖ e^zₖ − zⱼ).

    The greatest net input is taken out of the sum, so that a cost of all but 0 keeps its digits.
    """
    top = z.max(axis=0)
    is_top = z == top
    lower = np.where(is_top, 0.0, np.exp(z - top)).sum(axis=0)
    as_great = np.where(is_top, 1.0, 0.0).sum(axis=0) - 1
    cost: Array = y * (top - z + np.log1p(lower + as_great))
    return cost


def squared(_z: Floats, a: Floats, y: Array) -> Array:
    """½ (y − a)²."""
    cost: Array = 0.5 * (y - a) ** 2
    return cost


def huber(_z: Floats, a: Floats, y: Array) -> Array:
    """½ e² for |e| ≤ 1, else |e| − ½, with e = a − y."""
    error = np.abs(a - y)
    cost: Array = np.where(error <= HUBER_WIDTH, 0.5 * error**2, HUBER_WIDTH * (error - 0.5 * HUBER_WIDTH))
    return cost


def hinge(_z: Floats, a: Floats, y: Array) -> Array:
    """max(0, 1 − y a), with targets −1 and 1."""
    cost: Array = np.maximum(0.0, 1.0 - y * a)
    return cost


def perceptron(z: Floats, a: Floats, y: Array) -> Array:
    """(a − y) z: how far a wrong sample lies beyond the threshold; 0 for a right one. Its slope is Rosenblatt's."""
    cost: Array = (a - y) * z
    return cost


COSTS: dict[str, Cost] = {
    cost.name: cost
    for cost in (
        Cost(
            "logistic",
            "−[y log a + (1 − y) log(1 − a)]",
            ("sigmoid",),
            logistic,
            matched="sigmoid",
        ),
        Cost("cross_entropy", "−Σⱼ yⱼ log aⱼ", ("softmax",), cross_entropy, matched="softmax"),
        Cost(
            "squared",
            "½ Σⱼ (yⱼ − aⱼ)²",
            ("linear", "sigmoid", "tanh", "softmax"),
            squared,
            lambda a, y: a - y,
            matched="linear",
        ),
        Cost(
            "huber",
            "½ (a − y)² for |a − y| ≤ 1, else |a − y| − ½",
            ("linear", "sigmoid", "tanh"),
            huber,
            lambda a, y: np.clip(a - y, -HUBER_WIDTH, HUBER_WIDTH),
        ),
        Cost(
            "hinge",
            "max(0, 1 − y a)",
            ("linear", "tanh"),
            hinge,
            lambda a, y: np.where(y * a < 1, -y, 0.0),
        ),
        Cost("perceptron", "(ŷ − y) z", ("step",), perceptron, matched="step"),
    )
}
