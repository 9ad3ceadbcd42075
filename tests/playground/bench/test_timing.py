"""Rounds in turn, percentiles and ratios: by a clock that the test turns."""

import numpy as np
import pytest

from playground.bench import timing
from playground.bench.timing import Effort, amount_for, interleaved, percentile, ratio, turns


class Clock:
    """A time that passes only when something works."""

    def __init__(self) -> None:
        self.now = 0.0
        self.log: list[tuple[str, int]] = []

    def worker(self, name: str, seconds_each: float) -> timing.Work:
        def work(amount: int) -> None:
            self.log.append((name, amount))
            self.now += amount * seconds_each

        return work


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timing, "perf_counter", lambda: made.now)
    return made


@pytest.mark.parametrize("share", [0, 12.5, 50, 95, 99, 100])
@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_percentiles_are_numpys(share: float, count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    assert percentile(values.tolist(), share) == pytest.approx(np.percentile(values, share), rel=1e-14)


@pytest.mark.parametrize(
    ("values", "share", "named"),
    [([], 50, "at least one value, got none"), ([1.0], 101, "from 0 to 100, got 101"), ([1.0], -1, "got -1")],
)
def test_percentiles_that_make_no_sense_are_refused(values: list[float], share: float, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        percentile(values, share)


def test_a_ratio_is_taken_within_each_round() -> None:
    slow_second_round = [100.0, 10.0, 100.0], [50.0, 5.0, 50.0]
    assert ratio(*slow_second_round) == 2.0


def test_a_ratio_needs_as_many_rounds_of_both() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize(("seconds_each", "amount"), [(0.01, 100), (3.0, 1), (1e-4, 10_000)])
def test_a_turn_lasts_about_as_long_as_asked(clock: Clock, seconds_each: float, amount: int) -> None:
    assert amount_for(clock.worker("a", seconds_each), 1.0) == pytest.approx(amount, rel=0.01)


def test_contestants_take_turns_and_the_rates_are_theirs(clock: Clock) -> None:
    effort = Effort(short=True, rounds=3, seconds=1.0)
    done: list[None] = []
    works = {"fast": clock.worker("fast", 0.01), "slow": clock.worker("slow", 0.1)}
    rates = interleaved(works, effort, lambda: done.append(None))
    assert [name for name, _ in clock.log[-6:]] == ["fast", "slow"] * 3
    assert rates == {"fast": pytest.approx([100.0] * 3), "slow": pytest.approx([10.0] * 3)}
    assert ratio(rates["fast"], rates["slow"]) == pytest.approx(10.0)
    assert len(done) == turns(2, effort) == 8
