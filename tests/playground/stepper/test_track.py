"""The track and the step control in a real window: the same act by mouse, key, menu and button."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from engine.acts import GRAINS, PHASE_NAMES
from engine.experiment import Experiment, Layer
from playground.panels.run_bar import GRAINS as WORDS
from tests.playground.conftest import Bench

EXPERIMENT = Experiment(hidden=(Layer(2),), batch=2)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(EXPERIMENT)


def press(bench: Bench, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(bench.window, key, modifier)


def wait_for_act(bench: Bench, index: int) -> None:
    stepping = bench.window.stepping
    bench.qtbot.waitUntil(lambda: stepping.told is not None and stepping.index == index)


def begin(bench: Bench, grain: str = "act") -> None:
    bench.window.stepping.set_grain(grain)
    wait_for_act(bench, 0)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_no_phase_is_the_present_one_before_one_steps_within_an_epoch(bench: Bench) -> None:
    assert [button.is_present for button in bench.window.track.phases] == [False] * 4
    assert [button.text() for button in bench.window.track.phases] == list(PHASE_NAMES)


@pytest.mark.parametrize("number", range(len(GRAINS)))
def test_digits_choose_how_far_a_step_goes_and_the_control_shows_it(bench: Bench, number: int) -> None:
    begin(bench, "layer" if number == 0 else "act")
    press(bench, Qt.Key(Qt.Key.Key_1 + number))
    assert bench.window.stepping.grain == GRAINS[number] == list(WORDS)[number]
    assert bench.window.run_bar.grains.current() == number
    assert bench.window.actions_by_name[f"grain_{GRAINS[number]}"].isChecked()


def test_a_click_on_the_control_chooses_the_grain(bench: Bench) -> None:
    click(bench.window.run_bar.grains.segments[2])
    assert bench.window.stepping.grain == "sample"
    wait_for_act(bench, 0)


def test_the_right_arrow_steps_and_shift_steps_farther(bench: Bench) -> None:
    begin(bench)
    press(bench, Qt.Key.Key_Right)
    wait_for_act(bench, 1)
    press(bench, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wait_for_act(bench, 2)
    press(bench, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wait_for_act(bench, 6)


def test_the_button_and_the_point_key_do_the_same(bench: Bench) -> None:
    begin(bench)
    click(bench.widget("button_forward"))
    wait_for_act(bench, 1)
    press(bench, Qt.Key.Key_Period)
    wait_for_act(bench, 2)


def test_arrows_step_in_the_canvas_too_while_acts_are_shown_and_else_walk(bench: Bench) -> None:
    canvas, selection = bench.window.canvas, bench.window.selection
    canvas.setFocus()
    before = selection.focus
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert selection.focus != before
    begin(bench)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    wait_for_act(bench, 1)


def test_the_track_marks_the_phase_of_every_act(bench: Bench) -> None:
    begin(bench)
    told = bench.window.stepping.told
    assert told is not None
    for index in range(0, told.order.count, 3):
        bench.window.stepping.go_to(index)
        wait_for_act(bench, index)
        phases = bench.window.track.phases
        assert [button.is_present for button in phases].index(True) == told.act(index).phase
        assert tuple(button.share for button in phases) == told.order.shares(index)


def test_the_track_says_that_the_derivatives_come_after_all_samples_of_the_mini_batch(bench: Bench) -> None:
    phases = bench.window.track.phases
    at_rest = [button.caption for button in phases]
    assert at_rest[2] == "δ of each, ∂J/∂w of all"
    assert "after the forward pass, error and δ of ALL samples" in phases[2].toolTip()
    begin(bench)
    told = bench.window.stepping.told
    assert told is not None
    said = {}
    for index in range(told.order.count):
        bench.window.stepping.go_to(index)
        wait_for_act(bench, index)
        present = next(button for button in phases if button.is_present)
        others = [(button.caption, at_rest[phase]) for phase, button in enumerate(phases) if button is not present]
        assert all(caption == usual for caption, usual in others)
        said.setdefault(present.caption, (present.text(), told.order.place(index).column))
    assert said == {
        "sample 1 of 2": (PHASE_NAMES[0], 0),
        "δ of sample 1 of 2": (PHASE_NAMES[2], 0),
        "sample 2 of 2": (PHASE_NAMES[0], 1),
        "δ of sample 2 of 2": (PHASE_NAMES[2], 1),
        "J of all 2": (PHASE_NAMES[1], None),
        "∂J/∂w of all 2": (PHASE_NAMES[2], None),
        "once, after all 2": (PHASE_NAMES[3], None),
    }


def test_every_caption_of_the_track_is_seen_whole_at_1280_pixels(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(batch=0))
    begin(bench)
    order = bench.window.stepping.told.order
    for index in (0, order.first_of(2, 249), order.batch_cost, order.batch_cost + 1, order.count - 1):
        bench.window.stepping.go_to(index)
        wait_for_act(bench, index)
        assert all(button.has_room_for_caption() for button in bench.window.track.phases)


@pytest.mark.parametrize("phase", range(4))
def test_a_click_on_a_phase_goes_there_even_before_one_steps(bench: Bench, phase: int) -> None:
    click(bench.window.track.phases[phase])
    stepping = bench.window.stepping
    bench.qtbot.waitUntil(lambda: stepping.act is not None and stepping.act.phase == phase)
    assert stepping.index == stepping.told.order.first_of(phase, 0)


def test_control_and_a_digit_go_to_a_phase(bench: Bench) -> None:
    begin(bench)
    press(bench, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    wait_for_act(bench, bench.window.stepping.told.order.first_of(2, 0))


def test_escape_shows_no_act_any_more(bench: Bench) -> None:
    begin(bench)
    press(bench, Qt.Key.Key_Escape)
    assert not bench.window.stepping.is_on
    assert not any(button.is_present for button in bench.window.track.phases)
    assert bench.window.run_bar.grains.current() == list(GRAINS).index("epoch")


def test_speeds_are_those_of_the_grain_and_each_kind_is_remembered(bench: Bench) -> None:
    bar = bench.window.run_bar
    bar.speed.setCurrentText("10 per second")
    begin(bench)
    assert bar.speed.currentText() == "1 per second"
    bar.speed.setCurrentText("5 per second")
    bench.window.stepping.leave()
    assert bar.speed.currentText() == "10 per second"
    bench.window.stepping.enter()
    assert bar.per_second == 5.0
    assert bar.remembered() == {"speed": "10 per second", "step_speed": "5 per second"}


def test_what_was_remembered_of_speeds_and_makes_no_sense_is_passed_over(bench: Bench) -> None:
    bar = bench.window.run_bar
    bar.recall({"speed": "1 per second", "step_speed": "fast"})
    assert bar.remembered() == {"speed": "1 per second", "step_speed": "1 per second"}


@pytest.mark.parametrize("way", ["digit", "click"])
def test_whoever_chooses_a_step_has_the_arrows_take_it_even_of_whole_epochs(bench: Bench, way: str) -> None:
    window, before = bench.window, bench.window.selection.focus
    window.activateWindow()
    window.canvas.setFocus()
    if way == "digit":
        press(bench, Qt.Key.Key_5)
    else:
        click(window.run_bar.grains.segments[4])
    assert window.focusWidget() is not window.canvas
    press(bench, Qt.Key.Key_Right)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 1)
    press(bench, Qt.Key.Key_Left)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 0)
    assert window.selection.focus == before
