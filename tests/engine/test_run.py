"""Run: the same experiment gives the same bits, however it is advanced, and it visibly solves its problem."""

import itertools
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run, choose, gradient_check, load, save, steps
from engine.experiment import EFFECTS, Effect, Stop
from engine.seeds import generator
from engine.snapshot import take
from tests.engine import lecture
from tests.engine.strategies import relaxed, small_experiments

SMALL = Experiment(data=Data(samples=46))  # 23 to learn from, so an epoch is 10 + 10 + 3


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    return itertools.count(100).__next__


def state(run: Run) -> tuple[object, ...]:
    costs = run.costs.so_far()
    columns = tuple(column.tobytes() for column in (costs.epoch, costs.train, costs.test, costs.penalty))
    return run.epoch, run.batch, run.updates, run.stopped, run.network.sha256(), run.memory.tobytes(), columns


# ---- it learns -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_first_pending_sample_is_known_before_the_order_is_drawn(shuffle: bool) -> None:
    run, twin = (Run(replace(Experiment(), shuffle=shuffle)) for _ in range(2))
    first = run.first_pending
    assert first == run.pending().samples[0] == run.first_pending
    run.advance(epochs=3)
    twin.advance(epochs=3)
    assert run.network.sha256() == twin.network.sha256()
    assert run.first_pending == run.pending().samples[0]


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 7])
def test_default_experiment_is_solved_after_300_epochs(seed: int) -> None:
    run = Run(Experiment(seed=seed))
    assert max(run.accuracy()) < 0.9
    run.advance(epochs=300)
    assert min(run.accuracy()) > 0.97
    costs = run.costs.so_far()
    assert costs.train[-1] < 0.2 * costs.train[0]
    assert costs.test[-1] < 0.3 * costs.test[0]


def test_equal_experiments_give_equal_bits_and_other_seeds_others() -> None:
    prints = []
    for seed in (1, 1, 2, 3):
        run = Run(Experiment(seed=seed))
        run.advance(epochs=20)
        prints.append(run.network.sha256())
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_every_weight_is_the_one_of_the_lectures_loops() -> None:
    """Three epochs of 10 + 10 + 3 samples, in the order that the seed gives, against plain Python."""
    experiment = replace(SMALL, hidden=(Layer(3, "tanh"), Layer(2, "sigmoid")))
    run = Run(experiment)
    weights = [matrix.tolist() for matrix in run.W.values()]
    order = generator(experiment.seed, "order")
    for _ in range(3):
        shuffled = order.permutation(run.samples.train)
        for part in (shuffled[:10], shuffled[10:20], shuffled[20:]):
            gradients = [
                lecture.gradient(weights, experiment.activations, run.samples.inputs[i], run.samples.targets[:, i])
                for i in part
            ]
            for layer, matrix in enumerate(weights):
                for j, row in enumerate(matrix):
                    for k in range(len(row)):
                        row[k] -= experiment.rate * sum(g[layer][j][k] for g in gradients) / len(part)
    assert run.advance(epochs=3) == 9
    for mine, theirs in zip(weights, run.W.values(), strict=True):
        np.testing.assert_allclose(theirs, mine, rtol=1e-10, atol=1e-12)


def test_every_epoch_has_an_order_of_its_own() -> None:
    run, orders = Run(SMALL), []
    for _ in range(4):
        run.advance(batches=1)
        orders.append(tuple(run._order))
        run.advance(epochs=1)
    assert len(set(orders)) == 4
    assert {tuple(sorted(order)) for order in orders} == {tuple(run.samples.train)}


def test_a_batch_of_all_and_more_is_batch_gradient_descent() -> None:
    runs = [Run(replace(SMALL, batch=batch)) for batch in (23, 10**9, 0)]
    assert [run.advance(epochs=5) for run in runs] == [5, 5, 5]
    assert len({run.network.sha256() for run in runs}) == 1


@pytest.mark.parametrize("batch", [1, 7, 23, 0])
def test_without_shuffling_every_epoch_takes_the_samples_in_their_order(batch: int) -> None:
    run = Run(replace(SMALL, batch=batch, shuffle=False))
    for _ in range(3):
        seen = []
        for _ in range(run.batches_per_epoch):
            seen += run.pending().samples.tolist()
            run.advance(batches=1)
        assert seen == run.samples.train.tolist()
    assert run.epoch == 3


