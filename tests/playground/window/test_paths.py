"""Where to save: names, suffixes, the folder used last, and the question before a file is replaced."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from engine.data import Data
from engine.errors import ExportError
from engine.experiment import Experiment, Layer
from engine.files import write_whole
from playground.settings import open_settings
from playground.window.paths import FOLDER, ask_for_path, last_folder, proposal, with_suffix
from tests.playground.conftest import Bench

SHEETS = "PDF document (*.pdf);;LaTeX document (*.tex)"


@pytest.mark.parametrize(
    ("name", "chosen", "wanted"),
    [
        ("sheet", "", "sheet.pdf"),
        ("sheet", "LaTeX document (*.tex)", "sheet.tex"),
        ("sheet.tex", "PDF document (*.pdf)", "sheet.tex"),
        ("sheet.PDF", "", "sheet.PDF"),
        ("my 1.2", "", "my 1.2.pdf"),
        ("sheet.docx", "", "sheet.docx.pdf"),
    ],
)
def test_a_missing_suffix_is_added_and_a_known_one_stays(name: str, chosen: str, wanted: str) -> None:
    assert with_suffix(Path("folder") / name, SHEETS, chosen) == Path("folder") / wanted


def test_a_name_is_proposed_with_the_data_and_the_net_in_it() -> None:
    experiment = Experiment(data=Data("xor"), hidden=(Layer(4),))
    assert proposal("worked example", experiment, ".pdf") == "worked-example-xor-2-4-1.pdf"


# ---- the dialog itself -----------------------------------------------------------------------------------------------


@pytest.fixture
def answer(bench: Bench) -> Callable[..., str]:
    """Return a function that asks where to save, and lets a person do one thing after the other in the dialogs."""

    def ask(*acts: Callable[[QDialog], object], name: str = "sheet.pdf") -> str:
        left = list(acts)

        def act() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog)
            left.pop(0)(dialog)
            if left:
                QTimer.singleShot(0, act)

        QTimer.singleShot(0, act)
        path = ask_for_path(bench.window, "Save", name, SHEETS)
        assert left == []
        return path

    return ask


def save(dialog: QDialog) -> None:
    assert isinstance(dialog, QFileDialog)
    dialog.accept()


def press(word: str) -> Callable[[QDialog], None]:
    def click(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        next(button for button in dialog.buttons() if word in button.text()).click()

    return click


def test_the_proposal_is_saved_in_the_folder_used_last(answer: Callable[..., str], tmp_path: Path) -> None:
    open_settings().setValue(FOLDER, str(tmp_path))
    assert answer(save) == str(tmp_path / "sheet.pdf")


def test_the_folder_that_was_saved_to_is_where_the_next_dialog_opens(
    answer: Callable[..., str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()

    def save_there(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(other))
        dialog.selectFile("mine.tex")
        dialog.accept()

    open_settings().setValue(FOLDER, str(tmp_path))
    assert answer(save_there) == str(other / "mine.tex")
    assert last_folder() == str(other)
    other.rmdir()
    assert Path(last_folder()).is_dir()  # one that is gone is not offered


def test_another_kind_changes_the_suffix_of_the_name(answer: Callable[..., str], tmp_path: Path) -> None:
    open_settings().setValue(FOLDER, str(tmp_path))

    def choose_latex(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectNameFilter("LaTeX document (*.tex)")
        dialog.filterSelected.emit("LaTeX document (*.tex)")
        dialog.accept()

    assert answer(choose_latex) == str(tmp_path / "sheet.tex")


def test_nothing_is_replaced_unasked_also_where_the_suffix_was_left_out(
    answer: Callable[..., str], tmp_path: Path
) -> None:
    open_settings().setValue(FOLDER, str(tmp_path))
    (tmp_path / "sheet.pdf").write_text("old")
    asked: list[str] = []

    def save_without(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile("sheet")
        dialog.accept()

    def refuse(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        asked.append(dialog.text())
        assert dialog.defaultButton() is dialog.button(QMessageBox.StandardButton.Cancel)
        press("Cancel")(dialog)

    assert answer(save_without, refuse, lambda dialog: dialog.reject()) == ""
    assert asked == ["sheet.pdf is there already."]
    assert answer(save, press("Replace")) == str(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_text() == "old"  # asking writes nothing


# ---- what becomes of it ----------------------------------------------------------------------------------------------


class Desktop(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_notice_after_saving_names_the_file_and_opens_its_folder(bench: Bench, tmp_path: Path) -> None:
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")
    names: list[str] = []
    path = tmp_path / "mine.nnplay"
    bench.window.saving.choose_path = lambda parent, title, name, kinds: (names.append(name), str(path))[1]
    try:
        bench.window.sessions.save()
        assert names == ["session-circle-2-4-1.nnplay"]
        bench.qtbot.waitUntil(lambda: bench.window.notice.sentence == "Session saved to mine.nnplay")
        bench.window.notice.remedy.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(tmp_path)]


def test_where_no_folder_can_be_opened_a_sentence_says_so(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    bench.window.saving.say_saved("Picture", tmp_path / "a.png")
    bench.window.notice.remedy.click()
    assert bench.window.notice.sentence.startswith("The desktop did not open the folder")
    assert str(tmp_path) in bench.window.notice.sentence


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "expected a disk with room for it"), (errno.EACCES, "expected a file in a folder that can be")],
)
def test_a_file_that_cannot_be_written_is_told_in_one_sentence_with_the_reason(
    tmp_path: Path, number: int, told: str
) -> None:
    def fail(file: object) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "sheet.pdf"
    with pytest.raises(ExportError) as refused:
        write_whole(path, fail)
    assert str(path) in str(refused.value)
    assert os.strerror(number).lower() in str(refused.value)
    assert told in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_file_is_told_in_one_sentence(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "run.nnplay"
    folder.mkdir()
    bench.window.saving.choose_path = lambda *_: str(folder)
    bench.window.sessions.save()
    bench.qtbot.waitUntil(lambda: "it is a folder" in bench.window.notice.sentence)
