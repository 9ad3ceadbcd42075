"""Drawing samples on the boundary, with real events: each tool, undo and redo to the very table, while it learns."""

from collections.abc import Callable, Sequence
from time import thread_time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from engine.data import Data
from engine.experiment import Experiment
from engine.fitting import with_data
from engine.rows import MOST_EDITED
from engine.samples import samples_of
from engine.table import Table
from tests.playground.conftest import Bench

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

Place = tuple[float, float]


class Desk:
    """A window in which one draws, and a hand over its plane; places are those of the axes."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.window = bench.window
        self.plot = bench.window.boundary.plot
        bench.window.activateWindow()
        bench.window.actions_by_name["draw"].trigger()
        QApplication.processEvents()
        self.view = bench.window.drawing
        self.tools = self.view.tools

    def pixels(self, place: Place) -> QPoint:
        ((x, y),) = self.plot.to_pixels(np.array([place]))
        return QPointF(x, y).toPoint()

    def press(self, place: Place, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mousePress(self.plot, button, held, self.pixels(place))

    def move(self, *places: Place) -> None:
        for place in places:
            QTest.mouseMove(self.plot, self.pixels(place))
            QApplication.processEvents()

    def release(self, place: Place, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self.plot, button, PLAIN, self.pixels(place))

    def stroke(self, *places: Place, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.press(places[0], button, held)
        self.move(*places[1:])
        self.release(places[-1], button)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.plot, key, held)

    def take(self, tool: str, **kit: object) -> None:
        QTest.mouseClick(self.tools.tools[tool], LEFT)
        for name, value in kit.items():
            setattr(self.tools.kit, name, value)

    @property
    def data(self) -> Data:
        return self.window.document.experiment.data

    @property
    def table(self) -> Table:
        assert self.data.table is not None
        return self.data.table

    @property
    def commands(self) -> list[str]:
        stack = self.window.document.undo_stack
        return [stack.text(number) for number in range(stack.count())]


OpenDesk = Callable[..., Desk]


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return Desk(bench)


@pytest.fixture
def open_desk(open_bench: Callable[..., Bench]) -> OpenDesk:
    def open_one(experiment: Experiment | None = None, **changes: object) -> Desk:
        return Desk(open_bench(with_data(experiment or Experiment(), **changes).experiment))

    return open_one


def rows(table: Table, start: int = 0) -> list[tuple[float, ...]]:
    return [(*row, target) for row, target in zip(table.inputs[start:].tolist(), table.target[start:], strict=True)]


# ---- in and out ------------------------------------------------------------------------------------------------------


def test_d_begins_to_draw_and_again_ends_it(bench: Bench) -> None:
    bench.window.activateWindow()
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_D)
    assert bench.window.drawing.is_on
    assert bench.window.drawing.tools.isVisible()
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_D)
    assert not bench.window.drawing.is_on
    assert not bench.window.drawing.tools.isVisible()


def test_the_button_at_the_heading_does_too_and_escape_ends_it(bench: Bench) -> None:
    button = bench.widget("draw_button")
    assert isinstance(button, QToolButton)
    bench.qtbot.mouseClick(button, LEFT)
    assert bench.window.drawing.is_on
    assert button.isChecked()
    QTest.keyClick(bench.window.boundary.plot, Qt.Key.Key_Escape)
    assert not bench.window.drawing.is_on
    assert not button.isChecked()


def test_the_plane_stays_where_it_is_when_the_tools_come(bench: Bench) -> None:
    plot = bench.window.boundary.plot
    before = plot.geometry()
    Desk(bench)
    assert plot.geometry() == before


def test_drawing_begins_on_the_page_of_the_charts(bench: Bench) -> None:
    bench.window.side.show_page("Inspector")
    Desk(bench)
    assert bench.window.side.page == "Charts"
    assert bench.window.boundary.plot.isVisible()


def test_nothing_is_changed_by_coming_and_going(bench: Bench) -> None:
    before = bench.experiment
    desk = Desk(bench)
    desk.move((0, 0), (3, 3))
    desk.key(Qt.Key.Key_Escape)
    assert bench.experiment is before


# ---- tools -----------------------------------------------------------------------------------------------------------


def test_the_first_stroke_keeps_the_very_samples_and_their_split(desk: Desk) -> None:
    before = samples_of(Experiment())
    desk.take("brush", label=1, size=0.5)
    desk.stroke((4, 4), (5, 4), (5, 5))
    assert desk.data.name == "drawn"
    n = before.count
    assert (desk.table.inputs[:n] == before.points).all()
    assert (desk.table.target[:n] == before.labels).all()
    assert desk.table.is_test is not None
    assert (desk.table.is_test[:n] == before.is_test).all()


def test_a_stroke_paints_samples_of_the_chosen_class_within_the_brush(desk: Desk) -> None:
    desk.take("brush", label=1, size=0.5, density=8.0)
    desk.stroke((-4, -5), (0, -5), (4, -5))
    painted = desk.table.inputs[500:]
    area = np.pi * 0.25 + 8 * 2 * 0.5
    assert abs(len(painted) - 8 * area) <= 3  # places of the pointer are whole pixels
    assert (abs(painted[:, 1] + 5) <= 0.55).all()
    assert (painted[:, 0] >= -4.6).all()
    assert (painted[:, 0] <= 4.6).all()
    assert (desk.table.target[500:] == 1).all()
    assert desk.commands == [f"Draw {len(painted)} samples"]


def test_a_stroke_over_the_edge_leaves_no_sample_outside_of_the_plane(desk: Desk) -> None:
    desk.take("brush", size=2.0, density=8.0)
    desk.stroke((5.5, 5.5), (5.9, 0))
    painted = desk.table.inputs[500:]
    assert len(painted) > 20
    assert (abs(painted) <= 6).all()


def test_a_click_adds_one_sample_where_the_button_is_let_go(desk: Desk) -> None:
    desk.take("add", label=0)
    desk.stroke((1, 1), (2, 3))
    assert desk.table.rows == 501
    assert desk.table.inputs[500] == pytest.approx((2, 3), abs=0.05)
    assert desk.table.target[500] == 0
    assert desk.commands == ["Add a sample"]


def test_a_sample_is_moved_by_dragging_it(desk: Desk) -> None:
    desk.take("add", label=0)
    desk.stroke((5.5, -5.5))
    desk.take("move")
    desk.stroke((5.5, -5.5), (5, -5), (3, -5.5))
    assert desk.table.rows == 501
    assert desk.table.inputs[500] == pytest.approx((3, -5.5), abs=0.1)
    assert desk.commands == ["Add a sample", "Move a sample"]


def test_a_press_beside_all_samples_moves_none(desk: Desk) -> None:
    desk.take("move")
    desk.stroke((-5.8, -5.8), (0, 0))
    assert desk.commands == []


@pytest.mark.parametrize(("tool", "held"), [("cluster", PLAIN), ("move", SHIFT)])
def test_a_cluster_is_moved_as_a_whole_and_alone(desk: Desk, tool: str, held: Qt.KeyboardModifier) -> None:
    desk.take("add", label=1)
    for place in ((-5.5, -5.5), (-5.0, -5.5), (-5.5, -5.0)):
        desk.stroke(place)
    desk.take(tool, size=0.8)
    before = desk.table
    desk.stroke((-5, -5.5), (-4, -5), (-3, -4.5), held=held)
    assert (desk.table.inputs[:500] == before.inputs[:500]).all()
    way = desk.table.inputs[500:] - before.inputs[500:]
    assert way == pytest.approx(np.tile((2.0, 1.0), (3, 1)), abs=0.1)
    assert desk.commands[-1] == "Move 3 samples"


def test_a_cluster_stops_at_the_edge_and_keeps_its_shape(desk: Desk) -> None:
    desk.take("add", label=1)
    for place in ((-5.5, -5.5), (-5.0, -5.5)):
        desk.stroke(place)
    desk.take("cluster", size=0.8)
    before = desk.table.inputs[500:]
    desk.press((-5, -5.5))
    desk.move((-4, -5.5), (-5.95, -5.5))
    desk.release((-5.95, -5.5))
    after = desk.table.inputs[500:]
    assert after[:, 0].min() >= -6
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])


def test_what_a_press_would_move_is_lit_while_it_is_pointed_at(desk: Desk) -> None:
    desk.take("add", label=1)
    for place in ((-5.5, -5.5), (-5.0, -5.5)):
        desk.stroke(place)
    for tool, lit in (("cluster", 2), ("move", 1), ("brush", 0)):
        desk.take(tool, size=0.8)
        desk.move((-5.2, -5.2), (-5.5, -5.5))
        assert len(desk.view._overlay.lit) == lit


@pytest.mark.parametrize(
    ("tool", "button", "held"),
    [("erase", LEFT, PLAIN), ("brush", RIGHT, PLAIN), ("brush", LEFT, SHIFT), ("add", RIGHT, PLAIN)],
)
def test_erasing_rubs_out_what_the_circle_passes_and_nothing_else(
    desk: Desk, tool: str, button: Qt.MouseButton, held: Qt.KeyboardModifier
) -> None:
    before = samples_of(Experiment()).points
    desk.take(tool, size=0.8)
    desk.stroke((-2, 0), (2, 0), button=button, held=held)
    beside = np.clip(before[:, 0], -2, 2)
    distance = np.hypot(before[:, 0] - beside, before[:, 1])
    left = {tuple(row) for row in desk.table.inputs.tolist()}
    assert all(tuple(row) not in left for row in before[distance < 0.7].tolist())
    assert all(tuple(row) in left for row in before[distance > 0.9].tolist())
    assert desk.commands == [f"Erase {500 - desk.table.rows} samples"]


def test_choosing_selects_the_sample_that_is_clicked(desk: Desk) -> None:
    desk.take("choose")
    place = samples_of(Experiment()).points[17]
    desk.stroke((place[0], place[1]))
    assert desk.window.selection.sample == 17
    assert desk.commands == []


def test_the_selected_sample_stays_the_same_one_when_others_before_it_go(desk: Desk) -> None:
    points = samples_of(Experiment()).points
    chosen = int(np.argmax(points[:, 1] * (np.arange(500) > 250)))
    desk.window.selection.select_sample(chosen)
    desk.take("erase", size=0.8)
    desk.stroke((-2, 0), (2, 0))
    desk.bench.wait_until_shown()
    assert (desk.table.inputs[desk.window.selection.sample] == points[chosen]).all()


def test_new_samples_are_parted_by_the_share_for_training(open_desk: OpenDesk) -> None:
    desk = open_desk(train_share=0.8)
    desk.take("add")
    for number in range(30):
        desk.stroke((-5 + number / 3, -5.5))
    assert desk.table.is_test is not None
    assert abs(desk.table.is_test[500:].mean() - 0.2) < 0.1


# ---- undo ------------------------------------------------------------------------------------------------------------


def test_undo_and_redo_lead_to_the_very_tables(desk: Desk) -> None:
    begin = desk.data
    desk.take("brush", label=1)
    desk.stroke((4, 4), (5, 5))
    painted = desk.data
    desk.take("erase")
    desk.stroke((0, 0), (1, 0))
    erased = desk.data
    undo, redo = desk.window.actions_by_name["undo"], desk.window.actions_by_name["redo"]
    for action, expected in ((undo, painted), (undo, begin), (redo, painted), (redo, erased)):
        action.trigger()
        assert desk.data == expected
        desk.bench.wait_until_shown()
        shown = desk.bench.snapshot.samples
        assert shown.points.tobytes() == samples_of(desk.bench.experiment).points.tobytes()


def test_after_an_undo_one_draws_on_from_there(desk: Desk) -> None:
    desk.take("add")
    desk.stroke((5, 5))
    desk.stroke((-5, 5))
    desk.window.actions_by_name["undo"].trigger()
    desk.stroke((-5, -5))
    assert [row[:2] for row in rows(desk.table, 500)] == [
        pytest.approx((5, 5), abs=0.05),
        pytest.approx((-5, -5), abs=0.05),
    ]


def test_escape_gives_a_stroke_up_that_goes_on(desk: Desk) -> None:
    before = desk.data
    desk.take("brush")
    desk.press((0, 0))
    desk.move((1, 1), (2, 2))
    desk.key(Qt.Key.Key_Escape)
    desk.move((3, 3))
    desk.release((3, 3))
    assert desk.data == before
    assert desk.commands == []
    assert desk.view.is_on


# ---- while it learns -------------------------------------------------------------------------------------------------


def test_a_stroke_while_it_learns_reaches_the_run_live_and_is_one_undo_and_one_mark(desk: Desk) -> None:
    bench = desk.bench
    bench.window.runner.play()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 2)
    begin = desk.data
    desk.take("brush", label=1, size=0.5, density=8.0)
    desk.press((-5, -5))
    seen = set()
    for step in range(200):
        desk.move((-5 + step / 20, -5))
        bench.qtbot.waitUntil(lambda: True)
        seen.add(bench.snapshot.samples.count)
        if len(seen) > 3:
            break
        QTest.qWait(10)
    assert len(seen) > 3  # the run was given several drafts before the button was let go
    desk.release((5, -5))
    bench.wait_until_shown()
    epoch = bench.snapshot.epoch
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > epoch + 2)  # and it learns on
    assert desk.commands == [f"Draw {desk.table.rows - 500} samples"]
    assert bench.snapshot.past is not None
    assert [event.words for event in bench.snapshot.past.present.events] == desk.commands
    bench.window.actions_by_name["undo"].trigger()
    assert desk.data == begin
    bench.wait_until_shown()
    bench.window.runner.pause()


def test_escape_takes_back_what_the_run_was_given_already(desk: Desk) -> None:
    bench = desk.bench
    bench.window.runner.play()
    before = desk.data
    desk.take("brush", label=1)
    desk.press((-5, -5))
    desk.move((-4, -5))
    bench.qtbot.waitUntil(lambda: bool(desk.commands))
    desk.move((-3, -5))
    desk.key(Qt.Key.Key_Escape)
    assert desk.data == before
    bench.wait_until_shown()
    bench.window.runner.pause()


def test_a_run_at_rest_is_given_a_stroke_once_at_its_end(desk: Desk) -> None:
    desk.take("brush")
    desk.press((4, 4))
    desk.move((5, 4), (5, 5))
    assert not desk.view._live.isActive()
    assert desk.commands == []
    desk.release((5, 5))
    assert len(desk.commands) == 1


def test_samples_are_seen_at_once_before_the_run_has_them(desk: Desk) -> None:
    desk.take("brush", label=1, size=1.0, density=24.0)
    plot = desk.plot
    desk.move((-5, 5))

    def blue() -> int:
        image = plot.grab().toImage()
        at = desk.pixels((4.5, -4.5))
        return sum(image.pixelColor(at + QPoint(x, y)).blue() > 150 for x in range(-9, 10) for y in range(-9, 10))

    before = blue()
    desk.press((4.5, -4.5))
    desk.move((5, -5), (0, -5.5))
    assert desk.data.table is None
    assert blue() > before + 60
    desk.release((0, -5.5))


def test_an_undo_amid_a_stroke_forgets_it(desk: Desk) -> None:
    desk.take("add")
    desk.stroke((5, 5))
    desk.press((-5, 5))
    desk.window.document.undo_stack.undo()
    desk.move((-4, 5))
    desk.release((-4, 5))
    assert desk.data.name == "circle"


@pytest.mark.parametrize("samples", [500, 20_000])
@pytest.mark.parametrize("tool", ["brush", "erase", "cluster"])
def test_the_window_is_done_with_a_move_of_the_hand_in_less_than_50_ms(
    open_desk: OpenDesk, samples: int, tool: str
) -> None:
    """Time of this thread alone: of what others take on a busy machine, it tells nothing."""
    desk = open_desk(samples=samples)
    desk.window.runner.play()
    desk.take(tool)
    desk.press((0, 0))
    taken = []
    for step in range(60):
        begin = thread_time()
        desk.move((3 * np.sin(step / 9), 3 * np.cos(step / 7)))
        taken.append(thread_time() - begin)
    desk.release((0, 0))
    desk.window.runner.pause()
    assert np.median(taken) < 0.05


# ---- classes, values, nothing ----------------------------------------------------------------------------------------


def test_a_class_is_added_with_what_the_network_needs_and_an_undo_takes_both_back(desk: Desk) -> None:
    before = desk.window.document.experiment
    QTest.mouseClick(desk.tools.more, LEFT)
    desk.bench.wait_until_shown()
    assert desk.table.classes == ("0", "1", "2")
    assert desk.window.document.experiment.outputs == 3
    assert desk.tools.chips.current == 2  # who adds a class wants to paint it
    desk.take("add")
    desk.stroke((5, 5))
    assert desk.table.target[-1] == 2
    for _ in range(2):
        desk.window.actions_by_name["undo"].trigger()
    assert desk.window.document.experiment == before


def test_the_last_class_goes_with_its_samples(open_desk: OpenDesk) -> None:
    desk = open_desk(name="blobs")
    QTest.mouseClick(desk.tools.fewer, LEFT)
    desk.bench.wait_until_shown()
    assert len(desk.table.classes) == 2
    assert set(desk.table.target.tolist()) == {0, 1}
    assert not desk.tools.fewer.isEnabled()


def test_one_begins_with_an_empty_plane_and_the_network_learns_on_until_there_is_enough(desk: Desk) -> None:
    said: list[str] = []
    desk.view.refused.connect(said.append)
    before = desk.data
    QTest.mouseClick(desk.tools.empty, LEFT)
    assert desk.data == before
    assert said == ["there is no row, expected at least 2; until then the network learns on from the samples before"]
    desk.take("add", label=0)
    desk.stroke((-3, 0))
    assert desk.data == before
    assert said[-1].startswith("there is one row, expected at least 2")
    desk.tools.kit.label = 1
    desk.stroke((3, 0))
    assert [(round(a), round(b), c) for a, b, c in rows(desk.table)] == [(-3, 0, 0), (3, 0, 1)]
    desk.window.actions_by_name["undo"].trigger()
    assert desk.data == before


def test_erasing_everything_is_beginning_empty(desk: Desk) -> None:
    before = desk.data
    desk.take("erase", size=30.0)
    desk.stroke((0, 0))
    assert desk.data == before
    desk.take("brush", size=0.5, density=8.0, label=1)
    desk.stroke((0, 0), (1, 0))
    assert desk.table.rows < 30
    assert (abs(desk.table.inputs) < 2).all()


def test_values_over_the_plane_are_painted_with_the_value_of_the_field(open_desk: OpenDesk) -> None:
    desk = open_desk(name="reg-plane")
    count = desk.data.samples
    assert not desk.tools.chips.isVisible()
    desk.tools.value.field.setFocus()
    desk.tools.value.field.selectAll()
    QTest.keyClicks(desk.tools.value.field, "-0.25")
    QTest.keyClick(desk.tools.value.field, Qt.Key.Key_Return)
    desk.take("add")
    desk.stroke((1, 2))
    assert rows(desk.table, count) == [pytest.approx((1, 2, -0.25), abs=0.05)]
    assert desk.table.target[count] == -0.25


def test_over_a_line_the_height_of_a_sample_is_its_value(open_desk: OpenDesk) -> None:
    desk = open_desk(name="sine")
    count = desk.data.samples
    desk.take("add")
    desk.stroke((1.0, 0.5))
    ((x, y),) = rows(desk.table, count)
    assert (x, y) == pytest.approx((1.0, 0.5), abs=0.08)
    desk.bench.wait_until_shown()
    desk.take("move")
    desk.stroke((x, y), (x, y - 0.1), (x + 1, y - 0.2))
    assert desk.commands == ["Add a sample", "Move a sample"]


def test_axes_over_a_line_stay_under_the_hand_while_it_learns(open_desk: OpenDesk) -> None:
    desk = open_desk(name="sine")
    before, count = (desk.plot.x_range, desk.plot.y_range), desk.data.samples
    desk.window.runner.play()
    desk.take("brush", density=16.0, size=0.2)
    desk.press((0.0, 0.5))
    desk.move((1.0, 0.5))
    desk.bench.qtbot.waitUntil(lambda: desk.bench.snapshot.samples.count > count)
    desk.move((2.0, 0.5))
    assert (desk.plot.x_range, desk.plot.y_range) == before
    desk.release((2.0, 0.5))
    desk.window.runner.pause()
    painted = desk.table.target[count:]
    assert len(painted) > 5
    assert painted.mean() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("name", ["and", "spiral3", "separable"])
def test_any_data_can_be_drawn_on(open_desk: OpenDesk, name: str) -> None:
    desk = open_desk(name=name)
    count = desk.data.samples
    desk.take("add")
    desk.stroke((5, 5))
    assert desk.table.rows == count + 1
    desk.bench.wait_until_shown()
    assert desk.bench.snapshot.samples.count == count + 1


def test_data_of_a_formula_can_be_drawn_on(open_desk: OpenDesk) -> None:
    desk = open_desk(formula="x1 > x2")
    desk.take("erase", size=1.0)
    desk.stroke((-3, 3), (3, -3))
    assert desk.data.name == "drawn"
    assert desk.table.rows < 500


def test_too_many_samples_to_be_changed_by_hand_are_refused_in_a_sentence(open_desk: OpenDesk) -> None:
    desk = open_desk(samples=MOST_EDITED + 1)
    said: list[str] = []
    desk.view.refused.connect(said.append)
    desk.take("brush")
    desk.stroke((0, 0), (1, 1))
    assert said == [f"the data have {MOST_EDITED + 1} samples, expected at most {MOST_EDITED} to be changed by hand"]
    assert desk.data.name == "circle"


def table_of(dimensions: int) -> Table:
    inputs = np.random.default_rng(0).uniform(-5, 5, (40, dimensions)) * np.array([1.0, 10.0, 100.0])[:dimensions]
    target, tests = (inputs[:, 0] > 0).astype(float), np.arange(40) % 2 == 1
    return Table(("a", "b", "c")[:dimensions], inputs, "y", target, ("no", "yes"), tests)


def test_of_a_table_with_more_inputs_the_two_that_are_shown_are_drawn_and_others_are_at_their_mean(
    open_desk: OpenDesk,
) -> None:
    table = table_of(3)
    desk = open_desk(table=table)
    desk.window.slicing.choose(across=2, up=0)
    QApplication.processEvents()
    assert desk.tools.chips.names == ("no", "yes")
    desk.take("add", label=1)
    desk.stroke((100, 2))
    assert desk.data.name == "own"
    assert (desk.table.inputs[:40] == table.inputs).all()
    assert desk.table.inputs[40] == pytest.approx((2, table.inputs[::2, 1].mean(), 100), abs=3)
    desk.bench.wait_until_shown()
    desk.take("move")
    desk.stroke((100, 2), (50, 2), (0, 2))
    assert (desk.table.inputs[:, 1] == np.append(table.inputs[:, 1], desk.table.inputs[40, 1])).all()
    assert desk.commands == ["Add a sample", "Move a sample"]


def test_classes_over_a_line_are_drawn_along_it(open_desk: OpenDesk) -> None:
    desk = open_desk(table=table_of(1))
    desk.take("add", label=1)
    desk.stroke((2.5, 0.5))
    assert rows(desk.table, 40) == [pytest.approx((2.5, 1), abs=0.1)]


# ---- keys ------------------------------------------------------------------------------------------------------------


def test_the_whole_of_it_by_keys_alone(desk: Desk) -> None:
    assert desk.plot.hasFocus()
    desk.key(Qt.Key.Key_A)
    assert desk.tools.kit.tool == "add"
    QTest.keyClicks(desk.plot, "1")
    assert desk.tools.kit.label == 0
    for _ in range(4):
        desk.key(Qt.Key.Key_Right, SHIFT)
    desk.key(Qt.Key.Key_Up)
    assert desk.plot.accessibleDescription() == "x₁ = 4.00, x₂ = 0.25"
    desk.key(Qt.Key.Key_Return)
    assert rows(desk.table, 500) == [pytest.approx((4, 0.25, 0), abs=0.01)]
    desk.key(Qt.Key.Key_M)
    desk.key(Qt.Key.Key_Return)
    for _ in range(4):
        desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    assert desk.commands == ["Add a sample", "Move a sample"]
    desk.key(Qt.Key.Key_E)
    desk.key(Qt.Key.Key_Space)
    assert desk.commands[-1].startswith("Erase")
    desk.key(Qt.Key.Key_Escape)
    assert not desk.view.is_on


def test_space_plays_as_long_as_no_cross_hair_is_there(desk: Desk) -> None:
    desk.move((1, 1))
    desk.key(Qt.Key.Key_Space)
    assert desk.window.runner.playing
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Space)
    assert desk.window.runner.playing
    assert len(desk.commands) == 1
    desk.window.runner.pause()


def test_keys_of_the_tools_are_the_windows_again_once_drawing_is_over(desk: Desk) -> None:
    QTest.keyClicks(desk.plot, "2")
    assert desk.tools.kit.label == 1
    assert desk.window.stepping.grain == "epoch"
    desk.key(Qt.Key.Key_Escape)
    desk.bench.qtbot.keyClick(desk.window, Qt.Key.Key_2)
    assert desk.window.stepping.grain == "layer"


def test_brackets_and_the_wheel_change_size_and_density(desk: Desk) -> None:
    kit = desk.tools.kit
    size, density = kit.size, kit.density
    QTest.keyClicks(desk.plot, "]")
    assert kit.size > size
    QTest.keyClicks(desk.plot, "[[")
    assert kit.size < size
    QTest.keyClicks(desk.plot, "}")
    assert kit.density > density
    assert desk.tools.density.slider.value() > 0


def test_tab_reaches_every_tool_and_each_has_a_name_and_a_tip(desk: Desk) -> None:
    controls: Sequence[object] = [
        *desk.tools.tools.values(),
        desk.tools.empty,
        desk.tools.more,
        *desk.tools.chips.chips,
    ]
    for control in [*controls, desk.tools.size.slider, desk.tools.density.slider]:
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus  # type: ignore[attr-defined]
        assert control.accessibleName()  # type: ignore[attr-defined]
    for control in controls:
        assert control.toolTip()  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [1e-300, 1e150])
def test_values_of_any_size_can_be_drawn(open_desk: OpenDesk, size: float) -> None:
    table = Table(("a", "b"), np.eye(4)[:, :2], "y", np.array([1.0, -0.5, 0.0, 0.25]) * size)
    desk = open_desk(table=table, name="own")
    desk.take("brush")
    desk.stroke((0.2, 0.2), (0.5, 0.5))
    assert desk.table.rows > 4
    assert abs(desk.tools.value.slider.value()) <= desk.tools.value.slider.maximum()
