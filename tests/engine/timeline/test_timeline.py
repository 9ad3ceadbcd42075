"""The timeline: steps lead where they should, what is past is kept small and near, and a change leaves the future."""

import random
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from engine import Data, DivergedError, EngineError, Experiment, Layer, Run, choose
from engine.experiment import Stop
from engine.metrics import MOST_ROWS, ROWS_BETWEEN, CostRecord
from engine.surgery import Surgery, between
from engine.timeline import Position, Timeline
from engine.timeline.cost_log import CostLog
from engine.timeline.keyframes import Keyframes
from tests.engine.timeline.lives import all_of

SMALL = Experiment(data=Data(samples=46), hidden=(Layer(2),))  # 23 to learn from: an epoch is 10 + 10 + 3
GRAINS = ("act", "layer", "sample", "batch", "epoch")


def at(experiment: Experiment, epoch: int, batch: int = 0) -> Run:
    run = Run(experiment)
    run.advance(epochs=epoch)
    run.advance(batches=batch)
    return run


# ---- steps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grain", GRAINS)
def test_steps_back_stand_where_the_steps_on_stood_in_reverse(grain: str) -> None:
    timeline = Timeline(Run(SMALL))
    stood = [(timeline.position, all_of(timeline.run))]
    for _ in range({"act": 500, "layer": 200, "sample": 60, "batch": 12, "epoch": 5}[grain]):
        timeline.step(grain)
        stood.append((timeline.position, all_of(timeline.run)))
    assert [position for position, _ in stood] == sorted({position for position, _ in stood})
    for position, state in reversed(stood[:-1]):
        timeline.step(grain, -1)
        assert (timeline.position, all_of(timeline.run)) == (position, state)
    timeline.step(grain, -1)
    assert timeline.position == Position(0)


def test_a_thousand_random_steps_forth_and_back_end_in_the_bits_of_playing_straight_on() -> None:
    experiment = replace(SMALL, hidden=(Layer(3, dropout=0.3),), optimizer=choose("adam"))
    rng, timeline = random.Random(5), Timeline(Run(experiment))
    for _ in range(1000):
        timeline.step(rng.choice(GRAINS), rng.choice([-2, -1, 1, 2]))
    run = at(experiment, timeline.run.epoch, timeline.run.batch)
    run.act = timeline.run.act
    assert all_of(timeline.run) == all_of(run)


def test_several_steps_at_once_are_as_many_one_by_one() -> None:
    together, single = Timeline(Run(SMALL)), Timeline(Run(SMALL))
    for grain, count in (("act", 300), ("layer", -20), ("batch", 5), ("epoch", 3), ("epoch", -2), ("sample", -7)):
        together.step(grain, count)
        for _ in range(abs(count)):
            single.step(grain, count // abs(count))
        assert together.position == single.position


def test_back_from_amid_an_epoch_is_its_beginning() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(batches=7)
    timeline.step("epoch", -1)
    assert timeline.position == Position(2)
    timeline.step("epoch", -1)
    assert timeline.position == Position(1)


def test_there_is_no_step_of_an_unknown_grain_and_no_position_outside() -> None:
    timeline = Timeline(Run(SMALL))
    with pytest.raises(EngineError, match="a step must be one of act, layer, sample, batch, epoch, got 'year'"):
        timeline.step("year")
    for nowhere in (Position(-1), Position(0, 3), Position(0, 0, -1)):
        with pytest.raises(EngineError, match=f"got epoch {nowhere.epoch}, mini-batch {nowhere.batch}"):
            timeline.seek(nowhere)
    assert timeline.position == Position(0)


def test_the_learning_step_that_is_told_is_one_object_as_long_as_it_is_the_same() -> None:
    timeline = Timeline(Run(SMALL))
    first = timeline.told()
    timeline.step("act", 3)
    assert timeline.told() is first
    timeline.adopt(replace(SMALL, rate=0.01))
    assert timeline.told() is not first
    second = timeline.told()
    timeline.step("batch")
    assert timeline.told() is not second
    assert timeline.run.network.flat.tobytes() == second.updated.flat.tobytes()


def test_the_past_of_a_run_that_was_loaded_begins_where_it_was_saved() -> None:
    timeline = Timeline(Run.from_state(SMALL, at(SMALL, 4, 2).state()))
    timeline.advance(epochs=3)
    timeline.step("epoch", -9)
    assert timeline.position == timeline.start == Position(4, 2)
    with pytest.raises(EngineError, match="from epoch 4, mini-batch 2 on"):
        timeline.seek(Position(4, 1))


# ---- changes -------------------------------------------------------------------------------------------------------


def test_going_forward_repeats_a_change_and_training_on_before_it_leaves_it() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=3)
    timeline.adopt(replace(SMALL, rate=0.01))
    timeline.advance(epochs=3)
    there = all_of(timeline.run)
    timeline.seek(Position(1))
    assert timeline.run.experiment.rate == SMALL.rate
    timeline.step("epoch", 5)
    assert all_of(timeline.run) == there
    timeline.seek(Position(1))
    timeline.advance(epochs=5)
    assert all_of(timeline.run) == all_of(at(SMALL, 6))
    assert timeline.history.changes == []


def test_training_on_from_a_past_without_changes_ahead_keeps_what_is_known() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=9)
    timeline.seek(Position(2))
    timeline.advance(epochs=1)
    assert timeline.end == Position(9)


