"""The window that compares branches: what it shows, driven by its real widgets."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from engine import fitting
from engine.comparison import compare_weights, decided_differently
from engine.experiment import Experiment, Layer
from engine.network import forward
from engine.samples import samples_of
from engine.surface import Slice
from engine.surgery import Surgery, between
from engine.table import Table
from playground.charts.decision_map import apart_table, color_steps, color_table
from playground.compare.maps import Maps
from playground.compare.sides import HERE
from playground.compare.weights import DIFFERENCE, WEIGHT, A, B
from tests.playground.compare.conftest import LINE, PLANE, RULE, SMALL, THREE, Stage

OpenStage = Callable[..., Stage]


def choose(stage: Stage, number: int, choice: int) -> None:
    """Choose in the box of A (0) or B (1)."""
    box = stage.window.chooser.boxes[number]
    index = box.findData(choice)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def networks(stage: Stage) -> tuple[object, object]:
    """Return the network of the present moment and that of branch 1 at its end."""
    way = stage.past.seen.way(1)
    assert way
    assert way.tip
    return stage.moment.snapshot.network, way.tip.network


# ---- which two -----------------------------------------------------------------------------------------------------


def test_one_branch_alone_is_told_how_others_come_about(open_stage: OpenStage) -> None:
    stage = open_stage(forked=False)
    window = stage.window
    assert window.message.isVisible()
    assert "go back on the timeline and change something there" in window.message.text()
    assert not window.chooser.isVisible()
    assert not window.go.isVisible()
    assert not window.maps.isVisible()
    assert window.message.height() >= window.message.heightForWidth(window.message.width())
    stage.fork()
    assert window.maps.isVisible()
    assert window.chooser.isVisible()
    assert not window.message.isVisible()


def test_at_first_the_present_moment_stands_beside_the_branch_that_was_left_last(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.fork(15)
    assert stage.past.left == 2
    assert stage.window.chosen == (HERE, 2)
    names = [box.currentText() for box in stage.window.chooser.boxes]
    assert names == ["Branch 3, here at epoch 35", "Branch 2, to epoch 30"]


def test_the_button_swaps_both_and_so_does_who_chooses_the_other_ones_branch(
    open_stage: OpenStage, qtbot: QtBot
) -> None:
    stage = open_stage()
    qtbot.mouseClick(stage.window.chooser.swap, Qt.MouseButton.LeftButton)
    assert stage.window.chosen == (1, HERE)
    assert stage.window.maps.a.head.title == "A  Branch 1"
    choose(stage, 0, HERE)
    assert stage.window.chosen == (HERE, 1)
    assert stage.window.maps.a.head.title == "A  Branch 2, here"


def test_a_branch_that_becomes_the_present_one_is_chosen_as_the_present_moment(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.fork(20)  # the run is on branch 3 now
    choose(stage, 0, 2)
    choose(stage, 1, 1)
    stage.past.go_to_branch(2)
    assert stage.window.chosen == (HERE, 1)
    stage.past.go_to_branch(1)  # it stands on the other side already, where the branch that was left comes in
    assert stage.window.chosen == (HERE, 2)


def test_a_branch_that_is_deleted_gives_way_and_the_last_one_to_the_sentence(open_stage: OpenStage) -> None:
    stage = open_stage()
    stage.fork(15)
    stage.timeline.branches.delete(2)
    stage.show()
    assert stage.window.chosen == (HERE, 1)
    stage.timeline.branches.delete(1)
    stage.show()
    assert stage.window.message.isVisible()


def test_a_branch_whose_end_is_not_kept_can_be_gone_to_from_here(open_stage: OpenStage, qtbot: QtBot) -> None:
    stage = open_stage()
    future = stage.timeline.branches[1].future
    del future.frames[-1:]
    stage.timeline.branches.version += 1
    stage.show()
    assert stage.window.message.text() == "It is not kept what Branch 1 came to. Go to this branch once to see it."
    qtbot.mouseClick(stage.window.go, Qt.MouseButton.LeftButton)
    assert stage.timeline.branches.present == 1
    assert stage.window.maps.isVisible()
    assert stage.window.chosen == (HERE, 2)


# ---- curves --------------------------------------------------------------------------------------------------------


def test_costs_of_both_go_from_the_beginning_to_where_each_came(open_stage: OpenStage) -> None:
    stage = open_stage()
    ours, theirs = stage.window.costs.legend.branches
    assert (ours.name, theirs.name) == ("A  Branch 2, here", "B  Branch 1")
    assert (ours.epochs.tolist(), theirs.epochs.tolist()) == ([*range(31)], [*range(31)])
    np.testing.assert_array_equal(ours.train[:11], theirs.train[:11])
    assert (ours.train[11:] != theirs.train[11:]).any()
    assert ours.train[-1] == stage.timeline.run.costs.last[1]
    colors = [color for color, _ in stage.window.costs.curves]
    assert colors == [1, 1, 0, 0]


def test_where_someone_points_the_legend_reads_both_costs_there(open_stage: OpenStage, qtbot: QtBot) -> None:
    stage = open_stage()
    plot = stage.window.costs.plot
    ((x, y),) = plot.to_pixels(np.array([[20.0, np.mean(plot.y_range)]]))
    qtbot.mouseMove(plot, QPoint(round(x), round(y)))
    plot.pointer_moved.emit(QPoint(round(x), round(y)).toPointF())
    assert stage.window.costs.legend.epoch == 20
    ours = stage.window.costs.legend.branches[0]
    assert ours.at(20.0) == (ours.train[20], ours.test[20])
    plot.pointer_left.emit()
    assert stage.window.costs.legend.epoch is None


def test_the_scale_of_costs_is_logarithmic_or_linear(open_stage: OpenStage, qtbot: QtBot) -> None:
    costs = open_stage().window.costs
    top = costs.plot.y_range[1]
    qtbot.mouseClick(costs.scale.segments[1], Qt.MouseButton.LeftButton)
    assert not costs.is_log
    assert costs.plot.y_range[1] != top
    assert costs.plot.y_range[0] <= 0


# ---- boundaries ----------------------------------------------------------------------------------------------------


def test_the_third_map_is_the_difference_of_both_outputs(open_stage: OpenStage) -> None:
    stage = open_stage()
    maps = stage.window.maps
    axis = np.linspace(-6, 6, 81)
    x1, x2 = np.meshgrid(axis, axis)
    points = np.column_stack([x1.ravel(), x2.ravel()])
    a, b = (forward(network, points).output.reshape(81, 81) for network in networks(stage))
    picture = maps.difference.picture
    np.testing.assert_allclose(picture.steps, color_steps(a - b, -picture.limit, picture.limit).astype(int), atol=1)
    assert picture.table_of is color_table
    assert np.abs(a - b).max() <= picture.limit
    size, place = (a - b).flat[np.abs(a - b).argmax()], np.abs(a - b).argmax()
    signed = f"{size:+.3f}".replace("-", "−")
    where = f"x₁ = {x1.flat[place]:.2f}, x₂ = {x2.flat[place]:.2f}".replace("-", "−")
    assert f"Largest difference A − B = {signed}, at {where}." in maps.sentence
    assert [(line.color, line.is_dashed) for line in picture.lines] == [(1, False), (0, True)]


@pytest.mark.parametrize("experiment", [SMALL, THREE, RULE], ids=["two classes", "three classes", "perceptron"])
def test_samples_that_are_decided_differently_are_counted(open_stage: OpenStage, experiment: Experiment) -> None:
    stage = open_stage(experiment)
    samples = stage.moment.snapshot.samples
    a, b = (forward(network, samples.inputs).output for network in networks(stage))
    apart = decided_differently(experiment.output, a, b)
    sentence = stage.window.sentence.text()
    if apart.any():
        train, test = int(apart[samples.train].sum()), int(apart[samples.test].sum())
        assert f"{apart.sum()} sample" in sentence
        assert f"{train} of {len(samples.train)} in training, {test} of {len(samples.test)} in the test." in sentence
    else:
        assert f"All {samples.count} samples are decided alike." in sentence


def test_of_several_classes_the_third_map_shows_where_they_decide_differently(open_stage: OpenStage) -> None:
    stage = open_stage(THREE)
    stage.fork(1, epochs=29)
    picture = stage.window.maps.difference.picture
    assert picture.table_of is apart_table
    share = 100 * picture.steps.mean()
    assert share > 0
    assert f"They decide differently on {share:.1f} % of the plane." in stage.window.sentence.text()


def test_values_over_the_plane_have_no_boundary_but_a_difference(open_stage: OpenStage) -> None:
    stage = open_stage(PLANE)
    assert stage.window.maps.difference.picture.lines == ()
    samples = stage.moment.snapshot.samples
    a, b = (forward(network, samples.inputs).output[0] for network in networks(stage))
    gaps = [np.abs(a - b)[part].max() for part in (samples.train, samples.test)]
    assert f"at most {gaps[0]:.3f} (training) and {gaps[1]:.3f} (test) apart" in stage.window.sentence.text()
    assert stage.window.maps.a.foot.caption.startswith("R²: train ")


def test_over_a_line_there_are_two_curves_and_their_difference(open_stage: OpenStage) -> None:
    stage = open_stage(LINE)
    maps = stage.window.maps
    assert maps.curves.isVisible()
    assert not maps.a.isVisible()
    ours, theirs = maps.curves.lines
    (gap,) = maps.gap.lines
    np.testing.assert_array_equal(gap.y, ours.y - theirs.y)
    a, _ = networks(stage)
    np.testing.assert_array_equal(ours.y, forward(a, ours.x[:, np.newaxis]).output[0])
    assert (ours.color, theirs.color) == (1, 0)


def test_the_pointer_reads_what_both_say(open_stage: OpenStage) -> None:
    stage = open_stage()
    plane = stage.window.maps.b
    plane.plot.pointer_moved.emit(plane.plot.area().center())
    a, b = (forward(network, np.zeros((1, 2))).output[0, 0] for network in networks(stage))
    lines = plane.card.text.split("\n")
    assert plane.card.isVisible()
    assert lines[1:3] == [
        f"{name}: a⁽³⁾₁ = {value:.2f} → class {int(value >= 0.5)}" for name, value in zip("AB", (a, b), strict=True)
    ]
    assert lines[3].startswith("A − B = ")


# ---- weights -------------------------------------------------------------------------------------------------------


def test_weights_stand_with_the_largest_difference_first_and_are_sorted_by_a_click(
    open_stage: OpenStage, qtbot: QtBot
) -> None:
    stage = open_stage()
    view, model = stage.window.weights, stage.window.weights.weights
    compared = compare_weights(*networks(stage))
    assert model.rowCount() == len(compared.a) == 17
    sizes = [abs(model.value_at(row, DIFFERENCE)) for row in range(17)]
    assert sizes == sorted(np.abs(compared.difference).tolist(), reverse=True)
    header = view.horizontalHeader()
    for column, values in ((A, compared.a), (B, compared.b)):
        click_heading(qtbot, header, column)
        found = [model.value_at(row, column) for row in range(17)]
        assert found in (sorted(values.tolist()), sorted(values.tolist(), reverse=True))
        assert model.headerData(column, Qt.Orientation.Horizontal)[-1] in "↓↑"
    click_heading(qtbot, header, WEIGHT)
    places = [model.weight_at(row) for row in range(17)]
    in_order = [tuple(place) for place in compared.places.tolist()]
    assert places in (in_order, in_order[::-1])


def click_heading(qtbot: QtBot, header: QHeaderView, column: int) -> None:
    x = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, header.height() // 2))


def test_ctrl_c_copies_the_selected_rows_or_all_as_a_spreadsheet_takes_them(
    open_stage: OpenStage, qtbot: QtBot
) -> None:
    stage = open_stage()
    view, model = stage.window.weights, stage.window.weights.weights
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 18
    assert lines[0] == "weight\tA\tB\tA − B"
    name, *values = lines[1].split("\t")
    assert name == model.index(0, WEIGHT).data()
    assert [float(value) for value in values] == [model.value_at(0, column) for column in (A, B, DIFFERENCE)]
    view.selectRow(3)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_of_other_structures_a_sentence_names_what_has_no_counterpart(open_stage: OpenStage) -> None:
    stage = open_stage()
    wider = replace(stage.timeline.run.experiment, hidden=(Layer(5),))
    stage.fork(20, Surgery(wider, between(stage.timeline.run.experiment, wider), "Add a unit"))
    assert stage.window.weights.weights.rowCount() == 17
    assert stage.window.rest.text() == "4 weights of A have none in B: unit 5 of layer 2."
    choose(stage, 1, 1)
    assert stage.window.settings.text() == "Hidden layers 5 tanh in A, 4 tanh in B · learning rate 0.15 in A, 0.3 in B"


def test_inputs_that_only_one_of_both_has_are_asked_all_the_same(open_stage: OpenStage) -> None:
    stage = open_stage()
    before = stage.timeline.run.experiment
    more = replace(before, features=("x1", "x2", "x1x2"))
    stage.fork(20, Surgery(more, between(before, more), "Add an input"))
    assert stage.window.maps.isVisible()
    assert stage.window.rest.text() == "4 weights of A have none in B: unit 3 of layer 1."
    assert "inputs x₁, x₂, x₁x₂ in A, x₁, x₂ in B" in stage.window.settings.text().replace("Inputs", "inputs")


def test_a_branch_with_other_data_is_asked_where_the_samples_of_a_lie(open_stage: OpenStage) -> None:
    stage = open_stage()
    before = stage.timeline.run.experiment
    other = before.with_data(name="xor", samples=80)
    stage.fork(20, Surgery(other, between(before, other), "Other data"))
    choose(stage, 1, 1)
    samples = stage.moment.snapshot.samples
    assert samples.count == 80
    a, b = (forward(network, samples.inputs).output for network in networks(stage))
    apart = int(decided_differently("sigmoid", a, b).sum())
    assert f"{apart} samples are decided differently among 80 samples of Xor: " in stage.window.sentence.text()
    assert "Data circle" not in stage.window.settings.text()
    assert "Data Xor in A, Circle in B · samples 80 in A, 60 in B" in stage.window.settings.text()


def test_data_of_two_kinds_are_not_laid_on_each_other_but_costs_and_weights_are_compared(open_stage: OpenStage) -> None:
    signed = replace(SMALL, output="tanh", cost="squared")
    stage = open_stage(signed)
    before = stage.timeline.run.experiment
    values = before.with_data(name="reg-plane", samples=60)
    stage.fork(20, Surgery(values, between(before, values), "Other data"))
    maps = stage.window.maps
    assert maps.apart.text() == "A learns Plane and B learns Circle: what they say cannot be laid on each other."
    assert maps.apart.isVisible()
    assert not stage.window.sentence.isVisible()
    assert stage.window.weights.weights.rowCount() == 17
    stage.past.go_to_branch(1)
    choose(stage, 1, 2)
    assert maps.a.isVisible()


def test_weights_are_written_with_the_digits_that_formulas_have(open_stage: OpenStage) -> None:
    stage = open_stage()
    model = stage.window.weights.weights
    stage.window.set_digits(5)
    written = model.index(0, A).data()
    assert len(written.split(".")[1]) == 5
    assert float(written.replace("−", "-")) == pytest.approx(model.value_at(0, A), abs=5e-6)


# ---- while it runs -------------------------------------------------------------------------------------------------


def test_hidden_it_computes_nothing_and_shown_again_it_is_up_to_date(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage()
    calls: list[int] = []
    show_sides = Maps.show_sides
    monkeypatch.setattr(Maps, "show_sides", lambda *sides: (calls.append(1), show_sides(*sides)))
    stage.window.hide()
    stage.learn(1)
    assert calls == []
    stage.window.show()
    assert calls
    assert stage.window.costs.legend.branches[0].epochs[-1] == 31


def test_rows_stay_in_their_places_while_the_run_hurries_and_are_sorted_when_it_rests(open_stage: OpenStage) -> None:
    stage = open_stage()
    model = stage.window.weights.weights
    order = [model.weight_at(row) for row in range(model.rowCount())]
    first = model.value_at(0, A)
    stage.timeline.advance(epochs=50)
    stage.show(hurried=True)
    stage.moment._turns.catch_up()
    assert model.value_at(0, A) != first
    assert [model.weight_at(row) for row in range(model.rowCount())] == order
    stage.show()
    sizes = [abs(model.value_at(row, DIFFERENCE)) for row in range(model.rowCount())]
    assert sizes == sorted(sizes, reverse=True)


def test_what_has_not_changed_is_not_computed_again(open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = open_stage()
    before = stage.window.maps.difference.picture
    stage.show()
    assert stage.window.maps.difference.picture is before
    stage.learn(1)
    assert stage.window.maps.difference.picture is not before


def test_escape_closes_it(open_stage: OpenStage, qtbot: QtBot) -> None:
    stage = open_stage()
    qtbot.keyClick(stage.window.weights, Qt.Key.Key_Escape)
    assert not stage.window.isVisible()


# ---- a table of more than two inputs ---------------------------------------------------------------------------------


def of_a_table(target: np.ndarray, classes: tuple[str, ...]) -> Experiment:
    inputs = np.random.default_rng(5).normal(size=(len(target), 4)) + target[:, np.newaxis]
    table = Table(("a", "b", "c", "d"), inputs, "kind", target, classes)
    return fitting.with_data(replace(SMALL, hidden=(Layer(3),)), table=table, name="own").experiment


def test_branches_are_compared_over_the_slice_that_is_shown(open_stage: OpenStage) -> None:
    stage = open_stage(of_a_table(np.arange(60) // 30 * 1.0, ("no", "yes")))
    maps = stage.window.maps
    before = maps.a.picture.steps
    stage.slicing.show(Slice(3, 1, ((0, 1.5),)))
    samples = stage.moment.snapshot.samples
    for plane in (maps.a, maps.b, maps.difference):
        assert (plane.plot.x_range, plane.plot.y_range) == (samples.ranges[3], samples.ranges[1])
        assert plane.plot.names == ("b", "d")
    assert not np.array_equal(maps.a.picture.steps, before)
    x, y = samples.ranges[3][0], samples.ranges[1][1]
    point = np.array([[1.5, y, samples.middle[2], x]])
    a, b = (forward(network, samples.inputs_at(point)).output[0, 0] for network in networks(stage))
    corner = color_steps(np.array([[a]]), 0.0, 1.0)[0, 0]
    assert int(maps.a.picture.steps[-1, 0]) == pytest.approx(int(corner), abs=1)
    told = maps.a.read(x, y)
    assert told.startswith(f"x₄ = {x:.2f}".replace("-", "−"))
    assert f"A: a⁽³⁾₁ = {a:.2f} → {'yes' if a > 0.5 else 'no'}" in told
    assert f"B: a⁽³⁾₁ = {b:.2f} → {'yes' if b > 0.5 else 'no'}" in told


def test_a_branch_of_other_rows_is_asked_over_the_slice_of_a(open_stage: OpenStage) -> None:
    experiment = of_a_table(np.arange(60) % 3 * 1.0, ("cat", "dog", "eel"))
    stage = open_stage(experiment)
    table = experiment.data.table
    fewer = replace(table, inputs=0.5 * table.inputs[:40], target=table.target[:40])
    before = stage.timeline.run.experiment
    after = fitting.with_data(before, table=fewer).experiment
    stage.fork(20, Surgery(after, between(before, after), "Other rows"))
    choose(stage, 1, 1)
    samples = stage.moment.snapshot.samples
    maps, place = stage.window.maps, samples.middle.copy()
    a, b = networks(stage)
    place[:2] = samples.ranges[0][1], samples.ranges[1][0]
    said = forward(b, samples_of(experiment).inputs_at(place[np.newaxis])).output[:, 0]
    decided = int(said.argmax())
    assert f"→ {('cat', 'dog', 'eel')[decided]}" in maps.a.read(place[0], place[1]).splitlines()[2]
    assert int(maps.b.picture.steps[0, -1]) // 64 == decided
    assert a is stage.moment.snapshot.network


def test_tables_of_other_columns_are_not_laid_on_each_other(open_stage: OpenStage) -> None:
    experiment = of_a_table(np.arange(60) % 3 * 1.0, ("cat", "dog", "eel"))
    stage = open_stage(experiment)
    before = stage.timeline.run.experiment
    after = fitting.with_data(before, table=replace(before.data.table, names=("a", "b", "c", "e"))).experiment
    stage.fork(20, Surgery(after, between(before, after), "Other columns"))
    choose(stage, 1, 1)
    told = "A and B learn from tables of other columns or classes: what they say cannot be laid on each other."
    assert stage.window.maps.apart.text() == told
    assert stage.window.maps.currentWidget() is stage.window.maps.apart
