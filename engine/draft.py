"""Draft: rows that are being drawn. There may be too few of them to learn from: one can begin with none."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Indices, read_only
from engine.errors import ImportFileError
from engine.rows import kept_rows, moved_rows, with_rows
from engine.table import Mask, Table


@dataclass(frozen=True, eq=False)
class Draft:
    """A table, of whose rows some may be rubbed out already though it cannot do without them.

    A table needs two rows, one of them to learn from. Until a draft has these, it goes on with the table before.

    Attributes
    ----------
    table : the rows
    gone : which of them are rubbed out, shape (n,); None where all are there, and it can be learnt from
    """

    table: Table
    gone: Mask | None = None

    @property
    def there(self) -> Mask:
        """Which rows of the table are there, shape (n,)."""
        return ~self.gone if self.gone is not None else np.ones(self.table.rows, dtype=bool)

    @property
    def count(self) -> int:
        """How many rows are there."""
        return int(self.there.sum())

    @property
    def missing(self) -> str:
        """Why it cannot be learnt from, in a sentence; "" if it can."""
        if self.gone is None:
            return ""
        try:
            kept_rows(self.table, self.there)
        except ImportFileError as error:
            return str(error)
        return ""

    def with_rows(self, points: Array, labels: Array) -> "Draft":
        """Return the draft with rows added at its end: (k, d) and (k,); parted into train and test by its share.

        Where there is nothing to learn from, the first of them is learnt from.
        """
        grown = with_rows(self.table, points, labels)
        if self.gone is not None and grown.is_test is not None and len(labels):
            is_test = grown.is_test.copy()
            is_test[self.table.rows] &= bool((self.there & ~is_test[: self.table.rows]).any())
            grown = grown.with_split(is_test)
        return _draft(grown, np.append(self.there, np.ones(len(labels), dtype=bool)))

    def without_rows(self, rows: Mask) -> "Draft":
        """Return the draft without those rows where the mask, shape (n,), is True."""
        return _draft(self.table, self.there & ~rows)

    def moved_rows(self, rows: Indices, by: Array, by_target: float = 0.0) -> "Draft":
        """Return the draft with some rows moved, see `rows.moved_rows`."""
        return Draft(moved_rows(self.table, rows, by, by_target), self.gone)


def _draft(table: Table, there: Mask) -> Draft:
    """Return the rows that are there as a draft; those that are not are dropped as soon as the others do alone."""
    if there.all():
        return Draft(table)
    try:
        return Draft(kept_rows(table, there))
    except ImportFileError:
        return Draft(table, read_only(~there))