def test_an_epoch_that_began_anew_with_another_mini_batch_size_is_gone_back_through_in_the_order_it_happened() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(batches=5)
    other = replace(SMALL, batch=6)
    timeline.operate(Surgery(other, between(SMALL, other), "Set the batch size"))
    timeline.advance(batches=2)
    seen = []
    for _ in range(4):
        seen.append((timeline.position.epoch, timeline.position.batch, timeline.run.experiment.batch))
        timeline.step("batch", -1)
    assert seen == [(1, 2, 6), (1, 1, 6), (1, 0, 6), (1, 1, 10)]


def test_a_stop_by_a_rule_is_there_again_and_patience_is_as_it_was() -> None:
    experiment = replace(SMALL, stop=Stop(epochs=4))
    timeline = Timeline(Run(experiment))
    timeline.advance()
    assert timeline.run.stopped == "stopped after 4 epochs"
    timeline.step("batch", -1)
    assert timeline.run.stopped == ""
    timeline.step("batch")
    assert timeline.run.stopped == "stopped after 4 epochs"
    timeline.step("epoch")
    assert timeline.position == Position(5)


# ---- what diverges -------------------------------------------------------------------------------------------------

WILD = Experiment(data=Data(samples=60), hidden=(Layer(4, "relu"),), rate=0.1)


def test_a_run_that_diverged_can_be_taken_back_to_before_it_broke_and_learns_on_with_a_smaller_rate() -> None:
    timeline = Timeline(Run(WILD))
    timeline.advance(epochs=5)
    timeline.adopt(replace(WILD, rate=1e155))
    with pytest.raises(DivergedError, match="learning rate"):
        timeline.advance(epochs=5)
    timeline.seek(Position(4, 1))
    assert all_of(timeline.run) == all_of(at(WILD, 4, 1))
    timeline.advance(epochs=3)
    assert all_of(timeline.run) == all_of(at(WILD, 7))


def test_a_rate_that_was_adopted_in_the_epoch_that_diverged_holds_at_its_beginning() -> None:
    timeline = Timeline(Run(WILD))
    timeline.advance(batches=4)
    timeline.adopt(replace(WILD, rate=1e155))
    with pytest.raises(DivergedError):
        timeline.advance(epochs=1)
    here = all_of(timeline.run)
    assert timeline.run.experiment.rate == 1e155
    timeline.step("batch", -1)
    assert timeline.run.experiment.rate == 0.1
    timeline.step("batch")
    assert all_of(timeline.run) == here


# ---- memory and time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1, 1023, MOST_ROWS, MOST_ROWS + 1, MOST_ROWS + ROWS_BETWEEN, 50_000])
def test_the_record_of_the_costs_is_made_again_of_all_rows(length: int) -> None:
    rng = np.random.default_rng(length)
    rows = np.vstack([np.arange(float(length)), rng.normal(size=(3, length))])
    record = CostRecord()
    log = CostLog(rows[:, :1], 2**23)
    for epoch, *costs in rows.T.tolist():
        record.append(int(epoch), *costs)
        if epoch % 3000 == 2999 or epoch == length - 1:
            log.follow(record)
    assert CostRecord.of_all(rows).rows().tobytes() == record.rows().tobytes()
    assert log.record_to(record.last).rows().tobytes() == record.rows().tobytes()


def test_keyframes_stay_within_their_room_the_oldest_thinnest() -> None:
    run = Run(SMALL)
    keyframes, moments = Keyframes(run.keyframe(), 200 * run.keyframe().bytes), []
    for _ in range(2000):
        run.advance(batches=1)
        keyframes.add(run.keyframe(), 0.01 * run.updates)
        assert keyframes.bytes <= keyframes.most_bytes
    for updates in range(2001):
        frame, _ = keyframes.at_or_before(updates)
        moments.append(updates - frame.updates)
    assert moments[0] == 0
    assert max(moments[-20:]) <= 1
    assert max(moments) <= 400
    assert np.mean(moments[:1000]) > np.mean(moments[1000:])


def test_with_very_little_room_the_past_is_still_there_to_the_bit() -> None:
    timeline = Timeline(Run(SMALL), most_bytes=40_000)
    for _ in range(100):
        timeline.advance(batches=2)
        timeline._keep()
    assert timeline.history.keyframes.bytes <= 30_000
    for epoch in (60, 3, 31, 0):
        timeline.seek(Position(epoch, 1))
        assert all_of(timeline.run) == all_of(at(SMALL, epoch, 1))


def test_a_seek_that_takes_too_long_goes_on_where_it_came_to() -> None:
    timeline = Timeline(Run(SMALL), most_bytes=40_000)
    timeline.advance(epochs=50)
    timeline.history.keyframes.cut(0)
    timeline.seek(Position(0))
    tries = 1
    while not timeline.seek(Position(40, 2), seconds=0):
        tries += 1
        assert timeline.position < Position(40, 2)
    assert tries > 1
    assert all_of(timeline.run) == all_of(at(SMALL, 40, 2))


@pytest.mark.parametrize("epochs_and_batches", [(1, 0), (0, 26), (3, 0)])
def test_keyframes_take_no_more_memory_than_they_say(epochs_and_batches: tuple[int, int]) -> None:
    epochs, batches = epochs_and_batches
    run = Run(Experiment(hidden=(Layer(8), Layer(8)), optimizer=choose("adam")))
    run.advance(epochs=50)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    frames = []
    for _ in range(300):
        run.advance(**({"epochs": epochs} if epochs else {"batches": batches}))
        frames.append(run.keyframe())
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < 1.15 * sum(frame.bytes for frame in frames) + 100_000  # and what the run itself has grown by
