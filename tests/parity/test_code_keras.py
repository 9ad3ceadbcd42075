"""Networks as models of Keras 3, on PyTorch: the same outputs from raw points."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ["KERAS_BACKEND"] = "torch"

import keras
from keras.src.backend.common import dtypes

from engine.exchange import keras_code
from engine.exchange.formats import Format
from engine.exchange.model import Model
from engine.network import Network
from tests.engine.exchange.code_models import (
    anyone,
    imported,
    lecture_model,
    near,
    of_all_features,
    of_each_activation,
    written,
)
from tests.parity.agreement import agree

pytestmark = pytest.mark.filterwarnings(  # Keras' own, with the NumPy of today
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
BOTH = pytest.mark.parametrize("format", keras_code.FORMATS, ids=lambda format: format.name)


@pytest.fixture
def in_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Keras keep float64 where two types meet, which its backends but TensorFlow do not (Keras issue 23223)."""
    monkeypatch.setattr(dtypes, "BIT64_TO_BIT32_DTYPE", {})


def outputs(file: Path, points: np.ndarray) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(imported(file).load()(points)))


@BOTH
def test_a_copy_is_tried_out_in_a_process_of_its_own(format: Format, tmp_path: Path) -> None:
    model = lecture_model()
    points = model.probes(300)
    tried = format.try_out(tmp_path, written(tmp_path, format, model, "my 3 classes"), points)
    agree("code, Keras", model.output(points), tried, format.tolerance)


@BOTH
@pytest.mark.usefixtures("in_doubles")
def test_every_activation_and_feature_and_any_network(format: Format, tmp_path: Path) -> None:
    models = [*of_each_activation(), of_all_features(), *(anyone(seed) for seed in range(40))]
    for number, model in enumerate(models):
        tried = outputs(tmp_path / written(tmp_path, format, model, f"model_{number}"), near(model))
        agree("code, Keras in doubles", model.output(near(model)), tried, 1e-12)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "elu", "softplus", "gelu", "swish", "softmax"])
@pytest.mark.usefixtures("in_doubles")
def test_nothing_overflows(name: str, tmp_path: Path) -> None:
    model = Model(Network((1, 2), (name,), np.array([0.0, 1.0, 0.0, -1.0])))
    points = np.array([[-1000.0], [1000.0], [0.0], [20.5], [-1e300]])
    tried = outputs(tmp_path / written(tmp_path, keras_code.FORMATS[0], model), points)
    agree("code, Keras in doubles", model.output(points), tried, 1e-12)


def test_any_network_as_keras_computes(tmp_path: Path) -> None:
    for seed in range(20):
        model = anyone(seed, ("tanh", "relu", "sigmoid"), ("softmax", "sigmoid", "linear"))
        tried = outputs(tmp_path / written(tmp_path, keras_code.FORMATS[0], model, f"model_{seed}"), near(model))
        agree("code, Keras", model.output(near(model)), tried, keras_code.TOLERANCE)


def test_the_model_can_be_saved_and_trained_on(tmp_path: Path) -> None:
    model = of_all_features()
    made = imported(tmp_path / written(tmp_path, keras_code.FORMATS[0], model)).load()
    made.save(tmp_path / "copy.keras")
    again = keras.saving.load_model(tmp_path / "copy.keras")
    points = near(model)
    np.testing.assert_array_equal(again.predict(points, verbose=0), made.predict(points, verbose=0))
    before = made.get_layer("W1").get_weights()[0].copy()
    assert before.dtype == np.float64
    made.compile("sgd", "categorical_crossentropy")
    made.fit(points, np.eye(2)[np.arange(len(points)) % 2], verbose=0)
    assert np.abs(made.get_layer("W1").get_weights()[0] - before).max() > 0


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    keras.backend.clear_session()
