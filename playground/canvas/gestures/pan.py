"""Moving the view with the hand."""

from collections.abc import Callable

from PySide6.QtCore import QPointF

from playground.canvas.gestures.gesture import Gesture
from playground.canvas.view import View


class Pan(Gesture):
    """Moves the whole network with the pointer."""

    def __init__(self, view: View, start: QPointF, show: Callable[[View], object]) -> None:
        self._view = view
        self._start = start
        self._show = show

    def move(self, place: QPointF, *, fine: bool) -> None:
        way = place - self._start
        self._show(self._view.moved(way.x(), way.y()))

    def cancel(self) -> None:
        self._show(self._view)
