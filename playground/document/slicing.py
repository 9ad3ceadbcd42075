"""Slicing: which two coordinates of points all pictures show, and where they stand in the others."""

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.experiment import Experiment
from engine.first_look import telling_slice
from engine.samples import Samples
from engine.surface import FIRST_TWO, Slice

MOST_READ = 600  # coordinates held, of a text that is restored; an experiment has at most 512 inputs


class Slicing(QObject):
    """Holds the present slice, which all views of one window share; it is a view of the data, and no edit of them.

    Attributes
    ----------
    shown : the slice; it always fits the document's data, and of other points `of` says what is shown instead
    """

    changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._world = _world_of(experiment)
        self.shown = self._usual = _usual(experiment)

    def of(self, samples: Samples) -> Slice:
        """Return the slice that is shown of samples: the usual one while those of other data are still to come."""
        return self.shown if self.shown.fits(samples.dimensions) else FIRST_TWO

    # ---- verbs -------------------------------------------------------------------------------------------------------

    def choose(self, across: int | None = None, up: int | None = None) -> None:
        """Show other coordinates, counted from 0; asking for the one of the other axis exchanges both."""
        was = self.shown
        across, up = was.across if across is None else across, was.up if up is None else up
        if across == up:
            across, up = was.up, was.across
        self.show(replace(was, across=across, up=up))

    def show(self, new: Slice) -> None:
        """Show another slice; one that does not fit changes nothing."""
        new = replace(new, held=tuple(sorted(new.held)))
        if new != self.shown and new.fits(self._world[0]):
            self.shown = new
            self.changed.emit()

    def hold(self, coordinate: int, value: float) -> None:
        """Stand at a finite value of a coordinate, wherever that is not one of those across and up."""
        if math.isfinite(value):
            self.show(replace(self.shown, held=(*self._held_without(coordinate), (coordinate, float(value)))))

    def release(self, coordinate: int | None = None) -> None:
        """Stand at the mean of a coordinate again, or of all."""
        held = () if coordinate is None else self._held_without(coordinate)
        self.show(replace(self.shown, held=held))

    def fit(self, experiment: Experiment) -> None:
        """Show the usual slice if the experiment has other inputs than the one before."""
        world = _world_of(experiment)
        if world != self._world:
            self._world = world
            self._usual = _usual(experiment)
            self.show(self._usual)

    # ---- remembered --------------------------------------------------------------------------------------------------

    def state(self) -> str:
        """Return it as a text to be remembered; "" for the usual one."""
        shown = self.shown
        return "" if shown == self._usual else json.dumps([shown.across, shown.up, dict(shown.held)])

    def restore(self, state: str) -> None:
        """Show what was remembered; a text that says nothing of the kind, or does not fit, is the usual slice."""
        remembered = _read(state)
        self.show(remembered if remembered and remembered.fits(self._world[0]) else self._usual)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _held_without(self, coordinate: int) -> tuple[tuple[int, float], ...]:
        return tuple(pair for pair in self.shown.held if pair[0] != coordinate)


def _world_of(experiment: Experiment) -> tuple[int, tuple[str, ...]]:
    """Return what a slice belongs to: how many numbers a point has, and what these are called."""
    return experiment.data.dimensions, experiment.data.input_names


def _usual(experiment: Experiment) -> Slice:
    """Return what is shown if nobody chooses: of a table the two columns that say most of its target."""
    return telling_slice(experiment.data.table) if experiment.data.table else FIRST_TWO


def _read(state: str) -> Slice | None:
    """Return the slice that a text tells; None if it tells none."""
    try:
        across, up, held = json.loads(state)
        named = _numbers(held)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    axes = across, up
    if not all(type(axis) is int and axis >= 0 for axis in axes) or across == up:
        return None
    return Slice(across, up, tuple(sorted(named.items())))


def _numbers(held: Any) -> dict[int, float]:
    """Return values by their coordinates; raise ValueError if they are none."""
    if not isinstance(held, Mapping) or len(held) > MOST_READ:
        raise ValueError("no values by their coordinates")
    found = {int(name): float(value) for name, value in held.items() if name.isdecimal()}
    if len(found) < len(held) or not all(map(math.isfinite, found.values())):
        raise ValueError("no finite values")
    return found
