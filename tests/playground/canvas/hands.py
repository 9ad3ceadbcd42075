"""What a person's hands do on a canvas, for tests."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.experiment import Experiment, Layer
from playground.document.selection import Edge
from tests.playground.conftest import Bench

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def net(*hidden: int) -> Experiment:
    return Experiment(hidden=tuple(Layer(units) for units in hidden))


def click(bench: Bench, place: QPoint, held: Qt.KeyboardModifier = NO_KEY) -> None:
    QTest.mouseClick(bench.window.canvas, LEFT, held, place)


def press_key(bench: Bench, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
    bench.window.activateWindow()
    bench.window.canvas.setFocus()
    QTest.keyClick(bench.window.canvas, key, held)


def type_key(bench: Bench, sign: str) -> None:
    bench.window.canvas.setFocus()
    QTest.keyClicks(bench.window.canvas, sign)


def _mouse(canvas: QWidget, kind: QEvent.Type, place: QPoint, button: Qt.MouseButton, held: object) -> None:
    buttons = NONE if kind == QEvent.Type.MouseButtonRelease else button
    pressed = NONE if kind == QEvent.Type.MouseMove else button
    at = QPointF(place)
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), pressed, buttons, held))


def hold(bench: Bench, *places: QPoint, held: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT) -> None:
    """Press at the first place and move to the others."""
    canvas = bench.window.canvas
    _mouse(canvas, QEvent.Type.MouseButtonPress, places[0], button, held)
    for before, after in pairwise(places):
        for share in (0.25, 0.5, 0.75, 1.0):
            between = QPointF(before) + (QPointF(after) - QPointF(before)) * share
            _mouse(canvas, QEvent.Type.MouseMove, between.toPoint(), button, held)


def release(bench: Bench, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    _mouse(bench.window.canvas, QEvent.Type.MouseButtonRelease, place, button, NO_KEY)


def drag(bench: Bench, *places: QPoint, held: Qt.KeyboardModifier = NO_KEY, button: Qt.MouseButton = LEFT) -> None:
    hold(bench, *places, held=held, button=button)
    release(bench, places[-1], button)


def wheel(bench: Bench, place: QPoint, notches: float, held: Qt.KeyboardModifier = NO_KEY, at_ms: int = 0) -> None:
    canvas = bench.window.canvas
    at, turned = QPointF(place), QPoint(0, round(120 * notches))
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), turned, NONE, held, phase, False)
    event.setTimestamp(at_ms)
    QApplication.sendEvent(canvas, event)


def on(bench: Bench, edge: Edge, share: float = 0.2) -> QPoint:
    """Return a place on an edge, the first from a share of its way backwards that is on no pill of another one."""
    canvas = bench.window.canvas
    places = [canvas.edge_point(edge, share * left / 4) for left in (4, 3, 2, 1)]
    return next(place for place in places if canvas._scene.edge_at(QPointF(place)) == edge)


def value(bench: Bench, edge: Edge) -> float:
    return bench.snapshot.network.weight(*edge.weight)


def undo_texts(bench: Bench) -> list[str]:
    stack = bench.window.document.undo_stack
    return [stack.text(index) for index in range(stack.count())]


def wait_for(bench: Bench, edge: Edge, expected: float) -> None:
    bench.qtbot.waitUntil(lambda: abs(value(bench, edge) - expected) < 1e-9)
