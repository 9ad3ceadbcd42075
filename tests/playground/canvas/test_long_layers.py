"""Layers of more units than are drawn: each of them can be reached, shown, edited and removed all the same."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox

from playground.document.selection import Edge, Unit, WholeLayer
from tests.playground.canvas.hands import (
    CONTROL,
    click,
    drag,
    hold,
    net,
    press_key,
    release,
    undo_texts,
    value,
    wait_for,
    wheel,
)
from tests.playground.conftest import Bench

PLUS = Qt.Key.Key_Plus


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(net(64, 3))


def drawn(bench: Bench, layer: int = 2) -> range:
    return bench.window.canvas._layout.excerpts[layer - 1].drawn


def tile_point(bench: Bench, way: int) -> QPoint:
    """Return the middle of the tile above or below the units that are drawn."""
    (tile,) = (tile for tile in bench.window.canvas._layout.more if tile.way == way)
    return bench.window.canvas.unit_center(tile.unit)


def test_arrow_keys_walk_through_all_units_and_each_is_drawn(bench: Bench) -> None:
    bench.window.selection.select_unit(Unit(2, 1))
    for unit in range(2, 65):
        press_key(bench, Qt.Key.Key_Down)
        assert bench.window.selection.focus == Unit(2, unit)
        assert bench.window.canvas._layout.is_drawn(Unit(2, unit))
    for key, unit in ((Qt.Key.Key_Home, 1), (Qt.Key.Key_End, 64)):
        press_key(bench, key)
        assert bench.window.selection.focus == Unit(2, unit)
        assert unit in drawn(bench)


def test_the_wheel_over_a_long_column_scrolls_it_and_the_others_stay(bench: Bench) -> None:
    canvas = bench.window.canvas
    before, other = drawn(bench), canvas.unit_center(Unit(3, 2))
    wheel(bench, canvas.unit_center(Unit(2, 3)), -3)
    assert drawn(bench)[0] > before[0]
    assert canvas.unit_center(Unit(3, 2)) == other
    wheel(bench, canvas.unit_center(Unit(2, drawn(bench)[0])), 9)
    assert drawn(bench) == before
    assert canvas._scene.view.zoom == 1.0


def test_small_turns_of_a_touch_pad_add_up_to_units(bench: Bench) -> None:
    place = bench.window.canvas.unit_center(Unit(2, 3))
    before = bench.window.canvas._layout.excerpts[1].offset
    for _ in range(8):
        wheel(bench, place, -0.125)
    assert bench.window.canvas._layout.excerpts[1].offset == before + 2


def test_a_click_on_a_tile_shows_units_that_it_stands_for_and_selects_nothing(bench: Bench) -> None:
    selected, before = bench.window.selection.items, drawn(bench)
    click(bench, tile_point(bench, 1))
    assert drawn(bench)[0] > before[-1] - 1
    click(bench, tile_point(bench, -1))
    assert drawn(bench) == before
    assert bench.window.selection.items == selected


def test_a_tile_says_for_which_units_it_stands(bench: Bench) -> None:
    words = bench.window.canvas._pointing.words(QPointF(tile_point(bench, 1)))
    assert words.startswith(f"units {drawn(bench)[-1] + 1} to 64 of layer 2")


def test_what_is_selected_elsewhere_is_shown_with_both_its_ends(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(64, 40))
    bench.window.selection.select(Edge(2, 33, 50))  # as a click in the weights table does
    assert bench.window.canvas._geometry.has(Edge(2, 33, 50))
    assert 50 in drawn(bench)
    assert 33 in drawn(bench, 3)


def test_a_weight_of_a_unit_far_down_is_typed_on_the_canvas(bench: Bench) -> None:
    bench.window.selection.select_unit(Unit(2, 50))
    press_key(bench, Qt.Key.Key_Return)
    line = bench.window.canvas._editors.field.line
    assert line.isVisible()
    QTest.keyClicks(line, "2/3")
    QTest.keyClick(line, Qt.Key.Key_Return)
    wait_for(bench, Edge(1, 50, 0), 2 / 3)
    assert bench.window.canvas._layers.pills._pills[Edge(1, 50, 0)].text == "0.67"


def test_its_place_changes_within_what_is_drawn_and_by_keys_beyond(bench: Bench) -> None:
    canvas = bench.window.canvas
    bench.window.selection.select_unit(Unit(2, 40))
    first = drawn(bench)[0]
    drag(bench, canvas.unit_center(Unit(2, 40)), canvas.unit_center(Unit(2, first)) - QPoint(0, 200))
    assert undo_texts(bench) == [f"Move unit 40 of layer 2 to place {first}"]
    for _ in range(3):
        press_key(bench, Qt.Key.Key_Up, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert bench.window.selection.focus == Unit(2, first - 3)
    assert first - 3 in drawn(bench)


def test_units_make_room_only_where_they_are_drawn(bench: Bench) -> None:
    canvas = bench.window.canvas
    wheel(bench, canvas.unit_center(Unit(2, 3)), -6)
    units = drawn(bench)
    hold(bench, canvas.unit_center(Unit(2, units[1])), canvas.unit_center(Unit(2, units[3])))
    assert {unit.unit for unit in canvas._hands.gesture.shifts()} == set(units[1:4])
    canvas.grab()
    release(bench, canvas.unit_center(Unit(2, units[3])))
    assert undo_texts(bench) == [f"Move unit {units[1]} of layer 2 to place {units[3]}"]


def test_delete_removes_a_unit_far_down_and_undo_brings_its_bits_back(bench: Bench) -> None:
    before, neighbour = bench.snapshot.network.sha256(), value(bench, Edge(1, 64, 1))
    bench.window.selection.select_unit(Unit(2, 63))
    press_key(bench, Qt.Key.Key_Delete)
    bench.wait_until_shown()
    assert bench.experiment.sizes == (2, 63, 3, 1)
    assert value(bench, Edge(1, 63, 1)) == neighbour
    press_key(bench, Qt.Key.Key_Z, CONTROL)
    bench.wait_until_shown()
    assert bench.snapshot.network.sha256() == before


def test_a_frozen_unit_far_down_has_its_lock_when_it_is_drawn(bench: Bench) -> None:
    bench.window.selection.select_unit(Unit(2, 50))
    press_key(bench, Qt.Key.Key_F, CONTROL)
    bench.wait_until_shown()
    canvas = bench.window.canvas
    canvas.grab()
    assert bench.experiment.frozen == ((1, 50, 0), (1, 50, 1), (1, 50, 2))
    assert len(canvas._layers.locks) == 1
    bench.window.selection.select_unit(Unit(2, 1))
    canvas.grab()
    assert len(canvas._layers.locks) == 0


def test_the_number_field_takes_as_many_units_as_the_engine(bench: Bench) -> None:
    click(bench, bench.window.canvas.heading_point(3))
    units = bench.widget("layer_units")
    assert isinstance(units, QSpinBox)
    units.setFocus()
    units.selectAll()
    QTest.keyClicks(units, "512")
    QTest.keyClick(units, Qt.Key.Key_Tab)
    bench.wait_until_shown()
    assert bench.experiment.sizes == (2, 64, 512, 1)
    assert len(drawn(bench, 3)) < 16


def test_from_16_to_17_units_and_back_by_the_keys_of_the_canvas(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(16))
    bench.window.selection.select(WholeLayer(2))
    assert len(drawn(bench)) == 16
    QTest.keyClicks(bench.window.canvas, "+")
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes == (2, 17, 1)
    assert bench.window.canvas._layout.more
    QTest.keyClicks(bench.window.canvas, "-")
    bench.wait_until_shown()
    assert not bench.window.canvas._layout.more


def test_however_wide_a_network_is_few_edges_are_drawn(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(512, 512), (1920, 1080))
    bench.window.canvas.grab()
    assert len(bench.snapshot.network.flat) > 260_000
    assert len(bench.window.canvas._geometry.layer) <= 17 * 16 + 3 * 16 + 17
    assert bench.window.canvas._layers.columns.view.surface.grid.resolution < 20


def test_its_maps_labels_and_bundles_follow_the_run(bench: Bench) -> None:
    canvas = bench.window.canvas
    before = canvas.grab().toImage()
    bench.step(20)
    after = canvas.grab().toImage()
    for layer, unit in ((2, drawn(bench)[1]), (2, 64)):
        x, y = canvas.unit_center(Unit(layer, unit)).toTuple()
        assert before.copy(x - 8, y - 8, 16, 16) != after.copy(x - 8, y - 8, 16, 16)
    layers = canvas._layers
    fresh = {gap: layers.edges._bundles.looks(gap, bench.snapshot.network.flat).tolist() for gap in (1, 2)}
    assert {gap: looks.tolist() for gap, looks in layers.edges._bundle_looks.items()} == fresh


def test_a_ring_around_a_tile_says_that_something_in_it_is_selected(bench: Bench) -> None:
    canvas = bench.window.canvas
    place = tile_point(bench, 1)
    before = canvas.grab().toImage()
    bench.window.selection.select_all([Unit(2, 64), Unit(2, 1)])
    after = canvas.grab().toImage()
    ring = QPoint(0, round(canvas._layout.tile / 2 + canvas._layout.label.ring))
    assert before.pixelColor(place - ring) != after.pixelColor(place - ring)


def test_what_is_in_focus_stays_in_sight_when_its_layer_becomes_long(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(16))
    bench.window.selection.select_unit(Unit(2, 12))
    QTest.keyClicks(bench.window.canvas, "+")
    bench.wait_until_shown()
    assert len(drawn(bench)) < 12
    assert bench.window.canvas._layout.is_drawn(Unit(2, 12))


@pytest.mark.parametrize("layers", [(64, 3), (64, 16), (40, 40, 40)])
def test_the_tile_for_the_rest_of_a_long_layer_says_for_which_units_it_stands(
    open_bench: Callable[..., Bench], layers: tuple[int, ...]
) -> None:
    bench = open_bench(net(*layers), (1280, 800))
    canvas = bench.window.canvas
    for below in (True, False):
        picture = canvas.grab().toImage()
        for tile in canvas._layout.more:
            label = canvas._layers.unit_painter.more_rect(tile).toRect()
            if tile.way > 0 or canvas._layout.has_labels:
                assert canvas.rect().contains(label)
                places = [
                    (x, y) for x in range(label.left(), label.right()) for y in range(label.top(), label.bottom())
                ]
                assert len({picture.pixel(x, y) for x, y in places}) > 8  # letters, with their smooth edges
        if below:
            wheel(bench, canvas.unit_center(Unit(2, 3)), -3)
