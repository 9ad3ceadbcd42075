"""Optimizers: how a gradient changes the weights. Each is a pair: what it remembers, and one update in place.

Simplest first; learn the shape of one and you have read them all. Conventions and default parameters are PyTorch's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from engine.arrays import Array

Parameters = Mapping[str, float]
FAR = 2.0  # times the greatest usual learning rate

Update = Callable[[Array, Array, Array, float, int, Parameters, Array], None]


class Rates(NamedTuple):
    """The usual learning rates of an optimizer: the least, one to begin with, the greatest."""

    least: float
    first: float
    greatest: float


@dataclass(frozen=True)
class Optimizer:
    """One optimizer.

    Attributes
    ----------
    formula : the update of one weight, as a person writes it
    memory : the names of what it remembers for each weight; its state has one row for each, starting at 0
    defaults : its parameters and their usual values
    update : (w, g, state, η, t, parameters, penalised) changes w and state in place; w, g and the rows of state have
        one shape, t = 1, 2, … counts the updates, `penalised` is 1 for weights and 0 for bias weights
    rates : the learning rates that mostly serve it
    full_batch_only : whether it makes sense only with the gradient of the whole training part
    """

    name: str
    formula: str
    memory: tuple[str, ...]
    update: Update
    rates: Rates
    defaults: Parameters = field(default_factory=dict)
    full_batch_only: bool = False

    def is_far_above(self, rate: float) -> bool:
        """Tell whether a learning rate is far above the usual ones: it mostly makes the cost jump about."""
        return rate > FAR * self.rates.greatest

    def init(self, size: int) -> Array:
        """Return the memory at the start: zeros, shape (rows, size)."""
        return np.zeros((len(self.memory), size))


def gradient_descent(w: Array, g: Array, _state: Array, rate: float, _t: int, _p: Parameters, _mask: Array) -> None:
    """w := w − η g."""
    w -= rate * g


def momentum(w: Array, g: Array, state: Array, rate: float, _t: int, p: Parameters, _mask: Array) -> None:
    """v := μ v + g; w := w − η v."""
    v = state[0]
    v *= p["momentum"]
    v += g
    w -= rate * v


def nesterov(w: Array, g: Array, state: Array, rate: float, _t: int, p: Parameters, _mask: Array) -> None:
    """v := μ v + g; w := w − η (g + μ v)."""
    v = state[0]
    v *= p["momentum"]
    v += g
    w -= rate * (g + p["momentum"] * v)


def adagrad(w: Array, g: Array, state: Array, rate: float, _t: int, p: Parameters, _mask: Array) -> None:
    """s := s + g²; w := w − η g / (√s + ε)."""
    s = state[0]
    s += g * g
    w -= rate * g / (np.sqrt(s) + p["epsilon"])


def rmsprop(w: Array, g: Array, state: Array, rate: float, _t: int, p: Parameters, _mask: Array) -> None:
    """s := ρ s + (1 − ρ) g²; w := w − η g / (√s + ε)."""
    s = state[0]
    s *= p["decay"]
    s += (1 - p["decay"]) * g * g
    w -= rate * g / (np.sqrt(s) + p["epsilon"])


def adam(w: Array, g: Array, state: Array, rate: float, t: int, p: Parameters, _mask: Array) -> None:
    """m := β₁ m + (1 − β₁) g; v := β₂ v + (1 − β₂) g²; w := w − η m̂ / (√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)."""
    m, v = state
    m *= p["beta1"]
    m += (1 - p["beta1"]) * g
    v *= p["beta2"]
    v += (1 - p["beta2"]) * g * g
    mean = m / (1 - p["beta1"] ** t)
    spread = v / (1 - p["beta2"] ** t)
    w -= rate * mean / (np.sqrt(spread) + p["epsilon"])


def adamw(w: Array, g: Array, state: Array, rate: float, t: int, p: Parameters, mask: Array) -> None:
    """w := w − η λ w for all but bias weights, then as Adam; Loshchilov and Hutter 2019."""
    w -= rate * p["weight_decay"] * mask * w
    adam(w, g, state, rate, t, p, mask)


def rprop(w: Array, g: Array, state: Array, rate: float, t: int, p: Parameters, _mask: Array) -> None:
    """Step by Δ against the sign of g; Δ grows while the sign stays, shrinks when it turns, and then rests for once."""
    step, last = state
    step[:] = np.where(t == 1, rate, step)
    turned = np.sign(g * last)
    step *= np.where(turned > 0, p["grow"], np.where(turned < 0, p["shrink"], 1.0))
    np.clip(step, p["least_step"], p["greatest_step"], out=step)
    resting = np.where(turned < 0, 0.0, g)
    w -= np.sign(resting) * step
    last[:] = resting


_MOMENTUM = {"momentum": 0.9}
_WITH_MOMENTUM, _ADAPTIVE = Rates(0.001, 0.01, 0.1), Rates(0.001, 0.01, 0.05)
_ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}

OPTIMIZERS = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("gd", "w := w − η g", (), gradient_descent, Rates(0.01, 0.1, 1.0)),
        Optimizer("momentum", "v := μ v + g; w := w − η v", ("v",), momentum, _WITH_MOMENTUM, _MOMENTUM),
        Optimizer(
            "nesterov",
            "v := μ v + g; w := w − η (g + μ v)",
            ("v",),
            nesterov,
            _WITH_MOMENTUM,
            _MOMENTUM,
        ),
        Optimizer(
            "adagrad",
            "s := s + g²; w := w − η g / (√s + ε)",
            ("s",),
            adagrad,
            Rates(0.01, 0.1, 0.5),
            {"epsilon": 1e-10},
        ),
        Optimizer(
            "rmsprop",
            "s := ρ s + (1 − ρ) g²; w := w − η g / (√s + ε)",
            ("s",),
            rmsprop,
            _ADAPTIVE,
            {"decay": 0.99, "epsilon": 1e-8},
        ),
        Optimizer("adam", "w := w − η m̂ / (√v̂ + ε)", ("m", "v"), adam, _ADAPTIVE, _ADAM),
        Optimizer(
            "adamw",
            "w := w − η λ w, then w := w − η m̂ / (√v̂ + ε)",
            ("m", "v"),
            adamw,
            _ADAPTIVE,
            _ADAM | {"weight_decay": 0.01},
        ),
        Optimizer(
            "rprop",
            "w := w − sign(g) Δ",
            ("Δ", "g"),
            rprop,
            _WITH_MOMENTUM,
            {"grow": 1.2, "shrink": 0.5, "least_step": 1e-6, "greatest_step": 50.0},
            full_batch_only=True,
        ),
    )
}
