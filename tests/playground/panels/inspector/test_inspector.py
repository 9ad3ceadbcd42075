"""The inspector under real keys and clicks: what it says is what the run has, and what is edited reaches both."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from engine.experiment import Experiment, Layer
from engine.network import forward
from engine.run import Run
from engine.steps import steps
from playground.document.moment import Moment
from playground.document.selection import Edge, Item, Unit, WholeLayer
from playground.panels.figures import figure
from playground.panels.inspector.edge_page import EdgePage
from playground.panels.inspector.incoming import CUT, DERIVATIVE, FROZEN, SOURCE, TERM, VALUE
from playground.panels.inspector.inspector import Inspector
from playground.panels.inspector.layer_page import LayerPage
from playground.panels.inspector.several_page import SeveralPage
from playground.panels.inspector.unit_page import UnitPage
from playground.panels.lens import SampleLens
from playground.panels.weights import roles
from playground.verdicts import significant
from tests.playground.conftest import Bench

LEFT = Qt.MouseButton.LeftButton
EXPERIMENT = Experiment(features=("x1", "x2", "sin_x1"), hidden=(Layer(4), Layer(3, "relu")), l2=0.01)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    bench = open_bench(EXPERIMENT)
    bench.window.selection.select_sample(0)
    bench.step(3)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_I)
    assert bench.window.inspector.isVisible()
    return bench


def inspect(bench: Bench, *items: Item) -> object:
    bench.window.selection.select_all(items)
    return bench.window.inspector.page


def text_of(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def type_into(bench: Bench, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    bench.qtbot.keyClick(field, Qt.Key.Key_Backspace)
    bench.qtbot.keyClicks(field, text)
    bench.qtbot.keyClick(field, Qt.Key.Key_Return)


def weight_of(bench: Bench, *weight: int) -> float:
    return bench.snapshot.network.weight(*weight)


def wait_for(bench: Bench, weight: tuple[int, int, int], value: float) -> None:
    bench.qtbot.waitUntil(lambda: weight_of(bench, *weight) == value)


def run_of(bench: Bench) -> Run:
    """Return a run of its own that stands where the window's does."""
    run = Run(EXPERIMENT)
    run.advance(epochs=bench.snapshot.epoch)
    assert run.network.sha256() == bench.snapshot.network.sha256()
    return run


# ---- a unit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [Unit(2, 3), Unit(3, 1), Unit(4, 1)])
@pytest.mark.parametrize("sample", [0, 77])
def test_a_unit_tells_its_pass_forward_and_backward(bench: Bench, unit: Unit, sample: int) -> None:
    bench.window.selection.select_sample(sample)
    page = inspect(bench, unit)
    assert isinstance(page, UnitPage)
    step = steps(run_of(bench), sample)
    told, (layer, number) = step.tellings[0], (unit.layer, unit.unit)
    facts = dict(line.split(" = ") for line in page.facts.spoken)
    values = (told.net_input_of(layer, number), told.activation_of(layer, number), told.delta_of(layer, number))
    raised, lowered = "⁰¹²³⁴"[layer], "₀₁₂₃₄"[number]
    for name, value in zip("zaδ", values, strict=True):
        assert facts[f"{name}⁽{raised}⁾{lowered}"] == figure(value, 4)
    assert ("y₁" in facts) == (layer == 4)


def test_the_incoming_weights_are_a_table_with_the_bias_first(bench: Bench) -> None:
    page = inspect(bench, Unit(2, 3))
    assert isinstance(page, UnitPage)
    step, model = steps(run_of(bench), 0), page.incoming.incoming
    assert model.rowCount() == 4
    assert [model.index(row, SOURCE).data() for row in range(4)] == ["a⁽¹⁾₀", "a⁽¹⁾₁", "a⁽¹⁾₂", "a⁽¹⁾₃"]
    terms = step.tellings[0].net_input(2, 3).terms
    for row in range(4):
        assert model.index(row, VALUE).data(roles.VALUE) == weight_of(bench, 1, 3, row)
        assert model.index(row, TERM).data(roles.VALUE) == terms[row].value
        assert model.index(row, DERIVATIVE).data(roles.VALUE) == step.derivative(1, 3, row).value


