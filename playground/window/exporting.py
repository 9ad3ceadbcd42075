"""Exporting in the window: the network that is shown, from the question how to the file in its place."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.exchange.model import Model
from playground.settings import open_settings
from playground.window.export_dialog import Ask, ExportDialog, What
from playground.window.paths import FOLDER, last_folder, proposal

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow


class Exporting(QObject):
    """Asks in which format and where to, and says what became of it.

    Attributes
    ----------
    dialog : the question, while it is asked
    """

    def __init__(self, window: "MainWindow", ask: Ask) -> None:
        super().__init__(window)
        self._window = window
        self._ask = ask
        self.dialog: ExportDialog | None = None

    def begin(self) -> None:
        """Ask about the network that is shown now; it may learn on meanwhile."""
        snapshot = self._window.moment.snapshot
        if snapshot is None or self.dialog is not None:
            return
        amid = f", batch {snapshot.batch} of {snapshot.batches_per_epoch}" if snapshot.batch else ""
        what = What(
            Model.of(snapshot.experiment, snapshot.network, snapshot.samples),
            snapshot.samples.points,
            f"The network of epoch {snapshot.epoch}{amid}",
            Path(last_folder()) / proposal("network", snapshot.experiment, ""),
        )
        self.dialog = dialog = ExportDialog(what, self._window.appearance.theme, self._ask, self._window)
        dialog.finished.connect(lambda _result: self._leave(dialog, what.title))
        dialog.open()

    def close(self) -> None:
        """Leave the question, and wait until nothing is written any more."""
        if self.dialog is not None:
            self.dialog.reject()

    def _leave(self, dialog: ExportDialog, title: str) -> None:
        self.dialog = None
        dialog.deleteLater()
        done = dialog.written
        if done is None or done.checked is None:
            return
        path = done.checked.files[0]
        open_settings().setValue(FOLDER, str(path.parent))
        self._window.saving.say_saved(title, path)
