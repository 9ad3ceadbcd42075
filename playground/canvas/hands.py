"""The hands: which click, drag or turn of the wheel means what."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from playground.canvas.gestures.gesture import START, Gesture, Refuse
from playground.canvas.gestures.pan import Pan
from playground.canvas.gestures.rubber_band import RubberBand
from playground.canvas.gestures.turning import NOTCH, TurnByDrag, TurnByWheel
from playground.canvas.gestures.unit_drag import UnitDrag
from playground.canvas.scene import Scene
from playground.canvas.view import View
from playground.document.selection import Edge, Item, Unit, WholeLayer

ZOOM_PER_NOTCH = 1.2
PAN_PER_NOTCH = 60.0  # pixels
UNITS_PER_NOTCH = 2  # that a long layer is scrolled by
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Hands:
    """Turns mouse events into selections and gestures.

    Parameters
    ----------
    refuse : tells the person why something is not done
    show_view : shows the network through another view
    scroll : scrolls a long layer down by so many units
    edit : opens the editor of an edge or a layer

    Attributes
    ----------
    gesture : what goes on while a button is held down, or None
    """

    def __init__(
        self,
        scene: Scene,
        refuse: Refuse,
        show_view: Callable[[View], object],
        scroll: Callable[[int, int], object],
        edit: Callable[[Item], object],
    ) -> None:
        self.gesture: Gesture | None = None
        self._scene = scene
        self._refuse = refuse
        self._show_view = show_view
        self._scroll = scroll
        self._turned = 0.0  # of the wheel over a long layer, beyond whole units
        self._edit = edit
        self._wheel = TurnByWheel(scene)
        self._press: QPointF | None = None
        self._pressed: Item | None = None
        self._was_selected = False

    def press(self, event: QMouseEvent) -> None:
        """Select what is pressed, and be ready for a drag."""
        place, held = event.position(), event.modifiers()
        self.cancel()
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (event.button() == Qt.MouseButton.LeftButton and held & ALT):
            self.gesture = Pan(self._scene.view, place, self._show_view)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if tile := self._scene.more_at(place):
            self._scroll(tile.layer, tile.way * (self._scene.layout.excerpts[tile.layer - 1].slots - 2))
            return
        self._press, self._pressed = place, self._scene.item_at(place)
        self._was_selected = self._pressed in self._scene.selection.items
        if self._pressed is None:
            return
        if held & SHIFT:
            self._scene.selection.toggle(self._pressed)
        elif not self._was_selected:
            self._scene.selection.select(self._pressed)

    def move(self, event: QMouseEvent) -> None:
        """Follow the pointer; a press that moves becomes a gesture."""
        place, held = event.position(), event.modifiers()
        if self._press is not None and self.gesture is None:
            if (place - self._press).manhattanLength() < START:
                return
            self.gesture = self._begin(self._press, adds=bool(held & SHIFT))
            if self.gesture is None:
                self._press = None
        if self.gesture:
            self.gesture.move(place, fine=bool(held & SHIFT))

    def release(self, event: QMouseEvent) -> None:
        """End the gesture, or the click."""
        gesture, pressed = self.gesture, self._pressed
        was_click = self._press is not None and gesture is None
        self._forget()
        if gesture:
            gesture.finish()
        elif was_click and pressed is not None and not event.modifiers() & SHIFT:
            if self._was_selected:
                self._scene.selection.select(pressed)
            if isinstance(pressed, WholeLayer):
                self._edit(pressed)

    def double_click(self, event: QMouseEvent) -> None:
        """Edit the weight of an edge, or the bias weight of a unit."""
        self.cancel()
        item = self._scene.item_at(event.position())
        if isinstance(item, Edge) or (isinstance(item, Unit) and item.layer > 1 and item.unit > 0):
            self._edit(item)

    def wheel(self, event: QWheelEvent) -> bool:
        """Turn the selected weights, zoom or pan; tell whether it did."""
        angle = event.angleDelta()
        turned = angle.y() or angle.x()
        if event.modifiers() & CONTROL:
            place = event.position()
            view = self._scene.view.zoomed(ZOOM_PER_NOTCH ** (turned / NOTCH), place.x(), place.y())
            self._show_view(view)
            return True
        item = self._scene.item_at(event.position())
        if isinstance(item, Edge) and item in self._scene.selection.items:
            self._wheel.turn(turned, event.timestamp(), fine=bool(event.modifiers() & SHIFT))
            return True
        layout, x = self._scene.layout, event.position().x()
        if (layer := layout.long_layer_at(x)) and self._scene.is_true and angle.y():
            self._turned += angle.y()
            units = int(self._turned / NOTCH * UNITS_PER_NOTCH)
            self._turned -= units * NOTCH / UNITS_PER_NOTCH
            self._scroll(layer, -units)
            return True
        if not layout.is_fit:
            share = PAN_PER_NOTCH / NOTCH
            self._show_view(self._scene.view.moved(share * angle.x(), share * angle.y()))
            return True
        return False

    def cancel(self) -> bool:
        """Give the gesture up; tell whether there was one."""
        gesture = self.gesture
        self._forget()
        if gesture:
            gesture.cancel()
        return gesture is not None

    def _begin(self, start: QPointF, *, adds: bool) -> Gesture | None:
        pressed = self._pressed
        if pressed is None:
            return RubberBand(self._scene, start, adds=adds)
        if isinstance(pressed, Edge):
            return TurnByDrag(self._scene, start)
        return UnitDrag(self._scene, pressed, self._refuse) if isinstance(pressed, Unit) else None

    def _forget(self) -> None:
        self.gesture, self._press, self._pressed = None, None, None
