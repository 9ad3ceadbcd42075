"""Dragging a unit: within its column it changes places, out of the column it is connected."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from playground.canvas.gestures.connect import Connect
from playground.canvas.gestures.gesture import Gesture, Refuse
from playground.canvas.gestures.reorder import Reorder
from playground.canvas.scene import Scene
from playground.document.selection import Unit
from playground.theme import Theme

BESIDE = 10.0  # pixels beside its unit from which on the pointer is out of the column


class UnitDrag(Gesture):
    """Is one of the two, by where the pointer is."""

    def __init__(self, scene: Scene, unit: Unit, refuse: Refuse) -> None:
        self._scene = scene
        self._unit = unit
        self._reorder = Reorder(scene, unit)
        self._connect = Connect(scene, unit, refuse)
        self._connects = False

    def move(self, place: QPointF, *, fine: bool) -> None:
        aside = abs(place.x() - self._scene.layout.x(self._unit.layer))
        self._connects = not self._reorder.possible or aside > self._scene.layout.tile / 2 + BESIDE
        (self._connect if self._connects else self._reorder).move(place)

    def finish(self) -> None:
        if self._scene.is_true:
            (self._connect if self._connects else self._reorder).finish()

    def paint(self, painter: QPainter, theme: Theme) -> None:
        if self._connects:
            self._connect.paint(painter, theme)

    def shifts(self) -> Mapping[Unit, QPointF]:
        return {} if self._connects or not self._reorder.possible else self._reorder.shifts()
