"""Edits: what is typed, pasted, added and taken away, as functions Table → Table; a refused one says why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Array, Indices
from engine.errors import ImportFileError, shown
from engine.rows import with_cells, with_class, with_rows, without_rows
from engine.table import (
    GREATEST,
    MOST_NAME_LETTERS,
    PARTS,
    TEST,
    WITH_POINT,
    Mask,
    Range,
    Table,
    number_name,
)
from engine.tables import Column, Sheet
from engine.tables.column import clean_name
from playground.data_table.content import told_classes
from playground.document.values import ValueRefusedError, parse_weight
from playground.document.words import value as written

NUMBERS = "0.5 or 2/3"


class NewClassError(ValueRefusedError):
    """What was typed is no class yet, but can become one; the message asks for it.

    Attributes
    ----------
    name : of the class
    """

    def __init__(self, sentence: str, name: str) -> None:
        super().__init__(sentence)
        self.name = name


# ---- one cell ------------------------------------------------------------------------------------------------------


def with_typed_number(table: Table, sample: int, column: int, text: str, called: str) -> Table:
    """Return the table with an input, or a target that is a value, as it was typed; column d is the target.

    Raises
    ------
    ValueRefusedError
        naming what was typed and what was expected
    """
    number = parse_weight(text, called, NUMBERS)
    if abs(number) > GREATEST:
        raise ValueRefusedError(f"{called} must be from {-GREATEST:g} to {GREATEST:g}, got {shown(repr(text))}")
    if column < len(table.names):
        return with_cells(table, inputs=[(sample, column, number)])
    return with_cells(table, targets=[(sample, number)])


def with_typed_class(table: Table, sample: int, text: str, *, may_be_new: bool = False) -> Table:
    """Return the table with the class of a sample as it was typed.

    Raises
    ------
    NewClassError
        if there is no such class, and it may not be new
    ValueRefusedError
        if a class cannot be called so
    """
    name = clean_name(text)
    if WITH_POINT.fullmatch(name) and np.isfinite(float(name)):
        name = number_name(float(name) + 0.0)
    if name in table.classes:
        return with_cells(table, targets=[(sample, table.classes.index(name))])
    expected = told_classes(table.classes)
    if not name or len(name) > MOST_NAME_LETTERS:
        raise ValueRefusedError(f"a class must be {expected}, got {shown(repr(text))}")
    try:
        wider = with_class(table, name)
    except ImportFileError as error:
        raise ValueRefusedError(str(error)) from None
    if not may_be_new:
        raise NewClassError(
            f"{shown(repr(name))} is no class yet, expected {expected}; press Return again to add it, "
            f"which makes {len(table.classes) + 1} classes and begins the learning anew",
            name,
        )
    return with_cells(wider, targets=[(sample, wider.classes.index(name))])


def with_parts(table: Table, samples: Sequence[int], is_test: bool) -> Table:
    """Return the table with some samples moved to a part."""
    split = np.zeros(table.rows, bool) if table.is_test is None else table.is_test.copy()
    split[np.asarray(samples, np.intp)] = is_test
    if split.all():
        raise ValueRefusedError("all samples would be for testing, expected some to learn from")
    return table.with_split(split)


# ---- rows ----------------------------------------------------------------------------------------------------------


def with_duplicates(table: Table, samples: Indices) -> Table:
    """Return the table with copies of some samples at its end, each in the part of its original."""
    split = None if table.is_test is None else table.is_test[samples]
    return with_rows(table, table.inputs[samples], table.target[samples], split)


def with_new_row(table: Table, ranges: Sequence[Range], like: int | None) -> Table:
    """Return the table with one more sample to learn from: at 0, or in the middle of a range that has no 0.

    like : the sample whose class it gets; None for the first class, or the value 0
    """
    point = [0.0 if low <= 0 <= high else (low + high) / 2 for low, high in ranges]
    label = float(table.target[like]) if like is not None and table.classes else 0.0
    return with_rows(table, np.array([point]), np.array([label]), np.array([False]))


# ---- a pasted block ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Block:
    """Pasted cells, read for the columns where they land; what is not pasted is None.

    Attributes
    ----------
    inputs : shape (k, some of the d), for the columns from `first` on
    target : shape (k,)
    is_test : shape (k,)
    classes : what `target` counts
    """

    first: int
    inputs: Array
    target: Array | None
    is_test: Mask | None
    classes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows were pasted."""
        return len(self.inputs)

    @property
    def width(self) -> int:
        """How many columns were pasted."""
        return int(self.inputs.shape[1]) + (self.target is not None) + (self.is_test is not None)


