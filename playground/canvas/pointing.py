"""Pointing: what the pointer is on lights up, offers what can be done there, and is told in words."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from playground.canvas.insert_button import InsertButton
from playground.canvas.scene import Scene
from playground.canvas.telling import described, described_together
from playground.document.selection import Edge, Item


class Pointing:
    """Knows what the pointer is on.

    Attributes
    ----------
    item : what that is, or None
    """

    def __init__(self, canvas: QWidget, scene: Scene, insert: InsertButton) -> None:
        self.item: Item | None = None
        self._canvas = canvas
        self._scene = scene
        self._insert = insert

    def at(self, place: QPointF) -> None:
        """Point at a place."""
        scene, item = self._scene, self._scene.item_at(place)
        if item != self.item:
            self.item = item
            self._canvas.update()
        scene.selection.point_at(item if isinstance(item, Edge) else None)
        tile = scene.more_at(place)
        nothing_below = tile is None and (item is None or isinstance(item, Edge))
        self._insert.show_at(scene.layout.gap_at(place.x()) if nothing_below else 0, scene.layout)
        self._canvas.setCursor(Qt.CursorShape.PointingHandCursor if item or tile else Qt.CursorShape.ArrowCursor)

    def leave(self) -> None:
        """Point at nothing: the pointer is elsewhere."""
        self._scene.selection.point_at(None)
        self.item = None
        if not self._insert.underMouse():
            self._insert.hide()
        self._canvas.update()

    def forget(self) -> None:
        """What was there may be elsewhere now."""
        self.item = None
        self._insert.hide()

    def words(self, place: QPointF) -> str:
        """Return what is at a place, in words and symbols."""
        if tile := self._scene.more_at(place):
            return described_together(tile)
        item = self._scene.item_at(place)
        return described(self._scene, item) if item else ""
