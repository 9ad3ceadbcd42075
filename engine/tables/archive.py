"""Tables as NumPy archives: X and y, or x_train, y_train, x_test and y_test; nothing is pickled or unpickled."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import ImportFileError, shown
from engine.exchange.bounded import read_bytes, reading
from engine.exchange.numpy_archive import Archive
from engine.table import FEW_CLASSES, MOST_COLUMNS, MOST_WHOLE, Mask, Table, class_order, number_name
from engine.tables.choosing import Chosen
from engine.tables.column import clean_name
from engine.tables.limits import MOST_CELLS
from engine.tables.sheet import unlike_names

MOST_ARCHIVE = 8 * MOST_CELLS + 2**20  # bytes, unpacked too
INPUTS, TARGET = ("x", "data"), ("y", "target")
TRAIN_INPUTS, TRAIN_TARGET = ("x_train", "xtrain", "train_x"), ("y_train", "ytrain", "train_y")
TEST_INPUTS, TEST_TARGET = ("x_test", "xtest", "test_x"), ("y_test", "ytest", "test_y")
FEATURE_NAMES, CLASS_NAMES, IS_TEST = ("feature_names", "names"), ("target_names", "classes"), ("is_test",)

Numbers = npt.NDArray[Any]


@dataclass(frozen=True)
class _Named:
    """An archive whose arrays are found by one of several names, small or large."""

    archive: Archive

    def find(self, names: Sequence[str]) -> str | None:
        return next((each for each in self.archive.names if each.lower() in names), None)

    def numbers(self, names: Sequence[str]) -> Numbers:
        return np.asarray(self.archive.load(self._must_have(names)))

    def answers(self, names: Sequence[str]) -> Numbers:
        """Return numbers or texts, shape (n,); what is true or false is 1 or 0."""
        name = self._must_have(names)
        try:
            made = np.asarray(self.archive.load(name, with_truth=True))
        except ImportFileError as error:
            if "expected numbers" not in str(error) or "pickled" in str(error):
                raise
            try:
                made = np.asarray(self.archive.text(name))
            except ImportFileError as other:
                raise ImportFileError(str(other).replace("expected text", "expected numbers or texts")) from None
        if made.ndim == 2 and 1 in made.shape:
            made = made.reshape(-1)
        if made.ndim != 1:
            raise ImportFileError(f"{name} has shape {shown(repr(made.shape))}, expected (rows,)")
        return made

    def texts(self, names: Sequence[str]) -> list[str] | None:
        """Return the row of names that the first of these holds, or None; raise ImportFileError for anything else."""
        name = self.find(names)
        if name is None:
            return None
        made = self.archive.text(name)
        if not isinstance(made, list) or not all(isinstance(each, str) for each in made):
            raise ImportFileError(f"{name} holds {shown(repr(made))}, expected a row of names")
        return made

    def _must_have(self, names: Sequence[str]) -> str:
        name = self.find(names)
        if name is None:
            there = shown(", ".join(self.archive.names[:5])) or "nothing"
            raise ImportFileError(f"it holds {there}, expected arrays X and y, or x_train, y_train, x_test and y_test")
        return name


def read_archive(path: str | Path, as_classes: bool | None = None) -> Chosen:
    """Return the table of an archive: X of shape (n, d) or (n, …), which is made flat, and y of shape (n,).

    Beside them may stand `feature_names`, `target_names` and `is_test`. y is classes if it holds texts, or whole
    numbers of which there are at most 20 different ones, unless somebody says.

    Raises
    ------
    ImportFileError
        in one sentence
    """
    path = Path(path)
    with reading(path, "a NumPy archive"):
        named = _Named(Archive(read_bytes(path, MOST_ARCHIVE, "table"), MOST_ARCHIVE, "table"))
        inputs, answers, is_test = _parts(named)
        inputs, notes = _flat(inputs)
        headings = named.texts(FEATURE_NAMES) or [f"x{k}" for k in range(1, inputs.shape[1] + 1)]
        if len(headings) != inputs.shape[1]:
            raise ImportFileError(f"it has {len(headings)} names of inputs, expected {inputs.shape[1]}")
        *names, target_name = unlike_names([*headings, "y"])[0]
        target, classes = _target(answers, as_classes, named.texts(CLASS_NAMES))
        table = Table(tuple(names), inputs.astype(np.float64), target_name, target, classes, is_test)
        return Chosen(table, (*notes, *table.notes))


def _parts(named: _Named) -> tuple[Numbers, Numbers, Mask | None]:
    if named.find(TRAIN_INPUTS) is None:
        is_test = None
        if named.find(IS_TEST) is not None:
            said = named.answers(IS_TEST)
            if not np.isin(said, (0, 1)).all():
                raise ImportFileError("is_test holds other numbers than 0 and 1")
            is_test = said.astype(bool)
        return named.numbers(INPUTS), named.answers(TARGET), is_test
    train, test = named.numbers(TRAIN_INPUTS), named.numbers(TEST_INPUTS)
    if train.shape[1:] != test.shape[1:] or not train.ndim:
        raise ImportFileError(
            f"the inputs have shapes {shown(repr(train.shape))} and {shown(repr(test.shape))}, expected rows alike"
        )
    answers = [named.answers(TRAIN_TARGET), named.answers(TEST_TARGET)]
    for rows, each, part in zip((train, test), answers, ("train", "test"), strict=True):
        if len(rows) != len(each):
            raise ImportFileError(f"y_{part} has {len(each)} rows, expected {len(rows)} as x_{part} has")
    is_test = np.repeat([False, True], [len(train), len(test)])
    return np.concatenate([train, test]), np.concatenate(answers), is_test


def _flat(inputs: Numbers) -> tuple[Numbers, list[str]]:
    """Return inputs of shape (n, d); of more dimensions, as pictures have them, all but the first become one."""
    if inputs.ndim == 1:
        inputs = inputs[:, np.newaxis]
    columns = int(np.prod(inputs.shape[1:], dtype=object)) if inputs.ndim else 0
    if not 0 < columns <= MOST_COLUMNS:
        raise ImportFileError(f"X has shape {shown(repr(inputs.shape))}, expected (rows, 1 to {MOST_COLUMNS})")
    if inputs.ndim == 2:
        return inputs, []
    return inputs.reshape(len(inputs), columns), [f"X of shape {shown(repr(inputs.shape))} is made flat, row by row"]


def _target(answers: Numbers, as_classes: bool | None, names: list[str] | None) -> tuple[Numbers, tuple[str, ...]]:
    if answers.dtype.kind != "U":
        different = np.unique(answers)
        few = answers.dtype.kind in "iu" and len(different) <= FEW_CLASSES and _are_written_whole(different)
        if not (few or names is not None if as_classes is None else as_classes):
            return answers.astype(np.float64), ()
        if not np.isfinite(different).all() or (different != np.floor(different)).any():
            raise ImportFileError("y holds numbers that are not whole, expected whole ones for classes")
        if names is None:
            texts = [number_name(float(each)) for each in different]
        elif all(0 <= each < len(names) for each in different):
            texts = [names[int(each)] for each in different]
        else:
            wrong = next(int(each) for each in different if not 0 <= each < len(names))
            raise ImportFileError(f"y holds {wrong}, expected 0 to {len(names) - 1}: one of target_names")
    else:
        if as_classes is False:
            raise ImportFileError("y holds texts, expected numbers for values")
        different = np.unique(answers)
        texts = different.tolist()
    classes, codes = _sorted(list(map(clean_name, texts)))
    return codes[np.searchsorted(different, answers)].astype(np.float64), classes


def _are_written_whole(numbers: Numbers) -> bool:
    """Tell whether whole numbers are small enough for a class to be called by each."""
    return bool((np.abs(numbers.astype(np.float64)) <= MOST_WHOLE).all())


def _sorted(names: list[str]) -> tuple[tuple[str, ...], Numbers]:
    """Return the classes in their order, and for each name the number of its class."""
    classes = sorted(set(names), key=class_order)
    place = {name: number for number, name in enumerate(classes)}
    return tuple(classes), np.array([place[name] for name in names])
