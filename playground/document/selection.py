"""Selection: the one unit, the one sample and the one weight that the whole window talks about."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine.experiment import Experiment


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

    def leads_to(self, unit: Unit) -> bool:
        return (self.layer + 1, self.target) == (unit.layer, unit.unit)


class Selection(QObject):
    """What is selected (by a click, to stay) and what is pointed at (by the pointer, for the moment)."""

    unit_changed = Signal(object)  # Unit
    sample_changed = Signal(int)
    pointed_changed = Signal(object)  # Edge or None

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unit = Unit(2, 1)
        self.sample = 0
        self.pointed: Edge | None = None
        self.fit(experiment)

    def select_unit(self, unit: Unit) -> None:
        if unit != self.unit:
            self.unit = unit
            self.unit_changed.emit(unit)

    def select_sample(self, sample: int) -> None:
        if sample != self.sample:
            self.sample = sample
            self.sample_changed.emit(sample)

    def point_at(self, edge: Edge | None) -> None:
        if edge != self.pointed:
            self.pointed = edge
            self.pointed_changed.emit(edge)

    def fit(self, experiment: Experiment) -> None:
        """Move the selection to what there is in a changed experiment, as near as can be."""
        sizes = experiment.sizes
        layer = min(self.unit.layer, len(sizes))
        least = 0 if layer < len(sizes) else 1  # the output layer has no bias unit
        self.point_at(None)
        self.select_unit(Unit(layer, min(max(self.unit.unit, least), sizes[layer - 1])))
        self.select_sample(min(self.sample, experiment.data.samples - 1))
