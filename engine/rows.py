"""Rows: a table changed by hand: rows added, taken away, moved, written over; every change gives another Table.

What samples a run learns from can be had as a table too (`as_table`), whatever they came from, with the very split.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.arrays import Array, Indices
from engine.data import Data
from engine.errors import ImportFileError
from engine.samples import Samples
from engine.table import WITH_POINT, Mask, Table, class_order, number_name

MOST_EDITED = 100_000  # rows of a table that is changed by hand: every change copies it, and undo keeps each
MOST_EDITED_NUMBERS = 1_000_000  # of its inputs: of 20 000 rows with 512 each, one typed number took 870 ms


def most_edited(dimensions: int) -> int:
    """Return how many rows a table of so many inputs may have that is changed by hand.

    >>> most_edited(2), most_edited(512)
    (100000, 1953)
    """
    return min(MOST_EDITED, MOST_EDITED_NUMBERS // dimensions)


_GOLDEN = (5**0.5 - 1) / 2


def as_table(data: Data, samples: Samples) -> Table:
    """Return samples as a table to be changed by hand, see `whole_table`.

    Raises
    ------
    ImportFileError
        if there are too many for that
    """
    most = most_edited(samples.dimensions)
    if samples.count > most:
        raise ImportFileError(f"the data have {samples.count} samples, expected at most {most} to be changed by hand")
    return whole_table(data, samples)


def whole_table(data: Data, samples: Samples) -> Table:
    """Return samples, however many, as a table that says itself which of them are only tested on.

    Classes that have numbers alone are called by these, inputs x1, x2 and the target y.
    """
    if data.table is not None:
        return data.table if data.has_own_split else data.table.with_split(samples.is_test)
    first = samples.first_class
    return Table(
        names=tuple(f"x{number}" for number in range(1, samples.dimensions + 1)),
        inputs=samples.points,
        target_name="y",
        target=samples.labels,
        classes=tuple(str(label + first) for label in range(data.class_count)),
        is_test=samples.is_test,
    )


def with_rows(table: Table, points: Array, labels: Array, is_test: Mask | None = None) -> Table:
    """Return the table with rows added at its end.

    Parameters
    ----------
    points, labels : shape (k, d) and (k,)
    is_test : which of them are only tested on, shape (k,); by the share that the table has if it is not told
    """
    if table.is_test is None:
        split = None
    else:
        split = np.concatenate([table.is_test, _by_share(table, len(labels)) if is_test is None else is_test])
    return replace(
        table,
        inputs=np.concatenate([table.inputs, points]),
        target=np.concatenate([table.target, labels]),
        is_test=split,
    )


def without_rows(table: Table, rows: Sequence[int] | Indices) -> Table:
    """Return the table without some rows, by their numbers from 0; raise ImportFileError if too few are left."""
    kept = np.ones(table.rows, dtype=bool)
    kept[np.asarray(rows, np.intp)] = False
    return kept_rows(table, kept)


def kept_rows(table: Table, kept: Mask) -> Table:
    """Return the table without those rows where the mask, shape (n,), is False."""
    split = None if table.is_test is None else table.is_test[kept]
    return replace(table, inputs=table.inputs[kept], target=table.target[kept], is_test=split)


def moved_rows(
    table: Table, rows: Sequence[int] | Indices, by: Sequence[float] | Array, by_target: float = 0.0
) -> Table:
    """Return the table with some rows moved, each of its d numbers by one of `by`, and its value by `by_target`."""
    inputs, target, moved = table.inputs.copy(), table.target.copy(), np.asarray(rows, np.intp)
    inputs[moved] += np.asarray(by, np.float64)
    target[moved] += by_target
    return replace(table, inputs=inputs, target=target)


def with_class(table: Table, name: str = "") -> Table:
    """Return the table with one more class, of which there is no row yet.

    name : what it is called; else by the number after the last one, or "new" where classes have other names
    """
    taken = table.classes
    if not name and all(map(WITH_POINT.fullmatch, taken)):
        name = number_name(max(map(float, taken)) + 1)
    elif not name:
        name = next(new for new in ("new", *(f"new {k}" for k in range(2, len(taken) + 3))) if new not in taken)
    classes = tuple(sorted((*taken, name), key=class_order))
    place_of = np.array([classes.index(old) for old in taken], dtype=np.float64)
    return replace(table, classes=classes, target=place_of[table.target.astype(np.intp)])


def without_last_class(table: Table) -> Table:
    """Return the table without its last class and the rows of it; raise ImportFileError if too little is left."""
    left = kept_rows(table, table.target != len(table.classes) - 1)
    return replace(left, classes=table.classes[:-1])


def with_cells(
    table: Table,
    inputs: Sequence[tuple[int, int, float]] = (),
    targets: Sequence[tuple[int, float]] = (),
    tests: Sequence[tuple[int, bool]] = (),
) -> Table:
    """Return the table with cells written over.

    Parameters
    ----------
    inputs : (row, column, number), rows and columns from 0
    targets : (row, number of the class or value)
    tests : (row, whether it is only tested on)
    """
    changed, target = table.inputs.copy(), table.target.copy()
    for row, column, number in inputs:
        changed[row, column] = number
    for row, number in targets:
        target[row] = number
    split = table.is_test
    if tests:
        split = np.zeros(table.rows, dtype=bool) if split is None else split.copy()
        for row, is_test in tests:
            split[row] = is_test
    return replace(table, inputs=changed, target=target, is_test=split)


def _by_share(table: Table, count: int) -> Mask:
    """Return for rows that come which are only tested on, so that the share of these stays about as it is.

    A row's number tells it: multiples of the golden ratio lie evenly between 0 and 1 from any one of them on, so it is
    fair for rows that come one by one too (by rounding, each of them fell into the larger part).
    """
    assert table.is_test is not None
    numbers = np.arange(table.rows, table.rows + count)
    return np.asarray(np.mod(numbers * _GOLDEN, 1.0) < table.is_test.mean())
