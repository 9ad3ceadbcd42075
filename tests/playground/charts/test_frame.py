"""The frame of a slice: where samples lie on it, which of many are drawn, and what its axes say."""

import numpy as np
import pytest
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from engine.coordinates import Coordinate
from engine.experiment import Experiment
from engine.samples import samples_of
from engine.surface import Slice
from playground.charts.boundary import MOST_DRAWN, BoundaryChart
from playground.charts.decision_map import boundary_line, class_borders
from playground.charts.frame import USUAL_PLANE, Frame, few_of, frame_of, places_of, point_at, ticks_along
from playground.charts.kinds import Kind
from playground.theme import Appearance

PETALS = Frame(Coordinate(3, "petal length (cm)", (0.0, 8.0)), Coordinate(12, "petal width (cm)", (-50.0, 50.0)))


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
    return made


@pytest.mark.parametrize("shown", [Slice(), Slice(3, 1), Slice(1, 0), Slice(0, 3), Slice(3, 0)])
def test_samples_lie_where_their_two_coordinates_are(shown: Slice) -> None:
    points = np.random.default_rng(1).normal(size=(7, 4))
    places = places_of(points, shown)
    assert np.array_equal(places, np.column_stack([points[:, shown.across], points[:, shown.up]]))
    assert np.shares_memory(places, points)  # a copy of a million rows would hold the window up


def test_samples_over_a_line_lie_at_heights_that_stay() -> None:
    points = np.random.default_rng(1).normal(size=(200, 1))
    places = places_of(points)
    assert np.array_equal(places[:, 0], points[:, 0])
    assert np.array_equal(places, places_of(points))
    assert np.array_equal(places[:50], places_of(points[:50]))
    assert 0 < places[:, 1].min() < 0.2 < 0.8 < places[:, 1].max() < 1


def test_of_sorted_rows_each_part_is_drawn_as_often_and_always_the_same_rows() -> None:
    drawn = few_of(1_000_000, MOST_DRAWN)
    assert len(np.unique(drawn)) == MOST_DRAWN
    assert np.bincount(drawn // 250_000).tolist() == [MOST_DRAWN // 4] * 4
    assert np.array_equal(drawn, few_of(1_000_000, MOST_DRAWN))
    assert few_of(5, 9).tolist() == [0, 1, 2, 3, 4]
    assert len(np.unique(few_of(2001, 2000))) == 2000


def test_the_usual_plane_has_the_ticks_that_it_always_had() -> None:
    assert ticks_along(USUAL_PLANE.across, (-4, 0, 4)) == [(-4.0, "−4"), (0.0, "0"), (4.0, "4")]
    assert [text for _, text in ticks_along(PETALS.across, (-4, 0, 4))] == ["0", "2", "4", "6", "8"]
    assert USUAL_PLANE.told(-1.234, 5) == "x₁ = −1.23, x₂ = 5.00"


def test_a_place_on_the_frame_is_a_whole_point() -> None:
    samples = samples_of(Experiment())
    assert point_at(samples, Slice(1, 0), 2.0, -3.0).tolist() == [[-3.0, 2.0]]
    assert frame_of(Experiment().data) == USUAL_PLANE


def test_boundaries_lie_within_the_frame() -> None:
    shares = np.linspace(0, 1, 41)
    x, y = boundary_line(np.tile(shares, (41, 1)), 0.0, 0.5, PETALS)  # a quarter of the way to the right
    assert x == pytest.approx(2.0)
    assert (y.min(), y.max()) == pytest.approx((-50.0, 50.0))
    _, rising = np.meshgrid(shares, shares)
    x, y = class_borders(np.stack([1 - rising, rising]), PETALS)
    assert y[np.isfinite(y)] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("classes", [3, 17])
def test_borders_found_by_parts_are_those_of_the_whole_map(classes: int) -> None:
    rng = np.random.default_rng(2)
    x, y = np.meshgrid(np.linspace(-6, 6, 41), np.linspace(-6, 6, 41))
    outputs = np.stack([-np.hypot(x - a, y - b) for a, b in rng.uniform(-6, 6, (classes, 2))])
    found = np.column_stack(class_borders(outputs))
    found = found[np.isfinite(found).all(axis=1)]
    step = 12 / 40
    cell = np.floor((found + 6) / step).clip(0, 39).astype(int)
    decided = outputs.argmax(axis=0)
    seen = {tuple(each) for each in cell.tolist()}
    for row in range(40):
        for column in range(40):
            corners = decided[row : row + 2, column : column + 2]
            if len(np.unique(corners[:, 0])) > 1 and 0 < row < 39 and 0 < column < 39:
                near = {(column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1)}
                assert near & seen, (row, column)


def test_axes_have_symbols_ranges_and_names(chart: BoundaryChart) -> None:
    chart.show_data(np.array([[4.0, 0.0]]), np.array([1]), np.array([False]), Kind(), PETALS)
    plot = chart.plot
    assert (plot.x_range, plot.y_range) == ((0.0, 8.0), (-50.0, 50.0))
    assert (plot.bottom.name, plot.left.name) == ("𝑥₃", "𝑥₁₂")
    assert plot.names == ("petal width (cm)", "petal length (cm)")
    assert chart.position_of(0) == plot.area().center()
    assert chart.hint(0) == "sample 0 · train\nx₃ = 4.00, x₁₂ = 0.0, class 1"
    assert plot.area().width() == pytest.approx(plot.area().height(), abs=0.01)
    chart.show_data(np.array([[4.0, 0.0]]), np.array([1]), np.array([False]))
    assert (plot.x_range, plot.names, plot.bottom.name) == ((-6.0, 6.0), ("", ""), "𝑥₁")


def test_the_name_of_an_axis_is_told_whole_where_it_is_written(qtbot: QtBot, chart: BoundaryChart) -> None:
    frame = Frame(Coordinate(1, "<b>bold</b> " + 60 * "long ", (0.0, 8.0)), None)
    chart.show_data(np.array([[4.0, 0.5]]), np.array([1]), np.array([False]), Kind(3, names=("a", "b", "c")), frame)
    place = chart.plot._places_of_names()[1].center().toPoint()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, chart.plot.mapToGlobal(place))
    QApplication.sendEvent(chart.plot, event)
    assert "&lt;b&gt;bold&lt;/b&gt;" in QToolTip.text()
    QToolTip.hideText()


