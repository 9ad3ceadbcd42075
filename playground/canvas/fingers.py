"""Two fingers, on a touch screen or a touch pad: they zoom about their middle and move the view with it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from playground.canvas.scene import Scene
from playground.canvas.view import View

FINGER_EVENTS = (QEvent.Type.Gesture, QEvent.Type.NativeGesture)


class Fingers:
    """Turns pinches into views. One finger is a mouse to Qt, and to us.

    Parameters
    ----------
    show_view : shows the network through another view
    let_go : gives up what the first finger has begun before the second one came
    """

    def __init__(
        self, canvas: QWidget, scene: Scene, show_view: Callable[[View], object], let_go: Callable[[], object]
    ) -> None:
        self._canvas = canvas
        self._scene = scene
        self._show_view = show_view
        self._let_go = let_go
        canvas.grabGesture(Qt.GestureType.PinchGesture)

    def take(self, event: QEvent) -> bool:
        """Do what fingers mean by an event; tell whether they mean anything."""
        if isinstance(event, QNativeGestureEvent):
            return self._take_pad(event)
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._follow(pinch)
                event.accept(pinch)
                return True
        return False

    def _follow(self, pinch: QPinchGesture) -> None:
        if pinch.state() == Qt.GestureState.GestureFinished:
            return  # it tells the last change once more
        self._let_go()
        middle, last = (
            QPointF(self._canvas.mapFromGlobal(place)) for place in (pinch.centerPoint(), pinch.lastCenterPoint())
        )
        view = self._scene.view.zoomed(pinch.scaleFactor(), last.x(), last.y())
        way = middle - last
        self._show_view(view.moved(way.x(), way.y()))

    def _take_pad(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        place = event.position()
        self._show_view(self._scene.view.zoomed(1.0 + event.value(), place.x(), place.y()))
        return True
