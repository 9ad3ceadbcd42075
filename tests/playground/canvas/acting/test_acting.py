"""The canvas acts the present act out: movement begins with an act, ends by itself, and is never waited for."""

from collections.abc import Callable
from time import thread_time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.numbers import format_number
from playground.canvas.acting.acting import LONGEST_RUN
from playground.canvas.acting.choreography import Pose
from playground.document.selection import Edge, Unit
from tests.playground.canvas.acting.rig import SMALL, THREE_CLASSES, Rig
from tests.playground.conftest import Bench

SIMPLE = Experiment(hidden=(Layer(4),), batch=2)


def pixels(canvas: QWidget) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def count_of(canvas: QWidget, color: QColor) -> int:
    """Return how many pixels have a colour, or nearly."""
    wanted = np.array([color.red(), color.green(), color.blue()])
    return int((np.abs(pixels(canvas) - wanted).max(axis=2) < 12).sum())


@pytest.fixture
def rig(qapp: QApplication) -> Rig:
    return Rig(SIMPLE)


@pytest.fixture
def moving(qapp: QApplication) -> Rig:
    return Rig(SIMPLE, still=False)


# ---- what is seen --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("experiment", [SIMPLE, THREE_CLASSES], ids=["2-4-1", "7-8-8-8-3"])
def test_magenta_appears_in_the_backward_pass_alone(qapp: QApplication, theme: str, experiment: Experiment) -> None:
    rig = Rig(experiment, theme=theme)
    magenta = rig.canvas._drawing._appearance.theme.color("backward")
    for act in rig.one_of_each_kind():
        rig.stepping.go_to(act)
        assert (count_of(rig.canvas, magenta) > 0) == (rig.stepping.act.phase == 2), rig.stepping.act.symbol


def test_labels_say_what_is_known_by_now(rig: Rig) -> None:
    texts = rig.canvas._layers.columns._columns[2]._texts
    rig.go_to("activation", 2, 2)
    assert texts[Unit(2, 2)][0].text == format_number(rig.stepping.act.value)
    assert texts[Unit(2, 1)][0].text != "?"
    assert texts[Unit(2, 3)][0].text == "?"
    rig.go_to("hidden_delta", 2, 1)
    assert [str(texts[Unit(2, j)][0].symbol) for j in (1, 2)] == ["δ⁽²⁾₁", "a⁽²⁾₂"]


def test_leaving_shows_the_network_as_ever(rig: Rig) -> None:
    acts = rig.one_of_each_kind()
    rig.stepping.leave()
    rig.selection.select_sample(0)
    rig.selection.select(Unit(2, 1))
    before = pixels(rig.canvas)
    for act in acts:
        rig.stepping.go_to(act)
    assert (before != pixels(rig.canvas)).any()
    rig.stepping.go_to(0)
    rig.stepping.leave()
    rig.selection.select_sample(0)
    rig.selection.select(Unit(2, 1))
    assert rig.acting.present is None
    assert np.array_equal(before, pixels(rig.canvas))


def test_a_weight_is_shown_old_until_its_update_and_new_from_then_on(rig: Rig) -> None:
    told = rig.stepping.told
    rig.go_to("update", 1, 2, 1)
    shown = rig.moment.snapshot.network
    assert shown.weight(1, 2, 1) == told.updated.weight(1, 2, 1)
    assert shown.weight(1, 2, 2) == told.network.weight(1, 2, 2)
    (pill,) = [pill for edge, pill in rig.canvas._layers.acts.pills._pills.items() if edge == Edge(1, 2, 1)]
    assert rig.canvas._scene.edge_at(pill.rect.center()) == Edge(1, 2, 1)


def test_of_a_sample_outside_the_mini_batch_all_is_shown_as_ever(rig: Rig) -> None:
    rig.go_to("net_input", 2, 1)
    other = next(
        sample for sample in range(rig.moment.snapshot.samples.count) if sample not in rig.stepping.told.samples
    )
    rig.selection.select_sample(other)
    texts = rig.canvas._layers.columns._columns[2]._texts
    assert all(words.tone == "" for words, _, _ in texts.values())
    rig.canvas.grab()


