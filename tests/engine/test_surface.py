"""Pictures over the plane: which way is up, and that they show the very network."""

import numpy as np
import pytest

from engine import Data, Experiment, Layer, first_network, forward
from engine.arrays import Image
from engine.datasets import EXTENT
from engine.features import inputs
from engine.network import Network
from engine.samples import samples_of
from engine.surface import Grid, Surface, grid_of

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
