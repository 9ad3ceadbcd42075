"""First weights. Bias weights start at 0; the others are drawn: wide enough to differ, narrow enough to learn."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array


@dataclass(frozen=True)
class Initializer:
    """`draw(rng, fan_in, fan_out)` returns weights without bias, shape (fan_out, fan_in)."""

    name: str
    formula: str
    draw: Callable[[np.random.Generator, int, int], Array]


def glorot(rng: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    """U(−r, r) with r = √(6 / (fan_in + fan_out)); Glorot and Bengio 2010."""
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_out, fan_in))


INITIALIZERS = {
    initializer.name: initializer
    for initializer in (Initializer("glorot", "w ~ U(−√(6/(fan_in + fan_out)), √(6/(fan_in + fan_out)))", glorot),)
}
