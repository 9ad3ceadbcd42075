"""A random walk of edits, undos and redos with training in between: document and run never part, and undo is exact."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine import trainer
from engine.errors import DivergedError
from engine.experiment import Experiment
from engine.run import Run
from engine.surgery import place_of
from playground.document.document import Document
from playground.training.runner import Runner
from tests.playground.walker import Walker

START = replace(Experiment(), rate=0.1).with_data(samples=30)


class Table:
    """A document and the run that follows it, by way of the window's own runner and worker, without their thread."""

    def __init__(self) -> None:
        self.document = Document(START)
        self.runner = Runner(START, starts=False)
        self.document.edited.connect(self.runner.follow)
        self.document.edited.connect(self.carry_out)
        self.carry_out()

    def carry_out(self, _edit: object = None) -> None:
        worker = self.runner._worker
        while not worker.inbox.empty():
            worker._carry_out(worker.inbox.get())

    @property
    def run(self) -> Run:
        run = self.runner._worker._run
        assert run is not None
        return run

    def train(self, batches: int) -> None:
        """Learn so many mini-batches; what is frozen stays to the bit."""
        frozen = place_of(self.run.network.sizes, self.run.experiment.frozen)
        before = self.run.network.flat[frozen].tobytes()
        with suppress(DivergedError):
            self.run.advance(batches=batches)
        assert self.run.network.flat[frozen].tobytes() == before

    def check(self) -> None:
        """Document and run agree, and so do the run's own parts."""
        run, experiment = self.run, self.document.experiment
        assert run.experiment == experiment == self.runner.experiment
        assert run.network.sizes == experiment.sizes
        assert run.network.activations == experiment.activations
        assert run.samples.inputs.shape[1] == experiment.sizes[0]
        assert run.memory.shape[1] == len(run.network.flat)
        assert np.isfinite(run.network.flat).all()
        assert not run.network.flat[place_of(experiment.sizes, experiment.pruned)].any()
        assert set(run.surgeon.cut) == set(experiment.pruned)
        assert run.batch < run.batches_per_epoch
        assert run.costs.so_far().epoch[-1] == run.epoch

    def bits(self) -> tuple[bytes, bytes, dict[tuple[int, int, int], float]]:
        return self.run.network.flat.tobytes(), self.run.memory.tobytes(), dict(self.run.surgeon.cut)


def walk(edits: int, seed: int) -> Table:
    table = Table()
    walker = Walker(table.document, seed)
    for _ in range(edits):
        walker.step()
        table.check()
        if walker.random.random() < 0.5:
            table.train(walker.random.choice([1, 2, 5]))
            table.check()
    return table


def hold_together(table: Table) -> None:
    """Undo all and redo all; document and run agree after each."""
    stack = table.document.undo_stack
    while stack.canUndo():
        stack.undo()
        table.check()
    assert table.document.experiment == START
    while stack.canRedo():
        stack.redo()
        table.check()


@pytest.mark.parametrize("seed", [1, 2])
def test_document_and_run_agree_after_every_edit_undo_and_redo(qapp: QApplication, seed: int) -> None:
    hold_together(walk(250, seed))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_document_and_run_agree_after_thousands_of_edits(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer, "LOOPS", trainer.LOOPS[-1:])  # compiling would take two thirds of the time
    hold_together(walk(5000, 3))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_training_every_undo_and_redo_brings_back_the_very_bits(qapp: QApplication, seed: int) -> None:
    table = Table()
    table.train(4)
    walker = Walker(table.document, seed, restarts=False)
    stack = table.document.undo_stack
    after = {0: table.bits()}
    for _ in range(150):
        if "undo" in (done := walker.step()) or "redo" in done:
            assert table.bits() == after[stack.index()], stack.text(stack.index())
        else:
            after[stack.index()] = table.bits()
    for index in (*reversed(range(stack.index())), *range(1, stack.count() + 1), 0, stack.count(), 0):
        stack.setIndex(index)
        table.check()
        assert table.bits() == after[index], stack.text(index)
