"""Branches: another future leaves the old one where it was, and every one can be taken again."""

from dataclasses import replace

import pytest

from engine import Data, DivergedError, EngineError, Experiment, Layer, Run
from engine.surgery import Surgery, between, same
from engine.timeline import Position, Timeline
from engine.timeline.branches import MOST_NAME
from engine.timeline.position import Place
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
    return {
        branch.name: (f"{branch.start.position}", f"{branch.end.position}")
        for branch in timeline.branches
        if branch.start and branch.end
    }


def test_to_change_something_in_the_past_leaves_the_old_future_as_a_branch() -> None:
    timeline = forked()
    assert timeline.branches.present == 2
    (old,) = [branch for branch in timeline.branches if branch.future]
    assert (old.name, old.parent) == ("Branch 1", 2)
    assert drawn(timeline) == {"Branch 1": (f"{Position(2)}", f"{Position(6)}")}
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
    assert (timeline.branches[2].parent, timeline.branches[2].start) == (3, Place(Position(5), 3))
    timeline.branches.delete(3)
    assert (timeline.branches[2].parent, timeline.branches[2].start) == (1, Place(Position(3), 3))
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


# ---- what is seen of them ------------------------------------------------------------------------------------------


def test_every_change_by_hand_stands_on_the_timeline_with_what_it_changed() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=2)
    timeline.adopt(replace(SMALL, rate=0.1, l2=0.01))
    timeline.advance(batches=2)
    wider = replace(SMALL, rate=0.1, l2=0.01, hidden=(Layer(3),))
    timeline.operate(Surgery(wider, between(SMALL, wider), "Add a unit to layer 2"))
    seen = [(event.kind, event.place.position, event.words) for event in timeline.overview().present.events]
    assert seen == [
        ("change", Position(2), "L2 penalty 0 → 0.01, learning rate 0.3 → 0.1"),
        ("change", Position(2, 2), "Add a unit to layer 2"),
    ]


def test_a_drag_is_told_as_one_change_and_one_that_comes_back_as_none() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=2)
    for rate in (0.2, 0.1, 0.05):
        timeline.adopt(replace(SMALL, rate=rate))
    timeline.advance(epochs=1)
    for l2 in (0.1, 0.0):
        timeline.adopt(replace(SMALL, rate=0.05, l2=l2))
    for value in (1.0, 2.0, 3.0):
        turn = Surgery(timeline.run.experiment, same(SMALL.sizes), f"Set a weight to {value}", ((((1, 1, 0)), value),))
        timeline.operate(replace(turn, goes_on=value > 1))
    told = [(event.place.position, event.words) for event in timeline.overview().present.events]
    assert told == [(Position(2), "Learning rate 0.3 → 0.05"), (Position(3), "Set a weight to 3.0")]


def test_a_divergence_stands_there_with_its_cause_once_and_what_was_before_it_can_be_gone_back_to() -> None:
    wild = replace(SMALL, rate=1e200, output="linear", cost="squared", hidden=())
    timeline = Timeline(Run(wild))
    for _ in range(2):
        with pytest.raises(DivergedError) as caught:
            timeline.advance(epochs=50)
        timeline.seek(timeline.start)
    (event,) = timeline.overview().present.events
    assert (event.kind, event.words) == ("divergence", str(caught.value))
    assert len(timeline.branches) == 1
    tame = replace(wild, rate=0.01)
    timeline.adopt(tame)
    timeline.advance(epochs=3)
    assert [event.kind for event in timeline.overview().present.events][-1] == "change"


def test_bookmarks_stay_with_their_branch() -> None:
    timeline = forked(at=3)
    timeline.seek(Position(4))
    timeline.set_bookmark("slow")
    timeline.seek(Position(2))
    timeline.set_bookmark("before both")
    timeline.take_branch(1)
    assert [event.words for event in timeline.overview().present.events] == ["before both"]
    timeline.take_branch(2)
    words = [event.words for event in timeline.overview().present.events]
    assert words == ["before both", "Learning rate 0.3 → 0.01", "slow"]
    timeline.seek(Position(2))
    timeline.set_bookmark("both")
    timeline.unset_bookmark(Position(4))
    assert [event.words for event in timeline.overview().present.events] == ["both", "Learning rate 0.3 → 0.01"]
    with pytest.raises(EngineError, match="a bookmark's name must have 1 to 40 letters, got 0"):
        timeline.set_bookmark(" ")


def test_an_overview_tells_where_the_run_is_and_what_every_branch_came_to() -> None:
    timeline = forked(at=2)
    seen = timeline.overview()
    assert seen.version == timeline.overview().version
    assert (seen.here.position, seen.present.name, seen.is_in_the_past) == (Position(6), "Branch 2", False)
    assert seen.present.costs.shape == (4, 0)
    (old,) = seen.others
    assert (old.start.position, old.end.position, old.color, old.parent) == (Position(2), Position(6), 0, 2)
    straight = Run(SMALL)
    straight.advance(epochs=6)
    assert old.costs.tolist() == straight.costs.rows()[:, 2:].tolist()
    assert old.tip is not None
    assert old.tip.network.sha256() == straight.network.sha256()
    whole = timeline.run.costs.rows()
    timeline.seek(Position(3, 1))
    seen = timeline.overview()
    assert (seen.here.epochs, seen.is_in_the_past) == (3 + 1 / 3, True)
    assert seen.present.costs.tolist() == whole.tolist()
    assert seen.others[0] is old
    assert seen.way(1) is old
    assert seen.way(2) is seen.present
    assert seen.way(3) is None
