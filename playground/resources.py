"""Finds the data files that ship in the `resources` package, wherever the program was installed."""

from importlib.resources import as_file, files
from importlib.resources.abc import Traversable


def resource(*path: str) -> Traversable:
    """Return the file or folder of that path under `resources/`."""
    return files("resources").joinpath(*path)


def text(*path: str) -> str:
    return resource(*path).read_text(encoding="utf-8")


def data(*path: str) -> bytes:
    return resource(*path).read_bytes()


def register_fonts() -> None:
    """Load Inter and STIX Two Math, so that the window looks the same on a machine without any font."""
    from PySide6.QtGui import QFontDatabase

    for file in resource("fonts").iterdir():
        if file.name.endswith((".otf", ".ttf")):
            with as_file(file) as path:
                if QFontDatabase.addApplicationFont(str(path)) < 0:
                    raise RuntimeError(f"the font {file.name} could not be loaded")
