"""Zooming and panning: about the pointer, back with F, and everything still found where it is drawn."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication

from playground.canvas.layout import LABEL_SIZES, CanvasLayout
from playground.canvas.view import FIT, LEAST_ZOOM, MOST_ZOOM, View
from playground.document.selection import Edge, Unit
from tests.playground.canvas.hands import ALT, CONTROL, MIDDLE, click, drag, net, on, press_key, wheel
from tests.playground.conftest import Bench

zooms = st.floats(LEAST_ZOOM, MOST_ZOOM)
places = st.floats(-2000, 2000)


@given(zooms, places, places, st.floats(0.1, 10), places, places)
def test_what_is_under_the_pointer_stays_there_while_zooming(
    zoom: float, dx: float, dy: float, factor: float, x: float, y: float
) -> None:
    before = View(zoom, dx, dy)
    after = before.zoomed(factor, x, y)
    world = (x - before.dx) / before.zoom, (y - before.dy) / before.zoom
    assert (after.x(world[0]), after.y(world[1])) == pytest.approx((x, y), abs=1e-6)
    assert LEAST_ZOOM <= after.zoom <= MOST_ZOOM


@given(zooms, places, places, st.sampled_from([(2, 4, 1), (2, 1), (2, 8, 8, 8, 1), (2, *[16] * 8, 1)]))
def test_every_unit_is_found_where_it_is_seen(zoom: float, dx: float, dy: float, sizes: tuple[int, ...]) -> None:
    layout = CanvasLayout(sizes, 900, 640, View(zoom, dx, dy))
    for layer in layout.layers:
        for unit in layout.units(layer):
            assert layout.unit_at(layout.x(layer), layout.y(layer, unit.unit)) == unit


@given(zooms, st.sampled_from([(2, 4, 1), (2, 8, 8, 8, 1), (2, *[16] * 8, 1)]))
def test_units_and_labels_leave_each_other_room_at_every_zoom(zoom: float, sizes: tuple[int, ...]) -> None:
    layout = CanvasLayout(sizes, 900, 640, View(zoom, 10.0, 10.0))
    assert layout.tile + layout.label.height <= layout.gap + 1e-9
    assert layout.label.width <= layout.column_distance
    assert layout.label.font_px == 0 or layout.label.font_px >= 13


def test_the_largest_network_shows_its_labels_when_it_is_seen_from_nearer() -> None:
    sizes = (2, *[16] * 8, 1)
    assert not CanvasLayout(sizes, 900, 640).has_labels
    assert CanvasLayout(sizes, 900, 640, View(3.0, 0.0, 0.0)).label in LABEL_SIZES[:2]


def test_ctrl_and_the_wheel_zoom_about_the_pointer_and_f_shows_all_again(bench: Bench) -> None:
    canvas = bench.window.canvas
    place, far = canvas.unit_center(Unit(2, 3)), canvas.unit_center(Unit(1, 1))
    wheel(bench, place, 2, CONTROL)
    assert (canvas.unit_center(Unit(2, 3)) - place).manhattanLength() <= 2  # each is rounded to a whole pixel
    assert canvas.unit_center(Unit(1, 1)).x() < far.x()
    assert canvas._layout.tile > canvas._layout.fit.tile
    press_key(bench, Qt.Key.Key_F)
    assert canvas._scene.view == FIT
    assert canvas.unit_center(Unit(1, 1)) == far


@pytest.mark.parametrize("button_and_key", ["middle", "alt"])
def test_a_drag_with_the_middle_button_or_alt_pans(bench: Bench, button_and_key: str) -> None:
    canvas = bench.window.canvas
    before = canvas.unit_center(Unit(2, 1))
    start, end = QPoint(300, 150), QPoint(340, 170)
    if button_and_key == "middle":
        drag(bench, start, end, button=MIDDLE)
    else:
        drag(bench, start, end, held=ALT)
    assert canvas.unit_center(Unit(2, 1)) == before + QPoint(40, 20)
    assert bench.window.selection.items == (Unit(2, 1),)


def test_keys_zoom_too(bench: Bench) -> None:
    press_key(bench, Qt.Key.Key_Plus, CONTROL)
    assert bench.window.canvas._scene.view.zoom == 1.25
    press_key(bench, Qt.Key.Key_Minus, CONTROL)
    assert bench.window.canvas._scene.view.zoom == pytest.approx(1.0)


def test_two_fingers_zoom(bench: Bench) -> None:
    canvas = bench.window.canvas
    place = QPointF(canvas.unit_center(Unit(2, 2)))
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        canvas.mapToGlobal(place),
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(canvas, pinch)
    assert canvas._scene.view.zoom == pytest.approx(1.5)
    assert (canvas.unit_center(Unit(2, 2)) - place.toPoint()).manhattanLength() <= 2


def test_clicks_meet_what_they_hit_after_zooming(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(net(8, 8, 8))
    canvas = bench.window.canvas
    wheel(bench, canvas.unit_center(Unit(3, 4)), 3, CONTROL)
    canvas.grab()
    click(bench, canvas.unit_center(Unit(3, 4)))
    assert bench.window.selection.focus == Unit(3, 4)
    edge = Edge(3, 4, 4)
    click(bench, on(bench, edge, 0.1))
    assert bench.window.selection.focus == edge


def test_the_headings_stay_when_the_network_is_moved_under_them(bench: Bench) -> None:
    canvas = bench.window.canvas
    drag(bench, QPoint(300, 150), QPoint(300, 60), button=MIDDLE)
    assert canvas._scene.item_at(QPointF(canvas.heading_point(2))) is not None
    image = canvas.grab().toImage()
    theme, x = bench.window.appearance.theme, round(canvas._layout.x(2)) - 40
    colours = {image.pixelColor(x, y).name() for y in range(70, 88)}
    assert colours <= {theme.canvas.lower(), theme.dots.lower()}


def test_a_large_network_is_stretched_while_the_view_moves_and_drawn_anew_when_it_rests(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench(net(16, 16, 16))
    canvas = bench.window.canvas
    canvas.grab()
    place = canvas.unit_center(Unit(3, 8))
    for _ in range(3):
        wheel(bench, place, 1, CONTROL)
        canvas.grab()
    assert canvas._preview.is_on
    stretched = canvas.grab().toImage()
    bench.qtbot.waitUntil(lambda: not canvas._preview.is_on)
    assert canvas.grab().toImage() != stretched
    drag(bench, place - QPoint(0, 3), place + QPoint(50, 20), button=MIDDLE)
    press_key(bench, Qt.Key.Key_F)
    bench.qtbot.waitUntil(lambda: not canvas._preview.is_on)
    assert canvas._scene.view == FIT
