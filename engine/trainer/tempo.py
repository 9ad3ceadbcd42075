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
        self._measured: dict[str, tuple[float, float]] = {}  # (seconds, how many), what is older counting less

    def fitting(self, what: str, seconds: float) -> float:
        """Return how many epochs or pieces fit into a time and one call; infinite without a limit, 0 if unknown."""
        return math.inf if math.isinf(seconds) else max(0.0, min(seconds, LONGEST_SECONDS) / self._each(what))

    def epochs_fitting(self, seconds: float, pieces: int, evaluations: int) -> float:
        """Return how many epochs fit, the last of them by half; if none was measured, from how long its pieces take."""
        fitting = self.fitting("epoch", seconds)
        if "epoch" not in self._measured or fitting < 1:  # whole epochs are not learnt then, and so not measured
            each = pieces * self._each("piece") + evaluations * self._each("evaluation")
            if each < self._each("epoch"):
                self._measured["epoch"] = each, 1
                fitting = self.fitting("epoch", seconds)
        return max(1.0, fitting + 0.5) if self._each("epoch") <= SHORT_SECONDS else fitting

    @property
    def negligible(self) -> float:
        """The time into which not even half of a short epoch fits: a call of its own would cost more than it brings."""
        each = self._each("epoch")
        return each / 2 if each <= SHORT_SECONDS else 0.0

    @contextmanager
    def measuring(self, what: str, count: int) -> Iterator[None]:
        """Take note of how long so many take."""
        start = perf_counter()
        yield
        taken = perf_counter() - start
        seconds, known = self._measured.get(what, (0.0, 0.0))
        self._measured[what] = seconds / 2 + taken, known / 2 + count

    def _each(self, what: str) -> float:
        seconds, count = self._measured.get(what, (math.inf, 1))
        return seconds / count
