"""Gradient checking: finds every derivative right, names kinks, and is not to be fooled."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import MODELS, Data, Experiment, Layer, Network, Run, choose, gradient, gradient_check
from engine.activations import ACTIVATIONS, HIDDEN
from engine.gradient_check import gradient_check_of, verdict
from engine.learning import Objective, objective_of
from engine.network import by_layer
from tests.engine.strategies import PAIRS, certain_experiments, relaxed


def scattered(experiment: Experiment, seed: int = 0) -> Run:
    """A run whose weights are neither small nor alike, bias weights included."""
    run = Run(experiment)
    run.network.flat[:] = np.random.default_rng(seed).uniform(-1, 1, run.network.flat.size)
    return run


# ---- everything right is found right -------------------------------------------------------------------------------


@relaxed
@given(certain_experiments, st.integers(0, 99))
def test_every_derivative_of_every_experiment_is_right(experiment: Experiment, seed: int) -> None:
    run = scattered(experiment, seed)
    before = run.network.sha256()
    check = gradient_check(run)
    assume(np.abs(check.analytic).max() < 1e6)  # beyond, the third derivative is felt
    assert check.error <= 2e-6, check.error  # elu and huber bend sharply, which costs digits, see below
    assert check.verdict in ("fine", "doubtful")
    assert run.network.sha256() == before
    np.testing.assert_array_equal(check.analytic, np.concatenate([part.ravel() for part in gradient(run).values()]))


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("cost", "output"), [(c.name, o) for c, o in PAIRS], ids=[f"{c.name}-{o}" for c, o in PAIRS])
def test_every_activation_with_every_cost_is_fine(hidden: str, cost: str, output: str) -> None:
    data = Data("blobs", samples=24) if output == "softmax" else Data("moons", samples=24, noise=0.1)
    experiment = Experiment(
        data=data, hidden=(Layer(3, hidden), Layer(2, hidden)), cost=cost, output=output, l1=0.01, l2=0.02
    )
    for reduction in ("mean", "sum"):
        run = scattered(replace(experiment, reduction=reduction), seed=3)
        check = gradient_check(run)
        assert check.verdict == "fine", check.error
        assert check.errors[~check.at_kink].max() < 1e-4


def test_a_converged_network_is_still_fine() -> None:
    """Near the minimum both derivatives are all but 0, and what is left of the difference is rounding."""
    for name, epochs in (("straight-line", 4000), ("adaline", 1000)):
        run = Run(MODELS[name].experiment())
        run.advance(epochs=epochs)
        assert gradient_check(run).verdict == "fine"


def test_it_can_be_asked_over_some_samples() -> None:
    run = scattered(Experiment())
    some = run.samples.train[:3]
    check = gradient_check(run, some)
    assert check.verdict == "fine"
    parts = gradient(run, some)
    assert {layer: part.tolist() for layer, part in check.by_layer(check.analytic).items()} == {
        layer: part.tolist() for layer, part in parts.items()
    }
    assert not np.array_equal(check.analytic, gradient_check(run).analytic)


def test_by_layer_has_the_shapes_of_the_weights() -> None:
    run = scattered(Experiment(hidden=(Layer(3), Layer(2))))
    check = gradient_check(run)
    for flat in (check.analytic, check.numeric, check.errors, check.at_kink):
        assert {layer: part.shape for layer, part in check.by_layer(flat).items()} == {
            layer: matrix.shape for layer, matrix in run.W.items()
        }


def test_all_derivatives_0_is_fine() -> None:
    run = Run(Experiment(hidden=(Layer(3, "relu"),), initializer=choose("zeros")))
    check = gradient_check(run)
    assert not check.analytic[:9].any()
    assert check.verdict == "fine"


# ---- kinks are named, not failed -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_a_net_input_of_exactly_0_is_named(name: str) -> None:
    # unit 1 has z = 0 for x = (1, 1): any weight into it moves it over the kink; unit 2 has z = 2
    network = Network((2, 2, 1), (name, "sigmoid"), np.array([0.0, 1, -1, 0, 1, 1, 0.5, 2, 1]))
    check = gradient_check_of(
        objective_of(Experiment(hidden=(Layer(2, name),))), network, np.array([[1.0, 1.0]]), np.array([[0.0]])
    )
    assert check.at_kink.tolist() == [True] * 3 + [False] * 6
    assert check.verdict == "fine"
    assert check.errors[:3].min() > 0.1  # it would have failed


def test_weights_of_0_under_l1_are_named_and_bias_weights_are_not() -> None:
    run = scattered(Experiment(l1=0.1))
    run.W[1][0, 0] = run.W[1][0, 1] = 0.0
    check = gradient_check(run)
    assert check.by_layer(check.at_kink)[1][0].tolist() == [False, True, False]
    assert check.at_kink.sum() == 1
    assert check.verdict == "fine"


def test_a_margin_of_exactly_1_is_named_under_the_hinge() -> None:
    # a = z = 1 for x = 1 and y = 1; and a = 3 for x = 3, far behind the hinge
    experiment = Experiment(hidden=(), features=("x1",), output="linear", cost="hinge")
    network = Network((1, 1), ("linear",), np.array([0.0, 1.0]))
    at, behind = (
        gradient_check_of(objective_of(experiment), network, np.array([[x]]), np.array([[1.0]])) for x in (1.0, 3.0)
    )
    assert at.at_kink.tolist() == [True, True]
    assert at.verdict == "fine"
    assert behind.at_kink.tolist() == [False, False]


# ---- what is wrong is found wrong ----------------------------------------------------------------------------------


def plant(monkeypatch: pytest.MonkeyPatch, name: str, derivative: Any) -> None:
    monkeypatch.setitem(ACTIVATIONS, name, replace(ACTIVATIONS[name], derivative=derivative))


@pytest.mark.parametrize("name", [name for name in HIDDEN if name not in ("step", "linear")])
def test_a_wrong_derivative_of_an_activation_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    run = scattered(Experiment(hidden=(Layer(4, name),)))
    assert gradient_check(run).verdict == "fine"
    right = ACTIVATIONS[name].derivative
    plant(monkeypatch, name, lambda z, a: right(z, a) * 1.01)
    check = gradient_check(run)
    assert check.verdict == "wrong"
    into_hidden, into_output = (check.by_layer(check.errors)[layer] for layer in (1, 2))
    assert np.median(into_hidden) > 1e-3  # and it points to the layer
    assert into_output.max() < 1e-6


def test_a_wrong_derivative_is_found_even_when_it_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    run = scattered(Experiment())
    plant(monkeypatch, "tanh", lambda z, a: 1 - a * a + 1e-5)
    assert gradient_check(run).verdict == "doubtful"


def test_a_penalised_bias_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = scattered(Experiment(l2=0.1))
    monkeypatch.setattr(Objective, "penalty_gradient", lambda _, weights: 0.1 * weights)
    check = gradient_check(run)
    assert check.verdict == "wrong"
    wrong = {layer: (part > 1e-4) for layer, part in check.by_layer(check.errors).items()}
    assert all(part[:, 0].all() and not part[:, 1:].any() for part in wrong.values())


def test_the_lectures_slip_of_sign_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = scattered(MODELS["adaline"].experiment())
    right = Objective.gradient
    monkeypatch.setattr(Objective, "gradient", lambda *given: -right(*given))
    check = gradient_check(run)
    assert check.verdict == "wrong"
    assert check.error == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("weight", range(17))
def test_one_wrong_weight_is_found_and_pointed_to(monkeypatch: pytest.MonkeyPatch, weight: int) -> None:
    run = scattered(Experiment())
    right = Objective.gradient

    def off(*given: Any) -> np.ndarray:
        made = right(*given)
        made[weight] *= 1.1
        return made

    monkeypatch.setattr(Objective, "gradient", off)
    check = gradient_check(run)
    assert check.verdict == "wrong"
    assert check.errors.argmax() == weight
    assert check.errors[weight] == pytest.approx(0.1 / 2.1, rel=1e-3)


# ---- verdicts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "judged"),
    [
        (0.0, "fine"),
        (1e-7, "fine"),
        (1.01e-7, "doubtful"),
        (1e-4, "doubtful"),
        (1.01e-4, "wrong"),
        (1.0, "wrong"),
        (float("inf"), "wrong"),
        (float("nan"), "wrong"),
    ],
)
def test_verdicts(error: float, judged: str) -> None:
    assert verdict(error) == judged


def test_the_error_is_the_lectures() -> None:
    run = scattered(Experiment())
    check = gradient_check(run, epsilon=0.5)  # so coarse that the error is plain to see
    g, h = check.analytic, check.numeric
    assert check.error == pytest.approx(
        float(np.linalg.norm(g - h) / (np.linalg.norm(g) + np.linalg.norm(h))), rel=1e-12
    )
    assert check.errors[3] == pytest.approx(abs(g[3] - h[3]) / (abs(g[3]) + abs(h[3])), rel=1e-12)
    up, down = run.network.copy(), run.network.copy()
    up.flat[3] += 0.5
    down.flat[3] -= 0.5
    part = run.samples.train
    values = [run.objective.value(net, run.samples.inputs[part], run.samples.targets[:, part]) for net in (up, down)]
    assert h[3] == pytest.approx(values[0] - values[1], rel=1e-12)


def test_weights_beyond_all_numbers_are_judged_without_a_warning() -> None:
    run = Run(Experiment(hidden=(Layer(2, "relu"),)))
    run.network.flat[:] = 1e200
    assert gradient_check(run).verdict == "wrong"
    assert by_layer(run.network.sizes, gradient_check(run).errors)[1].shape == (2, 3)
