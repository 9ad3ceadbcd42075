"""How well it goes: the class a network decides for, accuracy, R², and the record of the costs, epoch by epoch."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Floats, read_only
from engine.samples import SIGNED_OUTPUTS

FIRST_ROWS = 1024  # of the record of the costs
MOST_ROWS = 16_384  # 0.5 MiB: a million epochs take no more than twenty thousand
RECENT_ROWS = 4096  # that stay as they are when the older ones are thinned
ROWS_BETWEEN = 6144  # at least as many can be added between one thinning and the next
SPANS = 1024  # more than a chart has pixel columns


def threshold(output: str) -> float:
    """Return the activation of a single output unit from which on it decides for class 1."""
    return 0.0 if output in SIGNED_OUTPUTS else 0.5


def decisions(output: str, activations: Floats) -> Array:
    """Return the class decided for, shape (n,), from A⁽ᴸ⁾ of shape (t, n): ŷ = step(a), or the strongest unit's."""
    if len(activations) == 1:
        return np.asarray(activations[0] >= threshold(output), np.float64)
    return np.asarray(activations.argmax(axis=0), np.float64)


def accuracy(output: str, activations: Floats, labels: Array) -> float:
    """Return the share of samples decided rightly; NaN where there is no sample."""
    return float(np.mean(decisions(output, activations) == labels)) if len(labels) else float("nan")


def r_squared(activations: Floats, values: Array) -> float:
    """Return 1 − Σ (y − a)² / Σ (y − mean y)², shape (1, n) and (n,); NaN where the values do not differ."""
    spread = float(np.sum((values - values.mean()) ** 2)) if len(values) else 0.0
    return 1 - float(np.sum((values - activations[0]) ** 2)) / spread if spread > 0 else float("nan")


class PresentCosts(NamedTuple):
    """The costs at one moment: the data term of J over the training and the test part, and the penalty."""

    train: float
    test: float
    penalty: float


@dataclass(frozen=True)
class Costs:
    """The costs after each epoch, as read-only columns of one length; epoch 0 is before any learning.

    Of a run longer than `MOST_ROWS` epochs the older ones are thinned: `epoch` says which they are.

    Attributes
    ----------
    epoch : ascending from 0, without gaps until the run is that long, shape (e,)
    train, test : the data term of J over the training and the test part, shape (e,); NaN without a test part
    penalty : what the penalties add to both, shape (e,)
    """

    epoch: Array
    train: Array
    test: Array
    penalty: Array

    def with_present(self, epoch: float, present: PresentCosts) -> "Costs":
        """Return these and the costs at a later moment, amid an epoch."""
        columns = (self.epoch, self.train, self.test, self.penalty)
        return Costs(*(read_only(np.append(old, new)) for old, new in zip(columns, (epoch, *present), strict=True)))


class CostRecord:
    """Grows by a row an epoch, to no more than `MOST_ROWS` of them: then the older ones are thinned, see `thinned`.

    What was handed out stays valid and unchanged, so it may cross threads uncopied. All that the record depends on are
    its rows: taken up again by `of`, it goes on as it would have.
    """

    def __init__(self) -> None:
        self._rows = np.empty((4, FIRST_ROWS))
        self._length = 0

    def append(self, epoch: int, train: float, test: float, penalty: float = 0.0) -> None:
        """Add the costs after an epoch later than all before."""
        if self._length >= MOST_ROWS or (epoch == thinned_before(epoch) and self._length > RECENT_ROWS):
            self._hold(thinned(self._rows[:, : self._length]))
        elif self._length == self._rows.shape[1]:
            self._hold(self._rows)
        self._rows[:, self._length] = epoch, train, test, penalty
        self._length += 1

    def amend(self, train: float, test: float, penalty: float = 0.0) -> None:
        """Put other costs in place of the last ones: the weights were changed by hand since."""
        self._hold(self._rows[:, : self._length])  # what was handed out stays as it is
        self._rows[1:, self._length - 1] = train, test, penalty

    def rows(self) -> Array:
        """Return a copy of all rows: epoch, train, test, penalty, shape (4, e)."""
        return self._rows[:, : self._length].copy()

    @property
    def last(self) -> tuple[float, ...]:
        """The last row: epoch, train, test, penalty."""
        return tuple(self._rows[:, self._length - 1].tolist())

    def since(self, epoch: int) -> Array:
        """Return a copy of the rows after an epoch, shape (4, e)."""
        rows = self._rows[:, : self._length]
        return rows[:, np.searchsorted(rows[0], epoch, side="right") :].copy()

    @classmethod
    def of(cls, rows: Array) -> "CostRecord":
        """Return the record that `rows` was taken of."""
        record = cls()
        record._hold(rows)
        return record

    @classmethod
    def of_all(cls, rows: Array) -> "CostRecord":
        """Return the record that appending all these rows would have made, shape (4, e) with none left out."""
        old = int(np.searchsorted(rows[0], thinned_before(int(rows[0, -1]))))
        return cls.of(np.hstack([thinned(rows[:, :old]), rows[:, old:]]) if old > RECENT_ROWS else rows)

    def so_far(self) -> Costs:
        return Costs(*(read_only(row[: self._length]) for row in self._rows))

    def _hold(self, rows: Array) -> None:
        """Move to these rows, with room for more, in memory of their own: the old one may be in other hands."""
        self._length = rows.shape[1]
        room = max(FIRST_ROWS, min(2 * self._length, MOST_ROWS), self._length + 1)
        self._rows = np.empty((4, room))
        self._rows[:, : self._length] = rows


def thinned_before(epoch: int) -> int:
    """Return the last epoch, up to this one, before whose costs are added the older ones are thinned; 0 if none."""
    return epoch - (epoch - MOST_ROWS) % ROWS_BETWEEN if epoch >= MOST_ROWS else 0


def thinned(rows: Array) -> Array:
    """Return the rows of costs that are kept of too many, shape (4, e) → (4, fewer).

    The last `RECENT_ROWS` stay. The epochs before are cut into spans of one length, a power of two, so that there are
    no more than `SPANS` of them; of each span remain the rows with the smallest and with the largest cost of each kind,
    and of all the first row. So no spike is ever lost: thinned again and again, to spans twice as long, the smallest of
    the smallest is still the smallest. What remains are true rows, at most 6 · SPANS + RECENT_ROWS + 1 of them.
    """
    older = rows[:, :-RECENT_ROWS]
    epochs = older[0]
    length = 1
    while epochs[-1] // length - epochs[0] // length >= SPANS:
        length *= 2
    spans = epochs // length
    starts = np.flatnonzero(np.diff(spans, prepend=-1.0))
    counts = np.diff(starts, append=len(epochs))
    kept = [np.zeros(1, np.intp), np.arange(len(epochs), rows.shape[1])]
    for column in older[1:]:
        for sign in (1, -1):
            values = np.where(np.isnan(column), np.inf, sign * column)
            extreme = np.flatnonzero(values == np.repeat(np.minimum.reduceat(values, starts), counts))
            kept.append(extreme[np.unique(spans[extreme], return_index=True)[1]])
    return np.asarray(rows[:, np.unique(np.concatenate(kept))])


def confusion(decided: Array, labels: Array, classes: int) -> npt.NDArray[np.int64]:
    """Return how many samples of each class are decided for each: (classes, classes), true ones down, decided across.

    >>> confusion(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels.astype(np.int64), decided.astype(np.int64)), 1)
    return counts
