"""Pictures over the plane: which way is up, and that they show the very network."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Data, Experiment, Layer, first_network, fitting, forward
from engine.arrays import Image
from engine.datasets import EXTENT
from engine.features import inputs
from engine.network import Network
from engine.samples import Samples, samples_of
from engine.surface import Grid, Slice, Surface, grid_of
from engine.table import Table

EXPERIMENT = Experiment(features=("x1", "x2", "x1x2"), hidden=(Layer(3, "tanh"), Layer(2, "relu")))
SAMPLES = samples_of(EXPERIMENT)


def unit_maps(network: Network, grid: Grid) -> dict[int, Image]:
    return Surface(grid).unit_maps(network)


def test_a_map_for_every_unit_of_every_layer_in_float32() -> None:
    maps = unit_maps(first_network(EXPERIMENT), grid_of(SAMPLES, 7))
    assert {layer: picture.shape for layer, picture in maps.items()} == {
        1: (3, 7, 7),
        2: (3, 7, 7),
        3: (2, 7, 7),
        4: (1, 7, 7),
    }
    assert {picture.dtype for picture in maps.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("features", [("x1", "x2"), ("x2",), ("x1",)], ids=str)
def test_row_0_is_the_least_x2_and_column_0_the_least_x1(features: tuple[str, ...]) -> None:
    experiment = Experiment(features=features)
    maps = dict(zip(features, unit_maps(first_network(experiment), grid_of(samples_of(experiment), 5))[1], strict=True))
    axis = np.linspace(-EXTENT, EXTENT, 5)
    if "x1" in maps:
        np.testing.assert_allclose(maps["x1"], np.tile(axis, (5, 1)))
    if "x2" in maps:
        np.testing.assert_allclose(maps["x2"], np.tile(axis, (5, 1)).T)


def test_a_map_shows_what_the_network_gives_there() -> None:
    network = first_network(EXPERIMENT)
    network.flat[:] = np.random.default_rng(1).uniform(-1, 1, network.flat.size)
    maps = unit_maps(network, grid_of(SAMPLES, 9))
    axis = np.linspace(-EXTENT, EXTENT, 9)
    for row, column in ((0, 0), (0, 8), (8, 0), (3, 5), (6, 1)):
        passed = forward(network, inputs(EXPERIMENT.features, np.array([[axis[column], axis[row]]])))
        for layer, a in passed.a.items():
            np.testing.assert_allclose(maps[layer][:, row, column], a[:, 0], rtol=2e-4, atol=2e-5)


def test_weights_beyond_float32_do_not_warn() -> None:
    network = first_network(EXPERIMENT)
    network.flat[:] = 1e300
    assert unit_maps(network, grid_of(SAMPLES, 3))[4].shape == (1, 3, 3)


def test_what_learns_from_standardised_inputs_is_pictured_over_standardised_inputs() -> None:
    samples = samples_of(Experiment(data=Data("gauss", samples=50, standardise=True), features=("x1", "x2^2")))
    assert samples.scaling is not None
    axis = np.linspace(-EXTENT, EXTENT, 5)
    grid = grid_of(samples, 5)
    raw = np.array([[x1, x2 * x2] for x2 in axis for x1 in axis])
    np.testing.assert_allclose(grid.inputs, (raw - samples.scaling.mean) / samples.scaling.deviation, rtol=1e-5)
    assert grid.inputs.dtype == np.float32


def test_data_over_a_line_do_not_vary_along_x2() -> None:
    samples = samples_of(Experiment(data=Data("sine"), features=("x1",), output="linear", cost="squared"))
    grid = grid_of(samples, 5)
    np.testing.assert_allclose(grid.inputs.reshape(5, 5), np.tile(np.linspace(-EXTENT, EXTENT, 5), (5, 1)))


def test_the_next_network_is_pictured_in_the_same_memory() -> None:
    surface, network = Surface(grid_of(SAMPLES, 5)), first_network(EXPERIMENT)
    first = surface.unit_maps(network)
    before = {layer: maps.copy() for layer, maps in first.items()}
    network.flat[:] *= 2
    second = surface.unit_maps(network)
    for layer, maps in unit_maps(network, surface.grid).items():
        assert np.array_equal(second[layer], maps)
        assert np.shares_memory(first[layer], second[layer])
        assert (layer == 1) == np.array_equal(before[layer], maps)


def test_a_network_of_another_structure_is_pictured_too() -> None:
    surface = Surface(grid_of(SAMPLES, 5))
    surface.unit_maps(first_network(EXPERIMENT))
    other = first_network(Experiment(features=EXPERIMENT.features, hidden=(Layer(5, "sigmoid"),)))
    for layer, maps in unit_maps(other, surface.grid).items():
        assert np.array_equal(surface.unit_maps(other)[layer], maps)


@pytest.mark.parametrize("layer", [1, 2, 3, 4])
def test_nobody_can_write_to_a_map(layer: int) -> None:
    maps = unit_maps(first_network(EXPERIMENT), grid_of(SAMPLES, 5))
    with pytest.raises(ValueError, match="read-only"):
        maps[layer][...] = 0


# ---- slices of more than two coordinates -----------------------------------------------------------------------------


def of_a_table(inputs: np.ndarray, *, standardise: bool = True) -> Samples:
    table = Table(tuple(f"c{number}" for number in range(inputs.shape[1])), inputs, "y", np.arange(len(inputs)) % 2.0)
    experiment = fitting.with_data(Experiment(), table=table, name="own").experiment
    return samples_of(fitting.with_data(experiment, standardise=standardise).experiment)


@pytest.mark.parametrize("shown", [Slice(), Slice(4, 2), Slice(1, 3, ((0, 2.5), (2, -1.0), (4, 0.25)))])
@pytest.mark.parametrize("standardise", [False, True])
def test_a_slice_varies_in_two_coordinates_and_stands_still_in_all_others(shown: Slice, standardise: bool) -> None:
    samples = of_a_table(np.random.default_rng(3).normal(size=(40, 5)) * (1, 2, 3, 4, 5), standardise=standardise)
    grid = grid_of(samples, 6, shown)
    x, y = (np.linspace(*samples.ranges[side], 6) for side in (shown.across, shown.up))
    for row in range(6):
        for column in range(6):
            point = samples.points[samples.train].mean(axis=0)
            for coordinate, value in shown.held:
                point[coordinate] = value
            point[shown.across], point[shown.up] = x[column], y[row]
            expected = samples.inputs_at(point[np.newaxis])[0]
            assert grid.inputs[row * 6 + column] == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_features_of_the_first_two_follow_a_slice_that_shows_one_of_them() -> None:
    samples = replace_features(of_a_table(np.random.default_rng(3).normal(size=(40, 4))), ("x1x2", "x2", "x4", "r"))
    grid = grid_of(samples, 5, Slice(3, 1, ((0, 2.0),)))
    place, up = samples.middle, np.linspace(*samples.ranges[1], 5)
    assert grid.inputs[::5, 0] == pytest.approx(2.0 * up, rel=1e-5)
    assert grid.inputs[::5, 1] == pytest.approx(up, rel=1e-5)
    assert grid.inputs[:5, 2] == pytest.approx(np.linspace(*samples.ranges[3], 5), rel=1e-5)
    assert grid.inputs[::5, 3] == pytest.approx(np.hypot(2.0, up), rel=1e-5)
    still = grid_of(samples, 5, Slice(2, 3)).inputs[:, :2]
    assert still == pytest.approx(np.tile([place[0] * place[1], place[1]], (25, 1)), rel=1e-4)


def replace_features(samples: Samples, features: tuple[str, ...]) -> Samples:
    return replace(samples, features=features, scaling=None)


def test_where_no_input_follows_the_slice_the_grid_is_one_point() -> None:
    samples = replace_features(of_a_table(np.random.default_rng(3).normal(size=(40, 4))), ("x1", "x2"))
    inputs = grid_of(samples, 4, Slice(2, 3)).inputs
    assert inputs == pytest.approx(np.tile(samples.middle[:2], (16, 1)), rel=1e-5)


@pytest.mark.parametrize("offset", [1.6e9, 1e-40, 1e100])
def test_places_that_float32_cannot_tell_apart_are_pictured_standardised(offset: float) -> None:
    spread = np.random.default_rng(3).normal(size=(60, 3)) * (60 if offset == 1.6e9 else offset)
    samples = of_a_table(spread + (offset if offset == 1.6e9 else 0))
    x = np.unique(grid_of(samples, 9).inputs[:, 0])
    assert len(x) == 9
    assert np.diff(x) == pytest.approx(x[1] - x[0], rel=1e-3)


@pytest.mark.parametrize(
    ("shown", "dimensions", "fits"),
    [
        (Slice(), 1, True),
        (Slice(), 2, True),
        (Slice(1, 0), 1, False),
        (Slice(1, 0), 2, True),
        (Slice(0, 3), 3, False),
        (Slice(0, 1, ((3, 1.0),)), 3, False),
        (Slice(0, 1, ((3, 1.0),)), 4, True),
    ],
)
def test_a_slice_fits_points_that_have_its_coordinates(shown: Slice, dimensions: int, fits: bool) -> None:
    assert shown.fits(dimensions) == fits


def test_inputs_that_float32_does_not_have_are_pictured_as_the_network_sees_them() -> None:
    far = np.array([[-1e149, 0.5e149], [1e149, -1e149], [0.3e149, 0.9e149], [-0.7e149, -0.2e149]])
    table = Table(("a", "b"), far, "y", np.array([0.0, 1, 0, 1]), ("no", "yes"))
    experiment = fitting.with_data(Experiment(hidden=()), table=table, name="own").experiment
    samples, network = samples_of(experiment), first_network(experiment)
    network.W[1][:] = [[0.0, 1.0, -2.0]]
    (picture,) = unit_maps(network, grid_of(samples, 5))[network.L]
    axes = [np.linspace(*span, 5) for span in samples.ranges]
    points = np.array([[x, y] for y in axes[1] for x in axes[0]])
    with np.errstate(over="ignore"):
        said = forward(network, samples.inputs_at(points)).output[0].reshape(5, 5)
    assert {0.0, 1.0} <= set(said.ravel().tolist())
    assert picture.tolist() == said.tolist()


def test_a_slice_may_stand_anywhere_without_a_warning() -> None:
    table = Table(("a", "b", "c"), np.arange(12.0).reshape(4, 3), "y", np.array([0.0, 1, 0, 1]), ("no", "yes"))
    experiment = fitting.with_data(Experiment(), table=table, name="own").experiment
    grid = grid_of(samples_of(experiment), 5, Slice(0, 1, ((2, 1e150),)))
    assert (grid.inputs[:, 2] == 1e150).all()


@pytest.mark.parametrize(
    ("size", "kind"), [(1e-300, np.float64), (1.0, np.float32), (0.0, np.float32), (1e150, np.float64)]
)
def test_values_that_float32_does_not_have_are_pictured_in_float64(size: float, kind: type) -> None:
    table = Table(("a", "b"), np.arange(8.0).reshape(4, 2), "y", np.arange(4.0) / 3 * size)
    experiment = fitting.with_data(Experiment(), table=table, name="own").experiment
    assert grid_of(samples_of(experiment), 5).inputs.dtype == kind


def test_a_deviation_that_float32_does_not_have_standardises_the_picture_as_it_does_the_samples() -> None:
    table = Table(("x1", "x2"), np.eye(4)[:, :2] * [1e-300, 1.0], "y", np.array([0.0, 1, 0, 1]), ("no", "yes"))
    experiment = fitting.with_data(Experiment(), table=table, name="drawn", standardise=True).experiment
    samples = samples_of(experiment)
    found, axis = grid_of(samples, 3).inputs, np.array([-EXTENT, 0.0, EXTENT])
    assert found[:3, 0] == pytest.approx(samples.inputs_at(np.column_stack([axis, axis]))[:, 0])
