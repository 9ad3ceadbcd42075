"""A changed structure glides into place, new units fade in; not with reduced motion, which is remembered."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QPointF

from engine import surgery
from engine.experiment import Experiment
from engine.surgery import Graft
from playground.canvas.layout import CanvasLayout
from playground.canvas.settling import MILLISECONDS, Settling
from playground.document.selection import Unit
from playground.settings import open_settings
from tests.playground.conftest import Bench

BEFORE = CanvasLayout((2, 4, 1), 900, 640)


@pytest.fixture
def settling(qapp: object) -> Settling:
    parent = QObject()
    made = Settling(parent, lambda: None)
    made.kept_alive = parent  # type: ignore[attr-defined]
    return made


def begin(settling: Settling, after: CanvasLayout, *grafts: Graft) -> None:
    for graft in grafts:
        settling.expect(graft)
    settling.begin(BEFORE, after)


def test_units_start_where_they_stood_and_end_in_their_places(settling: Settling) -> None:
    after = CanvasLayout((2, 3, 1), 900, 640)
    begin(settling, after, surgery.chosen_units((2, 4, 1), 2, [1, 3, 4]))
    way = settling.shifts()[Unit(2, 2)]  # it was unit 3
    assert way.y() == pytest.approx(BEFORE.y(2, 3) - after.y(2, 2))
    settling._animation.setCurrentTime(MILLISECONDS)
    assert all(left == QPointF() for left in settling.shifts().values())
    assert not settling.is_on


def test_new_units_fade_in_where_they_stand(settling: Settling) -> None:
    begin(settling, CanvasLayout((2, 5, 1), 900, 640), surgery.with_units((2, 4, 1), 2, 1))
    assert settling.opacities() == {Unit(2, 5): 0.0}
    assert Unit(2, 5) not in settling.shifts()
    settling._animation.setCurrentTime(MILLISECONDS)
    assert settling.opacities() == {Unit(2, 5): 1.0}


def test_several_changes_before_one_frame_are_followed_through(settling: Settling) -> None:
    first = surgery.with_layer((2, 4, 1), 2, 3)
    second = surgery.chosen_units(first.sizes, 3, [4, 1])
    after = CanvasLayout(second.sizes, 900, 640)
    begin(settling, after, first, second)
    assert settling.shifts()[Unit(3, 1)].x() == pytest.approx(BEFORE.x(2) - after.x(3))
    assert settling.shifts()[Unit(3, 1)].y() == pytest.approx(BEFORE.y(2, 4) - after.y(3, 1))
    assert set(settling.opacities()) == {Unit(2, unit) for unit in range(4)}


def test_what_comes_from_nowhere_known_does_not_glide(settling: Settling) -> None:
    begin(settling, CanvasLayout((3, 3), 900, 640))
    assert not settling.is_on


def test_nothing_glides_over_another_run(settling: Settling) -> None:
    settling.expect(surgery.with_units((2, 4, 1), 2, 1))
    settling.expect(None)
    begin(settling, CanvasLayout((2, 3, 3), 900, 640), surgery.chosen_units((2, 4, 3), 2, [1, 3, 4]))
    assert not settling.is_on
    begin(settling, CanvasLayout((2, 5, 1), 900, 640), surgery.with_units((2, 4, 1), 2, 1))
    assert settling.is_on


def test_far_jumps_in_the_list_of_changes_over_other_runs_show_what_is_there(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment().with_data(samples=60))
    window, stack = bench.window, bench.window.document.undo_stack
    window.set_reduced_motion(False)
    window.document.toggle_feature("x1^2")
    window.document.set_data(name="blobs", classes=3)
    window.document.toggle_feature("x1x2")
    window.document.add_unit(2)
    bench.wait_until_shown()
    for index in (0, 4, 1, 3, 2, 4, 0, 2):
        stack.setIndex(index)
        bench.wait_until_shown()
        assert window.canvas._layout.sizes == bench.experiment.sizes == bench.snapshot.network.sizes


def test_the_canvas_glides_after_a_change_and_then_rests(bench: Bench) -> None:
    bench.window.set_reduced_motion(False)
    canvas = bench.window.canvas
    bench.window.document.add_unit(2)
    bench.qtbot.waitUntil(lambda: canvas._settling.is_on)
    assert canvas.grab().toImage().width() > 0
    bench.qtbot.waitUntil(lambda: not canvas._settling.is_on)
    gliding_done = canvas.grab().toImage()
    bench.window.set_reduced_motion(True)
    assert canvas.grab().toImage() == gliding_done


def test_with_reduced_motion_nothing_glides(bench: Bench) -> None:
    bench.window.document.add_unit(2)
    bench.wait_until_shown()
    assert not bench.window.canvas._settling.is_on
    assert bench.window.canvas._settling.shifts() == {}


def test_reduced_motion_is_chosen_in_the_menu_and_remembered(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench()
    action = bench.window.actions_by_name["reduced_motion"]
    assert action.isChecked()
    action.trigger()
    assert not bench.window.canvas.reduced_motion
    action.trigger()
    bench.window.close()
    assert open_settings().value("window/reduced_motion") == "true"
