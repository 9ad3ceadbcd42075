"""The undo list travels with the run: every branch has its own."""

import pytest
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from engine.surgery import Surgery
from engine.timeline import OtherRun
from playground.document.document import Document


class Table:
    """A document, and what reaches the run of it."""

    def __init__(self) -> None:
        self.document = Document(Experiment())
        self.asked: list[object] = []
        self.document.edited.connect(self.asked.append)

    @property
    def texts(self) -> list[str]:
        stack = self.document.undo_stack
        return [stack.text(number) for number in range(stack.count())]

    @property
    def done(self) -> int:
        return self.document.undo_stack.index()

    def travel(self, experiment: Experiment, branch: int = 1) -> None:
        asked = len(self.asked)
        self.document.travel(experiment, branch)
        assert len(self.asked) == asked  # the run is there already
        assert self.document.experiment == experiment


@pytest.fixture
def table(qapp: QApplication) -> Table:
    return Table()


def test_an_edit_in_the_past_leaves_the_later_ones_to_the_old_branch(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_rate(0.1)
    document.add_unit(2)
    wide = document.experiment
    table.travel(first)
    document.set_rate(0.5)
    quick = document.experiment
    document.travel(quick, 2)
    assert len(table.texts) == 1
    table.travel(wide, 1)
    assert [text.split()[0] for text in table.texts] == ["Set", "Add"]
    assert table.done == 2
    document.undo_stack.undo()
    assert isinstance(table.asked[-1], Surgery)
    assert document.experiment.sizes == first.sizes
    document.undo_stack.undo()
    assert document.experiment == first
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.experiment == wide
    table.travel(quick, 2)
    assert (len(table.texts), table.done) == (1, 1)
    document.undo_stack.undo()
    assert document.experiment == first


def test_training_on_in_the_past_leaves_them_too(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_rate(0.1)
    slow = document.experiment
    table.travel(first)
    table.travel(first, 2)
    assert table.texts == []
    table.travel(slow, 1)
    assert (table.texts, table.done) == (["Set the learning rate to 0.1"], 1)
    table.travel(first, 2)
    assert (table.texts, document.experiment) == ([], first)
    table.travel(slow, 1)
    assert (len(table.texts), table.done) == (1, 1)


def test_an_undo_in_the_past_can_be_taken_back_on_its_branch(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_rate(0.1)
    slow = document.experiment
    document.set_batch(7)
    table.travel(slow)
    document.undo_stack.undo()
    table.travel(first, 2)
    assert (len(table.texts), table.done) == (2, 0)
    document.undo_stack.redo()
    assert document.experiment == slow


def test_a_drag_of_many_moves_in_the_past_leaves_the_list_as_it_was_before_the_first(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_learning(l2=0.1)
    strict = document.experiment
    table.travel(first)
    gesture = object()
    for rate in (0.4, 0.5, 0.6):
        document.set_learning(gesture, rate=rate)
    document.travel(document.experiment, 2)
    assert len(table.texts) == 1
    table.travel(strict, 1)
    assert (len(table.texts), table.done) == (1, 1)
    document.undo_stack.undo()
    assert document.experiment == first


def test_an_edit_of_several_layers_is_one_on_every_branch(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.add_layer()
    deep = document.experiment
    document.set_activation("relu", 2, 3)
    both = document.experiment
    table.travel(deep)
    assert table.done == 1
    document.set_rate(0.7)
    document.travel(document.experiment, 2)
    table.travel(both, 1)
    assert table.texts[1] == "Use relu in 2 layers"
    document.undo_stack.undo()
    assert document.experiment == deep
    document.undo_stack.undo()
    assert document.experiment == first
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.experiment == both


def test_another_run_knows_one_branch_and_keeps_the_list(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_rate(0.1)
    table.travel(first, 2)
    document.set_seed(5)
    table.travel(document.experiment, 1)
    assert len(table.texts) == 1


def test_another_run_has_branches_of_its_own_and_an_undo_takes_those_before_it_back(table: Table) -> None:
    document, first = table.document, table.document.experiment
    document.set_rate(0.1)
    slow = document.experiment
    table.travel(first)
    document.add_unit(2)
    wide = document.experiment
    document.travel(wide, 2)
    document.set_seed(9)
    leaving = table.asked[-1]
    assert isinstance(leaving, OtherRun)
    assert leaving.experiment == document.experiment
    document.set_learning(l2=0.1)
    document.undo_stack.undo()
    document.undo_stack.undo()
    back = table.asked[-1]
    assert back == OtherRun(wide, keeps=leaving.restores, restores=leaving.keeps)
    table.travel(slow, 1)
    assert table.texts == ["Set the learning rate to 0.1"]
    table.travel(wide, 2)
    document.undo_stack.redo()
    assert table.asked[-1] == leaving


def test_a_drag_through_runs_is_one_edit_between_the_first_and_the_last(table: Table) -> None:
    gesture = object()
    for seed in (3, 4, 5):
        table.document.set_learning(gesture, seed=seed)
    asked = [edit for edit in table.asked if isinstance(edit, OtherRun)]
    assert len(table.texts) == 1
    table.document.undo_stack.undo()
    assert table.asked[-1] == OtherRun(Experiment(), keeps=asked[-1].restores, restores=asked[0].keeps)
    table.document.undo_stack.redo()
    assert table.asked[-1] == OtherRun(Experiment(seed=5), keeps=asked[0].keeps, restores=asked[-1].restores)
