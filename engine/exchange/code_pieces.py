"""What files of code in any language have in common: names that are legal, words that stay in a comment, numbers."""

import keyword
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from engine.arrays import Floats
from engine.data import DRAWN, FORMULA, Data
from engine.errors import ExportError
from engine.exchange.code_words import ACTIVATION_CODE, COLUMN_CODE, FEATURE_CODE
from engine.exchange.model import Model
from engine.features import column_of, columns
from engine.metrics import threshold
from engine.symbols import weight
from engine.titles import title

TAKEN = {*sys.stdlib_module_names, "numpy", "torch", "safetensors", "keras", "sklearn"}  # a file would hide the library
WIDTH = 120  # characters in a line at most
MOST_TOLD = 60  # names of columns or classes that stand in a comment
IN_WORDS = (  # of a formula, in this order: a comment holds none of these signs
    *(("<=", " at most "), (">=", " at least "), ("≤", " at most "), ("≥", " at least "), ("!=", " is not ")),
    *(("≠", " is not "), ("==", " is "), ("<", " below "), (">", " above "), ("**", " to the "), ("^", " to the ")),
    *(("*", " times "), ("·", " times "), ("×", " times "), ("/", " by "), ("÷", " by "), ("−", "-")),
)
HARMLESS = frozenset(" .,:;()[]+-=_")  # in a comment, besides letters and digits: no quote, slash, star or backslash


def identifier(stem: str) -> str:
    """Return a name of a file as a name that C and Python allow: ASCII, no keyword, no library's, never empty.

    >>> identifier("circle"), identifier("Übung 3"), identifier("3 layers"), identifier("Σ"), identifier("class")
    ('circle', 'Ubung_3', 'model_3_layers', 'model', 'class_')
    """
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^0-9A-Za-z]+", "_", plain).strip("_") or "model"
    if name[0].isdigit():
        name = f"model_{name}"
    return f"{name}_" if name in TAKEN or keyword.iskeyword(name) or keyword.issoftkeyword(name) else name


def in_comment(text: str) -> str:
    """Return words, wherever they come from, so that no comment or docstring of any language ends in them.

    >>> in_comment('a */ system("rm"); // b')
    'a __ system(_rm_); __ b'
    """
    return "".join(letter if letter.isalnum() or letter in HARMLESS else "_" for letter in text)


def check(model: Model) -> None:
    """Refuse a model that no code can be written for.

    Raises
    ------
    ExportError
        naming the activation or the feature that has no row in the tables, or the weight that is no finite number
    """
    network = model.network
    for layer, name in enumerate(network.activations, start=2):
        if name not in ACTIVATION_CODE:
            raise ExportError(f"layer {layer} has the activation {name!r}, which no code can be written for")
    for name in model.features:
        if name not in FEATURE_CODE and column_of(name) < 0:
            raise ExportError(f"the input {name!r} is none that code can be written for")
    for layer, matrix in network.W.items():
        if len(bad := np.argwhere(~np.isfinite(matrix))):
            j, k = (int(place) for place in bad[0])
            raise ExportError(f"the weight {weight(layer, j + 1, k)} is {matrix[j, k]}, expected a finite number")
    if model.scaling and not np.isfinite([model.scaling.mean, model.scaling.deviation]).all():
        raise ExportError("a mean or deviation of the inputs is no finite number")


# ---- what it says of itself ----------------------------------------------------------------------------------------


def story(model: Model) -> list[str]:
    """Return what the model is, where it comes from and how its outputs are read, one sentence each, of harmless words.

    Nothing in it depends on the day or on the machine: the same model is written as the same bytes.
    """
    network = model.network
    sizes = "-".join(map(str, network.sizes))
    told = [f"A network {sizes} ({', '.join(title(name) for name in network.activations)})."]
    given = f"Layer 1 is given {_inputs_in_words(model)}"
    told.append(f"{given}, standardised." if model.scaling else f"{given}.")
    told.append(_origin(model))
    if reading := _reading(model):
        told.append(reading)
    return [in_comment(sentence) for sentence in told]


def _inputs_in_words(model: Model) -> str:
    names = model.input_names
    if not model.features:
        return f"its {model.dimensions} inputs as they are"
    if takes_all(model):
        return f"the {model.dimensions} columns {_told(names)}" if names else f"x1 to x{model.dimensions}"
    told = [f"{name} ({names[column_of(name)]})" if names and column_of(name) >= 0 else name for name in model.features]
    return _told(told).replace("^2", " squared")