def test_a_unit_says_what_it_is_connected_to(bench: Bench) -> None:
    document = bench.window.document
    page = inspect(bench, Unit(2, 1))
    assert isinstance(page, UnitPage)
    assert text_of(page, "inspector_title") == "Unit 1 of layer 2"
    assert page.connections.text() == "fan-in 4, the bias with it · fan-out 3 · dropout none"
    document.prune([(1, 1, 2), (2, 3, 1)])
    document.set_dropout(2, 0.2)
    bench.wait_until_shown()
    assert page.connections.text() == "fan-in 3, the bias with it · fan-out 2 · dropout × 0 or × 1.25 while learning"


def test_inputs_and_bias_units_tell_what_is_given(bench: Bench) -> None:
    page = inspect(bench, Unit(1, 3))
    assert isinstance(page, UnitPage)
    value = bench.snapshot.samples.inputs[0, 2]
    assert page.facts.spoken == [f"a⁽¹⁾₃ = sin x₁ = {figure(value, 4)}"]
    assert not page.incoming.isVisible()
    inspect(bench, Unit(2, 0))
    assert page.facts.spoken == ["a⁽²⁾₀ = 1.0000"]
    assert text_of(page, "inspector_title") == "Bias unit of layer 2"


def test_the_curve_is_of_the_units_activation_at_its_net_input(bench: Bench) -> None:
    for unit, slope_of in ((Unit(2, 2), lambda z, a: 1 - a * a), (Unit(3, 1), lambda z, a: float(z > 0))):
        page = inspect(bench, unit)
        assert isinstance(page, UnitPage)
        passed = forward(bench.snapshot.network, bench.snapshot.samples.inputs)
        z, a = (float(part[unit.layer][unit.unit - 1, 0]) for part in (passed.z, passed.a))
        shown = page.curve._shown
        assert shown is not None
        assert shown[1:] == pytest.approx((z, a, slope_of(z, a)))
        assert figure(z, 4) in page.curve.accessibleName()


def test_a_weight_is_typed_into_the_small_table(bench: Bench) -> None:
    page = inspect(bench, Unit(2, 3))
    assert isinstance(page, UnitPage)
    table = page.incoming
    table.setFocus()
    table.setCurrentIndex(table.incoming.index(2, VALUE))
    bench.qtbot.keyClick(table, Qt.Key.Key_Return)
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    bench.qtbot.keyClicks(editor, "2/0")
    bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.sentence.isVisible()
    assert "divides by 0" in page.sentence.text()
    assert bench.window.document.undo_stack.count() == 0
    editor.selectAll()
    bench.qtbot.keyClicks(editor, "2/5")
    assert not page.sentence.isVisible()
    bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait_for(bench, (1, 3, 2), 0.4)
    assert table.incoming.index(2, VALUE).data() == "0.40"


@pytest.mark.parametrize(("column", "field"), [(FROZEN, "frozen"), (CUT, "pruned")])
@pytest.mark.parametrize("by", ["click", "Space"])
def test_check_boxes_freeze_and_cut(bench: Bench, column: int, field: str, by: str) -> None:
    page = inspect(bench, Unit(2, 3))
    assert isinstance(page, UnitPage)
    table = page.incoming
    index = table.incoming.index(1, column)

    def switch() -> None:
        if by == "click":
            bench.qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())
        else:
            table.setFocus()
            table.setCurrentIndex(index)
            bench.qtbot.keyClick(table, Qt.Key.Key_Space)
        bench.wait_until_shown()

    switch()
    assert getattr(bench.experiment, field) == ((1, 3, 1),)
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert not bench.window.runner.playing
    switch()
    assert getattr(bench.experiment, field) == ()
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked


