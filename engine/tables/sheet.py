"""Sheet: a whole text file as columns, read in pieces, so that it can be watched and cancelled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.arrays import read_only
from engine.errors import ImportFileError, shown
from engine.exchange.bounded import reading
from engine.table import MISSING, MOST_NAME_LETTERS, PARTS, SPLIT, TEST, WITH_POINT, Table
from engine.tables.cells import MOST_UNASKED, NO_TEXT, Gathered
from engine.tables.column import Column, LineNumbers, clean_name
from engine.tables.dialect import Dialect
from engine.tables.finding import KIND, find_out
from engine.tables.limits import check_cells, check_columns, check_rows
from engine.tables.lines import Lines, Row, rows_of
from engine.tables.source import PIECE, Source, source_of

BLOCK_CELLS = 15_000  # read at once: 3 ms, and 40 where each is a text that is met for the first time
BLOCK_LETTERS = 4 * PIECE

Progress = Callable[[int, int], object]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table as it was read: nothing is chosen, filled or left out yet.

    Attributes
    ----------
    dialect : how it was written
    columns : at least one, each with a name of its own
    notes : what a person should know, a sentence each
    """

    dialect: Dialect
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are, the header not counted."""
        return len(self.columns[0].values)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """Return the column of a name; raise ImportFileError if there is none."""
        if name in self._by_name:
            return self._by_name[name]
        few = ", ".join(shown(repr(each), 24) for each in self.names[:5])
        raise ImportFileError(
            f"there is no column {shown(repr(name))}, expected {few}{' …' if len(self.columns) > 5 else ''}"
        )

    @property
    def missing(self) -> dict[str, list[int]]:
        """The lines in which a value is missing, by the name of the column; columns that miss none are left out."""
        return {column.name: column.missing_lines for column in self.columns if bool(column.is_missing.any())}


class _Stopped(Exception):
    """Reading was cancelled."""


def read_sheet(
    origin: str | Path | bytes | Source,
    dialect: Dialect | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sheet | None:
    """Read a table; return None if that was cancelled.

    Parameters
    ----------
    dialect : how it is written; without one that is found out
    progress : called with the bytes that are read and those there are in all, after each piece of some milliseconds
    cancelled : asked as often

    Raises
    ------
    ImportFileError
        in one sentence with the line and the column, if the file cannot be read, is larger than the limits, was
        changed meanwhile, has a row of another length or no row at all
    """
    source = source_of(origin)
    chosen = dialect or find_out(source)
    with reading(source.path, KIND):
        try:
            return _read(source, chosen, progress, cancelled or (lambda: False))
        except _Stopped:
            return None


def sheet_of(table: Table) -> Sheet:
    """Return a table as a sheet again, so that other columns of it can be chosen; its rows count as lines from 1."""
    lines = read_only(np.arange(1, table.rows + 1, dtype=np.int64))
    columns = [
        Column(name, read_only(np.ascontiguousarray(table.inputs[:, j])), lines) for j, name in enumerate(table.names)
    ]
    if table.classes:
        columns.append(_of_texts(table.target_name, table.classes, table.target.astype(np.int32), lines))
    else:
        columns.append(Column(table.target_name, table.target, lines))
    if table.is_test is not None:
        name = SPLIT if SPLIT not in (*table.names, table.target_name) else f"{SPLIT} (2)"
        columns.append(_of_texts(name, PARTS, np.where(table.is_test, PARTS.index(TEST), 1 - PARTS.index(TEST)), lines))
    return Sheet(Dialect(), tuple(columns))


def _of_texts(name: str, texts: tuple[str, ...], codes: Any, lines: LineNumbers) -> Column:
    """Return a column of classes; those that are numbers are numbers again, as a file would have them."""
    numbers = np.array([float(text) if WITH_POINT.fullmatch(text) else np.nan for text in texts])
    is_number = ~np.isnan(numbers)
    kept = np.where(is_number[codes], NO_TEXT, codes).astype(np.int32)
    first = next((text for text, is_one in zip(texts, is_number, strict=True) if not is_one), "")
    return Column(
        name, read_only(numbers[codes]), lines, read_only(kept) if first else None, texts if first else (), first, True
    )


def _read(source: Source, dialect: Dialect, progress: Progress | None, cancelled: Cancelled) -> Sheet:
    def ask() -> None:
        if cancelled():
            raise _Stopped

    def pieces() -> Iterator[bytes]:
        for piece, done, size in source.pieces():
            ask()
            if progress:
                progress(done, size)
            yield piece

    lines = Lines(pieces(), dialect.encoding)
    rows = rows_of(lines, dialect)
    first = next(rows, None)
    if first is None:
        raise ImportFileError("it is empty, expected a table")
    line, cells = first
    check_columns(len(cells), line)
    names, notes = unlike_names(cells if dialect.has_header else [""] * len(cells), dialect.has_header)
    gathered = Gathered(len(cells), dialect, ask)
    numbers: list[LineNumbers] = []
    for block, of_lines in _blocks(rows, lines, first, not dialect.has_header):
        ask()
        gathered.add(block, of_lines)
        numbers.append(np.array(of_lines, dtype=np.int64))
    if not gathered.rows:
        raise ImportFileError(f"it has nothing but the header in line {line}, expected rows below it")
    columns = _columns(gathered, names, read_only(np.concatenate(numbers)), ask)
    return Sheet(dialect, columns, tuple([*notes, *_counting(columns)]))


def _blocks(
    rows: Iterator[Row], source: Lines, first: Row, with_first: bool
) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Yield rows in blocks, all as long as the first one, and the line of each."""
    first_line, width = first[0], len(first[1])
    block, lines = ([first[1]], [first[0]]) if with_first else ([], [])
    most, enough, count = max(1, BLOCK_CELLS // width), source.all_letters + BLOCK_LETTERS, 0
    for line, row in rows:
        if len(row) != width:
            raise ImportFileError(f"line {line} has {_cells(len(row))}, expected {width} as in line {first_line}")
        block.append(row)
        lines.append(line)
        if len(block) >= most or source.all_letters > enough:
            count += len(block)
            check_rows(count, line)
            check_cells(count, width, line)
            yield block, lines
            block, lines, enough = [], [], source.all_letters + BLOCK_LETTERS
    if block:
        check_rows(count + len(block), lines[-1])
        check_cells(count + len(block), width, lines[-1])
        yield block, lines


def _cells(count: int) -> str:
    return f"{count} cell{'s' * (count != 1)}"


def unlike_names(header: Sequence[str], is_header: bool = True) -> tuple[tuple[str, ...], list[str]]:
    """Return names that are all different, and a note on those that had to be changed.

    They are changed rather than refused: a table with an empty heading, as pandas writes one for its index, would have
    to be edited elsewhere before it could be opened. A name that reads as a number or as a missing value is changed,
    as a header is told by it when the table is saved and opened again.
    """
    made: dict[str, None] = {}
    changed: list[tuple[str, str]] = []
    cleaned = [_clean(heading) for heading in header]
    taken = set(cleaned)
    next_number: dict[str, int] = {}
    for place, clean in enumerate(cleaned, start=1):
        wanted = clean or f"column {place}"
        if clean and (WITH_POINT.fullmatch(clean) or clean.lower() in MISSING):
            wanted = f"column {clean}"
        name, number = wanted, next_number.get(wanted, 2)
        while name in made or (name != clean and name in taken):
            name, number = f"{wanted} ({number})", number + 1
        next_number[wanted] = number
        made[name] = None
        if name != clean:
            changed.append((clean, name))
    if not changed or not is_header:
        return tuple(made), []
    old, new = changed[0]
    more = f", and {len(changed) - 1} more like it" if len(changed) > 1 else ""
    return tuple(made), [
        f"the heading {shown(repr(old))} is empty, a number or there twice: its column is called "
        f"{shown(repr(new))}{more}"
    ]


def _clean(heading: str) -> str:
    return shown(clean_name(heading), MOST_NAME_LETTERS - 20)  # room to make it another one


def _columns(
    gathered: Gathered, names: tuple[str, ...], lines: LineNumbers, ask: Callable[[], None]
) -> tuple[Column, ...]:
    values = np.empty((gathered.width, gathered.rows))  # a column lies in one piece
    _put_together(gathered.parts, values, ask)
    codes = np.full((len(gathered.texts), gathered.rows), NO_TEXT, dtype=np.int32)
    _put_together(gathered.codes, codes, ask)
    columns = []
    place = {j: number for number, j in enumerate(gathered.texts)}
    for j, name in enumerate(names):
        if j % MOST_UNASKED == 0:
            ask()
        texts = gathered.texts.get(j)
        columns.append(
            Column(
                name,
                read_only(values[j]),
                lines,
                read_only(codes[place[j]]) if texts else None,
                tuple(texts.codes) if texts else (),
                texts.first if texts else "",
                bool(gathered.is_whole[j]),
            )
        )
    return tuple(columns)


def _put_together(parts: list[Any], whole: npt.NDArray[Any], ask: Callable[[], None]) -> None:
    """Move parts, each of shape (some rows, first columns), into the whole, shape (columns, rows); none is left."""
    start = whole.shape[1]
    while parts:
        part = parts.pop()  # its memory is given back
        start -= len(part)
        whole[: part.shape[1], start : start + len(part)] = part.T
        ask()


def counts_rows(columns: Sequence[Column]) -> bool:
    """Tell whether the first column of several only counts the rows, as pandas writes its index."""
    values = columns[0].values
    return len(columns) > 2 and len(values) > 2 and bool((np.diff(values) == 1).all()) and values[0] in (0, 1)


def _counting(columns: tuple[Column, ...]) -> Iterator[str]:
    """Yield a note if the first column of several only counts the rows."""
    if counts_rows(columns):
        yield f"column {shown(repr(columns[0].name))} counts the rows; it is hardly meant as an input"
