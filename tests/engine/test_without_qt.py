"""The engine and the command line where Qt is not installed, and that they leave it alone where it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

BLOCK = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, NoQt())
"""

EVERY_MODULE = """
import importlib, pkgutil, engine
for module in pkgutil.walk_packages(engine.__path__, "engine."):
    importlib.import_module(module.name)
"""

TRAIN = """
from playground.cli import main
status = main(["train", "--epochs", "2", "--samples", "20"])
assert status == 0, status
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_block_blocks() -> None:
    done = python(BLOCK + "import PySide6")
    assert "ModuleNotFoundError: No module named 'PySide6'" in done.stderr


def test_every_module_of_the_engine_can_be_imported_without_qt() -> None:
    done = python(BLOCK + EVERY_MODULE)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "--epochs", "2", "--samples", "20"], "2 epochs in "),
        (["--version"], "playground 0.1.0"),
        (["--help"], "usage: playground "),
        (["train", "--help"], "usage: playground train "),
    ],
    ids=" ".join,
)
def test_the_command_line_works_without_qt(arguments: list[str], said: str) -> None:
    done = python(BLOCK + "import sys; from playground.cli import main; sys.exit(main(sys.argv[1:]))", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(said)


def test_training_loads_no_qt_where_it_is_installed() -> None:
    done = python(EVERY_MODULE + TRAIN + "import sys; print(*sys.modules)")
    assert (done.returncode, done.stderr) == (0, "")
    loaded = {name.split(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert {"engine", "playground", "numpy"} <= loaded
    assert not loaded & {"PySide6", "shiboken6", "pyqtgraph"}
