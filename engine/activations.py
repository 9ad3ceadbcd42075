"""Activation functions: φ and φ′ together, so that the pair cannot drift apart.

`derivative` is given the activation as well as the net input, because for most functions φ′ is cheapest in terms of a.
Both work on arrays of any shape and of either float width, and never overflow.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Floats


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    name : the word in files and on the command line
    formula : φ(z) as a person writes it
    function : how φ is called in a formula with numbers, such as "tanh" in tanh(0.3)
    value : z -> a
    derivative : (z, a) -> φ′(z)
    bounds : the least and greatest activation, or None if there are none
    """

    name: str
    formula: str
    function: str
    value: Callable[[Floats], Floats]
    derivative: Callable[[Floats, Floats], Floats]
    bounds: tuple[float, float] | None


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + e⁻ᶻ), written with e^−|z| so that no exponential overflows and tiny values stay exact."""
    e = np.exp(-np.abs(z))
    value: Floats = np.where(z >= 0, 1, e) / (1 + e)
    return value


def relu(z: Floats) -> Floats:
    positive: Floats = np.maximum(z, 0)
    return positive


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation(
            name="tanh",
            formula="φ(z) = tanh(z)",
            function="tanh",
            value=np.tanh,
            derivative=lambda z, a: 1 - a * a,
            bounds=(-1.0, 1.0),
        ),
        Activation(
            name="sigmoid",
            formula="φ(z) = 1 / (1 + e⁻ᶻ)",
            function="σ",
            value=sigmoid,
            derivative=lambda z, a: a * (1 - a),
            bounds=(0.0, 1.0),
        ),
        Activation(
            name="relu",
            formula="φ(z) = max(0, z)",
            function="relu",
            value=relu,
            derivative=lambda z, a: (z > 0).astype(z.dtype),
            bounds=None,
        ),
        Activation(
            name="linear",
            formula="φ(z) = z",
            function="id",
            value=lambda z: z.copy(),
            derivative=lambda z, a: np.ones_like(z),
            bounds=None,
        ),
    )
}
