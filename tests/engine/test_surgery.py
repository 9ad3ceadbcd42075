"""Surgery: what is left of a network is left to the bit, what is new comes from the seed, and undoing brings back."""

import itertools
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run, choose, load, save, surgery
from engine.errors import ExperimentError
from engine.experiment import Stop, Weight
from engine.fitting import with_data
from engine.network import Network, first_network
from engine.optimizers import OPTIMIZERS
from engine.rules import is_weight
from engine.surgery import Graft, Mark, Patient, Place, Surgeon, Surgery, place_of
from engine.trainer import LOOPS
from engine.trainer.loop import Loop
from tests.engine.strategies import random_table, relaxed, small_experiments
from tests.engine.test_run import make, moves

SMALL = Experiment(data=Data(samples=46), optimizer=choose("adam"), rate=0.02)  # an epoch is 10 + 10 + 3
W = (1, 2, 1)


def weights_of(sizes: tuple[int, ...]) -> list[Weight]:
    """Every (l, j, k), in the order of the flat buffer."""
    return [
        (layer, target, source)
        for layer, (below, above) in enumerate(pairwise(sizes), start=1)
        for target in range(1, above + 1)
        for source in range(below + 1)
    ]


def by_definition(graft: Graft, sizes: tuple[int, ...]) -> dict[Weight, Weight]:
    """Which weight of the new network is which of the old one: both ends are kept, and were connected."""
    found = {}
    for layer, target, source in weights_of(graft.sizes):
        into = graft.origins[layer][target - 1]
        out_of = (into[0] - 1, 0) if into and source == 0 else graft.origins[layer - 1][source - 1]
        if into and out_of and out_of[0] == into[0] - 1:
            found[layer, target, source] = (out_of[0], into[1], out_of[1])
    assert all(is_weight(was, sizes) for was in found.values())
    return found


@st.composite
def structures(draw: st.DrawFn) -> tuple[Experiment, Graft]:
    """A network, and any way in which its units may have become those of another one."""
    hidden = draw(st.lists(st.integers(1, 4), max_size=3))
    experiment = replace(
        SMALL, hidden=tuple(map(Layer, hidden)), optimizer=choose(draw(st.sampled_from(["gd", "adam"])))
    )
    sizes, origins = experiment.sizes, []
    left = {layer: list(range(1, units + 1)) for layer, units in enumerate(sizes, start=1)}
    others = [layer for layer in left if 1 < layer < len(sizes)]
    for _ in range(draw(st.integers(0, 4))):
        units: list[Place | None] = []
        for _ in range(draw(st.integers(1, 4))):
            layer = draw(st.sampled_from([0, *others]))
            unit = draw(st.sampled_from(left[layer])) if layer and left[layer] else 0
            if unit:
                left[layer].remove(unit)
            units.append((layer, unit) if unit else None)
        origins.append(tuple(units))
    ends = surgery.same(sizes).origins
    return experiment, Graft((ends[0], *origins, ends[-1]))


def changed_by(experiment: Experiment, graft: Graft) -> Experiment:
    return replace(experiment, hidden=tuple(map(Layer, graft.sizes[1:-1])))


def patient(experiment: Experiment, seed: int = 0) -> Patient:
    """A network that has learnt something."""
    network, rng = first_network(experiment), np.random.default_rng(seed)
    network.flat[:] = rng.normal(size=network.flat.shape)
    memory = OPTIMIZERS[experiment.optimizer.name].init(len(network.flat))
    memory[:] = rng.normal(size=memory.shape)
    return Patient(experiment, network, memory, 17)


def bits(run: Run) -> tuple[object, ...]:
    costs = run.costs.so_far()
    columns = tuple(column.tobytes() for column in (costs.epoch, costs.train, costs.test, costs.penalty))
    place = run.epoch, run.batch, run.updates, run.age, run.marks, run.stopped
    return place, run.experiment, run.network.flat.tobytes(), run.memory.tobytes(), columns, run.accuracy()


def change(run: Run, name: str = "", **changes: Any) -> Surgery:
    """A surgery that nobody said the graft of."""
    new = replace(run.experiment, **changes)
    return Surgery(new, surgery.between(run.experiment, new), name)


