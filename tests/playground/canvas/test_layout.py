"""Where things stand on the canvas, for every structure a person can build."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.canvas.layout import FOOTER, HEADER, CanvasLayout, spread
from playground.document.selection import Unit

structures = st.builds(
    lambda inputs, hidden: (inputs, *hidden, 1),
    st.integers(1, 7),
    st.lists(st.integers(1, 16), max_size=8),
)
layouts = st.builds(CanvasLayout, structures, st.integers(560, 1700), st.integers(480, 1000))


@given(layouts)
def test_every_unit_with_its_label_lies_between_header_and_footer(layout: CanvasLayout) -> None:
    for layer in layout.layers:
        for unit in layout.units(layer):
            y, half = layout.y(layer, unit.unit), layout.half_width(unit.unit)
            above = layout.label.height if unit.unit == 0 else 0
            below = layout.label.height if unit.unit else 0
            assert y - half - above >= HEADER - 1
            assert y + half + below <= layout.height - FOOTER + 1


@given(layouts)
def test_units_of_a_layer_do_not_touch(layout: CanvasLayout) -> None:
    for layer in layout.layers:
        for upper, lower in pairwise(layout.units(layer)):
            lower_edge = layout.y(layer, upper.unit) + layout.half_width(upper.unit)
            upper_edge = layout.y(layer, lower.unit) - layout.half_width(lower.unit)
            label = layout.label.height if upper.unit else 0
            assert lower_edge + label < upper_edge + 1e-9


@given(layouts)
def test_every_unit_is_found_where_it_stands(layout: CanvasLayout) -> None:
    for layer in layout.layers:
        for unit in layout.units(layer):
            assert layout.unit_at(layout.x(layer), layout.y(layer, unit.unit)) == unit


def test_beside_the_units_there_is_none() -> None:
    layout = CanvasLayout((2, 4, 1), 800, 600)
    assert layout.unit_at((layout.x(1) + layout.x(2)) / 2, 300) is None


def test_the_output_layer_has_no_bias_unit() -> None:
    layout = CanvasLayout((2, 4, 1), 800, 600)
    assert [next(iter(layout.units(layer))) for layer in layout.layers] == [Unit(1, 0), Unit(2, 0), Unit(3, 1)]


def test_the_default_network_has_full_labels_in_a_small_window_and_the_largest_has_none() -> None:
    assert CanvasLayout((2, 4, 1), 640, 558).label.font_px == 15
    assert CanvasLayout((7, 8, 8, 8, 1), 640, 558).label.font_px == 13
    assert not CanvasLayout((2, *[16] * 8, 1), 640, 558).has_labels


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=20).map(sorted), st.floats(1, 60))
def test_spread_keeps_order_and_distance_and_the_centre(heights: list[float], least: float) -> None:
    moved = spread(heights, least)
    assert len(moved) == len(heights)
    assert all(upper + least <= lower + 1e-6 for upper, lower in pairwise(moved))
    assert sum(moved) == pytest.approx(sum(heights), abs=1e-6)


def test_spread_leaves_alone_what_is_far_apart() -> None:
    assert spread([0, 50, 100], 29) == [0, 50, 100]


def test_spread_moves_two_that_collide_by_the_same_amount() -> None:
    assert spread([100, 110], 30) == [90, 120]