@pytest.mark.parametrize("batch", [1, 7, 23, 0])
def test_every_sample_is_learnt_from_once_an_epoch(batch: int) -> None:
    run = Run(replace(SMALL, batch=batch))
    for _ in range(3):
        seen = []
        for _ in range(run.batches_per_epoch):
            seen += run.pending().samples.tolist()
            run.advance(batches=1)
        assert seen != sorted(seen)
        assert sorted(seen) == run.samples.train.tolist()


@pytest.mark.parametrize("changes", [{}, {"optimizer": choose("adam")}, {"l2": 0.01}, {"batch": 7}])
def test_a_sum_over_n_with_a_rate_n_times_smaller_is_the_mean(changes: dict[str, Any]) -> None:
    """Adam does not even see the size of the gradient; under a penalty the two differ, as the penalty is the same."""
    mean = Run(replace(SMALL, **{"batch": 0} | changes, rate=0.23))
    total = Run(replace(mean.experiment, reduction="sum", rate=0.23 if "optimizer" in changes else 0.23 / 23))
    n = mean.samples.train.size
    np.testing.assert_allclose(
        total.objective.gradient(total.network, total.samples.inputs[:n], total.samples.targets[:, :n])
        - total.objective.penalty_gradient(total.network.flat),
        n
        * (
            mean.objective.gradient(mean.network, mean.samples.inputs[:n], mean.samples.targets[:, :n])
            - mean.objective.penalty_gradient(mean.network.flat)
        ),
        rtol=1e-12,
    )
    for run in (mean, total):
        run.advance(epochs=20)
    alike = np.allclose(mean.network.flat, total.network.flat, rtol=1e-5)
    assert alike == (not changes or "optimizer" in changes)


# ---- the law -------------------------------------------------------------------------------------------------------

moves = st.lists(
    st.tuples(st.sampled_from(["batches", "epochs", "seconds", "look", "steps", "state", "file"]), st.integers(0, 4)),
    max_size=6,
)


def make(run: Run, way: list[tuple[str, int]], path: Path) -> tuple[Run, int, str]:
    """Advance a run in a mixture of ways, leaving and coming back; return it, how many mini-batches that did, and why
    it diverged.
    """
    done = 0
    for limit, amount in way:
        try:
            match limit:
                case "look":
                    take(run, 1)
                    run.pending()
                    run.accuracy()
                case "steps":
                    list(steps(run).acts())
                    list(steps(run, sample=1).acts())
                    gradient_check(run)
                case "state":
                    run = Run.from_state(run.experiment, run.state())
                case "file":
                    save(run, path)
                    run = load(path)
                case "seconds":
                    done += run.advance(seconds=amount, clock=ticking())
                case _:
                    done += run.advance(**{limit: amount})
        except DivergedError as error:
            return run, done, str(error)
    return run, done, ""


@settings(deadline=None, max_examples=80)
@given(small_experiments, moves, moves, st.floats(1e-4, 0.1), st.booleans(), st.sampled_from([0.0, 0.1]))
def test_the_way_of_advancing_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory,
    experiment: Experiment,
    way: list[tuple[str, int]],
    way_on: list[tuple[str, int]],
    new_rate: float,
    new_shuffle: bool,
    new_l2: float,
) -> None:
    path = tmp_path_factory.getbasetemp() / "run.npz"
    live = {"rate": new_rate, "shuffle": new_shuffle, "l2": new_l2}
    run, done, reason = make(Run(experiment), way, path)
    same, again, same_reason = make(Run(experiment), [("batches", done)], path)
    if not reason:
        assert (again, same_reason) == (done, "")
        assert state(same) == state(run)
        for one in (run, same):
            one.adopt(replace(one.experiment, **live))
        run, done, reason = make(run, way_on, path)
        same, again, same_reason = make(same, [("batches", done)], path)
        if not reason:
            assert (again, same_reason) == (done, "")
            assert state(same) == state(run)
            assert run.stopped == same.stopped


@pytest.mark.parametrize("batches", [0, 1, 4])
def test_looking_before_a_live_change_leaves_no_trace(batches: int) -> None:
    experiment = replace(SMALL, hidden=(Layer(4, dropout=0.5),))
    runs = [Run(experiment) for _ in range(3)]
    for number, run in enumerate(runs):
        run.advance(batches=batches)
        if number:
            run.pending()
        if number == 2:
            run = runs[2] = Run.from_state(run.experiment, run.state())
        run.adopt(replace(experiment, shuffle=False))
        run.advance(batches=7)
    assert state(runs[0]) == state(runs[1]) == state(runs[2])


