"""Weights on the canvas: selected, typed, turned, cut, connected and frozen where they are drawn."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.document.selection import Edge, Unit
from tests.playground.canvas.hands import (
    CONTROL,
    SHIFT,
    click,
    drag,
    hold,
    net,
    on,
    press_key,
    release,
    type_key,
    undo_texts,
    value,
    wait_for,
    wheel,
)
from tests.playground.conftest import Bench

EDGE, OTHER = Edge(2, 1, 4), Edge(2, 1, 1)


def field(bench: Bench) -> object:
    return bench.window.canvas._editors.field


def write(bench: Bench, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    line = field(bench).line
    line.selectAll()
    line.insert(text)  # QTest cannot type a true minus
    QTest.keyClick(line, key)


# ---- selecting -----------------------------------------------------------------------------------------------------


def test_a_click_selects_an_edge_and_shift_adds_another_and_takes_it_away(bench: Bench) -> None:
    click(bench, on(bench, EDGE))
    assert bench.window.selection.items == (EDGE,)
    click(bench, on(bench, OTHER), SHIFT)
    assert bench.window.selection.items == (EDGE, OTHER)
    click(bench, on(bench, OTHER), SHIFT)
    assert bench.window.selection.items == (EDGE,)


def test_a_click_on_a_pill_selects_its_edge(bench: Bench) -> None:
    rect = bench.window.canvas._scene.pills.rect_of(Edge(1, 1, 2))
    click(bench, rect.center().toPoint())
    assert bench.window.selection.focus == Edge(1, 1, 2)


def test_a_rubber_band_selects_the_units_and_edges_inside(bench: Bench) -> None:
    canvas = bench.window.canvas
    layout = canvas._layout
    start = QPoint(round(layout.x(2)) - 60, round(layout.y(2, 3)) - 30)
    drag(bench, start, QPoint(round(layout.x(2)) + 60, round(layout.y(2, 4)) + 40))
    assert bench.window.selection.items == (Unit(2, 3), Unit(2, 4))
    drag(bench, QPoint(4, 130), QPoint(canvas.width() - 4, canvas.height() - 60))
    assert len(bench.window.selection.edges) == 4 * 3 + 5
    assert len(bench.window.selection.units) == 3 + 5 + 1


def test_control_a_selects_all_units_of_the_layer_in_focus(bench: Bench) -> None:
    press_key(bench, Qt.Key.Key_A, CONTROL)
    assert bench.window.selection.items == tuple(Unit(2, unit) for unit in (1, 2, 3, 4))


def test_escape_gives_a_rubber_band_up(bench: Bench) -> None:
    hold(bench, QPoint(4, 130), QPoint(600, 500))
    press_key(bench, Qt.Key.Key_Escape)
    release(bench, QPoint(600, 500))
    assert bench.window.selection.items == (Unit(2, 1),)


# ---- typing --------------------------------------------------------------------------------------------------------


def test_a_double_click_asks_for_the_weight_and_takes_a_fraction(bench: Bench) -> None:
    QTest.mouseDClick(bench.window.canvas, Qt.MouseButton.LeftButton, pos=on(bench, EDGE))
    assert field(bench).isVisible()
    write(bench, "2/3")
    wait_for(bench, EDGE, 2 / 3)
    assert not field(bench).isVisible()
    assert bench.window.canvas.hasFocus()
    assert undo_texts(bench) == ["Set w⁽²⁾₁,₄ to 0.666667"]


@pytest.mark.parametrize("text", ["abc", "2/0", "1e400", ""])
def test_what_is_no_weight_is_refused_in_place_and_changes_nothing(bench: Bench, text: str) -> None:
    before = bench.snapshot.network.sha256()
    click(bench, on(bench, EDGE))
    press_key(bench, Qt.Key.Key_Return)
    field(bench).line.clear()
    write(bench, text)
    assert field(bench).isVisible()
    assert field(bench).sentence.startswith("A weight must be a")
    QTest.keyClick(field(bench).line, Qt.Key.Key_Escape)
    assert not field(bench).isVisible()
    assert undo_texts(bench) == []
    assert bench.snapshot.network.sha256() == before


def test_tab_goes_to_the_next_edge_into_the_same_unit(bench: Bench) -> None:
    click(bench, on(bench, EDGE))
    press_key(bench, Qt.Key.Key_Return)
    write(bench, "0.5", Qt.Key.Key_Tab)
    assert bench.window.selection.focus == Edge(2, 1, 0)
    write(bench, "-1", Qt.Key.Key_Tab)
    assert bench.window.selection.focus == Edge(2, 1, 1)
    QTest.keyClick(field(bench).line, Qt.Key.Key_Backtab)
    assert bench.window.selection.focus == Edge(2, 1, 0)
    QTest.keyClick(field(bench).line, Qt.Key.Key_Escape)
    wait_for(bench, Edge(2, 1, 0), -1)
    assert value(bench, EDGE) == 0.5
    assert len(undo_texts(bench)) == 2  # tabbing over a weight sets nothing


def test_a_typed_value_goes_to_every_selected_edge_in_one_step(bench: Bench) -> None:
    click(bench, on(bench, EDGE))
    click(bench, on(bench, OTHER), SHIFT)
    press_key(bench, Qt.Key.Key_Return)
    write(bench, "0.25")
    wait_for(bench, EDGE, 0.25)
    assert value(bench, OTHER) == 0.25
    assert undo_texts(bench) == ["Set 2 weights to 0.25"]


def test_the_bias_weights_of_the_output_can_be_typed(bench: Bench) -> None:
    bench.window.selection.select_unit(Unit(3, 1))
    press_key(bench, Qt.Key.Key_Return)
    write(bench, "−0.75")
    wait_for(bench, Edge(2, 1, 0), -0.75)


# ---- turning -------------------------------------------------------------------------------------------------------


def test_a_drag_up_turns_the_weight_and_is_one_undo_step(bench: Bench) -> None:
    before, start = value(bench, EDGE), on(bench, EDGE)
    drag(bench, start, start - QPoint(0, 60), start - QPoint(0, 100))
    wait_for(bench, EDGE, before + 1.0)
    assert undo_texts(bench) == ["Turn w⁽²⁾₁,₄"]
    press_key(bench, Qt.Key.Key_Z, CONTROL)
    wait_for(bench, EDGE, before)


def test_shift_turns_finely_and_escape_takes_it_back(bench: Bench) -> None:
    before, start = value(bench, EDGE), on(bench, EDGE)
    bench.window.selection.select(EDGE)
    hold(bench, start, start + QPoint(0, 50))
    wait_for(bench, EDGE, before - 0.5)
    press_key(bench, Qt.Key.Key_Escape)
    release(bench, start + QPoint(0, 50))
    wait_for(bench, EDGE, before)


def test_the_wheel_turns_a_selected_edge_and_notches_in_a_row_are_one_step(bench: Bench) -> None:
    before, place = value(bench, EDGE), on(bench, EDGE)
    wheel(bench, place, 1)
    assert undo_texts(bench) == []  # it is not selected yet
    click(bench, place)
    for at_ms in (100, 300, 500):
        wheel(bench, place, 1, at_ms=at_ms)
    wait_for(bench, EDGE, before + 0.3)
    wheel(bench, place, -1, SHIFT, at_ms=5000)
    wait_for(bench, EDGE, before + 0.29)
    assert len(undo_texts(bench)) == 2


def test_canvas_and_boundary_follow_a_turned_weight_while_it_is_dragged(bench: Bench) -> None:
    views, start = (bench.window.canvas, bench.window.boundary), on(bench, EDGE)
    before, weight = [view.grab().toImage() for view in views], value(bench, EDGE)
    hold(bench, start, start - QPoint(0, 300))
    wait_for(bench, EDGE, weight + 3.0)
    assert all(view.grab().toImage() != picture for view, picture in zip(views, before, strict=True))
    release(bench, start - QPoint(0, 300))


def test_weights_can_be_turned_while_the_network_learns(bench: Bench) -> None:
    bench.window.runner.play()
    start = on(bench, EDGE)
    drag(bench, start, start - QPoint(0, 500))
    bench.qtbot.waitUntil(lambda: value(bench, EDGE) > 3)
    bench.window.runner.pause()
    assert undo_texts(bench) == ["Turn w⁽²⁾₁,₄"]


# ---- cutting, connecting, freezing ---------------------------------------------------------------------------------


def test_delete_cuts_selected_edges_and_c_brings_them_back_with_their_weights(bench: Bench) -> None:
    before = value(bench, EDGE)
    click(bench, on(bench, EDGE))
    click(bench, on(bench, OTHER), SHIFT)
    press_key(bench, Qt.Key.Key_Delete)
    bench.wait_until_shown()
    assert bench.experiment.pruned == (EDGE.weight, OTHER.weight)
    assert value(bench, EDGE) == 0
    press_key(bench, Qt.Key.Key_C)
    bench.wait_until_shown()
    assert bench.experiment.pruned == ()
    assert value(bench, EDGE) == before
    assert undo_texts(bench) == ["Cut w⁽²⁾₁,₄, w⁽²⁾₁,₁", "Connect w⁽²⁾₁,₄, w⁽²⁾₁,₁"]


def test_a_drag_from_unit_to_unit_connects_what_was_cut(bench: Bench) -> None:
    canvas = bench.window.canvas
    bench.window.document.prune([EDGE.weight])
    bench.wait_until_shown()
    drag(bench, canvas.unit_center(Unit(2, 4)), canvas.unit_center(Unit(3, 1)))
    assert bench.experiment.pruned == ()
    assert bench.window.selection.focus == EDGE


def test_a_drag_between_units_that_are_connected_says_so(bench: Bench) -> None:
    canvas = bench.window.canvas
    drag(bench, canvas.unit_center(Unit(3, 1)), canvas.unit_center(Unit(2, 4)))
    assert "connected with that unit already" in bench.window.notice.sentence
    drag(bench, canvas.unit_center(Unit(1, 1)), canvas.unit_center(Unit(3, 1)))
    assert "next layer" in bench.window.notice.sentence
    assert undo_texts(bench) == []


def test_a_cut_edge_is_a_faint_dotted_line_that_touches_no_unit(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(1))
    canvas, edge = bench.window.canvas, Edge(2, 1, 1)
    bench.window.document.set_weights({edge.weight: 5.0})
    bench.window.selection.select_unit(Unit(1, 1))
    wait_for(bench, edge, 5.0)

    def colours() -> list[str]:
        image = canvas.grab().toImage()
        points = canvas._geometry.points[canvas._geometry.index(edge)]
        ways = [before + (after - before) * share for before, after in pairwise(points) for share in (0.2, 0.7)]
        return [image.pixelColor(round(x), round(y)).name() for x, y in ways[1:-1]]

    background = bench.window.appearance.theme.canvas.lower()
    assert background not in colours()
    bench.window.document.prune([edge.weight])
    bench.wait_until_shown()
    canvas.repaint()
    cut = colours()
    assert 0.3 < cut.count(background) / len(cut) < 0.9


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_freezing_an_edge_draws_a_lock_and_ctrl_f_again_unfreezes(bench: Bench, theme: str) -> None:
    bench.window.appearance.choose(theme)
    canvas = bench.window.canvas
    click(bench, on(bench, EDGE))
    bench.window.selection.point_at(None)
    before = canvas.grab().toImage()
    press_key(bench, Qt.Key.Key_F, CONTROL)
    bench.wait_until_shown()
    assert bench.experiment.frozen == (EDGE.weight,)
    assert canvas.grab().toImage() != before
    assert len(canvas._layers.locks) == 1
    bench.step(2)
    frozen = value(bench, EDGE)
    bench.step(2)
    assert value(bench, EDGE) == frozen
    press_key(bench, Qt.Key.Key_F, CONTROL)
    bench.wait_until_shown()
    assert bench.experiment.frozen == ()


def test_freezing_a_unit_and_a_layer_freezes_the_weights_into_them(bench: Bench) -> None:
    bench.window.selection.select_unit(Unit(2, 3))
    press_key(bench, Qt.Key.Key_F, CONTROL)
    assert set(bench.experiment.frozen) == {(1, 3, 0), (1, 3, 1), (1, 3, 2)}
    press_key(bench, Qt.Key.Key_Up, CONTROL)
    press_key(bench, Qt.Key.Key_F, CONTROL)
    bench.wait_until_shown()
    assert len(bench.experiment.frozen) == 12
    bench.window.canvas.grab()
    assert len(bench.window.canvas._layers.locks) == 4  # one a unit


def test_plus_and_minus_grow_and_shrink_the_layer_in_focus(bench: Bench) -> None:
    type_key(bench, "+")
    assert bench.experiment.sizes == (2, 5, 1)
    type_key(bench, "-")
    type_key(bench, "-")
    assert bench.experiment.sizes == (2, 3, 1)


def test_cost_gradient_map_and_boundary_follow_a_drag_amid_an_epoch(bench: Bench) -> None:
    window = bench.window
    bench.step(2)
    window.runner.step("batch", 3)
    bench.qtbot.waitUntil(lambda: bench.snapshot.batch == 3)
    window.selection.select(EDGE)

    def shown() -> tuple[object, ...]:
        slope = window.moment.lesson.gradient[EDGE.layer][EDGE.target - 1, EDGE.source]
        places = window.canvas.unit_center(Unit(3, 1)), window.canvas._layout.tile / 2
        tile = window.canvas.grab().toImage().copy(*(round(at - places[1]) for at in places[0].toTuple()), 30, 30)
        return window.costs.legend.shown[0], slope, bench.snapshot.accuracy, tile, window.boundary.grab().toImage()

    before = shown()
    assert before[0] == bench.snapshot.present_costs.train
    start, turned = on(bench, EDGE), value(bench, EDGE) + 2.0
    hold(bench, start, start - QPoint(0, 200))
    wait_for(bench, EDGE, turned)
    amid = shown()
    assert bench.snapshot.batch == 3
    assert amid[0] == bench.snapshot.present_costs.train
    assert all(one != other for one, other in zip(before[:2] + before[3:], amid[:2] + amid[3:], strict=True))
    release(bench, start - QPoint(0, 200))