def test_over_a_line_heights_are_not_told(chart: BoundaryChart) -> None:
    frame = Frame(Coordinate(1, "width", (0.0, 4.0)), None)
    kind = Kind(3, first_class=1, names=("cat", "dog", "eel"))
    chart.show_data(np.array([[1.0, 0.4]]), np.array([2]), np.array([True]), kind, frame)
    chart.read = lambda x, y: f"at {x:.1f}"
    assert chart.plot.left_ticks == ()
    assert chart.plot.left.name == ""
    assert chart.hint(0) == "sample 0 · test\nx₁ = 1.00, eel\nat 1.0"
    assert chart.reading(chart.plot.area().center()) == "x₁ = 2.00\nat 2.0"


def test_what_is_said_of_a_sample_is_said_of_its_whole_point(chart: BoundaryChart) -> None:
    chart.show_data(np.array([[1.0, 0.4]]), np.array([1]), np.array([True]))
    chart.read, chart.read_sample = lambda x, y: "of the place", lambda index: f"of sample {index}"
    assert chart.hint(0).endswith("of sample 0")
    assert chart.reading(chart.plot.area().center()).endswith("of the place")


def test_of_thinned_samples_the_one_under_the_pointer_is_found(chart: BoundaryChart) -> None:
    count = 50_000
    points = np.column_stack([np.linspace(-5, 5, count), np.linspace(-5, 5, count)])
    chart.show_data(points, np.arange(count) // 25_000, np.zeros(count, dtype=bool))
    drawn = few_of(count, MOST_DRAWN)
    assert chart.point_at(chart.position_of(int(drawn[1500]))) in drawn[1480:1520]
    assert [len(chart._markers._points[look, False]) for look in (0, 1)] == [1000, 1000]


def test_where_the_slice_stands_is_said_above_the_map_and_takes_room(chart: BoundaryChart) -> None:
    before = chart.plot.pos().y()
    chart.show_place("x₃ depth = 1.00")
    assert chart.place.isVisible()
    assert chart.plot.pos().y() == before + chart.place.height()
    chart.show_place("")
    assert chart.plot.pos().y() == before
