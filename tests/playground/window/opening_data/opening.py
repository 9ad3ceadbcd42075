"""What tests of opening data have in common: a small table, and the dialog with it."""

from pathlib import Path

from playground.window.opening_data.dialog import OpenDataDialog
from tests.playground.conftest import Bench

PETALS = b"length,width,kind\n" + b"".join(
    b"%d.5,%d.25,%s\n" % (number % 7, number % 5, b"rose" if number % 3 else b"iris") for number in range(60)
)


def written(folder: Path, data: bytes, name: str = "petals.csv") -> Path:
    """Write a file, and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def dialog_of(bench: Bench) -> OpenDataDialog:
    """Wait for the question about a table."""
    bench.qtbot.waitUntil(lambda: "data_files" in vars(bench.window) and bench.window.data_files.dialog is not None)
    dialog = bench.window.data_files.dialog
    assert dialog is not None
    return dialog


def opened(bench: Bench, path: Path) -> OpenDataDialog:
    """Open a file, and wait until it is known what will be, or why not."""
    bench.window.sessions.open_path(path)
    dialog = dialog_of(bench)
    settle(bench, dialog)
    return dialog


def settle(bench: Bench, dialog: OpenDataDialog) -> None:
    """Wait until all is said that follows from what is chosen."""
    bench.qtbot.waitUntil(lambda: not dialog.is_at_work, timeout=20_000)


def said(dialog: OpenDataDialog) -> str:
    return dialog.sentence.text()
