"""Where a person can go on a timeline, by every verb there is."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import DivergedError
from engine.run import Run
from engine.snapshot import take
from engine.surgery import Surgery, between
from engine.timeline import Position, Timeline
from playground.document.past import best_epoch
from tests.playground.timeline.conftest import SMALL, Stage


def test_one_goes_to_whole_epochs_or_to_mini_batches_and_never_beyond_the_ends(stage: Stage) -> None:
    stage.learn(20)
    for epochs, whole, position in (
        (7.4, True, Position(7)),
        (7.4, False, Position(7, 1)),
        (-3, True, Position(0)),
        (99, False, Position(20)),
    ):
        stage.past.go(epochs, whole=whole)
        assert stage.here == position
    assert stage.asked[-1] == (Position(20), None)


def test_start_and_end_are_those_of_the_present_branch(stage: Stage) -> None:
    stage.fork()
    stage.past.go_to_start()
    assert stage.here == Position(0)
    stage.past.go_to_end()
    assert stage.here == Position(30)
    stage.past.go_to_branch(1)
    assert (stage.here, stage.timeline.branches.present) == (Position(40), 1)


def test_a_place_of_another_branch_is_gone_to_on_that_branch(stage: Stage) -> None:
    stage.fork()
    stage.past.go(25, branch=1)
    assert (stage.here, stage.timeline.branches.present) == (Position(25), 1)
    stage.past.go(2, branch=2)  # before it leaves the other: its first moment
    assert (stage.here, stage.timeline.branches.present) == (Position(10), 2)


def test_marks_are_gone_to_one_after_the_other_both_ways(stage: Stage) -> None:
    stage.fork()
    stage.past.toggle_bookmark()
    stage.past.go_to_start()
    for position in (Position(10), Position(30)):
        stage.past.go_to_next_event()
        assert stage.here == position
    stage.past.go_to_next_event()
    assert stage.refusals == ["there is nothing marked after this moment"]
    stage.past.go_to_previous_event()
    assert stage.here == Position(10)
    stage.past.go_to_previous_event()
    assert stage.refusals[1:] == ["there is nothing marked before this moment"]


def test_the_best_epoch_is_that_of_the_smallest_test_cost_even_while_one_stands_in_the_past(stage: Stage) -> None:
    stage.learn(60)
    test = stage.timeline.run.costs.so_far().test
    best = int(np.argmin(test))
    assert best > 0
    for start in (60, 3):
        stage.past.go(start)
        stage.past.go_to_best()
        assert stage.here == Position(best)


def test_without_a_test_part_the_training_cost_says_what_is_best() -> None:
    nothing = np.full(4, np.nan)
    assert best_epoch(np.array([np.arange(4.0), [3, 1, 2, 4], nothing])) == 1
    assert best_epoch(np.array([np.arange(4.0), [3, 1, 2, 4], [9, np.nan, 8, np.inf]])) == 2


def test_the_first_divergence_is_gone_to_with_its_cause(stage: Stage) -> None:
    stage.past.go_to_divergence()
    assert stage.refusals == ["the run has not diverged on this branch"]
    stage.learn(5)
    stage.timeline.adopt(replace(SMALL, l2=1e5))
    with pytest.raises(DivergedError) as caught:
        stage.learn(50)
    broke = stage.here
    stage.past.go_to_start()
    stage.past.go_to_divergence()
    assert stage.here == broke
    assert stage.past.seen is not None
    assert str(caught.value) in [event.words for event in stage.past.seen.present.events]


def test_a_bookmark_is_set_and_taken_away_by_the_same_verb(stage: Stage) -> None:
    stage.learn(12)
    stage.past.toggle_bookmark()
    assert stage.past.seen is not None
    assert [event.words for event in stage.past.seen.present.events] == ["Bookmark at epoch 12"]
    stage.past.toggle_bookmark()
    assert stage.past.seen.present.events == ()


def test_a_branch_is_named_as_a_person_wants_and_other_names_are_refused_in_a_sentence(stage: Stage) -> None:
    stage.fork()
    assert stage.past.rename(1, "  first  try ")
    assert stage.timeline.branches[1].name == "first try"
    assert not stage.past.rename(2, "first try")
    assert not stage.past.rename(2, " ")
    assert not stage.past.rename(2, "x" * 41)
    assert stage.refusals == [
        "a branch's name must be its own, got 'first try', which another one has",
        "a branch's name must have 1 to 40 letters, got 0",
        "a branch's name must have 1 to 40 letters, got 41",
    ]
    assert stage.timeline.branches[2].name == "Branch 2"


def test_the_branch_that_was_left_last_is_remembered_within_a_run(stage: Stage) -> None:
    assert stage.past.left is None
    stage.fork()
    assert stage.past.left == 1
    stage.past.go_to_branch(1)
    assert stage.past.left == 2
    stage.past.go(3)
    assert stage.past.left == 2
    stage.moment.show(take(Run(SMALL), 2, past=Timeline(Run(SMALL)).overview()))
    assert stage.past.left is None


def test_the_best_epoch_is_one_of_the_data_that_are_learnt_from_here(stage: Stage) -> None:
    stage.learn(60)
    other = replace(SMALL, data=replace(SMALL.data, name="xor"))
    stage.timeline.operate(Surgery(other, between(SMALL, other), "Choose the XOR data"))
    stage.learn(3)
    test = stage.timeline.run.costs.so_far().test
    assert test[:60].min() < test[60:].min()  # those of the other data were lower
    stage.past.go_to_best()
    assert stage.here == Position(60 + int(np.argmin(test[60:])))
    stage.past.go(40)
    stage.past.go_to_best()
    assert stage.here == Position(int(np.argmin(test[:60])))
