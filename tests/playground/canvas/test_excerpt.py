"""Excerpts: which units of a long layer are drawn, and which stand together in a tile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.canvas.excerpt import Excerpt, More

excerpts = st.builds(
    lambda count, slots, units: Excerpt(2, count, slots).scrolled(units),
    st.integers(17, 512),
    st.integers(3, 16),
    st.integers(-600, 600),
)


@given(excerpts)
def test_every_unit_is_drawn_or_in_one_tile(excerpt: Excerpt) -> None:
    units = list(excerpt.drawn)
    for tile in excerpt.more:
        assert len(tile) >= 2
        units += range(tile.first, tile.last + 1)
    assert sorted(units) == list(range(1, excerpt.count + 1))


@given(excerpts)
def test_units_and_tiles_fill_the_slots_from_the_top(excerpt: Excerpt) -> None:
    tiles = {tile.way: excerpt.slot(tile.first) for tile in excerpt.more}
    drawn = [excerpt.slot(unit) for unit in excerpt.drawn]
    slots = [*(tiles[way] for way in tiles if way < 0), *drawn, *(tiles[way] for way in tiles if way > 0)]
    assert slots == list(range(1, excerpt.slots + 1))
    for tile in excerpt.more:
        assert {excerpt.slot(unit) for unit in range(tile.first, tile.last + 1)} == {tiles[tile.way]}


@given(excerpts, st.data())
def test_whatever_is_to_be_shown_is_drawn_then(excerpt: Excerpt, data: st.DataObject) -> None:
    unit = data.draw(st.integers(1, excerpt.count))
    shown = excerpt.showing(unit)
    assert unit in shown.drawn
    if unit in excerpt.drawn:
        assert shown == excerpt


@given(excerpts, st.integers(-600, 600))
def test_scrolling_stops_at_both_ends(excerpt: Excerpt, units: int) -> None:
    assert 0 <= excerpt.scrolled(units).offset <= excerpt.count - excerpt.slots


def test_at_the_ends_there_is_one_tile_in_the_middle_there_are_two() -> None:
    start = Excerpt(2, 64, 8)
    assert (start.drawn, start.more) == (range(1, 8), (More(2, 8, 64),))
    assert (start.scrolled(10).drawn, start.scrolled(10).more) == (range(12, 18), (More(2, 1, 11), More(2, 18, 64)))
    assert (start.scrolled(99).drawn, start.scrolled(99).more) == (range(58, 65), (More(2, 1, 57),))


@pytest.mark.parametrize("count", [1, 8, 16])
def test_of_a_layer_that_is_not_long_everything_is_drawn(count: int) -> None:
    excerpt = Excerpt(2, count, count)
    assert not excerpt.is_long
    assert (excerpt.drawn, excerpt.more) == (range(1, count + 1), ())
    assert excerpt.scrolled(5) == excerpt
