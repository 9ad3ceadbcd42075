"""Toy data: shapes, classes, ranges, and what noise does to each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import DATASETS, EXTENT
from tests.engine.strategies import relaxed

EVERY = pytest.mark.parametrize("name", DATASETS)


def generate(name: str, samples: int = 1001, noise: float = 0.0, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    return DATASETS[name].generate(np.random.default_rng(seed), samples, noise)


@relaxed
@given(st.sampled_from(list(DATASETS)), st.integers(2, 99), st.floats(0, 1))
def test_there_are_as_many_finite_points_and_targets_as_asked_for(name: str, samples: int, noise: float) -> None:
    points, targets = generate(name, samples, noise)
    assert points.shape == (samples, 2)
    assert targets.shape == (samples,)
    assert points.dtype == targets.dtype == np.float64
    assert np.isfinite(points).all()
    assert set(targets) <= {0.0, 1.0}


@EVERY
def test_the_same_generator_gives_the_same_bits(name: str) -> None:
    for first, second in zip(generate(name, noise=0.3), generate(name, noise=0.3), strict=True):
        assert first.tobytes() == second.tobytes()


@EVERY
def test_another_generator_gives_other_data(name: str) -> None:
    assert generate(name, noise=0.3)[0].tobytes() != generate(name, noise=0.3, seed=8)[0].tobytes()


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral"])
def test_of_an_odd_number_class_0_gets_one_more(name: str) -> None:
    assert generate(name, 7)[1].sum() == 3


@pytest.mark.parametrize("name", ["circle", "xor", "spiral"])
def test_without_noise_all_lies_in_the_picture(name: str) -> None:
    assert np.abs(generate(name)[0]).max() < EXTENT


def test_circle_is_a_disc_of_class_1_inside_a_ring_of_class_0() -> None:
    points, targets = generate("circle")
    radius = np.hypot(*points.T)
    disc, ring = radius[targets == 1], radius[targets == 0]
    assert disc.max() < 2.5 < 3.5 <= ring.min()
    assert ring.max() < 5
    assert disc.min() < 0.2
    assert disc.max() > 2.3
    assert ring.min() < 3.6
    assert ring.max() > 4.9
    for part in (points[targets == 1], points[targets == 0]):  # all around
        assert {(x1 > 0, x2 > 0) for x1, x2 in part} == {(a, b) for a in (True, False) for b in (True, False)}


def test_xor_is_1_where_the_signs_agree_and_leaves_a_gap_along_both_axes() -> None:
    points, targets = generate("xor")
    assert targets.tolist() == (points[:, 0] * points[:, 1] > 0).astype(float).tolist()
    assert 0.3 <= np.abs(points).min() < 0.35
    assert 5.2 < np.abs(points).max() <= 5.3
    assert 400 < targets.sum() < 600


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_gauss_is_two_clouds_whose_variance_grows_with_noise(noise: float, variance: float) -> None:
    points, targets = generate("gauss", 20_000, noise)
    for target, centre in ((1, 2.0), (0, -2.0)):
        cloud = points[targets == target]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.1)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.06)


def test_spiral_is_two_arms_of_one_and_three_quarter_turns_opposite_each_other() -> None:
    points, targets = generate("spiral", 2000)
    first, second = points[targets == 1], points[targets == 0]
    np.testing.assert_allclose(first, -second, atol=1e-12)
    radius = np.hypot(*first.T)
    np.testing.assert_allclose(radius, 5 * np.arange(1000) / 1000, atol=1e-12)
    angle = np.unwrap(np.arctan2(first[1:, 0], first[1:, 1]))
    assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(1.75, abs=0.01)


@pytest.mark.parametrize("name", ["circle", "xor"])
def test_noise_leaves_points_in_place_and_changes_some_labels(name: str) -> None:
    clean, clean_targets = generate(name)
    noisy, noisy_targets = generate(name, noise=0.3)
    assert noisy.tobytes() == clean.tobytes()
    assert 0.02 < np.mean(noisy_targets != clean_targets) < 0.5


def test_noise_shakes_the_spirals_points_by_at_most_itself_and_keeps_labels() -> None:
    clean, clean_targets = generate("spiral")
    noisy, noisy_targets = generate("spiral", noise=0.4)
    assert noisy_targets.tolist() == clean_targets.tolist()
    assert 0.35 < np.abs(noisy - clean).max() <= 0.4


def test_each_is_listed_under_its_own_name() -> None:
    assert [dataset.name for dataset in DATASETS.values()] == list(DATASETS)
