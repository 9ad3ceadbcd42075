"""Branches: another future leaves the old one where it was, and every one can be taken again."""

from dataclasses import replace

import pytest

from engine import Data, EngineError, Experiment, Layer, Run
from engine.surgery import Surgery, between
from engine.timeline import Position, Timeline
from engine.timeline.branches import MOST_NAME
from tests.engine.timeline.lives import all_of

SMALL = Experiment(data=Data(samples=46), hidden=(Layer(2),))
SLOW, QUICK = replace(SMALL, rate=0.01), replace(SMALL, rate=1.0)


def forked(*, at: int = 2, epochs: int = 6) -> Timeline:
    """A timeline that was trained, went back and took another rate: branch 2, present, beside branch 1."""
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=epochs)
    timeline.seek(Position(at))
    timeline.adopt(SLOW)
    timeline.advance(epochs=epochs - at)
    return timeline


def drawn(timeline: Timeline) -> dict[str, tuple[str, str]]:
    return {branch.name: (f"{branch.start}", f"{branch.end}") for branch in timeline.branches if branch.future}


def test_to_change_something_in_the_past_leaves_the_old_future_as_a_branch() -> None:
    timeline = forked()
    assert timeline.branches.present == 2
    (old,) = [branch for branch in timeline.branches if branch.future]
    assert (old.name, old.parent, old.start, old.end) == ("Branch 1", 2, Position(2), Position(6))
    assert old.future is not None
    assert old.future.costs[0].tolist() == [2, 3, 4, 5, 6]


def test_to_change_something_at_the_end_makes_no_branch() -> None:
    timeline = Timeline(Run(SMALL))
    for experiment in (SLOW, QUICK, SMALL):
        timeline.advance(epochs=2)
        timeline.adopt(experiment)
    assert len(timeline.branches) == 1


def test_to_train_on_from_the_past_makes_one_only_where_something_was_changed_by_hand_later() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=6)
    timeline.seek(Position(2))
    timeline.advance(epochs=1)
    assert len(timeline.branches) == 1  # the very same future
    timeline.seek(Position(6))
    timeline.adopt(SLOW)
    timeline.advance(epochs=2)
    timeline.seek(Position(3))
    timeline.advance(epochs=1)
    assert len(timeline.branches) == 2
    assert timeline.end == Position(4)


def test_a_branch_that_is_taken_again_is_where_it_ended_with_its_rate_and_its_costs() -> None:
    timeline = forked()
    slow = all_of(timeline.run)
    timeline.take_branch(1)
    assert timeline.position == Position(6)
    straight = Run(SMALL)
    straight.advance(epochs=6)
    assert all_of(timeline.run) == all_of(straight)
    assert drawn(timeline) == {"Branch 2": (f"{Position(2)}", f"{Position(6)}")}
    timeline.take_branch(2)
    assert all_of(timeline.run) == slow
    assert timeline.branches.present == 2


def test_a_branch_of_a_branch_is_found_through_it() -> None:
    timeline = forked(at=3)
    timeline.seek(Position(5))
    timeline.adopt(QUICK)
    timeline.advance(epochs=1)
    third = all_of(timeline.run)
    timeline.seek(Position(1))
    timeline.adopt(replace(SMALL, l2=0.1))
    timeline.advance(epochs=1)
    assert [(branch.number, branch.parent) for branch in timeline.branches] == [(1, 3), (2, 3), (3, 4), (4, None)]
    timeline.take_branch(1)
    assert (timeline.run.experiment, timeline.position) == (SMALL, Position(6))
    timeline.take_branch(3)
    assert all_of(timeline.run) == third


def test_what_a_surgery_in_the_past_changed_is_not_there_on_the_old_branch() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=3)
    old = all_of(timeline.run)
    timeline.seek(timeline.start)
    wider = replace(SMALL, hidden=(Layer(4),))
    timeline.operate(Surgery(wider, between(SMALL, wider), "Widen"))
    assert timeline.run.experiment == wider
    timeline.take_branch(1)
    assert all_of(timeline.run) == old
    timeline.seek(timeline.start)
    assert all_of(timeline.run) == all_of(Run(SMALL))
    timeline.take_branch(2)
    timeline.seek(timeline.start)
    assert timeline.run.experiment == wider


def test_to_delete_a_branch_leaves_those_that_left_it() -> None:
    timeline = forked(at=3)
    second = all_of(timeline.run)
    timeline.seek(Position(5))
    timeline.adopt(QUICK)
    timeline.advance(epochs=1)
    timeline.take_branch(1)
    assert (timeline.branches[2].parent, timeline.branches[2].start) == (3, Position(5))
    timeline.branches.delete(3)
    assert (timeline.branches[2].parent, timeline.branches[2].start) == (1, Position(3))
    timeline.take_branch(2)
    assert all_of(timeline.run) == second
    timeline.seek(Position(4))
    assert timeline.run.experiment == SLOW


def test_the_present_branch_is_not_deleted() -> None:
    timeline = forked()
    with pytest.raises(EngineError, match="Branch 2 is the present branch: go to another one before it is deleted"):
        timeline.branches.delete(2)
    with pytest.raises(EngineError, match="a branch must be one of 1, 2, got 7"):
        timeline.take_branch(7)
    assert len(timeline.branches) == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", f"1 to {MOST_NAME} letters, got 0"),
        (" \n", f"1 to {MOST_NAME} letters, got 0"),
        ("x" * 41, f"1 to {MOST_NAME} letters, got 41"),
        (" Branch  1", "must be its own, got 'Branch 1'"),
    ],
)
def test_a_name_that_is_none_or_anothers_is_refused(name: str, sentence: str) -> None:
    timeline = forked()
    with pytest.raises(EngineError, match=sentence):
        timeline.branches.rename(2, name)
    assert timeline.branches[2].name == "Branch 2"
    timeline.branches.rename(2, "  with a \n small rate")
    assert timeline.branches[2].name == "with a small rate"


def test_many_branches_keep_within_their_room_and_every_one_that_is_left_is_exact() -> None:
    timeline = Timeline(Run(SMALL), most_bytes=400_000)
    timeline.advance(epochs=400)
    ends = {}
    for number in range(1, 25):
        timeline.seek(Position(10 * number))
        timeline.adopt(replace(SMALL, rate=0.01 * number))
        timeline.advance(epochs=100)
        ends[timeline.branches.present] = timeline.run.network.sha256()
    branches = timeline.branches
    assert branches.bytes <= 100_000
    assert branches.dropped
    assert len(branches) + len(branches.dropped) == 25
    for number in ends:
        if number in {branch.number for branch in branches}:  # to take one may leave no room for another
            timeline.take_branch(number)
            timeline.seek(timeline.end)
            assert timeline.run.network.sha256() == ends[number]
    assert branches.bytes <= 100_000
