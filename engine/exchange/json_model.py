"""A model as JSON that a person can read: one row of a matrix a line, every float64 exact."""

import json
from pathlib import Path

from engine.errors import ImportFileError, shown
from engine.exchange.bounded import parse_json, read_bytes, reading
from engine.exchange.description import NAME, check_version, describe, model_of, numbers
from engine.exchange.formats import DATA, READ_BACK, Files, Format, Read, read_back
from engine.exchange.model import Model

ABOUT = (
    "weights.Wl[j - 1][k] leads from unit k of layer l to unit j of layer l + 1; column k = 0 holds the bias weights. "
    "Layer 1 is given the features of a point, minus mean, by deviation where these are not null."
)


def write(model: Model, stem: str) -> Files:
    """Return the JSON of a model."""
    description = describe(model)
    experiment = description.pop("experiment")
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in description.items()]
    lines.insert(2, f'  "about": {json.dumps(ABOUT)},')
    lines.append('  "weights": {')
    matrices = list(model.network.W.items())
    for layer, matrix in matrices:
        rows = ",\n".join(f"      {json.dumps(row)}" for row in matrix.tolist())
        comma = "," if layer < len(matrices) else ""
        lines.append(f'    "W{layer}": [\n{rows}\n    ]{comma}')
    lines.append("  },")
    lines.append(f'  "experiment": {json.dumps(experiment)}')
    text = "{\n" + "\n".join(lines) + "\n}\n"
    return {f"{stem}.json": text.encode()}


def read(path: Path, _activations: tuple[str, ...] = ()) -> Read:
    """Return the model that `write` wrote, to the bit.

    Raises
    ------
    ImportFileError
        in one sentence, if it is anything else
    """
    with reading(path, "a model in JSON"):
        said = parse_json(read_bytes(path))
        if not isinstance(said, dict) or said.get("format") != NAME:
            got = shown(repr(said.get("format"))) if isinstance(said, dict) else f"a {type(said).__name__}"
            raise ImportFileError(f"its format is {got}, expected {NAME!r}")
        check_version(said)
        weights = said.get("weights")
        if not isinstance(weights, dict) or not weights:
            raise ImportFileError(f"its weights are {shown(repr(weights))}, expected an object with W1, W2 …")
        names = [f"W{layer}" for layer in range(1, len(weights) + 1)]
        if set(weights) != set(names):
            raise ImportFileError(f"its weights are {shown(', '.join(weights))}, expected {shown(', '.join(names))}")
        return Read(model_of(said, [numbers(weights[name], name) for name in names]))


FORMATS = (
    Format(
        "json",
        "JSON",
        ".json",
        write,
        read_back(read),
        READ_BACK,
        group=DATA,
        holds="all of it as text, every digit, and the experiment",
        read=read,
    ),
)
