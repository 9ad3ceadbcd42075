"""Toy data, drawn from (rng, samples, noise): classes or values over the plane or a line, mostly within [−6, 6].

The first six, and what `noise` means to them (0 to 1, half of it already a lot), are those of the well-known web
playground: circle and xor move a point only while its label is decided, the others move what is seen.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

EXTENT = 6.0  # data and pictures of it live in [−EXTENT, EXTENT] on both axes

Generate = Callable[[np.random.Generator, int, float, int], tuple[Array, Array]]
Truth = np.ndarray


@dataclass(frozen=True)
class Dataset:
    """One kind of data.

    Attributes
    ----------
    generate : (rng, samples, noise, classes) -> points, shape (samples, dimensions), and labels, shape (samples,): the
        number 0, 1, … of the class, or the value
    classes : how many there are; 0 for values (regression)
    most_classes : up to how many may be asked for
    dimensions : 1 or 2
    fixed_samples : the number of samples if it cannot be chosen, else 0
    """

    name: str
    title: str
    summary: str
    generate: Generate
    classes: int = 2
    most_classes: int = 2
    dimensions: int = 2
    fixed_samples: int = 0

    @property
    def is_regression(self) -> bool:
        return self.classes == 0


# ---- two classes over the plane ------------------------------------------------------------------------------------


def circle(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Class 1 inside radius 2.5, class 0 in a ring from 3.5 to 5."""
    inside = samples // 2
    radius = np.concatenate([rng.uniform(0, 2.5, inside), rng.uniform(3.5, 5, samples - inside)])
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    shaken = points + rng.uniform(-5, 5, (samples, 2)) * noise
    return points, _class(np.hypot(shaken[:, 0], shaken[:, 1]) < 2.5)


