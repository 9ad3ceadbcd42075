"""Worlds: the samples of data, drawn: from a set of the engine, from a formula, or the rows of a table as they are."""

import numpy as np

from engine.arrays import Array
from engine.batches import apportioned
from engine.data import FORMULA, Data
from engine.datasets import DATASETS, EXTENT
from engine.plane_formula import parse
from engine.seeds import generator

MOST_TURNS = 200  # of drawing as many points again; a formula has a value at 1 in 20 at least
GREATEST_VALUE = 1e6


def drawn(data: Data, seed: int) -> tuple[Array, Array]:
    """Return points, shape (n, dimensions), and labels, shape (n,): the number of the class, or the value.

    The same data and seed give the same samples; another `draw` gives others of the same world.
    """
    if data.table is not None:
        return data.table.inputs, data.table.target
    rng = generator(seed, "data", data.draw)
    points, labels = _generated(rng, data) if data.balance == 1 else _balanced(rng, data)
    mixed = rng.permutation(data.samples)  # so that a sample's number tells nothing of its class or place
    return points[mixed], labels[mixed]


def shares(classes: int, balance: float) -> Array:
    """Return how many samples there are of each class beside the first one, shape (classes,).

    >>> shares(3, 0.25).tolist()
    [1.0, 0.5, 0.25]
    """
    return np.asarray(balance ** np.linspace(0, 1, classes))


def _generated(rng: np.random.Generator, data: Data) -> tuple[Array, Array]:
    if data.name == FORMULA:
        return _by_formula(rng, data)
    return DATASETS[data.name].generate(rng, data.samples, data.noise, data.class_count)


def _balanced(rng: np.random.Generator, data: Data) -> tuple[Array, Array]:
    """Draw until there are enough of each class, and leave out at random what there is too much of.

    Of a class that is too rare to be found as often, samples are taken more than once.
    """
    wanted = apportioned(data.samples, shares(data.class_count, data.balance))
    found, counts = [_generated(rng, data)], np.zeros(len(wanted))
    for _ in range(MOST_TURNS):
        counts += np.bincount(found[-1][1].astype(np.intp), minlength=len(wanted))
        if (counts >= wanted).all():
            break
        found.append(_generated(rng, data))
    points, labels = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = rng.permutation(len(labels))  # a spiral begins in the middle: its first samples are not like the others
    of_class = [order[labels[order] == label] for label in range(len(wanted))]
    kept = np.concatenate([np.resize(places, count) for places, count in zip(of_class, wanted, strict=True)])
    return points[kept], labels[kept]


def _by_formula(rng: np.random.Generator, data: Data) -> tuple[Array, Array]:
    """Draw points over the plane or the line where the formula has a value, taken at a place that noise has moved."""
    formula, dimensions = parse(data.formula), data.dimensions
    points, labels = np.empty((0, dimensions)), np.empty(0)
    for _ in range(MOST_TURNS):
        tried = rng.uniform(-EXTENT, EXTENT, (data.samples, dimensions))
        shaken = tried + rng.uniform(-EXTENT, EXTENT, tried.shape) * data.noise
        value = formula.value(shaken[:, 0], shaken[:, -1])
        is_there = np.abs(value) <= GREATEST_VALUE
        points, labels = np.concatenate([points, tried[is_there]]), np.concatenate([labels, value[is_there]])
        if len(labels) >= data.samples:
            break
    if not len(labels):
        return rng.uniform(-EXTENT, EXTENT, (data.samples, dimensions)), np.zeros(data.samples)
    return np.resize(points, (data.samples, dimensions)), np.resize(labels, data.samples)
