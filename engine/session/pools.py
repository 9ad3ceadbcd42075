"""Pools: what occurs many times in a session stands in its file once, and is referred to by its number there."""

from collections.abc import Callable, Hashable
from dataclasses import astuple
from typing import Generic, TypeVar

from engine.arrays import Indices
from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.samples import train_of
from engine.session.part import NUMBER_OR_NONE, TEXT, WHOLE, Part, legible
from engine.surgery import Mark
from engine.table import Table

Value = TypeVar("Value")


class Pool(Generic[Value]):
    """Numbers values; equal ones have one number.

    Parameters
    ----------
    key : by which they are told to be equal
    """

    def __init__(self, key: Callable[[Value], Hashable]) -> None:
        self._key = key
        self._numbers: dict[Hashable, int] = {}
        self.values: list[Value] = []

    def number(self, value: Value) -> int:
        """Return the number of a value, a new one if need be."""
        number = self._numbers.setdefault(self._key(value), len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Pools:
    """Experiments, their tables and marks of a session that is written."""

    def __init__(self) -> None:
        self.tables: Pool[Table] = Pool(lambda table: table)
        self.experiments: Pool[Experiment] = Pool(lambda experiment: experiment)
        self.marks: Pool[Mark] = Pool(astuple)


class Known:
    """Experiments, their tables and marks of a session that is read.

    Parameters
    ----------
    file : the whole of it
    """

    def __init__(self, file: Part) -> None:
        self._tables = [
            Part({"it": value}, f"tables[{number}]").made("it", Table.from_plain)
            for number, value in enumerate(file.items("tables"))
        ]
        self._experiments = [
            Part({"it": value}, f"experiments[{number}]").made(
                "it", lambda plain: Experiment.from_dict(plain, self._table)
            )
            for number, value in enumerate(file.items("experiments"))
        ]
        self._train: dict[int, Indices] = {}  # {number of an experiment: what it learns from}
        kinds = (WHOLE, WHOLE, TEXT, WHOLE, NUMBER_OR_NONE, NUMBER_OR_NONE)
        self._marks = [
            Mark(epoch, batch, legible(name), *others) for epoch, batch, name, *others in file.tuples("marks", *kinds)
        ]

    def experiment(self, part: Part, name: str = "experiment") -> Experiment:
        """Return the experiment that a member refers to."""
        return self._experiments[part.whole(name, 0, len(self._experiments) - 1)]

    def train(self, part: Part, name: str = "experiment") -> Indices:
        """Return the indices of the samples that an experiment learns from, in rising order."""
        number = part.whole(name, 0, len(self._experiments) - 1)
        if number not in self._train:
            self._train[number] = train_of(self._experiments[number])
        return self._train[number].copy()

    def _table(self, number: object) -> Table:
        if type(number) is not int or not 0 <= number < len(self._tables):
            raise ImportFileError(f"table must be one of {len(self._tables)}, by its number from 0, got {number!r}")
        return self._tables[number]

    def marks(self, part: Part) -> tuple[Mark, ...]:
        """Return the marks that the member `marks` refers to."""
        return tuple(self._marks[int(number)] for number in part.indices("marks", len(self._marks)))
