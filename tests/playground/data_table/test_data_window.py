"""The data table under real keys, clicks and the clipboard: document, run and grid always agree."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from engine.data import DRAWN
from engine.experiment import Experiment
from engine.rows import MOST_EDITED, as_table, with_cells, with_rows, without_rows
from engine.samples import samples_of
from engine.table import Table
from playground.data_table import window
from playground.data_table.opinions import opinions_of
from playground.document.names import number
from playground.document.values import ValueRefusedError
from tests.playground.conftest import Bench
from tests.playground.data_table.conftest import CONTROL, PLAIN, SHIFT, Grid, own, table_of
from tests.playground.hands import choose

OpenGrid = Callable[..., Grid]


# ---- what it shows -------------------------------------------------------------------------------------------------


def test_t_opens_it_at_the_selected_sample_and_closes_it(bench: Bench) -> None:
    bench.window.selection.select_sample(120)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_T)
    window = bench.window.data_table
    assert window.isVisible()
    assert window.model.sample_at(window.view.currentIndex().row()) == 120
    assert window.note.text() == "500 samples of Circle; the first change makes them your own"
    assert window.count.text() == "250 train · 250 test"
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_T)
    assert not window.isVisible()


def test_escape_closes_it(grid: Grid) -> None:
    grid.press(Qt.Key.Key_Escape)
    assert not grid.window.isVisible()


def test_every_cell_is_the_tables(grid: Grid) -> None:
    table = grid.table
    assert (grid.model.rowCount(), grid.model.columnCount()) == (6, 7)
    for row in range(6):
        for column in range(3):
            assert float(grid.at(row, column).data(Qt.ItemDataRole.EditRole)) == table.inputs[row, column]
    assert grid.column(3) == ["cat", "cow", "dog"] * 2
    assert grid.column(4) == ["train"] * 4 + ["test"] * 2
    across, name = Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole
    assert [grid.model.headerData(column, across) for column in range(7)] == [
        "x₁", "x₂", "x₃", "y", "part", "says", "cost",
    ]  # fmt: skip
    assert str(grid.model.headerData(0, across, name)).startswith("x₁, length 1: an input")
    exact = repr(float(table.inputs[2, 1])).replace("-", "−")
    assert grid.at(2, 1).data(name) == f"sample 2, x₂ (length 2) = {exact}"


def test_more_digits_are_shown_where_they_are_chosen(grid: Grid) -> None:
    grid.writing.set_digits(6)
    assert grid.shown(0, 0) == f"{grid.table.inputs[0, 0]:.6f}".replace("-", "−")


def test_what_the_network_says_and_costs_follows_the_run_and_wrong_rows_are_marked(grid: Grid) -> None:
    for epochs in (0, 3):
        if epochs:
            grid.learn(epochs)
        snapshot = grid.moment.snapshot
        assert snapshot is not None
        found = opinions_of(snapshot, np.arange(6))
        assert grid.column(5) == [grid.table.classes[int(said)] for said in found.said]
        assert [grid.model.cell(row, 5).is_wrong for row in range(6)] == found.is_wrong.tolist()
        costs = [grid.model.opinion_at(row)[2] for row in range(6)]  # type: ignore[index]
        assert costs == found.costs.tolist()


def test_the_grid_is_not_made_anew_while_the_network_learns(grid: Grid, qtbot: object) -> None:
    resets: list[bool] = []
    grid.model.modelReset.connect(lambda: resets.append(True))
    grid.model.dataChanged.connect(lambda *_: resets.append(True))
    for _ in range(5):
        grid.learn(1)
    assert resets == []


def test_its_size_is_remembered(open_bench: Callable[..., Bench]) -> None:
    from playground.window import memory

    first = open_bench()
    first.window.data_table.show()
    first.window.data_table.resize(703, 401)
    memory.remember(first.window)
    assert open_bench().window.data_table.size().toTuple() == (703, 401)


# ---- typing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("3.5", 3.5), ("-1,25", -1.25), ("2/3", 2 / 3), ("-1e-3", -0.001)])
def test_a_typed_number_is_in_the_document_and_undo_brings_the_very_table_back(
    grid: Grid, text: str, value: float
) -> None:
    before = grid.table
    grid.click(2, 0)
    grid.type(text)
    assert grid.table == with_cells(before, inputs=[(2, 0, value)])
    assert grid.document.undo_stack.undoText() == f"Set x₁ of sample 2 to {number(value)}"
    assert float(grid.at(2, 0).data(Qt.ItemDataRole.EditRole)) == value
    grid.document.undo_stack.undo()
    assert grid.table == before
    assert float(grid.at(2, 0).data(Qt.ItemDataRole.EditRole)) == before.inputs[2, 0]


def test_generated_samples_become_drawn_ones_by_the_first_change(open_grid: OpenGrid) -> None:
    grid = open_grid(Experiment())
    experiment = grid.document.experiment
    before = as_table(experiment.data, samples_of(experiment))
    grid.click(7, 1)
    grid.type("0.25")
    data = grid.document.experiment.data
    assert data.name == DRAWN
    assert data.table == with_cells(before, inputs=[(7, 1, 0.25)])
    assert grid.window.note.text() == "500 samples drawn by hand"
    grid.document.undo_stack.undo()
    grid.catch_up()
    assert grid.document.experiment == experiment
    assert "Circle" in grid.window.note.text()


def test_the_editor_holds_every_digit_and_leaving_it_changes_nothing(grid: Grid) -> None:
    grid.click(3, 2)
    grid.press(Qt.Key.Key_F2)
    editor = grid.editor
    assert isinstance(editor, QLineEdit)
    assert float(editor.text().replace("−", "-")) == grid.table.inputs[3, 2]
    grid.end()
    assert grid.steps == 0


def test_a_digit_begins_to_type_also_where_keys_mean_something_in_the_window(grid: Grid) -> None:
    grid.click(1, 1)
    grid.press(Qt.Key.Key_7)
    editor = grid.editor
    assert editor is not None
    grid.end()
    assert grid.table.inputs[1, 1] == 7


@pytest.mark.parametrize("text", ["abc", "1e400", "1e200", "2/0", "1,5,2"])
def test_what_is_no_number_is_refused_in_place_and_nothing_is_lost(grid: Grid, text: str) -> None:
    before = grid.table
    grid.click(2, 1)
    grid.type(text)
    editor = grid.editor
    assert isinstance(editor, QLineEdit)
    assert editor.text() == text
    assert grid.said.startswith("The value of x₂ must be")
    assert not grid.window.hint.isVisible()
    grid.end(Qt.Key.Key_Escape)
    assert grid.editor is None
    assert grid.window.hint.isVisible()
    assert (grid.table, grid.steps) == (before, 0)


def test_a_class_is_typed_by_its_name_or_chosen_from_the_list(grid: Grid) -> None:
    grid.click(0, 3)
    grid.type("dog")
    assert (grid.table.target[0], grid.document.undo_stack.undoText()) == (2, "Set y of sample 0 to dog")
    grid.click(1, 3)
    grid.press(Qt.Key.Key_Return)
    editor = grid.editor
    assert isinstance(editor, QComboBox)
    assert [editor.itemText(row) for row in range(editor.count())] == ["cat", "cow", "dog"]
    choose(grid.qtbot, editor, 0)
    assert (grid.table.target[1], grid.editor) == (0, None)


def test_a_letter_begins_to_type_a_class(grid: Grid) -> None:
    grid.click(0, 3)
    grid.press(Qt.Key.Key_D)
    editor = grid.editor
    assert isinstance(editor, QComboBox)
    grid.qtbot.keyClicks(editor, "og")
    grid.end()
    assert grid.table.target[0] == 2


def test_a_new_class_is_offered_first_and_added_when_return_is_pressed_again(grid: Grid) -> None:
    grid.click(0, 3)
    grid.type("bee")
    editor = grid.editor
    assert editor is not None
    assert "'bee' is no class yet" in grid.said
    assert "makes 4 classes" in grid.said
    assert grid.steps == 0
    grid.end()
    assert grid.table.classes == ("bee", "cat", "cow", "dog")
    assert grid.document.experiment.outputs == 4
    assert grid.column(3)[:3] == ["bee", "cow", "dog"]
    assert grid.editor is None
    grid.catch_up()
    assert grid.model.opinion_at(0) is not None


def test_leaving_a_class_that_is_none_changes_nothing_and_says_why(grid: Grid) -> None:
    grid.click(0, 3)
    grid.type("bee", end=None)
    grid.click(3, 0)
    assert grid.editor is None
    assert "'bee'" in grid.said
    assert grid.steps == 0


# ---- parts ---------------------------------------------------------------------------------------------------------


def test_space_moves_the_selected_samples_to_the_other_part_in_one_step(grid: Grid) -> None:
    grid.click(0, 4)
    grid.click(2, 4, SHIFT)
    grid.press(Qt.Key.Key_Space)
    assert grid.column(4) == ["test"] * 3 + ["train"] + ["test"] * 2
    assert (grid.steps, grid.document.undo_stack.undoText()) == (1, "Move 3 samples to the test part")
    grid.press(Qt.Key.Key_Space)
    assert grid.column(4) == ["train"] * 4 + ["test"] * 2


def test_a_double_click_moves_a_sample_to_the_other_part(grid: Grid) -> None:
    place = grid.view.visualRect(grid.at(1, 4)).center()
    grid.qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    grid.qtbot.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert grid.shown(1, 4) == "test"


def test_the_last_sample_to_learn_from_stays(grid: Grid) -> None:
    grid.press(Qt.Key.Key_A, CONTROL)
    grid.press(Qt.Key.Key_M, CONTROL)
    assert "expected some to learn from" in grid.said
    assert grid.steps == 0


# ---- rows ----------------------------------------------------------------------------------------------------------


def test_delete_takes_the_selected_samples_away(grid: Grid) -> None:
    before = grid.table
    grid.click(1, 0)
    grid.click(4, 2, CONTROL)
    grid.press(Qt.Key.Key_Delete)
    assert grid.table == without_rows(before, [1, 4])
    assert grid.view.currentIndex().row() == 1
    assert grid.document.undo_stack.undoText() == "Delete 2 samples"
    grid.document.undo_stack.undo()
    assert grid.table == before


def test_two_samples_are_always_left(grid: Grid) -> None:
    grid.press(Qt.Key.Key_A, CONTROL)
    grid.press(Qt.Key.Key_Delete)
    assert grid.said == "0 samples would be left, expected at least 2"
    assert grid.steps == 0


def test_duplicates_and_new_rows_come_last_and_are_selected(grid: Grid) -> None:
    before = grid.table
    grid.click(0, 0)
    grid.click(1, 0, CONTROL)
    grid.press(Qt.Key.Key_D, CONTROL)
    expected = with_rows(before, before.inputs[:2], before.target[:2], before.is_test[:2])  # type: ignore[index]
    assert grid.table == expected
    assert grid.view.selected_rows().tolist() == [6, 7]
    grid.press(Qt.Key.Key_Insert)
    assert grid.table.rows == 9
    assert grid.view.selected_rows().tolist() == [8]
    assert grid.steps == 2


def test_the_run_is_told_of_a_new_sample_when_it_has_taken_it_up(grid: Grid) -> None:
    grid.click(0, 0)
    grid.press(Qt.Key.Key_Insert)
    assert grid.selection.sample == 0
    grid.catch_up()
    assert grid.selection.sample == 6


# ---- sorting and filters -------------------------------------------------------------------------------------------


def test_a_heading_sorts_up_then_down_then_as_in_the_data_which_keep_their_order(grid: Grid) -> None:
    before, x1 = grid.table, grid.table.inputs[:, 0]
    grid.click_heading(0)
    assert grid.model.order.tolist() == np.argsort(x1).tolist()
    assert (
        grid.view.horizontalHeader().model().headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.UserRole + 3) == 1
    )
    grid.click_heading(0)
    assert grid.model.order.tolist() == np.argsort(-x1).tolist()
    grid.click_heading(0)
    assert grid.model.order.tolist() == list(range(6))
    assert (grid.table, grid.steps) == (before, 0)


def test_typing_in_a_sorted_grid_changes_the_right_sample_and_leaves_the_rows_where_they_are(grid: Grid) -> None:
    grid.click_heading(0)
    order = grid.model.order.tolist()
    grid.click(0, 0)
    grid.type("99")
    assert grid.table.inputs[order[0], 0] == 99
    assert grid.model.order.tolist() == order


def test_the_samples_that_cost_most_come_first_and_stay_so_when_the_run_rests(grid: Grid) -> None:
    for _ in range(2):
        grid.window.sort_by(6)
    for _ in range(2):
        snapshot = grid.moment.snapshot
        assert snapshot is not None
        costs = opinions_of(snapshot, np.arange(6)).costs
        assert grid.model.order.tolist() == np.argsort(-costs, kind="stable").tolist()
        grid.learn(20)


def test_what_is_typed_outlives_the_order_by_cost(grid: Grid) -> None:
    grid.window.sort_by(6)
    grid.click(0, 0)
    sample = grid.model.sample_at(0)
    grid.type("4.25", end=None)
    grid.learn(20)
    assert isinstance(grid.editor, QLineEdit)
    grid.end()
    assert grid.table.inputs[sample, 0] == 4.25


def test_filters_leave_what_fits_and_say_how_many(grid: Grid) -> None:
    filters = grid.window.filters
    filters.part.setCurrentIndex(2)
    filters.part.activated.emit(2)
    assert grid.model.order.tolist() == [4, 5]
    assert grid.window.count.text() == "2 of 6 shown  ·  4 train · 2 test"
    filters.part.setCurrentIndex(0)
    filters.part.activated.emit(0)
    filters.condition.setFocus()
    grid.qtbot.keyClicks(filters.condition, "y = cat")
    grid.qtbot.keyClick(filters.condition, Qt.Key.Key_Return)
    assert grid.model.order.tolist() == [0, 3]
    filters.condition.clear()
    grid.qtbot.keyClicks(filters.condition, "z > 2")
    grid.qtbot.keyClick(filters.condition, Qt.Key.Key_Return)
    assert "got 'z' in 'z > 2'" in grid.said


def test_wrong_ones_alone(grid: Grid) -> None:
    snapshot = grid.moment.snapshot
    assert snapshot is not None
    grid.qtbot.mouseClick(grid.window.filters.wrong, Qt.MouseButton.LeftButton)
    assert grid.model.order.tolist() == np.flatnonzero(opinions_of(snapshot, np.arange(6)).is_wrong).tolist()


def test_a_sample_is_found_by_its_number_also_in_a_sorted_grid(grid: Grid) -> None:
    grid.click_heading(1)
    line = grid.window.filters.sought_sample
    line.setFocus()
    grid.qtbot.keyClicks(line, "4")
    grid.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert grid.model.sample_at(grid.view.currentIndex().row()) == 4
    assert grid.selection.sample == 4
    line.clear()
    grid.qtbot.keyClicks(line, "6")
    grid.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert grid.said == "A sample must be a whole number from 0 to 5, got '6'"


# ---- the clipboard -------------------------------------------------------------------------------------------------


def test_selected_cells_are_copied_with_every_digit_and_with_names_where_shift_is_held(grid: Grid) -> None:
    grid.click(1, 0)
    grid.click(2, 1, SHIFT)
    lines = ["\t".join(repr(float(x)) for x in row) for row in grid.table.inputs[1:3, :2]]
    assert grid.copied() == "\n".join(lines) + "\n"
    assert grid.copied(CONTROL | SHIFT) == "\n".join(["length 1\tlength 2", *lines]) + "\n"


def test_whole_rows_are_copied_as_they_can_be_pasted(grid: Grid) -> None:
    grid.view.select_rows(0, 1)
    assert [len(line.split("\t")) for line in grid.copied().splitlines()] == [5, 5]
    grid.click(0, 6)
    cost = float(grid.copied())
    assert cost == grid.model.opinion_at(0)[2]  # type: ignore[index]


def test_cells_that_are_no_block_are_not_copied(grid: Grid) -> None:
    QGuiApplication.clipboard().setText("before")
    grid.click(0, 0)
    grid.click(1, 1, CONTROL)
    assert grid.copied() == "before"
    assert "only a block" in grid.said.lower()


def test_cells_of_a_spreadsheet_with_decimal_commas_are_pasted_in_one_step(grid: Grid) -> None:
    before = grid.table
    grid.click(2, 1)
    grid.paste("1,5\t−2,25\r\n3\t4\r\n")
    assert grid.table == with_cells(before, inputs=[(2, 1, 1.5), (2, 2, -2.25), (3, 1, 3), (3, 2, 4)])
    assert (grid.steps, grid.document.undo_stack.undoText()) == (1, "Paste 2 × 2 cells")
    assert grid.said == "2 × 2 cells pasted, read with decimal commas"
    assert grid.view.selected_rows().tolist() == [2, 3]
    grid.document.undo_stack.undo()
    assert grid.table == before


def test_one_pasted_cell_fills_all_that_is_selected(grid: Grid) -> None:
    grid.click(1, 0)
    grid.click(3, 1, SHIFT)
    grid.paste("0.5")
    assert (grid.table.inputs[1:4, :2] == 0.5).all()
    assert grid.table.inputs[0, 0] != 0.5
    grid.click(0, 4)
    grid.click(5, 4, SHIFT)
    grid.paste("train")
    assert grid.column(4) == ["train"] * 6


def test_one_pasted_cell_does_not_fill_what_is_no_number(grid: Grid) -> None:
    grid.view.select_rows(0, 1)
    grid.paste("0.5")
    assert grid.said.startswith("One pasted cell fills inputs")
    assert grid.steps == 0


def test_pasting_follows_the_rows_as_they_are_sorted(grid: Grid) -> None:
    grid.click_heading(0)
    order = grid.model.order.tolist()
    grid.click(0, 2)
    grid.paste("7\n8\n9\n")
    assert grid.table.inputs[order[:3], 2].tolist() == [7, 8, 9]
    assert grid.model.order.tolist() == order


def test_rows_that_go_on_beyond_the_last_sample_are_added(grid: Grid) -> None:
    grid.click(5, 0)
    grid.paste("1\t2\t3\tcat\ttrain\n4\t5\t6\tdog\ttest\n")
    assert grid.table.rows == 7
    assert grid.table.inputs[5:].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert grid.said.endswith("; 1 new sample at the end")
    assert grid.steps == 1


def test_a_whole_table_replaces_all_where_all_is_selected(grid: Grid) -> None:
    before = grid.table
    grid.press(Qt.Key.Key_A, CONTROL)
    assert grid.view.has_all_selected
    grid.paste("a;b;c;kind\n1;2,5;3;ant\n4;5;6;bee\n7;8;9;ant\n")
    assert grid.table.inputs.tolist() == [[1, 2.5, 3], [4, 5, 6], [7, 8, 9]]
    assert grid.table.classes == ("ant", "bee")
    assert (grid.table.names, grid.table.target_name) == (("a", "b", "c"), "kind")
    assert grid.said == "All samples replaced by 3 pasted rows, read with decimal commas"
    assert grid.steps == 1
    grid.document.undo_stack.undo()
    assert grid.table == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1\tx", "Row 1, column 2 of the pasted cells: 'x' stands there, expected a number"),
        ("1\t2\n3", "The pasted cells cannot be read: row 2 has 1 cell, expected 2 as in row 1"),
        ("1\t2\t3\tcat\ttest\t0.5", "The pasted cells are 6 columns wide, expected at most 5 from here on"),
        (" ", "There are no cells to paste"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(grid: Grid, text: str, sentence: str) -> None:
    before = grid.table
    grid.click(0, 0)
    grid.paste(text)
    assert grid.said == sentence
    assert (grid.table, grid.steps) == (before, 0)


def test_a_long_text_is_read_beside_the_window(open_grid: OpenGrid) -> None:
    table = table_of(6000, 3)
    grid = open_grid(own(table))
    grid.press(Qt.Key.Key_A, CONTROL)
    text = grid.copied()
    assert len(text) > 100_000
    grid.press(Qt.Key.Key_Delete)
    grid.view.selectAll()
    grid.paste("\n".join(text.splitlines()[::-1]) + "\n")
    assert grid.table.inputs.tobytes() == table.inputs[::-1].tobytes()
    assert "6000 pasted rows" in grid.said


def test_what_was_changed_while_a_long_text_was_read_is_not_written_over(open_grid: OpenGrid) -> None:
    grid = open_grid(own(table_of(6000)))
    grid.press(Qt.Key.Key_A, CONTROL)
    QGuiApplication.clipboard().setText(grid.copied())
    grid.click(0, 0)
    grid.press(Qt.Key.Key_V, CONTROL)
    assert grid.said == "The pasted cells are being read …"
    grid.press(Qt.Key.Key_Delete)
    changed = grid.table
    assert changed.rows == 5999
    grid.settle()
    assert grid.said.startswith("The samples were changed while the pasted cells were read")
    assert grid.table == changed


def test_there_are_never_more_rows_than_can_be_changed_by_hand(grid: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.rows.MOST_EDITED", 7)
    grid.click(5, 0)
    grid.paste("1\t2\t3\tcat\n" * 3)
    assert grid.said == "There would be 8 samples, expected at most 7 to be changed by hand"
    assert grid.steps == 0


# ---- linked with the points ----------------------------------------------------------------------------------------


def test_a_row_selects_the_sample_and_a_sample_its_row(open_grid: OpenGrid) -> None:
    grid = open_grid(own(table_of(300)))
    grid.click(5, 1)
    assert grid.selection.sample == 5
    grid.press(Qt.Key.Key_Down)
    assert grid.selection.sample == 6
    grid.selection.select_sample(250)
    assert grid.view.currentIndex().row() == 250
    assert grid.view.selected_rows().tolist() == [250]
    assert grid.view.viewport().rect().intersects(grid.view.visualRect(grid.at(250, 0)))


def test_a_point_that_is_clicked_on_the_boundary_goes_to_its_row(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_T)
    window = bench.window.data_table
    window.sort_by(0)
    bench.window.boundary.sample_chosen.emit(333)
    assert window.model.sample_at(window.view.currentIndex().row()) == 333


def test_typing_in_the_real_window_reaches_the_run(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_T)
    window = bench.window.data_table
    window.activateWindow()
    window.view.setFocus()
    window.view.go_to(12)
    index = window.model.index(12, 0)
    window.view.setCurrentIndex(index)
    bench.qtbot.keyClick(window.view, Qt.Key.Key_Return)
    editor = next(line for line in window.view.viewport().findChildren(QLineEdit) if line.isVisible())
    bench.qtbot.keyClicks(editor, "3.5")
    bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.snapshot.samples.points[12, 0] == 3.5)
    assert bench.experiment.data.name == DRAWN
    bench.qtbot.waitUntil(lambda: window.source.told is bench.snapshot)


def test_keys_that_mean_something_else_on_the_canvas_are_the_grids_where_it_has_the_focus(bench: Bench) -> None:
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_T)
    view, document = bench.window.data_table.view, bench.window.document
    bench.window.data_table.activateWindow()
    view.setFocus()
    bench.qtbot.waitUntil(view.hasFocus)
    sizes, theme = bench.experiment.sizes, bench.window.appearance.theme
    for key, held, text in (
        (Qt.Key.Key_D, CONTROL, "Duplicate sample 0"),
        (Qt.Key.Key_Delete, PLAIN, "Delete sample 500"),
        (Qt.Key.Key_Insert, PLAIN, "Add a sample"),
        (Qt.Key.Key_M, CONTROL, "Move sample 500 to the test part"),
        (Qt.Key.Key_Z, CONTROL, "Add a sample"),
    ):
        view.go_to(0 if key == Qt.Key.Key_D else document.experiment.data.samples - 1)
        bench.qtbot.keyClick(view, key, held)
        assert document.undo_stack.undoText() == text
    assert (bench.experiment.sizes, bench.window.appearance.theme) == (sizes, theme)
    bench.qtbot.keyClick(view, Qt.Key.Key_End, CONTROL)
    assert view.currentIndex().row() == view.model().rowCount() - 1
    bench.qtbot.keyClick(view, Qt.Key.Key_Home, CONTROL)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (0, 0)
    playing = bench.window.runner.playing
    bench.qtbot.keyClick(view, Qt.Key.Key_Space)
    bench.qtbot.waitUntil(lambda: bench.window.runner.playing is not playing)
    bench.window.runner.pause()


# ---- large ---------------------------------------------------------------------------------------------------------


def test_too_many_rows_are_read_sorted_and_copied_but_not_changed(open_grid: OpenGrid) -> None:
    many = MOST_EDITED + 1
    rng = np.random.default_rng(0)
    table = Table(
        ("a", "b"), rng.normal(size=(many, 2)), "y", np.arange(many) % 2.0, ("no", "yes"), np.arange(many) % 3 == 0
    )
    grid = open_grid(own(table))
    assert grid.window.note.text().endswith("at most 100000 can be changed by hand")
    assert not grid.view.verbs["paste"].isEnabled()
    grid.click(3, 0)
    grid.press(Qt.Key.Key_Return)
    assert grid.editor is None
    assert "at most 100000" in grid.said
    grid.window.sort_by(1)
    grid.settle()
    assert grid.model.order.tolist() == np.argsort(table.inputs[:, 1], kind="stable").tolist()
    assert grid.steps == 0


def test_a_hundred_wide_table_has_all_its_columns(open_grid: OpenGrid) -> None:
    grid = open_grid(own(table_of(20, 512)))
    assert grid.model.columnCount() == 516
    grid.view.setCurrentIndex(grid.at(3, 511))
    grid.type("2.5")
    assert grid.table.inputs[3, 511] == 2.5


# ---- laws ----------------------------------------------------------------------------------------------------------

EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, 3), st.integers(0, 2), st.floats(-1e6, 1e6)),
        st.tuples(st.just("class"), st.integers(0, 3), st.integers(0, 2), st.none()),
        st.tuples(st.just("delete"), st.integers(0, 3), st.none(), st.none()),
        st.tuples(st.just("duplicate"), st.integers(0, 3), st.none(), st.none()),
        st.tuples(st.just("sort"), st.integers(0, 4), st.none(), st.none()),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_any_sequence_of_edits_is_what_the_engines_functions_make_and_undo_takes_all_back(
    open_grid: OpenGrid, edits: list[tuple[str, int, int | None, float | None]]
) -> None:
    grid = open_grid()
    first = expected = grid.table
    for verb, row, column, value in edits:
        if verb == "sort":
            grid.window.sort_by(row)
            continue
        sample = grid.model.sample_at(row)
        grid.view.setCurrentIndex(grid.at(row, 0))
        if verb == "type":
            assert column is not None
            assert value is not None
            grid.view.set_typed(grid.at(row, column), repr(value))
            expected = with_cells(expected, inputs=[(sample, column, value)])
        elif verb == "class":
            assert column is not None
            grid.view.set_typed(grid.at(row, 3), expected.classes[column])
            expected = with_cells(expected, targets=[(sample, column)])
        elif verb == "duplicate":
            grid.view.verbs["duplicate"].trigger()
            one = slice(sample, sample + 1)
            expected = with_rows(expected, expected.inputs[one], expected.target[one], expected.is_test[one])  # type: ignore[index]
        elif expected.rows > 4:
            split = without_rows(replace(expected, is_test=None), [sample])
            kept = np.delete(expected.is_test, sample)  # type: ignore[arg-type]
            if kept.all():
                continue
            grid.view.verbs["delete"].trigger()
            expected = split.with_split(kept)
        assert grid.table == expected
    while grid.document.undo_stack.canUndo():
        grid.document.undo_stack.undo()
    assert grid.table == first
    grid.window.close()


def test_every_verb_is_a_button_that_tab_reaches(grid: Grid) -> None:
    reached = set()
    for _ in range(16):
        grid.qtbot.keyClick(QApplication.focusWidget() or grid.view, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None and hasattr(focused, "defaultAction") and focused.defaultAction():
            reached.add(focused.defaultAction().objectName())
    assert reached == {f"data_{name}" for name in grid.view.verbs}


@pytest.mark.parametrize(
    ("classes", "text", "sentence"),
    [
        (("0", "1", "2"), "0.5", "classes that are numbers and not all whole"),
        (("cat", "cow", "dog"), "1e400", "expected a number as short as can be"),
    ],
)
def test_a_class_that_cannot_be_is_refused_and_not_offered(
    open_grid: OpenGrid, classes: tuple[str, ...], text: str, sentence: str
) -> None:
    grid = open_grid(own(table_of(classes=classes)))
    before = grid.table
    for _ in range(2):
        with pytest.raises(ValueRefusedError, match=sentence):
            grid.window.editing.set_typed(0, 3, text)
    assert grid.table is before


def test_a_sorted_grid_of_many_rows_can_be_painted_while_fewer_are_sorted(
    open_grid: OpenGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "SORTED_AT_ONCE", 2)
    grid = open_grid(own(table_of(30)))
    grid.window.sort_by(1)
    grid.settle()
    grid.document.set_table("Open other rows", table_of(9))
    assert grid.window.is_busy
    shown = [grid.model.spoken(row, 0) for row in range(grid.model.rowCount())]
    assert len(shown) == 9
    grid.settle()
    assert grid.model.order.tolist() == np.argsort(grid.table.inputs[:, 1], kind="stable").tolist()
