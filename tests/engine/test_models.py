"""The lecture's models: each does what the lecture writes, and learns its data."""

import numpy as np
import pytest

from engine import MODELS, Experiment, Run, gradient
from engine.seeds import generator

# model: epochs, and the least score on both parts (accuracy, or R² of values)
LEARNT = {
    "perceptron": (20, 0.97),
    "adaline": (50, 0.96),
    "adaline-sgd": (20, 0.96),
    "adaline-mini-batch": (50, 0.96),
    "logistic-regression": (20, 0.99),
    "mlp": (150, 0.97),
    "one-vs-all": (50, 0.99),
    "softmax": (300, 0.97),
    "regression": (300, 0.8),
    "straight-line": (300, 0.93),
}


def run_of(name: str) -> Run:
    return Run(MODELS[name].experiment())


@pytest.mark.parametrize("name", MODELS)
def test_it_learns_its_data(name: str) -> None:
    run, (epochs, score) = run_of(name), LEARNT[name]
    run.advance(epochs=epochs)
    assert min(run.accuracy()) >= score
    costs = run.costs.so_far()
    assert costs.train[-1] < 0.5 * costs.train[0]


def test_every_model_of_the_lecture_is_there_with_a_sentence() -> None:
    assert list(MODELS) == list(LEARNT)
    assert [model.name for model in MODELS.values()] == list(MODELS)
    for model in MODELS.values():
        assert model.summary.endswith(".")
        assert Experiment.from_dict(model.experiment().to_dict()) == model.experiment()


# ---- Rosenblatt's perceptron ---------------------------------------------------------------------------------------


def test_the_perceptron_learns_by_rosenblatts_rule_after_each_sample_to_the_bit() -> None:
    run = run_of("perceptron")
    eta, order = run.experiment.rate, generator(run.experiment.seed, "order")
    w0, w1, w2 = (float(w) for w in run.W[1][0])
    for _ in range(4):
        for i in order.permutation(run.samples.train):
            (x1, x2), y = run.samples.inputs[i].tolist(), float(run.samples.targets[0, i])
            predicted = 1.0 if w0 + w1 * x1 + w2 * x2 >= 0 else 0.0
            w0 += eta * (y - predicted)
            w1 += eta * ((y - predicted) * x1)
            w2 += eta * ((y - predicted) * x2)
            run.advance(batches=1)
            assert run.W[1].tolist() == [[w0, w1, w2]]
    assert run.epoch == 4


@pytest.mark.parametrize("seed", range(5))
def test_the_perceptron_converges_on_data_that_a_line_separates(seed: int) -> None:
    run = Run(Experiment(**vars(MODELS["perceptron"].experiment()) | {"seed": seed}))
    while run.epoch < 500 and run.accuracy()[0] < 1:
        run.advance(epochs=1)
    assert run.accuracy()[0] == 1
    assert run.costs.so_far().train[-1] == 0
    before = run.network.sha256()
    run.advance(epochs=2)  # nothing is wrong, so nothing moves
    assert run.network.sha256() == before


# ---- Adaline -------------------------------------------------------------------------------------------------------


def test_adaline_steps_against_the_gradient_of_its_cost_over_the_whole_training_set() -> None:
    run = run_of("adaline")
    assert run.batches_per_epoch == 1
    train, eta = run.samples.train, run.experiment.rate
    x, y = np.column_stack([np.ones(len(train)), run.samples.inputs[train]]), run.samples.targets[0, train]
    w = run.W[1][0].copy()

    def cost(w: np.ndarray) -> float:
        return 0.5 * float(np.sum((y - x @ w) ** 2))

    assert set(y) == {-1, 1}
    for epoch in range(5):
        assert run.costs.so_far().train[epoch] == pytest.approx(cost(w), rel=1e-12)
        slope = [(cost(w + shift) - cost(w - shift)) / 2e-5 for shift in 1e-5 * np.eye(3)]
        analytic = -x.T @ (y - x @ w)  # minus: the lecture's printed sign is a slip
        np.testing.assert_allclose(analytic, slope, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(gradient(run)[1][0], analytic, rtol=1e-12)
        w = w - eta * analytic
        run.advance(epochs=1)
        np.testing.assert_allclose(run.W[1][0], w, rtol=1e-12)


@pytest.mark.parametrize(("name", "size"), [("adaline-sgd", 1), ("adaline-mini-batch", 32)])
def test_stochastic_adaline_does_the_same_from_one_sample_or_n(name: str, size: int) -> None:
    run = run_of(name)
    eta, order = run.experiment.rate, generator(run.experiment.seed, "order").permutation(run.samples.train)
    w = run.W[1][0].copy()
    for start in range(0, len(order), size):
        part = order[start : start + size]
        steps = [
            (run.samples.targets[0, i] - w @ [1, *run.samples.inputs[i]]) * np.array([1, *run.samples.inputs[i]])
            for i in part
        ]
        w = w + eta * np.mean(steps, axis=0)
        run.advance(batches=1)
        np.testing.assert_allclose(run.W[1][0], w, rtol=1e-11)
    assert run.epoch == 1


def test_adaline_comes_near_to_the_least_squares_solution() -> None:
    run = run_of("adaline")
    run.advance(epochs=2000)
    x, y = run.samples.inputs[run.samples.train], run.samples.targets[0, run.samples.train]
    best, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y)
    np.testing.assert_allclose(run.W[1][0], best, rtol=1e-6)


# ---- the others ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_the_straight_line_is_found(seed: int) -> None:
    run = Run(Experiment(**vars(MODELS["straight-line"].experiment()) | {"seed": seed}))
    run.advance(epochs=500)
    a, b = run.W[1][0]
    assert (a, b) == pytest.approx((1, 2), abs=0.15)
    x, y = run.samples.inputs[run.samples.train], run.samples.targets[0, run.samples.train]
    best, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y)
    np.testing.assert_allclose([a, b], best, atol=1e-2)


def test_logistic_regression_is_one_sigmoid_unit_and_the_logistic_cost() -> None:
    experiment = MODELS["logistic-regression"].experiment()
    assert (experiment.sizes, experiment.activations, experiment.cost) == ((2, 1), ("sigmoid",), "logistic")


@pytest.mark.parametrize(("name", "output"), [("one-vs-all", "sigmoid"), ("softmax", "softmax")])
def test_several_classes_have_a_unit_each(name: str, output: str) -> None:
    run = run_of(name)
    assert (run.network.sizes[-1], run.network.activations[-1]) == (3, output)
    assert (run.samples.targets.sum(axis=0) == 1).all()


def test_the_lectures_multilayer_network_is_2_4_1() -> None:
    assert (run_of("mlp").network.sizes, run_of("mlp").network.activations) == ((2, 4, 1), ("tanh", "sigmoid"))