def test_a_sample_whose_turn_has_not_come_is_not_known_yet_and_an_earlier_one_is(rig: Rig) -> None:
    first, second = rig.stepping.told.samples.tolist()
    rig.go_to("net_input", 2, 1)
    rig.selection.select_sample(second)
    texts = rig.canvas._layers.columns._columns[2]._texts
    assert {texts[Unit(2, unit)][0].text for unit in (1, 2, 3, 4)} == {"?"}
    rig.go_to("net_input", 2, 1, 0, 1)
    rig.selection.select_sample(first)
    assert "?" not in {texts[Unit(2, unit)][0].text for unit in (1, 2, 3, 4)}
    rig.canvas.grab()


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(hidden=(Layer(3, dropout=0.5),), batch=2),
        Experiment(hidden=(Layer(40),), batch=2),
        Experiment(hidden=(Layer(4),), pruned=((1, 2, 1),), frozen=((1, 1, 0),), batch=2),
        Experiment(hidden=(), output="linear", cost="squared", batch=2),
        Experiment(hidden=(Layer(4),), output="softmax", cost="cross_entropy", data=Data("spiral3"), batch=500),
        Experiment(hidden=(Layer(3),) * 8, batch=1),
    ],
    ids=["dropout", "long layer", "cut and frozen", "adaline", "softmax, one batch", "deep"],
)
@pytest.mark.parametrize("size", [SMALL, (520, 380)])
def test_every_act_of_every_kind_of_network_can_be_drawn(
    qapp: QApplication, experiment: Experiment, size: tuple[int, int]
) -> None:
    rig = Rig(experiment, size)
    for act in rig.one_of_each_kind():
        rig.stepping.go_to(act)
        assert rig.acting.present.pose.act is rig.stepping.act
        rig.canvas.grab()


def test_numbers_beyond_all_bounds_are_drawn_too(rig: Rig) -> None:
    for act in rig.one_of_each_kind():
        rig.stepping.go_to(act)
        rig.stepping.told.network.flat.flags.writeable = True
        rig.stepping.told.passed.z[2][:] = np.inf
        rig.stepping._act = None
        rig.canvas.grab()


# ---- movement ------------------------------------------------------------------------------------------------------


def test_a_step_on_is_acted_out_and_comes_to_rest_by_itself(moving: Rig, qtbot: QtBot) -> None:
    moving.stepping.go_to(moving.index("net_input", 2, 1) - 1)
    moving.acting.stop()
    moving.go_to("net_input", 2, 1)
    assert moving.acting.is_moving
    moving.hold_at(0.6)
    assert 0 < moving.acting.present.pose.arrived < 3
    assert moving.canvas._layers.columns._columns[2]._texts[Unit(2, 1)][0].text.endswith("…")
    moving.acting._animation.resume()
    qtbot.waitUntil(lambda: not moving.acting.is_moving)
    assert moving.acting.present.pose.is_over
    value = format_number(moving.stepping.act.value)
    assert moving.canvas._layers.columns._columns[2]._texts[Unit(2, 1)][0].text == value


def test_the_next_act_takes_the_place_of_one_that_still_moves(moving: Rig) -> None:
    moving.go_to("net_input", 2, 1)
    moving.go_to("activation", 2, 1)
    assert moving.acting.present.pose.act.kind == "activation"
    assert moving.canvas._layers.columns._columns[2]._texts[Unit(2, 1)][0].symbol.letter == "z"
    moving.acting.stop()


def test_a_step_back_is_shown_at_once(moving: Rig) -> None:
    moving.go_to("activation", 2, 3)
    moving.acting.stop()
    moving.go_to("net_input", 2, 1)
    assert not moving.acting.is_moving
    assert moving.acting.present.pose.is_over


def test_while_a_key_is_held_the_canvas_never_shows_an_act_before_the_one_that_the_formula_tells(moving: Rig) -> None:
    acting, stepping = moving.acting, moving.stepping
    acting.stop()
    for acts in (2, 1, 3, 2, 12, 1):  # as many as the run has gone on between two pictures; at first nothing moves
        stepping.go_to(stepping.index + acts)
        assert acting.present.index == stepping.index
        assert acting.present.pose.act == stepping.act
        moving.hold_at(0.0)
        assert acting.present.index == stepping.index
        moving.hold_at(0.9)
        assert acting.present.index == stepping.index
    acting.stop()


def test_a_step_of_a_layer_runs_through_the_acts_between(moving: Rig) -> None:
    moving.stepping.set_grain("layer")
    moving.go_to("sample", 1, 2)
    moving.acting.stop()
    moving.go_to("net_input", 3, 1)
    moving.hold_at(0.5)
    passing = moving.acting.present
    assert passing.unit.layer == 2
    assert passing.pose.act.symbol == moving.stepping.told.act(passing.index).symbol
    moving.canvas.grab()
    moving.acting.stop()
    assert moving.acting.present.unit == Unit(3, 1)


