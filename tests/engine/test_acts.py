"""The order of acts is arithmetic on numbers: it is held against the acts themselves."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run, steps
from engine.acts import GRAINS, KINDS, PHASE_NAMES, PHASES, Acts, Place

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=5).map(tuple)
ACTS = st.builds(Acts, SIZES, st.integers(1, 4))


def stage(acts: Acts, index: int) -> tuple[object, ...]:
    """What acts of one layer share: the sample, the phase, derivative or δ, and the layer."""
    place = acts.place(index)
    per_weight = place.kind if place.kind in ("derivative", "update") else ""
    return place.column, PHASES[place.kind], per_weight, place.layer


def test_every_kind_of_act_belongs_to_one_of_four_phases() -> None:
    assert set(PHASES.values()) == set(range(len(PHASE_NAMES)))
    assert KINDS[0] == "sample"
    assert KINDS[-1] == "update"


@given(ACTS)
def test_places_and_numbers_are_each_others_inverse(acts: Acts) -> None:
    places = [acts.place(index) for index in range(acts.count)]
    assert len(set(places)) == acts.count
    assert [acts.index(place) for place in places] == list(range(acts.count))


@given(ACTS)
def test_there_is_no_act_beyond_the_last(acts: Acts) -> None:
    for index in (-1, acts.count):
        with pytest.raises(IndexError, match=f"got {index}"):
            acts.place(index)


@given(ACTS, st.sampled_from(GRAINS))
def test_steps_of_any_grain_lead_from_the_first_act_to_the_end(acts: Acts, grain: str) -> None:
    stops = [0]
    while stops[-1] < acts.count:
        stops.append(acts.next_stop(stops[-1], grain))
        assert stops[-1] > stops[-2]
    assert stops[-1] == acts.count


@given(ACTS, st.sampled_from(GRAINS))
def test_a_step_back_comes_to_the_stop_before(acts: Acts, grain: str) -> None:
    stops = [0]
    while (following := acts.next_stop(stops[-1], grain)) < acts.count:
        stops.append(following)
    for before, stop in pairwise(stops):
        assert acts.previous_stop(stop, grain) == before
    assert acts.previous_stop(0, grain) == -1


@given(ACTS)
def test_from_amid_a_layer_a_step_back_leads_to_its_beginning_and_a_step_on_to_the_next(acts: Acts) -> None:
    for index in range(acts.count):
        end = acts.next_stop(index, "layer")
        begin = acts.previous_stop(end, "layer")
        assert len({stage(acts, inner) for inner in range(begin, end)}) == 1
        if end < acts.count:
            assert stage(acts, end) != stage(acts, index)
        if begin:
            assert stage(acts, begin - 1) != stage(acts, index)


@given(ACTS)
def test_the_first_act_of_a_phase_is_found_for_every_sample(acts: Acts) -> None:
    for column in range(acts.samples):
        firsts = [acts.first_of(phase, column) for phase in range(4)]
        assert firsts == sorted(firsts)
        for phase, first in enumerate(firsts):
            place = acts.place(first)
            assert PHASES[place.kind] == phase
            assert place.column == (None if phase == 3 else column)
            assert first == 0 or acts.place(first - 1).kind != place.kind


@given(ACTS)
def test_phases_fill_one_after_the_other_and_never_empty_before_the_next_sample(acts: Acts) -> None:
    shares = [acts.shares(index) for index in range(acts.count)]
    assert all(0 <= share <= 1 for found in shares for share in found)
    for index, (before, after) in enumerate(pairwise(shares)):
        grown = [phase for phase in range(4) if before[phase] != after[phase]]
        if index + 1 == acts.batch_cost:
            assert before == after == (1.0, 1.0, after[2], 0.0)  # the error of the last sample stands
        elif acts.place(index + 1).column == acts.place(index).column or acts.place(index + 1).column is None:
            assert all(after[phase] >= before[phase] for phase in range(4))
            assert PHASES[acts.place(index + 1).kind] in grown
    assert shares[-1] == (1.0, 1.0, 1.0, 1.0)


@given(ACTS)
def test_every_phase_before_the_present_one_reads_as_done(acts: Acts) -> None:
    for index in range(acts.count):
        phase = PHASES[acts.place(index).kind]
        shares = acts.shares(index)
        assert shares[:phase] == (1.0,) * phase
        assert shares[phase] > 0


@pytest.mark.parametrize("hidden", [(), (Layer(3),), (Layer(2), Layer(3))])
def test_each_number_has_the_act_that_is_told(hidden: tuple[Layer, ...]) -> None:
    told = steps(Run(Experiment(hidden=hidden, batch=3, data=Data("blobs"))))
    for index, step in enumerate(told.acts()):
        place = told.order.place(index)
        found = Place(
            step.kind,
            None if step.sample is None else told.samples.tolist().index(step.sample),
            step.layer if step.sample is not None or step.kind != "cost" else 0,
            step.unit or 0,
            step.source or 0,
        )
        assert found == place
