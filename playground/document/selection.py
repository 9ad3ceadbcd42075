"""Selection: what the whole window talks about. One thing is in focus; others may be selected beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine.experiment import Experiment, Weight


@dataclass(frozen=True)
class Unit:
    """Unit j of layer l, both from 1 as in the lecture; j = 0 is the layer's bias unit."""

    layer: int
    unit: int


@dataclass(frozen=True)
class Edge:
    """The connection that carries w⁽ˡ⁾ⱼ,ₖ: from unit k = `source` of `layer` to unit j = `target` of the next."""

    layer: int
    target: int
    source: int

    @property
    def weight(self) -> Weight:
        """(l, j, k) of its weight."""
        return self.layer, self.target, self.source

    def leads_to(self, unit: Unit) -> bool:
        return (self.layer + 1, self.target) == (unit.layer, unit.unit)


@dataclass(frozen=True)
class WholeLayer:
    """Layer l, from 1."""

    layer: int


Item = Unit | Edge | WholeLayer


class Selection(QObject):
    """What is selected (by a click, to stay) and what is pointed at (by the pointer, for the moment).

    Attributes
    ----------
    items : everything selected on the canvas, in the order it was chosen, never empty; the last one is in focus
    unit : the unit in focus; of an edge the one it leads to, of a layer its first one
    sample : the number of the selected sample
    pointed : the edge that is pointed at, or None
    """

    items_changed = Signal()  # anything about items
    unit_changed = Signal(object)  # Unit
    sample_changed = Signal(int)
    pointed_changed = Signal(object)  # Edge or None

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[Item, ...] = (Unit(2, 1),)
        self.unit = Unit(2, 1)
        self.sample = 0
        self.pointed: Edge | None = None
        self.sample_is_chosen = False  # by anybody, and not only what a run begins with
        self.fit(experiment)

    @property
    def focus(self) -> Item:
        """What was selected last."""
        return self.items[-1]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The selected units."""
        return tuple(item for item in self.items if isinstance(item, Unit))

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The selected edges."""
        return tuple(item for item in self.items if isinstance(item, Edge))

    def select(self, item: Item) -> None:
        """Select one thing alone."""
        self.select_all((item,))

    def toggle(self, item: Item) -> None:
        """Select a thing beside the others, or take it out; the last one stays."""
        rest = tuple(other for other in self.items if other != item)
        if item not in self.items:
            rest = (*rest, item)
        self.select_all(rest or self.items)

    def select_all(self, items: Iterable[Item]) -> None:
        """Select these things; nothing changes if there are none."""
        chosen = tuple(dict.fromkeys(items))
        if not chosen or chosen == self.items:
            return
        self.items = chosen
        unit = _unit_of(chosen[-1])
        if unit != self.unit:
            self.unit = unit
            self.unit_changed.emit(unit)
        self.items_changed.emit()

    def select_unit(self, unit: Unit) -> None:
        """Select a unit alone."""
        self.select(unit)

    def select_nearest(self, unit: Unit, experiment: Experiment) -> None:
        """Select a unit alone; one that an experiment does not have is the nearest to it."""
        self.select(unit if _exists(unit, experiment.sizes) else _nearest(unit, experiment.sizes))

    def select_sample(self, sample: int, *, is_chosen: bool = True) -> None:
        """Select a sample, which stays selected whatever runs begin if somebody has chosen it."""
        self.sample_is_chosen = is_chosen
        self._show_sample(sample)

    def begin_with(self, sample: int) -> None:
        """Select the sample that a run begins with, unless somebody has chosen one: the first that is learnt from."""
        if not self.sample_is_chosen:
            self._show_sample(sample)

    def keep_within(self, samples: int) -> None:
        """Select the last of so many samples if the selected one is not there."""
        self._show_sample(min(self.sample, samples - 1))

    def _show_sample(self, sample: int) -> None:
        if sample != self.sample:
            self.sample = sample
            self.sample_changed.emit(sample)

    def point_at(self, edge: Edge | None) -> None:
        if edge != self.pointed:
            self.pointed = edge
            self.pointed_changed.emit(edge)

    def fit(self, experiment: Experiment) -> None:
        """Move the selection to what there is in a changed experiment, as near as can be."""
        self.point_at(None)
        fitting = [item for item in self.items if _exists(item, experiment.sizes)]
        self.select_all(fitting or [_nearest(self.unit, experiment.sizes)])
        self.keep_within(experiment.data.samples)


def _unit_of(item: Item) -> Unit:
    if isinstance(item, Unit):
        return item
    return Unit(item.layer + 1, item.target) if isinstance(item, Edge) else Unit(item.layer, 1)


def _exists(item: Item, sizes: tuple[int, ...]) -> bool:
    if not 1 <= item.layer <= len(sizes):
        return False
    if isinstance(item, Unit):
        return (item.layer == len(sizes)) <= item.unit <= sizes[item.layer - 1]  # the output layer has no bias unit
    if isinstance(item, Edge):
        ends = item.layer < len(sizes) and 1 <= item.target <= sizes[item.layer]
        return ends and 0 <= item.source <= sizes[item.layer - 1]
    return True


def _nearest(unit: Unit, sizes: tuple[int, ...]) -> Unit:
    layer = min(unit.layer, len(sizes))
    least = 0 if layer < len(sizes) else 1
    return Unit(layer, min(max(unit.unit, least), sizes[layer - 1]))