def test_of_a_long_way_only_its_last_act_is_acted_out(moving: Rig) -> None:
    moving.stepping.go_to(0)
    moving.acting.stop()
    moving.stepping.go_to(LONGEST_RUN + 10)
    assert moving.acting.present.index == LONGEST_RUN + 10
    moving.acting.stop()


def test_reduced_motion_shows_the_same_state_at_once(qapp: QApplication) -> None:
    still, moving = Rig(SIMPLE), Rig(SIMPLE, still=False)
    for act in still.one_of_each_kind():
        still.stepping.go_to(act)
        assert not still.acting.is_moving
        moving.stepping.go_to(act)
        moving.acting.stop()
        assert still.acting.present.pose == Pose(still.stepping.act, 1.0, still.selection.sample)
        differing = (pixels(still.canvas) != pixels(moving.canvas)).any(axis=2).sum()
        assert differing == 0, still.stepping.act.symbol


def test_choosing_reduced_motion_ends_a_movement(moving: Rig) -> None:
    moving.go_to("net_input", 2, 1)
    moving.canvas.set_reduced_motion(True)
    assert not moving.acting.is_moving
    assert moving.acting.present.pose.is_over


def test_only_what_changes_is_drawn_anew_while_an_act_moves(moving: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.go_to("sample", 1, 2)
    moving.go_to("net_input", 2, 1)
    moving.hold_at(0.3)
    moving.canvas._drawing.show_act()
    before = pixels(moving.canvas)
    rects = moving.canvas._drawing.show_act()
    monkeypatch.setattr(moving.canvas, "update", rects.append)
    moving.acting._animation.setCurrentTime(round(0.7 * moving.acting._animation.duration()))
    changed = (before != pixels(moving.canvas)).any(axis=2)
    assert changed.any()
    for rect in rects:
        changed[max(0, rect.top()) : rect.bottom() + 1, max(0, rect.left()) : rect.right() + 1] = False
    assert not changed.any()
    assert all(rect.width() < moving.canvas.width() / 2 for rect in rects)
    monkeypatch.undo()
    moving.acting.stop()


# ---- in the window ---------------------------------------------------------------------------------------------------


def test_one_goes_on_working_while_an_act_is_shown(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SIMPLE)
    window, canvas = bench.window, bench.window.canvas
    window.stepping.enter()
    bench.qtbot.waitUntil(lambda: window.stepping.act is not None)
    window.stepping.go_to(3)
    bench.qtbot.waitUntil(lambda: window.stepping.index == 3)
    assert canvas._acting.is_looked_at
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.unit_center(Unit(2, 4)))
    assert window.stepping.looks_elsewhere
    assert not canvas._acting.is_looked_at
    assert canvas._acting.unit is None
    assert canvas._scene.pills is canvas._layers.pills
    window.stepping.look_back()
    assert canvas._scene.pills is canvas._layers.acts.pills
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.stepping.is_on
    assert canvas._acting.present is None


def test_a_network_that_changes_while_an_act_is_shown_is_drawn(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(SIMPLE)
    window = bench.window
    window.set_reduced_motion(False)
    window.stepping.enter()
    window.stepping.go_to(7)
    bench.qtbot.waitUntil(lambda: window.stepping.index == 7)
    window.document.add_unit(2)
    bench.wait_until_shown()
    window.canvas.grab()
    window.document.undo_stack.undo()
    bench.wait_until_shown()
    window.canvas.grab()
    window.set_reduced_motion(True)


@pytest.mark.parametrize("kind", ["net_input", "derivative", "update"])
def test_a_step_of_a_large_network_is_drawn_in_time(qapp: QApplication, kind: str) -> None:
    """Within 50 ms in the window, of which the canvas may take 30: of its thread's own time, the best of a few."""
    rig = Rig(THREE_CLASSES, still=False)
    times = []
    for unit in (2, 3, 4, 5, 6, 7):
        rig.go_to(kind, 3, unit, 3)
        started = thread_time()
        rig.go_to(kind, 3, unit, 4) if kind != "net_input" else rig.go_to("activation", 3, unit)
        rig.canvas.repaint()
        times.append(thread_time() - started)
    rig.acting.stop()
    assert min(times) < 0.03
