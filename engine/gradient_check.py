"""Gradient checking: every derivative against the central difference [J(w + ε) − J(w − ε)] / 2ε.

The relative error ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖), as a whole and of each weight, has three verdicts: at most 1e-7 is fine, at
most 1e-4 doubtful, more is wrong. Where the difference steps over a kink, such as relu's at 0, it means nothing: such
weights are named, not failed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.learning import Objective
from engine.network import Forward, Network, by_layer, forward

EPSILON = 1e-5
ROUNDING = 8  # J and δ are computed to within so many roundings; near a minimum the derivatives are little else
FINE, DOUBTFUL = 1e-7, 1e-4
TINY = 1e-9  # below this share of the largest derivative, rounding of J alone makes the relative error of one weight


@dataclass(frozen=True)
class GradientCheck:
    """What a check found.

    Attributes
    ----------
    analytic, numeric : ∂J/∂w by backpropagation and by the central difference, in the order of `Network.flat`
    error : the relative error as a whole, kinks left out
    errors : the relative error of each weight
    at_kink : which weights the difference moves over a kink, of bool
    """

    sizes: tuple[int, ...]
    analytic: Array
    numeric: Array
    error: float
    errors: Array
    at_kink: np.ndarray

    @property
    def verdict(self) -> str:
        """Judge the whole: "fine", "doubtful" or "wrong"."""
        return verdict(self.error)

    def by_layer(self, flat: Array) -> dict[int, Array]:
        """Cut one of the results into matrices like W⁽ˡ⁾."""
        return by_layer(self.sizes, flat)


def verdict(error: float) -> str:
    """Judge a relative error; what is no number is wrong."""
    return "fine" if error <= FINE else "doubtful" if error <= DOUBTFUL else "wrong"


@np.errstate(over="ignore", invalid="ignore")
def gradient_check_of(
    objective: Objective,
    network: Network,
    inputs: Array,
    targets: Array,
    epsilon: float = EPSILON,
    progress: Callable[[], object] | None = None,
) -> GradientCheck:
    """Compare ∂J/∂w of every weight with the central difference, penalties on, over samples (n, u₁) and (t, n).

    It takes two forward passes a weight; `progress` is called after each weight.
    """
    analytic = objective.gradient(network, inputs, targets)
    numeric, at_kink = np.empty_like(analytic), np.zeros(len(analytic), dtype=bool)
    probe = network.copy()
    for index, value in enumerate(network.flat.tolist()):
        sides = []
        for moved in (value + epsilon, value - epsilon):
            probe.flat[index] = moved
            sides.append((objective.value(probe, inputs, targets), forward(probe, inputs)))
        probe.flat[index] = value
        (above, passed_above), (below, passed_below) = sides
        numeric[index] = (above - below) / (2 * epsilon)
        penalty_kink = bool(objective.experiment.l1 and objective.penalised[index] and abs(value) <= epsilon)
        if progress:
            progress()
        at_kink[index] = penalty_kink or _crosses_kink(objective, network, passed_above, passed_below, targets)
    counted = ~at_kink
    noise = _noise(objective, network, inputs, targets, epsilon)
    error = _whole(analytic[counted], numeric[counted], noise)
    return GradientCheck(network.sizes, analytic, numeric, error, _each(analytic, numeric, noise), at_kink)


def _noise(objective: Objective, network: Network, inputs: Array, targets: Array, epsilon: float) -> float:
    """Return how far rounding alone may part the two: that of J in the difference, that of a − y in backpropagation."""
    of_difference = abs(objective.value(network, inputs, targets)) / epsilon
    greatest = max(1.0, *(float(np.abs(a).max(initial=0.0)) for a in forward(network, inputs).a.values()))
    of_delta = greatest * (len(inputs) if objective.experiment.reduction == "sum" else 1)
    return ROUNDING * float(np.finfo(np.float64).eps) * max(of_difference, of_delta)


def _whole(analytic: Array, numeric: Array, noise: float) -> float:
    """Return ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖), with at least what makes the difference's noise fine below the line."""
    size = float(np.linalg.norm(analytic) + np.linalg.norm(numeric))
    size = max(size, noise * float(np.sqrt(len(analytic))) / FINE)
    return float(np.linalg.norm(analytic - numeric)) / size if size else 0.0


def _each(analytic: Array, numeric: Array, noise: float) -> Array:
    """Return |g − ĝ| / (|g| + |ĝ|), with at least a small share of the largest derivative below the line, as above."""
    size = np.abs(analytic) + np.abs(numeric)
    floor = max(float(size.max(initial=0.0)) * TINY / FINE, noise / FINE, 1e-300)
    return np.asarray(np.abs(analytic - numeric) / np.maximum(size, floor))


def _crosses_kink(objective: Objective, network: Network, above: Forward, below: Forward, targets: Array) -> bool:
    """Tell whether a net input, or the hinge of the cost, has changed sides between two passes."""
    for layer, name in enumerate(network.activations, start=2):
        for kink in ACTIVATIONS[name].kinks:
            if ((above.z[layer] > kink) != (below.z[layer] > kink)).any():
                return True
    margins = [passed.output * targets for passed in (above, below)]
    return objective.experiment.cost == "hinge" and bool(((margins[0] < 1) != (margins[1] < 1)).any())
