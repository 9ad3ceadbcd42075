"""Branches: the ways that a run took from one beginning; one of them is the present one, the others can be taken again.

The present way is the history itself, from the beginning to its end. Of every other branch its `Future` is kept: what
comes after the fork where it leaves another one. So nothing is kept twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.errors import EngineError
from engine.metrics import RECENT_ROWS, thinned
from engine.timeline.history import Fork, Future, History
from engine.timeline.position import Place

COLORS = 8  # that are told apart; the ninth branch has that of the first
MOST_NAME = 40  # letters


@dataclass
class Branch:
    """A way that a run took.

    Attributes
    ----------
    number : it is told by
    name : as a person calls it
    parent : the branch that it leaves; None for the present one
    future : what comes after its fork; None for the present one
    start : where it leaves that; None for the present one
    end : how far it came; None for the present one
    """

    number: int
    name: str
    parent: int | None = None
    future: Future | None = None
    start: Place | None = None
    end: Place | None = None

    @property
    def color(self) -> int:
        """Which of so many colours it has."""
        return (self.number - 1) % COLORS


class Branches:
    """All branches of a history.

    Parameters
    ----------
    history : of the present branch
    most_bytes : how much memory the others may take

    Attributes
    ----------
    present : the number of the present branch
    next_number : that the next branch will have
    version : grows with every change
    dropped : names of branches for which there was no more room
    """

    def __init__(self, history: History, most_bytes: int) -> None:
        self._history = history
        self._most_bytes = most_bytes
        self._all = {1: Branch(1, _named(1))}
        self.next_number = 2
        self.present = 1
        self.version = 0
        self.dropped: list[str] = []

    def put_back(self, branches: Iterable[Branch], next_number: int) -> None:
        """Let these be all the branches there are; the one without a future is the present one."""
        self._all = {branch.number: replace(branch) for branch in branches}
        self.present = next(branch.number for branch in self if branch.future is None)
        self.next_number = next_number
        self.version += 1
        self._hold()

    def __iter__(self) -> Iterator[Branch]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, number: int) -> Branch:
        """Return a branch; raise EngineError if there is none of that number."""
        if number not in self._all:
            numbers = ", ".join(map(str, self._all))
            raise EngineError(f"a branch must be one of {numbers}, got {number}")
        return self._all[number]

    @property
    def bytes(self) -> int:
        """How much memory those take that are not the present one."""
        return sum(branch.future.bytes for branch in self if branch.future)

    # ---- parting ---------------------------------------------------------------------------------------------------

    def part(self, future: Future, start: Place, end: Place) -> None:
        """Keep a future that was just cut off the history as a branch; the present one is a new one from here on."""
        left = self._all[self.present]
        number, self.next_number = self.next_number, self.next_number + 1
        self._hang(left, future, start, end, on=number)
        self._all[number] = Branch(number, _named(number))
        self.present = number
        self._hold()

    def forget(self, future: Future, start: Place, end: Place) -> None:
        """Let go of a future that was just cut off the history; branches that left it keep what led to them."""
        passing = Branch(0, "", self.present, future, start, end)
        for branch in self:
            if branch.future and branch.parent == self.present and branch.future.fork > future.fork:
                branch.parent = 0
        self._hand_on(passing)
        self.version += 1

    def _hang(self, branch: Branch, future: Future, start: Place, end: Place, on: int) -> None:
        """Make the present branch one that leaves another; those that left it earlier leave that now."""
        for other in self:
            if other.future and other.parent == branch.number and other.future.fork <= future.fork:
                other.parent = on
        branch.parent, branch.future, branch.start, branch.end = on, future, start, end
        self.version += 1

    # ---- taking one again ------------------------------------------------------------------------------------------

    def take(self, number: int) -> None:
        """Make the history that of another branch, up to its end."""
        way = [self[number]]
        while way[-1].number != self.present and way[-1].parent != self.present:
            parent = way[-1].parent
            assert parent is not None
            way.append(self._all[parent])
        for branch in reversed(way):
            if branch.future is not None:
                self._take(branch, branch.future)

    def _take(self, branch: Branch, future: Future) -> None:
        history, left, fork = self._history, self._all[self.present], future.fork
        end = history.place(history.end)
        start = branch.start
        assert start is not None
        last = tuple(future.costs[:, 0].tolist())
        gone = history.cut_at(fork, last)
        self._hang(left, gone, start, end, on=branch.number)
        history.go_on_with(future)
        branch.parent = branch.future = branch.start = branch.end = None
        self.present = branch.number
        self._hold()

    # ---- by a person -----------------------------------------------------------------------------------------------

    def rename(self, number: int, name: str) -> None:
        """Call a branch otherwise; raise EngineError where the name is none or another's."""
        branch, name = self[number], " ".join(name.split())
        if not name or len(name) > MOST_NAME:
            raise EngineError(f"a branch's name must have 1 to {MOST_NAME} letters, got {len(name)}: {name[:50]!r}")
        if any(other.name == name and other is not branch for other in self):
            raise EngineError(f"a branch's name must be its own, got {name!r}, which another one has")
        branch.name = name
        self.version += 1

    def delete(self, number: int) -> None:
        """Forget a branch; others that left it keep what led to them. The present one stays: EngineError."""
        branch = self[number]
        if branch.future is None:
            raise EngineError(f"{branch.name} is the present branch: go to another one before it is deleted")
        del self._all[number]
        self._hand_on(branch)
        self.version += 1

    def _hand_on(self, gone: Branch) -> None:
        """Let those that leave a branch go from where it did: the one that left it last takes the way there along."""
        leaving = [branch for branch in self if branch.future and branch.parent == gone.number]
        if not leaving:
            return
        heir = max(leaving, key=lambda branch: branch.future.fork if branch.future else Fork(0, 0))
        assert heir.future is not None
        assert gone.future is not None
        costs = tuple(heir.future.costs[:, 0].tolist())
        heir.future = gone.future.up_to(heir.future.fork, costs).followed_by(heir.future)
        heir.parent, heir.start = gone.parent, gone.start
        for branch in leaving:
            if branch is not heir:
                branch.parent = heir.number

    # ---- memory ----------------------------------------------------------------------------------------------------

    def _hold(self) -> None:
        """Keep less until there is room: of keyframes, then of costs; at last the oldest branches without a name go."""
        for least in (2, 1):
            while self.bytes > self._most_bytes and (many := self._with_more_frames_than(least)):
                most = max(many, key=lambda future: future.bytes)
                most.frames[1:] = [*most.frames[2:-1:2], *most.frames[-1:]] if least > 1 else []
            if self.bytes > self._most_bytes:
                for branch in self:
                    if branch.future and branch.future.costs.shape[1] > RECENT_ROWS:
                        branch.future.costs = thinned(branch.future.costs)
        unnamed = [branch for branch in self if branch.future and branch.name == _named(branch.number)]
        while self.bytes > self._most_bytes and unnamed:
            oldest = unnamed.pop(0)
            self.dropped.append(oldest.name)
            self.delete(oldest.number)

    def _with_more_frames_than(self, least: int) -> list[Future]:
        return [branch.future for branch in self if branch.future and len(branch.future.frames) > least]


def _named(number: int) -> str:
    return f"Branch {number}"
