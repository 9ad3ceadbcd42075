"""The axis and the lanes: plain laws of where things lie."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.timeline import Position
from engine.timeline.overview import Way
from engine.timeline.position import Place
from playground.timeline.axis import LEAST_GAP, Axis, span
from playground.timeline.lanes import MOST_LANES, lanes_of

axes = st.builds(
    Axis,
    left=st.floats(0, 50),
    width=st.floats(50, 4000),
    first=st.floats(0, 1e5),
    epochs=st.floats(0.5, 1e6),
)


@given(axes, st.floats(0, 1))
def test_a_pixel_is_that_of_its_epoch(axis: Axis, share: float) -> None:
    epochs = axis.first + share * axis.epochs
    assert abs(axis.epoch(axis.x(epochs)) - epochs) <= 1e-6 * max(axis.last, 1)


@given(axes)
def test_numbers_stand_apart_and_on_the_axis(axis: Axis) -> None:
    pixels = [axis.x(tick) for tick in axis.ticks()]
    assert all(later - earlier >= LEAST_GAP * 0.999 for earlier, later in pairwise(pixels))
    assert all(axis.left - 1e-3 <= x <= axis.left + axis.width + 1e-3 for x in pixels)


@given(axes, st.floats(0.2, 5), st.floats(0, 1))
def test_zoomed_about_a_pixel_it_stays_within_all_there_is(axis: Axis, factor: float, share: float) -> None:
    least, most = axis.first, axis.last
    x = axis.left + share * axis.width
    closer = axis.zoomed(factor, x, least, most)
    assert closer.first >= least - 1e-6 * most
    assert closer.last <= most * (1 + 1e-6)
    if factor > 1 and axis.epochs / factor > 0.5:
        assert abs(closer.epoch(x) - axis.epoch(x)) <= 1e-6 * max(most, 1)


@given(st.floats(0, 1e9))
def test_all_of_a_timeline_is_shown_with_room_and_not_with_every_epoch_anew(end: float) -> None:
    assert end < span(end) <= max(10, 2.6 * end)
    assert span(span(end) / 1.05) <= span(end)


def way(number: int, start: float, end: float) -> Way:
    return Way(number, "", 0, None, place(start), place(end), (), np.empty((4, 0)))


def place(epochs: float) -> Place:
    return Place(Position(int(epochs), round((epochs % 1) * 10)), 10)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=12))
def test_branches_that_overlap_have_lanes_of_their_own_as_long_as_there_are_some(spans: list[tuple[int, int]]) -> None:
    ways = [way(number, start, start + length) for number, (start, length) in enumerate(spans)]
    lanes = lanes_of(ways)
    assert set(lanes) == {each.number for each in ways}
    assert all(0 <= lane < MOST_LANES for lane in lanes.values())
    for one in ways:
        for other in ways:
            apart = one.end.epochs < other.start.epochs or other.end.epochs < one.start.epochs
            if one.number < other.number and lanes[one.number] == lanes[other.number] < MOST_LANES - 1:
                assert apart
