"""Undo commands: each remembers what stood before and what came after."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from PySide6.QtGui import QUndoCommand

from engine.experiment import Experiment
from engine.surgery import Surgery
from engine.timeline import OtherRun

if TYPE_CHECKING:
    from playground.document.document import Document


class _Numbers:
    """Numbers under which networks, and runs, are kept in the engine's thread."""

    def __init__(self) -> None:
        self._last = 0

    def __next__(self) -> int:
        self._last += 1
        return self._last

    def pass_over(self, number: int) -> None:
        """Give no number any more up to this one: what comes from elsewhere has it."""
        self._last = max(self._last, number)


_numbers = _Numbers()


@dataclass(frozen=True)
class Filed:
    """Where a run is filed, and what was saved there; nowhere at first.

    Attributes
    ----------
    path : of the file, or None
    saved : what `document.past.Past.mark` was then; None where it is older than the run
    work : what it is the file of; stays the same however often that is saved, and where
    origin : the name of the file that a model came from, which it is not filed in
    """

    path: Path | None = None
    saved: object = None
    work: object = field(default_factory=object, compare=False, repr=False)
    origin: str = ""


def next_number(after: int) -> int:
    """Return a new number for a run that comes from elsewhere and has itself numbers up to `after`."""
    _numbers.pass_over(after)
    return next(_numbers)


class Edit(QUndoCommand):
    """A change of the document.

    Attributes
    ----------
    before, after : the experiments
    begins_run : whether another run begins with it, so that the one before can only be gone back to by an undo
    """

    before: Experiment
    after: Experiment
    begins_run = False
    _gesture: object | None

    def copied(self) -> Self:
        """Return the same edit for another list; its gesture is over."""
        made = type(self).__new__(type(self))
        QUndoCommand.__init__(made, self.text())
        made.__dict__.update(self.__dict__)
        made._gesture = None
        return made


class EditExperiment(Edit):
    """Replaces one experiment by another; edits of the same gesture, such as one drag of a slider, become one."""

    def __init__(self, document: "Document", text: str, new: Experiment, gesture: object | None) -> None:
        super().__init__(text)
        self._document = document
        self.before = document.experiment
        self.after = new
        self._gesture = gesture

    def redo(self) -> None:
        if not self._document.is_rebuilding:
            self._document.follow(self.after, self.after)

    def undo(self) -> None:
        self._document.follow(self.before, self.before)

    # Qt's names

    def id(self) -> int:
        return 1 if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditExperiment) or other._gesture is not self._gesture:
            return False
        self.after = other.after
        self.setText(other.text())
        self.setObsolete(self.after == self.before)
        return True


class BeginRun(Edit):
    """Leaves the run for another one. The engine's thread keeps both: undo and redo go on with what was learnt."""

    begins_run = True

    def __init__(self, document: "Document", text: str, new: Experiment, gesture: object | None = None) -> None:
        super().__init__(text)
        self._document = document
        self.before = document.experiment
        self.after = new
        self._gesture = gesture
        self._run_before, self._run_after = next(_numbers), next(_numbers)

    def redo(self) -> None:
        if not self._document.is_rebuilding:
            self._document.follow(self.after, OtherRun(self.after, self._run_before, self._run_after))

    def undo(self) -> None:
        self._document.follow(self.before, OtherRun(self.before, self._run_after, self._run_before))

    # Qt's names

    def id(self) -> int:
        return 3 if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, BeginRun) or other._gesture is not self._gesture:
            return False
        self.after, self._run_after = other.after, other._run_after
        self.setText(other.text())
        return True


class OpenRun(BeginRun):
    """Leaves the run for one that comes from elsewhere, such as a file, which is on the engine's shelf already.

    Parameters
    ----------
    number : under which it is there
    filed : where it is filed
    """

    def __init__(self, document: "Document", text: str, new: Experiment, number: int, filed: Filed) -> None:
        super().__init__(document, text, new)
        self._run_after = number
        self._filed = filed

    def redo(self) -> None:
        self._change_files()
        super().redo()

    def undo(self) -> None:
        self._change_files()
        super().undo()

    def _change_files(self) -> None:
        if not self._document.is_rebuilding:
            self._filed, self._document.filed = self._document.filed, self._filed


class EditNetwork(Edit):
    """A surgery, and the one that takes it back: what it took away is kept in the engine's thread under a number."""

    def __init__(self, document: "Document", change: Surgery, gesture: object | None) -> None:
        super().__init__(change.name)
        self._document = document
        self.before = document.experiment
        self._gesture = gesture
        self._kept_after = next(_numbers)
        earlier = _gesture_goes_on(document, gesture)
        self._kept_before: int = earlier._kept_before if earlier else next(_numbers)
        self._change = replace(change, keeps=self._kept_before, goes_on=earlier is not None)
        self.after = change.experiment
        self._is_done = False

    def redo(self) -> None:
        if self._document.is_rebuilding:
            return
        change = self._change
        if self._is_done:  # once more: what it brought and what was then learnt comes back
            by_hand = frozenset(weight for weight, _ in change.values)
            change = replace(change, restores=self._kept_after, forgotten=by_hand, name=f"Redo: {change.name}")
        self._is_done = True
        self._document.follow(change.experiment, change)

    def undo(self) -> None:
        change = self._change
        graft = change.graft.inverse(self.before.sizes)
        back = Surgery(
            self.before,
            graft,
            f"Undo: {change.name}",
            forgotten=frozenset(graft.moved(weight for weight, _ in change.values)),
            keeps=self._kept_after,
            restores=self._kept_before,
        )
        self._document.follow(self.before, back)

    # Qt's names

    def id(self) -> int:
        return 2 if self._gesture is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditNetwork) or other._kept_before != self._kept_before:
            return False
        values = dict(self._change.values) | dict(other._change.values)
        self._change = replace(other._change, values=tuple(values.items()), goes_on=False)
        self.after = other.after
        self.setText(other.text())
        self.setObsolete(not values and self.after == self.before)
        return True


def _gesture_goes_on(document: "Document", gesture: object | None) -> EditNetwork | None:
    """Return the edit that another one of this gesture will become one with."""
    stack = document.undo_stack
    if gesture is None or stack.index() in (0, stack.cleanIndex()):  # Qt never merges with what is saved
        return None
    last = stack.command(stack.index() - 1)
    return last if isinstance(last, EditNetwork) and last._gesture is gesture else None
