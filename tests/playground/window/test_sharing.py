"""Copy as command, copy as link text, paste: the same experiment comes back, and nothing else is believed."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import thread_time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from engine import Experiment, Layer, Run, choose
from engine.data import OWN
from engine.exchange.exporting import export
from engine.exchange.link import link_of
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.fitting import with_data
from engine.table import Table
from tests.playground.conftest import Bench

EXPERIMENT = Experiment(
    hidden=(Layer(6, "relu", 0.1), Layer(3)),
    features=("x1", "x2", "sin_x1"),
    optimizer=choose("adam", beta1=0.8),
    rate=0.02,
    l2=0.001,
    batch=0,
    frozen=((1, 1, 0),),
    pruned=((2, 1, 3),),
    seed=7,
).with_data(name="spiral", noise=0.1)


def copied(bench: Bench, action: str) -> str:
    bench.window.actions_by_name[action].trigger()
    return QGuiApplication.clipboard().text()


def paste(bench: Bench, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    bench.window.actions_by_name["paste"].trigger()


@pytest.mark.parametrize("action", ["copy_command", "copy_link"])
def test_what_is_copied_pastes_into_another_window(open_bench: Callable[..., Bench], action: str) -> None:
    text = copied(open_bench(EXPERIMENT), action)
    other = open_bench()
    other.step(2)
    weights = other.snapshot.network.sha256()
    paste(other, f"  {text}\n")
    other.wait_until_shown()
    assert other.experiment == EXPERIMENT
    other.window.actions_by_name["undo"].trigger()
    other.qtbot.waitUntil(lambda: other.snapshot.network.sha256() == weights)


def test_the_command_that_is_copied_trains_the_same_bits(open_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench = open_bench(EXPERIMENT)
    bench.step(3)
    words = shlex.split(copied(bench, "copy_command"))
    assert words[:2] == ["playground", "train"]
    done = subprocess.run(
        [sys.executable, "-m", *words, "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    told = json.loads(done.stdout)
    assert (told["epochs"], told["weights_sha256"]) == (3, bench.snapshot.network.sha256())


def test_changes_by_hand_are_told_not_to_be_in_the_command(bench: Bench) -> None:
    bench.step(1)
    bench.window.document.set_weights({(1, 1, 1): 2.0})
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.weight(1, 1, 1) == 2.0)
    copied(bench, "copy_command")
    assert "changes by hand on the way are not in it" in bench.window.notice.sentence


def test_weights_that_were_opened_are_told_not_to_be_in_the_command(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    run = Run(EXPERIMENT)
    run.advance(epochs=2)
    path = export(Model.of(EXPERIMENT, run.network, run.samples), tmp_path / "mine.json", FORMATS["json"]).files[0]
    bench = open_bench(EXPERIMENT)
    copied(bench, "copy_command")
    assert "weights of its seed" not in bench.window.notice.sentence
    bench.window.sessions.open_path(path)
    bench.qtbot.waitUntil(lambda: bench.snapshot.network.sha256() == run.network.sha256())
    bench.step(1)
    copied(bench, "copy_command")
    assert "it begins with the weights of its seed, not with those that were opened" in bench.window.notice.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no experiment"),
        ("rm -rf /", "holds no experiment"),
        ("playground train 'unclosed", "holds no experiment"),
        ("playground train --rate -3", "rate must be"),
        ("playground train --hidden many", "hidden"),
        (link_of(EXPERIMENT)[:-5], "not whole"),
        ("nnplay1:%%%", "damaged"),
    ],
)
def test_any_other_text_is_refused_and_nothing_changes(bench: Bench, text: str, words: str) -> None:
    before = bench.snapshot.network.sha256()
    paste(bench, text)
    assert words in bench.window.notice.sentence
    assert bench.experiment == Experiment()
    assert bench.snapshot.network.sha256() == before == Run(Experiment()).network.sha256()


@pytest.mark.parametrize(("rows", "is_copied"), [(30, True), (20_000, False), (200_000, False)])
def test_a_small_table_is_copied_as_text_and_a_large_one_refused(
    open_bench: Callable[..., Bench], rows: int, is_copied: bool
) -> None:
    points = np.random.default_rng(1).normal(size=(rows, 2))
    table = Table(("a", "b"), points, "y", (points[:, 0] > 0).astype(float), ("n", "p"))
    experiment = with_data(Experiment(), name=OWN, table=table).experiment
    bench = open_bench(experiment)
    QGuiApplication.clipboard().setText("before")
    text = copied(bench, "copy_link")
    if is_copied:
        other = open_bench()
        paste(other, text)
        assert other.experiment == experiment
    else:
        assert text == "before"
        assert f"the data have {rows} rows" in bench.window.notice.sentence.lower()


def test_ctrl_v_pastes_in_the_window_and_leaves_its_fields_alone(bench: Bench) -> None:
    QGuiApplication.clipboard().setText(link_of(EXPERIMENT))
    field = bench.window.run_bar.rate.lineEdit()
    bench.window.activateWindow()
    field.setFocus()
    bench.qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bench.experiment == Experiment()
    field.setText("0.3")
    bench.window.canvas.setFocus()
    bench.qtbot.keyClick(bench.window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bench.experiment == EXPERIMENT


def test_a_very_long_text_is_looked_at_as_a_table_at_once(bench: Bench) -> None:
    """Taking 20 MB to pieces as a command line held the window up for a minute."""
    QGuiApplication.clipboard().setText("1.5,2.5,a\n2.5,3.5,b\n" * 1_000_000)
    before = thread_time()
    bench.window.actions_by_name["paste"].trigger()
    assert thread_time() - before < 1.0
    bench.qtbot.waitUntil(lambda: bench.window.data_files.dialog is not None)
    QGuiApplication.clipboard().clear()
