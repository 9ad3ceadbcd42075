"""What labels are, and how the chart draws several classes, values and curves."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.charts.boundary import BoundaryChart
from playground.charts.decision_map import class_borders, class_steps, class_table
from playground.charts.kinds import SHADES, TWO_CLASSES, Kind
from playground.charts.markers import marker
from playground.theme import DARK, LIGHT, Appearance, Theme, mix

both = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
AXIS = np.linspace(-6, 6, 61)
X1, X2 = np.meshgrid(AXIS, AXIS)
SECTORS = np.stack([np.cos(np.arctan2(X2, X1) - angle) for angle in (0, 2.1, 4.2)])  # three classes about the middle


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 600)
    return made


@pytest.fixture
def chart(qtbot: QtBot, window: QWidget, appearance: Appearance) -> BoundaryChart:
    made = BoundaryChart(appearance, window)
    made.resize(356, 430)
    with qtbot.waitExposed(window):
        window.show()
    return made


def place(chart: BoundaryChart, x: float, y: float) -> QPointF:
    ((left, top),) = chart.plot.to_pixels(np.array([[x, y]]))
    return QPointF(left, top)


def color_at(chart: BoundaryChart, x: float, y: float) -> QColor:
    return chart.plot.grab().toImage().pixelColor(place(chart, x, y).toPoint())


def distance(first: QColor, second: QColor) -> int:
    return sum(
        abs(a - b)
        for a, b in zip(
            (first.red(), first.green(), first.blue()), (second.red(), second.green(), second.blue()), strict=True
        )
    )


@both
def test_each_of_eight_classes_has_a_colour_and_a_shape_of_its_own(theme: Theme) -> None:
    kind = Kind(8)
    assert len({kind.shape(number) for number in range(8)}) == 8
    assert len({kind.color(number, theme).name() for number in range(8)}) == 8
    paths = [marker(theme, number, False, kind).path for number in range(8)]
    assert all(first != second for first, second in combinations(paths, 2))


@both
def test_two_classes_keep_blue_circles_and_orange_diamonds(theme: Theme) -> None:
    assert [TWO_CLASSES.color(look, theme) for look in (0, 1)] == [theme.color("negative"), theme.color("positive")]
    assert [TWO_CLASSES.shape(look) for look in (0, 1)] == ["diamond", "circle"]
    assert TWO_CLASSES.looks(np.array([0, 1, 1])).tolist() == [0, 1, 1]


def test_values_have_a_shade_by_size_and_a_shape_by_sign() -> None:
    kind = Kind(0, limit=2.0)
    values = np.array([-2.0, -1e-9, 0.0, 1e-9, 1.0, 2.0, 99.0, -99.0, np.nan])
    assert kind.looks(values).tolist() == [-SHADES, -1, 0, 1, SHADES // 2, SHADES, SHADES, -SHADES, 0]
    assert [kind.shape(look) for look in (-1, 0, 1)] == ["diamond", "circle", "circle"]


@both
@pytest.mark.parametrize("look", range(-SHADES, SHADES + 1))
def test_a_hollow_marker_of_a_value_near_0_can_be_seen(theme: Theme, look: int) -> None:
    edge = marker(theme, look, True, Kind(0)).pen.color()
    assert distance(edge, theme.color("panel")) > 100


def test_the_map_of_several_classes_has_the_strongest_units_colour_as_strong_as_it_is() -> None:
    outputs = np.array([[[0.0, 0.9], [0.5, np.nan]], [[1.0, 0.1], [0.5, 0.2]], [[0.0, 0.0], [0.4, -np.inf]]])
    steps = class_steps(outputs, 0.0, 1.0)
    most = len(class_table(DARK, 3)) // 3
    assert (steps // most).tolist() == [[1, 0], [0, 1]]
    assert steps[0, 0] == 2 * most - 1
    assert steps[1, 0] == pytest.approx((most - 1) / 2, abs=1)


@both
def test_the_class_table_runs_from_nothing_to_each_class_colour(theme: Theme) -> None:
    table = class_table(theme, 5).reshape(5, -1)
    panel = theme.color("panel")
    for number in range(5):
        sure = mix(panel, theme.of_class(number, 5), theme.boundary_strength)
        assert QColor.fromRgb(int(table[number, -1])) == sure
        assert table[number, 0] == table[0, 0]


def test_borders_lie_where_two_classes_are_equally_strong() -> None:
    x, y = class_borders(SECTORS)
    known = np.isfinite(x) & (np.hypot(x, y) > 1)
    assert known.sum() > 50
    middles = np.array([1.05, 3.15, -1.035])
    angles = np.arctan2(y[known], x[known])
    off = np.abs(np.angle(np.exp(1j * (angles[:, np.newaxis] - middles)))).min(axis=1)
    assert off.max() < 0.1


@pytest.mark.parametrize("outputs", [np.zeros((3, 9, 9)), np.ones((2, 9, 9)), np.full((4, 9, 9), np.nan)])
def test_where_one_class_is_decided_for_everywhere_there_is_no_border(outputs: np.ndarray) -> None:
    assert not np.isfinite(class_borders(outputs)[0]).any()


def test_a_plateau_where_two_are_equally_sure_has_an_edge() -> None:
    outputs = np.stack([(X1 > 0).astype(float), np.ones_like(X1)])  # both are sure on the right: the first one counts
    x, _ = class_borders(outputs)
    assert np.nanmean(np.abs(x)) < 0.2


def test_several_classes_are_drawn_in_their_colours(chart: BoundaryChart) -> None:
    theme = chart.appearance.theme
    chart.show_data(np.array([[3.0, 0.5], [-2.0, 3.0]]), np.array([0, 1]), np.array([False, False]), Kind(3))
    chart.show_classes(SECTORS, -1.0, 1.0)
    assert color_at(chart, 3.0, 0.5) == theme.of_class(0, 3)
    assert color_at(chart, -2.0, 3.0) == theme.of_class(1, 3)
    sure = mix(theme.color("panel"), theme.of_class(0, 3), theme.boundary_strength)
    assert distance(color_at(chart, 5.0, 0.0), sure) < 12
    assert chart.heading.title == "Decision boundary"
    assert "class 1" in chart.hint(1)


def test_values_are_drawn_by_sign_and_size(chart: BoundaryChart) -> None:
    chart.show_data(np.array([[0.0, 0.0]]), np.array([0.4]), np.array([False]), Kind(0, 1.0))
    chart.show_map(X1 / 6, -1.0, 1.0)
    left, right = color_at(chart, -5.8, -5.5), color_at(chart, 5.8, -5.5)
    assert left.red() > left.blue() + 20
    assert right.blue() > right.red() + 20
    chart.show_r_squared(0.876, None)
    assert chart.heading.score() == "R²  train 0.88"
    assert "y = 0.40" in chart.hint(0)
    assert chart.heading.title == "Predicted values"


def test_a_curve_is_drawn_through_the_samples(chart: BoundaryChart) -> None:
    x = np.linspace(0, 1, 40)
    chart.show_data(x[:, np.newaxis], 1 + 2 * x, np.zeros(40, dtype=bool), Kind(0, 3.0, over_line=True))
    low, high = chart.x_range
    assert low < 0
    assert high > 1
    chart.show_data(x[:1, np.newaxis], np.array([1.0]), np.zeros(1, dtype=bool), Kind(0, 3.0, over_line=True))
    chart.show_data(x[:, np.newaxis], 1 + 2 * x, np.zeros(40, dtype=bool), Kind(0, 3.0, over_line=True))
    places = np.linspace(low, high, 50)
    chart.show_curve(places, np.full(50, 1.5))
    line = color_at(chart, 0.05, 1.5)
    assert distance(line, chart.appearance.theme.color("text")) < 120
    assert chart.point_at(place(chart, float(x[20]), float(1 + 2 * x[20]))) == 20
    assert chart.hint(0) == "sample 0 · train\nx₁ = 0.00, y = 1.00"
    with pytest.raises(ValueError, match="as many heights as places, got 50 and 49"):
        chart.show_curve(places, np.zeros(49))


@pytest.mark.parametrize("broken", [np.nan, np.inf, 1e300])
def test_a_curve_that_is_not_finite_is_drawn_somehow(chart: BoundaryChart, broken: float) -> None:
    x = np.linspace(-6, 6, 20)
    chart.show_data(x[:, np.newaxis], np.sin(x), np.zeros(20, dtype=bool), Kind(0, 1.0, over_line=True))
    heights = np.sin(x)
    heights[5:9] = broken
    chart.show_curve(x, heights)
    chart.show_sample(6)
    chart.grab()


def test_the_plot_is_as_high_for_a_curve_as_for_a_plane(chart: BoundaryChart) -> None:
    before = chart.plot.height()
    x = np.linspace(-6, 6, 20)
    chart.show_data(x[:, np.newaxis], np.sin(x), np.zeros(20, dtype=bool), Kind(0, 1.0, over_line=True))
    assert chart.plot.height() == before
    chart.show_data(np.zeros((1, 2)), np.zeros(1, dtype=int), np.zeros(1, dtype=bool))
    assert chart.x_range == (-6, 6)


def test_maps_of_the_wrong_shape_are_refused(chart: BoundaryChart) -> None:
    with pytest.raises(ValueError, match="a square grid for each class, got"):
        chart.show_classes(np.zeros((4, 4)))
    with pytest.raises(ValueError, match=r"square grid of at least 2 x 2, got \(3, 4, 5\)"):
        chart.show_classes(np.zeros((3, 4, 5)))


@pytest.mark.parametrize("classes", range(3, 9))
@pytest.mark.parametrize("width", [260, 320, 520])
def test_the_legend_of_classes_fits(chart: BoundaryChart, classes: int, width: int) -> None:
    chart.resize(width, 600)
    chart.show_data(np.zeros((1, 2)), np.zeros(1, dtype=int), np.zeros(1, dtype=bool), Kind(classes))
    legend, panel = chart.legend.grab().toImage(), chart.appearance.theme.color("panel")
    assert all(legend.pixelColor(legend.width() - 1, y) == panel for y in range(20))


@both
def test_each_of_thirty_two_classes_looks_otherwise(theme: Theme) -> None:
    kind = Kind(100)
    looks = {(kind.shape(number), kind.color(number, theme).rgb()) for number in range(100)}
    assert len({(kind.shape(number), kind.color(number, theme).rgb()) for number in range(32)}) == 32
    assert len(looks) >= 60
    assert len({kind.color(number, theme).rgb() for number in range(30)}) == 30


@pytest.mark.parametrize("width", [240, 300, 356, 520])
@pytest.mark.parametrize("count", [3, 10, 100])
@pytest.mark.parametrize("letters", [1, 9, 60])
def test_the_legend_names_as_many_classes_as_fit_and_says_how_many_more_there_are(
    chart: BoundaryChart, width: int, count: int, letters: int
) -> None:
    names = tuple(f"{number}{'m' * letters}"[:letters] if letters > 1 else chr(97 + number) for number in range(count))
    chart.resize(width, 600)
    chart.show_data(np.zeros((1, 2)), np.zeros(1, dtype=int), np.zeros(1, dtype=bool), Kind(count, names=names))
    legend, panel = chart.legend.grab().toImage(), chart.appearance.theme.color("panel")
    assert all(legend.pixelColor(legend.width() - 1, y) == panel for y in range(20))
    left = chart.legend.width() / 2
    places = chart.legend.places_of_names(left)
    assert len(places) == len(set(places)) <= count
    assert all(x < (chart.legend.width() if baseline < 20 else left) for x, baseline in places)
    if count == 3 and letters < 60:
        assert len(places) == 3
    if count == 100:
        assert 0 < len(places) < 100


def test_classes_are_told_by_their_names(chart: BoundaryChart) -> None:
    kind = Kind(3, first_class=1, names=("cat", "<b>dog</b>", "eel" * 40))
    chart.show_data(np.zeros((3, 2)), np.arange(3), np.zeros(3, dtype=bool), kind)
    assert chart.hint(0).endswith("x₂ = 0.00, cat")
    assert len(chart.hint(2).splitlines()[1]) < 60
    assert chart.legend.toolTip().startswith("Each class has an output unit:\ncat → y₁\n")
    chart.show_data(np.zeros((3, 2)), np.arange(3) % 2, np.zeros(3, dtype=bool), Kind(names=("no", "yes")))
    assert chart.hint(1).endswith("yes")
    assert chart.legend.toolTip() == "One output unit tells the classes no (0) and yes (1) apart"
    plain = chart.legend.grab().toImage()
    chart.show_data(np.zeros((3, 2)), np.arange(3) % 2, np.zeros(3, dtype=bool), Kind())
    assert chart.legend.grab().toImage() != plain


def test_many_samples_of_a_look_are_drawn_as_each_would_be(chart: BoundaryChart) -> None:
    rng = np.random.default_rng(4)
    points, labels = rng.uniform(-6, 6, (400, 2)), rng.integers(0, 3, 400)
    chart.show_data(points, labels, np.arange(400) % 2 == 0, Kind(3))
    theme, stamped = chart.appearance.theme, chart._markers._draw_picture(chart.appearance.theme).toImage()
    single = QImage(stamped.size(), stamped.format())
    single.fill(0)
    with QPainter(single) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chart._markers._draw_anew(painter, theme)
    drawn = [np.frombuffer(image.constBits(), np.uint8).astype(int) for image in (stamped, single)]
    assert drawn[0].max() > 100
    assert np.abs(drawn[0] - drawn[1]).max() < 24  # blended once more, where they overlap
