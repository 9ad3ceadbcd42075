"""How well it goes: the class a network decides for, accuracy, R², and the record of the costs, epoch by epoch."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats, read_only
from engine.samples import SIGNED_OUTPUTS


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


@dataclass(frozen=True)
class Costs:
    """The costs after each epoch, as read-only columns of one length; epoch 0 is before any learning.

    Attributes
    ----------
    epoch : shape (e,)
    train, test : the data term of J over the training and the test part, shape (e,); NaN without a test part
    penalty : what the penalties add to both, shape (e,)
    """

    epoch: Array
    train: Array
    test: Array
    penalty: Array


class CostRecord:
    """Grows by a row an epoch. What was handed out stays valid and unchanged, so it may cross threads uncopied."""

    def __init__(self) -> None:
        self._rows = np.empty((4, 1024))
        self._length = 0

    def append(self, epoch: int, train: float, test: float, penalty: float = 0.0) -> None:
        if self._length == self._rows.shape[1]:
            grown = np.empty((4, 2 * self._length))
            grown[:, : self._length] = self._rows
            self._rows = grown
        self._rows[:, self._length] = epoch, train, test, penalty
        self._length += 1

    def rows(self) -> Array:
        """Return a copy of all rows, shape (4, e)."""
        return self._rows[:, : self._length].copy()

    @classmethod
    def of(cls, rows: Array) -> "CostRecord":
        """Return the record that `rows` was taken of."""
        record = cls()
        for epoch, train, test, penalty in rows.T.tolist():
            record.append(int(epoch), train, test, penalty)
        return record

    def so_far(self) -> Costs:
        return Costs(*(read_only(row[: self._length]) for row in self._rows))
