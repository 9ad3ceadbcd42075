"""Worlds: how many of each class there are, other samples of the same world, and formulas as worlds."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.arrays import Array
from engine.batches import apportioned
from engine.data import Data
from engine.datasets import DATASETS
from engine.plane_formula import parse
from engine.seeds import generator
from engine.worlds import drawn, shares
from tests.engine.strategies import random_table, relaxed

CLASSED = [name for name, kind in DATASETS.items() if kind.classes and not kind.fixed_samples]
DRAWABLE = [name for name, kind in DATASETS.items() if not kind.fixed_samples]


def counts_of(labels: Array, classes: int) -> list[int]:
    return np.bincount(labels.astype(int), minlength=classes).tolist()


# ---- balance -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("balance", [0.01, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("name", [*CLASSED, "formula"])
def test_there_are_as_many_of_each_class_as_the_balance_says(name: str, balance: float) -> None:
    formula = "r < 2" if name == "formula" else ""
    for samples, noise, seed in ((500, 0.0, 1), (37, 0.4, 2), (2, 0.0, 3)):
        data = Data(name, samples=samples, noise=noise, balance=balance, formula=formula)
        points, labels = drawn(data, seed)
        classes = data.class_count
        assert points.shape == (samples, 2)
        assert counts_of(labels, classes) == apportioned(samples, shares(classes, balance)).tolist()


@pytest.mark.parametrize("classes", [2, 3, 5, 8])
def test_the_last_class_has_the_share_of_the_first_that_was_asked_for_and_others_lie_between(classes: int) -> None:
    _, labels = drawn(Data("blobs", samples=100_000, classes=classes, balance=0.2), 1)
    counts = counts_of(labels, classes)
    assert counts[-1] / counts[0] == pytest.approx(0.2, rel=1e-3)
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("name", ["spiral", "moons", "circle"])
def test_points_of_uneven_classes_lie_where_they_lie_otherwise(name: str) -> None:
    """A spiral's first samples lie in its middle: those that are kept must lie all along the arms."""
    even, labels = drawn(Data(name, samples=2000), 1)
    uneven, kinds = drawn(Data(name, samples=2000, balance=0.1), 1)
    for label in (0, 1):
        far, also_far = np.hypot(*even[labels == label].T), np.hypot(*uneven[kinds == label].T)
        assert also_far.mean() == pytest.approx(far.mean(), abs=0.3)
        assert also_far.max() == pytest.approx(far.max(), abs=0.3)


def test_of_a_class_too_rare_to_be_found_samples_are_taken_more_than_once() -> None:
    data = Data("formula", samples=60, formula="r < 0.08", balance=0.5)
    points, labels = drawn(data, 1)
    assert counts_of(labels, 2) == [40, 20]
    assert len(np.unique(points[labels == 1], axis=0)) < 20 <= len(np.unique(points[labels == 0], axis=0))


def test_a_sample_s_number_tells_nothing_of_its_class() -> None:
    _, labels = drawn(Data("blobs", samples=600, classes=2, balance=0.5), 1)
    thirds = [third.mean() for third in np.split(labels, 3)]
    assert min(thirds) > 0.2
    assert max(thirds) < 0.45


# ---- draws ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DRAWABLE)
def test_another_draw_gives_other_samples_of_the_same_world(name: str) -> None:
    first, labels = drawn(Data(name, samples=1000, noise=0.1), 1)
    second, other_labels = drawn(Data(name, samples=1000, noise=0.1, draw=1), 1)
    assert not np.array_equal(first, second)
    np.testing.assert_allclose(second.mean(axis=0), first.mean(axis=0), atol=0.5)
    np.testing.assert_allclose(second.std(axis=0), first.std(axis=0), rtol=0.1)
    assert other_labels.mean() == pytest.approx(labels.mean(), abs=0.1)


@pytest.mark.parametrize("name", DATASETS)
def test_draw_0_has_the_bits_that_there_always_were(name: str) -> None:
    kind = DATASETS[name]
    samples = kind.fixed_samples or 50
    rng = generator(7, "data")  # as it was before there were draws
    points, labels = kind.generate(rng, samples, 0.2, kind.classes)
    mixed = rng.permutation(samples)
    now = drawn(Data(name, samples=samples, noise=0.2), 7)
    assert (now[0].tobytes(), now[1].tobytes()) == (points[mixed].tobytes(), labels[mixed].tobytes())


