"""The worker: requests in order, the very bits of a run without a thread, and a loop that nothing kills."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from queue import SimpleQueue
from threading import Event, Thread

import numpy as np
import pytest

from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import take
from engine.surgery import Surgeon, Surgery, between
from playground.training import worker as worker_module
from playground.training.messages import Adopt, Frame, Operate, Pause, Play, Quit, SetSpeed, StartRun, Step, Watch
from playground.training.worker import MOST_BURST_SECONDS, Worker
from tests.playground.training.conftest import PATIENCE_SECONDS, Engine, assert_same_bits, run_to

SMALL = Experiment().with_data(samples=60)
OTHER = replace(SMALL, hidden=(Layer(3), Layer(2)), seed=5)
DIVERGING = replace(Experiment(), hidden=(Layer(4, "relu"),), rate=1e6)


# ---- starting and stepping -----------------------------------------------------------------------------------------


def test_a_run_that_starts_shows_its_first_weights(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 7))
    frame = engine.at_rest()
    assert_same_bits(frame, Run(SMALL))
    assert frame.snapshot.run_number == 7
    assert frame.snapshot.experiment == SMALL
    assert not frame.playing


def test_steps_end_exactly_where_they_should(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 1))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 1))
    engine.ask(Step("epoch", 3))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 4))


def test_steps_asked_for_together_add_up(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 2), Step("epoch", 1), Step("epoch", 4))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 7))


def test_a_step_asked_for_during_a_step_comes_on_top(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 400))
    engine.until(lambda frame: frame.playing)
    engine.ask(Step("epoch", 5))
    assert engine.at_rest().snapshot.epoch == 405


def test_a_step_while_playing_ends_the_play(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    before = engine.until(lambda frame: frame.playing and frame.snapshot.epoch > 3)
    engine.ask(Step("epoch", 1))
    frame = engine.at_rest()
    assert frame.snapshot.epoch > before.snapshot.epoch
    assert_same_bits(frame, run_to(SMALL, frame.snapshot.epoch))


def test_a_step_is_at_full_speed_whatever_the_speed_of_play(engine: Engine) -> None:
    forever = 1e-9  # epochs a second: at this speed the second epoch would never come
    engine.ask(StartRun(SMALL, 1), SetSpeed(forever), Step("epoch", 5))
    assert engine.at_rest().snapshot.epoch == 5


def test_a_speed_chosen_during_a_step_waits_for_the_next_play(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 50), SetSpeed(1e-9))
    assert engine.at_rest().snapshot.epoch == 50


def test_requests_before_the_first_run_do_no_harm(engine: Engine) -> None:
    engine.ask(SetSpeed(None), Adopt(SMALL), Pause(), Step("epoch", 3), StartRun(SMALL, 1))
    assert_same_bits(engine.at_rest(), Run(SMALL))


def test_without_a_run_it_waits_for_requests_without_turning_round() -> None:
    worker = Worker(lambda: None, lambda run_number, sentence: None)
    worker.inbox.put(SetSpeed(1.0))
    worker._read_requests()
    assert worker._seconds_with_nothing_to_do() == float("inf")


# ---- playing and pausing -------------------------------------------------------------------------------------------


def test_pause_leaves_a_state_that_a_run_has_there(engine: Engine) -> None:
    experiment = replace(SMALL, batch=1)
    engine.ask(StartRun(experiment, 1))
    for _ in range(5):
        engine.ask(Play())
        engine.until(lambda frame: frame.playing and frame.requests_done == engine.asked)
        engine.ask(Pause())
        frame = engine.at_rest()
        assert_same_bits(frame, run_to(experiment, frame.snapshot.epoch, frame.snapshot.batch))


def test_a_step_from_amid_an_epoch_finishes_that_epoch(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1))
    engine.at_rest()
    engine.ask(Pause())
    engine.at_rest()  # a second frame comes only when the loop is compiled
    engine.worker._run.advance(batches=2)  # type: ignore[union-attr]  # the worker waits for a request meanwhile
    engine.ask(Step("epoch", 1))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 1))


def test_pause_and_step_in_one_breath_are_done_in_order(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play(), Pause(), Step("epoch", 2))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))
    engine.ask(Step("epoch", 2), Pause())
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))


def test_requests_are_answered_while_it_plays(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    done = [engine.until(lambda frame: frame.playing).requests_done]
    for rate in (0.1, 0.2, 0.3):
        engine.ask(Adopt(replace(SMALL, rate=rate)))
        frame = engine.next_frame()
        while frame.requests_done < engine.asked:
            done.append(frame.requests_done)
            frame = engine.next_frame()
        assert frame.requests_done == engine.asked
        assert frame.playing
        assert frame.snapshot.experiment.rate == rate
    assert done == sorted(done)


def test_at_a_speed_it_plays_no_faster(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), SetSpeed(1e-9), Play())
    assert engine.until(lambda frame: frame.snapshot.epoch == 1).playing
    for rate in (0.1, 0.2, 0.1, 0.2):
        engine.ask(Adopt(replace(SMALL, rate=rate)))
        frame = engine.until(lambda frame: frame.requests_done == engine.asked)
        assert (frame.snapshot.epoch, frame.playing) == (1, True)
    engine.ask(SetSpeed(None))
    assert engine.until(lambda frame: frame.snapshot.epoch > 50).playing


@pytest.mark.parametrize(("speed", "hurried"), [(0.5, False), (10.0, False), (60.0, True), (None, True)])
def test_frames_are_hurried_where_the_next_one_follows_at_once(
    engine: Engine, speed: float | None, hurried: bool
) -> None:
    engine.ask(StartRun(SMALL, 1), SetSpeed(speed), Play())
    assert engine.until(lambda frame: frame.snapshot.epoch >= 1).hurried == hurried
    engine.ask(Pause())
    assert not engine.at_rest().hurried


# ---- nobody watching -----------------------------------------------------------------------------------------------


def test_while_nobody_watches_it_learns_and_takes_no_snapshot(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.ask(StartRun(SMALL, 1), Watch(False))
    engine.at_rest()
    taken: list[int] = []
    monkeypatch.setattr(
        worker_module, "take", lambda run, *more, **how: taken.append(run.epoch) or take(run, *more, **how)
    )
    far = Event()
    advance = Run.advance

    def noted_advance(run: Run, **limits: object) -> int:
        done = advance(run, **limits)  # type: ignore[arg-type]
        if run.epoch > 300:
            far.set()
        return done

    monkeypatch.setattr(Run, "advance", noted_advance)
    engine.ask(Play())
    assert far.wait(PATIENCE_SECONDS)
    assert taken == []
    engine.ask(Watch(True))
    first = engine.next_frame()
    assert (first.playing, first.requests_done) == (True, engine.asked)
    assert first.snapshot.epoch > 300


def test_a_run_that_comes_to_rest_is_shown_even_so(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Watch(False), Step("epoch", 40))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 40))


def test_bursts_are_short_whether_anybody_watches_or_not(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    bursts: SimpleQueue[float] = SimpleQueue()
    advance = Run.advance

    def noted_advance(run: Run, *, seconds: float, **limits: int | None) -> int:
        bursts.put(seconds)
        return advance(run, seconds=seconds, **limits)

    monkeypatch.setattr(Run, "advance", noted_advance)
    engine.ask(StartRun(SMALL, 1), Play())
    for watching in (True, False):
        engine.ask(Watch(watching))
        assert max(bursts.get(timeout=PATIENCE_SECONDS) for _ in range(30)) <= MOST_BURST_SECONDS


def test_what_was_asked_for_is_seen_in_the_next_frame_but_one(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    engine.until(lambda frame: frame.playing)
    for _ in range(10):
        while not engine.frames.empty():
            engine.next_frame()
        engine.ask(SetSpeed(None))
        waited = [engine.next_frame().requests_done < engine.asked]
        while waited[-1]:
            waited.append(engine.next_frame().requests_done < engine.asked)
        assert len(waited) <= 3


# ---- changes in mid-run --------------------------------------------------------------------------------------------


def test_a_rate_adopted_between_steps_gives_the_bits_of_a_run_that_adopts_there(engine: Engine) -> None:
    changed = replace(SMALL, rate=0.05)
    engine.ask(StartRun(SMALL, 1), Step("epoch", 3))
    engine.at_rest()
    engine.ask(Adopt(changed), Step("epoch", 2))
    frame = engine.at_rest()
    expected = run_to(SMALL, 3)
    expected.adopt(changed)
    expected.advance(epochs=2)
    assert_same_bits(frame, expected)
    assert frame.snapshot.experiment == changed
    assert frame.snapshot.network.sha256() != run_to(SMALL, 5).network.sha256()


def test_a_rate_adopted_amid_an_epoch_gives_the_bits_of_a_run_that_adopts_there(engine: Engine) -> None:
    experiment, changed = replace(SMALL, batch=1), replace(SMALL, batch=1, rate=0.05)
    engine.ask(StartRun(experiment, 1), Play())
    engine.until(lambda frame: frame.playing)
    engine.ask(Pause())
    paused = engine.at_rest().snapshot
    engine.ask(Adopt(changed), Step("epoch", 1))
    expected = run_to(experiment, paused.epoch, paused.batch)
    expected.adopt(changed)
    expected.advance(epochs=1)
    assert_same_bits(engine.at_rest(), expected)


def test_a_run_started_while_playing_goes_on_playing(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    engine.until(lambda frame: frame.snapshot.epoch > 5)
    engine.ask(StartRun(OTHER, 2))
    first = engine.until(lambda frame: frame.snapshot.run_number == 2)
    assert first.playing
    assert first.snapshot.network.sizes == OTHER.sizes
    later = engine.until(lambda frame: frame.snapshot.epoch > first.snapshot.epoch + 5)
    assert (later.snapshot.run_number, later.playing) == (2, True)
    engine.ask(Pause())
    frame = engine.at_rest()
    assert_same_bits(frame, run_to(OTHER, frame.snapshot.epoch, frame.snapshot.batch))


def test_a_run_started_during_a_step_stands_at_its_first_weights(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 100_000))
    engine.until(lambda frame: frame.playing)
    engine.ask(StartRun(OTHER, 2))
    assert_same_bits(engine.at_rest(), Run(OTHER))


def test_frames_hold_still_while_the_run_goes_on(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1))
    first = engine.at_rest().snapshot
    before = first.network.flat.copy()
    engine.ask(Step("epoch", 5))
    engine.at_rest()
    assert np.array_equal(first.network.flat, before)
    assert first.costs.epoch.tolist() == [0]
    assert not first.network.flat.flags.writeable


# ---- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_run_that_diverges_stops_with_a_sentence_and_the_worker_goes_on(engine: Engine) -> None:
    engine.ask(StartRun(DIVERGING, 1), Step("epoch", 1000))
    sentence = engine.failures.get(timeout=PATIENCE_SECONDS)
    assert "diverged" in sentence
    assert "learning rate 1e+06 is too large" in sentence
    frame = engine.at_rest()
    assert np.isfinite(frame.snapshot.network.flat).all()
    assert_same_bits(frame, run_to(DIVERGING, frame.snapshot.epoch))
    engine.ask(StartRun(SMALL, 2), Step("epoch", 2))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))
    assert engine.failures.empty()


@pytest.fixture
def failing_advance(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Exception]]:
    """Make Run.advance raise what lies in the list, once each."""
    errors: list[Exception] = []
    advance = Run.advance

    def advance_or_fail(run: Run, **limits: object) -> int:
        if errors:
            raise errors.pop()
        return advance(run, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "advance", advance_or_fail)
    yield errors
    assert errors == []


def test_an_error_that_nobody_thought_of_is_told_and_survived(
    engine: Engine, failing_advance: list[Exception], capfd: pytest.CaptureFixture[str]
) -> None:
    engine.ask(StartRun(SMALL, 1))
    engine.at_rest()
    failing_advance.append(RuntimeError("the floor is gone"))
    engine.ask(Play())
    sentence = engine.failures.get(timeout=PATIENCE_SECONDS)
    assert "RuntimeError: the floor is gone" in sentence
    assert "\n" not in sentence
    assert_same_bits(engine.at_rest(), Run(SMALL))
    assert "Traceback" in capfd.readouterr().err
    engine.ask(Step("epoch", 2))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))


def test_a_request_that_cannot_be_carried_out_is_told_and_the_next_one_is(
    engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.ask(StartRun(SMALL, 1), Adopt(OTHER), Step("epoch", 1))
    assert "needs a new run" in engine.failures.get(timeout=PATIENCE_SECONDS)
    assert_same_bits(engine.at_rest(), run_to(SMALL, 1))
    assert "Traceback" in capfd.readouterr().err


def test_a_run_that_cannot_be_made_is_told_under_its_number_and_leaves_none(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    failures: SimpleQueue[tuple[int, str]] = SimpleQueue()
    offered: SimpleQueue[int] = SimpleQueue()

    def paint() -> None:
        frame = worker.mailbox.take()
        assert frame is not None
        offered.put(frame.snapshot.run_number)
        worker.painted.set()

    def make_or_fail(experiment: Experiment, surgeon: Surgeon) -> Run:
        if experiment is OTHER:
            raise MemoryError("no room for the samples")
        return Run(experiment, surgeon)

    monkeypatch.setattr(worker_module, "Run", make_or_fail)
    worker = Worker(paint, lambda *failure: failures.put(failure))
    thread = running(worker, StartRun(SMALL, 1))
    assert offered.get(timeout=PATIENCE_SECONDS) == 1
    worker.inbox.put(Play())
    worker.inbox.put(StartRun(OTHER, 2))
    number, sentence = failures.get(timeout=PATIENCE_SECONDS)
    assert (number, "no room for the samples" in sentence) == (2, True)
    while not offered.empty():
        assert offered.get() == 1
    worker.inbox.put(Operate(Surgery(SMALL, between(OTHER, SMALL))))  # one that can be made is made
    assert offered.get(timeout=PATIENCE_SECONDS) == 2
    worker.inbox.put(StartRun(SMALL, 3))
    assert offered.get(timeout=PATIENCE_SECONDS) == 3
    worker.inbox.put(Quit())
    thread.join(PATIENCE_SECONDS)
    assert failures.empty()
    assert "Traceback" in capfd.readouterr().err


def test_an_error_in_a_snapshot_is_told_and_survived(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.ask(StartRun(SMALL, 1))
    engine.at_rest()
    take, errors = worker_module.take, [MemoryError("no room for a picture")]

    def take_or_fail(*arguments: object, **how: object) -> object:
        if errors:
            raise errors.pop()
        return take(*arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(worker_module, "take", take_or_fail)
    engine.ask(Step("epoch", 1))
    assert "no room for a picture" in engine.failures.get(timeout=PATIENCE_SECONDS)
    shown_after_all = engine.at_rest().snapshot.epoch
    engine.ask(Step("epoch", 1))
    assert engine.at_rest().snapshot.epoch == shown_after_all + 1
    assert "Traceback" in capfd.readouterr().err


def test_a_frame_amid_an_epoch_that_diverges_warns_of_nothing(engine: Engine) -> None:
    """Weights beyond all numbers are shown until the end of the epoch finds them: no warning may come of it."""
    engine.ask(StartRun(DIVERGING, 1))
    engine.at_rest()
    engine.ask(Pause())
    engine.at_rest()  # a second frame comes only when the loop is compiled
    engine.worker._run.network.flat[:] = 1e308  # type: ignore[union-attr]  # the worker waits for a request meanwhile
    engine.ask(Pause())
    frame = engine.at_rest()
    assert frame.snapshot.network.flat.max() == 1e308
    assert engine.failures.empty()


# ---- frames, one at a time -----------------------------------------------------------------------------------------


class Diary:
    """Notes what a worker does, in order; stands in for `painted`, which is then never waited for."""

    def __init__(self) -> None:
        self.acts: list[str] = []

    def note(self, act: str) -> None:
        self.acts.append(act)

    def clear(self) -> None:
        self.note("clear")

    def set(self) -> None:
        pass

    def wait(self, timeout: float) -> bool:
        self.note("wait")
        return True


def test_between_a_frame_and_its_painting_nothing_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    diary, enough = Diary(), Event()
    advance = Run.advance

    def noted_advance(run: Run, **limits: object) -> int:
        diary.note("advance")
        return advance(run, **limits)  # type: ignore[arg-type]

    def offered() -> None:
        diary.note("frame")
        if diary.acts.count("frame") > 10:
            enough.set()

    monkeypatch.setattr(Run, "advance", noted_advance)
    worker = Worker(offered, lambda run_number, sentence: None)
    worker.painted = diary  # type: ignore[assignment]
    thread = running(worker, StartRun(SMALL, 1), Play())
    assert enough.wait(PATIENCE_SECONDS)
    worker.inbox.put(Quit())
    thread.join(PATIENCE_SECONDS)
    frames = [place for place, act in enumerate(diary.acts) if act == "frame"]
    assert len(frames) > 10
    for place in frames:
        assert diary.acts[place - 1 : place + 2] == ["clear", "frame", "wait"]
    assert "advance" in diary.acts


def running(worker: Worker, *requests: object) -> Thread:
    for request in requests:
        worker.inbox.put(request)  # type: ignore[arg-type]
    thread = Thread(target=worker.loop, name="worker under test", daemon=True)
    thread.start()
    return thread


def test_with_nobody_painting_it_goes_on_and_keeps_one_frame() -> None:
    offered: SimpleQueue[None] = SimpleQueue()
    worker = Worker(lambda: offered.put(None), lambda run_number, sentence: None)
    thread = running(worker, StartRun(SMALL, 1), Play())
    for _ in range(3):
        offered.get(timeout=PATIENCE_SECONDS)
    frame = worker.mailbox.take()
    again = worker.mailbox.take()
    worker.inbox.put(Quit())
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    assert frame is not None
    assert frame.snapshot.epoch > 0
    assert again is None


@pytest.fixture
def patient_worker(monkeypatch: pytest.MonkeyPatch) -> tuple[Worker, Event]:
    """Return a worker that would wait for the painting almost forever, and an event: a frame is waiting."""
    monkeypatch.setattr(worker_module, "PAINT_TIMEOUT_SECONDS", 600.0)
    offered = Event()
    return Worker(offered.set, lambda run_number, sentence: None), offered


def test_it_quits_while_it_waits_for_a_painting(patient_worker: tuple[Worker, Event]) -> None:
    worker, offered = patient_worker
    thread = running(worker, StartRun(SMALL, 1), Play())
    assert offered.wait(PATIENCE_SECONDS)
    worker.inbox.put(Quit())
    worker.painted.set()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_it_quits_while_it_plays_and_shows_nothing_more(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Play())
    engine.until(lambda frame: frame.snapshot.epoch > 0)
    engine.quit()
    frames: list[Frame] = []
    while not engine.frames.empty():
        frames.append(engine.frames.get())
    assert all(frame.playing for frame in frames)


@pytest.mark.parametrize("before", [[], [StartRun(SMALL, 1)], [StartRun(SMALL, 1), Play(), SetSpeed(1e-9)]])
def test_it_quits_while_it_has_nothing_to_do(before: list[object]) -> None:
    painted: Callable[[], None] = lambda: worker.painted.set()  # noqa: E731 - the worker is not made yet
    worker = Worker(painted, lambda run_number, sentence: None)
    thread = running(worker, *before)
    worker.inbox.put(Quit())
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
