"""A model as safetensors: the weights as a PyTorch `nn.Sequential` of Linear layers and activations names them.

0.weight, 0.bias, 2.weight, 2.bias … as float64: `net.double().load_state_dict(load_file(name))` takes them as they are.
Activations, inputs and standardising stand as JSON in the metadata, under DESCRIPTION.
"""

from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ImportFileError, shown
from engine.exchange.bounded import MOST_BYTES, MOST_WEIGHTS, parse_json, read_bytes, reading
from engine.exchange.description import described, model_of
from engine.exchange.formats import MODEL, READ_BACK, Files, Format, Read, read_back
from engine.exchange.model import Model
from engine.exchange.pairs import BY_UNIT, Assumed, joined, paired

DESCRIPTION = "backprop_playground"
MOST_HEADER = 2**20
SCALES = ("mean", "deviation")  # of the inputs, beside code of ours
WIDTHS = {"F64": 8, "F32": 4, "F16": 2}
MOST_TENSORS = 100


def tensors(model: Model) -> dict[str, Any]:
    """Return the weights by the names that an `nn.Sequential` has for them."""
    named: dict[str, Any] = {}
    for layer, matrix in model.network.W.items():
        named[f"{2 * layer - 2}.weight"] = np.ascontiguousarray(matrix[:, 1:])
        named[f"{2 * layer - 2}.bias"] = np.ascontiguousarray(matrix[:, 0])
    return named


def write(model: Model, stem: str) -> Files:
    """Return the file of a model."""
    from safetensors.numpy import save

    return {f"{stem}.safetensors": save(tensors(model), {"format": "pt", DESCRIPTION: described(model)})}


def read(path: Path, activations: tuple[str, ...] = ()) -> Read:
    """Return the model of a file: ours, or dense layers one after the other, as PyTorch names them.

    Raises
    ------
    ImportFileError
        in one sentence, if there is none in it
    """
    with reading(path, "safetensors"):
        from safetensors.numpy import load

        data = read_bytes(path)
        header = _header(data)
        metadata = header.pop("__metadata__", {})
        _check(header)
        arrays = load(data)  # which looks whether places and sizes fit the file
        pairs = paired([name for name in header if name not in SCALES], BY_UNIT)
        matrices = joined([(name, arrays[name], arrays[bias] if bias else None) for name, bias in pairs], by_unit=True)
        assumed = Assumed(activations)
        if isinstance(metadata, dict) and DESCRIPTION in metadata:
            said = parse_json(str(metadata[DESCRIPTION]), "its description")
        else:
            said = {"activations": assumed.activations(len(matrices), len(matrices[-1]))}
            said |= {name: arrays[name].astype(np.float64).tolist() for name in SCALES if name in arrays}
        return Read(model_of(said, matrices), tuple(assumed.notes))


def _header(data: bytes) -> dict[str, Any]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > len(data) - 8:
        raise ImportFileError(
            f"its header says it has {length} bytes, expected at most the {max(0, len(data) - 8)} there are"
        )
    if length > MOST_HEADER:
        raise ImportFileError(f"its header has {length} bytes, expected at most {MOST_HEADER}")
    header = parse_json(data[8 : 8 + length], "its header")
    if not isinstance(header, dict):
        raise ImportFileError(f"its header is {shown(repr(header))}, expected an object with tensors")
    return header


def _check(header: dict[str, Any]) -> None:
    """Refuse tensors of other kinds, or more than a network has, before any is made."""
    if not header:
        raise ImportFileError("it holds no tensors, expected weights and bias weights")
    if len(header) > MOST_TENSORS:
        raise ImportFileError(f"it holds {len(header)} tensors, expected at most {MOST_TENSORS}")
    total = 0
    for name, about in header.items():
        kind, shape = (about.get("dtype"), about.get("shape")) if isinstance(about, dict) else (None, None)
        if kind not in WIDTHS:
            raise ImportFileError(f"{shown(name)} is of {shown(repr(kind))}, expected one of {', '.join(WIDTHS)}")
        if not (isinstance(shape, list) and all(type(length) is int and length >= 0 for length in shape)):
            raise ImportFileError(f"{shown(name)} has shape {shown(repr(shape))}, expected a list of lengths")
        count = 1
        for length in shape:
            count *= min(length, MOST_BYTES)
            if count > MOST_WEIGHTS:
                raise ImportFileError(f"{shown(name)} has shape {shown(repr(shape))}, expected one of a network here")
        total += count
        if total > MOST_WEIGHTS:
            raise ImportFileError(f"it holds more than {MOST_WEIGHTS} numbers, which no network here needs")


FORMATS = (
    Format(
        "safetensors",
        "safetensors",
        ".safetensors",
        write,
        read_back(read),
        READ_BACK,
        group=MODEL,
        holds="0.weight, 0.bias … as PyTorch's nn.Sequential has them",
        read=read,
    ),
)
