"""First weights: how they are spread, and where bias weights start."""

import numpy as np
import pytest
from hypothesis import given

from engine import Experiment, Layer, choose, first_network
from engine.initializers import INITIALIZERS
from tests.engine.strategies import relaxed, small_experiments

FAN_IN, FAN_OUT = 200, 300
SHAPE = (FAN_OUT, FAN_IN)


def drawn(name: str, **parameters: float) -> np.ndarray:
    kind = INITIALIZERS[name]
    return kind.draw(np.random.default_rng(3), FAN_IN, FAN_OUT, {**kind.defaults, **parameters})


@pytest.mark.parametrize(
    ("name", "parameters", "limit"),
    [
        ("glorot", {}, np.sqrt(6 / 500)),
        ("uniform", {}, 0.5),
        ("uniform", {"limit": 0.02}, 0.02),
        ("playground", {}, 0.5),
    ],
)
def test_uniform_ones_fill_their_range_evenly(name: str, parameters: dict[str, float], limit: float) -> None:
    w = drawn(name, **parameters)
    assert w.shape == SHAPE
    assert 0.999 * limit < np.abs(w).max() <= limit
    counts, _ = np.histogram(w, bins=10, range=(-limit, limit))
    np.testing.assert_allclose(counts, 6000, rtol=0.05)  # 60 000 weights: deviation of a count is 73
    assert w.var() == pytest.approx(limit**2 / 3, rel=0.02)


@pytest.mark.parametrize(
    ("name", "parameters", "variance"),
    [("he", {}, 2 / 200), ("lecun", {}, 1 / 200), ("normal", {}, 0.01), ("normal", {"deviation": 3}, 9)],
)
def test_normal_ones_have_their_variance_and_a_normal_ones_tails(
    name: str, parameters: dict[str, float], variance: float
) -> None:
    w = drawn(name, **parameters)
    assert w.shape == SHAPE
    assert w.var() == pytest.approx(variance, rel=0.03)  # deviation of the variance is 0.6 %
    assert abs(w.mean()) < 4 * np.sqrt(variance / w.size)
    for deviations, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert np.mean(np.abs(w) < deviations * np.sqrt(variance)) == pytest.approx(share, abs=0.01)


def test_constant_ones() -> None:
    assert set(drawn("zeros").ravel()) == {0.0}
    assert set(drawn("constant").ravel()) == {0.1}
    assert set(drawn("constant", value=-2).ravel()) == {-2.0}


def test_every_initializer_is_tested_above() -> None:
    assert [kind.name for kind in INITIALIZERS.values()] == list(INITIALIZERS)
    assert set(INITIALIZERS) == {"glorot", "he", "lecun", "uniform", "normal", "zeros", "constant", "playground"}


@relaxed
@given(small_experiments)
def test_bias_weights_start_alike_and_pruned_weights_at_0(experiment: Experiment) -> None:
    network, kind = first_network(experiment), INITIALIZERS[experiment.initializer.name]
    bias = experiment.initializer.with_defaults(kind.defaults).get("bias", 0.0)
    for layer, matrix in network.W.items():
        for target in range(1, len(matrix) + 1):
            pruned = (layer, target, 0) in experiment.pruned
            assert matrix[target - 1, 0] == (0.0 if pruned else bias)
    assert all(network.weight(*place) == 0 for place in experiment.pruned)


def test_the_web_playgrounds_bias_is_a_tenth_and_all_others_0() -> None:
    for name in INITIALIZERS:
        network = first_network(Experiment(initializer=choose(name)))
        assert {bias for matrix in network.W.values() for bias in matrix[:, 0]} == {0.1 if name == "playground" else 0}


def test_fans_are_the_units_below_and_above_bias_not_counted() -> None:
    network = first_network(Experiment(hidden=(Layer(300), Layer(200)), initializer=choose("he")))
    assert network.W[2][:, 1:].var() == pytest.approx(2 / 300, rel=0.03)
    network = first_network(Experiment(hidden=(Layer(300), Layer(200))))
    assert np.abs(network.W[2]).max() == pytest.approx(np.sqrt(6 / 500), rel=1e-3)


def test_pruning_shifts_no_other_weight() -> None:
    plain, pruned = first_network(Experiment()), first_network(Experiment(pruned=((1, 2, 1),)))
    changed = plain.W[1] != pruned.W[1]
    assert changed.nonzero()[0].tolist() == [1]
    assert changed.nonzero()[1].tolist() == [1]
    assert plain.W[2].tolist() == pruned.W[2].tolist()
