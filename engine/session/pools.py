"""Pools: what occurs many times in a session stands in its file once, and is referred to by its number there."""

from collections.abc import Callable, Hashable
from dataclasses import astuple
from functools import cache
from typing import Generic, TypeVar

import numpy as np

from engine.arrays import Indices
from engine.batches import split
from engine.experiment import Experiment
from engine.seeds import generator
from engine.session.part import NUMBER_OR_NONE, TEXT, WHOLE, Part, legible
from engine.surgery import Mark

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
    """Experiments and marks of a session that is written."""

    def __init__(self) -> None:
        self.experiments: Pool[Experiment] = Pool(lambda experiment: experiment)
        self.marks: Pool[Mark] = Pool(astuple)


class Known:
    """Experiments and marks of a session that is read.

    Parameters
    ----------
    file : the whole of it
    """

    def __init__(self, file: Part) -> None:
        self._experiments = [
            Part({"it": value}, f"experiments[{number}]").made("it", Experiment.from_dict)
            for number, value in enumerate(file.items("experiments"))
        ]
        kinds = (WHOLE, WHOLE, TEXT, WHOLE, NUMBER_OR_NONE, NUMBER_OR_NONE)
        self._marks = [
            Mark(epoch, batch, legible(name), *others) for epoch, batch, name, *others in file.tuples("marks", *kinds)
        ]

    def experiment(self, part: Part, name: str = "experiment") -> Experiment:
        """Return the experiment that a member refers to."""
        return self._experiments[part.whole(name, 0, len(self._experiments) - 1)]

    def marks(self, part: Part) -> tuple[Mark, ...]:
        """Return the marks that the member `marks` refers to."""
        return tuple(self._marks[int(number)] for number in part.indices("marks", len(self._marks)))


@cache
def _train(seed: int, samples: int, share: float) -> Indices:
    return split(generator(seed, "split"), samples, share)[0]


def train_of(experiment: Experiment) -> Indices:
    """Return the indices of the samples that an experiment learns from, in rising order."""
    data = experiment.data
    return np.array(_train(experiment.seed, data.samples, data.train_share))
