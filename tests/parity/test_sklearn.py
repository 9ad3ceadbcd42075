"""scikit-learn where it has the same rule: multi-layer networks, Perceptron, SGD of one unit, optima, scores.

Left out, because its rule is another: MLP's adam with an ε that matters (ε is added to √v there, to √v̂ here), MLP's
`invscaling` (a rate by the number of samples seen) and `adaptive` rates, and the L1 penalty of SGDClassifier (which is
paid off cumulatively and never crosses 0).
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    Perceptron,
    Ridge,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.metrics import accuracy_score, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

from engine import MODELS, Data, Experiment, Layer, Run, choose, forward
from engine.features import inputs
from engine.metrics import decisions
from tests.parity.agreement import agree

TOLERANCE = 1e-9
EPOCHS = 15
ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic", "linear": "identity"}
TASKS: dict[str, dict[str, Any]] = {
    "two classes": {"data": Data("moons", 80, 0.2, standardise=True)},
    "one vs all": {"data": Data("blobs", 80, 0.8, standardise=True)},
    "softmax": {
        "data": Data("blobs", 80, 0.8, classes=4, standardise=True),
        "output": "softmax",
        "cost": "cross_entropy",
    },
    "values": {"data": Data("reg-gauss", 80, 0.1, standardise=True), "output": "linear", "cost": "squared"},
}
OPTIMIZERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # ours and scikit-learn's
    "gd": ({"optimizer": choose("gd")}, {"solver": "sgd", "momentum": 0.0, "nesterovs_momentum": False}),
    "momentum": (
        {"optimizer": choose("momentum", momentum=0.8)},
        {"solver": "sgd", "momentum": 0.8, "nesterovs_momentum": False},
    ),
    "nesterov": (
        {"optimizer": choose("nesterov", momentum=0.8)},
        {"solver": "sgd", "momentum": 0.8, "nesterovs_momentum": True},
    ),
    "adam": (
        {"optimizer": choose("adam", beta1=0.85, beta2=0.99, epsilon=1e-30), "rate": 0.01},
        {"solver": "adam", "beta_1": 0.85, "beta_2": 0.99, "epsilon": 1e-30},
    ),
}


def train_part(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return inputs (n, u₁), targets (n, t) and labels (n,) of the training part."""
    part = run.samples.train
    return run.samples.inputs[part], run.samples.targets[:, part].T, run.samples.labels[part]


# ---- multi-layer networks ------------------------------------------------------------------------------------------


@contextmanager
def unfinished() -> Iterator[None]:
    """Let scikit-learn stop after its epochs without a word about convergence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def mlp_like(run: Run, activation: str, batch: int, l2: float, epochs: int, **options: Any) -> Any:
    """Return scikit-learn's network after so many epochs from the run's present weights.

    Fitting it for one epoch gives it its arrays; the run's weights are written over them, and with `warm_start` a
    second fit goes on from there, with a new optimizer. Its penalty is α/2n Σ w², n being the samples of a mini-batch.
    """
    x, targets, labels = train_part(run)
    is_values = run.experiment.output == "linear"
    y = targets if run.experiment.output == "sigmoid" and run.experiment.outputs > 1 else labels
    network = (MLPRegressor if is_values else MLPClassifier)(
        hidden_layer_sizes=[layer.units for layer in run.experiment.hidden],
        activation=ACTIVATIONS[activation],
        batch_size=batch,
        alpha=l2 * batch,
        learning_rate_init=run.experiment.rate,
        shuffle=False,
        warm_start=True,
        max_iter=1,
        tol=0.0,
        n_iter_no_change=10**6,
        **options,
    )
    with unfinished():
        network.fit(x, y)
        for layer, matrix in run.W.items():
            network.coefs_[layer - 1][:] = matrix[:, 1:].T
            network.intercepts_[layer - 1][:] = matrix[:, 0]
        network.set_params(max_iter=epochs).fit(x, y)
    return network


def flat(network: Any) -> np.ndarray:
    """Return scikit-learn's weights in the order of ours."""
    pairs = zip(network.intercepts_, network.coefs_, strict=True)
    return np.concatenate([np.vstack([bias, weights]).T.ravel() for bias, weights in pairs])


def mlp_run(task: str, optimizer: str, activation: str, batch: int, l2: float) -> tuple[Run, dict[str, Any]]:
    ours, theirs = OPTIMIZERS[optimizer]
    hidden = (Layer(6, activation), Layer(5, activation))
    usual = {"hidden": hidden, "rate": 0.02, "batch": batch, "shuffle": False, "l2": l2}
    return Run(Experiment(**(usual | TASKS[task] | ours))), theirs


