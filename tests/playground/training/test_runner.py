"""The runner: everything arrives in the GUI thread, nothing of an older run does, and the thread ends when asked."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import Snapshot
from engine.surgery import Mark, Surgery, between
from engine.timeline import OtherRun, Position
from playground.training.runner import Runner
from tests.playground.training.conftest import PATIENCE_SECONDS, run_to

PATIENCE_MS = 1000 * PATIENCE_SECONDS
SMALL = Experiment().with_data(samples=60)
OTHER = replace(SMALL, hidden=(Layer(3), Layer(2)), seed=5)
DIVERGING = replace(Experiment(), hidden=(Layer(4, "relu"),), rate=1e6, seed=3)


class Listener(QObject):
    """Keeps what a runner says, and in which thread it was said."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.snapshots: list[Snapshot] = []
        self.playing: list[bool] = []
        self.failures: list[str] = []
        self.threads: set[int] = set()
        self.in_gui_thread: set[bool] = set()
        runner.snapshot_ready.connect(self.take_snapshot)
        runner.playing_changed.connect(self.take_playing)
        runner.failed.connect(self.take_failure)

    @property
    def said(self) -> int:
        return len(self.snapshots) + len(self.playing) + len(self.failures)

    @property
    def last(self) -> Snapshot | None:
        return self.snapshots[-1] if self.snapshots else None

    def take_snapshot(self, snapshot: Snapshot) -> None:
        self._note_thread()
        self.snapshots.append(snapshot)

    def take_playing(self, playing: bool) -> None:
        self._note_thread()
        self.playing.append(playing)

    def take_failure(self, sentence: str) -> None:
        self._note_thread()
        self.failures.append(sentence)

    def _note_thread(self) -> None:
        self.threads.add(threading.get_ident())
        self.in_gui_thread.add(QThread.currentThread() is self.thread())


@pytest.fixture
def make_runner(qapp: QCoreApplication) -> Iterator[Callable[[Experiment], Runner]]:
    made: list[Runner] = []

    def make(experiment: Experiment = SMALL) -> Runner:
        made.append(Runner(experiment))
        return made[-1]

    yield make
    for runner in made:
        runner.stop()


@pytest.fixture
def runner(make_runner: Callable[[], Runner]) -> Runner:
    return make_runner()


@pytest.fixture
def heard(runner: Runner) -> Listener:
    return Listener(runner)


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    """Return a function that lets the event loop run until something is so."""

    def wait_until(fits: Callable[[], bool]) -> None:
        qtbot.waitUntil(fits, timeout=PATIENCE_MS)

    return wait_until


Wait = Callable[[Callable[[], bool]], None]


def frame_offered(runner: Runner) -> Event:
    """Return an event that is set whenever the worker has a frame waiting, whether the GUI thread takes it or not."""
    offered, tell = Event(), runner._worker._frame_waiting

    def tell_us_too() -> None:
        tell()
        offered.set()

    runner._worker._frame_waiting = tell_us_too
    return offered


def wait_for_frame(runner: Runner) -> bool:
    """Wait, with the event loop standing still, for the frame of a runner that was just made."""
    end = perf_counter() + PATIENCE_SECONDS
    while runner._worker.mailbox._letter is None and perf_counter() < end:
        pass
    return runner._worker.mailbox._letter is not None


def epoch_of(heard: Listener) -> int:
    return heard.last.epoch if heard.last else -1


# ---- what comes ----------------------------------------------------------------------------------------------------


def test_the_first_weights_come_without_being_asked_for(heard: Listener, wait: Wait) -> None:
    wait(lambda: len(heard.snapshots) == 1)
    (first,) = heard.snapshots
    assert (first.epoch, first.experiment) == (0, SMALL)
    assert first.network.sha256() == Run(SMALL).network.sha256()
    assert heard.playing == []