def read_block(sheet: Sheet, table: Table, column: int, *, as_whole: bool = False) -> Block:
    """Return pasted cells as what they are for: the columns of the grid from `column` on.

    Parameters
    ----------
    as_whole : whether they are to replace all rows, so that classes may be other ones

    Raises
    ------
    ValueRefusedError
        naming row and column among the pasted cells, what stands there and what was expected
    """
    d, width = len(table.names), len(sheet.columns)
    if column + width > d + 2:
        most = d + 2 - column
        raise ValueRefusedError(
            f"the pasted cells are {_count(width, 'column')} wide, expected at most {most} from here on"
            if most > 0
            else "what the network says is computed and cannot be pasted; expected cells for x, y or part"
        )
    if as_whole and width < d + 1:
        raise ValueRefusedError(
            f"the pasted cells are {_count(width, 'column')} wide, expected {d + 1} or {d + 2} to replace all samples: "
            f"{d} of x, y{' and the part'}"
        )
    inputs, target, is_test, classes = [], None, None, table.classes
    for place, cells in enumerate(sheet.columns):
        lands = column + place
        if lands < d or (lands == d and table.is_regression):
            numbers = _numbers(cells, place)
            if lands < d:
                inputs.append(numbers)
            else:
                target = numbers
        elif lands == d:
            target, classes = _classes(cells, place, table.classes, as_whole)
        else:
            is_test = _parts(cells, place)
    stacked = np.column_stack(inputs) if inputs else np.empty((sheet.rows, 0))
    return Block(column, stacked, target, is_test, classes)


def with_block(table: Table, block: Block, samples: Indices) -> Table:
    """Return the table with a block written over some samples, the rest of its rows added at the end.

    Raises
    ------
    ValueRefusedError
        if rows would be added of which the block has not every number
    """
    over, d = min(len(samples), block.rows), len(table.names)
    rows, cut = samples[:over], slice(0, over)
    inputs, target = table.inputs.copy(), table.target.copy()
    split = None if table.is_test is None else table.is_test.copy()
    inputs[rows, block.first : block.first + block.inputs.shape[1]] = block.inputs[cut]
    if block.target is not None:
        target[rows] = block.target[cut]
    if block.is_test is not None:
        split = np.zeros(table.rows, bool) if split is None else split
        split[rows] = block.is_test[cut]
    _refuse_test_alone(split)
    changed = replace(table, inputs=inputs, target=target, is_test=split)
    if over == block.rows:
        return changed
    if block.inputs.shape[1] < d or block.target is None:
        more = block.rows - over
        raise ValueRefusedError(
            f"the pasted cells go on {_count(more, 'row')} beyond the last sample; a new one needs every x and y, "
            f"expected {d + 1} columns pasted at x₁"
        )
    rest = slice(over, None)
    parts = None if block.is_test is None else block.is_test[rest]
    return with_rows(changed, block.inputs[rest], block.target[rest], parts)


