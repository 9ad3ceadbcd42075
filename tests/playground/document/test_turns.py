"""Turns: nobody is called more often than asked for, nobody is forgotten, and hidden views are left alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from playground.document.turns import FRAME_SECONDS, Turns


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class FakeView(QObject):
    """Stands in for a widget, and counts how often it was brought up to date."""

    def __init__(self) -> None:
        super().__init__()
        self.visible = True
        self.whole = 0
        self.parts = 0

    def isVisible(self) -> bool:
        return self.visible

    def follow(self) -> None:
        self.whole += 1

    def follow_in_part(self) -> None:
        self.parts += 1

    def show(self) -> None:
        self.visible = True
        QApplication.sendEvent(self, QEvent(QEvent.Type.Show))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(qapp: QApplication, clock: Clock) -> Iterator[Turns]:
    made = Turns(clock=clock)
    yield made
    made.catch_up()


def frames(turns: Turns, clock: Clock, count: int) -> None:
    for _ in range(count):
        clock.now += FRAME_SECONDS
        show_frame(turns)


def show_frame(turns: Turns) -> None:
    turns.frame()
    QApplication.sendPostedEvents(turns)  # those whose turn it is come after what is painted in every frame


def view(turns: Turns, per_second: float) -> FakeView:
    made = FakeView()
    turns.add(made, made.follow, per_second=per_second)
    return made


@pytest.fixture
def canvas(turns: Turns) -> FakeView:
    made = FakeView()
    turns.add(made, made.follow, part=made.follow_in_part)
    return made


def settle(turns: Turns, clock: Clock, *views: FakeView) -> None:
    """Show a first moment in all views, and count from there."""
    clock.now += FRAME_SECONDS
    turns.everyone()
    frames(turns, clock, 1)
    for each in views:
        each.whole = each.parts = 0


def test_each_view_has_its_own_rate(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    quick, slow = view(turns, 20), view(turns, 12)
    settle(turns, clock, canvas, quick, slow)
    frames(turns, clock, 60)
    assert (canvas.parts, canvas.whole) == (60, 0)
    assert quick.whole == pytest.approx(20, abs=1)
    assert slow.whole == pytest.approx(11, abs=1)  # now and then another has the turn


def test_no_quick_frame_carries_two_views(turns: Turns, clock: Clock) -> None:
    views = [view(turns, rate) for rate in (20, 15, 12, 12)]
    settle(turns, clock, *views)
    before = 0
    for _ in range(60):
        frames(turns, clock, 1)
        after = sum(each.whole for each in views)
        assert after - before <= 1
        before = after
    assert min(each.whole for each in views) >= 10


def test_more_than_there_is_time_for_is_shared_fairly(turns: Turns, clock: Clock) -> None:
    views = [view(turns, 60) for _ in range(4)]
    settle(turns, clock, *views)
    frames(turns, clock, 80)
    assert [each.whole for each in views] == [pytest.approx(20, abs=1)] * 4


def test_late_frames_carry_two_views_and_not_more(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    views = [view(turns, rate) for rate in (20, 15, 12, 12)]
    settle(turns, clock, canvas, *views)
    for count in range(1, 6):
        clock.now += 0.5
        show_frame(turns)
        assert canvas.parts == count
        assert sum(each.whole for each in views) == 2 * count
    assert canvas.whole == 0


def test_what_is_in_every_frame_is_painted_before_others_are_asked(
    turns: Turns, clock: Clock, canvas: FakeView
) -> None:
    chart = view(turns, 60)
    settle(turns, clock, canvas, chart)
    clock.now += FRAME_SECONDS
    turns.frame()
    assert (canvas.parts, chart.whole) == (1, 0)
    QApplication.sendPostedEvents(turns)
    assert (canvas.parts, chart.whole) == (1, 1)


def test_a_turn_that_everyone_had_meanwhile_is_not_taken_twice(turns: Turns, clock: Clock) -> None:
    chart = view(turns, 60)
    settle(turns, clock, chart)
    clock.now += FRAME_SECONDS
    turns.frame()
    turns.everyone()
    QApplication.sendPostedEvents(turns)
    assert chart.whole == 1


def test_at_rest_everyone_follows_at_once_and_only_once(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    views = [view(turns, rate) for rate in (20, 15, 12)]
    settle(turns, clock, canvas, *views)
    frames(turns, clock, 1)
    turned = sum(each.whole for each in views)
    turns.catch_up()
    assert canvas.whole == 1
    assert [each.whole for each in views] == [1, 1, 1]
    assert turned <= 1
    turns.catch_up()
    assert [each.whole for each in (canvas, *views)] == [1, 1, 1, 1]


def test_a_run_that_falls_silent_is_shown_whole(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    seldom = view(turns, 12)
    settle(turns, clock, canvas, seldom)
    frames(turns, clock, 2)
    assert (canvas.whole, seldom.whole) == (0, 0)
    assert turns._last_call.isActive()
    turns._last_call.timeout.emit()
    assert (canvas.whole, seldom.whole) == (1, 1)
    assert not turns._last_call.isActive()


def test_a_hidden_view_does_nothing_until_it_is_shown(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    hidden = view(turns, 20)
    settle(turns, clock, canvas, hidden)
    hidden.visible = canvas.visible = False
    frames(turns, clock, 60)
    turns.everyone()
    turns.catch_up()
    assert (hidden.whole, canvas.whole, canvas.parts) == (0, 0, 0)
    hidden.show()
    canvas.show()
    assert (hidden.whole, canvas.whole) == (1, 1)
    hidden.show()
    assert hidden.whole == 1


def test_a_hidden_view_takes_nobodys_turn(turns: Turns, clock: Clock) -> None:
    hidden, seen = view(turns, 60), view(turns, 60)
    settle(turns, clock, hidden, seen)
    hidden.visible = False
    frames(turns, clock, 30)
    assert seen.whole == 30


def test_while_nobody_watches_everyone_waits(turns: Turns, clock: Clock, canvas: FakeView) -> None:
    other = view(turns, 20)
    settle(turns, clock, canvas, other)
    frames(turns, clock, 1)
    canvas.parts = other.whole = 0
    turns.set_watched(False)
    frames(turns, clock, 30)
    turns.everyone()
    turns._last_call.timeout.emit()
    assert (canvas.parts, canvas.whole, other.whole) == (0, 0, 0)
    turns.set_watched(True)
    assert (canvas.whole, other.whole) == (1, 1)
