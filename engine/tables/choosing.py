"""From a sheet to a table: which columns are inputs, which is the target, and what becomes of missing values."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.arrays import Array
from engine.errors import ImportFileError, shown
from engine.exchange.bounded import reading
from engine.table import GREATEST, PARTS, SPLIT, TEST, Mask, Table
from engine.table_files import DROP, REFUSE
from engine.tables.column import Column
from engine.tables.dialect import Dialect
from engine.tables.finding import KIND
from engine.tables.missing import FILL, check_way, filled, refusal
from engine.tables.sheet import Cancelled, Progress, Sheet, read_sheet
from engine.tables.source import Source, source_of


@dataclass(frozen=True)
class Roles:
    """What columns are for, and what becomes of missing values.

    Attributes
    ----------
    inputs : names of columns; () takes all that have a number and are nothing else
    target : the name of a column; "" takes the last one
    as_classes : whether the target is a class rather than a value; None lets the column say
    split : the name of the column that says train or test; "" takes a last one that is called split and says just
        that, None takes none
    missing : one of missing.WAYS
    """

    inputs: tuple[str, ...] = ()
    target: str = ""
    as_classes: bool | None = None
    split: str | None = ""
    missing: str = REFUSE


DEFAULT = Roles()


@dataclass(frozen=True)
class Chosen:
    """A table, and what was done to have it.

    Attributes
    ----------
    table : what a run learns from
    notes : a sentence each, on rows that were dropped, values that were filled, columns that were left out
    """

    table: Table
    notes: tuple[str, ...]


def table_of(sheet: Sheet, roles: Roles = DEFAULT) -> Chosen:
    """Return the table that a sheet holds, and what was dropped, filled or left out to have it.

    Raises
    ------
    ImportFileError
        in one sentence with line and column, if a column is not what it should be, or nothing can be learnt
    """
    check_way(roles.missing)
    notes: list[str] = []
    split, target, inputs = _columns(sheet, roles, notes)
    as_classes = target.is_classes or bool(target.fault) if roles.as_classes is None else roles.as_classes
    for column in inputs:
        if column.fault:
            raise ImportFileError(column.fault)
    _check_target(target, as_classes)
    if split is not None and bool(split.is_missing.any()):
        raise refusal(split, split.is_missing)
    chosen = [*inputs, target]
    if roles.missing == DROP:
        kept = ~np.logical_or.reduce([column.is_missing for column in chosen])
        if not kept.all():
            notes.append(_dropped(target, kept))
        if not kept.any():
            raise ImportFileError("a value is missing in every row, so that none is left")
        inputs, target = [column.kept(kept) for column in inputs], target.kept(kept)
        split = split.kept(kept) if split is not None else None
    is_test = None if split is None else _is_test(split)
    known = np.ones(len(target.values), dtype=bool) if is_test is None else ~is_test
    values = np.empty((len(target.values), len(inputs)))
    for j, column in enumerate(inputs):
        values[:, j] = _complete(column, column.values, known, roles.missing, notes)
        _check_range(column, values[:, j])
    if as_classes:
        if target.is_missing.any() and roles.missing in FILL and roles.missing != "most frequent":
            raise ImportFileError(
                f"line {target.missing_lines[0]}, column {shown(repr(target.name))}: the class is missing, and classes "
                f"have no {roles.missing}; expected {DROP} or most frequent"
            )
        codes = target.class_codes.astype(np.float64)
        answers = _complete(target, codes, known, roles.missing, notes)
    else:
        answers = _complete(target, target.values, known, roles.missing, notes)
        _check_range(target, answers)
    classes = target.classes if as_classes else ()
    table = Table(tuple(column.name for column in inputs), values, target.name, answers, classes, is_test)
    return Chosen(table, (*notes, *table.notes))


def read_table(
    origin: str | Path | bytes | Source,
    dialect: Dialect | None = None,
    roles: Roles = DEFAULT,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Chosen | None:
    """Read a text file and choose its columns; None if that was cancelled; raise as `read_sheet` and `table_of` do."""
    source = source_of(origin)
    sheet = read_sheet(source, dialect, progress, cancelled)
    if sheet is None:
        return None
    with reading(source.path, KIND):
        chosen = table_of(sheet, roles)
    return Chosen(chosen.table, (*sheet.notes, *chosen.notes))


def _columns(sheet: Sheet, roles: Roles, notes: list[str]) -> tuple[Column | None, Column, list[Column]]:
    """Return the columns of the split, the target and the inputs."""
    left = list(sheet.columns)
    split = sheet.column(roles.split) if roles.split else None
    if roles.split == "" and left[-1].name == SPLIT and SPLIT not in (roles.target, *roles.inputs):
        split = left[-1] if left[-1].classes and set(left[-1].classes) <= set(PARTS) else None
    if roles.target:
        target = sheet.column(roles.target)
    else:
        free = [column for column in left if column is not split and column.name not in roles.inputs]
        there = [column for column in free if not bool(column.is_missing.all())]
        if not there:
            raise ImportFileError("no column is left for the target, expected one beside the inputs")
        target = there[-1]
    if roles.inputs:
        inputs = [sheet.column(name) for name in roles.inputs]
    else:
        others = [column for column in left if column is not split and column is not target]
        inputs = [column for column in others if not bool(column.is_missing.all())]
        _note_empty([column for column in others if bool(column.is_missing.all())], notes)
    _check_different([*inputs, target, *([split] if split else [])])
    return split, target, inputs


def _note_empty(columns: Sequence[Column], notes: list[str]) -> None:
    if columns:
        more = f" and {len(columns) - 1} more" if len(columns) > 1 else ""
        notes.append(f"column {shown(repr(columns[0].name))}{more} is left out: nothing stands in it")


def _check_different(columns: Sequence[Column]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            raise ImportFileError(f"column {shown(repr(column.name))} is chosen twice, expected it in one place")
        seen.add(column.name)


def _check_target(target: Column, as_classes: bool) -> None:
    if as_classes and not target.classes:
        kind = "many different values" if not target.fault else "many different or very long texts"
        raise ImportFileError(f"column {shown(repr(target.name))} has too {kind} to be classes, expected at most 1000")
    if not as_classes and target.fault:
        raise ImportFileError(target.fault)


def _is_test(split: Column) -> Mask:
    if not split.classes or not set(split.classes) <= set(PARTS):
        named = shown(", ".join(split.classes[:3])) or "something else"
        raise ImportFileError(f"column {shown(repr(split.name))} says {named}, expected train or test in each row")
    is_part = np.array([name == TEST for name in split.classes])
    return np.asarray(is_part[split.class_codes])


def _dropped(column: Column, kept: Mask) -> str:
    lines = column.lines[~kept]
    few = ", ".join(map(str, lines[:5].tolist())) + (" …" if len(lines) > 5 else "")
    rows, where = ("row is", "line") if len(lines) == 1 else ("rows are", "lines")
    return f"{len(lines)} {rows} dropped, as a value is missing: {where} {few}"


def _complete(column: Column, values: Array, known: Mask, way: str, notes: list[str]) -> Array:
    """Return the values, shape (n,), filled as somebody said; raise if nobody did."""
    missing = column.is_missing
    if not missing.any():
        return values
    if way not in FILL:
        raise refusal(column, missing)
    count = int(missing.sum())
    noun = "value is" if count == 1 else "values are"
    notes.append(f"{count} {noun} filled in column {shown(repr(column.name))}, with the {way} of what is learnt from")
    return filled(values, missing, known, way, column.name)


def _check_range(column: Column, values: Array) -> None:
    beyond = ~(np.abs(values) <= GREATEST)
    if beyond.any():
        row = int(beyond.argmax())
        raise ImportFileError(
            f"line {column.lines[row]}, column {shown(repr(column.name))}: {float(values[row])!r} is there, "
            f"expected a number from {-GREATEST:g} to {GREATEST:g}"
        )
