"""A model as tables for a spreadsheet: all weights in one long table, or one table for each matrix.

The long form is a table with the columns l, j, k, w; beside it stand two small ones: the layers with their activations,
and the inputs with what they are standardised by. The other form begins with the table of the layers and has one table
for each W⁽ˡ⁾, with a row for each unit j and a column for each unit k, 0 being the bias.

Every number is written so that it comes back to the bit.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import ImportFileError, shown
from engine.exchange.bounded import MOST_MATRICES, MOST_WEIGHTS, read_bytes, reading
from engine.exchange.description import model_of
from engine.exchange.formats import DATA, READ_BACK, Files, Format, Read, read_back
from engine.exchange.model import Model
from engine.exchange.pairs import Assumed
from engine.rules import MAX_UNITS

LONG = ["l", "j", "k", "w"]
LAYERS = ["layer", "units", "activation"]
INPUTS = ["k", "input", "mean", "deviation"]
CORNER = "j\\k"
MATRIX_NAME = re.compile(r"(.*?)W([1-9])\.csv", re.I | re.S)


def write(model: Model, stem: str) -> Files:
    """Return the long table, and beside it the layers and the inputs."""
    rows = (
        (layer, j, k, repr(w))
        for layer, matrix in model.network.W.items()
        for j, row in enumerate(matrix.tolist(), start=1)
        for k, w in enumerate(row)
    )
    return {
        f"{stem}.csv": _table(LONG, rows),
        f"{stem}_layers.csv": _table(LAYERS, _layers(model)),
        f"{stem}_inputs.csv": _table(INPUTS, _inputs(model)),
    }


def write_matrices(model: Model, stem: str) -> Files:
    """Return the table of the layers, and beside it the inputs and each matrix."""
    files = {f"{stem}.csv": _table(LAYERS, _layers(model)), f"{stem}_inputs.csv": _table(INPUTS, _inputs(model))}
    for layer, matrix in model.network.W.items():
        heading = [CORNER, *range(matrix.shape[1])]
        rows = ([j, *map(repr, row)] for j, row in enumerate(matrix.tolist(), start=1))
        files[f"{stem}_W{layer}.csv"] = _table(heading, rows)
    return files


def _layers(model: Model) -> Iterator[tuple[Any, ...]]:
    names = ("", *model.network.activations)
    yield from ((number, *row) for number, row in enumerate(zip(model.network.sizes, names, strict=True), start=1))


def _inputs(model: Model) -> Iterator[tuple[Any, ...]]:
    scaling = model.scaling
    for k in range(model.network.sizes[0]):
        scaled = (repr(float(scaling.mean[k])), repr(float(scaling.deviation[k]))) if scaling else ("", "")
        yield k + 1, model.features[k] if model.features else "", *scaled


def _table(heading: list[Any], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


# ---- back ----------------------------------------------------------------------------------------------------------


def read(path: Path, activations: tuple[str, ...] = ()) -> Read:
    """Return the model of a long table, of a table of layers, or of a matrix W1.csv and those that stand beside it.

    Raises
    ------
    ImportFileError
        in one sentence, if it is none of these, or a row is missing, stands there twice, or makes no sense
    """
    with reading(path, "tables of weights"):
        heading = _heading(path)
        if heading == LONG:
            matrices = _long(_rows(path))
            layers = path.with_name(f"{path.stem}_layers.csv")
            inputs = path.with_name(f"{path.stem}_inputs.csv")
        elif heading == LAYERS:
            layers, inputs = path, path.with_name(f"{path.stem}_inputs.csv")
            matrices = _matrices(path.with_name(f"{path.stem}_W1.csv"))
        elif heading[:1] == [CORNER]:
            named = MATRIX_NAME.fullmatch(path.name)
            if not named:
                raise ImportFileError(
                    "it holds one matrix, expected a name that ends in the matrix' own, such as W1.csv"
                )
            whole = named[1].removesuffix("_")
            layers = path.with_name(f"{whole}.csv" if whole else "layers.csv")
            inputs = path.with_name(f"{whole}_inputs.csv" if whole else "inputs.csv")
            matrices = _matrices(path.with_name(f"{named[1]}W1.csv"))
        else:
            raise ImportFileError(
                f"its first row is {shown(','.join(heading))}, expected {','.join(LONG)}, or {','.join(LAYERS)}, or "
                f"{CORNER} and the numbers of the units"
            )
        assumed = Assumed(activations)
        said: dict[str, Any] = {}
        if layers.is_file():
            said |= _read_layers(layers)
        else:
            said["activations"] = assumed.activations(len(matrices), len(matrices[-1]))
        if inputs.is_file():
            said |= _read_inputs(inputs)
        return Read(model_of(said, matrices), tuple(assumed.notes))


def _heading(path: Path) -> list[str]:
    with reading(path, "a table"):
        first = next(csv.reader(io.StringIO(read_bytes(path).decode("utf-8-sig"), newline="")), [])
        return [cell.strip() if number else cell.strip().lower() for number, cell in enumerate(first)]


def _rows(path: Path, most: int = MOST_WEIGHTS) -> Iterator[tuple[int, list[str]]]:
    """Yield each row but the heading with its number as a spreadsheet counts; an empty one at the end is left out."""
    reader = csv.reader(io.StringIO(read_bytes(path).decode("utf-8-sig"), newline=""))
    for number, row in enumerate(islice(reader, 1, None), start=2):
        if number > most + 1:
            raise ImportFileError(f"it has more than {most} rows, which no network here needs")
        if row:
            yield number, row


def _long(rows: Iterator[tuple[int, list[str]]]) -> list[Array]:
    found: dict[int, Array] = {}
    most = {"l": MOST_MATRICES, "j": MAX_UNITS, "k": MAX_UNITS}
    for number, row in rows:
        if len(row) != len(LONG):
            raise ImportFileError(f"row {number} has {len(row)} cells, expected {len(LONG)}: {', '.join(LONG)}")
        layer, j, k = (
            _place(cell, name, number, 0 if name == "k" else 1, most[name])
            for name, cell in zip("ljk", row[:3], strict=True)
        )
        if layer not in found:
            found[layer] = np.full((MAX_UNITS, MAX_UNITS + 1), np.nan)
        if not math.isnan(found[layer][j - 1, k]):
            raise ImportFileError(f"row {number} has (l, j, k) = ({layer}, {j}, {k}) again, expected each weight once")
        found[layer][j - 1, k] = _number(row[3], number)
    if not found or set(found) != set(range(1, len(found) + 1)):
        raise ImportFileError(f"it has weights of the layers {sorted(found)}, expected all from 1 on")
    return [_whole(found[layer], layer) for layer in sorted(found)]


def _whole(matrix: Array, layer: int) -> Array:
    there = ~np.isnan(matrix)
    units, columns = int(np.nonzero(there)[0].max()) + 1, int(np.nonzero(there)[1].max()) + 1
    missing = np.argwhere(~there[:units, :columns])
    if len(missing):
        j, k = missing[0].tolist()
        raise ImportFileError(
            f"the weight (l, j, k) = ({layer}, {j + 1}, {k}) is missing, expected one for each of the {units} units j "
            f"and each k from 0 to {columns - 1}"
        )
    return matrix[:units, :columns].copy()


def _matrices(first: Path) -> list[Array]:
    stem = first.name[: -len("1.csv")]
    matrices = [_matrix(first)]
    while len(matrices) < MOST_MATRICES and (following := first.with_name(f"{stem}{len(matrices) + 1}.csv")).is_file():
        matrices.append(_matrix(following))
    return matrices


def _matrix(path: Path) -> Array:
    with reading(path, "a matrix of weights"):
        heading = _heading(path)
        if heading[:1] != [CORNER] or heading[1:] != [str(k) for k in range(len(heading) - 1)]:
            raise ImportFileError(f"its first row is {shown(','.join(heading))}, expected {CORNER},0,1,2 …")
        found: list[list[float]] = []
        for number, row in _rows(path, MAX_UNITS):
            if len(row) != len(heading) or row[0].strip() != str(len(found) + 1):
                raise ImportFileError(
                    f"row {number} begins with {shown(repr(row[0]))} and has {len(row)} cells, expected "
                    f"{len(found) + 1} and {len(heading)} cells"
                )
            found.append([_number(cell, number) for cell in row[1:]])
        return np.array(found, dtype=np.float64).reshape(len(found), len(heading) - 1)


def _read_layers(path: Path) -> dict[str, Any]:
    with reading(path, "a table of layers"):
        rows = _small_table(path, LAYERS, MOST_MATRICES + 1)
        sizes = [_place(row[1], "units", number, 1, MAX_UNITS) for number, row in rows]
        return {"sizes": sizes, "activations": [row[2].strip() for _, row in rows[1:]]}


def _read_inputs(path: Path) -> dict[str, Any]:
    with reading(path, "a table of inputs"):
        rows = _small_table(path, INPUTS, MAX_UNITS)
        said: dict[str, Any] = {}
        for name, column in (("features", 1), ("mean", 2), ("deviation", 3)):
            cells = [row[column].strip() for _, row in rows]
            if any(cells):
                number = rows[0][0]
                said[name] = cells if name == "features" else [_number(cell, number) for cell in cells]
        return said


def _small_table(path: Path, heading: list[str], most: int) -> list[tuple[int, list[str]]]:
    """Return the rows of a table that counts in its first column from 1 on."""
    if (got := _heading(path)) != heading:
        raise ImportFileError(f"its first row is {shown(','.join(got))}, expected {','.join(heading)}")
    rows = list(_rows(path, most))
    for expected, (number, row) in enumerate(rows, start=1):
        if len(row) != len(heading) or row[0].strip() != str(expected):
            raise ImportFileError(
                f"row {number} begins with {shown(repr(row[0]))} and has {len(row)} cells, expected {expected} and "
                f"{len(heading)} cells"
            )
    return rows


def _place(cell: str, name: str, number: int, least: int, most: int) -> int:
    text = cell.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise ImportFileError(
            f"row {number}: {name} is {shown(repr(cell))}, expected a whole number from {least} to {most}"
        )
    return int(text)


def _number(cell: str, number: int) -> float:
    try:
        value = float(cell) if "_" not in cell else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ImportFileError(f"row {number}: {shown(repr(cell))} stands there, expected a finite number such as -0.25")
    return value


FORMATS = (
    Format(
        "csv",
        "CSV, one long table",
        ".csv",
        write,
        read_back(read),
        READ_BACK,
        group=DATA,
        holds="a row l, j, k, w for each weight; two small tables beside it",
        read=read,
    ),
    Format(
        "csv-matrices",
        "CSV, a table for each matrix",
        ".csv",
        write_matrices,
        read_back(read),
        READ_BACK,
        group=DATA,
        holds="the layers; W1, W2 … and the inputs beside it",
        read=read,
    ),
)