# ---- grafts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graft", "origins"),
    [
        (surgery.same((2, 3, 1)), (((1, 1), (1, 2)), ((2, 1), (2, 2), (2, 3)), ((3, 1),))),
        (surgery.with_layer((2, 1), 2, 3), (((1, 1), (1, 2)), (None, None, None), ((2, 1),))),
        (surgery.with_layer((1, 2, 1), 2, 1), (((1, 1),), (None,), ((2, 1), (2, 2)), ((3, 1),))),
        (surgery.without_layer((1, 2, 3, 1), 2), (((1, 1),), ((3, 1), (3, 2), (3, 3)), ((4, 1),))),
        (surgery.with_units((1, 2, 1), 2, 2), (((1, 1),), ((2, 1), (2, 2), None, None), ((3, 1),))),
        (surgery.chosen_units((1, 3, 1), 2, (3, 1)), (((1, 1),), ((2, 3), (2, 1)), ((3, 1),))),
    ],
)
def test_a_graft_says_of_each_unit_where_it_was(graft: Graft, origins: tuple[object, ...]) -> None:
    assert graft.origins == origins
    assert graft.sizes == tuple(map(len, origins))  # type: ignore[arg-type]


def test_between_two_experiments_inputs_go_by_name_and_layers_from_the_front() -> None:
    old = replace(SMALL, features=("x1", "x2"), hidden=(Layer(2), Layer(3)))
    new = replace(SMALL, features=("x2", "x1x2", "x1"), hidden=(Layer(3),))
    assert surgery.between(old, new).origins == (((1, 2), None, (1, 1)), ((2, 1), (2, 2), None), ((4, 1),))


def test_between_two_tables_columns_go_by_their_names_wherever_they_stand() -> None:
    table = random_table(1, rows=20, inputs=3, classes=2)
    first, second, third = table.names
    old = with_data(Experiment(), table=table, name="own").experiment
    turned = replace(table, names=(third, "another", first))
    assert surgery.between(old, with_data(old, table=turned, name="own").experiment).origins[0] == (
        (1, 3),
        None,
        (1, 1),
    )
    other = replace(table, names=("a", "b", "c"))
    assert surgery.between(old, with_data(old, table=other, name="own").experiment).origins[0] == (
        (1, 1),
        (1, 2),
        (1, 3),
    )
    assert second not in turned.names


@relaxed
@given(structures())
def test_the_inverse_of_a_graft_leads_back(pair: tuple[Experiment, Graft]) -> None:
    experiment, graft = pair
    back = graft.inverse(experiment.sizes)
    assert back.sizes == experiment.sizes
    there = by_definition(graft, experiment.sizes)
    assert by_definition(back, graft.sizes) == {was: weight for weight, was in there.items()}
    assert back.inverse(graft.sizes) == graft


@relaxed
@given(structures())
def test_weights_move_with_their_ends(pair: tuple[Experiment, Graft]) -> None:
    experiment, graft = pair
    there = by_definition(graft, experiment.sizes)
    assert graft.moves(weights_of(experiment.sizes)) == {was: weight for weight, was in there.items()}
    assert set(graft.moved(weights_of(experiment.sizes))) == set(there)
    here, was = graft.kept(experiment.sizes)
    assert dict(zip(here.tolist(), was.tolist(), strict=True)) == dict(
        zip(place_of(graft.sizes, there).tolist(), place_of(experiment.sizes, there.values()).tolist(), strict=True)
    )


@relaxed
@given(structures())
def test_the_place_of_a_weight_is_its_place_in_the_buffer(pair: tuple[Experiment, Graft]) -> None:
    sizes = pair[0].sizes
    assert place_of(sizes, weights_of(sizes)).tolist() == list(range(len(first_network(pair[0]).flat)))


@pytest.mark.parametrize(
    "graft",
    [
        surgery.same((2, 5, 1)),
        surgery.chosen_units((2, 5, 1), 2, (1, 2, 3, 5)),
        surgery.chosen_units((2, 4, 1), 2, (1, 1, 2, 3)),
        Graft((((1, 1), (1, 2)), ((7, 1), None, None, None), ((3, 1),))),
    ],
)
def test_a_change_of_another_network_is_refused_and_changes_nothing(graft: Graft) -> None:
    run = Run(SMALL)
    before = bits(run)
    with pytest.raises(ValueError, match="of another network than 2-4-1"):
        run.operate(Surgery(SMALL, graft))
    assert bits(run) == before


# ---- what is kept --------------------------------------------------------------------------------------------------


