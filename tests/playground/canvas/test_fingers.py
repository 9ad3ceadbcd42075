"""Fingers on a touch screen: two zoom about their middle and move the view, one does what a mouse does."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from playground.document.selection import Edge, Unit
from tests.playground.canvas.hands import value
from tests.playground.conftest import Bench

Places = tuple[QPoint, QPoint]


@pytest.fixture(scope="module")
def screen(qapp: object) -> QPointingDevice:
    return QTest.createTouchDevice()


def pinch(bench: Bench, screen: QPointingDevice, *ways: Places) -> None:
    """Put two fingers down at the first places, move them to the others one after another, and lift them."""
    canvas = bench.window.canvas
    first, second = ways[0]
    QTest.touchEvent(canvas, screen).press(0, first, canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, first, canvas).press(1, second, canvas).commit()
    for first, second in ways:
        QTest.touchEvent(canvas, screen).move(0, first, canvas).move(1, second, canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, first, canvas).release(1, second, canvas).commit()


def apart(middle: QPoint, distance: int) -> Places:
    return middle - QPoint(distance, 0), middle + QPoint(distance, 0)


def test_two_fingers_that_part_zoom_about_their_middle(bench: Bench, screen: QPointingDevice) -> None:
    canvas = bench.window.canvas
    place = canvas.unit_center(Unit(2, 2))
    pinch(bench, screen, apart(place, 40), apart(place, 50), apart(place, 80))
    assert canvas._scene.view.zoom == pytest.approx(2.0)
    assert (QPointF(canvas.unit_center(Unit(2, 2))) - QPointF(place)).manhattanLength() <= 2


def test_two_fingers_that_move_together_move_the_network(bench: Bench, screen: QPointingDevice) -> None:
    canvas = bench.window.canvas
    place, way = canvas.unit_center(Unit(2, 2)), QPoint(30, -20)
    pinch(bench, screen, apart(place, 40), apart(place + way / 2, 40), apart(place + way, 40))
    assert canvas._scene.view.zoom == pytest.approx(1.0)
    assert canvas.unit_center(Unit(2, 2)) == place + way


def test_the_first_finger_of_two_changes_nothing(bench: Bench, screen: QPointingDevice) -> None:
    canvas = bench.window.canvas
    edge = Edge(2, 1, 4)
    bench.window.selection.select(edge)
    before = value(bench, edge)
    place, aside = canvas.edge_point(edge, 0.2), QPoint(90, 0)
    QTest.touchEvent(canvas, screen).press(0, place, canvas).commit()
    for down in (4, 8, 12):
        QTest.touchEvent(canvas, screen).move(0, place + QPoint(0, down), canvas).commit()
    assert bench.window.document.undo_stack.count() == 1
    place += QPoint(0, 12)
    QTest.touchEvent(canvas, screen).move(0, place, canvas).press(1, place + aside, canvas).commit()
    QTest.touchEvent(canvas, screen).move(0, place, canvas).move(1, place + 2 * aside, canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, place, canvas).release(1, place + 2 * aside, canvas).commit()
    bench.wait_until_shown()
    assert bench.window.document.undo_stack.index() == 0
    bench.qtbot.waitUntil(lambda: value(bench, edge) == before)
    assert canvas._scene.view.zoom > 1.5
    assert canvas._hands.gesture is None


def test_one_finger_selects_as_a_click_does(bench: Bench, screen: QPointingDevice) -> None:
    canvas = bench.window.canvas
    place = canvas.unit_center(Unit(2, 3))
    QTest.touchEvent(canvas, screen).press(0, place, canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, place, canvas).commit()
    assert bench.window.selection.focus == Unit(2, 3)
