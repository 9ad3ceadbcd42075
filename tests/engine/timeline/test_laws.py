"""The laws of a timeline: wherever it goes, it is what a run with the same history is that never went back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import DivergedError, Experiment, Run
from engine.timeline import Position
from tests.engine.strategies import small_experiments
from tests.engine.timeline.lives import Life, all_of

doings = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["epochs", "batches", "samples", "acts"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["live", "surgery", "undo", "go on", "told", "reopen"]), st.integers(0, 20)),
        st.tuples(st.just("seek"), st.integers(0, 20)),
        st.tuples(st.sampled_from(["act", "layer", "sample", "batch", "epoch"]), st.integers(-9, 9)),
    ),
    min_size=4,
    max_size=16,
)


@settings(deadline=None, max_examples=30)
@given(small_experiments, doings)
def test_a_run_that_went_back_and_forth_is_one_that_never_did(
    experiment: Experiment, life: list[tuple[str, int]]
) -> None:
    lived = Life(experiment)
    for what, number in life:
        try:
            lived.do(what, number)
        except DivergedError:
            lived.timeline.seek(lived.timeline.start)
            if not lived.changes or lived.changes[0][0] > 0:
                assert lived.run.network.sha256() == Run(experiment).network.sha256()
            return
        assert all_of(lived.run) == all_of(lived.twin())


branching = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["epochs", "batches", "acts"]), st.integers(1, 5)),
        st.tuples(st.sampled_from(["live", "surgery", "undo", "reopen"]), st.integers(0, 20)),
        st.tuples(st.just("seek"), st.integers(0, 20)),
        st.tuples(st.sampled_from(["take", "delete", "take"]), st.integers(0, 9)),
        st.tuples(st.sampled_from(["batch", "epoch"]), st.integers(-5, 5)),
    ),
    min_size=6,
    max_size=24,
)


@settings(deadline=None, max_examples=40)
@given(small_experiments, branching)
def test_on_every_branch_a_run_is_one_that_never_knew_of_another(
    experiment: Experiment, life: list[tuple[str, int]]
) -> None:
    lived = Life(experiment)
    lived.timeline.advance(epochs=2)
    for what, number in life:
        try:
            lived.do(what, number)
        except DivergedError:
            return
        assert all_of(lived.run) == all_of(lived.twin())
        assert set(lived.others) == {branch.number for branch in lived.timeline.branches if branch.future}
    for number in list(lived.others):
        lived.do("take", [branch.number for branch in lived.timeline.branches].index(number))
        assert lived.timeline.branches.present == number
        assert all_of(lived.run) == all_of(lived.twin())
        lived.timeline.seek(lived.timeline.start)
        assert all_of(lived.run) == all_of(lived.twin())


@settings(deadline=None, max_examples=15)
@given(small_experiments, doings, st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_from_any_past_moment_the_way_back_to_the_end_gives_the_bits_that_were_there(
    experiment: Experiment, life: list[tuple[str, int]], places: list[int]
) -> None:
    lived = Life(experiment)
    try:
        for what, number in life:
            lived.do(what, number)
        lived.timeline.seek(lived.timeline.end)
    except DivergedError:
        return
    end, there = lived.timeline.end, all_of(lived.run)
    for place in places:
        lived.do("seek", place)
        assert lived.timeline.end >= end  # a place beyond it is learnt
    lived.timeline.seek(end)
    assert all_of(lived.run) == there


@settings(deadline=None, max_examples=20)
@given(small_experiments, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 500)), max_size=4))
def test_the_position_is_the_one_that_was_asked_for(experiment: Experiment, places: list[tuple[int, int, int]]) -> None:
    lived = Life(experiment)
    for epoch, batch, act in places:
        position = Position(epoch, batch % lived.run.batches_per_epoch, act)
        try:
            lived.timeline.seek(position)
        except DivergedError:
            return
        if not lived.run.stopped:
            assert (lived.run.epoch, lived.run.batch) == (position.epoch, position.batch)
            assert lived.run.act == min(act, lived.run.acts.count - 1)
            assert lived.timeline.position == Position(position.epoch, position.batch, lived.run.act)
