"""Axes cover their data, in round numbers, and stand still while they can."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.charts import ranges

positive = st.floats(1e-8, 1e90)


@given(positive)
def test_a_nice_number_is_not_below_and_not_far_above(value: float) -> None:
    nice = ranges.nice_above(value)
    assert value * (1 - 1e-9) <= nice <= value * 1.4


@given(st.integers(0, 10**6))
def test_all_epochs_are_on_the_axis(last: int) -> None:
    low, high = ranges.epoch_range(last)
    assert low == 0
    assert last < high


def test_the_epoch_axis_moves_seldom() -> None:
    assert len({ranges.epoch_range(last) for last in range(10_000)}) < 45


@given(st.floats(-1e90, 1e90), st.floats(-1e90, 1e90))
def test_all_costs_are_on_the_linear_axis(first: float, second: float) -> None:
    low, high = sorted((first, second))
    bottom, top = ranges.linear_range(low, high)
    assert bottom <= low + 1e-9
    assert high <= top
    assert bottom < 0 < top


@given(st.floats(-90, 90), st.floats(0, 14))
def test_all_costs_are_on_the_logarithmic_axis(low: float, span: float) -> None:
    bottom, top = ranges.log_range(low, low + span)
    assert bottom <= low
    assert low + span <= top
    assert top - bottom >= 0.99


@given(st.floats(-6, 0), st.floats(0.0, 6))
def test_a_range_that_still_fits_is_held(low: float, span: float) -> None:
    held = ranges.log_range(low, low + span)
    assert ranges.log_range(low + 0.01 * span, low + span, held) == held


def test_a_range_grows_when_data_leave_it_and_shrinks_when_they_need_much_less() -> None:
    assert ranges.linear_range(0.0, 3.0, (-0.02, 1.0))[1] > 3.0
    assert ranges.linear_range(0.0, 0.1, (-0.02, 1.0))[1] < 0.2


def test_a_falling_cost_moves_the_logarithmic_axis_a_few_times_only() -> None:
    held, moves = None, 0
    for epoch in range(5000):
        now = ranges.log_range(-3.0 * epoch / 5000, 0.0, held)
        moves += now != held
        held = now
    assert moves < 15


@given(st.floats(-1e3, 1e3), st.floats(1e-9, 1e6), st.integers(2, 12))
def test_linear_ticks_are_few_inside_and_even(low: float, span: float, most: int) -> None:
    if span < 1e-9 * abs(low):
        return
    ticks, step = ranges.linear_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 * step <= tick <= low + span + 1e-6 * step for tick in ticks)
    assert all(math.isclose(b - a, step, rel_tol=1e-3) for a, b in pairwise(ticks))


@pytest.mark.parametrize(
    ("low", "high", "most", "values"),
    [
        (-3.25, 0.0, 8, [0.001, 0.01, 0.1, 1]),
        (-1.1, -0.1, 8, [0.1, 0.2, 0.5]),
        (-8.5, 0.0, 5, [1e-8, 1e-6, 1e-4, 1e-2, 1]),
    ],
)
def test_logarithmic_ticks(low: float, high: float, most: int, values: list[float]) -> None:
    assert [10**place for place in ranges.log_ticks(low, high, most)] == pytest.approx(values)
