"""The canvas under real mouse and key events: what is pointed at, selected, grown and drawn."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.network import forward
from playground.document.selection import Edge, Unit
from tests.playground.conftest import Bench


def click(bench: Bench, name: str) -> None:
    button = bench.widget(name)
    assert isinstance(button, QToolButton)
    assert button.isVisible()
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.wait_until_shown()


def hover(bench: Bench, point: QPoint) -> None:
    canvas = bench.window.canvas
    QTest.mouseMove(canvas, point + QPoint(40, 40))
    QTest.mouseMove(canvas, point)


def test_clicking_a_unit_selects_it(bench: Bench) -> None:
    canvas = bench.window.canvas
    bench.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.unit_center(Unit(2, 3)))
    assert bench.window.selection.unit == Unit(2, 3)


def test_clicking_an_edge_selects_the_unit_it_leads_to(bench: Bench) -> None:
    canvas = bench.window.canvas
    bench.qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.edge_point(Edge(2, 1, 4), 0.2))
    assert bench.window.selection.unit == Unit(3, 1)


def test_pointing_at_an_edge_names_it_with_both_indices_and_its_value(bench: Bench) -> None:
    canvas = bench.window.canvas
    point = canvas.edge_point(Edge(2, 1, 4), 0.2)
    hover(bench, point)
    assert bench.window.selection.pointed == Edge(2, 1, 4)
    value = bench.snapshot.network.weight(2, 1, 4)
    text = canvas._pointing.words(QPointF(point))
    assert text.startswith("w⁽²⁾₁,₄ = ")
    assert f"{abs(value):.4f}" in text


def test_the_pointer_leaving_the_canvas_points_at_nothing(bench: Bench) -> None:
    hover(bench, bench.window.canvas.edge_point(Edge(2, 1, 4), 0.2))
    QTest.mouseMove(bench.window.strip, QPoint(600, 140))
    bench.qtbot.waitUntil(lambda: bench.window.selection.pointed is None)


def test_pointing_at_a_unit_tells_its_net_input_and_activation(bench: Bench) -> None:
    bench.window.selection.select_sample(0)
    text = bench.window.canvas._pointing.words(QPointF(bench.window.canvas.unit_center(Unit(2, 2))))
    passed = forward(bench.snapshot.network, bench.snapshot.samples.inputs[:1])
    assert f"z⁽²⁾₂ = {passed.z[2][1, 0]:.4f}".replace("-", "−") in text
    assert f"a⁽²⁾₂ = {passed.a[2][1, 0]:.4f}".replace("-", "−") in text


def test_pointing_at_the_bias_unit_says_that_it_is_one(bench: Bench) -> None:
    text = bench.window.canvas._pointing.words(QPointF(bench.window.canvas.unit_center(Unit(1, 0))))
    assert text == "a⁽¹⁾₀ = 1: the bias unit of layer 1"


def test_plus_and_minus_above_a_layer_add_and_remove_units(bench: Bench) -> None:
    click(bench, "layer_2_plus")
    assert bench.experiment.hidden[0].units == 5
    click(bench, "layer_2_minus")
    click(bench, "layer_2_minus")
    assert bench.experiment.hidden[0].units == 3
    assert bench.snapshot.network.sizes == (2, 3, 1)


def test_plus_and_minus_above_the_canvas_add_and_remove_layers(bench: Bench) -> None:
    click(bench, "hidden_layers_plus")
    assert bench.snapshot.network.sizes == (2, 4, 2, 1)
    click(bench, "hidden_layers_minus")
    click(bench, "hidden_layers_minus")
    assert bench.snapshot.network.sizes == (2, 1)
    assert not bench.widget("hidden_layers_minus").isEnabled()


def test_buttons_stay_under_the_pointer_until_it_leaves_them(bench: Bench) -> None:
    canvas, pair = bench.window.canvas, bench.widget("layer_2")
    over = QPointF(4, 4)
    QApplication.sendEvent(pair, QEnterEvent(over, over, pair.mapToGlobal(over)))
    stood = pair.geometry()
    bench.window.document.add_layer()
    bench.wait_until_shown()
    canvas.grab()
    assert canvas._layout.x(2) < stood.left()
    assert pair.geometry() == stood
    QApplication.sendEvent(pair, QEvent(QEvent.Type.Leave))
    assert abs(pair.geometry().center().x() - canvas._layout.x(2)) <= 1


def test_the_buttons_of_the_layers_stand_still_whatever_their_number(bench: Bench) -> None:
    plus = bench.widget("hidden_layers_plus")
    places = set()
    for _ in range(3):
        QTest.mouseClick(plus, Qt.MouseButton.LeftButton)
        bench.wait_until_shown()
        bench.window.canvas.grab()
        places.add(plus.mapToGlobal(QPoint()).toTuple())
    assert len(places) == 1


def test_no_network_can_be_grown_beyond_what_the_engine_takes(bench: Bench) -> None:
    for _ in range(7):
        click(bench, "hidden_layers_plus")
    assert not bench.widget("hidden_layers_plus").isEnabled()
    bench.window.document.set_units(2, 511)
    bench.wait_until_shown()
    click(bench, "layer_2_plus")
    assert bench.experiment.hidden[0].units == 512
    assert not bench.widget("layer_2_plus").isEnabled()


def test_arrow_keys_walk_over_the_units(bench: Bench) -> None:
    bench.window.canvas.setFocus()
    for key, unit in (
        (Qt.Key.Key_Down, Unit(2, 2)),
        (Qt.Key.Key_Right, Unit(3, 1)),
        (Qt.Key.Key_Right, Unit(3, 1)),
        (Qt.Key.Key_Left, Unit(2, 1)),
        (Qt.Key.Key_Up, Unit(2, 0)),
        (Qt.Key.Key_Up, Unit(2, 0)),
        (Qt.Key.Key_Left, Unit(1, 0)),
    ):
        bench.qtbot.keyClick(bench.window.canvas, key)
        assert bench.window.selection.unit == unit


def test_the_selected_unit_has_a_ring_in_the_accent_colour(bench: Bench) -> None:
    def around(unit: Unit) -> list[QColor]:
        canvas = bench.window.canvas
        image = canvas.grab().toImage()
        edge = canvas.unit_center(unit) - QPoint(0, round(canvas._layout.tile / 2))
        return [image.pixelColor(edge - QPoint(0, distance)) for distance in range(3, 7)]

    accent = bench.window.appearance.theme.color("accent")
    bench.window.selection.select_unit(Unit(2, 3))
    assert accent in around(Unit(2, 3))
    assert accent not in around(Unit(2, 2))


def test_every_unit_shows_its_own_map_of_the_plane(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(data=Data("gauss"), hidden=(), features=("x1", "x2")))
    canvas, theme = bench.window.canvas, bench.window.appearance.theme
    image = canvas.grab().toImage()
    offset = round(canvas._layout.tile * 0.35)
    x1, x2 = canvas.unit_center(Unit(1, 1)), canvas.unit_center(Unit(1, 2))

    def is_blue(point: QPoint) -> bool:
        color = image.pixelColor(point)
        assert color != theme.color("zero")
        return color.blue() > color.red()

    assert is_blue(x1 + QPoint(offset, 0))
    assert not is_blue(x1 - QPoint(offset, 0))
    assert is_blue(x2 - QPoint(0, offset))  # x2 grows upwards
    assert not is_blue(x2 + QPoint(0, offset))


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("hidden", [(), (4,), (8, 8, 8), (16,) * 8])
def test_every_structure_paints_at_every_size(
    open_bench: Callable[..., Bench], size: tuple[int, int], hidden: tuple[int, ...]
) -> None:
    bench = open_bench(Experiment(hidden=tuple(Layer(units) for units in hidden)), size)
    bench.window.selection.select_unit(Unit(len(hidden) + 2, 1))
    image = bench.window.canvas.grab().toImage()
    colors = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(120, image.height(), 7)}
    assert len(colors) > 20


def test_learning_changes_what_is_drawn(bench: Bench) -> None:
    before = bench.window.canvas.grab().toImage()
    bench.step(20)
    assert bench.window.canvas.grab().toImage() != before


def test_columns_stay_put_while_units_come_and_go(bench: Bench) -> None:
    for _ in range(3):
        click(bench, "hidden_layers_plus")
    button = bench.widget("layer_3_plus")
    x = button.mapTo(bench.window, QPoint(0, 0)).x()
    for _ in range(12):
        click(bench, "layer_3_plus")
        assert bench.widget("layer_3_plus").mapTo(bench.window, QPoint(0, 0)).x() == x
