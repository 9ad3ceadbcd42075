"""Gestures that draw samples: each begins with a draft of the rows, and says at any moment what became of it."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Indices
from engine.draft import Draft
from engine.rows import most_edited
from engine.strokes import Spray, reached
from engine.surface import Slice
from engine.table import GREATEST, Table
from playground.charts.drawing.pane import Pane
from playground.charts.frame import places_of


@dataclass(frozen=True, eq=False)
class Board:
    """How rows lie in the picture, and what row a place in it stands for. Places are in units of the pane.

    Attributes
    ----------
    pane : the picture
    shown : which two coordinates it shows
    middle : what new rows have in the others, shape (d,)
    over_line : whether labels are values and the height tells them
    is_values : whether labels are values
    """

    pane: Pane
    shown: Slice
    middle: Array
    over_line: bool
    is_values: bool

    @property
    def has_up(self) -> bool:
        """Whether the height of a place is a coordinate: classes over a line have none."""
        return not self.over_line and len(self.middle) > 1

    def pictured(self, table: Table) -> Array:
        """Return where rows stand along the axes, shape (n, 2)."""
        if self.over_line:
            return np.column_stack([table.inputs[:, 0], table.target])
        return places_of(table.inputs, self.shown)

    def places(self, table: Table) -> Array:
        """Return where rows lie, shape (n, 2)."""
        return self.pane.to_units(self.pictured(table))

    def rows(self, places: Array, label: float) -> tuple[Array, Array]:
        """Return the inputs, (k, d), and targets, (k,), of rows at places; a value over a line is its height.

        The axes may reach a little farther than numbers may: those come to lie at the greatest there is.
        """
        along = self.pane.from_units(places)
        inputs, targets = np.tile(self.middle, (len(places), 1)), np.full(len(places), label)
        inputs[:, self.shown.across] = along[:, 0]
        if self.has_up:
            inputs[:, self.shown.up] = along[:, 1]
        elif self.over_line:
            targets = along[:, 1]
        return np.clip(inputs, -GREATEST, GREATEST), np.clip(targets, -GREATEST, GREATEST)

    def moved(self, draft: Draft, rows: Indices, by: Array) -> Draft:
        """Return the draft with rows moved by a way in units, shape (2,)."""
        across, up = self.pane.way(by)
        table, change = draft.table, np.zeros(len(self.middle))
        change[self.shown.across] = _allowed(across, table.inputs[rows, self.shown.across])
        if self.has_up:
            change[self.shown.up] = _allowed(up, table.inputs[rows, self.shown.up])
        return draft.moved_rows(rows, change, _allowed(up, table.target[rows]) if self.over_line else 0.0)


class Gesture:
    """A press on the plane, until the button is let go.

    Attributes
    ----------
    start, draft : the rows before, and what has become of them
    board : how they lie in the picture
    full : whether no more rows can be drawn
    """

    full = False

    def __init__(self, start: Draft, board: Board) -> None:
        self.draft = start
        self.start = start
        self.board = board

    def move(self, at: Array) -> None:
        """Follow the pointer to a place in units, shape (2,); the press itself is the first one."""

    @property
    def words(self) -> str:
        """What was done, as the list of changes calls it; "" if nothing."""
        return ""


class Paint(Gesture):
    """A stroke of the brush."""

    def __init__(self, start: Draft, board: Board, label: float, spray: Spray) -> None:
        super().__init__(start, board)
        self._label = label
        self._spray = spray
        self._points = np.empty((0, 2))

    def move(self, at: Array) -> None:
        sprayed = self._spray.go(at)
        inside = sprayed[self.board.pane.holds(sprayed)]
        room = most_edited(len(self.start.table.names)) - self.start.table.rows - len(self._points)
        self.full = len(inside) > room
        self._points = np.concatenate([self._points, inside[: max(0, room)]])
        if len(self._points):
            self.draft = self.start.with_rows(*self.board.rows(self._points, self._label))

    @property
    def words(self) -> str:
        return _counted("Draw", len(self._points))


class AddOne(Gesture):
    """One sample, which follows the pointer as long as the button is held."""

    def __init__(self, start: Draft, board: Board, label: float) -> None:
        super().__init__(start, board)
        self._label = label

    def move(self, at: Array) -> None:
        self.full = self.start.table.rows >= most_edited(len(self.start.table.names))
        if not self.full:
            place = self.board.pane.clamped(at)
            self.draft = self.start.with_rows(*self.board.rows(place[np.newaxis], self._label))

    @property
    def words(self) -> str:
        return "" if self.draft is self.start else "Add a sample"


class Erase(Gesture):
    """Rubs out what a circle passes."""

    def __init__(self, start: Draft, board: Board, radius: float) -> None:
        super().__init__(start, board)
        self._radius = radius
        self._places = board.places(start.table)
        self._at: Array | None = None
        self.gone = np.zeros(start.table.rows, dtype=bool)

    def move(self, at: Array) -> None:
        here = reached(self._places, at if self._at is None else self._at, at, self._radius) & self.start.there
        self._at = at
        if (here & ~self.gone).any():
            self.gone |= here
            self.draft = self.start.without_rows(self.gone)

    @property
    def words(self) -> str:
        return _counted("Erase", int(self.gone.sum()))


class Move(Gesture):
    """Drags rows, all by the same way, and no further than to the edge of the picture.

    Attributes
    ----------
    rows : their numbers
    """

    def __init__(self, start: Draft, board: Board, rows: Indices) -> None:
        super().__init__(start, board)
        self.rows = rows
        self._places = board.places(start.table)[rows]
        self._from: Array | None = None

    def move(self, at: Array) -> None:
        if self._from is None:
            self._from = at
            return
        by = self.board.pane.limited(at - self._from, self._places)
        self.draft = self.board.moved(self.start, self.rows, by) if by.any() else self.start

    @property
    def words(self) -> str:
        return "" if self.draft is self.start else _counted("Move", len(self.rows))


def _allowed(by: float, numbers: Array) -> float:
    """Return how far of a way numbers can go together so that a table may have them all."""
    return float(np.clip(by, -GREATEST - numbers.min(), GREATEST - numbers.max()))


def _counted(verb: str, count: int) -> str:
    """Return what was done to so many samples, "" for none.

    >>> _counted("Draw", 12), _counted("Move", 1), _counted("Erase", 0)
    ('Draw 12 samples', 'Move a sample', '')
    """
    if not count:
        return ""
    return f"{verb} {'a sample' if count == 1 else f'{count} samples'}"
