"""Tempo: how much learning fits into a given time, from how long it took before. It decides nothing that is learnt."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

SHORT_SECONDS = 0.001  # an epoch as short as that is learnt whole, even if less time is left
LONGEST_SECONDS = 0.004  # that one call should take: who waits for it is not kept waiting long


class Tempo:
    """Measures epochs and pieces of epochs."""

    def __init__(self) -> None:
        self._seconds = {"epoch": math.inf, "piece": math.inf, "evaluation": math.inf}  # each; infinite while unknown

    def fitting(self, what: str, seconds: float) -> float:
        """Return how many epochs or pieces fit into a time and one call; infinite without a limit, 0 if unknown."""
        return math.inf if math.isinf(seconds) else max(0.0, min(seconds, LONGEST_SECONDS) / self._seconds[what])

    def epochs_fitting(self, seconds: float, pieces: int, evaluations: int) -> float:
        """Return how many epochs fit; as long as none was measured, from how long its pieces take."""
        if math.isinf(self._seconds["epoch"]):
            self._seconds["epoch"] = pieces * self._seconds["piece"] + evaluations * self._seconds["evaluation"]
        whole = self._seconds["epoch"] <= SHORT_SECONDS
        return max(1.0 if whole else 0.0, self.fitting("epoch", seconds))

    @contextmanager
    def measuring(self, what: str, count: int) -> Iterator[None]:
        """Take note of how long so many take."""
        start = perf_counter()
        yield
        each = (perf_counter() - start) / count
        known = self._seconds[what]
        self._seconds[what] = each if math.isinf(known) else (known + each) / 2