def test_all_weights_of_a_unit_are_frozen_at_once(bench: Bench) -> None:
    page = inspect(bench, Unit(3, 2))
    assert isinstance(page, UnitPage)
    bench.window.document.freeze([(2, 2, 1)])
    bench.wait_until_shown()
    assert page.switches.frozen.checkState() == Qt.CheckState.PartiallyChecked
    bench.qtbot.mouseClick(page.switches.frozen, LEFT)
    assert set(bench.experiment.frozen) == {(2, 2, source) for source in range(5)}
    assert page.switches.frozen.checkState() == Qt.CheckState.Checked
    bench.qtbot.mouseClick(page.switches.frozen, LEFT)
    assert bench.experiment.frozen == ()


# ---- an edge -------------------------------------------------------------------------------------------------------


def test_an_edge_tells_its_weight_and_derivative(bench: Bench) -> None:
    page = inspect(bench, Edge(2, 1, 3))
    assert isinstance(page, EdgePage)
    derivative = steps(run_of(bench), 0).derivative(2, 1, 3).value
    assert page.facts.spoken[0] == f"w⁽²⁾₁,₃ = {figure(weight_of(bench, 2, 1, 3), 4)}"
    assert page.facts.spoken[-1] == f"∂J/∂w⁽²⁾₁,₃ = {significant(derivative)}"


def test_a_derivative_and_its_central_difference_are_written_with_the_same_digits(bench: Bench) -> None:
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    written: list[tuple[float, float]] = []
    for layer, matrix in bench.snapshot.network.W.items():
        for target, source in np.ndindex(*matrix.shape):
            page = inspect(bench, Edge(layer, target + 1, source))
            assert isinstance(page, EdgePage)
            for facts, check in ((page.facts, page.check), (page.batch_facts, page.batch_check)):
                if check.verdict.text() == "✓ fine":
                    names = facts.spoken[-1], check._formula.accessibleName()
                    written.append((read(names[0]), read(names[1])))
    assert min(abs(value) for value, _ in written if value) < 2e-3  # four decimals would not do
    assert all(value == pytest.approx(beside, rel=2e-5, abs=1e-12) for value, beside in written)


