"""The cost chart as a person sees, reads and switches it."""

from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from playground.charts.cost import CostChart
from playground.charts.ghosts import STRENGTH, Ghost
from playground.charts.marks import MERGE_PX, MOST_NAMES, Change
from playground.theme import Appearance, mix


@pytest.fixture
def chart(qtbot: QtBot, appearance: Appearance) -> CostChart:
    made = CostChart(appearance)
    qtbot.addWidget(made)
    made.resize(356, 360)
    with qtbot.waitExposed(made):
        made.show()
    return made


def falling(count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    epochs = np.arange(1, count + 1)
    train = 0.5 * 10 ** (-3 * epochs / count)
    return epochs, train, train + 0.02


def tick_labels(chart: CostChart, axis: str) -> list[str]:
    ticks = chart.plot.left_ticks if axis == "left" else chart.plot.bottom_ticks
    return [text for _, text in ticks]


def pixels_of(chart: CostChart, color: QColor) -> list[tuple[int, int]]:
    """Return the places in the plot that have exactly that colour."""
    image, area = chart.plot.grab().toImage(), chart.plot.area().toRect()
    return [
        (x, y)
        for x in range(area.left() + 1, area.right())
        for y in range(area.top() + 1, area.bottom() - 1)
        if image.pixelColor(x, y) == color
    ]


def has_color(chart: CostChart, color: QColor) -> bool:
    """Tell whether anything in the plot, its axes included, has exactly that colour."""
    image = chart.plot.grab().toImage()
    return any(image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height()))


def height_of(chart: CostChart, height: float) -> float:
    area, (low, high) = chart.plot.area(), chart.plot.y_range
    return area.bottom() - (height - low) / (high - low) * area.height()


def test_both_curves_are_drawn_where_their_costs_are(chart: CostChart) -> None:
    epochs = np.arange(1, 101)
    chart.show_history(epochs, np.full(100, 0.01), np.full(100, 0.1))
    theme = chart.appearance.theme
    for token, height in (("text", -2.0), ("accent", -1.0)):
        found = pixels_of(chart, theme.color(token))
        assert np.mean([y for _, y in found]) == pytest.approx(height_of(chart, height), abs=1.5)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("rough", [False, True])
