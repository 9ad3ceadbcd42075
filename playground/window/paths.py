"""Where to save: a name is proposed, in the folder used last; a missing suffix is added, nothing replaced unasked."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from engine.experiment import Experiment
from playground.settings import open_settings

FOLDER = "files/folder"


def proposal(what: str, experiment: Experiment, suffix: str) -> str:
    """Return a name for a file, with the data and the net in it.

    >>> proposal("worked example", Experiment(), ".pdf")
    'worked-example-circle-2-4-1.pdf'
    """
    net = "-".join(map(str, experiment.sizes))
    return f"{what.replace(' ', '-')}-{experiment.data.name}-{net}{suffix}"


def suffixes_of(kinds: str) -> list[str]:
    """Return the suffixes of filters such as "PDF document (*.pdf);;LaTeX document (*.tex)", the usual one first."""
    return re.findall(r"\*(\.\w+)", kinds)


def with_suffix(path: Path, kinds: str, chosen: str = "") -> Path:
    """Return a path that ends in a suffix of `kinds`: its own, else that of the `chosen` filter is added.

    >>> [str(with_suffix(Path(name), "Archive (*.npz)")) for name in ("mine", "v1.2", "mine.NPZ")]
    ['mine.npz', 'v1.2.npz', 'mine.NPZ']
    """
    known = suffixes_of(kinds)
    if path.suffix.lower() in known:
        return path
    return path.with_name(path.name + (suffixes_of(chosen) or known)[0])


def last_folder() -> str:
    """Return the folder that was saved to last, if it is still there; else that for documents."""
    folder = Path(str(open_settings().value(FOLDER, "")) or ".missing")
    return str(folder if folder.is_dir() else _documents())


def _documents() -> Path:
    path = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return path if path.is_dir() else Path.home()


def ask_for_path(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Ask where to save; empty if the person thinks better of it.

    Parameters
    ----------
    name : of the file that is proposed
    kinds : filters, the usual one first, such as "PDF document (*.pdf);;LaTeX document (*.tex)"
    """
    dialog = QFileDialog(parent, title, last_folder(), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # not all dialogs ask about the name with its suffix
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, "Save in:")
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())  # the style's have colours of their own
    dialog.selectFile(name)

    def show_kind(chosen: str) -> None:
        """Let the name that is proposed end as the chosen kind does."""
        files = dialog.selectedFiles()
        if files and Path(files[0]).suffix in suffixes_of(kinds):
            dialog.selectFile(Path(files[0]).with_suffix(suffixes_of(chosen)[0]).name)

    dialog.filterSelected.connect(show_kind)
    try:
        while dialog.exec():
            path = with_suffix(Path(dialog.selectedFiles()[0]), kinds, dialog.selectedNameFilter())
            if not path.is_file() or _may_replace(dialog, path):
                open_settings().setValue(FOLDER, str(path.parent))
                return str(path)
        return ""
    finally:
        dialog.deleteLater()


def ask_for_file(parent: QWidget, title: str, kinds: str) -> str:
    """Ask which file to open; empty if the person thinks better of it."""
    dialog = QFileDialog(parent, title, last_folder(), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())
    try:
        if not dialog.exec():
            return ""
        path = Path(dialog.selectedFiles()[0])
        open_settings().setValue(FOLDER, str(path.parent))
        return str(path)
    finally:
        dialog.deleteLater()


def _may_replace(parent: QWidget, path: Path) -> bool:
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Replace the file?", f"{path.name} is there already.", parent=parent)
    box.setInformativeText(f"Replacing it in {path.parent} loses what it holds.")
    replace = box.addButton("Replace", QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is replace


def open_folder(path: Path) -> bool:
    """Show the folder of a file in the desktop's file manager; tell whether that could be done."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
