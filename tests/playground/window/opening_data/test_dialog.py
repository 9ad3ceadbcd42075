"""The question about a table: as it was found out, corrected by hand, and what will be is said before it is done."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMenu

from engine import Experiment, Layer
from engine.data import OWN
from playground.window import recent
from playground.window.opening_data.facts import Role
from tests.playground.conftest import Bench
from tests.playground.hands import type_into
from tests.playground.window.opening_data.opening import PETALS, dialog_of, opened, said, settle, written

MIXED = (
    "sep=;\nname;größe;alter;klasse\n"
    + "".join(
        f"Nr. {number};1,{number:02};{'NA' if number in (4, 9) else number};{'ja' if number % 2 else 'nein'}\n"
        for number in range(40)
    )
).encode("cp1252")


def shown_cells(dialog: object, row: int = 0) -> list[str]:
    cells = dialog.cells  # type: ignore[attr-defined]
    return [cells.data(cells.index(row, column)) for column in range(cells.columnCount())]


def choose_data(box: object, value: str) -> None:
    box.setCurrentIndex(box.findData(value))  # type: ignore[attr-defined]


def test_what_will_be_is_said_before_and_an_undo_restores_data_and_network(bench: Bench, tmp_path: Path) -> None:
    bench.step(5)
    before, weights = bench.experiment, bench.snapshot.network.sha256()
    dialog = opened(bench, written(tmp_path, PETALS))
    assert said(dialog) == "60 rows, 2 inputs, 2 classes: the network 2-4-1 stays and keeps its weights"
    assert bench.experiment == before
    dialog.go_on.click()
    bench.wait_until_shown()
    data = bench.experiment.data
    assert (data.name, data.input_names, data.class_names) == (OWN, ("length", "width"), ("iris", "rose"))
    assert data.standardise
    assert bench.snapshot.samples.count == 60
    bench.window.actions_by_name["undo"].trigger()
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.sha256() == weights)
    assert bench.experiment == before


@pytest.mark.parametrize(
    ("target", "hidden", "sentence"),
    [
        (
            lambda k: "abc"[k % 3],
            (Layer(),),
            "30 rows, 4 inputs, 3 classes: the network 2-4-1 becomes 4-4-3 and begins anew",
        ),
        (
            lambda k: f"{k}.5",
            (Layer(3),),
            "30 rows, 4 inputs, values: the network 2-3-1 becomes 4-3-1 and begins anew, with a linear output and the "
            "squared cost",
        ),
        (
            lambda k: "ab"[k % 2],
            (),
            "30 rows, 4 inputs, 2 classes: the network 2-1 becomes 4-1 and keeps what is left of its weights",
        ),
    ],
)
def test_what_becomes_of_the_network_is_said(
    open_bench: Callable[..., Bench],
    tmp_path: Path,
    target: Callable[[int], str],
    hidden: tuple[Layer, ...],
    sentence: str,
) -> None:
    bench = open_bench(Experiment(hidden=hidden))
    rows = "".join(f"{k * 3},{k * k % 7}.5,{k % 5},{k % 3}.5,{target(k)}\n" for k in range(30))
    dialog = opened(bench, written(tmp_path, f"a,b,c,d,y\n{rows}".encode()))
    assert said(dialog) == sentence
    dialog.reject()
    assert bench.experiment == Experiment(hidden=hidden)


def test_how_a_file_is_written_is_found_out_and_told(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, written(tmp_path, MIXED))
    form = dialog.form
    assert [box.currentText() for box in form.boxes.values()] == [
        "Western European, Windows  (found)",
        "semicolon  (found)",
        "double quotes  (found)",
        "comma  (found)",
    ]
    assert (form.header.isChecked(), form.skip.value(), form.missing.text()) == (True, 1, "na nan null ?")
    assert shown_cells(dialog) == ["Nr. 0", "1,00", "0", "nein"]
    assert dialog.columns.names == ("name", "größe", "alter", "klasse")
    assert [fact.holds for fact in dialog.columns.facts] == [
        "text, 40 different",
        "numbers",
        "whole numbers, 38 different",
        "text, 2 different",
    ]
    assert dialog.columns.roles == [Role.OUT, Role.INPUT, Role.INPUT, Role.TARGET]


def test_every_part_of_it_can_be_corrected(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, written(tmp_path, b"a|b;c\n1|2;x\n3|4;y\n5|6;x\n7|z;y\n"))
    before = dialog.columns.names
    choose_data(dialog.form.boxes["delimiter"], "|" if ";" in dialog.form.dialect.delimiter else ";")
    assert not dialog.go_on.isEnabled()  # nothing is known until it is read again
    settle(bench, dialog)
    assert dialog.columns.names != before
    choose_data(dialog.form.boxes["delimiter"], "|")
    settle(bench, dialog)
    assert dialog.columns.names == ("a", "b;c")
    dialog.form.header.click()
    settle(bench, dialog)
    assert dialog.columns.names == ("column 1", "column 2")
    assert shown_cells(dialog) == ["a", "b;c"]
    dialog.form.skip.setValue(1)
    settle(bench, dialog)
    assert shown_cells(dialog) == ["1", "2;x"]
    choose_data(dialog.form.boxes["encoding"], "utf-16")
    settle(bench, dialog)
    assert said(dialog).startswith("✗")
    choose_data(dialog.form.boxes["encoding"], "utf-8")
    settle(bench, dialog)
    assert shown_cells(dialog) == ["1", "2;x"]


def test_words_for_missing_values_are_corrected(bench: Bench, tmp_path: Path) -> None:
    rows = "".join(f"{k},{'-' if k == 3 else k % 4 + 0.5},{'ab'[k % 2]}\n" for k in range(20))
    dialog = opened(bench, written(tmp_path, f"x,z,y\n{rows}".encode()))
    assert dialog.columns.facts[1].holds == "numbers and text, 5 different"
    type_into(bench.qtbot, dialog.form.missing, "na -", Qt.Key.Key_Tab)
    settle(bench, dialog)
    assert (dialog.columns.facts[1].holds, dialog.columns.facts[1].missing) == ("numbers", 1)
    assert dialog.form.dialect.missing == ("", "na", "-")


def test_missing_values_are_refused_with_their_lines_until_somebody_says_what_becomes_of_them(
    bench: Bench, tmp_path: Path
) -> None:
    dialog = opened(bench, written(tmp_path, MIXED))
    assert said(dialog).startswith("✗  Line 7, column 'alter': the value is missing, and 1 more below it")
    assert "Column 'alter' has no value in lines 7, 12" in dialog.notes.text()
    assert not dialog.go_on.isEnabled()
    for way, rows, told in (
        ("drop", 38, "2 rows are dropped, as a value is missing: lines 7, 12"),
        ("mean", 40, "2 values are filled in column 'alter', with the mean of what is learnt from"),
        ("median", 40, "with the median of"),
        ("most frequent", 40, "with the most frequent of"),
    ):
        choose_data(dialog.learning.missing, way)
        settle(bench, dialog)
        assert said(dialog).startswith(f"{rows} rows, 2 inputs, 2 classes: ")
        assert told in dialog.notes.text()
        assert "Column 'name' left out: line 3, column 'name': 'Nr. 0' is no number" in dialog.notes.text()
    assert dialog.go_on.isEnabled()
    dialog.reject()


def test_a_target_may_be_classes_or_values(bench: Bench, tmp_path: Path) -> None:
    rows = "".join(f"{k}.5,{k % 4}\n" for k in range(20))
    dialog = opened(bench, written(tmp_path, f"x,y\n{rows}".encode()))
    assert "4 classes" in said(dialog)
    assert dialog.learning.kind.current() == 0
    dialog.learning.kind.choose(1)
    settle(bench, dialog)
    assert "1 input, values" in said(dialog)
    assert not dialog.learning.stratified.isEnabled()
    dialog.reject()


def test_the_split_of_a_table_is_taken_and_can_be_left_out(bench: Bench, tmp_path: Path) -> None:
    rows = "".join(f"{k}.5,{k % 3}.5,{'ab'[k % 2]},{'test' if k % 4 == 0 else 'train'}\n" for k in range(40))
    dialog = opened(bench, written(tmp_path, f"x,z,y,split\n{rows}".encode()))
    assert dialog.columns.of(Role.SPLIT) == ("split",)
    assert dialog.plan is not None
    assert dialog.plan.table is not None
    assert dialog.plan.table.is_test is not None
    assert not dialog.learning.train.isEnabled()
    assert "The table says itself which rows are learnt from: 30" in dialog.notes.text()
    dialog.columns.choose([3], Role.OUT)
    settle(bench, dialog)
    assert dialog.learning.train.isEnabled()
    dialog.learning.train.setValue(80)
    dialog.learning.stratified.click()
    dialog.learning.standardise.click()
    settle(bench, dialog)
    dialog.go_on.click()
    bench.wait_until_shown()
    data = bench.experiment.data
    assert (data.train_share, data.stratified, data.standardise, data.has_own_split) == (0.8, True, False, False)
    assert len(bench.snapshot.samples.train) == 32


# ---- columns ---------------------------------------------------------------------------------------------------------


def test_a_column_that_counts_the_rows_is_left_out_and_that_is_told(bench: Bench, tmp_path: Path) -> None:
    rows = "".join(f"{k},{k * k % 7}.5,{'ab'[k % 2]}\n" for k in range(20))
    dialog = opened(bench, written(tmp_path, f",x,y\n{rows}".encode()))
    assert dialog.columns.roles == [Role.OUT, Role.INPUT, Role.TARGET]
    assert "Column 'column 1' counts the rows" in dialog.notes.text()


def test_roles_are_chosen_by_keys_in_the_list_of_columns(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, written(tmp_path, PETALS))
    view, key = dialog.columns_view, bench.qtbot.keyClick
    assert dialog.focusWidget() is view
    key(view, Qt.Key.Key_L)
    key(view, Qt.Key.Key_Down)
    key(view, Qt.Key.Key_T)
    assert dialog.columns.roles == [Role.OUT, Role.TARGET, Role.OUT]  # text can be no input
    settle(bench, dialog)
    assert said(dialog) == "✗  No column is an input: choose what the network is given."
    assert not dialog.go_on.isEnabled()
    key(view, Qt.Key.Key_Up)
    key(view, Qt.Key.Key_I)
    settle(bench, dialog)
    assert said(dialog).startswith("60 rows, 1 input, values: ")
    key(view, Qt.Key.Key_Down)
    key(view, Qt.Key.Key_L)
    settle(bench, dialog)
    assert said(dialog) == "✗  No column is the target: choose what the network is asked for."
    key(view, Qt.Key.Key_Space)
    menu = next(menu for menu in view.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()] == ["Input\tI", "Target\tT", "Split\tS", "Left out\tL"]
    menu.actions()[1].trigger()
    menu.close()
    settle(bench, dialog)
    assert said(dialog).startswith("60 rows, 1 input, values: ")


def test_text_that_is_made_an_input_is_refused_with_its_line(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, written(tmp_path, MIXED))
    dialog.columns.choose([0], Role.INPUT)
    settle(bench, dialog)
    assert said(dialog) == "✗  Line 3, column 'name': 'Nr. 0' is no number"


def test_ten_thousand_columns_are_found_and_chosen_by_their_name(bench: Bench, tmp_path: Path) -> None:
    heading = ",".join([*(f"pixel {k}" for k in range(9_998)), "extra", "kind"])
    cells = ",".join(["0.5"] * 9_998)
    rows = "".join(f"{cells},{k}.5,{'ab'[k % 2]}\n" for k in range(4))
    dialog = opened(bench, written(tmp_path, f"{heading}\n{rows}".encode()))
    assert said(dialog).startswith("4 rows, the first 512 of 9999 inputs, 2 classes: the network 2-4-1 becomes 512-4-1")
    assert shown_cells(dialog)[:2] == ["0.5", "0.5"]  # though no row ends within what is looked at first
    dialog.none_button.click()
    assert dialog.columns.of(Role.INPUT) == ()
    assert dialog.columns.of(Role.TARGET) == ("kind",)
    type_into(bench.qtbot, dialog.filter, "PIXEL 999", None)
    assert dialog.columns.rowCount() == 9  # 999 and 9990 to 9997
    dialog.all_button.click()
    settle(bench, dialog)
    assert len(dialog.columns.of(Role.INPUT)) == 9
    assert said(dialog).startswith("4 rows, 9 inputs, 2 classes")
    dialog.columns_view.selectAll()
    dialog.role_buttons[Role.OUT].click()
    assert dialog.columns.of(Role.INPUT) == ()


# ---- ways in ---------------------------------------------------------------------------------------------------------


def test_a_table_is_dropped_on_the_window(bench: Bench, tmp_path: Path) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(written(tmp_path, PETALS, "petals.TSV")))])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    bench.window.dropEvent(QDropEvent(QPointF(9, 9), copy, dropped, Qt.MouseButton.LeftButton, none))
    assert dialog_of(bench).form.dialect.delimiter == ","  # found out, whatever the name says


def test_a_file_is_asked_for_and_noted_as_a_recent_one(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, PETALS)
    bench.window.sessions.ask_for_file = lambda *_: str(path)
    bench.window.actions_by_name["open_data"].trigger()
    dialog = dialog_of(bench)
    settle(bench, dialog)
    assert recent.paths() == []
    dialog.go_on.click()
    bench.wait_until_shown()
    assert recent.paths() == [path]
    assert bench.window.notice.sentence.startswith("Open petals.csv: all its weights kept")
    assert bench.window.document.undo_stack.undoText() == "Open petals.csv"
    menu = bench.window.findChild(recent.RecentMenu)
    menu.fill()
    menu.actions()[0].trigger()
    dialog = dialog_of(bench)
    settle(bench, dialog)
    assert said(dialog) == "60 rows, 2 inputs, 2 classes: these are the present data, nothing changes"


@pytest.mark.parametrize("between", ["\t", ",", ";"])
def test_a_table_from_the_clipboard_opens_the_question(bench: Bench, between: str) -> None:
    rows = [("x", "y", "kind"), *((f"{k * 2}", f"{k % 3}", "ab"[k % 2]) for k in range(9))]
    QGuiApplication.clipboard().setText("\n".join(between.join(row) for row in rows))
    bench.window.actions_by_name["paste"].trigger()
    dialog = dialog_of(bench)
    settle(bench, dialog)
    assert said(dialog).startswith("9 rows, 2 inputs, 2 classes: ")
    dialog.go_on.click()
    bench.wait_until_shown()
    assert bench.window.document.undo_stack.undoText() == "Paste a table"
    assert bench.experiment.data.samples == 9


def test_prose_from_the_clipboard_is_refused(bench: Bench) -> None:
    QGuiApplication.clipboard().setText("Dear reader,\nthis, you see, is no table.\nYours")
    bench.window.actions_by_name["paste"].trigger()
    bench.qtbot.waitUntil(lambda: "no experiment and no table" in bench.window.notice.sentence)
    assert bench.window.data_files.dialog is None


def test_an_archive_is_opened_and_its_columns_chosen(bench: Bench, tmp_path: Path) -> None:
    numbers = np.arange(60.0).reshape(20, 3) / 7
    np.savez(tmp_path / "mine.npz", X=numbers, y=np.arange(20) % 2)
    dialog = opened(bench, tmp_path / "mine.npz")
    assert not dialog.form.isVisible()
    assert dialog.columns.names == ("x1", "x2", "x3", "y")
    dialog.columns.choose([1], Role.OUT)
    settle(bench, dialog)
    assert said(dialog).startswith("20 rows, 2 inputs, 2 classes: ")
    dialog.go_on.click()
    bench.wait_until_shown()
    assert bench.experiment.data.table is not None
    assert bench.experiment.data.table.inputs.tolist() == numbers[:, [0, 2]].tolist()


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_reading_a_large_table_shows_how_far_it_is_and_is_cancelled(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b,kind\n" + b"1.5,2.5,x\n3.5,4.5,y\n" * 400_000)
    before = bench.experiment
    bench.window.sessions.open_path(path)
    dialog = dialog_of(bench)
    assert shown_cells(dialog) == ["1.5", "2.5", "x"]  # at once
    with bench.qtbot.waitSignal(dialog.work.progressed, timeout=20_000):
        pass
    assert not dialog.go_on.isEnabled()
    bench.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert bench.window.data_files.dialog is None
    assert bench.experiment == before


@pytest.mark.slow
def test_a_million_rows_are_opened(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b,kind\n" + b"1.5,2.5,x\n3.5,4.5,y\n" * 500_000)
    bench.window.sessions.open_path(path)
    dialog = dialog_of(bench)
    bench.qtbot.waitUntil(lambda: dialog.plan is not None, timeout=60_000)
    assert said(dialog).startswith("1000000 rows, 2 inputs, 2 classes: ")
    dialog.go_on.click()
    bench.qtbot.waitUntil(lambda: bench.snapshot.samples.count == 1_000_000, timeout=30_000)
