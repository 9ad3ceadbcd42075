"""How well it goes: accuracy, and the record of the costs, epoch by epoch."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats, read_only


def accuracy(output: Floats, targets: Array) -> float:
    """Return the share of samples on the right side of ½; output and targets have shape (1, n)."""
    return float(np.mean((output > 0.5) == (targets > 0.5)))


@dataclass(frozen=True)
class Costs:
    """The costs after each epoch, as read-only columns of one length; epoch 0 is before any learning.

    Attributes
    ----------
    epoch : shape (e,)
    train, test : J over the training and the test part, shape (e,)
    """

    epoch: Array
    train: Array
    test: Array


class CostRecord:
    """Grows by a row an epoch. What was handed out stays valid and unchanged, so it may cross threads uncopied."""

    def __init__(self) -> None:
        self._rows = np.empty((3, 1024))
        self._length = 0

    def append(self, epoch: int, train: float, test: float) -> None:
        if self._length == self._rows.shape[1]:
            grown = np.empty((3, 2 * self._length))
            grown[:, : self._length] = self._rows
            self._rows = grown
        self._rows[:, self._length] = epoch, train, test
        self._length += 1

    def so_far(self) -> Costs:
        epoch, train, test = (read_only(row[: self._length]) for row in self._rows)
        return Costs(epoch, train, test)
