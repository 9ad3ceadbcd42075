"""Putting a unit at another place in its layer."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF

from playground.canvas.scene import Scene
from playground.document.selection import Unit


class Reorder:
    """A unit that is dragged up and down within its column; the others make room."""

    def __init__(self, scene: Scene, unit: Unit) -> None:
        self._scene = scene
        self._unit = unit
        self._to = unit.unit
        self._down = 0.0

    @property
    def possible(self) -> bool:
        """Only units of hidden layers have no place given by the data; the bias unit stays on top."""
        return self._unit.unit > 0 and 1 < self._unit.layer < len(self._scene.layout.sizes)

    def move(self, place: QPointF) -> None:
        layout, unit = self._scene.layout, self._unit
        drawn = layout.excerpts[unit.layer - 1].drawn
        home = layout.y(unit.layer, unit.unit)
        top, bottom = layout.y(unit.layer, drawn[0]), layout.y(unit.layer, drawn[-1])
        height = min(max(place.y(), top), bottom)
        self._down = height - home
        self._to = drawn[round((height - top) / layout.gap)]

    def finish(self) -> None:
        unit = self._unit
        if self._to != unit.unit and self._scene.document.move_unit(unit.layer, unit.unit, self._to):
            self._scene.selection.select(Unit(unit.layer, self._to))

    def shifts(self) -> Mapping[Unit, QPointF]:
        unit, gap = self._unit, self._scene.layout.gap
        first, last = sorted((unit.unit, self._to))
        aside = gap if self._to < unit.unit else -gap
        others = {Unit(unit.layer, other): QPointF(0, aside) for other in range(first, last + 1)}
        return {**others, unit: QPointF(0, self._down)}
