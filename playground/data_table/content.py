"""Content: the data as columns, whatever they came from, and how each of their numbers is written."""

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

import numpy as np

from engine.arrays import Array
from engine.data import DRAWN, OWN, Data
from engine.errors import shown
from engine.numbers import LARGE
from engine.rows import most_edited
from engine.samples import Samples
from engine.symbols import Symbol
from engine.table import TEST, TRAIN, Mask
from playground.panels.figures import figure

MOST_LISTED = 6  # classes that a sentence names


class Kind(Enum):
    """What a column of the grid holds."""

    INPUT = auto()
    TARGET = auto()
    PART = auto()
    SAYS = auto()  # what the network says
    COST = auto()  # what the sample costs


AFTER_INPUTS = (Kind.TARGET, Kind.PART, Kind.SAYS, Kind.COST)
WRITTEN = (Kind.INPUT, Kind.TARGET)  # are typed into


@dataclass(frozen=True, eq=False)
class Content:
    """The samples of a run as columns: x1 … xd, y, part, and the two that the network fills.

    Attributes
    ----------
    data : what they are of; content for other data is another one
    seed : by which generated data were drawn
    names : of the inputs, d of them; target_name : of the target
    inputs : shape (n, d)
    target : shape (n,): the number of the class, or the value
    classes : what the classes are called, in the order of their numbers; () for values
    is_test : shape (n,)
    """

    data: Data
    seed: int
    names: tuple[str, ...]
    inputs: Array
    target_name: str
    target: Array
    classes: tuple[str, ...]
    is_test: Mask
    _is_whole: dict[int, bool] = field(default_factory=dict, init=False, repr=False)

    @property
    def rows(self) -> int:
        """How many samples there are."""
        return len(self.inputs)

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return len(self.names) + len(AFTER_INPUTS)

    @property
    def edited_width(self) -> int:
        """How many of them, the first ones, can be written over."""
        return len(self.names) + 2

    @property
    def can_be_changed(self) -> bool:
        """Whether there are few enough rows to be changed by hand."""
        return self.rows <= most_edited(len(self.names))

    @property
    def note(self) -> str:
        """What these samples are, and what becomes of them, in one sentence."""
        count = f"{self.rows} samples" if self.rows < LARGE else f"{self.rows:,} samples".replace(",", "\u202f")
        if not self.can_be_changed:
            most = most_edited(len(self.names))
            return f"{count} of {self.data.title}: to read, sort and copy; at most {most} can be changed by hand"
        if self.data.name == DRAWN:
            return f"{count} drawn by hand"
        if self.data.name == OWN:
            return f"{count} of your own data"
        return f"{count} of {self.data.title}; the first change makes them your own"

    # ---- columns ---------------------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What each column of the grid holds."""
        return (Kind.INPUT,) * len(self.names) + AFTER_INPUTS

    def kind(self, column: int) -> Kind:
        """Return what a column of the grid holds."""
        return self.kinds[column]

    def column_of(self, kind: Kind) -> int:
        """Return the column of a kind; of INPUT the first one."""
        return 0 if kind is Kind.INPUT else len(self.names) + AFTER_INPUTS.index(kind)

    def symbol(self, column: int) -> Symbol | None:
        """Return the symbol that stands above a column, if it has one."""
        match self.kind(column):
            case Kind.INPUT:
                return Symbol("x", None, (column + 1,))
            case Kind.TARGET:
                return Symbol("y")
        return None

    def name(self, column: int) -> str:
        """Return what a column is called beside its symbol; "" where it has no other name."""
        match self.kind(column):
            case Kind.INPUT:
                name = self.names[column]
                return "" if name == f"x{column + 1}" else name
            case Kind.TARGET:
                return "" if self.target_name == "y" else self.target_name
            case Kind.PART:
                return "part"
            case Kind.SAYS:
                return "says"
        return "cost"

    def called(self, column: int) -> str:
        """Return what a column is called in a sentence: x₁, y, part."""
        return str(self.symbol(column) or self.name(column))

    # ---- cells -----------------------------------------------------------------------------------------------------

    def number(self, sample: int, column: int) -> float:
        """Return the number of a sample in the column of an input or the target."""
        return float(self.inputs[sample, column] if self.kind(column) is Kind.INPUT else self.target[sample])

    def class_name(self, label: float) -> str:
        """Return what a class is called."""
        return self.classes[int(label)]

    def part(self, sample: int) -> str:
        """Return which part a sample is of."""
        return TEST if self.is_test[sample] else TRAIN

    def figure(self, sample: int, column: int, digits: int) -> str:
        """Return a number as it is shown: in a column of whole ones without decimals."""
        value = self.number(sample, column)
        return figure(value, 0 if self._holds_whole(column) else digits)

    def exact(self, sample: int, column: int) -> str:
        """Return what an editor shows of a cell: every digit, or the name of the class."""
        value = self.number(sample, column)
        if self.classes and self.kind(column) is Kind.TARGET:
            return self.class_name(value)
        return f"{value:.0f}" if self._holds_whole(column) else repr(value)

    def _holds_whole(self, column: int) -> bool:
        if column not in self._is_whole:
            values = self.inputs[:, column] if self.kind(column) is Kind.INPUT else self.target
            self._is_whole[column] = bool((values == np.floor(values)).all() and (np.abs(values) < LARGE).all())
        return self._is_whole[column]


def content_of(data: Data, samples: Samples, seed: int) -> Content:
    """Return what a run learns from, as `rows.as_table` would name it, without copying anything."""
    if data.table is not None:
        is_test = data.table.is_test if data.has_own_split else samples.is_test
        return _of_table(data, seed, is_test)
    first = samples.first_class
    return Content(
        data,
        seed,
        names=tuple(f"x{number}" for number in range(1, samples.dimensions + 1)),
        inputs=samples.points,
        target_name="y",
        target=samples.labels,
        classes=tuple(str(label + first) for label in range(data.class_count)),
        is_test=samples.is_test,
    )


def content_of_own_split(data: Data, seed: int) -> Content:
    """Return the rows of a table that says itself which of them are only tested on: nothing is waited for."""
    assert data.table is not None
    return _of_table(data, seed, data.table.is_test)


def _of_table(data: Data, seed: int, is_test: Mask | None) -> Content:
    table = data.table
    assert table is not None
    assert is_test is not None
    return Content(
        data, seed, table.names, table.inputs, table.target_name, table.target, table.classes, np.asarray(is_test)
    )


def told_classes(classes: tuple[str, ...]) -> str:
    """Return the names of classes as a sentence lists them.

    >>> told_classes(("cat", "cow", "dog"))
    "'cat', 'cow' or 'dog'"
    """
    names = [shown(repr(name), 24) for name in classes]
    if len(names) > MOST_LISTED:
        return f"{', '.join(names[:MOST_LISTED])} … ({len(names)} classes)"
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
