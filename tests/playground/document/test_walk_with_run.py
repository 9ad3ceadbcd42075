"""A random walk of edits, undos and redos with training in between: document and run never part, and undo is exact."""

import pytest
from PySide6.QtWidgets import QApplication

from engine import trainer
from tests.playground.table import START, Table
from tests.playground.walker import Walker


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