@relaxed
@given(structures(), st.integers(0, 3))
def test_what_is_kept_is_kept_to_the_bit_and_what_is_new_comes_from_the_seed(
    pair: tuple[Experiment, Graft], before: int
) -> None:
    experiment, graft = pair
    old, new = patient(experiment), changed_by(experiment, graft)
    now, again, later = (Surgeon().operate(Surgery(new, graft), old, number) for number in (before, before, before + 1))
    there = by_definition(graft, experiment.sizes)
    here, was = place_of(graft.sizes, there), place_of(experiment.sizes, there.values())
    assert now.network.flat[here].tobytes() == old.network.flat[was].tobytes()
    assert now.memory[:, here].tobytes() == old.memory[:, was].tobytes()
    assert now.network.flat.tobytes() == again.network.flat.tobytes()
    fresh = [place for weight, place in _places(graft.sizes) if weight not in there and weight[2]]
    assert not now.memory[:, fresh].any()
    assert (now.network.flat[fresh] != later.network.flat[fresh]).all()
    assert (now.network.sizes, now.network.activations, now.age) == (new.sizes, new.activations, old.age)


def _places(sizes: tuple[int, ...]) -> list[tuple[Weight, int]]:
    return [(weight, number) for number, weight in enumerate(weights_of(sizes))]


@relaxed
@given(structures(), st.booleans())
def test_taken_back_at_once_it_has_left_no_trace_and_neither_has_doing_it_again(
    pair: tuple[Experiment, Graft], cuts: bool
) -> None:
    experiment, graft = pair
    if cuts:
        experiment = replace(experiment, pruned=tuple(weights_of(experiment.sizes)[::3]))
    surgeon = Surgeon(cut={weight: 7.0 + number for number, weight in enumerate(experiment.pruned)})
    old, cut = patient(experiment), dict(surgeon.cut)
    old.network.flat[place_of(experiment.sizes, experiment.pruned)] = 0
    new = replace(changed_by(replace(experiment, pruned=()), graft), pruned=graft.moved(experiment.pruned))
    there = surgeon.operate(Surgery(new, graft, keeps=1), old, 0)
    cut_there = dict(surgeon.cut)
    back = surgeon.operate(Surgery(experiment, graft.inverse(experiment.sizes), keeps=2, restores=1), there, 1)
    assert_same(back, old)
    assert surgeon.cut == cut
    again = surgeon.operate(Surgery(new, graft, keeps=1, restores=2), back, 2)
    assert_same(again, there)
    assert surgeon.cut == cut_there


def assert_same(one: Patient, other: Patient) -> None:
    assert one.experiment == other.experiment
    assert one.network.flat.tobytes() == other.network.flat.tobytes()
    assert one.memory.tobytes() == other.memory.tobytes()
    assert one.age == other.age


def test_taken_back_after_some_learning_the_others_keep_what_they_have_learnt() -> None:
    run = Run(SMALL)
    run.advance(epochs=2)
    before, graft = run.network.flat.copy(), surgery.chosen_units((2, 4, 1), 2, (1, 2, 4))
    run.operate(Surgery(replace(SMALL, hidden=(Layer(3),)), graft, keeps=1))
    run.advance(epochs=2)
    learnt = run.network.flat.copy()
    run.operate(Surgery(SMALL, graft.inverse((2, 4, 1)), restores=1))
    here, there = graft.inverse((2, 4, 1)).kept((2, 3, 1))
    assert run.network.flat[here].tobytes() == learnt[there].tobytes()
    gone = np.setdiff1d(np.arange(len(before)), here)
    assert len(gone) == 3 + 1  # into unit 3, and out of it
    assert run.network.flat[gone].tobytes() == before[gone].tobytes()


def test_only_what_is_taken_away_is_kept() -> None:
    run = Run(SMALL)
    run.operate(Surgery(SMALL, surgery.same(SMALL.sizes), keeps=1))
    run.operate(Surgery(SMALL, surgery.same(SMALL.sizes), values=((W, 0.5),), keeps=2))
    assert [len(run.surgeon.lost[number].places) for number in (1, 2)] == [0, 1]


def test_what_nobody_kept_is_drawn_and_weights_by_hand_are_set_once_more() -> None:
    run = Run(SMALL)
    graft = surgery.with_units(SMALL.sizes, 2, 1)
    larger = replace(SMALL, hidden=(Layer(5),))
    run.operate(Surgery(larger, graft, values=((W, 0.25),), forgotten=frozenset([W]), restores=99))
    assert run.weight(*W) == 0.25
    assert np.isfinite(run.network.flat).all()