def test_where_both_curves_agree_both_are_seen(chart: CostChart, theme: str, rough: bool) -> None:
    chart.appearance.choose(theme)
    chart.marks.changes = ()
    costs = np.tile([0.01, 1.0], 60) if rough else np.full(120, 0.1)
    chart.show_history(np.arange(120), costs, costs)
    colors = chart.appearance.theme
    alone: list[set[tuple[int, int]]] = []
    for token in ("text", "accent"):
        wanted, image = colors.color(token), chart.plot.grab().toImage()
        area = chart.plot.area().toRect()
        alone.append(
            {
                (x, y)
                for x in range(area.left() + 1, round(area.right() - 0.1 * area.width()))
                for y in range(area.top() + 1, area.bottom() - 1)
                if _apart(image.pixelColor(x, y), wanted) < 60
            }
        )
    train, test = alone
    assert not train & test
    assert len(train) > 100
    assert len(test) > 100
    assert len({x // 20 for x, _ in train} & {x // 20 for x, _ in test}) > 8  # all along


def _apart(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def test_the_legend_draws_the_test_curve_dashed_and_the_training_curve_not(chart: CostChart) -> None:
    chart.show_history(np.arange(9), np.full(9, 0.1), np.full(9, 0.1))
    image, theme = chart.legend.grab().toImage(), chart.appearance.theme
    row = [image.pixelColor(x, 10) for x in range(image.width() // 2 + 20)]
    runs = {
        token: len(list(groupby(_apart(color, theme.color(token)) < 60 for color in row))) // 2
        for token in ("text", "accent")
    }
    assert runs["accent"] == 2
    assert _apart(row[9], theme.color("text")) < 60


def test_the_scale_is_logarithmic_first_and_switches_with_a_click(qtbot: QtBot, chart: CostChart) -> None:
    chart.show_history(*falling(200))
    assert chart.is_log
    assert tick_labels(chart, "left") == ["0.001", "0.01", "0.1", "1"]
    linear = chart._choice.segments[1]
    with qtbot.waitSignal(chart.log_changed) as changed:
        qtbot.mouseClick(linear, Qt.MouseButton.LeftButton)
    assert changed.args == [False]
    assert not chart.is_log
    assert tick_labels(chart, "left")[0] == "0"
    assert chart.plot.y_range[1] == pytest.approx(0.6)


def test_the_scale_switches_from_the_keyboard(qtbot: QtBot, chart: CostChart) -> None:
    log, linear = chart._choice.segments
    log.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(log, Qt.Key.Key_Right)
    assert not chart.is_log
    qtbot.keyClick(linear, Qt.Key.Key_Left)
    assert chart.is_log
    assert all(segment.toolTip() for segment in (log, linear))


def test_setting_the_scale_that_is_set_changes_nothing(qtbot: QtBot, chart: CostChart) -> None:
    with qtbot.assertNotEmitted(chart.log_changed):
        chart.set_log(True)
    chart.set_log(False)
    assert not chart.is_log


BROKEN = [
    np.zeros(50),
    np.full(50, -3.0),
    np.full(50, np.nan),
    np.full(50, np.inf),
    np.full(50, -np.inf),
    np.full(50, 1e300),
    np.full(50, 1e-300),
    np.geomspace(1e-250, 1e250, 50),
    np.tile([0.5, np.nan, 0.0, -1.0, np.inf], 10),
    np.linspace(-5, -1, 50),
]


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("costs", BROKEN)
def test_costs_that_a_net_may_have_on_a_bad_day(chart: CostChart, costs: npt.NDArray[np.float64], log: bool) -> None:
    chart.set_log(log)
    for train, test in ((costs, costs), (costs, np.full(50, 0.5)), (np.tile(costs, 100), np.full(5000, 0.5))):
        chart.show_history(np.arange(len(train)), train, test)
        chart.grab()
        low, high = chart.plot.y_range
        assert np.isfinite([low, high]).all()
        assert low < high


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_epochs(chart: CostChart, count: int, log: bool) -> None:
    chart.set_log(log)
    chart.show_history(*falling(100))
    chart.show_history(*(values[:count] for values in falling(100)))
    chart.grab()
    assert chart.plot.x_range == (0, 10)


def test_a_zero_runs_along_the_lower_edge_of_the_logarithmic_scale(chart: CostChart) -> None:
    train = np.full(100, 0.1)
    train[50:] = 0.0
    chart.show_history(np.arange(100), train, np.full(100, np.nan))
    found = pixels_of(chart, chart.appearance.theme.color("text"))
    later = [y for x, y in found if x > chart.plot.area().center().x() + 10]
    assert min(later) > chart.plot.area().bottom() - 8


def test_lengths_that_differ_are_refused(chart: CostChart) -> None:
    with pytest.raises(ValueError, match="3 epochs, 2 train and 3 test"):
        chart.show_history(np.arange(3), np.ones(2), np.ones(3))


def test_the_left_axis_has_one_width(chart: CostChart) -> None:
    widths = set()
    for cost in (0.5, 0.00001, 3e-9, 70_000.0):
        chart.show_history(np.arange(5), np.full(5, cost), np.full(5, cost * 1.1))
        for log in (True, False):
            chart.set_log(log)
            chart.grab()
            widths.add(chart.plot.area().left())
    assert len(widths) == 1


def test_no_tick_label_is_cut_off(chart: CostChart) -> None:
    for cost in (0.5, 0.00001, 3e-9, 70_000.0):
        chart.show_history(np.arange(5), np.full(5, cost), np.full(5, cost * 9))
        for log in (True, False):
            chart.set_log(log)
            image, panel = chart.plot.grab().toImage(), chart.appearance.theme.color("panel")
            assert all(image.pixelColor(0, y) == panel for y in range(image.height()))


def test_axes_stand_still_while_a_run_goes_on(chart: CostChart) -> None:
    moves: list[object] = []
    epochs, train, test = falling(600)
    for count in range(1, 601):
        chart.show_history(epochs[:count], train[:count], test[:count])
        if not moves or moves[-1] != (chart.plot.x_range, chart.plot.y_range):
            moves.append((chart.plot.x_range, chart.plot.y_range))
    assert 5 < len(moves) < 45
    assert chart.plot.x_range[1] >= 600


def test_a_new_run_forgets_the_old_range(chart: CostChart) -> None:
    chart.show_history(np.arange(100), np.geomspace(100, 1e-6, 100), np.full(100, 1.0))
    chart.show_history(np.arange(3), np.full(3, 0.1), np.full(3, 0.2))
    low, high = chart.plot.y_range
    assert high - low < 2


def test_a_history_that_was_thinned_on_the_way_is_no_new_run(chart: CostChart) -> None:
    epochs, train, test = np.arange(1001), np.geomspace(100, 1e-6, 1001), np.full(1001, 1.0)
    chart.show_history(epochs[:1000], train[:1000], test[:1000])
    before = chart.plot.y_range
    chart.show_history(epochs[900:], train[900:], test[900:])  # fewer, and from a smaller range
    assert chart.plot.y_range == before


def test_a_long_history_is_drawn_with_no_more_points_than_the_plot_has_room_for(chart: CostChart) -> None:
    rng = np.random.default_rng(0)
    train = rng.uniform(0.1, 0.2, 200_000)
    train[123_456] = 7.0
    chart.show_history(np.arange(200_000), train, train)
    x, y = chart._curves[0].x, chart._curves[0].y
    assert len(x) <= 2 * chart.plot.area().width() + 1
    assert (x[np.argmax(y)], 10 ** y.max()) == pytest.approx((123_456, 7.0))


def test_the_figures_are_the_last_ones_until_someone_points(qtbot: QtBot, chart: CostChart) -> None:
    epochs, train, test = falling(200)
    chart.show_history(epochs, train, test)
    assert chart.legend.shown == (train[-1], test[-1], None)
    area = chart.plot.area()
    at = QPoint(round(area.left() + 120 / chart.plot.x_range[1] * area.width()), round(area.center().y()))
    qtbot.mouseMove(chart.plot, at)
    shown_train, shown_test, epoch = chart.legend.shown
    assert epoch == pytest.approx(120, abs=1)
    assert (shown_train, shown_test) == (train[epoch - 1], test[epoch - 1])
    assert chart._read is not None
    assert (chart._read.is_pointed_at, chart._read.epoch) == (True, epoch)
    chart.plot.leaveEvent(QEvent(QEvent.Type.Leave))
    assert chart.legend.shown == (train[-1], test[-1], None)
    assert not chart._read.is_pointed_at


def test_pointing_beyond_the_last_epoch_reads_the_last_one(chart: CostChart) -> None:
    chart.show_history(*falling(17))
    assert chart.read_at(QPointF(chart.width() - 1, 50)) == 16
    assert chart.read_at(QPointF(0, 50)) == 0


def test_a_history_may_shrink_under_the_pointer(qtbot: QtBot, chart: CostChart) -> None:
    chart.show_history(*falling(200))
    qtbot.mouseMove(chart.plot, chart.plot.area().center().toPoint())
    chart.show_history(*falling(1))
    assert chart.legend.shown[2] == 1
    chart.show_history(np.empty(0), np.empty(0), np.empty(0))
    assert chart.legend.shown[2] is None
    chart.grab()


def test_dots_mark_the_ends(chart: CostChart) -> None:
    chart.show_history(np.array([4]), np.array([0.1]), np.array([np.nan]))
    area = chart.plot.area()
    found = pixels_of(chart, chart.appearance.theme.color("text"))
    assert np.mean([x for x, _ in found]) == pytest.approx(area.left() + 0.4 * area.width(), abs=1.5)
    assert not pixels_of(chart, chart.appearance.theme.color("accent"))


def test_a_theme_recolours_everything(chart: CostChart) -> None:
    chart.show_history(*falling(200))
    dark = chart.appearance.theme
    chart.appearance.choose("light")
    theme = chart.appearance.theme
    assert chart.grab().toImage().pixelColor(chart.width() // 2, 3) == theme.color("panel")
    assert chart.plot.grab().toImage().pixelColor(1, 1) == theme.color("panel")
    assert has_color(chart, theme.color("text3"))
    assert not has_color(chart, dark.color("text3"))
    assert pixels_of(chart, theme.color("text"))
    assert pixels_of(chart, theme.color("accent"))
    assert not pixels_of(chart, dark.color("accent"))


def test_a_taller_chart_gets_more_ticks(chart: CostChart) -> None:
    chart.show_history(np.arange(100), np.geomspace(1, 1e-8, 100), np.full(100, 1.0))
    chart.resize(356, 180)
    few = len(tick_labels(chart, "left"))
    chart.resize(356, 700)
    assert len(tick_labels(chart, "left")) > few > 1


# ---- changes by hand -----------------------------------------------------------------------------------------------


def changes_at(*epochs: float) -> tuple[Change, ...]:
    return tuple(Change(epoch, f"Set w to {number}", f"epoch {epoch:g}") for number, epoch in enumerate(epochs, 1))


def along(chart: CostChart, epoch: float) -> QPointF:
    """Return the foot of an epoch, a little above the lower axis."""
    return QPointF(chart.plot.to_pixels(np.array([[epoch, 0.0]]))[0, 0], chart.plot.area().bottom() - 4)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_change_by_hand_is_a_thin_tick_where_it_was_made(chart: CostChart, theme: str) -> None:
    chart.appearance.choose(theme)
    chart.show_history(*falling(100))
    color = chart.appearance.theme.color("text3")
    foot = along(chart, 40.0).toPoint()
    before = [x for x, y in pixels_of(chart, color) if y == foot.y()]
    chart.show_marks(changes_at(40))
    now = [x for x, y in pixels_of(chart, color) if y == foot.y()]
    image = chart.plot.grab().toImage()
    strip = [image.pixelColor(foot.x() + dx, foot.y()) for dx in (-1, 0, 1)]
    assert before == []
    assert any(pixel != chart.appearance.theme.color("panel") for pixel in strip)
    assert all(abs(x - foot.x()) <= 1 for x in now)
    chart.show_marks(())
    assert chart.plot.grab().toImage().pixelColor(foot) == chart.appearance.theme.color("panel")


def test_a_tick_tells_the_change_its_number_and_its_moment(qtbot: QtBot, chart: CostChart) -> None:
    chart.show_history(*falling(100))
    chart.show_marks((Change(10, "Cut w", "epoch 10"), Change(60.5, "Freeze layer 3", "epoch 60, batch 5 of 10")))
    chart._point_at(along(chart, 60.5))
    assert chart.card.isVisible()
    assert chart.card.text == "Freeze layer 3\nchange 2 · epoch 60, batch 5 of 10"
    chart._point_at(along(chart, 30))
    assert not chart.card.isVisible()
    chart._point_at(along(chart, 10))
    chart._stop_pointing()
    assert not chart.card.isVisible()


def test_high_above_the_ticks_the_pointer_reads_the_curves_alone(chart: CostChart) -> None:
    chart.show_history(*falling(100))
    chart.show_marks(changes_at(60))
    chart._point_at(along(chart, 60) - QPointF(0, 60))
    assert not chart.card.isVisible()
    assert chart.legend.shown[2] == 60


def test_hundreds_of_changes_share_ticks_and_the_card_counts_them(chart: CostChart) -> None:
    chart.show_history(*falling(100))
    chart.show_marks(changes_at(*np.linspace(0, 100, 800)))
    ticks = chart.marks.ticks
    assert len(ticks) <= chart.plot.area().width() / MERGE_PX + 1
    assert np.diff([tick.x for tick in ticks]).min() >= MERGE_PX
    assert [tick.first for tick in ticks[1:]] == [tick.last + 1 for tick in ticks[:-1]]
    assert (ticks[0].first, ticks[-1].last) == (1, 800)
    text = chart.marks.words(ticks[0])
    assert text.startswith(f"{ticks[0].last} changes, 1–{ticks[0].last}\nSet w to 1 · epoch 0\n")
    assert text.endswith(f"and {ticks[0].last - MOST_NAMES} more")
    labels = chart.marks._labels
    assert all(x2 > x1 for (x1, _), (x2, _) in pairwise(labels))


def test_ticks_follow_the_axis(chart: CostChart) -> None:
    chart.show_history(*falling(100))
    chart.show_marks(changes_at(50))
    (before,) = chart.marks.ticks
    chart.show_history(*falling(1000))
    (after,) = chart.marks.ticks
    assert after.x < before.x
    assert after.x == pytest.approx(along(chart, 50).x())


def test_a_change_amid_the_last_epoch_is_still_within_the_plot(chart: CostChart) -> None:
    chart.show_history(*falling(100))
    chart.show_marks(changes_at(chart.plot.x_range[1] + 0.5))
    assert chart.marks.ticks[0].x < chart.plot.area().right()


def test_the_same_changes_cost_nothing(chart: CostChart, monkeypatch: pytest.MonkeyPatch) -> None:
    chart.show_history(*falling(100))
    changes = changes_at(50)
    chart.show_marks(changes)
    placed: list[object] = []
    monkeypatch.setattr(chart.marks, "place", placed.append)
    chart.show_marks(changes)
    epochs, train, test = falling(100)
    chart.show_history(epochs, train * 0.99, test)
    assert placed == []


# ---- ghosts --------------------------------------------------------------------------------------------------------


def test_a_ghost_is_drawn_in_its_branchs_colour_and_its_end_is_on_the_axes(chart: CostChart) -> None:
    chart.show_history(*falling(20))
    epochs = np.arange(10.0, 91.0)
    chart.show_ghosts((Ghost(3, epochs, np.full(len(epochs), 0.1)),))
    assert chart.plot.x_range[1] >= 90
    theme = chart.appearance.theme
    color = mix(theme.color("panel"), theme.of_branch(3), STRENGTH)
    assert near(chart, color) > 100
    chart.show_ghosts(())
    assert near(chart, color) == 0
    assert chart.plot.x_range[1] < 90


def near(chart: CostChart, color: QColor) -> int:
    """Return how many pixels of the plot have about that hue, which nothing else there has."""
    image, area = chart.plot.grab().toImage(), chart.plot.area().toRect()
    places = ((x, y) for x in range(area.left() + 1, area.right()) for y in range(area.top() + 1, area.bottom() - 1))
    seen = (image.pixelColor(x, y) for x, y in places)
    return sum(abs(c.hue() - color.hue()) < 12 and c.saturation() > 90 for c in seen)


def test_a_ghosts_costs_count_for_the_height_of_the_axes_in_both_scales(chart: CostChart) -> None:
    epochs, train, test = falling(20)
    chart.show_history(epochs, train, test)
    high = 1.8 * train.max()
    chart.show_ghosts((Ghost(0, np.arange(20.0), np.full(20, high)),))
    assert chart.plot.y_range[1] >= np.log10(high)
    chart.set_log(log=False)
    assert chart.plot.y_range[1] >= high


@pytest.mark.parametrize("log", [True, False])
def test_a_branch_that_broke_does_not_make_a_flat_line_of_the_present_one(chart: CostChart, log: bool) -> None:
    epochs, train, test = falling(20)
    chart.show_history(epochs, train, test)
    chart.set_log(log=log)
    own = chart.plot.y_range
    chart.show_ghosts((Ghost(0, np.arange(20.0), np.logspace(-1, 56, 20)),))
    low, high = chart.plot.y_range
    assert own[1] < high
    assert high - low < 5 * (own[1] - own[0])
    chart.plot.grab()  # what lies far above is drawn outside
