"""Steps: one act of the lecture each, with its symbol, its terms and its value, taken from the passes themselves.

Whatever shows a formula with numbers shows a Step, so what is shown is what is computed. A net input's value is the one
that the forward pass used; its terms, summed in order, give the same to within the rounding of float64 addition.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.network import Forward, Network, forward
from engine.symbols import Symbol, activation, net_input, weight


@dataclass(frozen=True)
class Term:
    """One summand w⁽ˡ⁾ⱼ,ₖ a⁽ˡ⁾ₖ of a net input; for the bias unit k = 0 the activation is 1."""

    weight_symbol: Symbol
    activation_symbol: Symbol
    weight: float
    activation: float

    @property
    def value(self) -> float:
        return self.weight * self.activation


@dataclass(frozen=True)
class Step:
    """One act.

    Attributes
    ----------
    kind : "net_input" or "activation"
    layer, unit : where it happens
    symbol : what it computes
    terms : the summands, bias first; none for an activation
    argument : the net input an activation is computed from, else None
    function : the activation's name, else ""
    value : the result
    """

    kind: str
    layer: int
    unit: int
    symbol: Symbol
    value: float
    terms: tuple[Term, ...] = ()
    argument: float | None = None
    function: str = ""


class SampleSteps:
    """The forward pass of one sample through a network, act by act.

    Parameters
    ----------
    inputs : the sample's features, shape (u₁,)
    target : y, shape (t,)
    """

    def __init__(self, network: Network, inputs: Array, target: Array) -> None:
        self.network = network
        self.inputs = inputs
        self.target = target

    @cached_property
    def passed(self) -> Forward:
        with np.errstate(over="ignore", invalid="ignore"):
            return forward(self.network, self.inputs[np.newaxis, :])

    def activation_of(self, layer: int, unit: int) -> float:
        """Return a⁽ˡ⁾ⱼ; unit 0 is the bias unit, which is 1."""
        return 1.0 if unit == 0 else float(self.passed.a[layer][unit - 1, 0])

    def net_input(self, layer: int, unit: int) -> Step:
        """z⁽ˡ⁾ⱼ = Σₖ w⁽ˡ⁻¹⁾ⱼ,ₖ a⁽ˡ⁻¹⁾ₖ, for l ≥ 2."""
        below = layer - 1
        row = self.network.W[below][unit - 1]
        terms = tuple(
            Term(weight(below, unit, k), activation(below, k), float(w), self.activation_of(below, k))
            for k, w in enumerate(row)
        )
        value = float(self.passed.z[layer][unit - 1, 0])
        return Step("net_input", layer, unit, net_input(layer, unit), value, terms=terms)

    def activation(self, layer: int, unit: int) -> Step:
        """a⁽ˡ⁾ⱼ = φ(z⁽ˡ⁾ⱼ), for l ≥ 2."""
        name = self.network.activations[layer - 2]
        return Step(
            "activation",
            layer,
            unit,
            activation(layer, unit),
            self.activation_of(layer, unit),
            argument=float(self.passed.z[layer][unit - 1, 0]),
            function=ACTIVATIONS[name].name,
        )
