"""Table: the value that a run learns from: inputs, target and split, read-only, and known by its digest."""

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, read_only
from engine.errors import ImportFileError, shown
from engine.files import write_whole

Mask = npt.NDArray[np.bool_]
MOST_ROWS = 1_000_000
MOST_COLUMNS = 10_000
MOST_CLASSES = 1000
MOST_NAME_LETTERS = 200  # of a column or class
MOST_WHOLE = 2.0**53  # up to here each whole number is a float64
GREATEST = 1e150  # its square is still a number, as the deviation of a column and the squared cost need it
FEW_CLASSES = 20  # up to so many different whole numbers are taken to be classes when nobody says
MISSING = ("", "na", "nan", "null", "?")  # in small letters, as cells are compared
WITH_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
SPLIT = "split"  # what the column is called that says which rows are learnt from
TRAIN, TEST = "train", "test"
A_NAME = f"1 to {MOST_NAME_LETTERS} letters that can be seen"
PARTS = (TEST, TRAIN)  # as classes are sorted
AIR = 0.02  # between the last sample and the end of the range, as a share of the way between the outermost
LEAST_WIDTH = 1e-300  # what lies as near together is one place in a picture
PIECE = 3 * 2**20  # bytes that are written at once, so that other threads come in between
Range = tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """Rows of numbers with what each should be answered by. Equal tables have equal digests, and the other way round.

    Attributes
    ----------
    names : of the inputs, d of them
    inputs : shape (n, d), float64, finite
    target_name : unlike those of the inputs
    target : shape (n,), float64: the number of the class, or the value
    classes : the names of the classes, in the order of their numbers; () for values (regression)
    is_test : which rows are only tested on, shape (n,); None where that is left to the experiment

    Raises
    ------
    ImportFileError
        in one sentence, if nothing can be learnt from it
    """

    names: tuple[str, ...]
    inputs: Array
    target_name: str
    target: Array
    classes: tuple[str, ...] = ()
    is_test: Mask | None = None

    def __post_init__(self) -> None:
        # 0.0 is added so that −0.0, which a learner cannot tell from it, is the same table.
        object.__setattr__(self, "inputs", read_only(np.array(self.inputs, dtype=np.float64, order="C") + 0.0))
        object.__setattr__(self, "target", read_only(np.array(self.target, dtype=np.float64) + 0.0))
        if self.is_test is not None:
            object.__setattr__(self, "is_test", read_only(np.array(self.is_test, dtype=bool)))
        for sentence in _faults(self):
            raise ImportFileError(sentence)

    @property
    def rows(self) -> int:
        """How many rows there are, n."""
        return len(self.inputs)

    @property
    def is_regression(self) -> bool:
        """Whether the target is a value rather than a class."""
        return not self.classes

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all of it, in hexadecimal."""
        head = [self.names, self.target_name, self.classes, self.inputs.shape, self.is_test is not None]
        made = hashlib.sha256(json.dumps(head).encode())
        made.update(self.inputs.astype("<f8", copy=False).data)
        made.update(self.target.astype("<f8", copy=False).data)
        if self.is_test is not None:
            made.update(self.is_test.data)
        return made.hexdigest()

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a person should know before anything is learnt, a sentence each."""
        return tuple(_notes(self))

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """From where to where each input is pictured: round numbers about what there is of it."""
        lows, highs = self.inputs.min(axis=0).tolist(), self.inputs.max(axis=0).tolist()
        return tuple(round_range(low, high) for low, high in zip(lows, highs, strict=True))

    def with_split(self, is_test: Mask | None) -> "Table":
        """Return the same rows, others of which are only tested on; None leaves that to the experiment."""
        return replace(self, is_test=is_test)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        what = f"{len(self.classes)} classes" if self.classes else "values"
        return f"<Table of {self.rows} rows, {len(self.names)} inputs, {what}, {self.digest[:12]}>"

    def to_csv(self) -> Iterator[bytes]:
        """Yield a CSV file in pieces: inputs, target, and the split where there is one, every number to the bit.

        Read without being told anything it gives this very table, but for two things that nobody can see in it: of
        more than 20 classes that are all numbers it has to be said that they are classes, and a class that is called
        as a missing value is written (NA) needs a dialect that takes it as none.
        """
        heading = [*self.names, self.target_name, *([SPLIT] if self.is_test is not None else [])]
        yield (",".join(map(_quoted, heading)) + "\n").encode()
        classes = [name if WITH_POINT.fullmatch(name) else _quoted(name) for name in self.classes]
        step = max(1, 20_000 // len(heading))
        for start in range(0, self.rows, step):
            part = slice(start, start + step)
            columns = [list(map(_written, column)) for column in self.inputs[part].T.tolist()]
            target = self.target[part].tolist()
            columns.append([classes[int(each)] for each in target] if classes else list(map(_written, target)))
            if self.is_test is not None:
                columns.append([TEST if each else TRAIN for each in self.is_test[part].tolist()])
            yield "".join(",".join(row) + "\n" for row in zip(*columns, strict=True)).encode()

    def save(self, path: Path) -> None:
        """Write `to_csv` to a file; raise ExportError if that cannot be done."""
        write_whole(path, lambda file: file.writelines(self.to_csv()))

    def described(self) -> dict[str, Any]:
        """Return what is to be known of the table without its numbers, as values that JSON can hold."""
        return {
            "digest": self.digest,
            "rows": self.rows,
            "names": list(self.names),
            "target_name": self.target_name,
            "classes": list(self.classes),
            "test_rows": None if self.is_test is None else int(self.is_test.sum()),
        }

    def to_plain(self) -> dict[str, Any]:
        """Return the table as values that JSON can hold: numbers are float64, low byte first, in base64."""
        return {
            "names": list(self.names),
            "target_name": self.target_name,
            "classes": list(self.classes),
            "rows": self.rows,
            "inputs": _as_text(self.inputs),
            "target": _as_text(self.target),
            "is_test": None if self.is_test is None else _as_text(self.is_test.astype(np.float64)),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Table":
        """Return the table that `to_plain` wrote; raise ImportFileError for anything else."""
        names = {field.name for field in fields(cls)} | {"rows"}
        if not isinstance(plain, Mapping) or set(plain) != names:
            raise ImportFileError(f"a table must be an object with {', '.join(sorted(names))}, got {shown(plain)}")
        inputs, classes = _texts(plain, "names"), _texts(plain, "classes")
        rows, target_name = plain["rows"], plain["target_name"]
        if type(rows) is not int or not 0 <= rows <= MOST_ROWS:
            raise ImportFileError(f"rows must be a whole number from 0 to {MOST_ROWS}, got {shown(rows)}")
        if not isinstance(target_name, str):
            raise ImportFileError(f"target_name must be a text, got {shown(target_name)}")
        is_test = None if plain["is_test"] is None else _from_text(plain, "is_test", (rows,))
        return cls(
            names=inputs,
            inputs=_from_text(plain, "inputs", (rows, len(inputs))),
            target_name=target_name,
            target=_from_text(plain, "target", (rows,)),
            classes=classes,
            is_test=None if is_test is None else is_test != 0,
        )


def round_range(low: float, high: float) -> Range:
    """Return round numbers beyond two numbers: by AIR of the way between them at least, by an eighth and AIR at most.

    >>> round_range(4.3, 7.9), round_range(-0.02, 1.0), round_range(5.0, 5.0)
    ((4.2, 8.0), (-0.1, 1.1), (4.0, 6.0))
    """
    wide = high - low
    if not wide > max(abs(low), abs(high)) * 1e-9 + LEAST_WIDTH:
        half = max(abs(low), abs(high)) / 5
        half = half if half > LEAST_WIDTH else 1.0
        return low - half, high + half
    exponent = math.floor(math.log10(wide)) - 1
    digit = next(digit for digit in (1, 2, 5, 10) if wide <= 20 * digit * 10.0**exponent)

    def edge(steps: int) -> float:  # whole numbers are divided to the nearest float64: 1.2, where 12 × 0.1 is not
        return steps * digit / 10**-exponent if exponent < 0 else float(steps * digit * 10**exponent)

    step = digit * 10.0**exponent
    first, last = math.floor(low / step), math.ceil(high / step)
    while low - edge(first) < AIR * wide:  # no sample lies on the very edge, where half of it would be seen
        first -= 1
    while edge(last) - high < AIR * wide:
        last += 1
    return edge(first), edge(last)


def _as_text(numbers: Array) -> str:
    data = np.ascontiguousarray(numbers, "<f8").data.cast("B")
    return "".join(
        base64.b64encode(data[start : start + PIECE]).decode("ascii") for start in range(0, len(data), PIECE)
    )


def _from_text(plain: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    text, size = plain[name], 8 * math.prod(shape)
    if not isinstance(text, str) or len(text) != -(-size // 3) * 4:
        raise ImportFileError(f"{name} must be {math.prod(shape)} numbers in base64, got {shown(text)}")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ImportFileError(f"{name} must be numbers in base64: {shown(str(error))}") from None
    if len(data) != size:
        raise ImportFileError(f"{name} must be {math.prod(shape)} numbers in base64, got {len(data)} bytes")
    return np.frombuffer(data, "<f8").astype(np.float64).reshape(shape)


def _texts(plain: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = plain[name]
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ImportFileError(f"{name} must be a list of texts, got {shown(value)}")
    return tuple(value)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _written(number: float) -> str:
    """Return a number to the bit, always with a point: it says that the decimal sign is none other, and no class."""
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e")


# ---- rules ---------------------------------------------------------------------------------------------------------


def _faults(table: Table) -> Iterator[str]:
    for rule in (_shapes, _names, _values, _classes, _split):
        yield from rule(table)


def _shapes(table: Table) -> Iterator[str]:
    shape, rows = table.inputs.shape, len(table.inputs) if table.inputs.ndim else 0
    if len(shape) != 2 or shape[1] != len(table.names):
        yield f"the inputs have shape {shape}, expected (rows, {len(table.names)})"
    elif not shape[1]:
        yield "it has no input column, expected at least one beside the target"
    elif shape[1] > MOST_COLUMNS:
        yield f"it has {shape[1]} inputs, expected at most {MOST_COLUMNS}"
    elif table.target.shape != (rows,):
        yield f"the target has shape {table.target.shape}, expected ({rows},)"
    elif table.is_test is not None and table.is_test.shape != (rows,):
        yield f"the split has shape {table.is_test.shape}, expected ({rows},)"
    elif rows < 2:
        yield f"it has {'one row' if rows else 'no row'}, expected at least 2"
    elif rows > MOST_ROWS:
        yield f"it has {rows} rows, expected at most {MOST_ROWS}"


def _names(table: Table) -> Iterator[str]:
    names = [*table.names, table.target_name]
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        yield f"two columns are called {shown(repr(twice))}, expected a name for each"
    for name in names:
        if not _is_name(name):
            yield f"a column is called {shown(repr(name))}, expected {A_NAME}"
        elif WITH_POINT.fullmatch(name) or name.lower() in MISSING:
            yield f"a column is called {shown(repr(name))}, expected a name that is no number and no missing value"
    if table.target_name == SPLIT and set(table.classes) <= set(PARTS) and table.classes:
        yield f"the target {SPLIT!r} has the classes {TEST} and {TRAIN}, which a split has; expected another name"


def _values(table: Table) -> Iterator[str]:
    for name, values in [*zip(table.names, table.inputs.T, strict=True), (table.target_name, table.target)]:
        bad = ~(np.abs(values) <= GREATEST)
        if bad.any():
            row = int(bad.argmax())
            yield (
                f"row {row + 1}, column {shown(repr(name))}: {float(values[row])!r} is there, "
                f"expected a number from {-GREATEST:g} to {GREATEST:g}"
            )


def _classes(table: Table) -> Iterator[str]:
    if not table.classes:
        return
    where = f"column {shown(repr(table.target_name))}"
    if len(table.classes) == 1:
        yield f"{where} has the one class {shown(repr(table.classes[0]))}, expected at least 2"
    if len(table.classes) > MOST_CLASSES:
        yield f"{where} has {len(table.classes)} classes, expected at most {MOST_CLASSES}"
    for name in table.classes:
        if not _is_name(name):
            yield f"{where} has the class {shown(repr(name))}, expected {A_NAME}"
        elif WITH_POINT.fullmatch(name) and (not np.isfinite(float(name)) or name != number_name(float(name) + 0.0)):
            yield f"{where} has the class {shown(repr(name))}, expected a number as short as can be, such as 1 or 0.5"
    if all(WITH_POINT.fullmatch(name) for name in table.classes) and any("." in name for name in table.classes):
        yield f"{where} has classes that are numbers and not all whole, expected values, or names"
    if list(table.classes) != sorted(set(table.classes), key=class_order):
        yield f"{where} has its classes in another order, expected numbers, then texts, each once"
    if not np.isin(table.target, np.arange(len(table.classes))).all():
        yield f"{where} has numbers of classes other than 0 to {len(table.classes) - 1}"


def _split(table: Table) -> Iterator[str]:
    if table.is_test is not None and table.is_test.all():
        yield f"all {table.rows} rows are for testing, expected some to learn from"


def _is_name(name: str) -> bool:
    return 0 < len(name) <= MOST_NAME_LETTERS and name.isprintable() and name == " ".join(name.split())


def number_name(number: float) -> str:
    """Return what a class is called that is a number.

    >>> number_name(3.0), number_name(-0.5)
    ('3', '-0.5')
    """
    return str(int(number)) if number == int(number) and abs(number) <= MOST_WHOLE else repr(number)


def class_order(name: str) -> tuple[int, float, str]:
    """Return by what classes are sorted: numbers in their order, then texts in theirs."""
    return (0, float(name), "") if WITH_POINT.fullmatch(name) else (1, 0.0, name)


def _notes(table: Table) -> Iterator[str]:
    is_constant = (table.inputs == table.inputs[0]).all(axis=0)
    constant = [table.names[k] for k in np.flatnonzero(is_constant)]
    if constant:
        more = f" and {len(constant) - 1} more" if len(constant) > 1 else ""
        verbs = ("have", "tell") if more else ("has", "tells")
        yield f"column {shown(repr(constant[0]))}{more} {verbs[0]} the same value in every row and {verbs[1]} nothing"
    if table.is_regression and bool((table.target == table.target[0]).all()):
        yield f"the target {shown(repr(table.target_name))} has the same value in every row"
    if len(table.classes) > FEW_CLASSES:
        yield f"the target {shown(repr(table.target_name))} has {len(table.classes)} classes"
    if table.classes:
        counts = np.bincount(table.target.astype(np.intp), minlength=len(table.classes))
        if not counts.all():
            empty = np.flatnonzero(counts == 0)
            more = f", nor {len(empty) - 1} more" if len(empty) > 1 else ""
            yield f"no row has the class {shown(repr(table.classes[int(empty[0])]))}{more}"
            return
    if table.is_test is not None and table.classes:
        learnt = np.unique(table.target[~table.is_test])
        if len(learnt) < len(table.classes):
            lost = next(number for number in range(len(table.classes)) if number not in learnt)
            yield f"no row of the class {shown(repr(table.classes[lost]))} is learnt from"
