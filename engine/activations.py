"""Activation functions: φ and φ′ together, so that the pair cannot drift apart.

`derivative` is given the activation as well as the net input, because for most functions φ′ is cheapest in terms of a.
All work on arrays of any shape and of either float width, and never overflow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np

from engine.arrays import Floats

LEAK = 0.01  # leaky relu's slope below zero
SQRT_HALF_PI = float(np.sqrt(2 / np.pi))
GELU_CUBE = 0.044715


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    name : the word in files and on the command line
    formula : φ(z) as a person writes it
    derivative_formula : φ′(z) as a person writes it
    value : z -> a
    derivative : (z, a) -> φ′(z); where φ has a kink, its slope from the left
    bounds : the least and greatest activation, or None if there are none on both sides
    kinks : the net inputs at which φ′ jumps
    straight : the least and greatest net input between which φ is nearly straight and rises, one as far from 0 as the
        other if both are finite; None if there is no such range. An inserted layer works there, see `engine.insertion`
    """

    name: str
    formula: str
    derivative_formula: str
    value: Callable[[Floats], Floats]
    derivative: Callable[[Floats, Floats], Floats]
    bounds: tuple[float, float] | None = None
    kinks: tuple[float, ...] = ()
    straight: tuple[float, float] | None = None

    def pull_back(self, z: Floats, a: Floats, slope: Floats) -> Floats:
        """Return ∂J/∂z from `slope` = ∂J/∂a: slope ⊙ φ′(z) for a function of each unit alone."""
        return slope * self.derivative(z, a)


class Softmax(Activation):
    """aⱼ = e^zⱼ / Σₖ e^zₖ over the units of a layer: the one activation whose units depend on each other."""

    def pull_back(self, z: Floats, a: Floats, slope: Floats) -> Floats:
        """Return ∂J/∂z = a ⊙ (∂J/∂a − Σₖ aₖ ∂J/∂aₖ), the sum over the units of each sample."""
        pulled: Floats = a * (slope - np.sum(a * slope, axis=0))
        return pulled


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + e⁻ᶻ), written with e^−|z| so that no exponential overflows and tiny values stay exact."""
    e = np.exp(-np.abs(z))
    value: Floats = np.where(z >= 0, 1, e) / (1 + e)
    return value


def softmax(z: Floats) -> Floats:
    """e^zⱼ / Σₖ e^zₖ, each sample's greatest net input subtracted first so that no exponential overflows."""
    e = np.exp(z - z.max(axis=0))
    value: Floats = e / e.sum(axis=0)
    return value


def relu(z: Floats) -> Floats:
    positive: Floats = np.maximum(z, 0)
    return positive


def leaky_relu(z: Floats) -> Floats:
    leaking: Floats = np.where(z > 0, z, LEAK * z)
    return leaking


def elu(z: Floats) -> Floats:
    value: Floats = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
    return value


def softplus(z: Floats) -> Floats:
    """log(1 + eᶻ), which is z for large z."""
    value: Floats = np.logaddexp(0, z).astype(z.dtype, copy=False)
    return value


def _gelu_tanh(z: Floats) -> Floats:
    # Beyond ±20 the tanh is ±1 to the last bit; the clip keeps the cube from overflowing.
    clipped = np.clip(z, -20, 20)
    value: Floats = np.tanh(SQRT_HALF_PI * (clipped + GELU_CUBE * clipped**3))
    return value


def gelu(z: Floats) -> Floats:
    """½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), Hendrycks and Gimpel's approximation of z Φ(z)."""
    return 0.5 * z * (1 + _gelu_tanh(z))


def gelu_derivative(z: Floats, _a: Floats) -> Floats:
    """½ (1 + t) + ½ z (1 − t²) √(2/π) (1 + 3 · 0.044715 z²), with the t = tanh(…) of `gelu`."""
    t = _gelu_tanh(z)
    clipped = np.clip(z, -20, 20)
    return 0.5 * (1 + t) + 0.5 * clipped * (1 - t * t) * SQRT_HALF_PI * (1 + 3 * GELU_CUBE * clipped**2)


def swish_derivative(z: Floats, a: Floats) -> Floats:
    """σ(z) + a (1 − σ(z)) with a = z σ(z): a + σ(z) (1 − a) in an order that keeps its digits for large z."""
    s = sigmoid(z)
    return s + a * (1 - s)


def _one(z: Floats, _a: Floats) -> Floats:
    return np.ones_like(z)


def _zero(z: Floats, _a: Floats) -> Floats:
    return np.zeros_like(z)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("tanh", "tanh(z)", "1 − a²", np.tanh, lambda z, a: 1 - a * a, (-1.0, 1.0), straight=(-0.7, 0.7)),
        Activation(
            "sigmoid",
            "1 / (1 + e⁻ᶻ)",
            "a (1 − a)",
            sigmoid,
            lambda z, a: a * (1 - a),
            (0.0, 1.0),
            straight=(-1.4, 1.4),
        ),
        Activation(
            "relu",
            "max(0, z)",
            "1 for z > 0, else 0",
            relu,
            lambda z, a: (a > 0).astype(a.dtype),
            kinks=(0.0,),
            straight=(0.0, inf),
        ),
        Activation(
            "leaky_relu",
            "z for z > 0, else 0.01 z",
            "1 for z > 0, else 0.01",
            leaky_relu,
            lambda z, a: np.where(a > 0, 1, LEAK).astype(a.dtype),
            kinks=(0.0,),
            straight=(0.0, inf),
        ),
        Activation(
            "elu",
            "z for z > 0, else eᶻ − 1",
            "1 for z > 0, else a + 1",
            elu,
            lambda z, a: np.where(a > 0, 1, a + 1),
            straight=(0.0, inf),
        ),
        Activation("softplus", "log(1 + eᶻ)", "σ(z)", softplus, lambda z, a: sigmoid(z), straight=(3.0, inf)),
        Activation(
            "gelu",
            "½ z (1 + tanh(√(2/π) (z + 0.044715 z³)))",
            "½ (1 + t) + ½ z (1 − t²) √(2/π) (1 + 0.134145 z²)",
            gelu,
            gelu_derivative,
            straight=(2.0, inf),
        ),
        Activation(
            "swish",
            "z σ(z)",
            "σ(z) + a (1 − σ(z))",
            lambda z: z * sigmoid(z),
            swish_derivative,
            straight=(4.0, inf),
        ),
        Activation("sin", "sin(z)", "cos(z)", np.sin, lambda z, a: np.cos(z), (-1.0, 1.0), straight=(-0.7, 0.7)),
        Activation("linear", "z", "1", lambda z: z.copy(), _one, straight=(-inf, inf)),
        Activation(
            "step",
            "1 for z ≥ 0, else 0",
            "0",
            lambda z: (z >= 0).astype(z.dtype),
            _zero,
            (0.0, 1.0),
            kinks=(0.0,),
        ),
        Softmax("softmax", "e^zⱼ / Σₖ e^zₖ", "aⱼ (1 − aⱼ)", softmax, lambda z, a: a * (1 - a), (0.0, 1.0)),
    )
}

HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")  # what a hidden layer may have
OUTPUTS = ("sigmoid", "softmax", "tanh", "linear", "step")  # what the output layer may have