# ---- weights by hand -----------------------------------------------------------------------------------------------


def set_by_hand(run: Run, keeps: int, *, goes_on: bool = False, **values: float) -> tuple[Surgery, Surgery]:
    """Set weights; return that, and what takes it back."""
    places = tuple((tuple(map(int, name[1:])), value) for name, value in values.items())
    graft = surgery.same(run.experiment.sizes)
    done = Surgery(run.experiment, graft, "Set", values=places, keeps=keeps, goes_on=goes_on)  # type: ignore[arg-type]
    run.operate(done)
    back = frozenset(weight for weight, _ in places)
    return done, Surgery(run.experiment, graft, "Undo", forgotten=back, keeps=keeps + 1, restores=keeps)  # type: ignore[arg-type]


def test_a_weight_set_by_hand_is_that_number_and_all_others_stay() -> None:
    run = Run(SMALL)
    run.advance(batches=4)
    before, memory = run.network.flat.copy(), run.memory.copy()
    _, back = set_by_hand(run, 1, w121=2 / 3)
    assert run.weight(1, 2, 1) == 2 / 3
    assert (run.network.flat != before).sum() == 1
    run.operate(back)
    assert run.network.flat.tobytes() == before.tobytes()
    assert run.memory[:, place_of(SMALL.sizes, [(1, 1, 1)])].any()
    assert run.memory[:, :3].tobytes() == memory[:, :3].tobytes()
    assert run.memory.tobytes() == memory.tobytes()


def test_done_again_a_weight_set_by_hand_is_what_it_was_before_it_was_taken_back() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    done, back = set_by_hand(run, 1, w121=0.5)
    run.advance(epochs=3)
    learnt = run.network.flat.copy()
    run.operate(back)
    run.operate(replace(done, forgotten=back.forgotten, restores=2))
    assert run.network.flat.tobytes() == learnt.tobytes()


def test_a_gesture_over_several_weights_is_taken_back_as_one() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    before = run.network.flat.copy()
    set_by_hand(run, 1, w121=0.5)
    set_by_hand(run, 1, goes_on=True, w121=0.7, w130=0.1)
    set_by_hand(run, 1, goes_on=True, w121=0.9)
    chosen = frozenset([(1, 2, 1), (1, 3, 0)])
    run.operate(Surgery(SMALL, surgery.same(SMALL.sizes), forgotten=chosen, restores=1))
    assert run.network.flat.tobytes() == before.tobytes()


def test_weights_only_are_changed_without_compiling_anew() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    loop, network = run.loop, run.network
    set_by_hand(run, 1, w121=0.5)
    assert (run.loop, run.network) == (loop, network)


# ---- cut and connected again ---------------------------------------------------------------------------------------


def test_what_is_cut_is_0_and_comes_back_with_its_weight_while_training_goes_on() -> None:
    run = Run(SMALL)
    run.advance(epochs=2)
    value = run.weight(*W)
    run.operate(change(run, pruned=(W,)))
    run.advance(epochs=1)
    assert run.weight(*W) == 0
    run.operate(change(run, pruned=()))
    assert run.weight(*W) == value
    run.advance(epochs=1)
    assert run.weight(*W) != value


def test_what_was_cut_from_the_start_comes_back_with_its_first_weight() -> None:
    run = Run(replace(SMALL, pruned=(W,)))
    run.advance(epochs=1)
    run.operate(change(run, pruned=()))
    assert run.weight(*W) == Run(SMALL).weight(*W)


def test_a_cut_weight_comes_back_after_the_structure_changed_around_it() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    value = run.weight(*W)
    run.operate(change(run, pruned=(W,)))
    moved = surgery.chosen_units((2, 4, 1), 2, (2, 4, 1))
    cut = moved.moved([W])
    run.operate(Surgery(replace(run.experiment, hidden=(Layer(3),), pruned=cut), moved))
    run.operate(change(run, features=("x2", "x1"), pruned=((1, 1, 2),)))
    run.advance(epochs=1)
    assert cut == ((1, 1, 1),)
    assert run.weight(1, 1, 2) == 0
    run.operate(change(run, pruned=()))
    assert run.weight(1, 1, 2) == value


