"""The costs of every epoch, to make the record of any moment again."""

import numpy as np

from engine.arrays import Array
from engine.metrics import RECENT_ROWS, CostRecord, thinned

FIRST_ROWS = 1024
LEAST_ROWS = 4 * RECENT_ROWS
ROW_BYTES = 32


class CostLog:
    """All rows of the record of the costs; of more than there is room for, the older half is thinned.

    Parameters
    ----------
    rows : those at the beginning, shape (4, e)
    most_bytes : the room
    """

    def __init__(self, rows: Array, most_bytes: int) -> None:
        self._most_rows = max(LEAST_ROWS, most_bytes // ROW_BYTES)
        self._length = rows.shape[1]
        self._rows = np.empty((4, max(FIRST_ROWS, 2 * self._length)))
        self._rows[:, : self._length] = rows

    @property
    def bytes(self) -> int:
        """How much memory it takes."""
        return self._rows.nbytes

    @property
    def rows(self) -> Array:
        """All rows, shape (4, e); they change."""
        return self._rows[:, : self._length]

    @property
    def last_epoch(self) -> int:
        """The epoch of the last row."""
        return int(self._rows[0, self._length - 1])

    def follow(self, costs: CostRecord) -> None:
        """Add what a record has more; it must not have been thinned since the last row here."""
        self._add(costs.since(self.last_epoch))

    def go_on_with(self, rows: Array) -> None:
        """Add rows that were cut off here, the first of them in place of the last one."""
        self._length = int(np.searchsorted(self._rows[0, : self._length], rows[0, 0]))
        self._add(rows)

    def _add(self, rows: Array) -> None:
        end = self._length + rows.shape[1]
        if end > self._most_rows:
            half = self._length // 2
            old = np.hstack([thinned(self._rows[:, :half]), self._rows[:, half : self._length]])
            self._length = old.shape[1]
            self._rows[:, : self._length] = old
            end = self._length + rows.shape[1]
        if end > self._rows.shape[1]:
            wider = np.empty((4, max(end, min(2 * self._rows.shape[1], self._most_rows))))
            wider[:, : self._length] = self._rows[:, : self._length]
            self._rows = wider
        self._rows[:, self._length : end] = rows
        self._length = end

    def end_with(self, last: tuple[float, ...]) -> Array:
        """Make this row the last one, in place of that of its epoch and all later ones; return those."""
        start = int(np.searchsorted(self._rows[0, : self._length], last[0]))
        gone = self._rows[:, start : self._length].copy()
        self._rows[:, start] = last
        self._length = start + 1
        return gone

    def record_to(self, last: tuple[float, ...]) -> CostRecord:
        """Return the record as it was when this row was its last one."""
        start = int(np.searchsorted(self._rows[0, : self._length], last[0]))
        return CostRecord.of_all(np.hstack([self._rows[:, :start], np.array(last)[:, np.newaxis]]))
