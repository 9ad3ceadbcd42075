"""Gradient checking: every derivative against the central difference [J(w + ε) − J(w − ε)] / 2ε.

The relative error ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖), as a whole and of each weight, has three verdicts: at most 1e-7 is fine, at
most 1e-4 doubtful, more is wrong. Where the difference steps over a kink, such as relu's at 0, it means nothing: such
weights are named, not failed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats
from engine.experiment import Weight
from engine.learning import Objective
from engine.network import Forward, Network, by_layer, forward
from engine.steps import LearningStep
from engine.surgery import place_of

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


@dataclass(frozen=True)
class Difference:
    """The derivative by one weight, by backpropagation and by the central difference.

    Attributes
    ----------
    above, below : J(w + ε) and J(w − ε)
    numeric : the central difference [J(w + ε) − J(w − ε)] / 2ε
    error : |g − ĝ| / (|g| + |ĝ|)
    at_kink : whether the difference moves over a kink, where it means nothing
    """

    analytic: float
    numeric: float
    above: float
    below: float
    epsilon: float
    error: float
    at_kink: bool

    @property
    def verdict(self) -> str:
        """Judge it: "fine", "doubtful", "wrong", or "kink"."""
        return "kink" if self.at_kink else verdict(self.error)


@dataclass(frozen=True, eq=False)
class Checker:
    """Takes the differences of J over samples, one weight after the other; the network stays as it is.

    Parameters
    ----------
    inputs, targets : of the samples, shapes (n, u₁) and (t, n)
    dropped : the dropout that the samples meet, as in `engine.network.forward`; none unless it is given
    """

    objective: Objective
    network: Network
    inputs: Floats
    targets: Array
    epsilon: float = EPSILON
    dropped: Mapping[int, Floats] | None = None

    @cached_property
    @np.errstate(over="ignore", invalid="ignore")
    def analytic(self) -> Array:
        """∂J/∂w of every weight by backpropagation, in the order of `Network.flat`."""
        return self.objective.gradient(self.network, self.inputs, self.targets, self.dropped)

    def of_weight(self, weight: Weight) -> Difference:
        """Return the difference by the weight (l, j, k)."""
        return self.difference(int(place_of(self.network.sizes, [weight])[0]))

    @np.errstate(over="ignore", invalid="ignore")
    def difference(self, index: int) -> Difference:
        """Return the difference by one weight, by its number in `Network.flat`; two forward passes."""
        value, probe = float(self.network.flat[index]), self._probe
        costs, passes = [], []
        for moved in (value + self.epsilon, value - self.epsilon):
            probe.flat[index] = moved
            passes.append(self._forward(probe))
            costs.append(self.objective.value_of_pass(probe, passes[-1], self.targets))
        probe.flat[index] = value
        numeric = (costs[0] - costs[1]) / (2 * self.epsilon)
        objective = self.objective
        penalty_kink = bool(objective.experiment.l1 and objective.penalised[index] and abs(value) <= self.epsilon)
        at_kink = penalty_kink or _crosses_kink(objective, self.network, passes[0], passes[1], self.targets)
        analytic = float(self.analytic[index])
        error = _each(np.array([analytic]), np.array([numeric]), self._noise, self._greatest)
        return Difference(analytic, numeric, costs[0], costs[1], self.epsilon, float(error[0]), at_kink)

    @np.errstate(over="ignore", invalid="ignore")
    def check(self, progress: Callable[[], object] | None = None) -> GradientCheck:
        """Compare every derivative; `progress` is called after each weight."""
        numeric, at_kink = np.empty_like(self.analytic), np.zeros(len(self.analytic), dtype=bool)
        for index in range(len(numeric)):
            found = self.difference(index)
            numeric[index], at_kink[index] = found.numeric, found.at_kink
            if progress:
                progress()
        counted = ~at_kink
        error = _whole(self.analytic[counted], numeric[counted], self._noise)
        errors = _each(self.analytic, numeric, self._noise, self._greatest)
        return GradientCheck(self.network.sizes, self.analytic, numeric, error, errors, at_kink)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _forward(self, network: Network) -> Forward:
        return forward(network, self.inputs, self.dropped)

    @cached_property
    def _passed(self) -> Forward:
        return self._forward(self.network)

    @cached_property
    def _probe(self) -> Network:
        return self.network.copy()

    @cached_property
    def _greatest(self) -> float:
        return float(np.abs(self.analytic).max(initial=0.0))

    @cached_property
    def _noise(self) -> float:
        """How far rounding alone may part the two: that of J in the difference, that of a − y in backpropagation."""
        value = self.objective.value_of_pass(self.network, self._passed, self.targets)
        greatest = max(1.0, *(float(np.abs(a).max(initial=0.0)) for a in self._passed.a.values()))
        of_delta = greatest * (len(self.inputs) if self.objective.experiment.reduction == "sum" else 1)
        return ROUNDING * float(np.finfo(np.float64).eps) * max(abs(value) / self.epsilon, of_delta)


def checker_of_step(told: LearningStep) -> Checker:
    """Return what checks the derivatives of a learning step's mini-batch, dropout as it meets it."""
    passed = told.passed
    return Checker(told.objective, told.network, passed.a[1].T, told.targets, dropped=passed.dropped)


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
    return Checker(objective, network, inputs, targets, epsilon).check(progress)


def _whole(analytic: Array, numeric: Array, noise: float) -> float:
    """Return ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖), with at least what makes the difference's noise fine below the line."""
    size = float(np.linalg.norm(analytic) + np.linalg.norm(numeric))
    size = max(size, noise * float(np.sqrt(len(analytic))) / FINE)
    return float(np.linalg.norm(analytic - numeric)) / size if size else 0.0


def _each(analytic: Array, numeric: Array, noise: float, greatest: float) -> Array:
    """Return |g − ĝ| / (|g| + |ĝ|), with at least a small share of the greatest derivative below the line, as above."""
    size = np.abs(analytic) + np.abs(numeric)
    floor = max(2 * greatest * TINY / FINE, noise / FINE, 1e-300)
    return np.asarray(np.abs(analytic - numeric) / np.maximum(size, floor))


def _crosses_kink(objective: Objective, network: Network, above: Forward, below: Forward, targets: Array) -> bool:
    """Tell whether a net input, or the hinge of the cost, has changed sides between two passes."""
    for layer, name in enumerate(network.activations, start=2):
        for kink in ACTIVATIONS[name].kinks:
            if ((above.z[layer] > kink) != (below.z[layer] > kink)).any():
                return True
    margins = [passed.output * targets for passed in (above, below)]
    return objective.experiment.cost == "hinge" and bool(((margins[0] < 1) != (margins[1] < 1)).any())
