"""Units and layers on the canvas: removed, moved, grown, inserted, duplicated and edited where they are drawn."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QSpinBox, QToolButton

from engine.experiment import Experiment, Layer
from playground.document.selection import Edge, Unit, WholeLayer
from tests.playground.canvas.hands import (
    CONTROL,
    SHIFT,
    click,
    drag,
    hold,
    net,
    press_key,
    release,
    undo_texts,
    value,
)
from tests.playground.conftest import Bench

UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


def at(bench: Bench, layer: int, unit: int) -> QPoint:
    return bench.window.canvas.unit_center(Unit(layer, unit))


def hover(bench: Bench, place: QPoint) -> None:
    QTest.mouseMove(bench.window.canvas, place + QPoint(9, 9))
    QTest.mouseMove(bench.window.canvas, place)


# ---- units ---------------------------------------------------------------------------------------------------------


def test_delete_removes_the_selected_units_in_one_step_and_undo_brings_their_weights_back(bench: Bench) -> None:
    before = bench.snapshot.network.sha256()
    click(bench, at(bench, 2, 1))
    click(bench, at(bench, 2, 3), SHIFT)
    press_key(bench, Qt.Key.Key_Delete)
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes == (2, 2, 1)
    assert undo_texts(bench) == ["Remove 2 units of layer 2"]
    press_key(bench, Qt.Key.Key_Z, CONTROL)
    bench.wait_until_shown()
    assert bench.snapshot.network.sha256() == before


def test_units_of_two_layers_and_an_edge_go_in_one_step(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(3, 3))
    bench.window.selection.select_all([Unit(2, 1), Unit(3, 2), Edge(2, 3, 3)])
    press_key(bench, Qt.Key.Key_Delete)
    bench.wait_until_shown()
    assert bench.experiment.sizes == (2, 2, 2, 1)
    assert bench.experiment.pruned == ((2, 2, 2),)
    assert undo_texts(bench) == ["Delete 3 things"]


@pytest.mark.parametrize(("unit", "said"), [(Unit(2, 0), "bias unit"), (Unit(3, 1), "output layer follows the data")])
def test_what_cannot_be_removed_is_refused_in_a_sentence(bench: Bench, unit: Unit, said: str) -> None:
    click(bench, at(bench, unit.layer, unit.unit))
    press_key(bench, Qt.Key.Key_Delete)
    assert said in bench.window.notice.sentence
    assert undo_texts(bench) == []


def test_delete_on_an_input_switches_its_feature_off(bench: Bench) -> None:
    click(bench, at(bench, 1, 2))
    press_key(bench, Qt.Key.Key_Delete)
    assert bench.experiment.features == ("x1",)


def test_a_unit_dragged_down_changes_places_and_keeps_its_weights(bench: Bench) -> None:
    weights = [value(bench, Edge(1, unit, 1)) for unit in (1, 2, 3, 4)]
    drag(bench, at(bench, 2, 1), at(bench, 2, 3) + QPoint(4, 6))
    moved = [weights[1], weights[2], weights[0], weights[3]]
    bench.qtbot.waitUntil(lambda: [value(bench, Edge(1, unit, 1)) for unit in (1, 2, 3, 4)] == moved)
    assert bench.window.selection.items == (Unit(2, 3),)
    assert undo_texts(bench) == ["Move unit 1 of layer 2 to place 3"]


def test_the_others_make_room_while_a_unit_is_dragged_and_escape_puts_all_back(bench: Bench) -> None:
    canvas = bench.window.canvas
    resting = canvas.grab().toImage()
    hold(bench, at(bench, 2, 1), at(bench, 2, 3))
    shifts = canvas._hands.gesture.shifts()
    assert shifts[Unit(2, 1)].y() == pytest.approx(2 * canvas._layout.gap, abs=1)  # the pointer is on a whole pixel
    assert shifts[Unit(2, 2)].y() == shifts[Unit(2, 3)].y() == -canvas._layout.gap
    assert canvas.grab().toImage() != resting
    press_key(bench, Qt.Key.Key_Escape)
    release(bench, at(bench, 2, 3))
    assert undo_texts(bench) == []


def test_keys_move_a_unit_too(bench: Bench) -> None:
    press_key(bench, DOWN, CONTROL | SHIFT)
    assert undo_texts(bench) == ["Move unit 1 of layer 2 to place 2"]
    press_key(bench, UP, CONTROL | SHIFT)
    assert bench.window.selection.focus == Unit(2, 1)


# ---- layers --------------------------------------------------------------------------------------------------------


def test_between_two_layers_a_button_inserts_one(bench: Bench) -> None:
    button = bench.widget("insert_layer")
    assert isinstance(button, QToolButton)
    assert not button.isVisible()
    hover(bench, QPoint((at(bench, 1, 1).x() + at(bench, 2, 1).x()) // 2, bench.window.canvas.height() - 30))
    assert button.isVisible()
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.wait_until_shown()
    assert bench.experiment.sizes == (2, 2, 4, 1)
    assert bench.window.selection.focus == WholeLayer(2)


def test_a_network_grows_from_no_hidden_layer_to_eight_by_keys_alone(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net())
    bench.window.selection.select_unit(Unit(1, 1))
    for _ in range(8):
        press_key(bench, Qt.Key.Key_Insert)
    bench.wait_until_shown()
    assert len(bench.experiment.hidden) == 8
    press_key(bench, Qt.Key.Key_Insert)
    assert "at most 8 hidden layers, got 9" in bench.window.notice.sentence
    for _ in range(8):
        bench.window.selection.select(WholeLayer(2))
        press_key(bench, Qt.Key.Key_Delete)
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes == (2, 1)


def test_a_click_on_a_heading_selects_the_layer_and_opens_its_form(bench: Bench) -> None:
    canvas = bench.window.canvas
    click(bench, canvas.heading_point(2))
    assert bench.window.selection.items == (WholeLayer(2),)
    activation, units = bench.widget("layer_activation"), bench.widget("layer_units")
    assert isinstance(activation, QComboBox)
    assert isinstance(units, QSpinBox)
    assert (activation.isVisible(), activation.currentText(), units.value()) == (True, "tanh", 4)
    activation.setFocus()
    QTest.keyClicks(activation, "relu")
    activation.setCurrentIndex(activation.findData("relu"))
    activation.activated.emit(activation.currentIndex())
    units.setValue(7)
    bench.wait_until_shown()
    assert bench.experiment.hidden == (Layer(7, "relu"),)
    assert units.isVisible()  # it stays while the network changes under it
    QTest.keyClick(units, Qt.Key.Key_Escape)
    assert not units.isVisible()
    assert canvas.hasFocus()


def test_headings_of_input_and_output_are_selected_but_have_no_form(bench: Bench) -> None:
    for layer in (1, 3):
        click(bench, bench.window.canvas.heading_point(layer))
        assert bench.window.selection.focus == WholeLayer(layer)
        assert not bench.window.canvas._editors.form.isVisible()


def test_the_form_sets_dropout_which_the_caption_then_tells(bench: Bench) -> None:
    canvas = bench.window.canvas
    click(bench, canvas.heading_point(2))
    slider = canvas._editors.form.dropout.slider
    for _ in range(4):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    bench.wait_until_shown()
    assert bench.experiment.hidden[0].dropout == 0.2


def test_the_form_duplicates_freezes_and_removes_its_layer(bench: Bench) -> None:
    canvas = bench.window.canvas

    def press(name: str) -> None:
        button = bench.widget(name)
        assert isinstance(button, QPushButton)
        bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        bench.wait_until_shown()

    click(bench, canvas.heading_point(2))
    press("layer_freeze")
    assert len(bench.experiment.frozen) == 12
    press("layer_duplicate")
    assert bench.experiment.sizes == (2, 4, 4, 1)
    press("layer_remove")
    assert bench.experiment.sizes == (2, 4, 1)
    assert not canvas._editors.form.isVisible()


def test_dropout_stands_in_the_caption() -> None:
    from playground.canvas.headings import _heading
    from playground.canvas.layout import CanvasLayout

    experiment = Experiment(hidden=(Layer(4, "tanh", 0.2),))
    assert _heading(CanvasLayout((2, 4, 1), 640, 558), experiment, 2)[1] == "4 units · tanh · dropout 0.20"


def test_layers_are_inserted_while_the_network_learns(bench: Bench) -> None:
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 3)
    press_key(bench, Qt.Key.Key_Insert)
    press_key(bench, Qt.Key.Key_D, CONTROL)
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.sizes == (2, 4, 2, 2, 1))
    bench.window.runner.pause()
    assert bench.snapshot.epoch > 3