def xor(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Class 1 where x1 and x2 have the same sign; a gap of 0.3 along both axes."""
    points = rng.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    shaken = points + rng.uniform(-5, 5, (samples, 2)) * noise
    return points, _class(shaken[:, 0] * shaken[:, 1] >= 0)


def gauss(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Class 1 around (2, 2), class 0 around (−2, −2); the variance grows from 0.5 to 4 as noise goes from 0 to ½."""
    first = samples // 2
    centres = np.repeat([[2.0, 2.0], [-2.0, -2.0]], [first, samples - first], axis=0)
    points = centres + rng.normal(0, np.sqrt(0.5 + 7.0 * noise), (samples, 2))
    return points, _class(np.arange(samples) < first)


def spiral(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Two arms of 1¾ turns, one for each class."""
    first = samples // 2
    arms = [_arm(first, 0.0), _arm(samples - first, np.pi)]
    points = np.concatenate(arms) + rng.uniform(-1, 1, (samples, 2)) * noise
    return points, _class(np.arange(samples) < first)


def moons(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Two half circles of radius 3 that reach into each other; noise 1 shakes with deviation 3."""
    first = samples // 2
    angle = np.concatenate([np.linspace(0, np.pi, first), np.linspace(0, -np.pi, samples - first)])
    is_first = np.arange(samples) < first
    middle = np.where(is_first[:, np.newaxis], [-1.5, -0.75], [1.5, 0.75])
    points = middle + 3 * np.column_stack([np.cos(angle), np.sin(angle)])
    return points + rng.normal(0, 3, (samples, 2)) * noise, _class(is_first)


def checkerboard(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Squares of side 2.5 over [−5, 5]², in turn of either class; noise moves a point before that is decided."""
    points = rng.uniform(-5, 5, (samples, 2))
    shaken = points + rng.uniform(-2.5, 2.5, (samples, 2)) * noise
    return points, _class(np.floor(shaken / 2.5).sum(axis=1) % 2 == 0)


def line_separated(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Class 1 above the line x2 = ½ x1, with a gap of 0.5: what a perceptron can learn. Noise blurs the line."""
    points = rng.uniform(-5, 5, (samples, 2))
    above = points[:, 1] > 0.5 * points[:, 0]
    points[:, 1] += np.where(above, 0.5, -0.5)
    blurred = points[:, 1] + rng.uniform(-5, 5, samples) * noise
    return points, _class(blurred > 0.5 * points[:, 0])


def pinwheel(rng: np.random.Generator, samples: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Blades bent by their radius, one for each class; noise 1 doubles their width."""
    label = np.arange(samples) % classes
    radius = np.clip(rng.normal(2.6, 0.9, samples), 0.4, 4.8)
    width = rng.normal(0, 0.16 * (1 + noise), samples)
    angle = 2 * np.pi * label / classes + 0.45 * radius + width * 4.8 / radius
    return radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)]), label.astype(np.float64)


# ---- several classes over the plane --------------------------------------------------------------------------------


def blobs(rng: np.random.Generator, samples: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Round clouds on a circle of radius 3.5, one for each class; the deviation grows from 0.5 to 2.5 with noise."""
    label = np.arange(samples) % classes
    angle = 2 * np.pi * label / classes + np.pi / 4
    centres = 3.5 * np.column_stack([np.cos(angle), np.sin(angle)])
    return centres + rng.normal(0, 0.5 + 2 * noise, (samples, 2)), label.astype(np.float64)


def rings(rng: np.random.Generator, samples: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Rings about the middle, one for each class from the inside out; noise moves the points."""
    label = np.arange(samples) % classes
    width = 5 / classes
    radius = width * (label + rng.uniform(0.15, 0.75, samples))
    angle = rng.uniform(0, 2 * np.pi, samples)
    points = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return points + rng.normal(0, width, (samples, 2)) * noise, label.astype(np.float64)


def spiral3(rng: np.random.Generator, samples: int, noise: float, classes: int) -> tuple[Array, Array]:
    """Three arms of a spiral, or as many as there are classes, of one turn each; noise moves the points."""
    label = np.arange(samples) % classes
    share = (np.arange(samples) // classes + 1) / max(1, samples // classes + 1)
    angle = 2 * np.pi * (share + label / classes)
    points = 5 * share[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
    return points + rng.uniform(-1, 1, (samples, 2)) * noise, label.astype(np.float64)


# ---- values --------------------------------------------------------------------------------------------------------


def reg_plane(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """y = (x1 + x2) / 10, taken at a place that noise has moved."""
    points = rng.uniform(-6, 6, (samples, 2))
    shaken = points + rng.uniform(-6, 6, (samples, 2)) * noise
    return points, shaken.sum(axis=1) / 10


def reg_gauss(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """Six bumps of height ±1 and radius 2, the strongest counts, taken at a place that noise has moved."""
    bumps = np.array([[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]])
    points = rng.uniform(-6, 6, (samples, 2))
    shaken = points + rng.uniform(-6, 6, (samples, 2)) * noise
    distance = np.hypot(*(shaken[:, np.newaxis, :] - bumps[:, :2]).transpose(2, 0, 1))
    heights = bumps[:, 2] * np.clip(1 - distance / 2, 0, 1)
    strongest = np.abs(heights).argmax(axis=1)
    return points, heights[np.arange(samples), strongest]


def sine(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """y = sin x1 over a line; noise 1 shakes y with deviation 1."""
    points = rng.uniform(-6, 6, (samples, 1))
    return points, np.sin(points[:, 0]) + rng.normal(0, 1, samples) * noise


def step(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """y = 1 right of 0, else −1, over a line; noise 1 shakes y with deviation 1."""
    points = rng.uniform(-6, 6, (samples, 1))
    return points, np.where(points[:, 0] > 0, 1.0, -1.0) + rng.normal(0, 1, samples) * noise


def line(rng: np.random.Generator, samples: int, noise: float, _classes: int) -> tuple[Array, Array]:
    """y = 1 + 2 x1 + ε with x1 from 0 to 1, ε of deviation 0.1 + noise: the line of PyTorch's first example."""
    points = rng.uniform(0, 1, (samples, 1))
    return points, 1 + 2 * points[:, 0] + rng.normal(0, 0.1 + noise, samples)


# ---- logic gates ---------------------------------------------------------------------------------------------------


def _gate(truth: Callable[[Truth, Truth], Truth]) -> Generate:
    """Return the four corners (±1, ±1) with the truth value of a gate, −1 being false and 1 true."""

    def generate(_rng: np.random.Generator, samples: int, _noise: float, _classes: int) -> tuple[Array, Array]:
        points = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])[:samples]
        return points, _class(truth(points[:, 0] > 0, points[:, 1] > 0))

    return generate


def _arm(samples: int, start: float) -> Array:
    share = np.arange(samples) / max(samples, 1)
    angle = 1.75 * 2 * np.pi * share + start
    return np.column_stack([5 * share * np.sin(angle), 5 * share * np.cos(angle)])


def _class(is_one: np.ndarray) -> Array:
    return is_one.astype(np.float64)


DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset("circle", "Circle", "a disc inside a ring", circle),
        Dataset("xor", "Xor", "four quadrants, equal signs against different signs", xor),
        Dataset("gauss", "Gauss", "two round clouds", gauss),
        Dataset("spiral", "Spiral", "two arms wound into each other", spiral),
        Dataset("moons", "Moons", "two half circles that reach into each other", moons),
        Dataset("checkerboard", "Checks", "squares of two classes in turn", checkerboard),
        Dataset("separable", "Halves", "two classes that a straight line separates", line_separated),
        Dataset("blobs", "Blobs", "round clouds, 2 to 8 classes", blobs, classes=3, most_classes=8),
        Dataset("rings", "Rings", "rings inside each other, 2 to 8 classes", rings, classes=3, most_classes=8),
        Dataset("spiral3", "Arms", "three arms, or 2 to 8", spiral3, classes=3, most_classes=8),
        Dataset("pinwheel", "Pinwheel", "bent blades, 2 to 8 classes", pinwheel, classes=5, most_classes=8),
        Dataset("reg-plane", "Plane", "values on a tilted plane", reg_plane, classes=0),
        Dataset("reg-gauss", "Bumps", "values on six bumps", reg_gauss, classes=0),
        Dataset("sine", "Sine", "values of a sine over a line", sine, classes=0, dimensions=1),
        Dataset("step", "Step", "values that jump, over a line", step, classes=0, dimensions=1),
        Dataset("line", "Line", "values y = 1 + 2 x + chance over a line", line, classes=0, dimensions=1),
        Dataset("and", "AND", "true where both are", _gate(np.logical_and), fixed_samples=4),
        Dataset("or", "OR", "true where one is", _gate(np.logical_or), fixed_samples=4),
        Dataset("xor-gate", "XOR", "true where exactly one is", _gate(np.logical_xor), fixed_samples=4),
        Dataset("nand", "NAND", "true where not both are", _gate(lambda a, b: ~np.logical_and(a, b)), fixed_samples=4),
    )
}
