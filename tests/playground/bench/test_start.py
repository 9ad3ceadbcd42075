"""`playground bench start`: what is imported, and real starts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.bench import start

ROOT = Path(__file__).parents[3]

IMPORT_TIMES = """\
import time: self [us] | cumulative | imported package
import time:       100 |        100 |   zipimport
import time:      2000 |       9000 |     numpy
import time:      3000 |       3000 |       numpy.linalg
import time:      4000 |      20000 | playground.app
and what else was said
"""


def test_import_times_are_summed_by_package_the_slowest_first() -> None:
    assert list(start.by_package(IMPORT_TIMES).items()) == [("numpy", 5.0), ("playground", 4.0), ("zipimport", 0.1)]


def test_the_ratio_stands_beside_its_target() -> None:
    seconds = {
        start.OURS: [0.8, 0.9, 3.0],
        start.NETWORK: [0.9, 1.0, 3.1],
        start.CHARTS: [1.0, 1.1, 3.2],
        start.BARE: [0.4, 0.5, 2.0],
    }
    imports = {f"package {number}": 10.0 - number for number in range(9)}
    result = start.result(seconds, imports, "an Xvfb of our own")
    assert result.targets[0].reading == pytest.approx(1.8)
    assert "the window's ratio: 1.8×, at most 1.5×: missed" in result.text()
    assert result.text().count("\n  package ") - 1 == start.SLOWEST
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["seconds"][start.BARE]["median"] == 0.5


@pytest.mark.slow
@pytest.mark.parametrize("names", start.COMMANDS, ids=" and ".join)
def test_a_real_start_is_timed(names: tuple[str, ...]) -> None:
    taken = start.seconds_to_paint(start.COMMANDS[names], len(names), {"QT_QPA_PLATFORM": "offscreen"})
    assert set(taken) == set(names)
    assert all(0 < taken[names[0]] <= later for later in taken.values())


def test_what_python_compiles_is_kept_while_starts_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with start.compiled_modules() as changes:
        folder = Path(changes["PYTHONPYCACHEPREFIX"])
        subprocess.run([sys.executable, "-c", "import engine.numbers"], env=os.environ | changes, cwd=ROOT, check=True)
        assert list(folder.rglob("numbers.*.pyc"))
    assert not folder.exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    with start.compiled_modules() as changes:
        assert changes == {}


@pytest.mark.slow
def test_the_imports_of_a_real_start_are_read() -> None:
    imports = start.import_milliseconds({"QT_QPA_PLATFORM": "offscreen"})
    assert {"numpy", "PySide6", "playground", "engine"} <= set(imports)
    assert list(imports.values()) == sorted(imports.values(), reverse=True)
