"""A network as a functional model of Keras 3, for any backend, its weights in the code or in an archive beside it."""

import os
from pathlib import Path

from engine.arrays import Array
from engine.exchange.code_pieces import check, chosen_columns, features_of, reads, takes_all, text_file
from engine.exchange.code_trial import first_here, run_python
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format, NotHereError
from engine.exchange.model import Model
from engine.exchange.python_pieces import archive, example, gathered, header, loading_of, weights_of

BACKENDS = ("torch", "tensorflow", "jax")
WIDTHS = (
    "",
    "# In 64 bits on TensorFlow; on PyTorch and JAX, Keras multiplies matrices in 32 bits whatever their dtype.",
)
# Keras issues 23223 and 23704: its backends but TensorFlow take float64 for float32 wherever two types meet, matrices
# before all. Trained networks are 1e-6 off then; one of sines, at points far off, 1.4e-4. That the code says the same
# function is held to 1e-12 by tests/parity/test_code_keras.py, which lifts that.
TOLERANCE = 1e-3
TRIED_BY = "Keras, in a process of its own"


def write(model: Model, stem: str) -> Files:
    """Return one file, the weights in it; raise ExportError for what has no code."""
    check(model)
    return {f"{stem}.py": text_file(_lines(model, stem, weights_of(model)))}


def write_beside(model: Model, stem: str) -> Files:
    """Return the code and, beside it, the weights as a NumPy archive; raise ExportError for what has no code."""
    check(model)
    code = _lines(model, stem, loading_of(model), ".npz")
    return {f"{stem}.py": text_file(code), f"{stem}.npz": archive(model)}


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Load and execute the file in a process of its own; raise NotHereError without Keras or a backend for it."""
    wanted = os.environ.get("KERAS_BACKEND", "")
    backend = first_here([wanted] if wanted in BACKENDS else []) or first_here(BACKENDS)
    if first_here(["keras"]) and not backend:
        raise NotHereError("a backend for Keras (PyTorch, TensorFlow or JAX)")
    environment = {"KERAS_BACKEND": backend or "", "JAX_ENABLE_X64": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    outputs = "module.keras.ops.convert_to_numpy(module.load()(points))"
    return run_python(folder / name, points, outputs, {"keras.ops": "Keras 3"}, environment)


def _lines(model: Model, stem: str, weights: list[str], beside: str = "") -> list[str]:
    points, outputs = example(model)
    body = [*_inputs(model), *_passes(model)]
    use = ["import numpy as np", "from NAME import load", "", "model = load()"]
    use += [f"model(np.array({points}))", *outputs]
    lines = [
        *header(
            model, stem, "A trained neural network as a model of Keras 3, for any backend.", [*use, *WIDTHS], beside
        ),
        "",
        *(["from pathlib import Path", ""] if beside else []),
        "import keras",
        "import numpy as np",
        *(["from keras import ops"] if any("ops." in line for line in body) else []),
        "",
        *weights,
        "",
        "",
        "def load():",
        f'    """Return the model of points, shape (n, {model.dimensions}) to (n, {model.network.sizes[-1]})."""',
    ]
    lines += [f"    {line}" for line in body]
    lines.append(f"    model = keras.Model(points, a{model.network.L})")
    for layer in model.network.W:
        lines.append(f'    model.get_layer("W{layer}").set_weights([W{layer}[:, 1:].T, W{layer}[:, 0]])')
    return [*lines, "    return model"]


def _inputs(model: Model) -> list[str]:
    lines = [f'points = keras.Input(({model.dimensions},), dtype="float64")']
    if takes_all(model):
        lines.append("a1 = points")
    elif chosen := chosen_columns(model):
        lines += gathered("a1", "ops.take(points, {}, axis=-1)", list(map(str, chosen)))
    else:
        lines += [f"{x} = points[:, {k}:{k + 1}]" for k, x in enumerate(("x1", "x2")) if reads(model, x)]
        lines += gathered("a1", "ops.concatenate({}, axis=-1)", features_of(model, "keras"))
    return [*lines, "a1 = (a1 - MEAN) / DEVIATION"] if model.scaling else lines


def _passes(model: Model) -> list[str]:
    lines = []
    for layer, name in enumerate(model.network.activations, start=2):
        units = model.network.sizes[layer - 1]
        lines.append(f'z{layer} = keras.layers.Dense({units}, dtype="float64", name="W{layer - 1}")(a{layer - 1})')
        lines.append(f"a{layer} = {ACTIVATION_CODE[name].keras.format(z=f'z{layer}')}")
    return lines


FORMATS = (
    Format(
        "keras",
        "Keras 3 model, weights in it",
        ".py",
        write,
        try_out,
        TRIED_BY,
        TOLERANCE,
        holds="a Model of Keras 3 on any backend, in one file",
    ),
    Format(
        "keras-beside",
        "Keras 3 model, weights beside it",
        ".py",
        write_beside,
        try_out,
        TRIED_BY,
        TOLERANCE,
        holds="the same, its weights in a NumPy archive",
    ),
)