@pytest.mark.parametrize(("batch", "l2"), [(40, 0.0), (10, 0.0), (10, 0.02), (1, 0.0)])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("task", TASKS)
def test_multi_layer_network(task: str, activation: str, optimizer: str, batch: int, l2: float) -> None:
    """One sigmoid unit, one for each class, softmax, and a linear unit; the same weights after each optimizer."""
    run, theirs = mlp_run(task, optimizer, activation, batch, l2)
    epochs = 2 if batch == 1 else EPOCHS
    network = mlp_like(run, activation, batch, l2, epochs, **theirs)
    run.advance(epochs=epochs)
    agree(f"scikit-learn's MLP, {optimizer}", run.network.flat, flat(network), TOLERANCE)


@pytest.mark.parametrize("task", TASKS)
def test_outputs_and_decisions_of_a_multi_layer_network(task: str) -> None:
    run, theirs = mlp_run(task, "nesterov", "tanh", 10, 0.0)
    network = mlp_like(run, "tanh", 10, 0.0, EPOCHS, **theirs)
    run.advance(epochs=EPOCHS)
    test = run.samples.test
    x, labels = run.samples.inputs[test], run.samples.labels[test]
    output = forward(run.network, x).output
    if task == "values":
        agree("scikit-learn's MLP, outputs", output[0], network.predict(x), TOLERANCE)
        agree("scores", run.accuracy()[1], network.score(x, labels), TOLERANCE)
        return
    probabilities = network.predict_proba(x)
    agree("scikit-learn's MLP, outputs", output[-1], probabilities[:, -1], TOLERANCE)
    if task != "one vs all":  # there scikit-learn decides for each class alone
        assert decisions(run.experiment.output, output).tolist() == network.predict(x).tolist()
        agree("scores", run.accuracy()[1], network.score(x, labels), TOLERANCE)


@pytest.mark.parametrize("task", TASKS)
def test_costs_of_a_multi_layer_network(task: str) -> None:
    """In full batches scikit-learn's loss of an epoch is J, penalty and all, at the weights it began with."""
    run, theirs = mlp_run(task, "gd", "tanh", 40, 0.05)
    network = mlp_like(run, "tanh", 40, 0.05, EPOCHS, **theirs)
    run.advance(epochs=EPOCHS)
    costs = run.costs.so_far()
    agree("scikit-learn's MLP, J", (costs.train + costs.penalty)[:-1], network.loss_curve_[-EPOCHS:], TOLERANCE)


# ---- one unit ------------------------------------------------------------------------------------------------------


def start(run: Run) -> dict[str, Any]:
    """Give a run weights from which no net input is exactly 0, and return them as scikit-learn takes them."""
    W = run.W[1]
    W[:] = np.random.default_rng(3).normal(0, 1, W.shape)
    return {"coef_init": W[:, 1:].copy() if len(W) > 1 else W[0, 1:].copy(), "intercept_init": W[:, 0].copy()}


def assert_same_epochs(group: str, run: Run, unit: Any, y: np.ndarray, epochs: int = 15) -> None:
    """Compare the weights after each epoch; scikit-learn's, too, goes through the samples in order, one by one."""
    x, _, _ = train_part(run)
    first_weights, first = start(run), run.network.flat.copy()
    for epoch in range(epochs):
        if epoch == 0:
            unit.fit(x, y, **first_weights)
        else:
            unit.partial_fit(x, y)
        run.advance(epochs=1)
        theirs = np.column_stack([unit.intercept_, np.atleast_2d(unit.coef_)])
        agree(group, run.W[1], theirs, TOLERANCE)
    assert np.abs(run.network.flat - first).max() > 0.01


ONE_BY_ONE: dict[str, Any] = {"shuffle": False, "max_iter": 1, "tol": None}


@pytest.mark.parametrize("data", [Data("separable", 100), Data("moons", 100, 0.2), Data("blobs", 100, 0.6)])
def test_rosenblatts_rule(data: Data) -> None:
    """Δw = η (y − ŷ) x after each sample; of several classes each has a unit of its own, in both."""
    run = Run(
        Experiment(data, ("x1", "x2"), (), "step", "perceptron", reduction="sum", rate=0.1, batch=1, shuffle=False)
    )
    assert_same_epochs("Perceptron", run, Perceptron(eta0=0.1, penalty=None, **ONE_BY_ONE), train_part(run)[2])