def test_a_cut_weight_that_goes_with_its_unit_and_comes_back_with_it_is_not_forgotten() -> None:
    run = Run(SMALL)
    value = run.weight(*W)
    run.operate(change(run, pruned=(W,)))
    cut, graft = run.experiment, surgery.chosen_units((2, 4, 1), 2, (1, 3, 4))
    run.operate(Surgery(replace(SMALL, hidden=(Layer(3),)), graft, keeps=1))
    run.advance(epochs=1)
    run.operate(Surgery(cut, graft.inverse((2, 4, 1)), restores=1))
    assert run.weight(*W) == 0
    run.operate(change(run, pruned=()))
    assert run.weight(*W) == value


def test_connecting_taken_back_and_done_again_keeps_what_the_weight_has_learnt() -> None:
    run = Run(SMALL)
    run.operate(change(run, pruned=(W,)))
    cut, graft = run.experiment, surgery.same(SMALL.sizes)
    run.operate(Surgery(SMALL, graft, keeps=1))
    run.advance(epochs=2)
    learnt = run.network.flat.copy()
    run.operate(Surgery(cut, graft, keeps=2, restores=1))
    assert run.weight(*W) == 0
    run.operate(Surgery(SMALL, graft, keeps=1, restores=2))
    assert run.network.flat.tobytes() == learnt.tobytes()


def test_a_hand_set_value_is_what_a_cut_weight_comes_back_with() -> None:
    run = Run(SMALL)
    set_by_hand(run, 1, w121=0.625)
    run.operate(change(run, pruned=(W,)))
    set_by_hand(run, 3, w111=-3.0)
    run.operate(change(run, pruned=()))
    assert (run.weight(*W), run.weight(1, 1, 1)) == (0.625, -3.0)


def test_a_value_set_while_it_is_cut_is_the_one_it_comes_back_with() -> None:
    run = Run(SMALL)
    run.operate(change(run, pruned=(W,)))
    set_by_hand(run, 1, w121=0.625)
    assert run.weight(*W) == 0
    run.operate(change(run, pruned=()))
    assert run.weight(*W) == 0.625


def test_what_is_frozen_stays_to_the_bit_until_it_is_not() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    value = run.weight(*W)
    run.operate(change(run, frozen=(W,)))
    run.advance(epochs=2)
    assert run.weight(*W) == value
    run.operate(change(run, frozen=()))
    run.advance(batches=1)
    assert run.weight(*W) != value


# ---- how it is learnt ----------------------------------------------------------------------------------------------


def test_another_optimizer_starts_afresh_and_the_one_before_comes_back_as_it_was() -> None:
    run, straight = Run(SMALL), Run(SMALL)
    for one in (run, straight):
        one.advance(epochs=2)
    to = change(run, optimizer=choose("rmsprop"))
    run.operate(replace(to, keeps=1))
    assert run.age == 0
    assert not run.memory.any()
    run.operate(Surgery(SMALL, surgery.same(SMALL.sizes), keeps=2, restores=1))
    assert run.age == straight.age == 6
    run.advance(epochs=2)
    straight.advance(epochs=2)
    assert run.network.flat.tobytes() == straight.network.flat.tobytes()
    assert run.memory.tobytes() == straight.memory.tobytes()


def test_optimizers_that_remember_as_many_things_do_not_take_them_for_each_other() -> None:
    one, other = [name for name, kind in OPTIMIZERS.items() if kind.init(1).shape == (1, 1)][:2]
    run = Run(replace(SMALL, optimizer=choose(one)))
    run.advance(epochs=1)
    assert run.memory.any()
    run.operate(change(run, optimizer=choose(other)))
    assert not run.memory.any()


def test_an_optimizer_amid_an_epoch_learns_as_if_it_had_just_begun() -> None:
    """Adam counts its updates: the first one after the change is its first."""
    run = Run(replace(SMALL, optimizer=choose("gd")))
    run.advance(batches=4)
    before = run.network.flat.copy()
    run.operate(change(run, optimizer=choose("adam")))
    run.advance(batches=1)
    step = np.abs(run.network.flat - before)
    assert step.max() == pytest.approx(SMALL.rate, rel=1e-3)
    assert run.age == 1


