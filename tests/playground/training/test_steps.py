"""Steps in the engine thread: forth and back by every grain, to any act or position, or one by one at a pace."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import Snapshot
from engine.steps import steps
from engine.surgery import Surgery, between
from engine.timeline import Position, Timeline
from playground.training.errands import Going
from playground.training.messages import (
    Adopt,
    Frame,
    GoTo,
    Operate,
    Pause,
    Play,
    PlaySteps,
    Seek,
    SetSpeed,
    StartRun,
    Step,
    Tell,
)
from playground.training.runner import Runner
from tests.playground.training.conftest import PATIENCE_SECONDS, Engine, assert_same_bits, run_to

SMALL = Experiment().with_data(samples=60)  # 30 to learn from: three mini-batches
FAST = 1e6  # steps a second


def position(frame: Frame) -> Position:
    return Position(frame.snapshot.epoch, frame.snapshot.batch, frame.snapshot.act)


# ---- steps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grain", ["act", "layer", "sample", "batch", "epoch"])
def test_steps_forth_and_back_lead_where_a_timeline_goes(engine: Engine, grain: str) -> None:
    timeline = Timeline(Run(SMALL))
    engine.ask(StartRun(SMALL, 1), Tell(True))
    for count in (1, 3, -2, 40, -41, -1, 7):
        engine.ask(Step(grain, count))
        timeline.step(grain, count)
        frame = engine.at_rest()
        assert position(frame) == timeline.position
        assert frame.snapshot.told is not None
        assert_same_bits(
            Frame(replace(frame.snapshot, network=frame.snapshot.told.network), False, False, 0), timeline.run
        )


def test_a_step_back_over_many_epochs_shows_nothing_on_the_way(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 300))
    engine.at_rest()
    engine.ask(Step("batch", -1))
    frame = engine.next_frame()
    assert position(frame) == Position(299, 2)
    assert not frame.playing
    assert_same_bits(frame, run_to(SMALL, 299, 2))


def test_steps_asked_for_in_one_breath_are_done_one_after_the_other(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 4), Step("batch", -2), Step("act", -1), Step("act", 2))
    assert position(engine.at_rest()) == Position(3, 1, 1)


def test_back_at_the_beginning_stays_there(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("act", -1), Step("epoch", -3))
    assert_same_bits(engine.at_rest(), Run(SMALL))


# ---- what is told --------------------------------------------------------------------------------------------------


def test_the_learning_step_is_told_at_rest_to_who_asked_for_it_and_not_in_a_hurry(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1))
    assert engine.at_rest().snapshot.told is None
    engine.ask(Tell(True))
    told = engine.at_rest().snapshot.told
    assert told is not None
    assert not told.network.flat.flags.writeable
    expected = steps(Run(SMALL))
    assert [step.value for step in told.acts()] == [step.value for step in expected.acts()]
    engine.ask(Play())
    assert engine.until(lambda frame: frame.playing).snapshot.told is None
    engine.ask(Pause())
    assert engine.at_rest().snapshot.told is not None
    engine.ask(Tell(False))
    assert engine.at_rest().snapshot.told is None


def test_all_acts_of_a_mini_batch_are_told_by_one_object_and_the_last_ones_show_new_weights(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Tell(True))
    told = engine.at_rest().snapshot.told
    assert told is not None
    engine.ask(GoTo(told.order.count - 1))
    frame = engine.at_rest()
    assert frame.snapshot.told is told
    assert frame.snapshot.act == told.order.count - 1
    assert frame.snapshot.network.flat.tobytes() == told.updated.flat.tobytes()
    engine.ask(Step("act", 1))
    frame = engine.at_rest()
    assert position(frame) == Position(0, 1)
    assert_same_bits(frame, run_to(SMALL, 0, 1))


def test_an_act_beyond_the_last_one_is_the_last_one(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), GoTo(10**6))
    assert position(engine.at_rest()) == Position(0, 0, Run(SMALL).acts.count - 1)


# ---- going anywhere ------------------------------------------------------------------------------------------------


def test_any_position_of_the_past_is_shown_to_the_bit_and_playing_goes_on_from_there(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 200))
    engine.at_rest()
    engine.ask(Seek(Position(77, 1)))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 77, 1))
    engine.ask(Step("epoch", 200))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 277))


def test_a_change_asked_for_on_the_way_is_made_on_arrival(engine: Engine) -> None:
    changed = replace(SMALL, rate=0.05)
    engine.ask(StartRun(SMALL, 1), Step("epoch", 200))
    engine.at_rest()
    engine.ask(Seek(Position(50, 2)), Adopt(changed), Step("epoch", 3))
    expected = run_to(SMALL, 50, 2)
    expected.adopt(changed)
    expected.advance(epochs=3)
    assert_same_bits(engine.at_rest(), expected)


def test_a_newer_wish_where_to_go_overtakes_an_older_one_that_takes_forever(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 30))
    engine.at_rest()
    burst = Going.burst

    def never_arrives_at_10(self: Going, timeline: Timeline, seconds: float) -> bool:
        return burst(self, timeline, seconds) and timeline.run.epoch != 10

    monkeypatch.setattr(Going, "burst", never_arrives_at_10)
    engine.ask(Seek(Position(10)))
    engine.ask(Seek(Position(20)))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 20))


def test_a_position_that_is_none_is_told_and_the_run_stays(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 2))
    engine.at_rest()
    engine.ask(Seek(Position(1, 99)))
    assert "a position must be" in engine.failures.get(timeout=PATIENCE_SECONDS)
    assert_same_bits(engine.at_rest(), run_to(SMALL, 2))


def test_a_run_that_diverged_goes_back(engine: Engine) -> None:
    diverging = replace(Experiment(), hidden=(Layer(4, "relu"),), rate=100.0)
    engine.ask(StartRun(diverging, 1), Step("epoch", 1000))
    assert "diverged" in engine.failures.get(timeout=PATIENCE_SECONDS)
    epoch = engine.at_rest().snapshot.epoch
    engine.ask(Step("epoch", -1))
    assert_same_bits(engine.at_rest(), run_to(diverging, max(epoch - 1, 0)))


# ---- one by one at a pace ------------------------------------------------------------------------------------------


def test_steps_played_rest_after_each_until_paused(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Tell(True))
    engine.at_rest()
    engine.ask(PlaySteps("act", 100.0))
    seen = [engine.until(lambda frame: frame.playing and frame.snapshot.told is not None) for _ in range(5)]
    acts = [frame.snapshot.act for frame in seen]
    assert acts == sorted(acts)
    engine.ask(Pause())
    rested = engine.at_rest()
    assert rested.snapshot.act >= acts[-1] > 0
    engine.ask(SetSpeed(None))
    assert position(engine.at_rest()) == position(rested)


def test_steps_played_backwards_end_at_the_beginning(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 3), PlaySteps("batch", FAST, backwards=True))
    frame = engine.at_rest()
    assert position(frame) == Position(0)
    assert_same_bits(frame, Run(SMALL))


def test_a_step_ends_the_playing_of_steps(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), PlaySteps("batch", FAST))
    engine.until(lambda frame: frame.playing and frame.snapshot.epoch > 1)
    engine.ask(Step("epoch", 1))
    frame = engine.at_rest()
    assert frame.snapshot.batch == 0
    assert_same_bits(frame, run_to(SMALL, frame.snapshot.epoch))


# ---- the runner ----------------------------------------------------------------------------------------------------


def test_the_runner_says_which_experiment_holds_where_it_went(qtbot: QtBot) -> None:
    runner, seen, held = Runner(SMALL), list[Snapshot](), list[tuple[Experiment, int]]()
    runner.snapshot_ready.connect(seen.append)
    runner.travelled.connect(lambda experiment, branch: held.append((experiment, branch)))
    wider = replace(SMALL, hidden=(Layer(6),))
    try:
        runner.step("epoch", 2)
        qtbot.waitUntil(lambda: bool(seen) and seen[-1].epoch == 2)
        runner.follow(Surgery(wider, between(SMALL, wider), "Add", keeps=1))
        runner.step("epoch", 2)
        qtbot.waitUntil(lambda: seen[-1].epoch == 4 and seen[-1].experiment == wider)
        assert held == []
        runner.seek(Position(1))
        qtbot.waitUntil(lambda: seen[-1].epoch == 1)
        assert held == [(SMALL, 1)]
        assert seen[-1].network.sha256() == run_to(SMALL, 1).network.sha256()
        runner.step("epoch", 3)
        qtbot.waitUntil(lambda: seen[-1].epoch == 4)
        assert held == [(SMALL, 1), (wider, 1)]
        runner.go_to(5)
        runner.tell(True)
        qtbot.waitUntil(lambda: seen[-1].act == 5 and seen[-1].told is not None)
        runner.play_steps("act", 1000.0)
        assert runner.playing
        qtbot.waitUntil(lambda: seen[-1].act > 6)
        runner.pause()
        assert not runner.playing
    finally:
        runner.stop()


def test_a_surgery_asked_for_on_the_way_waits_too(engine: Engine) -> None:
    wider = replace(SMALL, hidden=(Layer(6),))
    surgery = Surgery(wider, between(SMALL, wider), "Add", keeps=1)
    engine.ask(StartRun(SMALL, 1), Step("epoch", 100))
    engine.at_rest()
    engine.ask(Step("epoch", -60), Operate(surgery))
    expected = run_to(SMALL, 40)
    expected.operate(surgery)
    assert_same_bits(engine.at_rest(), expected)
