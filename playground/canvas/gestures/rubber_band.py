"""Selecting what lies inside a rectangle that is drawn on the empty canvas."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.canvas.gestures.gesture import Gesture
from playground.canvas.scene import Scene
from playground.document.selection import Item
from playground.theme import Theme


class RubberBand(Gesture):
    """Selects the units whose centres are inside, and the edges that are so as a whole."""

    def __init__(self, scene: Scene, start: QPointF, *, adds: bool) -> None:
        self._scene = scene
        self._start = start
        self._end = start
        self._before = scene.selection.items
        self._adds = adds

    def move(self, place: QPointF, *, fine: bool) -> None:
        self._end = place
        if not self._scene.is_true:
            return
        rect = self._rect
        edges = (rect.left(), rect.top(), rect.right(), rect.bottom())
        inside: list[Item] = [*self._scene.geometry.inside(*edges), *self._scene.units_inside(*edges)]
        self._scene.selection.select_all([*(self._before if self._adds or not inside else ()), *inside])

    def cancel(self) -> None:
        self._scene.selection.select_all(self._before)
        self._scene.selection.fit(self._scene.document.experiment)  # it may have changed meanwhile

    def paint(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(theme.color("accent"), 1.2))
        painter.drawRect(self._rect)

    @property
    def _rect(self) -> QRectF:
        return QRectF(self._start, self._end).normalized()
