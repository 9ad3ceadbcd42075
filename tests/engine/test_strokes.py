"""Geometry of strokes: sprays stay within the brush and are as dense as asked for, clusters part the points."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.strokes import Spray, clusters, in_sweep, nearest, reached

coordinates = st.floats(-8, 8, allow_nan=False)
places = st.tuples(coordinates, coordinates).map(np.array)
ways = st.lists(places, min_size=1, max_size=12)
radii = st.floats(0.05, 3)
densities = st.floats(0.1, 30)


def sprayed(way: list[np.ndarray], radius: float, density: float, seed: int = 0) -> list[np.ndarray]:
    spray = Spray(np.random.default_rng(seed), radius, density)
    return [spray.go(at) for at in way]


def passed(way: list[np.ndarray], radius: float) -> float:
    """Return the area of the first disc and of what each piece of the way comes over anew."""
    lengths = [math.dist(start, end) for start, end in pairwise(way)]
    return math.pi * radius**2 + 2 * radius * sum(lengths)


@given(ways, radii, densities)
def test_what_a_brush_leaves_lies_within_what_it_passed(way: list[np.ndarray], radius: float, density: float) -> None:
    for start, end, points in zip([way[0], *way], way, sprayed(way, radius, density), strict=False):
        assert reached(points, start, end, radius * (1 + 1e-9)).all()


@given(ways, radii, densities)
def test_there_are_as_many_points_as_density_times_area(way: list[np.ndarray], radius: float, density: float) -> None:
    count = sum(map(len, sprayed(way, radius, density)))
    assert count >= 1
    assert abs(count - density * passed(way, radius)) <= 1 + 1e-6


@given(places, places, radii, densities, st.integers(2, 20))
def test_a_slow_stroke_leaves_as_much_as_a_quick_one(
    start: np.ndarray, end: np.ndarray, radius: float, density: float, pieces: int
) -> None:
    slow = [start + (end - start) * share for share in np.linspace(0, 1, pieces + 1)]
    counts = [sum(map(len, sprayed(way, radius, density))) for way in ([start, end], slow)]
    assert abs(counts[0] - counts[1]) <= 1


@given(places, places, radii)
def test_a_piece_of_a_stroke_leaves_out_the_disc_that_it_begins_with(
    start: np.ndarray, end: np.ndarray, radius: float
) -> None:
    points = in_sweep(np.random.default_rng(0), start, end, radius, 50)
    assert (np.hypot(*(points - start).T) >= radius * (1 - 1e-9)).all()


def test_a_stroke_has_no_gaps() -> None:
    """Of a long stroke each square as wide as the brush has points, however far apart the pointer was told of."""
    points = np.concatenate(sprayed([np.array([-6.0, 0.0]), np.array([6.0, 0.0])], radius=0.5, density=20))
    counts, _ = np.histogram(points[:, 0], bins=12, range=(-6, 6))
    assert counts.min() >= 10
    assert counts.max() <= 32


def test_a_stroke_is_the_same_for_the_same_seed() -> None:
    way = [np.array([0.0, 0.0]), np.array([2.0, 1.0])]
    one, same, other = (np.concatenate(sprayed(way, 0.6, 8, seed)) for seed in (1, 1, 2))
    assert (one == same).all()
    assert not np.array_equal(one, other)


@given(st.lists(places, min_size=1, max_size=30).map(np.array), places, places, radii)
def test_an_eraser_reaches_what_is_near_to_its_way(
    points: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float
) -> None:
    steps = start + np.linspace(0, 1, 2001)[:, np.newaxis] * (end - start)
    distances = np.hypot(*(points[:, np.newaxis] - steps).transpose(2, 0, 1)).min(axis=1)
    mask, slack = reached(points, start, end, radius), math.dist(start, end) / 2000 + 1e-9
    assert mask[distances <= radius - 1e-9].all()
    assert not mask[distances > radius + slack].any()


@given(st.lists(places, max_size=30), places, radii)
def test_the_nearest_point_is_within_reach_and_none_is_nearer(
    points: list[np.ndarray], at: np.ndarray, reach: float
) -> None:
    all_points = np.array(points).reshape(-1, 2)
    found, distances = nearest(all_points, at, reach), np.hypot(*(all_points - at).T)
    if found is None:
        assert not (distances < reach - 1e-9).any()
    else:
        assert distances[found] == distances.min() <= reach + 1e-9


def linked(points: np.ndarray, labels: np.ndarray, reach: float) -> np.ndarray:
    """Return which points hang together, (n, n), as the definition says: steps within reach over the same label."""
    apart = np.sqrt(((points[:, np.newaxis] - points) ** 2).sum(axis=-1))
    together = (apart <= reach) & (labels[:, np.newaxis] == labels)
    for middle in range(len(points)):
        together |= together[:, [middle]] & together[[middle], :]
    return together


@given(
    st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20), st.integers(0, 2)), min_size=1, max_size=40),
    st.floats(0.11, 3),
)
def test_clusters_are_what_hangs_together(rows: list[tuple[int, int, int]], reach: float) -> None:
    table = np.array(rows, dtype=np.float64)
    points, labels = table[:, :2] / 3.7, table[:, 2]
    distances = np.sqrt(((points[:, np.newaxis] - points) ** 2).sum(axis=-1))
    if (abs(distances - reach) < 1e-9).any():
        return  # rounding may tell either way
    found = clusters(points, labels, reach)
    assert ((found[:, np.newaxis] == found) == linked(points, labels, reach)).all()
    assert set(found.tolist()) == set(range(found.max() + 1))  # they part the points: numbered without a gap


def test_no_points_have_no_clusters() -> None:
    assert len(clusters(np.empty((0, 2)), np.empty(0), 0.5)) == 0


@pytest.mark.parametrize("reach", [0.1, 0.6, 5.0])
def test_clusters_of_many_points_are_found_for_a_moment_of_the_pointer(reach: float) -> None:
    rng = np.random.default_rng(0)
    points, labels = rng.uniform(-6, 6, (20_000, 2)), rng.integers(0, 2, 20_000).astype(float)
    found = clusters(points, labels, reach)
    assert len(found) == 20_000
    assert (found[labels == 0][:, np.newaxis] != np.unique(found[labels == 1])).all()


@pytest.mark.parametrize("far", [1e3, 1e9, 1e20, 1e150])
def test_a_point_very_far_off_joins_no_clusters(far: float) -> None:
    points = np.array([[0, 0], [0.1, 0], [5, 5], [5, 5.6], [far, 0], [0, -far], [far, 0.1], [far, -far]])
    found = clusters(points, np.zeros(8), 0.5).tolist()
    together = {(i, j) for i in range(8) for j in range(i) if found[i] == found[j]}
    assert together == {(1, 0), (6, 4)}
