"""Penalties: value and gradient by hand, and that bias weights are left alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from engine import Experiment, Layer, Run, first_network
from engine.learning import objective_of
from engine.network import by_layer
from engine.penalties import PENALTIES
from tests.engine.strategies import relaxed, small_experiments


@pytest.mark.parametrize(
    ("name", "value", "gradient"),
    [("l2", 0.5 * (9 + 0 + 4), [-3.0, 0.0, 2.0]), ("l1", 5.0, [-1.0, 0.0, 1.0])],
)
def test_penalty_by_hand(name: str, value: float, gradient: list[float]) -> None:
    w = np.array([-3.0, 0.0, 2.0])
    assert PENALTIES[name].value(w) == value
    assert PENALTIES[name].gradient(w).tolist() == gradient


def test_the_penalty_of_a_network_by_hand() -> None:
    # W1 = [7  1 −2]  W2 = [8 3]:  λ₂/2 (1 + 4 + 9) + λ₁ (1 + 2 + 3), the bias weights 7 and 8 left out
    experiment = Experiment(hidden=(Layer(1),), l2=0.1, l1=0.01)
    objective, flat = objective_of(experiment), np.array([7.0, 1, -2, 8, 3])
    assert objective.penalty(flat) == pytest.approx(0.7 + 0.06, abs=1e-15)
    np.testing.assert_allclose(objective.penalty_gradient(flat), [0, 0.11, -0.21, 0, 0.31], atol=1e-15)


@relaxed
@given(small_experiments)
def test_bias_weights_are_never_penalised(experiment: Experiment) -> None:
    objective = objective_of(replace(experiment, l1=0.3, l2=0.7))
    network = first_network(experiment)
    network.flat[:] = np.random.default_rng(0).normal(size=network.flat.size)
    before = objective.penalty(network.flat)
    gradient = by_layer(network.sizes, objective.penalty_gradient(network.flat))
    for layer, matrix in network.W.items():
        assert not gradient[layer][:, 0].any()
        assert (gradient[layer][:, 1:] != 0).all()
        matrix[:, 0] += 100
    assert objective.penalty(network.flat) == before


def test_a_penalised_run_keeps_its_weights_smaller_and_the_cost_record_tells_the_penalty_apart() -> None:
    runs = [Run(Experiment(l2=l2)) for l2 in (0.0, 0.01)]
    for run in runs:
        run.advance(epochs=50)
    plain, penalised = (np.linalg.norm([np.linalg.norm(W[:, 1:]) for W in run.W.values()]) for run in runs)
    assert penalised < 0.7 * plain
    assert runs[0].costs.so_far().penalty.tolist() == [0.0] * 51
    assert runs[1].costs.so_far().penalty[-1] == runs[1].objective.penalty(runs[1].network.flat) > 0
    assert runs[1].costs.so_far().train[0] == runs[0].costs.so_far().train[0]  # the data term alone


def test_l1_draws_weights_to_0() -> None:
    runs = [Run(Experiment(l1=l1, features=("x1", "x2", "x1x2", "sin_x1"))) for l1 in (0.0, 0.01)]
    for run in runs:
        run.advance(epochs=100)
    small = [np.mean(np.abs(run.W[1][:, 1:]) < 0.02) for run in runs]
    assert small[1] > small[0] + 0.2