def test_an_optimizers_parameter_changes_and_its_memory_stays() -> None:
    run = Run(SMALL)
    run.advance(epochs=1)
    memory = run.memory.copy()
    run.operate(change(run, optimizer=choose("adam", beta1=0.5)))
    assert run.memory.tobytes() == memory.tobytes()
    assert run.age == 3


def test_another_mini_batch_size_amid_an_epoch_begins_a_new_one() -> None:
    run = Run(SMALL)
    run.advance(batches=5)
    before = run.network.flat.copy()
    run.operate(change(run, batch=4))
    assert (run.epoch, run.batch, run.batches_per_epoch, run.updates) == (1, 0, 6, 5)
    assert run.network.flat.tobytes() == before.tobytes()
    seen: list[int] = []
    for _ in range(6):
        seen += run.pending().samples.tolist()
        run.advance(batches=1)
    assert sorted(seen) == run.samples.train.tolist()
    assert run.epoch == 2


def test_features_come_and_go_and_the_other_weights_stay() -> None:
    run = Run(SMALL)
    run.advance(batches=4)
    into, above = run.W[1].copy(), run.W[2].copy()
    run.operate(change(run, features=("x2", "x1x2", "x1")))
    np.testing.assert_array_equal(run.W[1][:, [0, 3, 1]], into)
    np.testing.assert_array_equal(run.W[2], above)
    assert run.samples.inputs.shape == (46, 3)
    run.advance(epochs=1)
    run.operate(change(run, features=("x1x2",)))
    assert run.W[1].shape == (4, 2)
    run.advance(epochs=2)
    assert run.epoch == 4


# ---- in mid-run ----------------------------------------------------------------------------------------------------

CHANGES: dict[str, dict[str, Any]] = {
    "unit": {"hidden": (Layer(5),)},
    "layer": {"hidden": (Layer(4), Layer(2, "relu"))},
    "no layer": {"hidden": ()},
    "dropout": {"hidden": (Layer(4, dropout=0.3),)},
    "features": {"features": ("x1", "x2", "x1x2")},
    "batch": {"batch": 7},
    "optimizer": {"optimizer": choose("momentum")},
    "frozen": {"frozen": (W,)},
    "pruned": {"pruned": (W, (1, 1, 0))},
}


@pytest.fixture(params=[*LOOPS, None], ids=lambda kind: kind.__name__ if kind else "usual")
def loop_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[Loop] | None:
    """Every loop in turn, then the one that a run takes by itself."""
    if request.param:
        monkeypatch.setattr("engine.run.loop_of", lambda *arguments: request.param(*arguments))
    kind: type[Loop] | None = request.param
    return kind


@pytest.mark.parametrize("batches", [0, 3, 4, 5])
@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.usefixtures("loop_kind")
def test_however_it_is_advanced_to_a_surgery_and_on_it_gives_the_same_bits(
    name: str, batches: int, tmp_path: Path
) -> None:
    start = replace(SMALL, hidden=(Layer(4, dropout=0.2),))
    runs = [Run(start) for _ in range(4)]
    runs[0].advance(batches=batches)
    for _ in range(batches):
        runs[1].advance(batches=1)
        runs[1].pending()
    for clock in [itertools.count(100).__next__]:
        while runs[2].updates < batches:
            runs[2].advance(batches=batches - runs[2].updates, seconds=1, clock=clock)
    runs[3].advance(batches=batches)
    runs[3].pending()
    runs[3].advance(acts=3)
    for run in runs:
        run.operate(change(run, name, **CHANGES[name]))
    assert len({bits(run) for run in runs}) == 1
    save(runs[0], tmp_path / "run.npz")
    runs.append(load(tmp_path / "run.npz"))
    runs.append(Run.from_state(runs[0].experiment, runs[0].state()))
    assert len({bits(run) for run in runs}) == 1
    runs[0].advance(epochs=3)
    for _ in range(3):
        runs[1].advance(epochs=1)
    while runs[2].epoch < runs[0].epoch:
        runs[2].advance(epochs=1, seconds=1, clock=itertools.count(100).__next__)
    while runs[3].epoch < runs[0].epoch:
        runs[3].advance(batches=1)
    for run in runs[4:]:
        run.advance(epochs=3)
    assert len({bits(run) for run in runs}) == 1


