"""Pace: how many epochs are due by now, at a given speed."""

import math


class Pace:
    """Counts epochs against the clock. A run that cannot keep up is not asked to catch up later.

    Parameters
    ----------
    epochs_per_second : the speed; None is unlimited
    now : the time, in seconds, at which it starts
    """

    def __init__(self, epochs_per_second: float | None, now: float) -> None:
        self.epochs_per_second = epochs_per_second
        self._start = now
        self._done = 0

    def due(self, now: float) -> float:
        """Return the epochs that should be done by now and are not; infinite if unlimited."""
        if self.epochs_per_second is None:
            return math.inf
        return max(0, 1 + math.floor((now - self._start) * self.epochs_per_second) - self._done)

    def seconds_to_next(self, now: float) -> float:
        """Return how long nothing is due, in seconds."""
        if self.epochs_per_second is None or self.due(now):
            return 0.0
        return max(0.0, self._start + self._done / self.epochs_per_second - now)

    def passed(self, epochs: int, now: float) -> None:
        """Take note of epochs done; if more than one is still due, start counting afresh."""
        self._done += epochs
        if self.due(now) > 1:
            self._start, self._done = now, 0
