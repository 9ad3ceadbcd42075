"""The decision boundary as a person sees and clicks it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.charts.boundary import MOST_DRAWN, BoundaryChart
from playground.theme import Appearance

POINTS = np.array([[-4.0, 3.0], [2.5, -1.5], [0.0, 0.0], [5.0, 5.0]])
LABELS = np.array([1, 0, 1, 0])
IS_TEST = np.array([False, False, True, True])


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 800)
    return made


@pytest.fixture
def chart(qtbot: QtBot, window: QWidget, appearance: Appearance) -> BoundaryChart:
    made = BoundaryChart(appearance, window)
    made.resize(356, 430)
    with qtbot.waitExposed(window):
        window.show()
    made.show_data(POINTS, LABELS, IS_TEST)
    return made


def grid(function: Callable[[npt.NDArray, npt.NDArray], npt.NDArray], size: int = 60) -> npt.NDArray[np.float64]:
    return function(*np.meshgrid(np.linspace(-6, 6, size), np.linspace(-6, 6, size)))


def place(chart: BoundaryChart, x1: float, x2: float) -> QPointF:
    area = chart.plot.area()
    return QPointF(area.left() + (x1 + 6) / 12 * area.width(), area.bottom() - (x2 + 6) / 12 * area.height())


def color_at(chart: BoundaryChart, x1: float, x2: float) -> QColor:
    return chart.plot.grab().toImage().pixelColor(place(chart, x1, x2).toPoint())


def is_blue(color: QColor) -> bool:
    return color.blue() > color.red() + 20


def is_orange(color: QColor) -> bool:
    return color.red() > color.blue() + 20


@pytest.mark.parametrize("index", range(4))
def test_a_click_on_a_point_chooses_it(qtbot: QtBot, chart: BoundaryChart, index: int) -> None:
    at = place(chart, *POINTS[index]).toPoint() + QPoint(3, -2)
    with qtbot.waitSignal(chart.sample_chosen) as chosen:
        qtbot.mouseClick(chart.plot, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [index]


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
def test_a_click_elsewhere_chooses_nothing(qtbot: QtBot, chart: BoundaryChart, button: Qt.MouseButton) -> None:
    at = place(chart, -1.0, -4.0) if button == Qt.MouseButton.LeftButton else place(chart, *POINTS[0])
    with qtbot.assertNotEmitted(chart.sample_chosen):
        qtbot.mouseClick(chart.plot, button, pos=at.toPoint())


def test_the_nearest_of_two_points_is_chosen(chart: BoundaryChart) -> None:
    chart.show_data(np.array([[0.0, 0.0], [0.2, 0.0]]), np.array([0, 1]), np.array([False, False]))
    assert chart.point_at(place(chart, 0.04, 0.0)) == 0
    assert chart.point_at(place(chart, 0.16, 0.0)) == 1


def test_point_at_reaches_ten_pixels(chart: BoundaryChart) -> None:
    at = chart.position_of(2)
    assert chart.point_at(at + QPointF(9, 0)) == 2
    assert chart.point_at(at + QPointF(11, 0)) is None


def test_the_map_has_its_colours_where_the_output_is(chart: BoundaryChart) -> None:
    chart.show_data(np.empty((0, 2)), np.empty(0, dtype=int), np.empty(0, dtype=bool))
    chart.show_map(grid(lambda x1, x2: ((x1 > 0) & (x2 > 3)).astype(float)))  # high at the upper right only
    assert is_blue(color_at(chart, 4, 5))
    for x1, x2 in ((-4, 5), (4, -5), (-4, -5), (4, 1)):
        assert is_orange(color_at(chart, x1, x2)), (x1, x2)


def test_outputs_from_minus_one_to_one(chart: BoundaryChart) -> None:
    chart.show_map(grid(lambda x1, x2: np.where(x2 < 0, 0.9, -0.9)), -1.0, 1.0)
    assert is_blue(color_at(chart, 0, -5))
    assert is_orange(color_at(chart, 0, 5))


def test_the_boundary_is_drawn_in_the_text_colour_where_the_level_is(chart: BoundaryChart) -> None:
    chart.show_map(grid(lambda x1, x2: 0.5 + 0.1 * (x2 - 1.5)))
    image = chart.plot.grab().toImage()
    x = round(place(chart, -2, 0).x())
    bright = [y for y in range(20, 320) if image.pixelColor(x, y).lightness() > 150]
    assert bright
    assert np.mean(bright) == pytest.approx(place(chart, 0, 1.5).y(), abs=1.5)


def test_the_map_is_smooth_when_scaled_up(chart: BoundaryChart) -> None:
    chart.show_data(np.empty((0, 2)), np.empty(0, dtype=int), np.empty(0, dtype=bool))
    chart.show_map(grid(lambda x1, x2: 10 + x1, 5), 4.0, 16.0)
    image = chart.plot.grab().toImage()
    y = round(place(chart, 0, -3).y())
    row = [image.pixelColor(x, y).rgb() for x in range(30, 150)]
    assert len(set(row)) > 30  # five columns of hard cells would have two


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_outputs_that_are_not_finite_are_drawn_somehow(chart: BoundaryChart, broken: float) -> None:
    output = grid(lambda x1, x2: 1 / (1 + np.exp(-x1)))
    output[10:30, 20:40] = broken
    for shown in (output, np.full((8, 8), broken)):
        chart.show_map(shown)
        chart.grab()


def test_a_map_that_is_not_square_or_a_scale_without_length_is_refused(chart: BoundaryChart) -> None:
    with pytest.raises(ValueError, match=r"square grid of at least 2 x 2, got \(3, 4\)"):
        chart.show_map(np.zeros((3, 4)))
    with pytest.raises(ValueError, match=r"low must be below high, got 1\.0 and 1\.0"):
        chart.show_map(np.zeros((3, 3)), 1.0, 1.0)


def test_data_of_unequal_length_are_refused(chart: BoundaryChart) -> None:
    with pytest.raises(ValueError, match="4 points, 3 labels and 4 test marks"):
        chart.show_data(POINTS, LABELS[:3], IS_TEST)


def test_train_points_are_solid_and_test_points_hollow_in_the_colour_of_their_class(chart: BoundaryChart) -> None:
    chart.show_map(np.full((4, 4), 0.5))
    assert is_blue(color_at(chart, *POINTS[0]))
    assert is_orange(color_at(chart, *POINTS[1]))
    assert [color_at(chart, *POINTS[index]) for index in (2, 3)] == [chart.appearance.theme.color("panel")] * 2
    edge = 3.9 / chart.plot.area().width() * 12
    assert is_blue(color_at(chart, edge, 0.0))
    assert is_orange(color_at(chart, 5.0, 5.0 + edge))


def test_classes_differ_in_shape(chart: BoundaryChart) -> None:
    chart.show_map(np.full((4, 4), 0.5))
    image = chart.plot.grab().toImage()

    def share_of_its_box(index: int) -> float:
        at = chart.position_of(index).toPoint()
        around = [(x, y) for x in range(-8, 9) for y in range(-8, 9)]
        filled = np.array([(x, y) for x, y in around if image.pixelColor(at.x() + x, at.y() + y).value() > 110])
        return len(filled) / np.prod(np.ptp(filled, axis=0) + 1)

    assert share_of_its_box(0) > 0.7  # a circle fills π/4 of it
    assert share_of_its_box(1) < 0.65  # a diamond fills a half


def test_the_sample_wears_a_violet_ring_until_the_data_change(chart: BoundaryChart) -> None:
    accent = chart.appearance.theme.color("accent")

    def ring() -> int:
        at = chart.position_of(0).toPoint()
        around = chart.plot.grab().toImage().copy(at.x() - 12, at.y() - 12, 24, 24)
        return sum(around.pixelColor(x, y) == accent for x in range(24) for y in range(24))

    assert ring() == 0
    chart.show_sample(0)
    assert ring() > 20
    chart.show_sample(1)
    assert ring() == 0
    chart.show_sample(0)
    chart.show_data(POINTS, LABELS, IS_TEST)
    assert ring() == 0


def test_a_sample_that_is_not_there_is_refused(chart: BoundaryChart) -> None:
    with pytest.raises(ValueError, match="sample must be one of 4, got 4"):
        chart.show_sample(4)


def test_pointing_at_a_sample_tells_what_it_is(qtbot: QtBot, chart: BoundaryChart) -> None:
    viewport = chart.plot
    qtbot.mouseMove(viewport, place(chart, *POINTS[0]).toPoint())
    assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert chart.card.isVisible()
    assert chart.card.text == "sample 0 · train\nx₁ = −4.00, x₂ = 3.00, class 1"
    qtbot.mouseMove(viewport, place(chart, -1, -4).toPoint())
    assert viewport.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert not chart.card.isVisible()


def test_leaving_the_chart_ends_the_hint(qtbot: QtBot, chart: BoundaryChart) -> None:
    qtbot.mouseMove(chart.plot, place(chart, *POINTS[3]).toPoint())
    assert chart.plot.cursor().shape() == Qt.CursorShape.PointingHandCursor
    chart.plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.plot.cursor().shape() == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("count", [0, 1])
def test_few_points(qtbot: QtBot, chart: BoundaryChart, count: int) -> None:
    chart.show_data(POINTS[:count], LABELS[:count], IS_TEST[:count])
    chart.grab()
    assert chart.point_at(place(chart, *POINTS[0])) == (0 if count else None)


def test_points_that_are_not_finite_or_out_of_sight_cannot_be_chosen(chart: BoundaryChart) -> None:
    points = np.array([[np.nan, 0.0], [np.inf, 1.0], [40.0, 0.0], [1.0, 1.0]])
    chart.show_data(points, LABELS, IS_TEST)
    chart.grab()
    assert chart.point_at(place(chart, 1, 1)) == 3
    assert chart.point_at(place(chart, 0, 0)) is None


@pytest.mark.parametrize("width", [260, 300, 356, 520])
def test_the_plane_is_square_and_fills_the_width(chart: BoundaryChart, width: int) -> None:
    chart.resize(width, 700)
    area = chart.plot.area()
    assert area.width() == pytest.approx(area.height(), abs=0.01)
    assert area.right() == pytest.approx(width, abs=0.01)
    assert chart.legend.geometry().top() == chart.plot.geometry().bottom() + 1


def test_the_wheel_and_a_drag_leave_the_plane_where_it_is(qtbot: QtBot, chart: BoundaryChart) -> None:
    viewport = chart.plot
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(viewport, QPoint(160, 180))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(160, 180))
    assert (chart.plot.x_range, chart.plot.y_range) == ((-6, 6), (-6, 6))


def test_a_theme_recolours_everything(chart: BoundaryChart) -> None:
    chart.show_map(grid(lambda x1, x2: (x1 > 0).astype(float)))
    dark = chart.grab().toImage()
    chart.appearance.choose("light")
    theme = chart.appearance.theme
    light = chart.grab().toImage()
    assert light.pixelColor(chart.width() // 2, 3) == theme.color("panel") != dark.pixelColor(chart.width() // 2, 3)
    axis = chart.plot.grab().toImage()
    assert axis.pixelColor(1, axis.height() - 1) == theme.color("panel")
    assert theme.color("line2") in [axis.pixelColor(x, 200) for x in range(26)]
    assert theme.color("text3") in [axis.pixelColor(x, y) for x in range(20) for y in range(axis.height())]
    assert color_at(chart, 4, 3).lightness() > 150
    assert is_blue(color_at(chart, 4, 3))


def test_the_accuracy_says_as_much_as_fits(chart: BoundaryChart) -> None:
    assert chart.heading.score() == ""
    chart.show_accuracy(0.984, 0.975)
    assert chart.heading.score() == "accuracy  train 98.4\u202f%  test 97.5\u202f%"
    chart.resize(290, 500)
    assert chart.heading.score() == "train 98.4\u202f%  test 97.5\u202f%"
    chart.resize(260, 500)
    assert chart.heading.score() == "test 97.5\u202f%"
    chart.show_accuracy(0.5, None)
    assert chart.heading.score().endswith("train 50.0\u202f%")
    chart.show_accuracy(None, None)
    assert chart.heading.score() == ""


def test_the_scale_is_labelled_with_the_range_of_the_output(chart: BoundaryChart) -> None:
    def legend() -> QImage:
        return chart.legend.grab().toImage()

    before = legend()
    chart.show_map(np.zeros((4, 4)), -1.0, 1.0)
    assert legend() != before
    chart.show_map(np.zeros((4, 4)), 0.0, 1.0)
    assert legend() == before


@pytest.mark.parametrize("width", [260, 356])
def test_the_hint_stays_inside_the_chart(chart: BoundaryChart, width: int) -> None:
    chart.resize(width, 430)
    chart.show_data(np.array([[5.9, 5.9], [-5.9, -5.9], [5.9, -5.9]]), np.array([0, 1, 0]), np.zeros(3, dtype=bool))
    for index in range(3):
        chart.hint_at(chart.position_of(index))
        assert chart.plot.rect().contains(chart.card.geometry())
        assert not chart.card.geometry().contains(chart.position_of(index).toPoint())


def test_of_very_many_samples_some_are_drawn_and_the_chart_says_so(chart: BoundaryChart) -> None:
    rng = np.random.default_rng(1)
    points, count = rng.uniform(-6, 6, (1_000_000, 2)), 1_000_000
    chart.show_data(points, np.zeros(count, dtype=int), np.zeros(count, dtype=bool))
    chart.show_sample(count - 1)  # one that is not drawn can be the selected one
    drawn = sum(len(kind) for kind in chart._markers._points.values())
    assert drawn == MOST_DRAWN
    at = chart.position_of(7)
    assert chart.point_at(at) is not None


def test_the_boundary_of_an_output_that_jumps_lies_where_its_net_input_is_0(chart: BoundaryChart) -> None:
    x1, x2 = np.meshgrid(np.linspace(-6, 6, 41), np.linspace(-6, 6, 41))
    for shift in (0.05, 0.06):  # the output over the grid is the same
        z = x2 - 0.3 * x1 - shift
        chart.show_map((z >= 0).astype(float), net_input=z)
        along = np.isfinite(chart._line[0])
        assert along.sum() > 10
        assert chart._line[1][along] == pytest.approx(0.3 * chart._line[0][along] + shift)


@pytest.mark.parametrize("far", [7.0, 1e12, -1e150])
def test_samples_far_out_of_sight_leave_the_picture_as_it_is(chart: BoundaryChart, far: float) -> None:
    """A number that was typed into drawn samples may be any up to 1e150; Qt counts pixels to 2e9."""
    before = chart.plot.grab().toImage()
    chart.show_data(
        np.vstack([POINTS, [[far, 0.0], [0.0, far]]]), np.append(LABELS, [0, 1]), np.append(IS_TEST, [0, 1])
    )
    chart.show_sample(4)
    assert chart.plot.grab().toImage() == before