def with_all_rows(table: Table, block: Block, names: Sequence[str] = ()) -> Table:
    """Return the table with the rows of a block alone; its split by the share that there was if it tells none.

    names : what inputs and target are called from now on; as they are if there are none
    """
    assert block.target is not None
    if names:
        d = len(table.names)
        table = replace(table, names=tuple(names[:d]), target_name=names[d])
    _refuse_test_alone(block.is_test)
    if block.rows < 2:
        raise ValueRefusedError("one row was pasted, expected at least 2 to replace all samples")
    if block.classes != table.classes:
        table = replace(table, classes=block.classes, target=np.zeros(table.rows))
    both = with_rows(table, block.inputs, block.target, block.is_test)
    return without_rows(both, np.arange(table.rows))


def filled(block: Block, rows: int, width: int, table: Table) -> Block:
    """Return a block of one cell as a block of so many rows and columns, all alike; others as they are.

    Raises
    ------
    ValueRefusedError
        if these columns are not all inputs, or one
    """
    if (block.rows, block.width) != (1, 1) or (rows, width) == (1, 1):
        return block
    if width > 1 and block.first + width > len(table.names):
        raise ValueRefusedError(
            "one pasted cell fills inputs, or one column beside them; the selected cells go on beyond the last x"
        )
    return replace(
        block,
        inputs=np.repeat(np.repeat(block.inputs, rows, axis=0), width if block.inputs.size else 1, axis=1),
        target=None if block.target is None else np.repeat(block.target, rows),
        is_test=None if block.is_test is None else np.repeat(block.is_test, rows),
    )


def _numbers(cells: Column, place: int) -> Array:
    bad = ~(np.abs(cells.values) <= GREATEST)
    if bad.any():
        row = int(bad.argmax())
        raise ValueRefusedError(f"{_where(row, place)}: {_stands(cells, row)}, expected a number")
    return cells.values


def _classes(cells: Column, place: int, known: tuple[str, ...], as_whole: bool) -> tuple[Array, tuple[str, ...]]:
    number = {name: label for label, name in enumerate(known)}
    labels = np.full(len(cells.values), -1.0)
    if cells.codes is not None and cells.texts:
        of_text = np.array([number.get(clean_name(text), -1) for text in cells.texts], np.float64)
        has_text = cells.codes >= 0
        labels[has_text] = of_text[cells.codes[has_text]]
    has_number = ~np.isnan(cells.values)
    for value in np.unique(cells.values[has_number]).tolist():
        labels[cells.values == value] = number.get(number_name(value), -1)
    if (bad := labels < 0).any():
        if as_whole and len(cells.classes) > 1 and bool((cells.class_codes >= 0).all()):
            return cells.class_codes.astype(np.float64), cells.classes
        row = int(bad.argmax())
        raise ValueRefusedError(
            f"{_where(row, place)}: {_stands(cells, row)}, expected {told_classes(known)}; "
            "a new class is added by typing it"
        )
    return labels, known


def _parts(cells: Column, place: int) -> Mask:
    which = np.array([text.strip().lower() for text in cells.texts] or [""])
    codes = np.full(len(cells.values), -1) if cells.codes is None else cells.codes
    good = (codes >= 0) & np.isin(which[np.maximum(codes, 0)], PARTS)
    if not good.all():
        row = int((~good).argmax())
        raise ValueRefusedError(f"{_where(row, place)}: {_stands(cells, row)}, expected train or test")
    return np.asarray(which[codes] == TEST)


def _where(row: int, place: int) -> str:
    return f"row {row + 1}, column {place + 1} of the pasted cells"


def _stands(cells: Column, row: int) -> str:
    """Return what stands in a pasted cell, as a sentence says it."""
    if not np.isnan(cells.values[row]):
        return f"{written(float(cells.values[row]))} stands there"
    code = -1 if cells.codes is None else int(cells.codes[row])
    text = cells.texts[code] if 0 <= code < len(cells.texts) else "" if cells.is_missing[row] else cells.first_text
    return f"{shown(repr(text))} stands there" if text.strip() else "nothing stands there"


def _refuse_test_alone(split: Mask | None) -> None:
    if split is not None and split.all():
        raise ValueRefusedError("all samples would be for testing, expected some to learn from")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
