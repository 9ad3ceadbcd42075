"""The timeline in the engine thread: branches are gone to, named and deleted; what is known is played back."""

from dataclasses import replace
from itertools import pairwise

import pytest

from engine.experiment import Experiment
from engine.timeline import Position
from engine.timeline.overview import Overview
from playground.training.messages import (
    Adopt,
    DeleteBranch,
    Frame,
    Pause,
    Play,
    PlayBack,
    RenameBranch,
    Seek,
    SetBookmark,
    SetSpeed,
    StartRun,
    Step,
    UnsetBookmark,
)
from tests.playground.training.conftest import PATIENCE_SECONDS, Engine, assert_same_bits, run_to

SMALL = Experiment().with_data(samples=60)  # 30 to learn from: three mini-batches
SLOW = replace(SMALL, rate=0.01)
FAST = 1e4  # epochs a second


def past(frame: Frame) -> Overview:
    assert frame.snapshot.past is not None
    return frame.snapshot.past


def forked(engine: Engine) -> Frame:
    """Branch 1 of 40 epochs, left at 10 for branch 2, of 30 epochs."""
    engine.ask(StartRun(SMALL, 1), Step("epoch", 40))
    engine.at_rest()
    engine.ask(Seek(Position(10)), Adopt(SLOW), Step("epoch", 20))
    return engine.at_rest()


def test_a_change_in_the_past_shows_the_old_future_as_a_branch(engine: Engine) -> None:
    seen = past(forked(engine))
    assert (seen.present.number, seen.here.epochs, seen.present.end.epochs) == (2, 30, 30)
    (old,) = seen.others
    assert (old.number, old.start.epochs, old.end.epochs) == (1, 10, 40)
    assert [event.words for event in seen.present.events] == ["Learning rate 0.3 → 0.01"]


def test_a_branch_is_gone_to_at_its_end_or_anywhere_to_the_bit(engine: Engine) -> None:
    there = forked(engine).snapshot.network.sha256()
    engine.ask(Seek(None, 1))
    frame = engine.at_rest()
    assert_same_bits(frame, run_to(SMALL, 40))
    assert frame.snapshot.experiment == SMALL
    assert past(frame).present.number == 1
    engine.ask(Seek(Position(22, 2), 1))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 22, 2))
    engine.ask(Seek(None, 2))
    frame = engine.at_rest()
    assert frame.snapshot.network.sha256() == there
    assert frame.snapshot.experiment == SLOW


def test_playing_on_from_a_past_moment_of_a_branch_is_playing_straight_on(engine: Engine) -> None:
    forked(engine)
    engine.ask(Seek(Position(15), 1), Step("epoch", 30))
    assert_same_bits(engine.at_rest(), run_to(SMALL, 45))


def test_names_and_bookmarks_are_noted_while_the_run_stays(engine: Engine) -> None:
    here = forked(engine)
    engine.ask(RenameBranch(1, "quick"), SetBookmark("good"))
    frame = engine.at_rest()
    assert past(frame).others[0].name == "quick"
    assert [(e.kind, e.words) for e in past(frame).present.events][-1] == ("bookmark", "good")
    engine.ask(UnsetBookmark(Position(30)), DeleteBranch(1))
    frame = engine.at_rest()
    assert past(frame).others == ()
    assert [event.kind for event in past(frame).present.events] == ["change"]
    assert frame.snapshot.network.sha256() == here.snapshot.network.sha256()


def test_a_branch_that_is_none_is_told_and_the_run_stays(engine: Engine) -> None:
    here = forked(engine)
    engine.ask(Seek(None, 9))
    assert engine.failures.get(timeout=PATIENCE_SECONDS) == "a branch must be one of 1, 2, got 9"
    assert engine.at_rest().snapshot.network.sha256() == here.snapshot.network.sha256()


@pytest.mark.parametrize("speed", [None, FAST])
def test_what_is_known_is_played_back_to_its_beginning_and_forward_to_its_end(
    engine: Engine, speed: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.training.errands.ALL_SECONDS", 0.05)
    engine.ask(StartRun(SMALL, 1), Step("epoch", 40))
    there = engine.at_rest()
    for backwards, end in ((True, 0), (False, 40)):
        engine.ask(PlayBack(speed, backwards))
        frames = [engine.next_frame()]
        while frames[-1].playing or frames[-1].requests_done < engine.asked:
            frames.append(engine.next_frame())
        epochs = [frame.snapshot.epoch for frame in frames]
        assert epochs[-1] == end
        assert all((later <= earlier) if backwards else (later >= earlier) for earlier, later in pairwise(epochs))
        assert past(frames[-1]).present.end.epochs == 40
    assert frames[-1].snapshot.network.sha256() == there.snapshot.network.sha256()


def test_playing_back_at_a_pace_shows_every_epoch_and_can_be_paused_anywhere(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 40))
    engine.at_rest()
    engine.ask(PlayBack(30, backwards=True))
    seen = {engine.until(lambda frame, epoch=epoch: frame.snapshot.epoch == epoch).snapshot.epoch for epoch in (38, 37)}
    assert seen == {38, 37}
    engine.ask(Pause())
    frame = engine.at_rest()
    assert_same_bits(frame, run_to(SMALL, frame.snapshot.epoch))
    engine.ask(PlayBack(30), SetSpeed(FAST))
    assert engine.at_rest().snapshot.epoch == 40


def test_training_on_after_playing_back_goes_the_same_way(engine: Engine) -> None:
    engine.ask(StartRun(SMALL, 1), Step("epoch", 40))
    engine.at_rest()
    engine.ask(PlayBack(FAST, backwards=True))
    assert engine.at_rest().snapshot.epoch == 0
    engine.ask(Play())
    engine.until(lambda frame: frame.snapshot.epoch > 50)
    engine.ask(Pause())
    frame = engine.at_rest()
    assert_same_bits(frame, run_to(SMALL, frame.snapshot.epoch, frame.snapshot.batch))
    assert past(frame).others == ()
