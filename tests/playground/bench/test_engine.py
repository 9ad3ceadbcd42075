"""`playground bench engine`: the shape of what it tells, and, where it is slow, ratios taken in one run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.bench import engine
from playground.bench.contestants import ALONE, MAKERS, PLAIN, SKLEARN, TEXTBOOK, TORCH, WHOLE_RUN
from playground.bench.timing import Effort
from playground.bench.workloads import WORKLOADS

ROOT = Path(__file__).parents[3]

# How many times as fast as the textbook's loop ours must be even on a machine that does much else: far below the
# targets, far above what any of them would be if the loop fell back to the plain one.
LEAST_TIMES_TEXTBOOK = {"A": 2.0, "B": 2.0, "C": 2.0, "D": 5.0, "E": 1.3, "F": 1.3, "G": 0.8, "H": 5.0, "I": 5.0}
LEAST_OF_PLAIN_LOOP = 0.2  # until there is a compiled loop, and for what falls back


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Measure the first two workloads for a moment, without the libraries that take long to import."""
    monkeypatch.setattr(engine, "WORKLOADS", WORKLOADS[:2])
    monkeypatch.setattr(engine, "installed", lambda: [ALONE, WHOLE_RUN, TEXTBOOK, PLAIN])
    monkeypatch.setattr(engine, "effort", lambda *, short: Effort(short, rounds=2, seconds=0.005))
    monkeypatch.setattr(engine, "falls_back", lambda: ["clip"])
    result = engine.measure(short=True)
    return {"text": result.text(), "plain": result.to_dict()}


def test_its_json_has_every_figure(quick: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(quick["plain"], allow_nan=False))
    assert set(plain) == {"rounds", "workloads", "not_installed", "falls_back", "targets"}
    assert list(plain["workloads"]) == ["A", "B"]
    assert plain["not_installed"] == [SKLEARN, TORCH]
    assert plain["falls_back"] == ["clip"]
    found = plain["workloads"]["A"]
    assert found["loop"] in {"kernel", "program", "plain"}
    assert set(found["epochs_per_second"]) == {ALONE, WHOLE_RUN, TEXTBOOK, PLAIN}
    assert all(len(rates["rounds"]) == 2 for rates in found["epochs_per_second"].values())
    assert set(found["ratios"]) == {ALONE, WHOLE_RUN}
    assert set(found["ratios"][ALONE]) == {TEXTBOOK, PLAIN}
    assert found["largest_difference"] < 1e-12
    assert [target["name"] for target in plain["targets"]] == [
        *("A × textbook", "A × first trial", "B × textbook", "B × first trial"),
        "largest difference",
    ]


def test_its_tables_have_every_workload_and_say_who_is_missing(quick: dict[str, Any]) -> None:
    lines = quick["text"].splitlines()
    assert lines[0] == "Epochs per second, medians of 2 rounds"
    assert lines[1].split()[-2:] == ["scikit-learn", "PyTorch"]
    assert sum(line.strip().startswith("A  ") for line in lines) == 3
    for part in ("scikit-learn: not installed", "PyTorch: not installed", "falls back to the plain loop: clip", "≥ 5"):
        assert part in quick["text"]


def test_every_contestant_has_a_column() -> None:
    assert set(engine.OTHERS) | set(engine.OURS) | {PLAIN} == set(MAKERS)


def test_what_falls_back_is_listed() -> None:
    assert engine._listed([]) == "nothing"
    assert engine._listed(["clip", "l1"]) == "clip, l1"
    assert engine._listed([name for name, _ in engine.every_choice()]) == "every choice"


@pytest.mark.slow
def test_ours_is_far_faster_than_a_textbooks_loop() -> None:
    """Ratios of one run, the contestants in turn: no figure of any clock stands here."""
    command = [sys.executable, "-m", "playground", "bench", "engine", "--short", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=110)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["form"] == "short"
    for name, found in told["engine"]["workloads"].items():
        least = LEAST_OF_PLAIN_LOOP if found["loop"] == "plain" else LEAST_TIMES_TEXTBOOK[name]
        assert found["ratios"][ALONE][TEXTBOOK] > least, name
        assert found["ratios"][WHOLE_RUN][TEXTBOOK] > LEAST_OF_PLAIN_LOOP, name
        assert found["largest_difference"] < engine.MOST_DIFFERENCE, name
