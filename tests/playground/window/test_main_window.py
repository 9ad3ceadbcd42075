"""The main window: its actions, keys, export, theme, undo, and what it says when something is refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

from engine.experiment import Experiment, Layer
from engine.run import Run
from playground.window.actions import ACTIONS
from playground.window.changes import Changes
from tests.playground.conftest import Bench


def press(bench: Bench, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    bench.window.activateWindow()
    bench.qtbot.keyClick(bench.window, key, modifier)


def answer_with(bench: Bench, path: Path) -> None:
    bench.window.saving.choose_path = lambda *_: str(path)


def test_space_plays_and_pauses(bench: Bench) -> None:
    press(bench, Qt.Key.Key_Space)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 2)
    assert bench.window.actions_by_name["play"].text() == "&Pause"
    press(bench, Qt.Key.Key_Space)
    assert not bench.window.runner.playing
    assert bench.window.actions_by_name["play"].text() == "&Play"


def test_s_learns_exactly_one_epoch(bench: Bench) -> None:
    press(bench, Qt.Key.Key_S)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 1)
    expected = Run(Experiment())
    expected.advance(epochs=1)
    assert bench.snapshot.network.sha256() == expected.network.sha256()


def test_r_goes_back_to_the_very_first_weights(bench: Bench) -> None:
    first = bench.snapshot.network.sha256()
    bench.step(4)
    assert bench.snapshot.network.sha256() != first
    press(bench, Qt.Key.Key_R)
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 0)
    assert bench.snapshot.network.sha256() == first


def test_n_draws_other_weights_and_undo_brings_the_old_ones_back(bench: Bench) -> None:
    first = bench.snapshot.network.sha256()
    press(bench, Qt.Key.Key_N)
    bench.wait_until_shown()
    assert bench.snapshot.network.sha256() != first
    press(bench, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    bench.wait_until_shown()
    assert bench.snapshot.network.sha256() == first


def test_space_presses_a_button_that_was_reached_by_tab(bench: Bench) -> None:
    tile = bench.widget("data_xor")
    assert isinstance(tile, QAbstractButton)
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert bench.experiment.data.name == "xor"
    assert not bench.window.runner.playing


def test_a_click_on_a_tile_leaves_space_to_playing(bench: Bench) -> None:
    tile = bench.widget("data_xor")
    bench.qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert not tile.hasFocus()


def test_the_charts_come_to_rest_at_any_height(bench: Bench) -> None:
    window = bench.window
    for height in range(620, 1000, 9):  # where a scroll bar came and went without end, the stack overflowed
        window.resize(1280, height)
        QApplication.processEvents()
        assert window.boundary.plot.area().width() == window.boundary.plot.area().height()


def test_the_theme_changes_every_view_at_once(bench: Bench) -> None:
    window = bench.window

    def backgrounds() -> list[str]:
        image = window.grab().toImage()
        places = [window.run_bar, window.left, window.canvas, window.strip, window.boundary, window.costs]
        return [image.pixelColor(part.mapTo(window, QPointF(3, part.height() - 4).toPoint())).name() for part in places]

    dark = backgrounds()
    press(bench, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    light = backgrounds()
    assert window.appearance.theme.name == "light"
    assert all(int(color[1:3], 16) < 0x30 for color in dark), dark
    assert all(int(color[1:3], 16) > 0xD0 for color in light), light


def test_choosing_a_theme_marks_it_in_the_menu(bench: Bench) -> None:
    bench.window.actions_by_name["theme_light"].trigger()
    assert bench.window.appearance.choice == "light"
    assert bench.window.actions_by_name["theme_light"].isChecked()
    bench.window.actions_by_name["theme_auto"].trigger()
    assert bench.window.appearance.choice == "auto"


def test_undo_and_redo_say_what_they_would_do(bench: Bench) -> None:
    undo, redo = bench.window.actions_by_name["undo"], bench.window.actions_by_name["redo"]
    assert not undo.isEnabled()
    bench.window.document.add_layer()
    assert undo.text() == "&Undo: Insert layer 3"
    undo.trigger()
    assert bench.experiment == Experiment()
    assert redo.text() == "&Redo: Insert layer 3"
    redo.trigger()
    assert bench.experiment.hidden == (Layer(4), Layer(2))


def test_the_history_of_changes_opens_and_a_click_on_a_line_goes_there(bench: Bench) -> None:
    window, document = bench.window, bench.window.document
    document.add_layer()
    document.remove_unit(2, 3)
    document.freeze(document.weights_into(3))
    bench.wait_until_shown()
    window.actions_by_name["history"].trigger()
    changes = window.findChild(Changes)
    assert changes.isVisible()
    assert changes.isFloating()
    lines = [changes.list.model().index(row, 0) for row in range(changes.list.model().rowCount())]
    assert [line.data() for line in lines] == ["Start", "Insert layer 3", "Remove unit 3 of layer 2", "Freeze layer 3"]
    where = changes.list.visualRect(lines[1]).center()
    bench.qtbot.mouseClick(changes.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert bench.experiment.hidden == (Layer(4), Layer(2))
    assert bench.experiment.frozen == ()
    assert document.undo_stack.index() == 1
    bench.wait_until_shown()
    assert window.actions_by_name["undo"].toolTip() == "Undo: Insert layer 3"
    assert window.actions_by_name["redo"].toolTip() == "Redo: Remove unit 3 of layer 2"
    changes.close()
    window.actions_by_name["history"].trigger()
    assert changes.isVisible()
    assert window.findChildren(Changes) == [changes]


def test_a_change_by_hand_is_marked_on_the_costs_and_the_curve_goes_on(bench: Bench) -> None:
    bench.step(3)
    bench.window.document.add_unit(2)
    bench.wait_until_shown()
    assert bench.snapshot.epoch == 3
    bench.step(2)
    assert [change.name for change in bench.window.costs.marks.changes] == ["Add a unit to layer 2"]
    assert bench.window.costs.marks.changes[0].moment.startswith("epoch 3\nthe cost went from ")
    assert bench.snapshot.costs.epoch.tolist() == [0, 1, 2, 3, 4, 5]


def test_restart_is_a_new_run_of_the_network_as_it_is_now(bench: Bench) -> None:
    bench.step(3)
    bench.window.document.add_unit(2)
    bench.window.document.set_weights({(1, 5, 1): 0.5})
    bench.step(2)
    assert "as it is now" in bench.window.actions_by_name["reset"].toolTip()
    bench.window.actions_by_name["reset"].trigger()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 0)
    assert bench.snapshot.experiment.hidden == (Layer(5),)
    assert bench.snapshot.network.sha256() == Run(bench.experiment).network.sha256()
    assert bench.window.costs.marks.changes == ()


def test_a_click_on_a_sample_selects_it_in_every_view(bench: Bench) -> None:
    boundary = bench.window.boundary
    bench.qtbot.mouseClick(boundary.plot, Qt.MouseButton.LeftButton, pos=boundary.position_of(123).toPoint())
    chosen = bench.window.selection.sample
    points = bench.snapshot.samples.points
    assert np.hypot(*(points[chosen] - points[123])) < 0.2  # another sample may lie on top of it
    assert bench.window.moment.telling.passed.a[1][:, 0] == pytest.approx(bench.snapshot.samples.inputs[chosen])


def test_a_diverged_run_is_explained_and_the_window_goes_on(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(8, "relu"), Layer(8, "relu")), rate=1e200))
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: "diverged" in bench.window.notice.sentence)
    assert not bench.window.runner.playing
    assert np.isfinite(bench.snapshot.network.flat).all()
    bench.window.document.set_rate(0.1)
    bench.window.actions_by_name["reset"].trigger()
    bench.qtbot.waitUntil(lambda: bench.snapshot.experiment.rate == 0.1)
    bench.step()


def test_changing_the_structure_while_playing_goes_on_playing(bench: Bench) -> None:
    bench.window.runner.play()
    bench.window.document.add_unit(2)
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.sizes == (2, 5, 1) and bench.snapshot.epoch > 3)
    assert bench.window.runner.playing


def test_every_action_does_something_and_is_explained(bench: Bench) -> None:
    for row in ACTIONS:
        action = bench.window.actions_by_name[row.name]
        assert action.toolTip()
        assert action.receivers("2triggered(bool)") > 0


def test_no_key_stands_for_two_actions() -> None:
    keys = [key for row in ACTIONS for key in row.keys]
    assert len(keys) == len(set(keys))


def test_the_history_stands_within_the_window_below_its_buttons_and_escape_closes_it(bench: Bench) -> None:
    bench.window.show_changes()
    changes = bench.window.findChild(Changes)
    assert bench.window.geometry().contains(changes.geometry().topRight())
    assert changes.y() > bench.window.mapToGlobal(bench.window.timeline.geometry().bottomLeft()).y()
    changes.move(50, 60)
    bench.qtbot.keyClick(changes.list, Qt.Key.Key_Escape)
    assert not changes.isVisible()
    bench.window.show_changes()
    assert (changes.x(), changes.y()) == (50, 60)


def test_without_a_hidden_layer_there_is_no_activation_to_choose(bench: Bench) -> None:
    bench.window.document.remove_layer()
    activation = bench.window.run_bar.activation
    assert (activation.isEnabled(), activation.placeholderText(), activation.currentIndex()) == (False, "none", -1)


def test_about_opens_and_closes(bench: Bench) -> None:
    bench.window.actions_by_name["about"].trigger()
    box = bench.window.findChild(QMessageBox)
    assert box.isVisible()
    box.accept()
    assert not box.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_nothing_is_cut_off_at_the_target_sizes(open_bench: Callable[..., Bench], size: tuple[int, int]) -> None:
    window = open_bench(size=size).window
    assert (window.width(), window.height()) == size
    for part in (window.run_bar, window.left, window.canvas, window.strip, window.boundary, window.costs):
        assert part.width() >= part.minimumSizeHint().width(), part
        assert part.height() >= part.minimumSizeHint().height(), part
    assert window.left.height() <= window.left.parentWidget().height()


def test_a_fresh_window_gives_the_keys_to_the_network(bench: Bench) -> None:
    bench.window.activateWindow()
    assert bench.window.focusWidget() is bench.window.canvas


def test_a_click_into_the_groove_of_a_slider_moves_it_there(bench: Bench) -> None:
    slider = bench.widget("slider_noise")
    bench.qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert bench.experiment.data.noise == pytest.approx(0.25, abs=0.051)


def test_a_typed_nought_is_not_completed_from_the_list(bench: Bench) -> None:
    line = bench.window.run_bar.rate.lineEdit()
    line.clear()
    bench.qtbot.keyClicks(line, "0")
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bench.experiment.rate == 0.3
    assert "got 0" in bench.window.notice.sentence
