"""Toy data: shapes, classes, ranges, and what noise does to each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets import DATASETS, EXTENT
from tests.engine.strategies import relaxed

EVERY = pytest.mark.parametrize("name", DATASETS)
DRAWN = pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if not kind.fixed_samples])
MANY_CLASSES = pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if kind.most_classes > 2])


def generate(
    name: str, samples: int = 1001, noise: float = 0.0, seed: int = 7, classes: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    kind = DATASETS[name]
    rng = np.random.default_rng(seed)
    return kind.generate(rng, kind.fixed_samples or samples, noise, classes or kind.classes)


@relaxed
@given(st.sampled_from(list(DATASETS)), st.integers(2, 99), st.floats(0, 1), st.integers(2, 8))
def test_there_are_as_many_finite_points_and_labels_as_asked_for(
    name: str, samples: int, noise: float, classes: int
) -> None:
    kind = DATASETS[name]
    samples, classes = kind.fixed_samples or samples, min(classes, kind.most_classes)
    points, labels = generate(name, samples, noise, classes=0 if kind.is_regression else classes)
    assert points.shape == (samples, kind.dimensions)
    assert labels.shape == (samples,)
    assert points.dtype == labels.dtype == np.float64
    assert np.isfinite(points).all()
    assert np.isfinite(labels).all()
    if not kind.is_regression:
        assert set(labels) <= set(range(classes))


@EVERY
def test_all_its_classes_are_there(name: str) -> None:
    kind, (_, labels) = DATASETS[name], generate(name)
    if kind.is_regression:
        assert len(set(labels)) > 1
    else:
        assert set(labels) == set(range(kind.classes))


@MANY_CLASSES
@pytest.mark.parametrize("classes", range(2, 9))
def test_of_many_classes_each_gets_its_share(name: str, classes: int) -> None:
    _, labels = generate(name, 200, 0.1, classes=classes)
    counts = np.bincount(labels.astype(int))
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1


@EVERY
def test_the_same_generator_gives_the_same_bits(name: str) -> None:
    for first, second in zip(generate(name, noise=0.3), generate(name, noise=0.3), strict=True):
        assert first.tobytes() == second.tobytes()


@DRAWN
def test_another_generator_gives_other_data(name: str) -> None:
    assert generate(name, noise=0.3)[0].tobytes() != generate(name, noise=0.3, seed=8)[0].tobytes()


@pytest.mark.parametrize("name", ["circle", "gauss", "spiral"])
def test_of_an_odd_number_class_0_gets_one_more(name: str) -> None:
    assert generate(name, 7)[1].sum() == 3


@pytest.mark.parametrize("name", sorted(set(DATASETS) - {"gauss", "blobs"}))  # clouds have no edge
def test_without_noise_all_lies_in_the_picture(name: str) -> None:
    assert np.abs(generate(name)[0]).max() <= EXTENT


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


def test_moons_are_two_half_circles_of_radius_3() -> None:
    points, labels = generate("moons")
    upper, lower = points[labels == 1] - [-1.5, -0.75], points[labels == 0] - [1.5, 0.75]
    for half in (upper, lower):
        np.testing.assert_allclose(np.hypot(*half.T), 3, atol=1e-12)
    assert upper[:, 1].min() > -1e-12
    assert lower[:, 1].max() < 1e-12


def test_checkerboard_has_squares_of_side_2_and_a_half() -> None:
    points, labels = generate("checkerboard")
    for (x1, x2), label in zip(points, labels, strict=True):
        assert label == ((x1 // 2.5 + x2 // 2.5) % 2 == 0)
    assert 400 < labels.sum() < 600


def test_separable_leaves_a_gap_along_its_line() -> None:
    points, labels = generate("separable")
    height = points[:, 1] - 0.5 * points[:, 0]
    assert labels.tolist() == (height > 0).astype(float).tolist()
    assert 0.5 <= np.abs(height).min() < 0.55
    assert 400 < labels.sum() < 600


@pytest.mark.parametrize("classes", [2, 3, 5, 8])
def test_blobs_are_round_clouds_on_a_circle(classes: int) -> None:
    for noise, deviation in ((0.0, 0.5), (0.5, 1.5)):
        points, labels = generate("blobs", 4000 * classes, noise, classes=classes)
        for label in range(classes):
            cloud = points[labels == label]
            angle = 2 * np.pi * label / classes + np.pi / 4
            np.testing.assert_allclose(cloud.mean(axis=0), [3.5 * np.cos(angle), 3.5 * np.sin(angle)], atol=0.1)
            np.testing.assert_allclose(cloud.std(axis=0), deviation, rtol=0.05)


@pytest.mark.parametrize("classes", [2, 3, 8])
def test_rings_lie_inside_each_other_with_gaps(classes: int) -> None:
    points, labels = generate("rings", classes=classes)
    radius, width = np.hypot(*points.T), 5 / classes
    for label in range(classes):
        ring = radius[labels == label]
        assert width * (label + 0.15) <= ring.min() < width * (label + 0.25)
        assert width * (label + 0.65) < ring.max() <= width * (label + 0.75)


@pytest.mark.parametrize("classes", [2, 3, 8])
def test_arms_of_a_spiral_are_turned_copies_of_each_other(classes: int) -> None:
    points, labels = generate("spiral3", 100 * classes, classes=classes)
    first = points[labels == 0]
    radius = np.hypot(*first.T)
    assert (np.diff(radius) > 0).all()
    assert 4.9 < radius[-1] < 5  # one turn, out to the edge
    for label in range(classes):
        turn = 2 * np.pi * label / classes  # angles are counted from x2 towards x1
        turned = first @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        np.testing.assert_allclose(points[labels == label], turned, atol=1e-12)


@pytest.mark.parametrize("classes", [2, 5, 8])
def test_a_pinwheels_blades_bend_with_their_radius(classes: int) -> None:
    points, labels = generate("pinwheel", 8000, classes=classes)
    radius = np.hypot(*points.T)
    assert radius.min() >= 0.4 - 1e-12
    assert radius.max() <= 4.8 + 1e-12
    off = np.arctan2(points[:, 1], points[:, 0]) - 2 * np.pi * labels / classes - 0.45 * radius
    across = radius * ((off + np.pi) % (2 * np.pi) - np.pi)  # how far from the middle of its blade
    outer = radius > 1.5
    assert across[outer].std() == pytest.approx(0.16 * 4.8, rel=0.05)
    assert abs(across[outer].mean()) < 0.05


# ---- values and gates ----------------------------------------------------------------------------------------------


def test_values_without_noise_are_those_of_their_formulas() -> None:
    points, values = generate("reg-plane")
    np.testing.assert_allclose(values, (points[:, 0] + points[:, 1]) / 10, rtol=1e-15)
    points, values = generate("sine")
    np.testing.assert_array_equal(values, np.sin(points[:, 0]))
    points, values = generate("step")
    assert values.tolist() == [1.0 if x > 0 else -1.0 for (x,) in points]


def test_bumps_by_hand() -> None:
    points, values = generate("reg-gauss", 4000)
    middles = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    for (x1, x2), value in zip(points, values, strict=True):
        heights = [sign * max(0.0, 1 - np.hypot(x1 - m1, x2 - m2) / 2) for (m1, m2), sign in middles.items()]
        assert value == pytest.approx(max(heights, key=abs), abs=1e-12)
    assert (values.min(), values.max()) == pytest.approx((-1, 1), abs=0.1)


@pytest.mark.parametrize(("noise", "deviation"), [(0.0, 0.1), (0.4, 0.5)])
def test_the_line_is_1_and_2_x_and_chance(noise: float, deviation: float) -> None:
    points, values = generate("line", 20_000, noise)
    assert points.min() >= 0
    assert points.max() <= 1
    chance = values - 1 - 2 * points[:, 0]
    assert chance.std() == pytest.approx(deviation, rel=0.03)
    assert abs(chance.mean()) < 4 * deviation / np.sqrt(20_000)
    assert abs(np.corrcoef(chance, points[:, 0])[0, 1]) < 0.03


@pytest.mark.parametrize(("name"), ["sine", "step"])
def test_noise_shakes_values_over_a_line_and_leaves_the_line(name: str) -> None:
    clean, values = generate(name, 20_000)
    noisy, shaken = generate(name, 20_000, 0.3)
    np.testing.assert_array_equal(clean, noisy)
    assert (shaken - values).std() == pytest.approx(0.3, rel=0.03)


@pytest.mark.parametrize(("name", "truths"), [("and", "0001"), ("or", "0111"), ("xor-gate", "0110"), ("nand", "1110")])
@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_gates_are_their_truth_tables(name: str, truths: str, noise: float) -> None:
    points, labels = generate(name, noise=noise)
    assert points.tolist() == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert labels.tolist() == [float(truth) for truth in truths]


# ---- what noise does -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["circle", "xor", "checkerboard", "separable"])
def test_noise_leaves_points_in_place_and_changes_some_labels(name: str) -> None:
    clean, clean_targets = generate(name)
    noisy, noisy_targets = generate(name, noise=0.3)
    assert noisy.tobytes() == clean.tobytes()
    assert 0.02 < np.mean(noisy_targets != clean_targets) < 0.5


@pytest.mark.parametrize("name", ["spiral", "spiral3"])
def test_noise_shakes_the_spirals_points_by_at_most_itself_and_keeps_labels(name: str) -> None:
    clean, clean_targets = generate(name)
    noisy, noisy_targets = generate(name, noise=0.4)
    assert noisy_targets.tolist() == clean_targets.tolist()
    assert 0.35 < np.abs(noisy - clean).max() <= 0.4 + 1e-12
    assert len(set(noisy_targets)) == DATASETS[name].classes


@pytest.mark.parametrize("name", ["moons", "rings"])
def test_noise_moves_points_and_keeps_labels(name: str) -> None:
    clean, clean_labels = generate(name, 6000)
    noisy, noisy_labels = generate(name, 6000, 0.2)
    assert noisy_labels.tolist() == clean_labels.tolist()
    assert (noisy - clean).std() == pytest.approx(0.2 * (3 if name == "moons" else 5 / 3), rel=0.05)


@pytest.mark.parametrize("name", ["reg-plane", "reg-gauss"])
def test_noise_takes_the_value_from_a_moved_place(name: str) -> None:
    clean, values = generate(name)
    noisy, moved = generate(name, noise=0.1)
    assert noisy.tobytes() == clean.tobytes()
    assert 0 < np.abs(moved - values).max() <= 2 * 0.6 / (10 if name == "reg-plane" else 1)


def test_each_is_listed_under_its_own_name() -> None:
    assert [dataset.name for dataset in DATASETS.values()] == list(DATASETS)
    assert all(dataset.title and dataset.summary for dataset in DATASETS.values())
    assert all(dataset.classes <= dataset.most_classes for dataset in DATASETS.values())
