"""Exporting in the window: formats by groups, each tried before it is done; files in their place, or a sentence."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.arrays import Array
from engine.data import Data
from engine.exchange import processes
from engine.exchange.exporting import Checked
from engine.exchange.formats import Files, NotHereError
from engine.exchange.importing import read
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.experiment import Experiment, Layer
from playground.settings import open_settings
from playground.window.export_dialog import CHOSEN, OFFERED, ExportDialog
from tests.playground.conftest import Bench


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder; settings lie beside it."""
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def opened(bench: Bench, folder: Path) -> ExportDialog:
    """The dialog over a window that has learnt 7 epochs, with a file in an empty folder proposed."""
    bench.step(7)
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = bench.window.exporting.dialog
    assert dialog is not None
    dialog.path.setText(str(folder / "mine.npz"))
    return dialog


def wait_until_tried(bench: Bench, dialog: ExportDialog, name: str) -> str:
    """Choose a format, wait until its copy was tried, and return what is said."""
    dialog.choose(name)
    bench.qtbot.waitUntil(lambda: dialog.verdict.text()[:1] in "✓✗–", timeout=30_000)
    assert dialog.form.name == name
    return dialog.verdict.text()


def export(bench: Bench, dialog: ExportDialog) -> Checked:
    """Press the default button and wait until the dialog is gone."""
    with bench.qtbot.waitSignal(dialog.finished, timeout=30_000):
        bench.qtbot.keyClick(dialog.formats, Qt.Key.Key_Return)
    assert dialog.written is not None
    assert dialog.written.checked is not None
    return dialog.written.checked


@pytest.mark.parametrize("name", [name for name, form in OFFERED.items() if form.read])
def test_the_network_that_is_shown_is_written_and_checked(
    name: str, bench: Bench, opened: ExportDialog, folder: Path
) -> None:
    said = wait_until_tried(bench, opened, name)
    assert said.startswith("✓  Checked: max |difference| = ")
    assert " over 700 points, by " in said
    checked = export(bench, opened)
    assert checked.files[0] == folder / f"mine{FORMATS[name].suffix}"
    assert sorted(path.name for path in checked.files) == sorted(os.listdir(folder))
    network = read(checked.files[0]).model.network
    assert network.sha256() == bench.snapshot.network.sha256()
    assert bench.window.notice.sentence.startswith("The network of epoch 7 saved to mine.")
    assert bench.window.exporting.dialog is None


def test_it_may_be_exported_before_the_trial_is_over(bench: Bench, opened: ExportDialog, folder: Path) -> None:
    opened.choose("json")
    assert export(bench, opened).difference == 0
    assert os.listdir(folder) == ["mine.json"]


def test_the_run_goes_on_and_what_was_shown_is_written(bench: Bench, opened: ExportDialog, folder: Path) -> None:
    before = bench.snapshot.network.sha256()
    bench.step(3)
    export(bench, opened)
    assert read(folder / "mine.npz").model.network.sha256() == before


def test_what_was_chosen_last_is_offered_first(bench: Bench, opened: ExportDialog) -> None:
    opened.choose("onnx")
    export(bench, opened)
    assert open_settings().value(CHOSEN) == "onnx"
    bench.window.exporting.begin()
    again = bench.window.exporting.dialog
    assert again is not None
    assert again.form.name == "onnx"
    assert again.path.text().endswith(".onnx")
    again.reject()


def test_arrows_go_from_format_to_format_and_the_suffix_follows(bench: Bench, opened: ExportDialog) -> None:
    opened.choose("npz")
    assert opened.focusWidget() is opened.formats
    seen = [opened.form.name]
    for _ in range(len(OFFERED) - 1):
        bench.qtbot.keyClick(opened.formats, Qt.Key.Key_Down)
        seen.append(opened.form.name)
        assert opened.path.text().endswith(f"mine{opened.form.suffix}")
    groups = list(dict.fromkeys(form.group for form in OFFERED.values()))
    grouped = sorted(OFFERED.values(), key=lambda form: groups.index(form.group))
    assert seen == [form.name for form in grouped]
    opened.reject()


def test_files_that_would_be_replaced_are_named(bench: Bench, opened: ExportDialog, folder: Path) -> None:
    (folder / "mine_W1.csv").write_text("old")
    wait_until_tried(bench, opened, "csv-matrices")
    assert opened.files.text() == (
        "Beside it: mine_inputs.csv, mine_W1.csv, mine_W2.csv. Already there, to be replaced: mine_W1.csv."
    )
    assert opened.go_on.text() == "&Replace"
    opened.path.setText(str(folder / "other.csv"))
    assert opened.files.text() == "Beside it: other_inputs.csv, other_W1.csv, other_W2.csv. "
    assert opened.go_on.text() == "&Export"
    opened.reject()


