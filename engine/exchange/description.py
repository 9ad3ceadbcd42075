"""What a file says of a model besides its weights, and the one way back from that: every reader's last step.

A description is plain values, as JSON holds them: format, version, sizes, activations, features, mean, deviation and
experiment. What is missing is unknown. An experiment takes the table with it that it learns from, if that is small; of
a large one only the digest stands there, as `table`, and no experiment.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.errors import ExperimentError, ImportFileError, shown
from engine.exchange.bounded import MOST_MATRICES
from engine.exchange.model import Model
from engine.experiment import Experiment
from engine.features import FEATURES, needed_by
from engine.network import Network, weight_count
from engine.rules import MAX_UNITS
from engine.samples import Scaling
from engine.table import MOST_COLUMNS

MOST_NUMBERS = 20_000  # of a table that goes with a model
MOST_LETTERS = 500_000  # of its JSON: names may be longer than the numbers
DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = "backprop-playground model"
VERSION = 1


def describe(model: Model) -> dict[str, Any]:
    """Return all of a model but its weights."""
    scaling = model.scaling
    description = {
        "format": NAME,
        "version": VERSION,
        "sizes": list(model.network.sizes),
        "activations": list(model.network.activations),
        "features": list(model.features),
        "mean": scaling.mean.tolist() if scaling else None,
        "deviation": scaling.deviation.tolist() if scaling else None,
        "experiment": plain_experiment(model),
    }
    return description | ({"table": digest} if (digest := left_out(model)) else {})


def plain_experiment(model: Model) -> dict[str, Any] | None:
    """Return the experiment of a model as plain values; None if it has none that a file of its own can take."""
    return model.experiment.to_dict() if model.experiment and not left_out(model) else None


def left_out(model: Model) -> str:
    """Return the digest of the table that a model was trained on if that is too large to go with it; else ""."""
    table = model.experiment.data.table if model.experiment else None
    if table is None:
        return model.table_digest
    if table.rows * (len(table.names) + 1) > MOST_NUMBERS or len(json.dumps(table.to_plain())) > MOST_LETTERS:
        return table.digest
    return ""


def described(model: Model) -> str:
    """Return the description as one line of JSON, for formats with room for a text."""
    return json.dumps(describe(model))


def model_of(description: Mapping[str, Any], matrices: Sequence[Array]) -> Model:
    """Return the model of a description and of W⁽¹⁾ … W⁽ᴸ⁻¹⁾, column 0 the bias weights.

    Raises
    ------
    ImportFileError
        if they do not fit each other, or are more than a network may have, naming what
    """
    if not isinstance(description, Mapping):
        raise ImportFileError(f"its description is {shown(repr(description))}, expected an object with named values")
    check_version(description)
    sizes = _sizes(matrices)
    said = description.get("sizes")
    if said is not None and said != list(sizes):
        raise ImportFileError(f"its sizes are {shown(repr(said))}, expected {list(sizes)} as its matrices have")
    activations = _activations(description.get("activations"), len(matrices))
    flat = np.empty(weight_count(sizes))
    network = Network(sizes, activations, flat)
    for layer, matrix in enumerate(matrices, start=1):
        network.W[layer][:] = matrix
    features = _features(description.get("features"), sizes[0])
    scaling = _scaling(description.get("mean"), description.get("deviation"), sizes[0])
    experiment = _experiment(description.get("experiment"), network, features)
    return Model(network, features, scaling, experiment, _digest(description.get("table")) if not experiment else "")


def _digest(said: object) -> str:
    if said is None:
        return ""
    if not (isinstance(said, str) and DIGEST.fullmatch(said)):
        raise ImportFileError(f"its table is {shown(repr(said))}, expected the SHA-256 of one")
    return said


def check_version(description: Mapping[str, Any]) -> None:
    """Refuse what a newer program wrote."""
    version = description.get("version", VERSION)
    if type(version) is not int or version < 1:
        raise ImportFileError(f"its version is {shown(version)}, expected a whole number from 1 to {VERSION}")
    if version > VERSION:
        raise ImportFileError(
            f"its version is {shown(version)}, expected one up to {VERSION}: a newer program wrote it"
        )


def _sizes(matrices: Sequence[Array]) -> tuple[int, ...]:
    if not 1 <= len(matrices) <= MOST_MATRICES:
        raise ImportFileError(f"it has {len(matrices)} weight matrices, expected 1 to {MOST_MATRICES}")
    sizes: list[int] = []
    for layer, matrix in enumerate(matrices, start=1):
        shape = matrix.shape
        if len(shape) != 2 or not (1 <= shape[0] <= MAX_UNITS and 2 <= shape[1] <= MAX_UNITS + 1):
            raise ImportFileError(
                f"W{layer} has shape {shown(repr(shape))}, expected a row for each of 1 to {MAX_UNITS} units and a "
                f"column for the bias and each of 1 to {MAX_UNITS} units before"
            )
        if sizes and shape[1] != sizes[-1] + 1:
            raise ImportFileError(
                f"W{layer} has shape {shape}, expected {sizes[-1] + 1} columns for the bias and the {sizes[-1]} units "
                f"of layer {layer}"
            )
        if matrix.dtype != np.float64 or not np.isfinite(matrix).all():
            raise ImportFileError(f"W{layer} holds something else than finite float64 numbers")
        sizes += [shape[0]] if sizes else [shape[1] - 1, shape[0]]
    return tuple(sizes)


def _activations(said: object, count: int) -> tuple[str, ...]:
    names = _names(said, "activations")
    if len(names) != count:
        raise ImportFileError(f"it has {len(names)} activations, expected {count}, one for each layer from 2 on")
    for layer, name in enumerate(names, start=2):
        if name not in ACTIVATIONS:
            known = ", ".join(ACTIVATIONS)
            raise ImportFileError(f"the activation of layer {layer} is {shown(repr(name))}, expected one of {known}")
        if name == "softmax" and layer <= count:
            raise ImportFileError(f"the activation of layer {layer} is 'softmax', expected that in the last layer only")
    return names


def _features(said: object, inputs: int) -> tuple[str, ...]:
    names = () if said is None else _names(said, "features")
    for name in names:
        if not 0 < needed_by(name) <= MOST_COLUMNS:
            known = ", ".join(FEATURES)
            raise ImportFileError(
                f"an input is {shown(repr(name))}, expected one of {known}, or x3, x4 … for a column of a table"
            )
    if len(set(names)) < len(names):
        raise ImportFileError(f"its inputs are {', '.join(names)}, expected each once")
    if names and len(names) != inputs:
        raise ImportFileError(f"it names {len(names)} inputs, expected {inputs}, one for each unit of layer 1")
    return names


def _names(said: object, what: str) -> tuple[str, ...]:
    if not (isinstance(said, list) and all(isinstance(name, str) for name in said)):
        raise ImportFileError(f"its {what} are {shown(repr(said))}, expected a list of names")
    return tuple(said)


def _scaling(mean: object, deviation: object, inputs: int) -> Scaling | None:
    if mean is None and deviation is None:
        return None
    vectors = [numbers(values, f"its {what}") for what, values in (("mean", mean), ("deviation", deviation))]
    for what, vector in zip(("mean", "deviation"), vectors, strict=True):
        if vector.shape != (inputs,):
            raise ImportFileError(f"its {what} has shape {vector.shape}, expected a number for each of {inputs} inputs")
    if not (vectors[1] > 0).all():
        raise ImportFileError(f"its deviation has {vectors[1].min()!r} in it, expected numbers above 0")
    return Scaling(*vectors)


def numbers(values: object, what: str) -> Array:
    """Return a list of numbers, or of lists of as many numbers each, as an array of finite float64."""
    rows = values if isinstance(values, list) else [values]
    flat = [value for row in rows for value in (row if isinstance(row, list) else [row])]
    for value in flat:
        if type(value) not in (int, float):
            raise ImportFileError(f"{what} has {shown(value)} in it, expected numbers")
    if len({len(row) if isinstance(row, list) else -1 for row in rows}) > 1:
        raise ImportFileError(f"{what} has rows of several lengths, expected one length")
    try:
        array = np.array(values, dtype=np.float64)
    except OverflowError:
        raise ImportFileError(f"{what} has a whole number in it that is beyond float64") from None
    if not np.isfinite(array).all():
        raise ImportFileError(f"{what} has a number in it that is not finite")
    return array


def _experiment(plain: object, network: Network, features: tuple[str, ...]) -> Experiment | None:
    if plain is None:
        return None
    try:
        experiment = Experiment.from_dict(plain)  # type: ignore[arg-type]  # it looks itself what it is given
    except ExperimentError as error:
        raise ImportFileError(f"its experiment is none: {shown(str(error), 300)}") from error
    for what, said, expected in (
        ("sizes", experiment.sizes, network.sizes),
        ("activations", experiment.activations, network.activations),
        ("inputs", experiment.features, features),
    ):
        if said != expected:
            raise ImportFileError(
                f"its experiment has the {what} {shown(repr(said))}, expected {shown(repr(expected))}"
            )
    cut = [weight for weight in experiment.pruned if network.weight(*weight) != 0]
    if cut:
        raise ImportFileError(
            f"the weight (l, j, k) = {cut[0]} is {network.weight(*cut[0])!r}, expected 0 as it is cut"
        )
    return experiment