def test_draws_are_the_same_tomorrow() -> None:
    told = hashlib.sha256()
    for data in (Data(draw=1), Data("blobs", balance=0.3), Data().changed(formula="x1 > x2", noise=0.1, draw=2)):
        points, labels = drawn(data, 1)
        told.update(np.round(points, 9).tobytes() + labels.tobytes())
    assert told.hexdigest() == "791897c752035ac2147fa6eec65ab909daa97a9ebffe2b211cfa052d679ea28b"


@relaxed
@given(st.sampled_from(DRAWABLE), st.integers(0, 2**31 - 1), st.integers(0, 99))
def test_every_draw_is_made_again_to_the_bit(name: str, draw: int, seed: int) -> None:
    data = Data(name, samples=20, noise=0.3, draw=draw)
    assert [part.tobytes() for part in drawn(data, seed)] == [part.tobytes() for part in drawn(data, seed)]


def test_the_rows_of_a_table_are_the_samples_as_they_are() -> None:
    table = random_table(4, rows=9, inputs=5, classes=2)
    points, labels = drawn(Data().changed(table=table), seed=3)
    assert points is table.inputs
    assert labels is table.target


# ---- formulas ------------------------------------------------------------------------------------------------------


def test_a_region_says_of_each_point_whether_it_lies_in_it() -> None:
    points, labels = drawn(Data().changed(formula="x1*x1 + sin(x2) > 1"), 1)
    assert labels.tolist() == (points[:, 0] ** 2 + np.sin(points[:, 1]) > 1).astype(float).tolist()
    assert np.abs(points).max() <= 6
    assert np.abs(points).max(axis=0).min() > 5.8


def test_values_over_the_plane_and_over_a_line() -> None:
    points, values = drawn(Data().changed(formula="x1 * x2 / 9"), 1)
    np.testing.assert_allclose(values, points[:, 0] * points[:, 1] / 9, rtol=1e-14)
    points, values = drawn(Data().changed(formula="sin(x1)"), 1)
    assert points.shape == (500, 1)
    np.testing.assert_allclose(values, np.sin(points[:, 0]), rtol=1e-14)


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_where_a_formula_has_no_value_there_is_no_point(noise: float) -> None:
    points, values = drawn(Data().changed(formula="sqrt(x1 + x2 - 3)", noise=noise), 1)
    assert points.shape == (500, 2)
    assert np.isfinite(values).all()
    if not noise:
        assert (points.sum(axis=1) >= 3).all()
        np.testing.assert_allclose(values, np.sqrt(points.sum(axis=1) - 3), rtol=1e-12)


def test_noise_takes_the_value_of_a_place_nearby_and_leaves_the_point_where_it_is() -> None:
    still, labels = drawn(Data().changed(formula="x1 > 0"), 1)
    points, noisy = drawn(Data().changed(formula="x1 > 0", noise=0.1), 1)
    assert labels.tolist() == (still[:, 0] > 0).astype(float).tolist()
    wrong = noisy != (points[:, 0] > 0)
    assert 0.01 < wrong.mean() < 0.12
    assert np.abs(points[wrong, 0]).max() <= 0.6  # a tenth of the way to the edge


def test_a_formula_that_has_a_value_hardly_anywhere_makes_the_samples_it_can() -> None:
    """Such one is refused in an experiment; drawn it still gives as many samples as were asked for."""
    points, values = drawn(Data("formula", formula="log(x1 - 5.999)", samples=30), 1)
    assert points.shape == (30, 1)
    assert np.isfinite(values).all()


@pytest.mark.parametrize("formula", ["r < 2", "x1 + x2", "sin(x1)"])
def test_a_formula_is_drawn_by_the_formula_itself(formula: str) -> None:
    points, labels = drawn(Data().changed(formula=formula, samples=40, draw=5), 9)
    assert labels.tolist() == parse(formula).value(points[:, 0], points[:, -1]).tolist()
