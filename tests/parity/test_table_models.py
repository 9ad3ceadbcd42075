"""Networks that were trained on tables of scikit-learn, 4 inputs and 3 classes, 30 and 2: in every format the same."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

os.environ["KERAS_BACKEND"] = "torch"

import keras
import onnxruntime
import torch
from keras.src.backend.common import dtypes
from safetensors.torch import load_file
from sklearn import datasets
from sklearn.neural_network import MLPClassifier

from engine import Experiment, Layer, Run
from engine.exchange.exporting import export
from engine.exchange.importing import read
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.fitting import with_data
from engine.table import Table
from tests.engine.exchange.code_models import imported, written
from tests.parity.agreement import agree
from tests.parity.test_exchange_weights import sequential

pytestmark = pytest.mark.filterwarnings(  # Keras' own, with the NumPy of today
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
LOADERS = {"iris": datasets.load_iris, "breast cancer": datasets.load_breast_cancer}
INPUTS = {
    "all": lambda count: tuple(f"x{number}" for number in range(1, count + 1)),
    "some": lambda count: (f"x{count}", "x3", "x1"),
    "one": lambda count: (f"x{count}",),
    "engineered": lambda count: ("x1", f"x{count}", "x1^2", "r", "theta", "sin_x2"),
}
PAIRS = pytest.mark.parametrize(
    ("name", "kind"),
    [("iris", "all"), ("iris", "engineered"), ("breast cancer", "all"), ("breast cancer", "some")],
)
EACH = pytest.mark.parametrize("name", LOADERS)
CODE = [name for name, form in FORMATS.items() if form.suffix in (".py", ".h", ".js")]


def table_of(name: str) -> Table:
    bunch = LOADERS[name]()
    order = np.argsort(np.argsort(bunch.target_names))  # a table has its classes in alphabetical order
    classes = tuple(sorted(map(str, bunch.target_names)))
    return Table(
        tuple(map(str, bunch.feature_names)), bunch.data, "species", order[bunch.target].astype(float), classes
    )


@cache
def trained(name: str, kind: str = "all", *, standardise: bool = True, output: str = "", hidden: str = "tanh") -> Model:
    fitted = with_data(Experiment(), table=table_of(name), standardise=standardise).experiment
    features = INPUTS[kind](fitted.data.dimensions)
    chosen = output or ("softmax" if fitted.data.class_count > 2 else "sigmoid")
    cost = "cross_entropy" if chosen == "softmax" else "logistic"
    run = Run(replace(fitted, features=features, hidden=(Layer(5, hidden),), output=chosen, cost=cost))
    run.advance(epochs=20)
    return Model.of(run.experiment, run.network, run.samples)


@EACH
def test_the_table_is_learnt(name: str) -> None:
    model = trained(name)
    assert model.experiment
    run = Run.beginning_with(model.experiment, model.network.flat)
    assert min(run.accuracy()) > 0.93


@pytest.mark.parametrize("form", CODE)
@PAIRS
def test_code_computes_the_engines_outputs_on_all_rows(name: str, kind: str, form: str, tmp_path: Path) -> None:
    model, to = trained(name, kind), FORMATS[form]
    checked = export(model, tmp_path / f"model{to.suffix}", to, table_of(name).inputs)
    assert checked.is_compared
    agree(f"tables, {form}", checked.difference, 0.0, to.tolerance)


@pytest.mark.parametrize("form", [name for name in CODE if not name.startswith("keras")])
@EACH
def test_raw_columns_of_any_size_are_taken_too(name: str, form: str, tmp_path: Path) -> None:
    """Areas of cells are around 1000: sums of these are rounded as coarsely."""
    model, to = trained(name, standardise=False), FORMATS[form]
    checked = export(model, tmp_path / f"model{to.suffix}", to, table_of(name).inputs)
    assert checked.is_compared
    assert checked.tolerance == pytest.approx(to.tolerance * max(1.0, float(table_of(name).inputs.max()) / 100))


@pytest.mark.parametrize("kind", INPUTS)
@EACH
def test_keras_in_doubles(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dtypes, "BIT64_TO_BIT32_DTYPE", {})
    model = trained(name, kind)
    points = table_of(name).inputs[:, : model.dimensions]
    made = imported(tmp_path / written(tmp_path, FORMATS["keras"], model)).load()
    agree("tables, Keras in doubles", keras.ops.convert_to_numpy(made(points)), model.output(points), 1e-12)
    keras.backend.clear_session()


@pytest.mark.parametrize("kind", INPUTS)
@EACH
def test_onnx_runtime_takes_raw_rows(name: str, kind: str, tmp_path: Path) -> None:
    model = trained(name, kind)
    checked = export(model, tmp_path / "m.onnx", FORMATS["onnx"], table_of(name).inputs)
    assert checked.by == "ONNX Runtime"
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"), providers=["CPUExecutionProvider"])
    points = np.ascontiguousarray(table_of(name).inputs[:, : model.dimensions])
    agree("tables, ONNX Runtime", session.run(None, {"x": points})[0], model.output(points), 1e-12)
    said = session.get_modelmeta().custom_metadata_map
    assert table_of(name).names[model.dimensions - 1] in said["columns"]
    assert table_of(name).classes[0] in said["classes"]


@EACH
def test_pytorch_loads_the_weights_as_they_are(name: str, tmp_path: Path) -> None:
    model = trained(name)
    export(model, tmp_path / "m.safetensors", FORMATS["safetensors"])
    net = sequential(model.network.sizes, model.network.activations)
    net.load_state_dict(load_file(tmp_path / "m.safetensors"), strict=True)
    points = table_of(name).inputs
    with torch.no_grad():
        found = net(torch.from_numpy(model.inputs(points))).numpy()
    agree("tables, PyTorch from safetensors", found, model.output(points), 1e-12)


@EACH
def test_scikit_learn_decides_by_the_same_classes(name: str, tmp_path: Path) -> None:
    model = trained(name)
    pipeline = imported(tmp_path / written(tmp_path, FORMATS["sklearn"], model)).load()
    points, output = table_of(name).inputs, model.output(table_of(name).inputs)
    decided = output.argmax(axis=1) + 1 if output.shape[1] > 1 else (output[:, 0] >= 0.5).astype(int)
    assert pipeline.predict(points).tolist() == decided.tolist()
    assert [step for step, _ in pipeline.steps] == ["standardscaler", "mlpclassifier"]


@pytest.mark.parametrize("form", ["npz", "npz-coefs", "json", "safetensors", "onnx", "session"])
@PAIRS
def test_the_table_comes_back_with_the_model(name: str, kind: str, form: str, tmp_path: Path) -> None:
    model, to = trained(name, kind), FORMATS[form]
    opened = read(export(model, tmp_path / f"m{to.suffix}", to, table_of(name).inputs).files[0])
    assert opened.experiment == model.experiment
    assert opened.experiment.data.table == table_of(name)
    assert opened.model.network.sha256() == model.network.sha256()
    assert opened.notes == ()


def of_scikit_learn(name: str, folder: Path) -> tuple[Path, Callable[[np.ndarray], np.ndarray]]:
    bunch = LOADERS[name]()
    scaled = (bunch.data - bunch.data.mean(axis=0)) / bunch.data.std(axis=0)
    fitted = MLPClassifier((6,), activation="relu", max_iter=40, random_state=1, solver="lbfgs").fit(
        scaled, bunch.target
    )
    arrays = {f"coefs_{layer}": array for layer, array in enumerate(fitted.coefs_)}
    arrays |= {f"intercepts_{layer}": array for layer, array in enumerate(fitted.intercepts_)}
    np.savez(folder / "theirs.npz", mean=bunch.data.mean(axis=0), deviation=bunch.data.std(axis=0), **arrays)
    probabilities = fitted.predict_proba(scaled)
    return folder / "theirs.npz", lambda _: probabilities if len(bunch.target_names) > 2 else probabilities[:, 1:]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("standardise", [False, True])
@EACH
def test_a_network_of_scikit_learn_goes_on_with_the_table_that_is_open(
    name: str, standardise: bool, tmp_path: Path
) -> None:
    path, theirs = of_scikit_learn(name, tmp_path)
    table = table_of(name)
    present = with_data(Experiment(), table=table, standardise=standardise, train_share=1.0).experiment
    last = "softmax" if len(table.classes) > 2 else "sigmoid"
    opened = read(path, ("relu", last), present)
    assert opened.experiment.data.table == table
    assert opened.experiment.data.standardise  # by the very mean and deviation of all rows
    assert opened.model.scaling is not None
    agree("tables, from scikit-learn", opened.model.output(table.inputs), theirs(table.inputs), 1e-12)
    run = Run.beginning_with(opened.experiment, opened.model.network.flat)
    run.advance(epochs=1)
    assert run.accuracy()[0] > 0.9
