"""A network as a file of plain NumPy: the lecture's forward pass, with the weights in it or in an archive beside it."""

from pathlib import Path

from engine.arrays import Array
from engine.exchange.code_pieces import (
    check,
    chosen_columns,
    features_of,
    indented,
    takes_all,
    text_file,
    used,
)
from engine.exchange.code_trial import run_python
from engine.exchange.code_words import ACTIVATION_CODE
from engine.exchange.formats import Files, Format
from engine.exchange.model import Model
from engine.exchange.python_pieces import archive, example, gathered, header, loading_of, weights_of

TRIED_BY = "this Python, in a process of its own"


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
    """Execute the file in a process of its own."""
    return run_python(folder / name, points, "module.predict(points)")


# ---- the file ------------------------------------------------------------------------------------------------------


def _lines(model: Model, stem: str, weights: list[str], beside: str = "") -> list[str]:
    points, outputs = example(model)
    use = ["from NAME import predict", "", f"predict({points})", *outputs]
    lines = [
        *header(model, stem, "A trained neural network in plain NumPy.", use, beside),
        "",
        *(["from pathlib import Path", ""] if beside else []),
        "import numpy as np",
        "",
        *weights,
    ]
    for name in used(model):
        lines += ["", "", f"def {name}(z):", *indented(ACTIVATION_CODE[name].numpy)]
    lines += [
        "",
        "",
        "def with_bias(a):",
        '    """Put the bias unit a₀ = 1 on top of the units of a layer, shape (u, n) to (u + 1, n)."""',
        "    return np.vstack([np.ones((1, a.shape[1])), a])",
        "",
        "",
        "def predict(points):",
        f'    """Return the outputs of points, shape (n, {model.dimensions}) to (n, {model.network.sizes[-1]})."""',
        *indented("\n".join([*_inputs(model), *_passes(model)])),
    ]
    return lines


def _inputs(model: Model) -> list[str]:
    points = "np.atleast_2d(np.asarray(points, dtype=float)).T"
    made = gathered("a1", "np.vstack({})", features_of(model, "numpy"))
    if takes_all(model):
        lines = [f"a1 = {points}"]
    elif model.dimensions == 1:
        lines = ["(x1,) = np.asarray(points, dtype=float).reshape(len(points), 1).T", *made]
    elif model.dimensions == 2:
        lines = [f"x1, x2 = {points}", *made]
    elif chosen := chosen_columns(model):
        lines = [f"x = {points}", *gathered("a1", "x[{}]", list(map(str, chosen)))]
    else:
        lines = [f"x = {points}", "x1, x2 = x[:2]", *made]
    if model.scaling:
        lines.append("a1 = (a1 - MEAN[:, None]) / DEVIATION[:, None]")
    return lines


def _passes(model: Model) -> list[str]:
    lines = []
    for layer, name in enumerate(model.network.activations, start=2):
        lines += [f"z{layer} = W{layer - 1} @ with_bias(a{layer - 1})", f"a{layer} = {name}(z{layer})"]
    return [*lines, f"return a{model.network.L}.T"]


FORMATS = (
    Format(
        "numpy",
        "NumPy code, weights in it",
        ".py",
        write,
        try_out,
        TRIED_BY,
        holds="one module, no file beside it",
    ),
    Format(
        "numpy-beside",
        "NumPy code, weights beside it",
        ".py",
        write_beside,
        try_out,
        TRIED_BY,
        holds="the same, its weights in a NumPy archive",
    ),
)
