"""The run bar: the learning rate while learning, the speed, the activation, the epoch."""

import re

import pytest
from PySide6.QtCore import Qt

from playground.panels.run_bar import SPEEDS
from tests.playground.conftest import Bench
from tests.playground.hands import choose


def type_rate(bench: Bench, text: str) -> None:
    line = bench.window.run_bar.rate.lineEdit()
    line.clear()
    bench.qtbot.keyClicks(line, text)
    bench.qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_typed_rate_is_taken_while_learning_without_starting_again(bench: Bench) -> None:
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 3)
    epoch = bench.snapshot.epoch
    type_rate(bench, "0.07")
    assert bench.experiment.rate == 0.07
    bench.qtbot.waitUntil(lambda: bench.snapshot.experiment.rate == 0.07)
    assert bench.snapshot.epoch >= epoch
    assert bench.window.runner.playing


def test_a_decimal_comma_is_understood(bench: Bench) -> None:
    type_rate(bench, "0,5")
    assert bench.experiment.rate == 0.5


@pytest.mark.parametrize("text", ["abc", "0", "-1", "nan", "inf", "1e400", ""])
def test_a_rate_that_is_none_is_refused_in_a_sentence_and_the_old_one_shown(bench: Bench, text: str) -> None:
    type_rate(bench, text)
    assert bench.experiment.rate == 0.3
    assert bench.window.run_bar.rate.currentText() == "0.3"
    assert re.match(r"Learning rate must be a (finite )?number.*, got ", bench.window.notice.sentence)
    assert bench.window.document.undo_stack.count() == 0


def test_escape_restores_the_rate_and_return_gives_the_keys_back_to_the_window(bench: Bench) -> None:
    rate = bench.window.run_bar.rate
    rate.setFocus()
    rate.lineEdit().setText("7")
    bench.qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert bench.experiment.rate == 0.3
    assert not rate.hasFocus()
    rate.setFocus()
    rate.lineEdit().setText("0.7")
    bench.qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert bench.experiment.rate == 0.7
    assert not rate.hasFocus()


def test_the_activation_is_chosen_for_all_hidden_layers(bench: Bench) -> None:
    bench.window.document.add_layer()
    activation = bench.window.run_bar.activation
    choose(bench.qtbot, activation, activation.findData("leaky_relu"))
    assert [layer.activation for layer in bench.experiment.hidden] == ["leaky_relu", "leaky_relu"]
    assert activation.currentText() == "leaky relu"
    assert bench.window.document.undo_stack.undoText() == "Use leaky relu in the hidden layers"


def test_without_hidden_layers_there_is_no_activation_to_choose(bench: Bench) -> None:
    bench.window.document.remove_layer()
    assert not bench.window.run_bar.activation.isEnabled()


def test_every_speed_is_reachable_and_the_slowest_is_slower_than_the_fastest(bench: Bench) -> None:
    bar = bench.window.run_bar
    with bench.qtbot.waitSignals([bar.speed_chosen] * (len(SPEEDS) - 1)):
        for name in SPEEDS:
            bar.speed.setCurrentText(name)
    assert next(iter(SPEEDS.values())) == 0.5
    assert list(SPEEDS.values())[-1] is None


def test_the_epoch_is_told_to_screen_readers(bench: Bench) -> None:
    bench.step(3)
    assert bench.window.run_bar._epoch.accessibleDescription() == "epoch 3"


def test_in_a_wide_window_the_choices_stand_as_close_as_in_a_narrow_one(bench: Bench) -> None:
    bar = bench.window.run_bar
    gaps = []
    for width in (1280, 1920):
        bench.window.resize(width, 900)
        bench.qtbot.waitUntil(lambda width=width: bar.width() == width)
        gaps.append(bar.activation.geometry().left() - bar.rate.geometry().right())
    assert gaps[0] == gaps[1] < 40
