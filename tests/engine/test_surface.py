"""Pictures over the plane: which way is up, and that they show the very network."""

import numpy as np
import pytest

from engine import Experiment, Layer, first_network, forward
from engine.datasets import EXTENT
from engine.features import inputs
from engine.surface import grid_of, unit_maps

EXPERIMENT = Experiment(features=("x1", "x2", "x1x2"), hidden=(Layer(3, "tanh"), Layer(2, "relu")))


def test_a_map_for_every_unit_of_every_layer_in_float32() -> None:
    maps = unit_maps(first_network(EXPERIMENT), grid_of(EXPERIMENT, 7))
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
    maps = dict(zip(features, unit_maps(first_network(experiment), grid_of(experiment, 5))[1], strict=True))
    axis = np.linspace(-EXTENT, EXTENT, 5)
    if "x1" in maps:
        np.testing.assert_allclose(maps["x1"], np.tile(axis, (5, 1)))
    if "x2" in maps:
        np.testing.assert_allclose(maps["x2"], np.tile(axis, (5, 1)).T)


def test_a_map_shows_what_the_network_gives_there() -> None:
    network = first_network(EXPERIMENT)
    network.flat[:] = np.random.default_rng(1).uniform(-1, 1, network.flat.size)
    maps = unit_maps(network, grid_of(EXPERIMENT, 9))
    axis = np.linspace(-EXTENT, EXTENT, 9)
    for row, column in ((0, 0), (0, 8), (8, 0), (3, 5), (6, 1)):
        passed = forward(network, inputs(EXPERIMENT.features, np.array([[axis[column], axis[row]]])))
        for layer, a in passed.a.items():
            np.testing.assert_allclose(maps[layer][:, row, column], a[:, 0], rtol=2e-4, atol=2e-5)


def test_weights_beyond_float32_do_not_warn() -> None:
    network = first_network(EXPERIMENT)
    network.flat[:] = 1e300
    assert unit_maps(network, grid_of(EXPERIMENT, 3))[4].shape == (1, 3, 3)
