"""Connecting two units again that were cut from each other."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from playground.canvas.gestures.gesture import Refuse
from playground.canvas.scene import Scene
from playground.document.selection import Unit
from playground.theme import Theme


class Connect:
    """A line from a unit to the pointer; released on a unit of a neighbouring layer it connects the two."""

    def __init__(self, scene: Scene, unit: Unit, refuse: Refuse) -> None:
        self._scene = scene
        self._unit = unit
        self._refuse = refuse
        self._place = scene.center(unit)

    def move(self, place: QPointF) -> None:
        self._place = place

    def finish(self) -> None:
        scene, one, other = self._scene, self._unit, self._scene.unit_at(self._place)
        if other is None or other == one:
            return
        edge = scene.edge_between(one, other)
        if edge is None:
            self._refuse("a connection goes from a unit to a unit of the next layer, and none goes into a bias unit")
        elif not scene.is_cut(edge):
            self._refuse(f"unit {edge.target} of layer {edge.layer + 1} is connected with that unit already")
            scene.selection.select(edge)
        elif scene.document.connect_again([edge.weight]):
            scene.selection.select(edge)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw the line, dashed until it reaches a unit that it can be connected with."""
        start, end = self._scene.center(self._unit), self._place
        other = self._scene.unit_at(end)
        edge = self._scene.edge_between(self._unit, other) if other else None
        if other:
            end = self._scene.center(other)
        side = self._scene.layout.half_width(self._unit.unit)
        start += QPointF(side if end.x() > start.x() else -side, 0)
        reach = 0.5 * (end.x() - start.x())
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        fits = edge is not None and self._scene.is_cut(edge)
        style = Qt.PenStyle.SolidLine if fits else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("accent"), 2.4, style))
        painter.drawPath(path)
