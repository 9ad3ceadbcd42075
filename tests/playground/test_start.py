"""What a start does without: modules that come only when they are used. No times: machines differ in them."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.exchange.worked_example import FORMATS
from playground.commands import SHEETS

NEVER = {"scipy", "torch", "sklearn", "onnx", "PIL", "matplotlib", "asyncio", "http", "unittest"}
NOT_FIRST = NEVER | {
    "tqdm",
    "contourpy",
    "pyqtgraph",
    "wasmtime",
    "email",
    "importlib.metadata",
    "engine.exchange.worked_example",
    "engine.exchange.tikz",
    "playground.figures",
}
QT = {"PySide6", "shiboken6", "pyqtgraph"}

OPEN = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from playground import cli, open_window


def look(experiment, theme):
    from playground import app
    application = app.make_application()
    window = app.make_window(experiment, theme, remembers=False, starts=False)
    window.show()
    print(*sys.modules)
    window.close()
    window.deleteLater()
    return 0

import playground.app
playground.app.run_window = look
cli.main([])
"""
SAY = """
import sys
from playground.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print()
print(*sys.modules)
"""


def modules_of(code: str, *arguments: str) -> set[str]:
    """Return the names of all modules, and of the packages around them, that a process had loaded when it said so."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_a_window_is_shown_without_what_only_its_later_life_needs() -> None:
    loaded = modules_of(OPEN)
    assert {"PySide6.QtWidgets", "engine.run", "playground.charts.boundary"} <= loaded
    assert loaded & NOT_FIRST == set()


@pytest.mark.parametrize(
    "typed",
    [
        "--help",
        "list",
        "explain --hidden 2",
        "train --epochs 2 --samples 20",
        "check --samples 20",
        "figure --to network.tex --epochs 1 --samples 20",
    ],
)
def test_the_command_line_loads_no_qt(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.chdir(tmp_path)  # where a file is written
    loaded = modules_of(SAY, *typed.split())
    assert "engine.run" in loaded
    assert loaded & (QT | NEVER) == set()


def test_the_formats_the_command_line_knows_are_those_there_are() -> None:
    assert tuple(FORMATS) == SHEETS
