"""A million samples in one mini-batch: the thread answers long before an epoch is over."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.snapshot import Snapshot
from playground.training.runner import Runner

MILLION = replace(Experiment(), batch=0).with_data(samples=1_000_000)
PATIENCE_MS = 60_000
MOST_OF_AN_EPOCH = 0.25  # an epoch takes 0.4 s where nothing else runs, so this is 100 ms


@pytest.fixture
def runner(qapp: QCoreApplication) -> Iterator[Runner]:
    made = Runner(MILLION)
    made.set_speed(None)
    yield made
    made.stop()


@pytest.mark.slow
def test_pausing_stepping_editing_and_closing_wait_for_no_epoch(qtbot: QtBot, runner: Runner) -> None:
    seen: list[Snapshot] = []
    runner.snapshot_ready.connect(seen.append)

    def wait(fits: Callable[[], bool]) -> None:
        qtbot.waitUntil(fits, timeout=PATIENCE_MS)

    def seconds_until_shown(ask: Callable[[], object]) -> float:
        """Return how long it takes until a snapshot comes that knows what was asked."""
        begun = perf_counter()
        ask()
        wait(lambda: runner._worker._requests_done == runner._requests_sent and not runner._worker.mailbox._letter)
        return perf_counter() - begun

    runner.step()
    wait(lambda: bool(seen) and seen[-1].epoch == 1)  # what is compiled is compiled now
    begun = perf_counter()
    runner.step()
    wait(lambda: seen[-1].epoch == 2)
    epoch = perf_counter() - begun
    taken = {}
    asked: dict[str, Callable[[], object]] = {
        "pause": runner.pause,
        "step": runner.step,
        "rate": lambda: runner.follow(replace(runner.experiment, rate=0.01)),
    }
    for name, ask in asked.items():
        runner.play()
        batches = len(seen) + 2
        wait(lambda batches=batches: len(seen) >= batches)  # type: ignore[misc]  # amid an epoch
        taken[name] = seconds_until_shown(ask)
    runner.play()
    begun = perf_counter()
    runner.stop()
    taken["close"] = perf_counter() - begun
    assert {name: seconds for name, seconds in taken.items() if seconds > MOST_OF_AN_EPOCH * epoch} == {}