@relaxed
@given(small_experiments, st.integers(0, 3))
def test_epochs_are_whole_passes(experiment: Experiment, epochs: int) -> None:
    run = Run(replace(experiment, stop=Stop()))
    with suppress(DivergedError):
        run.advance(epochs=epochs)
        assert (run.epoch, run.batch) == (epochs, 0)
        same = Run(run.experiment)
        same.advance(batches=epochs * run.batches_per_epoch)
        assert state(same) == state(run)


# ---- limits --------------------------------------------------------------------------------------------------------


def test_the_short_last_batch_is_learnt_from() -> None:
    run = Run(SMALL)
    run.advance(batches=2)
    before = run.network.sha256()
    assert (run.batches_per_epoch, run.epoch, run.batch) == (3, 0, 2)
    run.advance(batches=1)
    assert (run.epoch, run.batch) == (1, 0)
    assert run.network.sha256() != before


def test_an_epoch_from_amid_an_epoch_finishes_that_one() -> None:
    run = Run(SMALL)
    run.advance(batches=1)
    assert run.advance(epochs=1) == 2
    assert (run.epoch, run.batch) == (1, 0)


@pytest.mark.parametrize("seconds", [0, -5])
def test_with_no_time_at_all_it_learns_one_mini_batch(seconds: float) -> None:
    assert Run(SMALL).advance(seconds=seconds, clock=ticking()) == 1


def test_a_time_budget_is_looked_at_after_each_call_of_the_loop() -> None:
    looks = itertools.count(100)
    assert Run(SMALL).advance(seconds=7, clock=lambda: next(looks)) >= 7
    assert next(looks) == 100 + 1 + 7  # once at the start, and until seven seconds are over


@pytest.mark.parametrize(
    ("limits", "least", "most"),
    [
        ({"batches": 2, "epochs": 5, "seconds": 9}, 2, 2),
        ({"batches": 20, "epochs": 1, "seconds": 9}, 3, 3),
        ({"batches": 20, "epochs": 5, "seconds": 4}, 4, 15),
        ({"batches": 0}, 0, 0),
        ({"epochs": 0, "seconds": 9}, 0, 0),
    ],
)
def test_the_first_limit_met_ends_it(limits: dict[str, int], least: int, most: int) -> None:
    run = Run(SMALL)
    done = run.advance(**limits, clock=ticking())
    assert least <= done <= most
    assert 3 * run.epoch + run.batch == done


def test_costs_are_recorded_at_the_start_and_after_each_epoch() -> None:
    run = Run(SMALL)
    run.advance(epochs=3)
    run.advance(batches=2)
    costs = run.costs.so_far()
    assert costs.epoch.tolist() == [0, 1, 2, 3]
    fresh = Run(SMALL)
    for epoch in range(4):
        a, y = [], []
        for sample in fresh.samples.train:
            (z,) = fresh.samples.inputs[[sample]]
            for matrix, phi in zip(fresh.W.values(), fresh.experiment.activations, strict=True):
                z = np.vectorize(lecture.PHI[phi][0])(matrix[:, 0] + matrix[:, 1:] @ z)
            a.append(z[0])
            y.append(fresh.samples.targets[0, sample])
        expected = np.mean([-math.log(p if t else 1 - p) for p, t in zip(a, y, strict=True)])
        assert costs.train[epoch] == pytest.approx(expected, rel=1e-9)
        fresh.advance(epochs=1)


# ---- adopting ------------------------------------------------------------------------------------------------------


def test_a_changed_rate_is_adopted_in_mid_run_and_makes_a_difference() -> None:
    changed, same = Run(SMALL), Run(SMALL)
    for run in (changed, same):
        run.advance(batches=4)
    before = changed.network.flat.copy()
    changed.adopt(replace(SMALL, rate=0.6))
    changed.advance(batches=1)
    same.advance(batches=1)
    assert changed.experiment.rate == 0.6
    np.testing.assert_allclose(changed.network.flat - before, 2 * (same.network.flat - before), atol=1e-14)