def test_everything_is_said_in_the_gui_thread(make_runner: Callable[..., Runner], wait: Wait) -> None:
    runner = make_runner(DIVERGING)
    heard = Listener(runner)
    plain: set[int] = set()
    for signal in (runner.snapshot_ready, runner.playing_changed, runner.failed):
        signal.connect(lambda *_: plain.add(threading.get_ident()))
    runner.play()
    wait(lambda: bool(heard.failures) and heard.playing == [True, False])
    assert heard.in_gui_thread == {True}
    assert heard.threads == plain == {threading.get_ident()}


def test_steps_say_that_it_plays_and_that_it_stopped(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.step("epoch", 300)
    wait(lambda: epoch_of(heard) == 300)
    wait(lambda: not runner.playing)
    assert heard.playing in ([], [True, False])
    assert heard.last is not None
    assert heard.last.network.sha256() == run_to(SMALL, 300).network.sha256()


def test_toggle_plays_and_pauses(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.toggle()
    assert runner.playing
    wait(lambda: epoch_of(heard) > 5)
    runner.toggle()
    assert not runner.playing
    assert heard.playing == [True, False]
    runner.step("epoch", 1)
    before = epoch_of(heard)
    wait(lambda: epoch_of(heard) > before and not runner.playing)


def test_play_and_pause_said_twice_are_announced_once(runner: Runner, heard: Listener) -> None:
    for act in (runner.pause, runner.play, runner.play, runner.pause, runner.pause):
        act()
    assert heard.playing == [True, False]


def test_pause_is_the_end_of_learning(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 5)
    runner.pause()
    runner.set_speed(None)  # a request whose frame tells that the pause before it was read
    wait(lambda: not runner._worker._learning and runner._worker.inbox.empty())
    epoch, batch = runner._worker._run.epoch, runner._worker._run.batch  # type: ignore[union-attr]
    wait(lambda: heard.last is not None and (heard.last.epoch, heard.last.batch) == (epoch, batch))
    assert heard.playing == [True, False]


def test_a_frame_from_before_play_was_asked_for_does_not_say_pause(
    make_runner: Callable[[], Runner], wait: Wait
) -> None:
    runner = make_runner()
    heard = Listener(runner)
    assert wait_for_frame(runner)
    runner.play()
    wait(lambda: epoch_of(heard) > 5)
    assert heard.snapshots[0].epoch == 0
    assert heard.playing == [True]


def test_a_frame_from_before_pause_was_asked_for_does_not_say_play(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 5)
    offered = frame_offered(runner)
    assert offered.wait(PATIENCE_SECONDS)
    count = len(heard.snapshots)
    runner.pause()
    wait(lambda: len(heard.snapshots) >= count + 2)
    assert heard.playing == [True, False]


# ---- other experiments ---------------------------------------------------------------------------------------------


def test_a_live_change_lets_the_run_go_on(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.step("epoch", 3)
    wait(lambda: epoch_of(heard) == 3)
    changed = replace(SMALL, rate=0.05)
    runner.follow(changed)
    wait(lambda: heard.last is not None and heard.last.experiment == changed)
    assert epoch_of(heard) == 3
    runner.step("epoch", 2)
    wait(lambda: epoch_of(heard) == 5)
    expected = run_to(SMALL, 3)
    expected.adopt(changed)
    expected.advance(epochs=2)
    assert heard.last is not None
    assert heard.last.network.sha256() == expected.network.sha256()


@pytest.mark.parametrize(
    "changed",
    [
        OTHER,
        replace(SMALL, seed=9),
        replace(SMALL, reduction="sum"),
        replace(SMALL.with_data(name="xor"), seed=2),
        DIVERGING,
    ],
)
def test_another_change_starts_anew(runner: Runner, heard: Listener, wait: Wait, changed: Experiment) -> None:
    runner.step("epoch", 3)
    wait(lambda: epoch_of(heard) == 3)
    runner.follow(changed)
    wait(lambda: heard.last is not None and heard.last.experiment == changed)
    assert heard.last is not None
    assert heard.last.epoch == 0
    assert heard.last.network.sizes == changed.sizes
    assert heard.last.network.sha256() == Run(changed).network.sha256()


def test_an_experiment_of_another_structure_goes_on_with_what_is_in_both(
    runner: Runner, heard: Listener, wait: Wait
) -> None:
    runner.step("epoch", 3)
    wait(lambda: epoch_of(heard) == 3)
    changed = replace(SMALL.with_data(name="xor"), hidden=(Layer(5),))
    runner.follow(changed)
    wait(lambda: heard.last is not None and heard.last.experiment == changed)
    expected = run_to(SMALL, 3)
    expected.operate(Surgery(changed, between(SMALL, changed), ""))
    assert heard.last is not None
    assert heard.last.network.sha256() == expected.network.sha256()


def test_a_surgery_lets_the_run_go_on_with_what_it_has_learnt(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.step("epoch", 3)
    wait(lambda: epoch_of(heard) == 3)
    changed = replace(SMALL, hidden=(Layer(5),))
    surgery = Surgery(changed, between(SMALL, changed), "Add a unit to layer 2")
    runner.follow(surgery)
    wait(lambda: heard.last is not None and heard.last.experiment == changed)
    assert epoch_of(heard) == 3
    runner.step("epoch", 2)
    wait(lambda: epoch_of(heard) == 5)
    expected = run_to(SMALL, 3)
    expected.operate(surgery)
    expected.advance(epochs=2)
    assert heard.last is not None
    assert heard.last.network.sha256() == expected.network.sha256()
    assert heard.last.marks == (Mark(3, 0, "Add a unit to layer 2", 3),)


def test_a_restart_after_a_surgery_is_a_new_run_of_the_changed_experiment(
    runner: Runner, heard: Listener, wait: Wait
) -> None:
    changed = replace(SMALL, hidden=(Layer(5),), pruned=((1, 5, 0),))
    runner.step("epoch", 3)
    runner.follow(Surgery(changed, between(SMALL, changed)))
    wait(lambda: heard.last is not None and heard.last.experiment == changed and not runner.playing)
    runner.follow(OtherRun(changed, keeps=1, restores=2))
    wait(lambda: epoch_of(heard) == 0)
    assert heard.last is not None
    assert heard.last.network.sha256() == Run(changed).network.sha256()
    assert heard.last.marks == ()


def test_a_change_while_playing_goes_on_playing(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 5)
    runner.follow(OTHER)
    wait(lambda: heard.last is not None and heard.last.experiment == OTHER and heard.last.epoch > 5)
    assert heard.playing == [True]


def test_a_waiting_frame_of_the_run_before_is_never_shown(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 0)
    offered = frame_offered(runner)
    for experiment in (OTHER, SMALL, replace(OTHER, seed=3)):  # each needs a new run
        offered.clear()
        assert offered.wait(PATIENCE_SECONDS)  # an old frame lies in the mailbox now
        seen = len(heard.snapshots)
        runner.follow(experiment)
        wait(lambda seen=seen: len(heard.snapshots) >= seen + 3)  # type: ignore[misc]
        assert {snapshot.experiment for snapshot in heard.snapshots[seen:]} == {experiment}


def test_the_failure_of_the_run_before_is_never_told(make_runner: Callable[..., Runner], wait: Wait) -> None:
    runner = make_runner(DIVERGING)
    heard, failed, tell = Listener(runner), Event(), runner._worker._failed

    def tell_us_too(*failure: object) -> None:
        tell(*failure)  # type: ignore[arg-type]
        failed.set()

    runner._worker._failed = tell_us_too
    runner.step("epoch", 1000)
    assert failed.wait(PATIENCE_SECONDS)
    runner.follow(SMALL)
    wait(lambda: heard.last is not None and heard.last.experiment == SMALL)
    runner.step("epoch", 2)
    wait(lambda: epoch_of(heard) == 2)
    assert heard.failures == []


def test_another_run_of_the_same_experiment_begins_at_the_very_first_weights(
    runner: Runner, heard: Listener, wait: Wait
) -> None:
    wait(lambda: len(heard.snapshots) == 1)
    runner.play()
    wait(lambda: epoch_of(heard) > 5)
    runner.pause()
    runner.follow(OtherRun(SMALL, keeps=1, restores=2))
    assert not runner.playing
    wait(lambda: epoch_of(heard) == 0)
    assert heard.last is not None
    assert np.array_equal(heard.last.network.flat, heard.snapshots[0].network.flat)
    assert heard.last.costs.epoch.tolist() == [0]
    runner.step("epoch", 2)
    wait(lambda: epoch_of(heard) == 2)
    assert heard.last.network.sha256() == run_to(SMALL, 2).network.sha256()
    assert heard.playing in ([True, False], [True, False, True, False])


def test_a_run_that_was_left_goes_on_with_all_its_past(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.step("epoch", 30)
    wait(lambda: epoch_of(heard) == 30)
    runner.seek(Position(10))
    slower = replace(SMALL, rate=0.1)
    runner.follow(slower)
    runner.step("epoch", 10)
    wait(lambda: epoch_of(heard) == 20)
    left = heard.last
    assert left
    assert left.past
    runner.follow(OtherRun(OTHER, keeps=1, restores=2))
    runner.step("epoch", 4)
    wait(lambda: heard.last is not None and (heard.last.experiment, epoch_of(heard)) == (OTHER, 4))
    other = heard.last
    assert other
    runner.follow(OtherRun(slower, keeps=2, restores=1))
    wait(lambda: heard.last is not None and (heard.last.experiment, epoch_of(heard)) == (slower, 20))
    assert heard.last
    assert heard.last.past
    assert heard.last.network.sha256() == left.network.sha256()
    assert [way.number for way in heard.last.past.others] == [1]
    assert heard.last.past.present.number == left.past.present.number == 2
    runner.follow(OtherRun(OTHER, keeps=1, restores=2))
    wait(lambda: heard.last is not None and (heard.last.experiment, epoch_of(heard)) == (OTHER, 4))
    assert heard.last.network.sha256() == other.network.sha256()
    runner.step("epoch", 3)
    wait(lambda: epoch_of(heard) == 7)
    assert heard.last.network.sha256() == run_to(OTHER, 7).network.sha256()


def test_a_run_that_diverges_pauses_and_can_be_replaced(make_runner: Callable[..., Runner], wait: Wait) -> None:
    runner = make_runner(DIVERGING)
    heard = Listener(runner)
    runner.play()
    wait(lambda: heard.playing == [True, False])
    assert len(heard.failures) == 1
    assert "diverged" in heard.failures[0]
    runner.follow(SMALL)
    runner.play()
    wait(lambda: heard.last is not None and heard.last.experiment == SMALL and heard.last.epoch > 5)
    assert len(heard.failures) == 1
    assert heard.playing == [True, False, True]


# ---- speed ---------------------------------------------------------------------------------------------------------


def test_slow_and_then_as_fast_as_can_be(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.set_speed(1e-9)
    runner.play()
    wait(lambda: epoch_of(heard) == 1)
    for rate in (0.1, 0.2, 0.1):
        changed = replace(SMALL, rate=rate)
        runner.follow(changed)
        wait(lambda changed=changed: heard.last is not None and heard.last.experiment == changed)  # type: ignore[misc]
        assert epoch_of(heard) == 1
    runner.set_speed(None)
    wait(lambda: epoch_of(heard) > 100)
    assert heard.playing == [True]


def test_at_one_epoch_a_second_each_epoch_is_shown(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.set_speed(1.0)
    runner.play()
    wait(lambda: epoch_of(heard) == 2)
    assert sorted({snapshot.epoch for snapshot in heard.snapshots}) == [0, 1, 2]


def test_the_window_lives_while_it_learns_as_fast_as_can_be(runner: Runner, heard: Listener, wait: Wait) -> None:
    ticks: list[int] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ticks.append(len(heard.snapshots)))
    runner.play()
    wait(lambda: epoch_of(heard) > 0)
    timer.start()
    first = len(heard.snapshots)
    wait(lambda: len(heard.snapshots) >= first + 60)
    timer.stop()
    assert len(ticks) >= len(heard.snapshots) - first


def test_the_worker_is_told_when_a_frame_is_painted(runner: Runner, heard: Listener, wait: Wait) -> None:
    answers: list[bool] = []
    painted = runner._worker.painted
    wait_for_painting = painted.wait

    def noted_wait(timeout: float | None = None) -> bool:
        answers.append(wait_for_painting(timeout))
        return answers[-1]

    painted.wait = noted_wait  # type: ignore[method-assign]
    runner.play()
    wait(lambda: len(answers) >= 20)
    assert sum(answers) > len(answers) / 2  # a wait in vain ends with False; a busy machine may cause a few


def test_the_worker_goes_on_after_the_painting_not_before(runner: Runner, wait: Wait, qtbot: QtBot) -> None:
    acts: list[str] = []

    class View(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            acts.append("paint")

        def show_snapshot(self, snapshot: Snapshot) -> None:
            acts.append("snapshot")
            self.update()

    view = View()
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    painted = runner._worker.painted
    go_on = painted.set

    def noted_set() -> None:
        acts.append("painted")
        go_on()

    painted.set = noted_set  # type: ignore[method-assign]
    runner.snapshot_ready.connect(view.show_snapshot)
    acts.clear()
    runner.play()
    wait(lambda: acts.count("painted") >= 30)
    painted.set = go_on  # type: ignore[method-assign]
    rounds = "".join(act[0:2] for act in acts[acts.index("snapshot") :])
    assert rounds.count("snpapa") >= 29  # snapshot, paint, painted; the last round may be cut short
    assert "snpasn" not in rounds


def test_watching_is_asked_for_once(runner: Runner) -> None:
    for watching in (True, False, False, True, True):
        runner.watch(watching)
    assert runner._requests_sent == 1 + 2  # the first run, and two changes


# ---- the end -------------------------------------------------------------------------------------------------------


def test_stop_ends_the_thread_and_may_come_twice(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 0)
    runner.stop()
    assert not runner._thread.is_alive()
    runner.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "engine"]


def test_after_stop_nothing_is_said(runner: Runner, heard: Listener, wait: Wait) -> None:
    runner.play()
    wait(lambda: epoch_of(heard) > 0)
    offered = frame_offered(runner)
    assert offered.wait(PATIENCE_SECONDS)  # a frame lies in the mailbox, its event in the queue
    runner.stop()
    said = heard.said
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    assert heard.said == said


def test_twenty_runners_in_a_row_leave_no_thread(make_runner: Callable[..., Runner], wait: Wait) -> None:
    before = threading.active_count()
    for number in range(20):
        runner = make_runner(SMALL)
        if number % 5 == 0:
            heard = Listener(runner)
            runner.play()
            wait(lambda heard=heard: epoch_of(heard) > 0)  # type: ignore[misc]
        runner.stop()
        assert threading.active_count() == before


def test_a_runner_may_stop_before_it_has_said_anything(make_runner: Callable[..., Runner]) -> None:
    runner = make_runner(SMALL)
    heard = Listener(runner)
    runner.stop()
    QCoreApplication.processEvents()
    assert heard.said == 0


def test_the_engine_thread_does_not_keep_a_program_alive(runner: Runner) -> None:
    assert runner._thread.daemon
