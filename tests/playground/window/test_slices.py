"""A table of more than two inputs in the window: a slice is chosen, and every view shows it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QToolButton

from engine.experiment import Experiment
from engine.network import forward
from engine.surface import FIRST_TWO, Slice
from engine.table import Table
from playground.canvas.telling import described
from playground.document.selection import Unit
from playground.panels.slice_sliders import MOST_ROWS, STEPS, ShortLabel
from playground.window import memory
from tests.playground.conftest import Bench

OpenBench = Callable[..., Bench]


def table_of(
    dimensions: int, classes: tuple[str, ...] = ("cat", "dog", "eel"), rows: int = 60, names: tuple[str, ...] = ()
) -> Table:
    """Return a table whose rows are sorted by their class, as files often are; the first two inputs say most of it."""
    rng = np.random.default_rng(dimensions)
    target = np.arange(rows) * max(len(classes), 1) // rows
    inputs = rng.normal(size=(rows, dimensions)) + target[:, np.newaxis]
    inputs[:, :2] += 3 * target[:, np.newaxis]  # so that these are shown
    names = names or tuple(f"column {number}" for number in range(1, dimensions + 1))
    return Table(names, inputs, "kind", target + 0.0 if classes else inputs[:, :2].sum(axis=1) * 3, classes)


@pytest.fixture
def bench(open_bench: OpenBench) -> Bench:
    return open_bench()


def learn_from(bench: Bench, table: Table) -> None:
    assert bench.window.document.set_table("Open a table", table, name="own")
    bench.wait_until_shown()


def test_the_chooser_is_there_for_more_than_two_inputs_only(bench: Bench) -> None:
    window = bench.window
    assert not window.slice_chooser.isVisible()
    side = window.boundary.plot.area().width()
    for dimensions, seen in ((4, True), (2, False), (3, True), (1, False)):
        learn_from(bench, table_of(dimensions))
        assert window.slice_chooser.isVisible() == seen
    window.document.set_data(name="circle")
    bench.wait_until_shown()
    assert window.boundary.plot.area().width() == side
    assert window.boundary.frame.told(0, 0) == "x₁ = 0.00, x₂ = 0.00"


def test_other_axes_show_the_samples_from_another_side(bench: Bench) -> None:
    window, table = bench.window, table_of(4)
    learn_from(bench, table)
    across, up = bench.widget("slice_across"), bench.widget("slice_up")
    assert isinstance(across, QComboBox)
    assert isinstance(up, QComboBox)
    assert [across.itemText(number) for number in range(4)] == [f"x{lowered} column {n}" for n, lowered in _NUMBERS]
    across.activated.emit(3)
    up.activated.emit(0)
    assert window.slicing.shown == Slice(3, 0)
    assert (across.currentIndex(), up.currentIndex()) == (3, 0)
    boundary, samples = window.boundary, bench.snapshot.samples
    assert boundary.plot.names == ("column 1", "column 4")
    assert (boundary.plot.x_range, boundary.plot.y_range) == (table.ranges[3], table.ranges[0])
    shown = np.array(boundary.plot.from_pixels(boundary.position_of(17)))
    assert shown == pytest.approx(samples.points[17][[3, 0]])


_NUMBERS = tuple(enumerate("₁₂₃₄", start=1))


def test_a_slider_moves_the_map_and_the_card_says_what_the_network_says_there(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(4))
    bench.step(5)
    window.slice_chooser.unfold()
    row = window.slice_chooser.sliders.rows[1]  # x4
    assert row.name.toolTip() == "x₄ column 4"
    before, place = window.boundary._output.copy(), window.boundary.plot.area().center()
    row.slider.setValue(STEPS)
    _, high = bench.snapshot.samples.ranges[3]
    assert window.slicing.shown.held == ((3, high),)
    assert not np.array_equal(window.boundary._output, before)
    x, y = window.boundary.plot.from_pixels(place)
    point = np.array([[x, y, bench.snapshot.samples.middle[2], high]])
    outputs = forward(bench.snapshot.network, bench.snapshot.samples.inputs_at(point)).output[:, 0]
    said = window.boundary.reading(place).splitlines()[1]
    assert said.endswith(f"→ {('cat', 'dog', 'eel')[int(outputs.argmax())]}")
    assert f"{outputs[0]:.2f}" in said
    assert not row.mean.isHidden()
    row.mean.click()
    assert window.slicing.shown == FIRST_TWO
    assert np.array_equal(window.boundary._output, before)


def test_the_card_of_a_sample_says_what_the_network_says_of_all_of_its_inputs(bench: Bench) -> None:
    learn_from(bench, table_of(5))
    bench.step(3)
    for index in (0, 31, 59):
        samples = bench.snapshot.samples
        outputs = forward(bench.snapshot.network, samples.inputs[index : index + 1]).output[:, 0]
        told = bench.window.boundary.hint(index)
        assert f"{outputs[0]:.2f}" in told
        assert told.splitlines()[1].endswith(("cat", "dog", "eel")[int(samples.labels[index])])


def test_the_tiles_of_the_canvas_show_the_same_slice(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(4))
    window.slicing.show(Slice(2, 3, ((0, 1.5),)))
    view = window.canvas._layers.columns.view
    assert view.shown == window.slicing.shown
    grid = view.surface.grid.inputs
    assert np.ptp(grid, axis=0).tolist()[:2] == [0, 0]
    assert (np.ptp(grid, axis=0)[2:] > 0).all()
    assert view.input_sizes[2:].tolist() == [0, 0]
    levels = window.canvas._layers.columns._columns[1]._levels
    assert len(np.unique(levels[0])) == 1
    assert 127 < levels[0][0, 0] < 254  # 1.5 of a column that reaches farther: blue, and not the strongest


def test_the_sample_is_marked_on_tiles_where_it_lies_in_the_slice(bench: Bench) -> None:
    learn_from(bench, table_of(4))
    window = bench.window
    window.slicing.show(Slice(3, 1))
    window.selection.select_sample(9)
    lows, highs = np.array(bench.snapshot.samples.ranges).T
    shares = 2 * (bench.snapshot.samples.points[9] - lows) / (highs - lows) - 1
    assert window.canvas._acting.point == pytest.approx(shares[[3, 1]])


def test_of_many_inputs_a_few_have_sliders_and_all_are_found(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(64, ("no", "yes")))
    chooser = window.slice_chooser
    chooser.unfold()
    height = chooser.height()
    visible = [row for row in chooser.sliders.rows if row.isVisible()]
    assert len(visible) == MOST_ROWS
    search = bench.widget("slice_search")
    assert isinstance(search, QLineEdit)
    search.setText("column 6")
    found = [row.name.toolTip() for row in chooser.sliders.rows if row.isVisible()]
    assert found == ["x₆ column 6", *(f"x₆{low} column 6{n}" for n, low in enumerate("₀₁₂₃₄"))]
    search.setText("x64")
    assert [row.name.toolTip() for row in chooser.sliders.rows if row.isVisible()] == ["x₆₄ column 64"]
    search.setText("nothing of the kind")
    assert not [row for row in chooser.sliders.rows if row.isVisible()]
    search.clear()
    chooser.sliders.bar.setValue(chooser.sliders.bar.maximum())
    assert chooser.sliders.rows[-1].name.toolTip() == "x₆₄ column 64"
    chooser.sliders.rows[-1].slider.setValue(3)
    assert window.slicing.shown.held[0][0] == 63
    assert chooser.height() == height  # nothing jumps
    others = bench.widget("slice_others")
    assert isinstance(others, QToolButton)
    assert others.text() == "1 of 62 held"
    everything = bench.widget("slice_all_means")
    assert isinstance(everything, QToolButton)
    everything.click()
    assert window.slicing.shown == FIRST_TWO


def test_a_hidden_chart_shows_the_slice_when_it_is_seen_again(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(4))
    window.side.show_page("Inspector")
    window.slicing.choose(across=2)
    assert window.boundary.frame.across.number == 1
    window.side.show_page("Charts")
    assert window.boundary.frame.across.number == 3


def test_a_session_remembers_the_slice_and_the_settings_do_not(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(4))
    window.slicing.show(Slice(3, 1, ((0, 0.5),)))
    view = window.sessions.view()
    window.slicing.show(Slice(1, 2))
    memory.show_view(window, view)
    assert window.slicing.shown == Slice(3, 1, ((0, 0.5),))
    assert "slice" not in memory.view_of(window)
    memory.show_view(window, {**view, "slice": "[9, 1, {}]"})
    assert window.slicing.shown == FIRST_TWO


def test_values_over_more_than_two_inputs_are_a_map_over_the_slice(bench: Bench) -> None:
    learn_from(bench, table_of(3, ()))
    boundary = bench.window.boundary
    assert boundary.heading.title == "Predicted values"
    before = boundary._output.copy()
    bench.window.slicing.hold(2, 2.0)
    assert boundary._output.shape == before.shape
    assert not np.array_equal(boundary._output, before)


def test_classes_over_one_input_are_seen_apart_and_the_map_does_not_vary_upwards(bench: Bench) -> None:
    learn_from(bench, table_of(1))
    boundary = bench.window.boundary
    assert boundary.heading.title == "Decision boundary"
    assert boundary.frame.up is None
    heights = boundary._points[:, 1]
    assert len(np.unique(heights)) == 60
    assert np.array_equal(boundary._output[:, 0], boundary._output[:, -1])
    assert boundary.plot.x_range == bench.snapshot.samples.ranges[0]


def test_values_over_one_input_are_a_curve_over_their_range(bench: Bench) -> None:
    table = Table(("year",), 1900 + np.linspace(0, 99, 50)[:, np.newaxis], "price", np.linspace(4, 9, 50))
    learn_from(bench, table)
    boundary = bench.window.boundary
    assert boundary.heading.title == "Predicted curve"
    assert boundary.x_range == table.ranges[0]
    assert boundary.hint(0).splitlines()[1].startswith("x₁ = 1900.0, y = 4.00")
    x, _ = boundary._curve
    assert (x[0], x[-1]) == pytest.approx(table.ranges[0])


def test_columns_and_classes_are_told_by_their_names_everywhere(bench: Bench) -> None:
    window = bench.window
    learn_from(bench, table_of(4, names=("<b>length</b>", "width", "depth", "x4")))
    scene = window.canvas._scene
    assert described(scene, Unit(1, 1)).endswith("input 1, x₁ <b>length</b>")
    assert described(scene, Unit(1, 4)).endswith("input 4, x₄")
    assert described(scene, Unit(3, 2)).splitlines()[0] == "unit 2 of layer 3: dog"
    window.side.show_page("Inspector")
    window.selection.select_unit(Unit(1, 2))
    page = window.inspector._pages[Unit]
    assert page.heading._note.text() == "input layer · feature x₂ width"
    window.selection.select_unit(Unit(3, 3))
    assert page.heading._note.text().endswith("· eel")
    assert page.heading._note.textFormat() == Qt.TextFormat.PlainText


def test_a_change_of_rows_keeps_the_slice_and_another_table_has_its_own(bench: Bench) -> None:
    window, table = bench.window, table_of(4)
    learn_from(bench, table)
    window.slicing.show(Slice(2, 3))
    learn_from(bench, Table(table.names, table.inputs[:40], table.target_name, table.target[:40], table.classes))
    assert window.slicing.shown == Slice(2, 3)
    assert window.boundary.frame.across.number == 3
    learn_from(bench, table_of(5))
    assert window.slicing.shown == FIRST_TWO
    window.document.undo_stack.undo()
    bench.wait_until_shown()
    assert window.slicing.shown == FIRST_TWO


def test_fewer_rows_of_the_same_network_move_the_selected_sample_to_one_that_there_is(bench: Bench) -> None:
    window, table = bench.window, table_of(2, rows=200)
    learn_from(bench, table)
    window.selection.select_sample(150)
    assert window.document.set_table(
        "Fewer", Table(table.names, table.inputs[:120], table.target_name, table.target[:120], table.classes)
    )
    window.selection.select_sample(150)  # as a snapshot of the old data, which is still on its way, may have it
    bench.wait_until_shown()
    assert window.selection.sample == 119


def test_many_inputs_and_classes_are_shown(bench: Bench) -> None:
    learn_from(bench, table_of(300, tuple(f"class {n:03}" for n in range(100)), rows=300))
    assert bench.window.boundary.kind.classes == 100
    assert not bench.window.boundary.grab().isNull()
    assert not bench.window.canvas.grab().isNull()


def test_the_usual_plane_is_as_it_was(bench: Bench) -> None:
    boundary = bench.window.boundary
    assert bench.experiment == Experiment()
    assert boundary.plot.left_ticks == [(-4.0, "−4"), (-2.0, "−2"), (0.0, "0"), (2.0, "2"), (4.0, "4")]
    assert boundary.plot.left_ticks == boundary.plot.bottom_ticks
    assert (boundary.plot.left.name, boundary.plot.bottom.name, boundary.plot.names) == ("𝑥₂", "𝑥₁", ("", ""))


def test_long_names_that_begin_alike_are_told_apart_by_their_ends(bench: Bench) -> None:
    names = tuple(f"the quite remarkable measure {letter}" for letter in "ABCD")
    learn_from(bench, table_of(4, names=names))
    rows = bench.window.findChildren(ShortLabel)
    seen = [label.text() for label in rows if label._whole.startswith("x")]
    assert [text[-1] for text in seen] == ["C", "D"]
    assert all("…" in text for text in seen)


@pytest.mark.parametrize(("value", "place"), [(1e150, "maximum"), (-1e150, "minimum")])
def test_a_slice_far_off_the_samples_has_its_slider_at_the_end(bench: Bench, value: float, place: str) -> None:
    """Drawn and typed samples may lie anywhere, and their mean with them."""
    learn_from(bench, table_of(3))
    bench.window.slicing.hold(2, value)
    slider = bench.window.slice_chooser.sliders.findChildren(QSlider)[0]
    assert slider.value() == getattr(slider, place)()
