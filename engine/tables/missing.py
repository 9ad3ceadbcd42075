"""Missing values: rows are dropped, or values filled, because somebody said so; never silently."""

from collections.abc import Callable

import numpy as np

from engine.arrays import Array, read_only
from engine.errors import ImportFileError, shown
from engine.table import Mask
from engine.table_files import MEAN, MEDIAN, MOST_FREQUENT, WAYS
from engine.tables.column import Column


def most_frequent(values: Array) -> float:
    """Return the value that is there most often, the smallest of several; values has shape (n,), without NaN."""
    numbers, counts = np.unique(values, return_counts=True)
    return float(numbers[counts.argmax()])


FILL: dict[str, Callable[[Array], float]] = {
    MEAN: lambda values: float(values.mean()),
    MEDIAN: lambda values: float(np.median(values)),
    MOST_FREQUENT: most_frequent,
}


def check_way(way: str) -> None:
    """Raise ImportFileError if a way to treat missing values is none of WAYS."""
    if way not in WAYS:
        raise ImportFileError(f"missing values: {shown(repr(way))} is unknown, expected {', '.join(WAYS)}")


def refusal(column: Column, is_missing: Mask) -> ImportFileError:
    """Return the sentence on the first missing value of a column and on how many more there are."""
    lines = column.lines[is_missing]
    more = f", and {len(lines) - 1} more below it" if len(lines) > 1 else ""
    return ImportFileError(
        f"line {lines[0]}, column {shown(repr(column.name))}: the value is missing{more}; "
        f"say what becomes of missing values: {', '.join(WAYS[1:-1])} or {WAYS[-1]}"
    )


def filled(values: Array, is_missing: Mask, known: Mask, way: str, name: str) -> Array:
    """Return values with the missing ones filled by what is known of the others.

    Parameters
    ----------
    values, is_missing : of shape (n,)
    known : the rows that may be learnt from, shape (n,): a test row must not tell what a training row is filled with
    way : one of FILL
    """
    given = values[known & ~is_missing]
    if not len(given):
        raise ImportFileError(f"column {shown(repr(name))} has no value in any row that is learnt from, expected some")
    with np.errstate(over="ignore", invalid="ignore"):
        made = values.copy()
        made[is_missing] = FILL[way](given)
    return read_only(made)
