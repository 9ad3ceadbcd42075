"""What the window saves: asks for a file, writes it, and says what became of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from engine.errors import EngineError
from playground.picture import save_picture
from playground.window.notice import Remedy
from playground.window.paths import open_folder, proposal, with_suffix

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

ChoosePath = Callable[[QWidget, str, str, str], str]

PICTURE = "PNG picture (*.png)"


class Saving:
    """Saves what a window shows.

    Parameters
    ----------
    choose_path : asks the person for a file to write
    """

    def __init__(self, window: "MainWindow", choose_path: ChoosePath) -> None:
        self._window = window
        self.choose_path = choose_path

    def picture(self) -> None:
        """Ask for a file and save what the window shows."""
        picture = self._window.grab()
        path = self._ask("Save picture", proposal("playground", self._window.document.experiment, ".png"), PICTURE)
        if path:
            self._write(path, lambda file: save_picture(picture, file), "Picture")

    def say_saved(self, what: str, path: Path) -> None:
        """Tell that something is saved, and offer to open its folder."""
        self._window.notice.say(
            f"{what} saved to {path.name}",
            Remedy("&Open folder", f"Open the folder {path.parent}", lambda: self._open_folder(path)),
        )

    def _open_folder(self, path: Path) -> None:
        if not open_folder(path):
            self._window.notice.warn(
                f"the desktop did not open the folder {str(path.parent)!r}; expected a file manager"
            )

    def _ask(self, title: str, name: str, kinds: str) -> Path | None:
        chosen = self.choose_path(self._window, title, name, kinds)
        return with_suffix(Path(chosen), kinds) if chosen else None

    def _write(self, path: Path, write: Callable[[Path], None], what: str) -> None:
        try:
            write(path)
        except EngineError as error:
            self._window.notice.warn(str(error))
        else:
            self.say_saved(what, path)
