"""Toy data in the plane: two classes over [−6, 6]², drawn from (rng, samples, noise).

The shapes and the meaning of `noise` (0 to 1, half of it already a lot) are those of the well-known web playground:
circle and xor move the point only while its label is decided, gauss spreads its clouds, spiral shakes its points.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

EXTENT = 6.0  # data and pictures of it live in [−EXTENT, EXTENT] on both axes


@dataclass(frozen=True)
class Dataset:
    """`generate(rng, samples, noise)` returns points, shape (samples, 2), and targets 0 or 1, shape (samples,)."""

    name: str
    title: str
    summary: str
    generate: Callable[[np.random.Generator, int, float], tuple[Array, Array]]


def circle(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    """Class 1 inside radius 2.5, class 0 in a ring from 3.5 to 5."""
    inside = samples // 2
    radius = np.concatenate([rng.uniform(0, 2.5, inside), rng.uniform(3.5, 5, samples - inside)])
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    shaken = points + rng.uniform(-5, 5, (samples, 2)) * noise
    return points, _targets(np.hypot(shaken[:, 0], shaken[:, 1]) < 2.5)


def xor(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    """Class 1 where x1 and x2 have the same sign; a gap of 0.3 along both axes."""
    points = rng.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    shaken = points + rng.uniform(-5, 5, (samples, 2)) * noise
    return points, _targets(shaken[:, 0] * shaken[:, 1] >= 0)


def gauss(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    """Class 1 around (2, 2), class 0 around (−2, −2); the variance grows from 0.5 to 4 as noise goes from 0 to ½."""
    first = samples // 2
    centres = np.repeat([[2.0, 2.0], [-2.0, -2.0]], [first, samples - first], axis=0)
    points = centres + rng.normal(0, np.sqrt(0.5 + 7.0 * noise), (samples, 2))
    return points, _targets(np.arange(samples) < first)


def spiral(rng: np.random.Generator, samples: int, noise: float) -> tuple[Array, Array]:
    """Two arms of 1¾ turns, one for each class."""
    first = samples // 2
    arms = [_arm(first, 0.0), _arm(samples - first, np.pi)]
    points = np.concatenate(arms) + rng.uniform(-1, 1, (samples, 2)) * noise
    return points, _targets(np.arange(samples) < first)


def _arm(samples: int, start: float) -> Array:
    share = np.arange(samples) / max(samples, 1)
    angle = 1.75 * 2 * np.pi * share + start
    return np.column_stack([5 * share * np.sin(angle), 5 * share * np.cos(angle)])


def _targets(is_first_class: np.ndarray) -> Array:
    return is_first_class.astype(np.float64)


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset("circle", "Circle", "a disc inside a ring", circle),
        Dataset("xor", "Xor", "four quadrants, equal signs against different signs", xor),
        Dataset("gauss", "Gauss", "two round clouds", gauss),
        Dataset("spiral", "Spiral", "two arms wound into each other", spiral),
    )
}
