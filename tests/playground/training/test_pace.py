"""The pace: neither faster than asked, nor a debt to be paid later."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.pace import Pace

SPEEDS = [0.5, 1.0, 10.0, 60.0]


def test_without_a_speed_everything_is_due_always() -> None:
    pace = Pace(None, 5.0)
    for now in (5.0, 6.0):
        assert pace.due(now) == math.inf
        assert pace.seconds_to_next(now) == 0.0
        pace.passed(1000, now)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_first_epoch_is_due_at_once_and_the_next_one_a_period_later(speed: float) -> None:
    pace = Pace(speed, 100.0)
    assert pace.due(100.0) == 1
    assert pace.seconds_to_next(100.0) == 0.0
    pace.passed(1, 100.0)
    assert pace.due(100.0) == 0
    assert pace.seconds_to_next(100.0) == pytest.approx(1 / speed)
    half = 100.0 + 0.5 / speed
    assert pace.due(half) == 0
    assert pace.seconds_to_next(half) == pytest.approx(0.5 / speed)
    assert pace.due(100.0 + 1.01 / speed) == 1


def test_a_part_of_an_epoch_leaves_it_due() -> None:
    pace = Pace(10.0, 0.0)
    pace.passed(0, 0.05)
    assert pace.due(0.05) == 1


def test_two_epochs_may_be_due_when_a_frame_was_late() -> None:
    pace = Pace(60.0, 0.0)
    pace.passed(1, 0.0)
    assert pace.due(2.1 / 60) == 2


def test_a_slow_run_has_nothing_to_catch_up() -> None:
    pace = Pace(10.0, 0.0)
    pace.passed(1, 7.0)  # it took seven seconds for what seventy were due
    assert pace.due(7.0) == 1
    pace.passed(1, 7.0)
    assert pace.due(7.0) == 0
    assert pace.due(7.11) == 1


def test_a_run_that_is_just_in_time_keeps_its_beat() -> None:
    pace = Pace(1.0, 0.0)
    pace.passed(1, 0.9)
    assert pace.due(0.95) == 0
    pace.passed(1, 1.9)
    assert pace.due(1.95) == 0
    assert pace.due(2.0) == 1


def test_more_than_was_due_is_made_up_for_by_waiting() -> None:
    pace = Pace(10.0, 0.0)
    pace.passed(5, 0.0)
    assert pace.due(0.35) == 0
    assert pace.seconds_to_next(0.35) == pytest.approx(0.15)


ticks = st.lists(st.floats(0, 3, allow_subnormal=False), max_size=60)


@given(st.sampled_from(SPEEDS), ticks)
def test_never_more_epochs_than_the_time_allows_and_one(speed: float, waits: list[float]) -> None:
    pace, now, done = Pace(speed, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        due = pace.due(now)
        assert due == int(due) >= 0
        pace.passed(int(due), now)
        done += int(due)
        assert done <= speed * now + 1 + 1e-6
        assert pace.due(now) == 0


@given(st.sampled_from(SPEEDS), ticks)
def test_a_run_that_does_one_epoch_at_a_time_is_never_in_debt(speed: float, waits: list[float]) -> None:
    pace, now, done = Pace(speed, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        if pace.due(now):
            pace.passed(1, now)
            done += 1
        assert done <= speed * now + 1 + 1e-6
        assert pace.due(now) <= 1


@given(st.sampled_from(SPEEDS), ticks, st.integers(1, 200))
def test_who_waits_as_long_as_told_is_never_starved(speed: float, waits: list[float], epochs: int) -> None:
    pace, now = Pace(speed, 0.0), 0.0
    for wait in waits:
        now += wait
        pace.passed(int(pace.due(now)), now)
    start = now
    for _ in range(epochs):
        for _ in range(3):  # a sum of floats may fall short of the beat by its last bit
            now += pace.seconds_to_next(now)
            if pace.due(now):
                break
            now = math.nextafter(now, math.inf)
        assert pace.due(now) >= 1
        pace.passed(1, now)
    assert now - start == pytest.approx(epochs / speed, abs=1.01 / speed)