@pytest.mark.parametrize(
    "changes",
    [
        {"l1": 0.1},
        {"l2": 0.1},
        {"max_norm": 0.2},
        {"schedule": choose("step", every=1, factor=0.1)},
        {"rate": 0.01},
        {"shuffle": False},
        {"clip": 0.001},
        {"stop": Stop(epochs=2)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_live_change_takes_hold_at_once_and_as_if_it_had_always_been(changes: dict[str, Any]) -> None:
    changed, same, always = Run(SMALL), Run(SMALL), Run(replace(SMALL, **changes))
    for run in (changed, same):
        run.advance(epochs=1)
    weights = changed.network.flat.copy()
    changed.adopt(replace(SMALL, **changes))
    assert changed.network.flat.tobytes() == weights.tobytes()
    changed.advance(epochs=2)
    same.advance(epochs=2)
    assert state(changed) != state(same)
    always.network.flat[:] = weights
    always.epoch, always.updates = 1, 3
    always._order_rng.permutation(23)  # the order of the first epoch
    always.advance(epochs=2)
    if "shuffle" not in changes:
        assert changed.network.flat.tobytes() == always.network.flat.tobytes()


def test_every_live_field_is_in_the_table_above() -> None:
    live = {name for name, strength in EFFECTS.items() if strength is Effect.LIVE}
    assert live == {"l1", "l2", "max_norm", "schedule", "rate", "shuffle", "clip", "stop"}


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, seed=2),
        replace(SMALL, batch=5),
        replace(SMALL, features=("x1",)),
        replace(SMALL, hidden=()),
        replace(SMALL, hidden=(Layer(4, "relu"),)),
        SMALL.with_data(noise=0.1),
        replace(SMALL, rate=0.1, seed=2),
        replace(SMALL, output="tanh", cost="squared"),
        replace(SMALL, initializer=choose("he")),
        replace(SMALL, optimizer=choose("adam")),
        replace(SMALL, frozen=((1, 1, 1),)),
        replace(SMALL, pruned=((1, 1, 1),)),
        replace(SMALL, hidden=(Layer(4, dropout=0.1),)),
    ],
    ids=[
        "seed",
        "batch",
        "features",
        "hidden",
        "activation",
        "data",
        "rate and seed",
        "output",
        "initializer",
        "optimizer",
        "frozen",
        "pruned",
        "dropout",
    ],
)
def test_any_other_change_is_refused_and_changes_nothing(other: Experiment) -> None:
    run = Run(SMALL)
    with pytest.raises(ValueError, match="needs a new run"):
        run.adopt(other)
    assert run.experiment == SMALL
    run.advance(epochs=1)
    untouched = Run(SMALL)
    untouched.advance(epochs=1)
    assert state(run) == state(untouched)


@pytest.mark.parametrize("hidden", [(), (3,), (2, 4)])
@pytest.mark.parametrize("batch", [1, 7, 0])
def test_the_acts_of_a_mini_batch_are_as_many_as_the_steps_tell(hidden: tuple[int, ...], batch: int) -> None:
    run = Run(Experiment(data=Data(samples=40), hidden=tuple(Layer(units) for units in hidden), batch=batch))
    acts = list(steps(run).acts())
    assert run.acts_per_batch == len(acts)
    assert run.advance(acts=len(acts) - 1) == 0
    assert (run.updates, run.act) == (0, len(acts) - 1)
    assert run.advance(acts=1) == 1
    assert (run.updates, run.act) == (1, 0)


@relaxed
@given(
    st.integers(0, 9),
    st.lists(
        st.one_of(
            st.tuples(st.just("acts"), st.integers(1, 200)),
            st.tuples(st.just("samples"), st.integers(1, 30)),
            st.tuples(st.just("batches"), st.integers(1, 3)),
            st.just(("epochs", 1)),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_by_unit_by_sample_by_batch_or_by_epoch_it_learns_the_same_bits(seed: int, ways: list[tuple[str, int]]) -> None:
    experiment = Experiment(
        data=Data(samples=30), hidden=(Layer(3, "tanh", 0.2),), optimizer=choose("adam"), batch=4, seed=seed
    )
    run = Run(experiment)
    for way, count in ways:
        run.advance(**{way: count})
        run = Run.from_state(experiment, run.state())
    straight = Run(experiment)
    if run.updates:
        straight.advance(batches=run.updates)
    assert run.network.sha256() == straight.network.sha256()
    assert run.memory.tobytes() == straight.memory.tobytes()
    assert (run.epoch, run.batch) == (straight.epoch, straight.batch)


def test_a_sample_at_a_time_a_mini_batch_is_learnt_with_its_last_one() -> None:
    run = Run(Experiment(data=Data(samples=40), batch=8))
    for sample in range(1, 8):
        assert run.advance(samples=1) == 0
        assert run.act == sample * run.acts_per_sample
    assert run.advance(samples=1) == 1
    assert (run.updates, run.act) == (1, 0)


def test_samples_and_acts_take_no_other_limit() -> None:
    with pytest.raises(ValueError, match="no other limit"):
        Run(Experiment()).advance(samples=1, epochs=1)