def read(said: str) -> float:
    """Return the number after the last equals sign."""
    text = said.rpartition(" = ")[2].replace("−", "-")
    before, _, exponent = text.partition("×10")
    return float(before) * 10.0 ** int(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def test_a_weight_is_typed_into_its_field(bench: Bench) -> None:
    page = inspect(bench, Edge(2, 1, 3))
    assert isinstance(page, EdgePage)
    before = weight_of(bench, 2, 1, 3)
    type_into(bench, page.field.edit, "-2/3")
    wait_for(bench, (2, 1, 3), -2 / 3)
    assert not page.field.edit.hasFocus()
    assert page.field.edit.text() == "−0.6667"
    assert page.facts.spoken[0] == "w⁽²⁾₁,₃ = −0.6667"
    bench.window.document.undo_stack.undo()
    wait_for(bench, (2, 1, 3), before)


@pytest.mark.parametrize("text", ["abc", "1e400", "2/0", ""])
def test_a_field_refuses_in_place_and_escape_takes_it_back(bench: Bench, text: str) -> None:
    page = inspect(bench, Edge(2, 1, 3))
    assert isinstance(page, EdgePage)
    field, shown = page.field, page.field.edit.text()
    type_into(bench, field.edit, text)
    assert field.sentence.isVisible()
    assert field.sentence.text().startswith("A weight must be a")
    assert field.edit.text() == text
    bench.qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert not field.sentence.isVisible()
    assert field.edit.text() == shown
    assert bench.window.document.undo_stack.count() == 0


def test_what_is_typed_outlives_what_the_run_learns(bench: Bench) -> None:
    page = inspect(bench, Edge(1, 1, 0))
    assert isinstance(page, EdgePage)
    edit, facts = page.field.edit, page.facts.spoken
    edit.setFocus()
    edit.selectAll()
    bench.qtbot.keyClicks(edit, "0.12")
    bench.step(30)
    assert page.facts.spoken != facts
    assert edit.text() == "0.12"


def test_an_edge_is_cut_and_comes_back_with_its_weight(bench: Bench) -> None:
    page = inspect(bench, Edge(1, 2, 1))
    assert isinstance(page, EdgePage)
    before = weight_of(bench, 1, 2, 1)
    bench.qtbot.mouseClick(page.switches.cut, LEFT)
    bench.wait_until_shown()
    assert bench.experiment.pruned == ((1, 2, 1),)
    assert weight_of(bench, 1, 2, 1) == 0
    assert not page.field.edit.isEnabled()
    bench.qtbot.mouseClick(page.switches.cut, LEFT)
    bench.wait_until_shown()
    assert weight_of(bench, 1, 2, 1) == before
    assert page.field.edit.isEnabled()


# ---- a layer -------------------------------------------------------------------------------------------------------


def test_a_layer_is_changed_by_its_fields(bench: Bench) -> None:
    page = inspect(bench, WholeLayer(2))
    assert isinstance(page, LayerPage)
    units = page.findChild(QSpinBox, "layer_units")
    assert units is not None
    units.setFocus()
    units.selectAll()
    bench.qtbot.keyClicks(units, "6")
    bench.qtbot.keyClick(units, Qt.Key.Key_Return)
    bench.wait_until_shown()
    assert bench.snapshot.network.sizes == (3, 6, 3, 1)
    assert "6 × 4" in page.matrix.text()
    activation = page.findChild(QComboBox, "layer_activation")
    assert activation is not None
    activation.setFocus()
    bench.qtbot.keyClick(activation, Qt.Key.Key_Down)
    bench.qtbot.keyClick(page.dropout.slider, Qt.Key.Key_Right)
    bench.wait_until_shown()
    assert bench.experiment.hidden[0] == Layer(6, "sigmoid", 0.05)
    assert bench.experiment.hidden[1] == EXPERIMENT.hidden[1]
    assert page.formula.text() == "sigmoid: φ(z) = 1 / (1 + e⁻ᶻ),  φ′(z) = a (1 − a)"


def test_a_layer_tells_the_size_of_its_matrix(bench: Bench) -> None:
    page = inspect(bench, WholeLayer(3))
    assert isinstance(page, LayerPage)
    matrix = bench.snapshot.network.W[2]
    assert page.facts.spoken[0] == f"length of W⁽²⁾ = {figure(float(np.linalg.norm(matrix)), 4)}"
    assert page.facts.spoken[1] == f"largest weight of W⁽²⁾ = {figure(float(np.abs(matrix).max()), 4)}"
    bench.qtbot.mouseClick(page.switches.frozen, LEFT)
    assert len(bench.experiment.frozen) == matrix.size


def test_the_input_layer_tells_its_features(bench: Bench) -> None:
    page = inspect(bench, WholeLayer(1))
    assert isinstance(page, LayerPage)
    assert [line.split(" = ")[1] for line in page.facts.spoken] == ["x₁", "x₂", "sin x₁"]
    assert not page.units.isVisible()


# ---- several things ------------------------------------------------------------------------------------------------


def test_several_edges_are_set_at_once_and_undone_at_once(bench: Bench) -> None:
    before = bench.snapshot.network.sha256()
    page = inspect(bench, Edge(1, 2, 0), Edge(1, 2, 3), Edge(1, 2, 1))
    assert isinstance(page, SeveralPage)
    assert text_of(page, "inspector_title") == "3 connections"
    assert page.common.text() == "from layer 1 to layer 2 · all into unit 2"
    type_into(bench, page.value.edit, "1/3")
    wait_for(bench, (1, 2, 3), 1 / 3)
    assert [weight_of(bench, 1, 2, source) for source in (0, 1, 3)] == [1 / 3] * 3
    assert page.value.edit.text() == "0.3333"
    stack = bench.window.document.undo_stack
    assert (stack.count(), stack.undoText()) == (1, "Set 3 weights to 0.333333")
    stack.undo()
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.sha256() == before)


