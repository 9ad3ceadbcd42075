"""Timing on a machine that others use too: contestants in turn, round after round, then medians and ratios.

A machine that grows slower for a while slows every contestant of that round alike, so a ratio is taken within each
round, and the median of these is what is told.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[int], object]  # does so many units of work, such as epochs


@dataclass(frozen=True)
class Effort:
    """How long is measured.

    Attributes
    ----------
    short : whether this is the short form, the one that CI runs
    rounds : how often each contestant has its turn
    seconds : about how long one turn lasts
    """

    short: bool
    rounds: int
    seconds: float


def interleaved(
    contestants: Mapping[str, Work], effort: Effort, turn_done: Callable[[], object] = lambda: None
) -> dict[str, list[float]]:
    """Return the units of work per second of each contestant, one figure a round.

    Each is warmed up before the first round, and then does the same amount of work in every round. `turn_done` is
    called after the warming up of each and after each turn.
    """
    amounts = {}
    for name, work in contestants.items():
        amounts[name] = amount_for(work, effort.seconds)
        turn_done()
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(effort.rounds):
        for name, work in contestants.items():
            rates[name].append(amounts[name] / seconds_of(work, amounts[name]))
            turn_done()
    return rates


def turns(contestants: int, effort: Effort) -> int:
    """Return how often `interleaved` will call `turn_done`."""
    return contestants * (effort.rounds + 1)


def amount_for(work: Work, seconds: float) -> int:
    """Return how many units of work take about so many seconds, at least 1; finding it out warms the work up."""
    amount = 1
    while True:
        taken = seconds_of(work, amount)
        if taken >= seconds / 4:
            return max(1, round(amount * seconds / taken))
        amount = max(2 * amount, min(16 * amount, round(amount * seconds / 3 / max(taken, 1e-9))))


def seconds_of(work: Work, amount: int) -> float:
    """Return how long so much work takes now."""
    start = perf_counter()
    work(amount)
    return max(perf_counter() - start, 1e-9)


def ratio(rates: Sequence[float], others: Sequence[float]) -> float:
    """Return how many times as fast one is as another: the median of the ratios of each round.

    >>> ratio([10.0, 20.0, 30.0], [5.0, 5.0, 10.0])
    3.0
    """
    return median(rate / other for rate, other in zip(rates, others, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all, in percent, does not pass; between two it is a straight line.

    >>> [percentile([4.0, 1.0, 3.0, 2.0, 5.0], share) for share in (0, 50, 95, 100)]
    [1.0, 3.0, 4.8, 5.0]

    Raises
    ------
    ValueError
        if there is no value, or the share is not one from 0 to 100
    """
    if not values:
        raise ValueError("a percentile needs at least one value, got none")
    if not 0 <= share <= 100:
        raise ValueError(f"the share of a percentile must be from 0 to 100, got {share!r}")
    ordered = sorted(values)
    place = share / 100 * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
