"""A network as a file of plain NumPy: the lecture's forward pass, with the weights in it or in an archive beside it."""

import io
from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.exchange.code_pieces import (
    check,
    identifier,
    indented,
    row,
    rows,
    sample_of_use,
    shapes,
    story,
    text_file,
    used,
    wrapped,
)
from engine.exchange.code_trial import run_python
from engine.exchange.code_words import ACTIVATION_CODE, FEATURE_CODE
from engine.exchange.formats import Files, Format
from engine.exchange.model import Model


def write(model: Model, stem: str) -> Files:
    """Return one file, the weights in it; raise ExportError for what has no code."""
    check(model)
    return {f"{stem}.py": text_file(_lines(model, stem, weights_of(model)))}


def write_beside(model: Model, stem: str) -> Files:
    """Return the code and, beside it, the weights as a NumPy archive; raise ExportError for what has no code."""
    check(model)
    loading = [
        "WEIGHTS = np.load(Path(__file__).with_suffix('.npz'), allow_pickle=False)".replace("'", '"'),
        *(f'{name} = WEIGHTS["{name}"]' for name in named_arrays(model)),
    ]
    return {f"{stem}.py": text_file(_lines(model, stem, loading, beside=True)), f"{stem}.npz": archive(model)}


def try_out(folder: Path, name: str, points: Array) -> Array:
    """Execute the file in a process of its own."""
    return run_python(folder / name, points, "module.predict(points)")


# ---- shared with other files of Python -----------------------------------------------------------------------------


def named_arrays(model: Model) -> dict[str, Array]:
    """Return W1 … W{L−1} and, where the inputs are standardised, MEAN and DEVIATION, by their names in the code."""
    arrays: dict[str, Array] = {f"W{layer}": matrix for layer, matrix in model.network.W.items()}
    if model.scaling:
        arrays |= {"MEAN": model.scaling.mean, "DEVIATION": model.scaling.deviation}
    return arrays


def weights_of(model: Model) -> list[str]:
    """Return the arrays as lines of Python."""
    lines = ["# fmt: off"]
    for name, array in named_arrays(model).items():
        if array.ndim == 2:
            lines += [f"{name} = np.array([", *rows(array), "])"]
        else:
            lines += [f"{name} = np.array(", *row(array, "[]", "    "), ")"]
    return [*lines, "# fmt: on"]


def archive(model: Model) -> bytes:
    """Return the arrays as a NumPy archive; the same model gives the same bytes."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **named_arrays(model))
    return file.getvalue()


def header(model: Model, stem: str, what: str, use: list[str], beside: str = "") -> list[str]:
    """Return the docstring of a file of Python.

    Parameters
    ----------
    what : the sentence in the first line
    use : lines that show how it is used, after an import from `NAME`, which becomes the file's own
    beside : the suffix of the file with the weights, which must lie beside it
    """
    name = identifier(stem)
    renamed = [] if name == stem else [f"Python can import it once it is called {name}.py:"]
    weights = f"The weights lie in the {beside} file beside it, of the same name. " if beside else ""
    return [
        f'"""{what}',
        "",
        *wrapped(story(model)),
        *wrapped([f"{weights}W1[j - 1, k] is w⁽¹⁾ⱼ,ₖ: it leads from unit k of layer 1 to unit j of layer 2."]),
        *wrapped([f"Column 0 holds the bias weights. Shapes: {shapes(model)}."]),
        "",
        *renamed,
        *indented("\n".join(line.replace("NAME", name) for line in use)),
        '"""',
    ]


def example(model: Model) -> tuple[str, str]:
    """Return the points of an example, and what comes of them."""
    point, outputs = sample_of_use(model)
    return f"[{point}]", f"[{outputs}]"


def features_of(model: Model, language: str) -> list[str]:
    """Return how each input is written in NumPy, PyTorch or Keras."""
    return [getattr(FEATURE_CODE[name], language) for name in model.features]


# ---- the file ------------------------------------------------------------------------------------------------------


def _lines(model: Model, stem: str, weights: list[str], *, beside: bool = False) -> list[str]:
    points, outputs = example(model)
    use = ["from NAME import predict", "", f"predict({points})", *wrapped([f"about {outputs}"], "# ", 100)]
    lines = [
        *header(model, stem, "A trained neural network in plain NumPy.", use, ".npz" if beside else ""),
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
    if not model.features:
        lines = ["a1 = np.atleast_2d(np.asarray(points, dtype=float)).T"]
    elif model.dimensions == 1:
        lines = ["(x1,) = np.asarray(points, dtype=float).reshape(len(points), 1).T"]
    else:
        lines = ["x1, x2 = np.atleast_2d(np.asarray(points, dtype=float)).T"]
    if model.features:
        lines.append(stacked(features_of(model, "numpy"), "a1 = np.vstack([", "])"))
    if model.scaling:
        lines.append("a1 = (a1 - MEAN[:, None]) / DEVIATION[:, None]")
    return lines


def stacked(parts: list[str], opening: str, closing: str) -> str:
    """Return expressions in brackets in one line, or one a line where that is too long."""
    one = f"{opening}{', '.join(parts)}{closing}"
    return one if len(one) <= 110 else "\n".join([opening, *(f"    {part}," for part in parts), closing])


def _passes(model: Model) -> list[str]:
    lines = []
    for layer, name in enumerate(model.network.activations, start=2):
        lines += [f"z{layer} = W{layer - 1} @ with_bias(a{layer - 1})", f"a{layer} = {name}(z{layer})"]
    return [*lines, f"return a{model.network.L}.T"]


FORMATS = (
    Format("numpy", "NumPy code", ".py", write, try_out, "this Python, in a process of its own"),
    Format(
        "numpy-beside",
        "NumPy code, weights beside it",
        ".py",
        write_beside,
        try_out,
        "this Python, in a process of its own",
    ),
)