def test_several_units_are_multiplied_frozen_and_cut(bench: Bench) -> None:
    page = inspect(bench, Unit(2, 1), Unit(2, 4), Unit(2, 0))
    assert isinstance(page, SeveralPage)
    assert page.common.text() == "all in layer 2 · activation tanh"
    bench.window.document.prune([(1, 1, 2)])
    bench.wait_until_shown()
    before = bench.snapshot.network.W[1].copy()
    type_into(bench, page.factor.edit, "-1/2")
    wait_for(bench, (1, 1, 1), before[0, 1] * -0.5)
    wanted = before.copy()
    wanted[[0, 3]] *= -0.5
    assert np.array_equal(bench.snapshot.network.W[1], wanted)
    bench.qtbot.mouseClick(page.switches.frozen, LEFT)
    assert len(bench.experiment.frozen) == 8
    assert bench.window.document.undo_stack.count() == 3


def test_a_product_that_is_too_large_is_refused(bench: Bench) -> None:
    bench.window.document.set_weights({(1, 1, 1): 1e308})
    wait_for(bench, (1, 1, 1), 1e308)
    page = inspect(bench, Edge(1, 1, 0), Edge(1, 1, 1))
    assert isinstance(page, SeveralPage)
    type_into(bench, page.factor.edit, "1e308")
    assert "must be a finite number" in page.factor.sentence.text()
    assert bench.window.document.undo_stack.count() == 1


def test_layers_are_given_one_activation_as_one_step(bench: Bench) -> None:
    page = inspect(bench, WholeLayer(2), WholeLayer(3), Unit(1, 1))
    assert isinstance(page, SeveralPage)
    assert page.activation.currentIndex() == -1
    page.activation.setFocus()
    bench.qtbot.keyClick(page.activation, Qt.Key.Key_End)
    assert [layer.activation for layer in bench.experiment.hidden] == ["step", "step"]
    assert bench.window.document.undo_stack.count() == 1
    bench.window.document.undo_stack.undo()
    assert bench.experiment == EXPERIMENT
    bench.wait_until_shown()


# ---- at its ease ---------------------------------------------------------------------------------------------------


def test_hidden_it_does_no_work(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_I)
    assert bench.window.boundary.isVisible()
    shown: list[int] = []
    for owner, name in ((UnitPage, "show_moment"), (EdgePage, "show_moment")):
        monkeypatch.setattr(owner, name, lambda _self: shown.append(1))
    monkeypatch.setattr(Moment, "lesson", property(lambda _self: shown.append(2)))
    bench.window.selection.select(Edge(1, 1, 1))
    bench.window.selection.select_sample(5)
    bench.step(5)
    assert shown == []


def test_shown_again_it_shows_the_present_moment(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_I)
    bench.window.selection.select(Edge(1, 1, 1))
    bench.step(5)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_I)
    page = bench.window.inspector.page
    assert isinstance(page, EdgePage)
    assert page.facts.spoken[0] == f"w⁽¹⁾₁,₁ = {figure(weight_of(bench, 1, 1, 1), 4)}"


def test_it_goes_with_the_structure(bench: Bench) -> None:
    document = bench.window.document
    page = inspect(bench, Unit(3, 3))
    assert isinstance(page, UnitPage)
    document.remove_unit(3, 3)
    bench.wait_until_shown()
    assert text_of(page, "inspector_title") == "Unit 2 of layer 3"
    for _ in range(2):
        document.remove_layer()
        bench.wait_until_shown()
    assert text_of(page, "inspector_title").endswith("of layer 2")
    document.undo_stack.undo()
    document.undo_stack.undo()
    document.undo_stack.undo()
    bench.wait_until_shown()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("items", [(Unit(2, 1),), (Edge(1, 1, 1),), (WholeLayer(2),), (Unit(2, 1), Edge(1, 2, 2))])
