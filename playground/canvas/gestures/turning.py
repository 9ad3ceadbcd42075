"""Turning weights like a knob: by a drag up and down, or by the wheel."""

from PySide6.QtCore import QPointF

from engine import symbols
from engine.experiment import Weight
from playground.canvas.gestures.gesture import Gesture
from playground.canvas.scene import Scene

PER_PIXEL = 0.01
PER_NOTCH = 0.1
FINE = 0.1  # of that while Shift is held
NOTCH = 120  # Qt's angle of one notch of a wheel
PAUSE_MS = 1000  # after so long without a notch, the next one begins another undo step


class Turning:
    """Changes all selected weights that are not cut by the same amount; all of it is one undo step."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        edges = [edge for edge in scene.selection.edges if not scene.is_cut(edge)]
        self.edges = tuple(edges)
        self._start: dict[Weight, float] = {edge.weight: scene.value(edge) for edge in edges}
        self._turned = 0.0
        self._steps = scene.document.undo_stack.index()

    def by(self, amount: float) -> None:
        """Turn on by so much."""
        if not self._start:
            return
        self._turned += amount
        values = {weight: start + self._turned for weight, start in self._start.items()}
        self._scene.document.set_weights(values, _name(list(values)), gesture=self)

    def back(self) -> None:
        """Take it all back."""
        if self._turned and self._scene.document.undo_stack.index() == self._steps + 1:
            self._scene.document.undo_stack.undo()


class TurnByDrag(Gesture):
    """Turns the selected weights while the pointer goes up and down."""

    def __init__(self, scene: Scene, start: QPointF) -> None:
        self._turning = Turning(scene)
        self._y = start.y()

    def move(self, place: QPointF, *, fine: bool) -> None:
        self._turning.by((self._y - place.y()) * PER_PIXEL * (FINE if fine else 1.0))
        self._y = place.y()

    def cancel(self) -> None:
        self._turning.back()


class TurnByWheel:
    """Turns the selected weights by the wheel; notches that follow each other are one undo step."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._turning: Turning | None = None
        self._last_ms = 0

    def turn(self, angle: int, when_ms: int, *, fine: bool) -> None:
        """Turn by an angle of the wheel, at a time in milliseconds."""
        goes_on = self._turning and self._turning.edges == self._scene.selection.edges
        if not goes_on or when_ms - self._last_ms > PAUSE_MS:
            self._turning = Turning(self._scene)
        self._last_ms = when_ms
        assert self._turning is not None
        self._turning.by(angle / NOTCH * PER_NOTCH * (FINE if fine else 1.0))


def _name(weights: list[Weight]) -> str:
    return f"Turn {symbols.weight(*weights[0])}" if len(weights) == 1 else f"Turn {len(weights)} weights"
