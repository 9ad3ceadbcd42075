"""What a key takes away is named, what cannot be is refused in place, and a jump of the cost is explained."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox

from engine import Data, Experiment, Layer
from playground.charts import figures
from playground.document.selection import Unit
from tests.playground.canvas.hands import click, press_key
from tests.playground.conftest import Bench


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_a_key_that_removes_an_input_names_it_and_the_way_back(bench: Bench, key: Qt.Key) -> None:
    bench.window.selection.select(Unit(1, 2))
    press_key(bench, key)
    assert bench.experiment.features == ("x1",)
    assert bench.window.notice.sentence.startswith("Removed the input x₂: ")
    bench.wait_until_shown()
    assert "Ctrl+Z brings it back" in bench.window.notice.sentence
    bench.window.document.undo_stack.undo()
    assert bench.experiment.features == ("x1", "x2")
    bench.wait_until_shown()


def test_a_key_that_removes_a_unit_names_it_and_the_way_back(bench: Bench) -> None:
    bench.window.selection.select(Unit(2, 3))
    press_key(bench, Qt.Key.Key_Backspace)
    assert bench.window.notice.sentence.startswith("Removed unit 3 of layer 2: ")
    assert "Ctrl+Z brings it back" in bench.window.notice.sentence
    bench.wait_until_shown()


def test_a_refused_removal_says_why_and_nothing_else(bench: Bench) -> None:
    bench.window.selection.select(Unit(2, 0))
    press_key(bench, Qt.Key.Key_Delete)
    assert bench.window.notice.sentence.startswith("The bias unit of layer 2 is always there")


def test_zero_typed_into_a_layers_form_is_refused_below_the_field_and_the_number_comes_back(bench: Bench) -> None:
    bench.window.activateWindow()
    click(bench, bench.window.canvas.heading_point(2))
    form = bench.window.canvas._editors.form
    assert form.isVisible()
    units = form.findChild(QSpinBox, "layer_units")
    for typed, said in (("0", "at least one unit, got 0"), ("600", "at most 512 units, got 600")):
        units.setFocus()
        units.selectAll()
        bench.qtbot.keyClicks(units, typed)
        bench.qtbot.keyClick(units, Qt.Key.Key_Return)
        assert form.isVisible()
        assert form.sentence.isVisible()
        assert said in form.sentence.text()
        assert units.value() == bench.experiment.hidden[0].units == 4
        assert form.rect().contains(form.sentence.geometry())
    bench.qtbot.keyClicks(units, "6")
    bench.qtbot.keyClick(units, Qt.Key.Key_Return)
    assert not form.isVisible()
    assert bench.experiment.hidden[0].units == 6
    bench.wait_until_shown()


def test_a_layer_inserted_amid_training_says_what_it_passes_on_and_what_became_of_the_cost(bench: Bench) -> None:
    bench.step(20)
    before = float(bench.snapshot.costs_till_now.train[-1])
    bench.window.document.add_layer()
    bench.wait_until_shown()
    after = float(bench.snapshot.costs_till_now.train[-1])
    assert after == pytest.approx(before, rel=0.05)
    assert bench.window.notice.sentence == (
        "Inserted layer 3: it passes on what it is given; "
        f"the cost stays near {figures.cost(before)}. Ctrl+Z brings it back"
    )
    bench.window.document.undo_stack.undo()
    bench.wait_until_shown()
    assert not bench.window.notice.sentence
    assert float(bench.snapshot.costs_till_now.train[-1]) == before


def test_a_layer_too_narrow_for_what_it_is_given_says_so_and_what_became_of_the_cost(bench: Bench) -> None:
    bench.window.document.insert_layer(3, Layer(2))
    bench.step(200)
    before = float(bench.snapshot.costs_till_now.train[-1])
    bench.window.document.insert_layer(3, Layer(1))
    bench.wait_until_shown()
    went = f"the cost went from {figures.cost(before)} to {figures.cost(bench.snapshot.costs_till_now.train[-1])}"
    assert bench.window.notice.sentence == (
        f"Inserted layer 3: it passes on what its 1 unit can carry; {went}. Ctrl+Z brings it back"
    )
    assert went in bench.window.costs.marks.changes[-1].moment


def test_a_new_layer_that_passes_nothing_on_says_what_is_fresh_and_what_is_kept(bench: Bench) -> None:
    bench.step(20)
    before, old = float(bench.snapshot.costs_till_now.train[-1]), set(bench.snapshot.network.flat.tolist())
    bench.window.document.insert_layer(3, Layer(4, "step"))
    bench.wait_until_shown()
    after = float(bench.snapshot.costs_till_now.train[-1])
    went = f"the cost went from {figures.cost(before)} to {figures.cost(after)}"
    now = bench.snapshot.network.flat.tolist()
    kept = len(old.intersection(now))
    assert before != after
    assert 0 < kept < len(now)
    assert bench.window.notice.sentence == (
        f"Inserted layer 3: {len(now) - kept} fresh weights, {kept} kept; {went}. Ctrl+Z brings it back"
    )


def test_a_change_that_leaves_the_cost_as_it_was_is_not_explained(bench: Bench) -> None:
    bench.step(2)
    bench.window.document.freeze([(1, 1, 1)])
    bench.wait_until_shown()
    assert not bench.window.notice.sentence


def test_a_cut_weight_is_told_by_what_became_of_the_cost_alone(bench: Bench) -> None:
    bench.step(40)
    bench.window.document.prune(bench.window.document.weights_into(3))
    bench.wait_until_shown()
    bench.qtbot.waitUntil(lambda: "the cost went from" in bench.window.notice.sentence)
    assert "kept" not in bench.window.notice.sentence


def test_inputs_that_other_data_cannot_use_take_their_weights_with_them(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(data=Data("reg-plane", samples=60), output="linear", cost="squared", rate=0.05))
    for name in ("x1^2", "x2^2"):
        bench.window.document.toggle_feature(name)
    bench.step(10)
    bench.window.document.set_data(name="sine")
    bench.wait_until_shown()
    bench.qtbot.waitUntil(lambda: "kept" in bench.window.notice.sentence)
    assert "8 weights gone, 17 kept; the cost went from" in bench.window.notice.sentence
