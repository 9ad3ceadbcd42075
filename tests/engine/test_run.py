"""Run: the same experiment gives the same bits, however it is advanced, and it visibly solves its problem."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run
from engine.batches import batches
from engine.seeds import generator
from engine.snapshot import take
from engine.surface import grid_of
from tests.engine import lecture
from tests.engine.strategies import relaxed, small_experiments

SMALL = Experiment(data=Data(samples=46))  # 23 to learn from, so an epoch is 10 + 10 + 3


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    return itertools.count(100).__next__


def state(run: Run) -> tuple[object, ...]:
    costs = run.costs.so_far()
    columns = tuple(column.tobytes() for column in (costs.epoch, costs.train, costs.test))
    return run.epoch, run.batch, run.network.sha256(), columns


# ---- it learns -----------------------------------------------------------------------------------------------------


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
        for part in batches(order.permutation(run.samples.train), experiment.batch):
            gradients = [
                lecture.gradient(weights, experiment.activations, run.samples.inputs[i], run.samples.targets[0, i])
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
    runs = [Run(replace(SMALL, batch=batch)) for batch in (23, 10**9)]
    assert [run.advance(epochs=5) for run in runs] == [5, 5]
    assert runs[0].network.sha256() == runs[1].network.sha256()


# ---- the law -------------------------------------------------------------------------------------------------------

moves = st.lists(st.tuples(st.sampled_from(["batches", "epochs", "seconds", "look"]), st.integers(0, 4)), max_size=6)


def make(run: Run, way: list[tuple[str, int]]) -> tuple[int, str]:
    """Advance a run in a mixture of ways; return how many mini-batches that did, and why it stopped if it diverged."""
    done = 0
    for limit, amount in way:
        try:
            if limit == "look":
                take(run, 1, grid_of(run.experiment, 3))
            elif limit == "seconds":
                done += run.advance(seconds=amount, clock=ticking())
            else:
                done += run.advance(**{limit: amount})
        except DivergedError as error:
            return done, str(error)
    return done, ""


@relaxed
@given(small_experiments, moves, moves, st.floats(1e-4, 0.1))
def test_the_way_of_advancing_leaves_no_trace(
    experiment: Experiment, way: list[tuple[str, int]], way_on: list[tuple[str, int]], new_rate: float
) -> None:
    mixed, plain = Run(experiment), Run(experiment)
    for moves_now, rate in ((way, experiment.rate), (way_on, new_rate)):
        for run in (mixed, plain):
            run.adopt(replace(experiment, rate=rate))
        done, why_stopped = make(mixed, moves_now)
        one_by_one = [("batches", 1)] * done
        assert make(plain, [*one_by_one, ("epochs", 10**6)] if why_stopped else one_by_one) == (done, why_stopped)
        assert state(mixed) == state(plain)


@relaxed
@given(small_experiments, st.integers(0, 6))
def test_an_epoch_is_that_many_batches(experiment: Experiment, epochs: int) -> None:
    run = Run(experiment)
    run.advance(epochs=epochs)
    assert (run.epoch, run.batch) == (epochs, 0)
    same = Run(experiment)
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


@pytest.mark.parametrize(("seconds", "batches"), [(0, 1), (-5, 1), (1, 1), (2, 2), (7, 7)])
def test_a_time_budget_is_looked_at_after_each_batch(seconds: float, batches: int) -> None:
    assert Run(SMALL).advance(seconds=seconds, clock=ticking()) == batches


@pytest.mark.parametrize(
    ("limits", "batches"),
    [
        ({"batches": 2, "epochs": 5, "seconds": 9}, 2),
        ({"batches": 20, "epochs": 1, "seconds": 9}, 3),
        ({"batches": 20, "epochs": 5, "seconds": 4}, 4),
        ({"batches": 0}, 0),
        ({"epochs": 0, "seconds": 9}, 0),
    ],
)
def test_the_first_limit_met_ends_it(limits: dict[str, int], batches: int) -> None:
    run = Run(SMALL)
    assert run.advance(**limits, clock=ticking()) == batches
    assert 3 * run.epoch + run.batch == batches


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
    "other",
    [
        replace(SMALL, seed=2),
        replace(SMALL, batch=5),
        replace(SMALL, features=("x1",)),
        replace(SMALL, hidden=()),
        replace(SMALL, hidden=(Layer(4, "relu"),)),
        SMALL.with_data(noise=0.1),
        replace(SMALL, rate=0.1, seed=2),
    ],
    ids=["seed", "batch", "features", "hidden", "activation", "data", "rate and seed"],
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
