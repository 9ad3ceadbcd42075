"""The weights table under real keys and clicks: the document, the run and what is shown always agree."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from engine.experiment import Experiment, Layer
from playground.document.names import number
from playground.document.selection import Edge, Unit, WholeLayer
from playground.panels.weights import roles
from playground.panels.weights.matrix_model import MatrixModel
from playground.panels.weights.matrix_view import MatrixView
from playground.panels.weights.window import WeightsWindow
from tests.playground.conftest import Bench

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


class Table:
    """The weights table of a bench, and what a person does with it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.window: WeightsWindow = bench.window.weights
        self.view: MatrixView = self.window.view
        self.model: MatrixModel = self.window.model

    def at(self, target: int, source: int) -> QModelIndex:
        return self.model.index(target - 1, source)

    def click(self, target: int, source: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
        place = self.view.visualRect(self.at(target, source)).center()
        self.bench.qtbot.mouseClick(self.view.viewport(), LEFT, keys, place)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.bench.qtbot.keyClick(self.view, key, keys)

    @property
    def editor(self) -> QLineEdit | None:
        return next((editor for editor in self.view.viewport().findChildren(QLineEdit) if editor.isVisible()), None)

    def type(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Type a value into the cell in focus, from the keyboard alone."""
        self.press(Qt.Key.Key_Return)
        editor = self.editor
        assert editor is not None
        self.bench.qtbot.keyClicks(editor, text)
        if end is not None:
            self.bench.qtbot.keyClick(editor, end)

    def shown(self, target: int, source: int) -> str:
        return str(self.at(target, source).data())

    def value(self, *weight: int) -> float:
        return self.bench.snapshot.network.weight(*weight)

    def wait_for(self, weight: tuple[int, int, int], value: float) -> None:
        self.bench.qtbot.waitUntil(lambda: self.value(*weight) == value)

    def copied(self) -> str:
        self.press(Qt.Key.Key_C, CONTROL)
        return QGuiApplication.clipboard().text()

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)

    @property
    def steps(self) -> int:
        return self.bench.window.document.undo_stack.count()

    def flush(self) -> None:
        """Wait until the run has answered all that was asked."""
        worker = self.bench.window.runner._worker
        self.bench.qtbot.waitUntil(lambda: worker.inbox.empty() and worker._shown and worker.mailbox._letter is None)
        QApplication.processEvents()
        flat = worker._run.network.flat  # type: ignore[union-attr]  # at rest, so nobody changes it
        self.bench.qtbot.waitUntil(lambda: self.bench.snapshot.network.flat.tobytes() == flat.tobytes())


@pytest.fixture
def table(open_bench: Callable[..., Bench]) -> Table:
    bench = open_bench(Experiment(hidden=(Layer(4), Layer(3))))
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_W)
    made = Table(bench)
    assert made.window.isVisible()
    made.window.activateWindow()
    made.view.setFocus()
    return made


# ---- what it shows -------------------------------------------------------------------------------------------------


def test_w_opens_and_closes_it_and_it_begins_where_the_focus_is(bench: Bench) -> None:
    bench.window.selection.select(Edge(2, 1, 3))
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_W)
    table = Table(bench)
    assert (table.model.layer, table.view.selected) == (2, [(2, 1, 3)])
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_W)
    assert not table.window.isVisible()


def test_there_is_a_tab_for_each_matrix_with_all_its_weights(table: Table) -> None:
    assert [table.window.tabs.tabText(tab) for tab in range(3)] == ["W⁽¹⁾", "W⁽²⁾", "W⁽³⁾"]
    for layer, matrix in table.bench.snapshot.network.W.items():
        table.window.tabs.setCurrentIndex(layer - 1)
        shape = table.model.rowCount(), table.model.columnCount()
        assert shape == matrix.shape
        for row, column in np.ndindex(matrix.shape):
            assert table.model.index(row, column).data(roles.VALUE) == matrix[row, column]


def test_headers_and_cells_say_what_they_are(table: Table) -> None:
    table.bench.window.document.freeze([(1, 2, 0)])
    table.bench.window.document.prune([(1, 3, 1)])
    table.bench.window.document.set_weights({(1, 2, 0): 0.73})
    table.wait_for((1, 2, 0), 0.73)
    across, down, spoken = Qt.Orientation.Horizontal, Qt.Orientation.Vertical, Qt.ItemDataRole.AccessibleTextRole
    assert table.model.headerData(0, across) == "a⁽¹⁾₀"
    assert table.model.headerData(1, down) == "z⁽²⁾₂"
    assert table.model.headerData(0, across, spoken) == "bias weights"
    assert table.model.headerData(1, down, spoken) == "weights into unit 2 of layer 2"
    assert table.at(2, 0).data(spoken) == "w 1, 2, 0 from bias to unit 2 of layer 2: 0.73, frozen"
    assert table.at(3, 1).data(spoken) == "w 1, 3, 1 from unit 1 to unit 3 of layer 2: 0.00, cut"
    assert "w⁽¹⁾₂,₀ = 0.73, frozen" in table.at(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_frozen_and_cut_are_seen_without_colours(table: Table) -> None:
    def gray(target: int, source: int) -> np.ndarray:
        rect = table.view.visualRect(table.at(target, source))
        image = table.view.viewport().grab(rect).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        return np.frombuffer(image.constBits(), np.uint8).copy()

    document = table.bench.window.document
    document.set_weights({(1, 2, 1): 0.0, (1, 3, 1): 0.0, (1, 4, 1): 0.0})
    document.freeze([(1, 3, 1)])
    document.prune([(1, 4, 1)])
    table.bench.wait_until_shown()
    table.wait_for((1, 2, 1), 0.0)
    QApplication.processEvents()
    plain, frozen, cut = (gray(target, 1) for target in (2, 3, 4))
    assert (plain != frozen).sum() > 20
    assert (plain != cut).sum() > 20
    assert (frozen != cut).sum() > 20


# ---- typing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("0.5", 0.5), ("2/3", 2 / 3), ("-1,25", -1.25), ("1e-3", 0.001)])
def test_a_typed_weight_is_in_the_document_the_run_and_the_table(table: Table, text: str, value: float) -> None:
    before = table.value(1, 3, 2)
    table.click(3, 2)
    table.type(text)
    table.wait_for((1, 3, 2), value)
    table.bench.qtbot.waitUntil(lambda: table.editor is None)
    assert table.at(3, 2).data(roles.VALUE) == value
    assert table.bench.window.document.undo_stack.undoText() == f"Set w⁽¹⁾₃,₂ to {number(value)}"
    table.bench.window.document.undo_stack.undo()
    table.wait_for((1, 3, 2), before)
    assert table.at(3, 2).data(roles.VALUE) == before


def test_a_digit_begins_to_type_also_where_keys_mean_something_in_the_window(table: Table) -> None:
    table.click(1, 1)
    table.press(Qt.Key.Key_7)
    editor = table.editor
    assert editor is not None
    table.bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    table.wait_for((1, 1, 1), 7.0)


@pytest.mark.parametrize("text", ["abc", "1e400", "2/0", "", "1e999999999/3"])
def test_what_is_no_weight_is_refused_in_place_and_changes_nothing(table: Table, text: str) -> None:
    before = table.bench.snapshot.network.sha256()
    table.click(2, 1)
    table.press(Qt.Key.Key_Return)
    editor = table.editor
    assert editor is not None
    editor.selectAll()
    table.bench.qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    table.bench.qtbot.keyClicks(editor, text)
    table.bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert table.editor is editor
    assert editor.text() == text
    assert table.window.sentence.isVisible()
    assert table.window.sentence.text().startswith("A weight must be a")
    table.bench.qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert table.editor is None
    assert not table.window.sentence.isVisible()
    table.flush()
    assert (table.steps, table.bench.snapshot.network.sha256()) == (0, before)


def test_leaving_a_bad_value_changes_nothing_and_says_why(table: Table) -> None:
    table.click(2, 1)
    table.type("xyz", end=None)
    table.click(4, 2)
    assert table.editor is None
    assert "xyz" in table.window.sentence.text()
    assert table.steps == 0


def test_leaving_a_good_value_takes_it_once(table: Table) -> None:
    table.click(2, 1)
    table.type("0.25", end=None)
    table.click(4, 2)
    table.wait_for((1, 2, 1), 0.25)
    assert table.steps == 1


def test_opening_a_cell_and_leaving_it_changes_nothing(table: Table) -> None:
    table.click(2, 1)
    table.press(Qt.Key.Key_F2)
    assert table.editor is not None
    table.bench.qtbot.keyClick(table.editor, Qt.Key.Key_Return)
    table.bench.qtbot.waitUntil(lambda: table.editor is None)
    assert table.steps == 0


def test_the_editor_holds_all_digits(table: Table) -> None:
    table.click(3, 1)
    table.press(Qt.Key.Key_Return)
    assert table.editor is not None
    assert float(table.editor.text().replace("−", "-")) == table.value(1, 3, 1)
    assert table.editor.fontMetrics().horizontalAdvance(table.editor.text()) < table.editor.width()


def test_a_cell_that_is_cut_takes_no_value_and_says_why(table: Table) -> None:
    table.click(2, 1)
    table.press(Qt.Key.Key_Delete)
    table.bench.wait_until_shown()
    table.type("3")
    assert table.window.sentence.text() == "W⁽¹⁾₂,₁ is cut and stays 0; connect it first"
    assert table.steps == 1


def test_an_edit_outlives_what_the_run_learns_meanwhile(table: Table) -> None:
    runner = table.bench.window.runner
    runner.set_speed(None)
    runner.play()
    table.click(2, 2)
    table.type("0.1", end=None)
    editor, epoch = table.editor, table.bench.snapshot.epoch
    assert editor is not None
    before = table.shown(1, 1), table.shown(2, 1), table.shown(3, 1)
    table.bench.qtbot.waitUntil(
        lambda: (
            table.bench.snapshot.epoch > epoch + 50
            and (table.shown(1, 1), table.shown(2, 1), table.shown(3, 1)) != before
        )
    )
    assert table.editor is editor
    assert editor.text() == "0.1"
    table.bench.window.document.freeze([(1, 2, 2)])
    table.bench.qtbot.keyClicks(editor, "25")
    table.bench.qtbot.keyClick(editor, Qt.Key.Key_Return)
    table.wait_for((1, 2, 2), 0.125)
    runner.pause()
    table.flush()
    assert table.at(2, 2).data(roles.VALUE) == 0.125


# ---- cutting and freezing ------------------------------------------------------------------------------------------


def test_delete_cuts_what_is_selected_and_c_brings_it_back(table: Table) -> None:
    before = table.bench.snapshot.network.sha256()
    table.click(2, 1)
    table.click(3, 2, SHIFT)
    table.press(Qt.Key.Key_Delete)
    cut = {(1, 2, 1), (1, 2, 2), (1, 3, 1), (1, 3, 2)}
    assert set(table.bench.experiment.pruned) == cut
    table.bench.wait_until_shown()
    assert all(table.value(*weight) == 0 for weight in cut)
    assert all(table.model.index_of(weight).data(roles.CUT) for weight in cut)
    table.press(Qt.Key.Key_C)
    table.bench.wait_until_shown()
    assert table.bench.snapshot.network.sha256() == before
    assert table.steps == 2


def test_control_f_freezes_and_lets_go(table: Table) -> None:
    table.click(1, 0)
    table.press(Qt.Key.Key_F, CONTROL)
    assert table.bench.experiment.frozen == ((1, 1, 0),)
    frozen = table.value(1, 1, 0)
    table.bench.step(3)
    assert table.value(1, 1, 0) == frozen
    table.press(Qt.Key.Key_F, CONTROL)
    assert table.bench.experiment.frozen == ()


def test_every_verb_is_a_button_that_tab_reaches(table: Table) -> None:
    reached = set()
    widget = table.view
    for _ in range(12):
        table.bench.qtbot.keyClick(QApplication.focusWidget() or widget, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is not None and hasattr(focused, "defaultAction"):
            reached.add(focused.defaultAction().objectName())
    assert reached == {f"matrix_{name}" for name in table.view.verbs}


# ---- selection, both ways ------------------------------------------------------------------------------------------


def test_cells_select_edges_the_current_one_last(table: Table) -> None:
    selection = table.bench.window.selection
    table.click(2, 1)
    assert selection.items == (Edge(1, 2, 1),)
    assert selection.unit == Unit(2, 2)
    table.click(4, 0, CONTROL)
    assert selection.items == (Edge(1, 2, 1), Edge(1, 4, 0))
    table.click(1, 2, CONTROL)
    assert selection.focus == Edge(1, 1, 2)


def test_arrows_walk_in_the_table_and_in_the_selection(table: Table) -> None:
    table.click(1, 0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        table.press(key)
    assert table.bench.window.selection.items == (Edge(1, 2, 1),)


def test_edges_selected_elsewhere_turn_to_their_matrix_and_are_selected_there(table: Table) -> None:
    selection = table.bench.window.selection
    selection.select_all([Edge(2, 1, 0), Edge(2, 3, 4)])
    assert table.model.layer == 2
    assert table.view.selected == [(2, 1, 0), (2, 3, 4)]
    assert table.view.currentIndex() == table.at(3, 4)
    selection.select(WholeLayer(4))
    assert (table.model.layer, table.view.selected) == (3, [])
    assert selection.items == (WholeLayer(4),)


def test_pointing_at_a_cell_points_at_its_edge(table: Table) -> None:
    viewport = table.view.viewport()
    for target in (1, 3):
        place = QPointF(table.view.visualRect(table.at(target, 1)).center())
        none = Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, place, viewport.mapToGlobal(place), none, none, PLAIN)
        QApplication.sendEvent(viewport, move)
    assert table.bench.window.selection.pointed == Edge(1, 3, 1)


def test_a_changed_structure_is_followed(table: Table) -> None:
    document = table.bench.window.document
    table.window.tabs.setCurrentIndex(2)
    document.remove_layer(3)
    table.bench.wait_until_shown()
    assert table.window.tabs.count() == 2
    assert table.model.matrix.shape == table.bench.snapshot.network.W[table.model.layer].shape
    document.add_unit(2)
    table.bench.wait_until_shown()
    table.window.tabs.setCurrentIndex(0)
    assert table.model.rowCount() == 5


# ---- copying and pasting -------------------------------------------------------------------------------------------


def test_a_copy_has_every_digit_of_the_selected_cells(table: Table) -> None:
    table.click(2, 1)
    table.click(3, 2, SHIFT)
    rows = [[float(cell) for cell in line.split("\t")] for line in table.copied().splitlines()]
    assert np.array_equal(rows, table.bench.snapshot.network.W[1][1:3, 1:3])
    assert table.window.sentence.text() == "2 × 2 weights copied"


def test_a_copy_of_nothing_selected_is_the_whole_matrix(table: Table) -> None:
    assert table.view.selected == []
    assert len(table.copied().splitlines()) == 4


def test_cells_that_are_no_rectangle_are_not_copied(table: Table) -> None:
    QGuiApplication.clipboard().setText("as before")
    table.click(1, 0)
    table.click(3, 2, CONTROL)
    assert table.copied() == "as before"
    assert "rectangle" in table.window.sentence.text()


def test_a_paste_fills_the_selection_as_one_step(table: Table) -> None:
    before = table.bench.snapshot.network.sha256()
    table.click(2, 1)
    table.click(3, 2, SHIFT)
    table.paste("0,5\t2/3\r\n−1\t1e-3\r\n")
    table.wait_for((1, 3, 2), 0.001)
    assert np.array_equal(table.bench.snapshot.network.W[1][1:3, 1:3], [[0.5, 2 / 3], [-1.0, 0.001]])
    assert [table.shown(2, 1), table.shown(3, 1)] == ["0.50", "−1.00"]
    assert table.bench.window.document.undo_stack.undoText() == "Paste 2 × 2 weights"
    table.bench.window.document.undo_stack.undo()
    table.flush()
    assert (table.bench.snapshot.network.sha256(), table.steps) == (before, 1)


def test_a_whole_matrix_is_pasted_whatever_is_selected(table: Table) -> None:
    table.click(2, 1)
    wanted = np.arange(12.0).reshape(4, 3)
    table.paste(";\n".join(";".join(map(str, row)) for row in wanted).replace(";\n", "\n"))
    table.wait_for((1, 4, 2), 11.0)
    assert np.array_equal(table.bench.snapshot.network.W[1], wanted)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "1\t2\n3\tabc",
            "Row 2, column 2 of the pasted cells: a weight must be a number such as 0.5 or 2/3, got 'abc'",
        ),
        ("1\t2\n3\t1e400", "Row 2, column 2 of the pasted cells: a weight must be a finite number, got '1e400'"),
        (
            "1\t2\t3",
            "The pasted cells are 1 row × 3 columns, expected 2 rows × 2 columns for the selected cells or "
            "4 rows × 3 columns for the whole W⁽¹⁾",
        ),
        ("1\t2\n3", "Row 2 of the pasted cells has 1 column, expected 2 as in row 1"),
        (
            "1\t2\n3\t4",
            "Row 2, column 1 of the pasted cells is for a connection that is cut, expected 0, got 3",
        ),
    ],
)
def test_a_bad_paste_is_refused_whole(table: Table, text: str, sentence: str) -> None:
    table.bench.window.document.prune([(1, 3, 1)])
    table.bench.wait_until_shown()
    before, steps = table.bench.snapshot.network.sha256(), table.steps
    table.click(2, 1)
    table.click(3, 2, SHIFT)
    table.paste(text)
    assert table.window.sentence.text() == sentence
    table.flush()
    assert (table.bench.snapshot.network.sha256(), table.steps) == (before, steps)


def test_a_copy_pasted_back_changes_nothing_to_the_bit(table: Table) -> None:
    """Of any rectangle of any matrix, with connections cut and weights of every size."""
    document = table.bench.window.document
    odd = [5e-324, -0.0, 1.7976931348623157e308, 0.1 + 0.2, -1e-200, 2 / 3]
    document.set_weights({(1, 1 + index // 3, index % 3): value for index, value in enumerate(odd)})
    document.prune([(2, 2, 3), (1, 4, 1)])
    table.bench.wait_until_shown()
    table.flush()
    before = table.bench.snapshot.network.flat.tobytes()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(1, 3), st.data())
    def holds(layer: int, data: st.DataObject) -> None:
        table.window.tabs.setCurrentIndex(layer - 1)
        rows, columns = table.model.matrix.shape
        first = data.draw(st.tuples(st.integers(1, rows), st.integers(0, columns - 1)))
        last = data.draw(st.tuples(st.integers(1, rows), st.integers(0, columns - 1)))
        table.click(*first)
        table.click(*last, SHIFT)
        table.paste(table.copied())
        table.flush()
        assert table.bench.snapshot.network.flat.tobytes() == before

    holds()


# ---- at its ease ---------------------------------------------------------------------------------------------------


def test_hidden_it_does_no_work(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.window.hide()
    calls: list[int] = []
    monkeypatch.setattr(MatrixModel, "show_moment", lambda _self: calls.append(1))
    monkeypatch.setattr(MatrixModel, "data", lambda *_: calls.append(1))
    table.bench.window.selection.select(Edge(1, 1, 1))
    table.bench.step(5)
    assert calls == []


def test_it_is_where_it_was_left(open_bench: Callable[..., Bench]) -> None:
    first = open_bench()
    first.window.weights.show()
    first.window.weights.resize(500, 300)
    first.window.close()
    second = open_bench()
    second.window.weights.show()
    assert second.window.weights.size() == first.window.weights.size()
