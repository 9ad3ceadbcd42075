"""First weights: drawn wide enough to differ, narrow enough to learn. Bias weights start at one value, mostly 0."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.arrays import Array

Parameters = Mapping[str, float]


@dataclass(frozen=True)
class Initializer:
    """`draw(rng, fan_in, fan_out, parameters)` returns weights without bias, shape (fan_out, fan_in).

    Bias weights start at the parameter "bias", or at 0 where there is none.
    """

    name: str
    formula: str
    draw: Callable[[np.random.Generator, int, int, Parameters], Array]
    defaults: Parameters = field(default_factory=dict)


def _uniform(rng: np.random.Generator, limit: float, fan_in: int, fan_out: int) -> Array:
    return rng.uniform(-limit, limit, (fan_out, fan_in))


def _glorot(rng: np.random.Generator, fan_in: int, fan_out: int, _p: Parameters) -> Array:
    return _uniform(rng, float(np.sqrt(6 / (fan_in + fan_out))), fan_in, fan_out)


def _he(rng: np.random.Generator, fan_in: int, fan_out: int, _p: Parameters) -> Array:
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_out, fan_in))


def _lecun(rng: np.random.Generator, fan_in: int, fan_out: int, _p: Parameters) -> Array:
    return rng.normal(0, np.sqrt(1 / fan_in), (fan_out, fan_in))


INITIALIZERS = {
    initializer.name: initializer
    for initializer in (
        Initializer("glorot", "U(−r, r), r = √(6 / (fan_in + fan_out)); Glorot and Bengio 2010", _glorot),
        Initializer("he", "N(0, 2 / fan_in); He et al. 2015, for relu", _he),
        Initializer("lecun", "N(0, 1 / fan_in); LeCun et al. 1998", _lecun),
        Initializer(
            "uniform", "U(−limit, limit)", lambda rng, i, o, p: _uniform(rng, p["limit"], i, o), {"limit": 0.5}
        ),
        Initializer(
            "normal", "N(0, deviation²)", lambda rng, i, o, p: rng.normal(0, p["deviation"], (o, i)), {"deviation": 0.1}
        ),
        Initializer("zeros", "0: all units of a layer stay alike", lambda rng, i, o, p: np.zeros((o, i))),
        Initializer(
            "constant",
            "one value: all units of a layer stay alike",
            lambda rng, i, o, p: np.full((o, i), p["value"]),
            {"value": 0.1},
        ),
        Initializer(
            "playground",
            "U(−½, ½), bias 0.1: the web playground's",
            lambda rng, i, o, p: _uniform(rng, 0.5, i, o),
            {"bias": 0.1},
        ),
    )
}