def test_nothing_is_cut_off_at_the_target_sizes(
    open_bench: Callable[..., Bench], size: tuple[int, int], items: tuple[Item, ...]
) -> None:
    bench = open_bench(EXPERIMENT, size)
    bench.window.side.show_page("Inspector")
    inspect(bench, *items)
    inspector: Inspector = bench.window.inspector
    page = inspector.page
    assert page is not None
    assert (bench.window.width(), bench.window.height()) == size
    assert page.minimumSizeHint().width() <= inspector.viewport().width()
    assert page.minimumSizeHint().height() <= inspector.viewport().height()
    for part in page.findChildren(QWidget):
        if part.isVisible():
            right = part.mapTo(inspector.viewport(), QPoint(part.width(), 0)).x()
            assert right <= inspector.viewport().width(), part


def test_the_page_that_was_shown_is_remembered(open_bench: Callable[..., Bench]) -> None:
    first = open_bench()
    first.window.side.show_page("Inspector")
    first.window.close()
    second = open_bench()
    assert second.window.side.page == "Inspector"
    assert second.window.inspector.isVisible()


def test_a_derivative_says_whether_it_is_one_samples_or_a_mini_batchs(bench: Bench) -> None:
    page = inspect(bench, Edge(1, 2, 1))
    assert isinstance(page, EdgePage)
    sample = bench.window.selection.sample
    assert page.sample_caption.text() == f"SAMPLE {sample} ALONE · ∂J/∂w is its own"
    unit = inspect(bench, Unit(2, 2))
    assert isinstance(unit, UnitPage)
    assert unit._caption.text() == f"INCOMING WEIGHTS · ∂J/∂w of sample {sample} alone"
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    page = inspect(bench, Edge(1, 2, 1))
    assert page.batch_caption.text() == "MINI-BATCH OF 10 SAMPLES · ∂J/∂w is their mean"  # type: ignore[attr-defined]


def test_a_cut_weight_shows_no_derivative_but_that_it_does_not_learn(bench: Bench) -> None:
    page = inspect(bench, Edge(1, 2, 1))
    assert isinstance(page, EdgePage)
    assert any(said.startswith("∂J") for said in page.facts.spoken)
    bench.window.document.prune([(1, 2, 1)])
    bench.wait_until_shown()
    assert not any(said.startswith("∂J") for said in page.facts.spoken)
    assert not page.check.isVisible()
    assert page.cut_note.isVisible()
    assert "does not learn" in page.cut_note.text()
    lens = bench.window.findChild(SampleLens)
    assert lens.derivative_share.text() == "is cut: it does not learn"
    unit = inspect(bench, Unit(2, 2))
    assert isinstance(unit, UnitPage)
    model = unit.incoming.incoming
    assert model.index(1, DERIVATIVE).data() == "cut"
    assert model.index(1, DERIVATIVE).data(Qt.ItemDataRole.AccessibleTextRole).endswith("does not learn")
    assert model.index(2, DERIVATIVE).data() != "cut"


def test_zero_units_are_refused_in_place_and_the_number_comes_back(bench: Bench) -> None:
    page = inspect(bench, WholeLayer(2))
    assert isinstance(page, LayerPage)
    type_into(bench, page.units.lineEdit(), "0")
    assert page.sentence.text() == "Layer 2 must have at least one unit, got 0; remove the layer instead"
    assert page.sentence.isVisible()
    assert page.units.value() == 4
    assert bench.experiment.hidden[0].units == 4
    type_into(bench, page.units.lineEdit(), "5")
    assert not page.sentence.isVisible()
    assert bench.experiment.hidden[0].units == 5
    bench.wait_until_shown()