def _told(names: Sequence[str]) -> str:
    more = len(names) - MOST_TOLD
    return ", ".join(names[:MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


def _origin(model: Model) -> str:
    experiment = model.experiment
    if experiment is None:
        return (
            f"Trained on a table with the SHA-256 {model.table_digest}." if model.table_digest else "Trained elsewhere."
        )
    batch = experiment.batch
    batches = f"mini-batches of {batch}" if batch else "the full batch"
    return (
        f"Trained on {_data_in_words(experiment.data)}, seed {experiment.seed}), "
        f"{title(experiment.cost)} cost, {title(experiment.optimizer.name)}, rate {experiment.rate:.6g}, {batches}."
    )


def _data_in_words(data: Data) -> str:
    """Return where the samples come from, up to an open bracket with how they were drawn."""
    if data.table is not None:
        what = (
            f"{data.class_count} classes of {data.table.target_name}" if data.table.classes else data.table.target_name
        )
        kind = "points drawn by hand" if data.name == DRAWN else "a table"
        return f"{kind} ({data.samples} rows, {data.dimensions} inputs, {what}, SHA-256 {data.table.digest}"
    drawing = f"{data.samples} samples, noise {data.noise:.6g}"
    if data.balance != 1:
        drawing += f", balance of classes {data.balance:.6g}"
    if data.draw:
        drawing += f", draw {data.draw}"
    return f"{_formula_in_words(data.formula) if data.name == FORMULA else data.name} ({drawing}"


def _formula_in_words(formula: str) -> str:
    for sign, words in IN_WORDS:
        formula = formula.replace(sign, words)
    return " ".join(["the formula", *formula.split()])


def _reading(model: Model) -> str:
    if model.experiment is None or not model.experiment.data.class_count:
        return ""
    names, units = model.experiment.data.class_names, model.network.sizes[-1]
    if units == 1:
        no, yes = names or ("class 0", "class 1")
        limit = threshold(model.network.activations[-1])
        return f"An output of {limit:.6g} or more says {yes}, a smaller one {no}."
    if names:
        told = _told([f"{number} {name}" for number, name in enumerate(names, start=1)])
        return f"The outputs say, by their numbers: {told}; the greatest decides."
    return f"Output j says class j of 1 to {units}: the greatest decides."


def takes_all(model: Model) -> bool:
    """Tell whether layer 1 is given points of any number of columns just as they are."""
    return not model.features or (model.dimensions > 2 and model.features == columns(model.dimensions))


def chosen_columns(model: Model) -> list[int]:
    """Return the columns that layer 1 is given, counted from 0, of points of more than two; else none.

    There are none either where it is given more than columns.
    """
    found = [column_of(name) for name in model.features] if model.dimensions > 2 else []
    return found if all(column >= 0 for column in found) else []


def features_of(model: Model, language: str) -> list[str]:
    """Return how each input is written in a language, a name of a field of FeatureCode."""
    return [_feature(name, language, model.dimensions) for name in model.features]


def _feature(name: str, language: str, dimensions: int) -> str:
    if (k := column_of(name)) >= 0 and dimensions > 2:
        return str(getattr(COLUMN_CODE, language)).format(k=k, after=k + 1)
    return str(getattr(FEATURE_CODE[name], language))


def reads(model: Model, x: str) -> bool:
    """Tell whether a feature is written with the name x1 or x2."""
    return any(x in code for code in features_of(model, "c"))


def sample_of_use(model: Model) -> tuple[list[float], list[float]]:
    """Return a point and the engine's output there to six digits: who copies the file sees whether it still works."""
    point = [0.5, -1.0, 0.25, -0.75]
    x = [point[k % len(point)] for k in range(model.dimensions)]
    return x, [float(f"{value:.6g}") for value in model.output(np.array([x]))[0]]


def shapes(model: Model) -> str:
    """Return the shapes of the weight matrices, W1 (4, 3), W2 (1, 5)."""
    return ", ".join(f"W{layer} ({matrix.shape[0]}, {matrix.shape[1]})" for layer, matrix in model.network.W.items())


def wrapped(sentences: Iterable[str], prefix: str = "", width: int = WIDTH) -> list[str]:
    """Return sentences in lines of their own, none longer than `width`, each after a prefix."""
    return [
        prefix + line
        for sentence in sentences
        for line in textwrap.wrap(sentence, width - len(prefix), subsequent_indent="  ", break_on_hyphens=False)
    ]


# ---- numbers -------------------------------------------------------------------------------------------------------


def row(values: Floats, brackets: str = "[]", indent: str = "") -> list[str]:
    """Return numbers in brackets and a comma, exact to the last bit, as one line or, where that is too long, several.

    >>> row([0.1, -2, 1e-30], "{}")
    ['{0.1, -2.0, 1e-30},']
    """
    words = [repr(float(value)) for value in values]
    words[0] = brackets[0] + words[0]
    words[-1] += brackets[1]
    lines = [indent]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > WIDTH:
            lines[-1] = lines[-1].rstrip()
            lines.append(f"{indent} ")
        lines[-1] += f"{word}, "
    return [*lines[:-1], lines[-1].rstrip()]


def rows(matrix: Floats, brackets: str = "[]", indent: str = "    ") -> list[str]:
    """Return a matrix, one row a line."""
    return [line for values in matrix for line in row(values, brackets, indent)]


def indented(body: str, spaces: int = 4) -> list[str]:
    """Return the lines of a body, moved to the right."""
    return textwrap.indent(body, " " * spaces).splitlines()


def used(model: Model) -> list[str]:
    """Return the activations that the network has, each once, in the order of its layers."""
    return list(dict.fromkeys(model.network.activations))


def text_file(lines: Iterable[str]) -> bytes:
    """Return lines as the bytes of a file."""
    return ("\n".join(lines) + "\n").encode("utf-8")
