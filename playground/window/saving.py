"""What the window saves: who asks for a file, and what is said when it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from playground.window.notice import Remedy
from playground.window.paths import open_folder

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

ChoosePath = Callable[[QWidget, str, str, str], str]


class Saving:
    """Knows who asks for files, and tells what became of them.

    Parameters
    ----------
    choose_path : asks the person for a file to write
    """

    def __init__(self, window: "MainWindow", choose_path: ChoosePath) -> None:
        self._window = window
        self.choose_path = choose_path

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
