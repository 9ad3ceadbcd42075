"""Slices: pictures of points of any number of coordinates, two of which vary."""

import numpy as np
import pytest

from engine import Experiment, first_network, forward
from engine.datasets import EXTENT
from engine.features import columns
from engine.fitting import with_data
from engine.samples import Samples, samples_of
from engine.surface import Slice, Surface, grid_of
from engine.table import Table
from tests.engine.strategies import random_table


def samples_of_table(inputs_: int, *, name: str = "own", standardise: bool = False, scale: float = 1.0) -> Samples:
    table = random_table(6, rows=30, inputs=inputs_, classes=2, test_share=0.3)
    table = Table(table.names, table.inputs * scale, "y", table.target, table.classes, table.is_test)
    return samples_of(with_data(Experiment(), name=name, table=table, standardise=standardise).experiment)


@pytest.mark.parametrize(("across", "up"), [(0, 1), (1, 0), (4, 2), (3, 0)])
def test_a_slice_varies_two_coordinates_over_their_ranges_and_holds_the_others_at_their_mean(
    across: int, up: int
) -> None:
    samples = samples_of_table(5)
    grid = grid_of(samples, 7, Slice(across, up)).inputs.reshape(7, 7, 5)
    for coordinate in range(5):
        if coordinate == across:
            expected = np.tile(np.linspace(*samples.ranges[across], 7), (7, 1))
        elif coordinate == up:
            expected = np.tile(np.linspace(*samples.ranges[up], 7), (7, 1)).T
        else:
            expected = np.full((7, 7), samples.points[samples.train].mean(axis=0)[coordinate])
        np.testing.assert_allclose(grid[:, :, coordinate], expected, rtol=1e-6)


def test_a_slice_stands_where_it_is_held() -> None:
    samples = samples_of_table(5)
    place = Slice(1, 3, held=((0, -2.5), (4, 9.0))).place(samples)
    assert (place[0], place[4], place[2]) == (-2.5, 9.0, samples.middle[2])
    grid = grid_of(samples, 3, Slice(1, 3, held=((0, -2.5), (4, 9.0)))).inputs
    assert set(grid[:, 0]) == {-2.5}
    assert set(grid[:, 4]) == {9.0}
    assert not samples.middle.flags.writeable


@pytest.mark.parametrize("inputs_", [1, 2])
def test_what_was_drawn_is_pictured_over_the_plane_and_what_was_opened_over_its_own_ranges(inputs_: int) -> None:
    for name in ("drawn", "own"):
        samples = samples_of_table(inputs_, name=name)
        grid = grid_of(samples, 5).inputs.reshape(5, 5, inputs_)
        ends = samples.ranges[0] if name == "own" else (-EXTENT, EXTENT)
        np.testing.assert_allclose(grid[:, :, 0], np.tile(np.linspace(*ends, 5), (5, 1)), rtol=1e-6)


def test_the_network_over_a_slice_is_the_network_there() -> None:
    samples = samples_of_table(4, standardise=True)
    network = first_network(with_data(Experiment(), table=random_table(6, 30, 4, 2)).experiment)
    maps = Surface(grid_of(samples, 5, Slice(2, 0))).unit_maps(network)
    point = samples.middle.copy()
    point[2], point[0] = np.linspace(*samples.ranges[2], 5)[1], np.linspace(*samples.ranges[0], 5)[3]
    expected = forward(network, samples.inputs_at(point[np.newaxis])).output[0, 0]
    assert maps[3][0, 3, 1] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("scale", [1e-150, 1e100, 1e145])
@pytest.mark.parametrize("standardise", [False, True])
def test_numbers_beyond_float32_are_pictured_without_a_warning_and_standardised_truly(
    scale: float, standardise: bool
) -> None:
    samples = samples_of_table(2, standardise=standardise, scale=scale)
    grid = grid_of(samples, 5).inputs
    assert grid.dtype == (np.float64 if scale > 1 and not standardise else np.float32)
    assert np.isfinite(grid).all()
    if standardise:
        assert samples.scaling
        ends = (np.array(samples.ranges[0]) - samples.scaling.mean[0]) / samples.scaling.deviation[0]
        np.testing.assert_allclose((grid[0, 0], grid[-1, 0]), ends, rtol=1e-6)


def test_seconds_since_1970_are_told_apart() -> None:
    """float32 has steps of 128 s there."""
    rng = np.random.default_rng(1)
    times = 1.7e9 + rng.uniform(0, 60, (40, 1))
    table = Table(("time",), times, "y", (times[:, 0] > 1.7e9 + 30).astype(float), ("no", "yes"))
    samples = samples_of(with_data(Experiment(), table=table, standardise=True).experiment)
    assert len(set(grid_of(samples, 21).inputs[:21, 0])) == 21


def test_of_six_hundred_columns_two_are_shown() -> None:
    table = random_table(1, rows=5, inputs=600, classes=2)
    samples = samples_of(with_data(Experiment(), table=table).experiment)
    assert samples.features == columns(512)
    assert grid_of(samples, 11, Slice(599, 3)).inputs.shape == (121, 512)