def test_a_surgery_while_an_evaluation_is_pending_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.trainer.pieces.MOST_SAMPLES", 12)  # so that evaluating takes four pieces
    pending, straight = Run(SMALL), Run(SMALL)
    straight.advance(epochs=1)
    while pending.updates < 3:
        pending.advance(seconds=0, clock=itertools.count(100).__next__)
    assert pending.epoch == 0
    for run in (pending, straight):
        run.operate(change(run, hidden=(Layer(6),)))
    assert bits(pending) == bits(straight)
    for run in (pending, straight):
        run.advance(epochs=2)
    assert bits(pending) == bits(straight)


@pytest.mark.parametrize("batches", [3, 4, 5])
@pytest.mark.usefixtures("loop_kind")
def test_a_run_that_diverges_after_a_surgery_goes_back_to_it_to_the_bit(batches: int) -> None:
    run = Run(replace(SMALL, hidden=(Layer(4, dropout=0.2),)))
    run.advance(batches=batches)
    run.pending()
    run.operate(change(run, "Add", hidden=(Layer(5, dropout=0.2),)))
    straight = Run.from_state(run.experiment, run.state())
    kept = bits(run)
    if batches < 5:
        run.advance(batches=1)
    run.network.flat[:] = math.inf
    with pytest.raises(DivergedError) as caught:
        run.advance(epochs=1)
    assert bits(run) == kept
    assert ("the last change by hand, is kept" in str(caught.value)) == (batches > 3)
    run.advance(epochs=2)
    straight.advance(epochs=2)
    assert bits(run) == bits(straight)


def test_a_surgery_on_an_epoch_that_is_about_to_diverge_is_done_on_what_was_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.trainer.pieces.MOST_SAMPLES", 12)  # so that evaluating takes four pieces
    run = Run(SMALL)
    kept = run.network.flat.copy()
    while run.updates < 3:
        run.advance(seconds=0, clock=itertools.count(100).__next__)
    monkeypatch.setattr("engine.trainer.evaluation.Evaluation.means", lambda self: (math.nan, math.nan))
    with pytest.raises(DivergedError):
        run.operate(change(run, frozen=(W,)))
    assert run.experiment.frozen == (W,)
    assert (run.epoch, run.batch) == (0, 0)
    assert run.network.flat.tobytes() == kept.tobytes()


@pytest.mark.parametrize(
    "changes",
    [{"seed": 2}, {"initializer": choose("he")}, {"output": "tanh", "cost": "squared"}, {"reduction": "sum"}],
    ids=lambda changes: next(iter(changes)),
)
def test_what_needs_a_new_run_is_refused_and_changes_nothing(changes: dict[str, Any]) -> None:
    run = Run(SMALL)
    run.advance(batches=4)
    before = bits(run)
    with pytest.raises(ValueError, match="needs a new run"):
        run.operate(change(run, **changes))
    assert bits(run) == before


# ---- the record ----------------------------------------------------------------------------------------------------


def test_the_record_goes_on_with_a_mark_and_its_last_costs_are_those_of_the_changed_network() -> None:
    run = Run(SMALL)
    run.advance(epochs=2)
    before = run.costs.so_far()
    handed_out = before.train.tobytes()
    run.operate(change(run, "Remove layer 2", hidden=()))
    costs = run.costs.so_far()
    assert costs.epoch.tolist() == [0, 1, 2]
    assert costs.train[:2].tolist() == before.train[:2].tolist()
    train = run.samples.train
    cost = run.objective.data_term(run.network, run.samples.inputs[train], run.samples.targets[:, train])
    assert costs.train[2] == pytest.approx(cost)
    assert costs.train[2] != before.train[2]
    assert before.train.tobytes() == handed_out
    run.advance(batches=4)
    run.operate(change(run, "Freeze", frozen=((1, 1, 1),)))
    assert run.costs.so_far().epoch.tolist() == [0, 1, 2, 3]
    assert run.marks == (Mark(2, 0, "Remove layer 2", 3), Mark(3, 1, "Freeze", 3))


def test_what_one_gesture_does_at_one_moment_is_one_mark() -> None:
    run = Run(SMALL)
    graft = surgery.same(SMALL.sizes)
    for value in (0.1, 0.2, 0.3):
        name = f"Set to {value}"
        run.operate(Surgery(SMALL, graft, name, values=((W, value),), keeps=1, goes_on=value > 0.1))
    assert run.marks == (Mark(0, 0, "Set to 0.3", 3),)
    run.advance(batches=1)
    run.operate(Surgery(SMALL, graft, "Set to 0.4", values=((W, 0.4),), keeps=1, goes_on=True))
    run.operate(Surgery(SMALL, graft, "Set to 0.4", values=((W, 0.4),), keeps=2))
    run.operate(Surgery(SMALL, graft, "Set to 0.5", values=((W, 0.5),), keeps=3))
    assert [mark.name for mark in run.marks] == ["Set to 0.3", "Set to 0.4", "Set to 0.5"]


