"""What the window saves: asks for a file, writes it, and says what became of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from engine.errors import EngineError
from engine.exchange import npz
from playground.picture import save_picture

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

ChoosePath = Callable[[QWidget, str, str, str], str]


def ask_for_path(parent: QWidget, title: str, proposal: str, kinds: str) -> str:
    """Ask where to save; empty if the person thinks better of it."""
    return QFileDialog.getSaveFileName(parent, title, proposal, kinds)[0]


class Saving:
    """Saves what a window shows.

    Parameters
    ----------
    choose_path : asks the person for a file to write
    """

    def __init__(self, window: "MainWindow", choose_path: ChoosePath) -> None:
        self._window = window
        self.choose_path = choose_path

    def weights(self) -> None:
        """Ask for a file and write the weights that are shown."""
        snapshot = self._window.moment.snapshot
        if snapshot is None:
            return
        path = self.choose_path(self._window, "Export weights", "weights.npz", "NumPy archive (*.npz)")
        if path:
            amid = f", batch {snapshot.batch} of {snapshot.batches_per_epoch}" if snapshot.batch else ""
            what = f"Weights of epoch {snapshot.epoch}{amid}"
            self._write(Path(path), ".npz", lambda file: npz.save(file, snapshot.network, snapshot.experiment), what)

    def picture(self) -> None:
        """Ask for a file and save what the window shows."""
        picture = self._window.grab()
        path = self.choose_path(self._window, "Save picture", "playground.png", "PNG picture (*.png)")
        if path:
            self._write(Path(path), ".png", lambda file: save_picture(picture, file), "Picture")

    def _write(self, path: Path, suffix: str, write: Callable[[Path], None], what: str) -> None:
        path = path if path.suffix else path.with_suffix(suffix)
        try:
            write(path)
        except EngineError as error:
            self._window.notice.warn(str(error))
        else:
            self._window.notice.say(f"{what} saved to {path}")
