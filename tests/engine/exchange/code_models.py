"""Models for the tests of code that leaves: of every kind, small, and with weights that keep numbers moderate."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np

from engine import Data, Experiment, Layer
from engine.activations import ACTIVATIONS, HIDDEN
from engine.arrays import Array
from engine.exchange import c_code, js_code, keras_code, numpy_code, sklearn_code, torch_code
from engine.exchange.formats import Format
from engine.exchange.model import Model
from engine.features import FEATURES
from engine.network import Network, weight_count
from engine.samples import Scaling

MODULES = (numpy_code, torch_code, keras_code, sklearn_code, c_code, js_code)
FORMATS = tuple(format for module in MODULES for format in module.FORMATS)
BY_NAME = {format.name: format for format in FORMATS}
PYTHON = [format for format in FORMATS if format.suffix == ".py"]
ON_A_LINE = tuple(name for name, feature in FEATURES.items() if not feature.needs_x2)


def drawn(
    rng: np.random.Generator,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    features: tuple[str, ...] = (),
    experiment: Experiment | None = None,
    *,
    standardised: bool = False,
) -> Model:
    """Return a model with weights drawn so that net inputs are of the size of the inputs."""
    network = Network(sizes, activations, rng.normal(0, 1, weight_count(sizes)))
    for matrix in network.W.values():
        matrix /= np.sqrt(matrix.shape[1])
    scaling = Scaling(rng.normal(0, 1, sizes[0]), rng.uniform(0.5, 2, sizes[0])) if standardised else None
    return Model(network, features, scaling, experiment)


def anyone(seed: int, hidden: tuple[str, ...] = HIDDEN, outputs: tuple[str, ...] = tuple(ACTIVATIONS)) -> Model:
    """Return a model of any kind: with features of the plane or a line or without, standardised or not."""
    rng = np.random.default_rng(seed)
    names = [*FEATURES] if rng.random() < 0.7 else [*ON_A_LINE]
    features = tuple(rng.permutation(names)[: rng.integers(1, len(names) + 1)].tolist()) if rng.random() < 0.8 else ()
    layers = int(rng.integers(0, 5))
    output = str(rng.choice(outputs))
    sizes = (
        len(features) or int(rng.integers(1, 7)),
        *(int(units) for units in rng.integers(1, 9, layers)),
        int(rng.integers(2 if output == "softmax" else 1, 5)),
    )
    activations = (*(str(name) for name in rng.choice(hidden, layers)), output)
    return drawn(rng, sizes, activations, features, standardised=bool(rng.random() < 0.5))


def of_each_activation() -> list[Model]:
    """Return a model for every activation, in a hidden layer where it may be there, and at the output."""
    rng = np.random.default_rng(5)
    return [drawn(rng, (2, 5, 3), ("tanh" if name == "softmax" else name, name), ("x1", "x2")) for name in ACTIVATIONS]


def of_all_features() -> Model:
    return drawn(
        np.random.default_rng(6), (len(FEATURES), 4, 2), ("tanh", "softmax"), tuple(FEATURES), standardised=True
    )


def lecture_model() -> Model:
    """Return a model with an experiment, as the window exports it."""
    experiment = Experiment(
        Data("blobs", classes=3, standardise=True), hidden=(Layer(4, "tanh"),), output="softmax", cost="cross_entropy"
    )
    return drawn(
        np.random.default_rng(7),
        experiment.sizes,
        experiment.activations,
        experiment.features,
        experiment,
        standardised=True,
    )


def near(model: Model, count: int = 20) -> Array:
    """Return points within ±3, where a net input is known to nearly all of its digits."""
    return np.random.default_rng(8).uniform(-3, 3, (count, model.dimensions))


def apart(model: Model, points: Array, outputs: Array) -> float:
    """Return the greatest |difference| from the engine's own output, relative where that is above 1."""
    ours = model.output(points)
    assert outputs.shape == ours.shape
    assert np.isfinite(outputs).all()
    return float((np.abs(outputs - ours) / np.maximum(1, np.abs(ours))).max())


def written(folder: Path, format: Format, model: Model, stem: str = "model") -> str:
    """Write a model's files and return the name of the first."""
    files = format.write(model, stem)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return next(iter(files))


def imported(file: Path) -> ModuleType:
    """Execute a file of Python here, as an import would."""
    spec = importlib.util.spec_from_file_location("model_of_a_test", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
