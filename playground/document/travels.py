"""Travels: what becomes of the undo list when the run goes to another moment, or to another branch."""

from typing import TYPE_CHECKING, NamedTuple

from engine.experiment import Experiment
from engine.timeline import OtherRun
from playground.document.edits import Edit, EditExperiment

if TYPE_CHECKING:
    from playground.document.document import Document


class _Before(NamedTuple):
    """What the undo list was before an edit: how many were done, and those that were undone."""

    done: int
    undone: list[Edit]


class Travels:
    """Moves a document's undo list along with the run. Every branch has a list of its own.

    Parameters
    ----------
    document : that is on the table; while it `follows_run`, its edits reach no run
    """

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._branch = 1
        self._lists: dict[int, list[Edit]] = {}  # of the branches that are not the present one
        self._kept: dict[int, tuple[int, dict[int, list[Edit]]]] = {}  # branch and lists of the runs that were left
        self._before_edit = _Before(0, [])
        self._was_edited = False  # since the run went anywhere, by undo and redo too
        document.undo_stack.indexChanged.connect(self._note_index)

    def leave_run(self, other: OtherRun) -> None:
        """Remember the branches of the run that is left, and those of the run that is taken again. The list stays."""
        self._kept[other.keeps] = self._branch, self._lists
        self._branch, self._lists = self._kept.pop(other.restores, (1, {}))

    def expect(self, number: int, branch: int) -> None:
        """Remember which branch a run from elsewhere is on, which will be taken under this number."""
        self._kept[number] = branch, {}

    def push(self, edit: Edit) -> None:
        """Do an edit, and remember what the list was before: made in the past, it leaves that to an old branch."""
        stack = self._document.undo_stack
        before = _Before(stack.index(), self._edits(stack.index()))
        stack.push(edit)
        if stack.index() > before.done:  # else it is one with the edit before
            self._before_edit = before

    def go(self, experiment: Experiment, branch: int) -> None:
        """Let the list be that of a branch, and stand where this experiment is on the table."""
        document = self._document
        document.follows_run = True
        if branch != self._branch:
            self._change_branch(branch, experiment)
        stack = document.undo_stack
        if document.experiment != experiment:
            same = [number for number, state in self._states_of_run() if state == experiment]
            if same:
                stack.setIndex(min(same, key=lambda number: abs(number - stack.index())))
            else:
                stack.push(EditExperiment(document, "Go to another moment", experiment, None))
        document.follows_run = self._was_edited = False

    def _note_index(self) -> None:
        self._was_edited = self._was_edited or not self._document.follows_run

    def _change_branch(self, branch: int, experiment: Experiment) -> None:
        stack = self._document.undo_stack
        now = self._edits()
        if branch in self._lists:
            self._lists[self._branch] = now
            self._replace(self._lists.pop(branch), experiment)
        elif not self._was_edited:  # training on has made it: what came later was done on the old one alone
            self._lists[self._branch] = now
            self._replace(now[: stack.index()], experiment)
        elif stack.canRedo():  # an undo has made it, which can be taken back here too
            self._lists[self._branch] = now
        else:
            self._lists[self._branch] = now[: self._before_edit.done] + self._before_edit.undone
        self._branch = branch

    def _edits(self, start: int = 0) -> list[Edit]:
        """Return copies of all edits from one on: those in the list are gone with it."""
        return [edit.copied() for edit in self._listed()[start:]]

    def _listed(self) -> list[Edit]:
        stack = self._document.undo_stack
        return [edit for edit in map(stack.command, range(stack.count())) if isinstance(edit, Edit)]

    def _states_of_run(self) -> list[tuple[int, Experiment]]:
        """Return how many edits are done in each state of the present run, and its experiment."""
        edits, done = self._listed(), self._document.undo_stack.index()
        states = [*(edit.before for edit in edits), edits[-1].after if edits else self._document.experiment]
        begun = [number for number, edit in enumerate(edits, start=1) if edit.begins_run]
        first = max((number for number in begun if number <= done), default=0)
        end = min((number for number in begun if number > done), default=len(states))
        return list(enumerate(states))[first:end]

    def _replace(self, edits: list[Edit], experiment: Experiment) -> None:
        """Make these the undo list, done up to where another run begins; without any, the experiment is this one."""
        document, stack = self._document, self._document.undo_stack
        runs_before = sum(edit.begins_run for edit in self._listed()[: stack.index()])
        stack.clear()
        document.is_rebuilding = True
        for edit in edits:
            stack.push(edit)
        document.is_rebuilding = False
        document.follow(edits[-1].after if edits else experiment, None)
        later_runs = [number for number, edit in enumerate(edits) if edit.begins_run][runs_before:]
        if later_runs:
            stack.setIndex(later_runs[0])
