"""Thumbnails: which few samples stand for data in a small square, and where in it."""

from dataclasses import replace

import numpy as np

from engine.arrays import Array
from engine.data import FORMULA, OWN, Data
from engine.datasets import DATASETS
from engine.first_look import telling_slice
from engine.surface import FIRST_TWO
from engine.table import Range, round_range
from engine.worlds import drawn

SAMPLES = 110
MOST_OF_A_TABLE = 160
AIR = 1.3  # times the extent of samples that do not fill the plane
BEYOND = 1.05  # a sample farther out stands at the edge
SHADES = 6  # of values, on each side of 0

Dots = dict[float, Array]


def as_in(present: Data, name: str, formula: str = "") -> Data:
    """Return a few samples of one of the engine's sets, or of a formula, with the noise and so on of the present data.

    >>> as_in(Data(noise=0.2, classes=7, balance=0.5), "sine")
    Data(name='sine', samples=110, noise=0.2, train_share=0.5, classes=0, standardise=False, balance=1.0, \
stratified=False, draw=0, formula='', table=None)
    """
    few = Data(samples=SAMPLES, noise=present.noise, balance=present.balance, draw=present.draw)
    if name == FORMULA:
        return few.changed(formula=formula)
    made = few.changed(name=name)
    most = made.most_classes
    return replace(made, classes=present.classes) if 2 < most >= present.classes else made


def dots_of(data: Data, seed: int) -> Dots:
    """Return where samples lie in the square from −1 to 1, shape (n, 2), by class or by shade of their value.

    They are all that the data have, or evenly many out of a large table; of more than two inputs the usual two count.
    """
    points, labels = drawn(data, seed)
    step = -(-len(points) // MOST_OF_A_TABLE)
    points, labels = points[::step], labels[::step]
    if data.is_regression:
        labels = labels / (np.abs(labels).max() or 1.0)
        shades = np.round(labels * SHADES) / SHADES
    else:
        shades = labels
    if data.dimensions == 1:
        places = np.column_stack([points[:, 0], labels])
        middle, half = _around(places)
    elif data.name in DATASETS and data.fixed_samples:
        places = points
        middle, half = _around(places)
    else:
        both = _shown(data)
        places, (low, high) = points[:, both], np.transpose(_ranges(data, both))
        middle, half = (low + high) / 2, (high - low) / 2
    places = np.clip((places - middle) / half, -BEYOND, BEYOND)
    return {shade: places[shades == shade] for shade in np.unique(shades).tolist()}


def _shown(data: Data) -> list[int]:
    """Return which two coordinates the window shows first."""
    first = telling_slice(data.table) if data.table else FIRST_TWO
    return [first.across, first.up]


def _ranges(data: Data, both: list[int]) -> list[Range]:
    """Return two of the data's ranges: all those of a million rows and 30 columns take a quarter second."""
    if data.table is None or data.name != OWN:
        return [data.ranges[at] for at in both]
    return [round_range(float(column.min()), float(column.max())) for column in data.table.inputs[:, both].T]


def _around(places: Array) -> tuple[Array, Array]:
    """Return middle and half extent of places, (2,) each, with air around them."""
    low, high = places.min(axis=0), places.max(axis=0)
    half = (high - low) / 2 * AIR
    return (low + high) / 2, np.where(half > 0, half, 1.0)
