"""Checking: every derivative, in a thread of its own, over what is shown; the run is none the wiser."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.gradient_check import Checker, gradient_check_of
from engine.learning import Objective
from engine.run import Run
from engine.snapshot import take
from engine.steps import steps
from playground.document.checking import Checked, Checking
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection
from playground.document.stepping import Stepping

EXPERIMENT = Experiment(hidden=(Layer(3, "tanh", dropout=0.4), Layer(2)), batch=6, l2=0.01)


class Bench:
    """A run at rest, its moment and what checks it."""

    def __init__(self, qtbot: QtBot, experiment: Experiment = EXPERIMENT) -> None:
        self.qtbot = qtbot
        self.run = Run(experiment)
        self.run.advance(epochs=2)
        self.selection = Selection(experiment)
        self.moment = Moment(self.selection)
        self.stepping = Stepping(self.moment, self.selection)
        self.checking = Checking(self.moment, self.stepping)
        self.moment.show(take(self.run, 1))

    def step(self) -> None:
        self.stepping.set_grain("act")
        self.moment.show(take(self.run, 1, steps(self.run)))

    def check(self) -> Checked:
        self.checking.start()
        self.qtbot.waitUntil(lambda: not self.checking.is_running)
        assert self.checking.found is not None
        return self.checking.found


@pytest.fixture
def bench(qapp: QApplication, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(qtbot)
    yield made
    made.checking.close()


def test_it_finds_what_the_engine_finds_over_the_training_part(bench: Bench) -> None:
    found, expected = (
        bench.check(),
        gradient_check_of(
            bench.run.objective,
            bench.run.network,
            bench.run.samples.inputs[bench.run.samples.train],
            bench.run.samples.targets[:, bench.run.samples.train],
        ),
    )
    np.testing.assert_array_equal(found.check.errors, expected.errors)
    assert found.over == "the 250 samples of the training part"
    assert found.epoch == 2
    assert bench.checking.is_current


def test_a_mini_batch_that_is_gone_through_is_checked_with_its_dropout(bench: Bench) -> None:
    bench.step()
    found = bench.check()
    assert found.over == "the 6 samples of the mini-batch"
    np.testing.assert_array_equal(found.check.analytic, bench.stepping.told.gradient)
    bench.run.act = bench.stepping.told.order.count - 1  # all weights are shown new
    bench.step()
    assert bench.checking.is_current
    assert found.verdict == "fine"


def test_the_run_keeps_its_bits(bench: Bench) -> None:
    expected = Run(EXPERIMENT)
    expected.advance(epochs=2)
    bench.check()
    bench.step()
    bench.check()
    for run in (expected, bench.run):
        run.advance(epochs=3)
    assert bench.run.network.sha256() == expected.network.sha256()
    np.testing.assert_array_equal(bench.run.memory, expected.memory)


def test_it_is_of_the_present_no_more_once_other_weights_are_shown(bench: Bench) -> None:
    changes = []
    bench.check()
    bench.checking.changed.connect(lambda: changes.append(bench.checking.is_current))
    bench.run.advance(batches=1)
    bench.moment.show(take(bench.run, 1))
    assert not bench.checking.is_current
    assert changes == [False]
    assert bench.checking.found is not None


def test_leaving_shows_nothing_of_it(bench: Bench) -> None:
    assert not bench.checking.leave()
    bench.check()
    assert bench.checking.leave()
    assert bench.checking.found is None
    assert not bench.checking.is_current


def test_a_check_that_is_cancelled_brings_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    difference = Checker.difference
    seen: list[int] = []

    def noted(checker: Checker, index: int) -> object:
        seen.append(index)
        return difference(checker, index)

    monkeypatch.setattr(Checker, "difference", noted)
    bench.checking.start()
    assert bench.checking.is_running
    bench.checking.cancel()
    assert not bench.checking.is_running
    bench.checking.close()
    QCoreApplication.processEvents()
    assert bench.checking.found is None
    assert len(seen) <= len(bench.run.network.flat)


def test_it_tells_how_far_it_is(bench: Bench) -> None:
    told: list[tuple[int, int]] = []
    bench.checking.changed.connect(lambda: told.append((bench.checking.done, bench.checking.count)))
    bench.check()
    assert told[0] == (0, len(bench.run.network.flat))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_wrong_derivative_is_found_and_stands_first(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Objective.gradient

    def with_a_slip(*given: object) -> object:
        gradient = right(*given)
        gradient[4] *= -1
        return gradient

    monkeypatch.setattr(Objective, "gradient", with_a_slip)
    found = bench.check()
    assert found.verdict == "wrong"
    assert found.worst[0] == 4
    assert found.verdicts[4] == "wrong"
    assert found.counts["wrong"] == 1
    assert found.edge_of(4) == Edge(1, 2, 1)


def test_what_breaks_is_told_in_a_sentence(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Checker, "difference", broken)
    failures: list[str] = []
    bench.checking.failed.connect(failures.append)
    bench.checking.start()
    bench.qtbot.waitUntil(lambda: not bench.checking.is_running)
    assert failures == ["the gradients cannot be checked (MemoryError: no room)"]
    assert bench.checking.found is None


def test_kinks_are_named_and_stand_last(bench: Bench) -> None:
    found = bench.check()
    at_kink = np.zeros_like(found.check.at_kink)
    at_kink[2] = True
    named = replace(found, check=replace(found.check, at_kink=at_kink))
    assert named.verdicts[2] == "kink"
    assert named.worst[-1] == 2
    assert named.verdict == "fine"
    assert {named.edge_of(index).weight for index in named.worst} == {
        (layer, row + 1, source)
        for layer, matrix in found.network.W.items()
        for row, source in np.ndindex(matrix.shape)
    }
