"""Networks as fitted networks of scikit-learn: the same outputs and decisions from raw points."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone, is_classifier

from engine import MODELS, Data, Experiment, Layer, Run
from engine.exchange.model import Model
from engine.exchange.sklearn_code import FORMAT, HIDDEN, OUTPUTS
from engine.metrics import decisions
from tests.engine.exchange.code_models import anyone, imported, near, written
from tests.parity.agreement import agree

TASKS = {
    "two classes": Experiment(Data("moons", 80, 0.2, standardise=True), ("x1", "x2", "r"), (Layer(5, "relu"),)),
    "one vs all": Experiment(Data("blobs", 80, 0.3, classes=3), hidden=(Layer(5, "tanh"),)),
    "softmax": Experiment(
        Data("blobs", 80, 0.3, classes=4), hidden=(Layer(5, "sigmoid"),), output="softmax", cost="cross_entropy"
    ),
    "softmax of two": Experiment(Data("moons", 80), hidden=(), output="softmax", cost="cross_entropy"),
    "values": Experiment(Data("reg-gauss", 80), hidden=(Layer(5, "tanh"),), output="linear", cost="squared", rate=0.03),
}


def trained(task: str) -> tuple[Run, Model]:
    run = Run(TASKS[task])
    run.advance(epochs=20)
    return run, Model.of(run.experiment, run.network, run.samples)


@pytest.mark.parametrize("task", TASKS)
def test_a_copy_is_tried_out_in_a_process_of_its_own(task: str, tmp_path: Path) -> None:
    _, model = trained(task)
    points = model.probes(200)
    tried = FORMAT.try_out(tmp_path, written(tmp_path, FORMAT, model, "my model"), points)
    agree("code, scikit-learn", model.output(points), tried, FORMAT.tolerance)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_any_network_that_it_can_say(hidden: str, tmp_path: Path) -> None:
    for seed in range(30):
        model = anyone(seed, (hidden,), OUTPUTS)
        module = imported(tmp_path / written(tmp_path, FORMAT, model, f"model_{seed}"))
        agree("code, scikit-learn", model.output(near(model)), module.outputs(near(model)), 1e-12)


@pytest.mark.parametrize("task", [task for task in TASKS if task not in ("values", "one vs all")])
def test_it_decides_as_the_network(task: str, tmp_path: Path) -> None:
    """Classes are counted from 1 where each has an output unit, as everywhere in this program."""
    run, model = trained(task)
    pipeline = imported(tmp_path / written(tmp_path, FORMAT, model)).load()
    points = run.samples.points
    decided = decisions(run.experiment.output, model.output(points).T) + run.samples.first_class
    assert len(set(decided)) > 1
    assert pipeline.predict(points).tolist() == decided.tolist()


def test_one_versus_all_says_yes_or_no_of_each_class(tmp_path: Path) -> None:
    run, model = trained("one vs all")
    pipeline = imported(tmp_path / written(tmp_path, FORMAT, model)).load()
    outputs = model.output(run.samples.points)
    assert pipeline.predict(run.samples.points).tolist() == (outputs > 0.5).astype(int).tolist()


@pytest.mark.parametrize("task", TASKS)
def test_it_is_a_fitted_network(task: str, tmp_path: Path) -> None:
    run, model = trained(task)
    pipeline = imported(tmp_path / written(tmp_path, FORMAT, model)).load()
    network = pipeline[-1]
    assert is_classifier(pipeline) == (task != "values")
    assert network.n_layers_ == model.network.L
    assert network.n_features_in_ == model.network.sizes[0]
    assert network.n_outputs_ == model.network.sizes[-1]
    assert (
        network.out_activation_
        == {"sigmoid": "logistic", "softmax": "softmax", "linear": "identity"}[model.network.activations[-1]]
    )
    for layer, matrix in run.W.items():
        np.testing.assert_array_equal(network.coefs_[layer - 1], matrix[:, 1:].T)
        np.testing.assert_array_equal(network.intercepts_[layer - 1], matrix[:, 0])
    clone(pipeline)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_of_the_lecture_is_written_or_refused_by_name(name: str, tmp_path: Path) -> None:
    run = Run(MODELS[name].experiment())
    run.advance(epochs=2)
    model = Model.of(run.experiment, run.network, run.samples)
    output = run.experiment.output
    if output not in OUTPUTS:
        with pytest.raises(Exception, match=f"the output, has the activation {output}"):
            FORMAT.write(model, "model")
        return
    module = imported(tmp_path / written(tmp_path, FORMAT, model))
    agree("code, scikit-learn", model.output(near(model)), module.outputs(near(model)), 1e-12)
