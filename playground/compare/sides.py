"""Sides: the two that are compared, each the present moment or a branch at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.comparison import Setting, costs_of_branch
from engine.experiment import Experiment
from engine.network import Network
from engine.samples import Samples, samples_of
from engine.snapshot import Snapshot
from engine.timeline.overview import Overview

HERE = 0  # chosen for the present moment; branches are numbered from 1
MOST_SETTINGS = 8  # that are told


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two.

    Attributes
    ----------
    name, color : of its branch, as a person reads it, and the number of its colour
    experiment, network, samples : what it is
    costs : rows from the beginning on: epoch, train, test, penalty, shape (4, e)
    """

    name: str
    color: int
    experiment: Experiment
    network: Network
    samples: Samples
    costs: Array


class Sides:
    """Finds what a choice stands for; samples of other data or with other inputs are made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Samples] = {}
        self._made_beside: Samples | None = None

    def side(self, snapshot: Snapshot, past: Overview, choice: int) -> Side | None:
        """Return the present moment, or a branch at its end; None where it is not kept what that came to."""
        run = snapshot.costs_till_now
        rows = np.array([run.epoch, run.train, run.test, run.penalty])
        if choice == HERE:
            present = past.present
            name = f"{present.name}, here"
            return Side(name, present.color, snapshot.experiment, snapshot.network, snapshot.samples, rows)
        way = past.way(choice)
        if way is None or way.tip is None:
            return None
        costs, experiment = costs_of_branch(past, choice, rows), way.tip.experiment
        return Side(way.name, way.color, experiment, way.tip.network, self._samples(snapshot, experiment), costs)

    def _samples(self, snapshot: Snapshot, experiment: Experiment) -> Samples:
        """Return the samples of an experiment."""
        key = _key(experiment)
        if key == _key(snapshot.experiment):
            return snapshot.samples
        if self._made_beside is not snapshot.samples:
            self._made_beside, self._made = snapshot.samples, {}
        if key not in self._made:
            self._made[key] = samples_of(experiment)
        return self._made[key]


def _key(experiment: Experiment) -> tuple[object, ...]:
    """Return all that samples depend on."""
    return experiment.data, experiment.features, experiment.output, experiment.seed


def fitting(choices: tuple[int, int], past: Overview, left: int | None) -> tuple[int, int]:
    """Return the choices of A and B as far as there are such branches, else others in their place.

    The present branch is chosen as the present moment. What is no more, or would be chosen twice, gives way to the
    branch that was left last.
    """
    numbers = [way.number for way in past.others]
    last = left if left is not None and left in numbers else max(numbers, default=HERE)
    a, b = (HERE if choice == past.present.number else choice for choice in choices)
    if a == b:
        a, b = (a, last) if choices[0] == a else (last, b)
    a, b = (choice if choice == HERE or choice in numbers else last for choice in (a, b))
    return (a, b) if a != b else (HERE, last)


def words_of_settings(settings: Sequence[Setting]) -> str:
    """Return in one or two lines in what two experiments differ."""
    if not settings:
        return "Both have the same settings; they differ in what they have learnt."
    told = [f"{setting.name} {setting.a} in A, {setting.b} in B" for setting in settings[:MOST_SETTINGS]]
    if len(settings) > MOST_SETTINGS:
        told.append(f"and {len(settings) - MOST_SETTINGS} more")
    sentence = " · ".join(told)
    return sentence[:1].upper() + sentence[1:]
