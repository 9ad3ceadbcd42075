"""Save data as CSV: exactly what the run learns from, with the split; and the command that trains on that."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from engine import Experiment
from engine.fitting import with_data
from engine.tables import read_table
from tests.playground.conftest import Bench
from tests.playground.window.opening_data.opening import PETALS, opened, written


def saved(bench: Bench, path: Path) -> Path:
    bench.window.saving.choose_path = lambda *_: str(path)
    bench.window.actions_by_name["save_data"].trigger()
    bench.qtbot.waitUntil(lambda: "Data saved to" in bench.window.notice.sentence)
    return path if path.suffix else path.with_name(f"{path.name}.csv")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "spiral", "noise": 0.1, "train_share": 0.7},
        {"name": "blobs", "classes": 5, "stratified": True},
        {"name": "reg-gauss"},
        {"name": "sine"},
        {"name": "xor-gate"},
        {"formula": "x1*x2 > 0"},
    ],
    ids=str,
)
def test_what_is_saved_reads_back_as_the_very_samples(
    open_bench: Callable[..., Bench], tmp_path: Path, changes: dict[str, object]
) -> None:
    bench = open_bench(with_data(Experiment(), **changes).experiment)
    path = saved(bench, tmp_path / "mine")
    found = read_table(path)
    assert found is not None
    table, samples = found.table, bench.snapshot.samples
    assert np.array_equal(table.inputs, samples.points)
    assert np.array_equal(table.target, samples.labels)
    assert table.is_regression == bench.experiment.data.is_regression
    assert table.is_test is not None
    assert np.array_equal(table.is_test, samples.is_test)


def test_more_samples_are_saved_than_are_edited_by_hand(open_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench = open_bench(Experiment().with_data(samples=150_000))
    bench.window.saving.choose_path = lambda *_: str(tmp_path / "many.csv")
    bench.window.actions_by_name["save_data"].trigger()
    bench.qtbot.waitUntil(lambda: "Data saved to" in bench.window.notice.sentence, timeout=30_000)
    with (tmp_path / "many.csv").open() as file:
        assert sum(1 for _ in file) == 150_001


def test_data_that_cannot_be_written_get_a_sentence(bench: Bench, tmp_path: Path) -> None:
    bench.window.saving.choose_path = lambda *_: str(tmp_path / "missing" / "mine.csv")
    bench.window.actions_by_name["save_data"].trigger()
    bench.qtbot.waitUntil(lambda: "missing" in bench.window.notice.sentence)
    assert "cannot write" in bench.window.notice.sentence.lower()


def test_the_command_of_a_table_names_the_file_in_which_it_was_saved(bench: Bench, tmp_path: Path) -> None:
    dialog = opened(bench, written(tmp_path, PETALS))
    dialog.go_on.click()
    bench.wait_until_shown()
    QGuiApplication.clipboard().setText("before")
    bench.window.actions_by_name["copy_command"].trigger()
    assert "save it by File > Save data as CSV… first" in bench.window.notice.sentence
    assert QGuiApplication.clipboard().text() == "before"
    path = saved(bench, tmp_path / "saved.csv")
    bench.step(3)
    bench.window.document.restart()
    bench.wait_until_shown()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch == 0)
    bench.step(2)
    bench.window.actions_by_name["copy_command"].trigger()
    words = shlex.split(QGuiApplication.clipboard().text())
    assert words == ["playground", "train", "--data", str(path), "--standardise", "--epochs", "2"]
    done = subprocess.run(
        [sys.executable, "-m", *words, "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[4],
    )
    assert json.loads(done.stdout)["weights_sha256"] == bench.snapshot.network.sha256()


def test_a_command_that_names_a_file_reads_none_when_it_is_pasted(bench: Bench, tmp_path: Path) -> None:
    path = written(tmp_path, PETALS)
    QGuiApplication.clipboard().setText(f"playground train --data {path}")
    bench.window.actions_by_name["paste"].trigger()
    assert f"{path}': open that by File > Open data…" in bench.window.notice.sentence or (
        "open that by File > Open data…" in bench.window.notice.sentence
    )
    assert bench.experiment == Experiment()