def test_two_surgeries_told_as_one_mark_draw_different_weights() -> None:
    run = Run(SMALL)
    drawn = []
    for _ in range(2):
        run.operate(change(run, "Grow", hidden=(Layer(5),)))
        drawn.append(run.W[1][4].tolist())
        run.operate(change(run, "Grow", hidden=(Layer(4),)))
    assert len(run.marks) == 1
    assert drawn[0] != drawn[1]


def test_patience_begins_afresh_with_a_surgery() -> None:
    runs = [Run(replace(SMALL, stop=Stop(patience=3), frozen=tuple(weights_of(SMALL.sizes)))) for _ in range(2)]
    for run in runs:
        run.advance(epochs=2)
    set_by_hand(runs[1], 1, w121=0.5)
    for run in runs:
        run.advance(epochs=2)
    assert [bool(run.stopped) for run in runs] == [True, False]


def test_the_network_that_is_operated_on_is_left_alone() -> None:
    old = patient(SMALL)
    flat, memory = old.network.flat.tobytes(), old.memory.tobytes()
    Surgeon().operate(Surgery(replace(SMALL, pruned=(W,)), surgery.same(SMALL.sizes), values=((W, 1.0),)), old, 0)
    assert isinstance(old.network, Network)
    assert (old.network.flat.tobytes(), old.memory.tobytes()) == (flat, memory)


@relaxed
@given(small_experiments, moves, moves, st.lists(st.sampled_from(list(CHANGES)), min_size=1, max_size=3))
def test_the_way_of_advancing_before_between_and_after_surgeries_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory,
    experiment: Experiment,
    way: list[tuple[str, int]],
    way_on: list[tuple[str, int]],
    names: list[str],
) -> None:
    path = tmp_path_factory.getbasetemp() / "operated.npz"
    run, same = Run(experiment), Run(experiment)
    for name, part in zip((*names, ""), itertools.cycle((way, way_on))):
        run, done, reason = make(run, part, path)
        same, again, same_reason = make(same, [("batches", done)], path)
        assume(not reason)
        assert (again, same_reason) == (done, "")
        assert bits_but_nan(run) == bits_but_nan(same)
        if name:
            surgeries = [possible_change(one, name) for one in (run, same)]
            assume(surgeries[0] is not None)
            for one, operation in zip((run, same), surgeries, strict=True):
                assert operation is not None
                one.operate(operation)
            assert bits_but_nan(run) == bits_but_nan(same)


def possible_change(run: Run, name: str) -> Surgery | None:
    """A change that a random experiment may not allow; None if so."""
    try:
        bare = replace(run.experiment, **({"frozen": (), "pruned": ()} | CHANGES[name]))
        graft = surgery.between(run.experiment, bare)
        kept = {"frozen": graft.moved(run.experiment.frozen), "pruned": graft.moved(run.experiment.pruned)}
        return Surgery(replace(bare, **(kept | CHANGES[name])), graft, name)
    except ExperimentError:
        return None


def bits_but_nan(run: Run) -> str:
    """What is the same, NaN too."""
    return repr(bits(run))


def test_other_data_are_learnt_from_with_the_weights_as_they_are_in_a_new_epoch() -> None:
    run = Run(SMALL)
    run.advance(epochs=2, batches=100)
    run.advance(batches=1)
    weights, memory = run.network.flat.copy(), run.memory.copy()
    run.operate(change(run, data=Data("xor", samples=61)))
    assert run.network.flat.tobytes() == weights.tobytes()
    assert run.memory.tobytes() == memory.tobytes()
    assert (run.epoch, run.batch, len(run.samples.train)) == (2, 0, 30)
    assert run.marks[-1].epoch == 2
    fresh = Run(run.experiment)
    assert run.samples.points.tobytes() == fresh.samples.points.tobytes()
    evaluated = run.present_costs
    run.evaluate()
    assert run.present_costs == evaluated
    run.advance(epochs=3)
    assert run.epoch == 5
