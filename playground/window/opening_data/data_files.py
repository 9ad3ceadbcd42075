"""Data of one's own in the window: opened from a file or the clipboard, and saved as CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from engine.data import OWN
from engine.rows import whole_table
from engine.tables import SUFFIXES, Preview, Source, is_archive
from playground.settings import open_settings
from playground.window import recent
from playground.window.opening_data.dialog import OpenDataDialog
from playground.window.opening_data.work import Looked, TableWork, source_of_text
from playground.window.paths import FOLDER, proposal, with_suffix

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

CSV = "Table with commas (*.csv)"
KINDS = f"Tables ({' '.join(f'*{suffix}' for suffix in SUFFIXES)});;All files (*)"


class DataFiles(QObject):
    """Opens tables, and saves what a run learns from.

    Attributes
    ----------
    dialog : the question about a table, while it is asked
    saved : in which file the samples of a data set stand, by the digest of its table
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: OpenDataDialog | None = None
        self.saved: dict[str, Path] = {}
        self._work = TableWork(self)
        self._work.looked.connect(self._ask)
        self._work.failed.connect(self._refuse)
        self._path: Path | None = None  # of the file that is looked at; None for the clipboard

    def open(self) -> None:
        """Ask for a file, and open it."""
        if chosen := self._window.sessions.ask_for_file(self._window, "Open data", KINDS):
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Look at a file, then ask about it; what is on the table stays until that is answered."""
        if self.dialog is None:
            self._path = path
            if is_archive(path):  # all of it is read before anything can be shown
                self._window.notice.say(f"Reading {path.name} …")
            self._work.look(Source(path))

    def open_text(self, text: str) -> None:
        """Look at the clipboard's text, then ask about it."""
        if self.dialog is None:
            self._path = None
            self._work.look(source_of_text(text))

    def close(self) -> None:
        """Leave the question, and wait until nothing is read any more."""
        if self.dialog is not None:
            self.dialog.work.close()
            self.dialog.reject()
        self._work.close()

    # ---- opening ---------------------------------------------------------------------------------------------------

    def _ask(self, looked: Looked) -> None:
        if self._path is None and not is_like_a_table(looked.preview):
            self._window.notice.warn("the clipboard holds no experiment and no table: expected rows of as many cells")
            return
        window = self._window
        window.notice.hide()
        self.dialog = dialog = OpenDataDialog(looked, window.document.experiment, window.appearance, window)
        dialog.finished.connect(lambda result: self._leave(dialog, result == QDialog.DialogCode.Accepted))
        dialog.open()

    def _refuse(self, sentence: str) -> None:
        if self._path is not None:
            recent.forget(self._path)
        self._window.notice.warn(sentence)

    def _leave(self, dialog: OpenDataDialog, is_accepted: bool) -> None:
        self.dialog = None
        dialog.deleteLater()
        plan = dialog.plan
        if not is_accepted or plan is None or plan.table is None:
            return
        window, path = self._window, self._path
        text = f"Open {path.name}" if path else "Paste a table"
        if not window.document.set_table(text, plan.table, name=OWN, **plan.wish.changes(plan.table)):
            return
        if path:
            recent.note(path)
            open_settings().setValue(FOLDER, str(path.absolute().parent))
        if not window.notice.sentence:  # nothing had to be told of what has changed with it
            window.notice.say(f"{'Opened ' + path.name if path else 'Pasted a table'}: {plan.sentence}")

    # ---- saving ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask for a file, and write there what the run learns from, with the split."""
        window, snapshot = self._window, self._window.moment.snapshot
        if snapshot is None:
            return
        name = proposal("data", snapshot.experiment, ".csv")
        chosen = window.saving.choose_path(window, "Save data as CSV", name, CSV)
        if not chosen:
            return
        path, data, samples = with_suffix(Path(chosen), CSV), snapshot.experiment.data, snapshot.samples

        def write() -> str:
            whole_table(data, samples).save(path)
            return data.table.digest if data.table else ""

        def done(digest: str) -> None:
            if digest:
                self.saved[digest] = path.absolute()
            window.saving.say_saved("Data", path)

        window.sessions.background.do(write, done, window.notice.warn)


def is_like_a_table(preview: Preview) -> bool:
    """Tell whether the first rows of a text are those of a table: as many cells in each, and two at least."""
    widths = {len(cells) for _, cells in preview.rows} | ({len(preview.header)} if preview.header else set())
    return bool(preview.rows) and not preview.fault and len(widths) == 1 and widths.pop() > 1
