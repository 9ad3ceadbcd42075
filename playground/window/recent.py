"""The files that were opened or saved last, remembered from one start to the next."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from playground.plain_tip import plain_tip
from playground.settings import open_settings

KEY = "files/recent"
MOST = 10


def paths() -> list[Path]:
    """Return them, the last one first; those that are there no more are left out."""
    try:
        told = json.loads(str(open_settings().value(KEY, "[]")))
    except (ValueError, RecursionError):
        return []
    texts = [text for text in told if isinstance(text, str)] if isinstance(told, list) else []
    return [Path(text) for text in texts[:MOST] if Path(text).is_file()]


def note(path: Path) -> None:
    """Remember a file as the last one."""
    path = path.absolute()
    _write([path, *(other for other in paths() if other != path)])


def forget(path: Path) -> None:
    """Forget a file: it cannot be opened."""
    _write([other for other in paths() if other != path.absolute()])


def clear() -> None:
    """Forget all of them."""
    _write([])


class RecentMenu(QMenu):
    """The menu that opens one of them.

    Parameters
    ----------
    before : the action above which it stands in the window's menu
    open_path : opens a file
    """

    def __init__(self, window: QMainWindow, before: QAction, open_path: Callable[[Path], object]) -> None:
        super().__init__("Open &recent", window)
        self._open_path = open_path
        self.setToolTipsVisible(True)
        menu = next(menu for menu in before.associatedObjects() if isinstance(menu, QMenu))
        menu.insertMenu(before, self)
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Show the files that there are."""
        self.clear()
        files = paths()
        for number, path in enumerate(files, start=1):
            action = self.addAction(f"&{number % 10}  {path.name.replace('&', '&&')}")
            action.setToolTip(plain_tip(str(path)))
            action.triggered.connect(lambda _checked=False, path=path: self._open_path(path))
        if files:
            self.addSeparator()
            self.addAction("&Forget all").triggered.connect(clear)
        self.setEnabled(bool(files))


def _write(files: list[Path]) -> None:
    open_settings().setValue(KEY, json.dumps([str(path) for path in files[:MOST]]))