@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize("model", ["adaline-sgd", "regression"])
def test_adaline_sample_by_sample(model: str, l2: float) -> None:
    """Δw = η (y − a) x − η λ w, with targets −1 and 1 for classes, and with values."""
    data = MODELS[model].experiment().data
    features = ("x1", "x2") if model == "adaline-sgd" else ("x1", "sin_x1")
    run = Run(Experiment(data, features, (), "linear", "squared", l2=l2, rate=0.003, batch=1, shuffle=False))
    unit = SGDRegressor(
        loss="squared_error",
        penalty="l2" if l2 else None,
        alpha=l2,
        learning_rate="constant",
        eta0=0.003,
        **ONE_BY_ONE,
    )
    assert_same_epochs("SGDRegressor", run, unit, train_part(run)[1][:, 0])


def test_hubers_cost_sample_by_sample() -> None:
    data = Data("reg-gauss", 100, 0.2)
    run = Run(Experiment(data, ("x1", "x2"), (), "linear", "huber", rate=0.02, batch=1, shuffle=False))
    unit = SGDRegressor(loss="huber", epsilon=1.0, penalty=None, learning_rate="constant", eta0=0.02, **ONE_BY_ONE)
    assert_same_epochs("SGDRegressor, Huber", run, unit, train_part(run)[1][:, 0])


@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize(
    ("cost", "output", "loss"), [("logistic", "sigmoid", "log_loss"), ("hinge", "linear", "hinge")]
)
def test_classifier_sample_by_sample(cost: str, output: str, loss: str, l2: float) -> None:
    """Logistic regression and, with the hinge and an L2 penalty, the linear support vector machine."""
    data = Data("moons", 100, 0.2)
    run = Run(Experiment(data, ("x1", "x2", "x1x2"), (), output, cost, l2=l2, rate=0.01, batch=1, shuffle=False))
    unit = SGDClassifier(
        loss=loss, penalty="l2" if l2 else None, alpha=l2, learning_rate="constant", eta0=0.01, **ONE_BY_ONE
    )
    assert_same_epochs(f"SGDClassifier, {loss}", run, unit, train_part(run)[2])


# ---- where batch gradient descent must end -------------------------------------------------------------------------


def weights_of(model: Any) -> np.ndarray:
    return np.append(model.intercept_, model.coef_)


@pytest.mark.parametrize("l2", [0.01, 0.2])
def test_logistic_regression_ends_at_its_optimum(l2: float) -> None:
    """J of the mean with (λ/2) w² is, times n, scikit-learn's with C = 1/nλ; it, too, spares the bias weight."""
    data = Data("moons", 200, 0.2, standardise=True)
    run = Run(Experiment(data, ("x1", "x2"), (), l2=l2, rate=2.0, batch=0))
    x, _, labels = train_part(run)
    best = LogisticRegression(C=1 / (len(x) * l2), solver="newton-cholesky", tol=1e-14).fit(x, labels)
    run.advance(epochs=2000)
    agree("LogisticRegression's optimum", run.network.flat, weights_of(best), 1e-7)


@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_adaline_ends_at_least_squares(l2: float) -> None:
    """½ mean (y − a)² + (λ/2) w² is, times 2n, ridge regression's with α = nλ; without λ, linear regression's."""
    data = Data("separable", 200, 0.2, standardise=True)
    run = Run(Experiment(data, ("x1", "x2", "x1^2"), (), "linear", "squared", l2=l2, rate=0.3, batch=0))
    x, targets, _ = train_part(run)
    best = Ridge(alpha=len(x) * l2, solver="cholesky") if l2 else LinearRegression()
    run.advance(epochs=1000)
    agree("least squares", run.network.flat, weights_of(best.fit(x, targets[:, 0])), TOLERANCE)


# ---- scores and inputs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_accuracy_and_r_squared(model: str) -> None:
    """Of every model of the lecture, over either part; classes decided here from the outputs by plain comparison."""
    run = Run(MODELS[model].experiment())
    for _ in range(3):
        for part, ours in zip((run.samples.train, run.samples.test), run.accuracy(), strict=True):
            output, labels = forward(run.network, run.samples.inputs[part]).output, run.samples.labels[part]
            if run.experiment.data.class_count == 0:
                agree("scores", ours, r2_score(labels, output[0]), 1e-12)
                continue
            middle = 0.0 if run.experiment.output == "linear" else 0.5
            decided = output[0] >= middle if len(output) == 1 else np.argmax(output, axis=0)
            agree("scores", ours, accuracy_score(labels, decided), 1e-12)
        run.advance(epochs=2)


@pytest.mark.parametrize("features", [("x1", "x2"), ("x1^2", "sin_x2", "theta", "r")], ids=", ".join)
def test_standardised_inputs(features: tuple[str, ...]) -> None:
    run = Run(Experiment(Data("spiral", 90, 0.1, standardise=True), features))
    raw = inputs(features, run.samples.points)
    scaler = StandardScaler().fit(raw[run.samples.train])
    agree("StandardScaler", run.samples.inputs, scaler.transform(raw), 1e-12)