def test_text_is_copied_to_the_clipboard(bench: Bench, opened: ExportDialog) -> None:
    wait_until_tried(bench, opened, "npz")
    assert not opened.copy.isVisible()
    wait_until_tried(bench, opened, "csv")
    assert opened.copy.isVisible()
    opened.copy.click()
    assert QApplication.clipboard().text().startswith("l,j,k,w\n1,1,0,")
    assert "On the clipboard: mine.csv, without mine_" in opened.verdict.text()
    wait_until_tried(bench, opened, "json")
    opened.copy.click()
    assert "On the clipboard: mine.json." in opened.verdict.text()
    opened.reject()


def test_nothing_moves_while_one_goes_through_the_formats(bench: Bench, opened: ExportDialog) -> None:
    places = set()
    for name in ("npz", "csv", "csv-matrices", "onnx", "numpy"):
        opened.choose(name)
        for shown in (False, True):
            opened.bar.setVisible(shown)
            opened.layout().activate()
            spots = [widget.mapTo(opened, QPoint(0, 0)) for widget in (opened.go_on, opened.path, opened.verdict)]
            places.add(tuple((spot.x(), spot.y()) for spot in spots))
    assert len(places) == 1
    opened.reject()


def test_escape_writes_nothing(bench: Bench, opened: ExportDialog, folder: Path) -> None:
    with bench.qtbot.waitSignal(opened.finished):
        bench.qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert os.listdir(folder) == []
    assert bench.window.notice.sentence == ""
    assert bench.window.exporting.dialog is None


def test_a_folder_that_is_missing_is_told_and_the_dialog_stays(
    bench: Bench, opened: ExportDialog, folder: Path
) -> None:
    opened.choose("json")
    opened.path.setText(str(folder / "missing" / "mine.json"))
    bench.qtbot.keyClick(opened, Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: opened.verdict.text().startswith("✗"), timeout=30_000)
    assert "no such file or directory" in opened.verdict.text()
    opened.path.setText(str(folder / "mine"))
    export(bench, opened)
    assert os.listdir(folder) == ["mine.json"]


def test_another_place_is_asked_for(bench: Bench, opened: ExportDialog, folder: Path) -> None:
    asked: list[tuple[str, str]] = []
    opened.choose("onnx")
    opened._ask = lambda _parent, _title, name, kinds: asked.append((name, kinds)) or str(folder / "there.onnx")
    opened._choose_path()
    assert asked == [("mine.onnx", "ONNX (*.onnx)")]
    assert opened.path.text() == str(folder / "there.onnx")
    opened.reject()


def test_without_a_name_there_is_nothing_to_export(opened: ExportDialog) -> None:
    opened.path.clear()
    assert not opened.go_on.isEnabled()
    assert opened.files.text() == "Type the name of a file."
    opened.reject()


# ---- what cannot be ------------------------------------------------------------------------------------------------


def other(model: Model, stem: str) -> Files:
    network = model.network.copy()
    network.flat[:] += 0.01
    return FORMATS["csv"].write(replace(model, network=network), stem)


def not_here(_folder: Path, _name: str, _points: Array) -> Array:
    raise NotHereError("a thinking machine")


def test_a_copy_that_differs_is_told_and_cannot_be_exported(
    bench: Bench, opened: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OFFERED, "json", replace(FORMATS["csv"], name="json", write=other, suffix=".csv"))
    said = wait_until_tried(bench, opened, "json")
    assert said.startswith("✗  The CSV, one long table that was written")
    assert not opened.go_on.isEnabled()
    opened.reject()


def test_what_could_not_be_checked_is_told_and_can_be_exported(
    bench: Bench, opened: ExportDialog, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setitem(OFFERED, "json", replace(FORMATS["json"], try_out=not_here, read=None))
    said = wait_until_tried(bench, opened, "json")
    assert said == "–  Not checked: that needs a thinking machine, which is not on this machine."
    export(bench, opened)
    assert os.listdir(folder) == ["mine.json"]


def test_the_window_answers_while_a_wide_network_is_tried(open_bench: Callable[..., Bench], folder: Path) -> None:
    bench = open_bench(Experiment(data=Data(samples=20), hidden=(Layer(300), Layer(300))))
    bench.window.exporting.begin()
    dialog = bench.window.exporting.dialog
    assert dialog is not None
    dialog.choose("json")
    bench.qtbot.waitUntil(lambda: dialog.bar.isVisible(), timeout=30_000)
    assert wait_until_tried(bench, dialog, "json").startswith("✓")
    assert not dialog.bar.isVisible()
    dialog.choose("csv")
    bench.qtbot.waitUntil(lambda: dialog._work._thread in processes._running, timeout=30_000)
    process = processes._running[dialog._work._thread]
    dialog.reject()
    assert process.wait(10) != 0  # it was ended, and did not come to its end
    assert np.isfinite(bench.snapshot.network.flat).all()


def test_closing_the_window_leaves_the_question(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench()
    bench.window.exporting.begin()
    bench.window.close()
    assert bench.window.exporting.dialog is None
