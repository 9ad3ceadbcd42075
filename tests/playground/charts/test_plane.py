"""A map over the plane beside others: as large as there is room, and what lies on it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from playground.charts.decision_map import apart_table, color_steps, color_table
from playground.charts.plane import Picture, PlaneMap, Sign
from playground.charts.plot import BOTTOM_HEIGHT
from playground.theme import DARK, LIGHT, Appearance, mix


@pytest.fixture
def plane(qtbot: QtBot) -> PlaneMap:
    made = PlaneMap(Appearance("dark"))
    qtbot.addWidget(made)
    made.resize(300, 320)
    made.show()
    return made


@pytest.mark.parametrize(("width", "height"), [(300, 320), (240, 400), (500, 260)])
def test_the_plane_is_square_and_all_of_it_fits(plane: PlaneMap, width: int, height: int) -> None:
    plane.resize(width, height)
    area = plane.plot.area()
    assert area.width() == area.height()
    for piece in (plane.head, plane.plot, plane.foot):
        assert plane.rect().contains(piece.geometry())
    assert plane.plot.height() == area.height() + BOTTOM_HEIGHT


def test_a_difference_is_drawn_in_the_colours_of_its_signs_with_a_sign_at_its_extremes(plane: PlaneMap) -> None:
    axis = np.linspace(-1, 1, 21)
    difference = np.tile(axis, (21, 1))
    steps = color_steps(difference, -1, 1)
    plane.show_picture(
        Picture(steps, color_table, signs=(Sign(3, 0, "+"), Sign(-3, 0, "−")), caption="A − B", limit=1.0)
    )
    image, area = plane.plot.grab().toImage(), plane.plot.area()
    right = image.pixelColor(round(area.right()) - 4, round(area.top()) + 10)
    left = image.pixelColor(round(area.left()) + 4, round(area.top()) + 10)
    assert right.blue() > right.red()
    assert left.red() > left.blue()
    ((x, y),) = plane.plot.to_pixels(np.array([[3.0, 0.0]]))
    assert image.pixelColor(round(x) - 1, round(y)).lightness() > 180  # a stroke of the + on its dark disc
    assert image.pixelColor(round(x) - 2, round(y) - 3).lightness() < 80


def test_where_two_decide_differently_is_grey_in_both_schemes() -> None:
    for theme in (DARK, LIGHT):
        alike, apart = apart_table(theme).tolist()
        assert apart == mix(theme.color("panel"), theme.color("text3"), 0.75).rgb()
        assert alike != apart


def test_the_card_tells_what_is_read_at_the_pointer_and_only_inside(plane: PlaneMap) -> None:
    plane.read = lambda x1, x2: f"{x1:.0f} {x2:.0f}"
    plane.plot.pointer_moved.emit(plane.plot.area().topLeft())
    assert plane.card.text == "-6 6"
    plane.plot.pointer_moved.emit(QPointF(1, 1))  # on the axis
    assert not plane.card.isVisible()
