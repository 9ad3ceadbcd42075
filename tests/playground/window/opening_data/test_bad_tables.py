"""Bad input in the window: each gets one sentence, and the present data are left alone."""

import os
from pathlib import Path

import pytest

from playground.window.opening_data.dialog import OpenDataDialog
from playground.window.opening_data.facts import Role
from tests.playground.bad_tables import BAD, FINE
from tests.playground.conftest import Bench
from tests.playground.window.opening_data.opening import PETALS, dialog_of, opened, said, settle, written


def open_and_listen(bench: Bench, path: Path) -> tuple[str, OpenDataDialog | None]:
    """Open a file, and return the sentence that is said of it, and the dialog if it says it."""
    window = bench.window
    window.notice.hide()
    window.sessions.open_path(path)
    bench.qtbot.waitUntil(
        lambda: bool(window.notice.sentence) or ("data_files" in vars(window) and window.data_files.dialog is not None)
    )
    if window.notice.sentence:
        return window.notice.sentence, None
    dialog = dialog_of(bench)
    settle(bench, dialog)
    return said(dialog), dialog


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_one_sentence_and_changes_nothing(bench: Bench, tmp_path: Path, what: str) -> None:
    bench.step(1)
    experiment, weights = bench.experiment, bench.snapshot.network.sha256()
    bad = BAD[what]
    bad.make(tmp_path / bad.name)
    sentence, dialog = open_and_listen(bench, tmp_path / bad.name)
    if dialog and what == "one column":
        assert sentence == "✗  No column is an input: choose what the network is given."
    elif dialog and what == "no finite number":  # which is text, and text is no input unless somebody says so
        assert sentence == "✗  No column is an input: choose what the network is given."
        dialog.columns.choose([0], Role.INPUT)
        settle(bench, dialog)
        assert bad.said.lower() in said(dialog).lower()
    else:
        assert bad.said in sentence.replace("Line", "line").replace("Classes", "classes").replace(
            "Column", "column"
        ).replace("It", "it")
    assert "\n" not in sentence
    if dialog:
        assert not dialog.go_on.isEnabled()
        dialog.accept()  # does nothing
        dialog.reject()
    assert bench.experiment == experiment
    assert bench.snapshot.network.sha256() == weights
    assert bench.window.document.undo_stack.count() == 0


@pytest.mark.parametrize("what", FINE)
def test_what_is_unusual_is_told(bench: Bench, tmp_path: Path, what: str) -> None:
    data, told = FINE[what]
    dialog = opened(bench, written(tmp_path, data))
    assert told.capitalize()[:12] in dialog.notes.text()
    assert told[1:] in dialog.notes.text()
    assert dialog.go_on.isEnabled()
    dialog.reject()


def test_a_file_without_permission_gets_a_sentence(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, PETALS)
    path.chmod(0)
    if os.access(path, os.R_OK):  # an administrator may read everything, so the system's refusal is played
        really = os.open

        def refuse(name: str, *arguments: int) -> int:
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return really(name, *arguments)

        monkeypatch.setattr(os, "open", refuse)
    sentence, dialog = open_and_listen(bench, path)
    assert dialog is None
    assert "permission denied" in sentence


def test_a_file_that_changes_while_it_is_read_gets_a_sentence(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b,kind\n" + b"1.5,2.5,x\n3.5,4.5,y\n" * 200_000)
    bench.window.sessions.open_path(path)
    dialog = dialog_of(bench)
    with bench.qtbot.waitSignal(dialog.work.progressed, timeout=20_000):
        pass
    with path.open("ab") as file:
        file.write(b"1,2,x\n")
    settle(bench, dialog)
    assert "it was changed while it was read" in said(dialog)
    assert not dialog.go_on.isEnabled()
    dialog.reject()


def test_a_window_is_closed_while_a_table_is_read(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b,kind\n" + b"1.5,2.5,x\n3.5,4.5,y\n" * 400_000)
    bench.window.sessions.open_path(path)
    dialog = dialog_of(bench)
    assert dialog.work.is_busy
    bench.window.close()
    assert not dialog.work.is_busy
    assert bench.window.data_files.dialog is None
