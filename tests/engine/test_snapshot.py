"""Snapshots: copies that nobody can write to and that stay as they were while the run goes on."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run, surgery
from engine.arrays import Floats
from engine.costs import COSTS
from engine.network import cost_of
from engine.snapshot import Snapshot, take
from engine.surgery import Surgery

EXPERIMENT = Experiment(data=Data(samples=46), hidden=(Layer(3),))


def arrays_of(snapshot: Snapshot) -> dict[str, Floats]:
    named = {
        "flat": snapshot.network.flat,
        "costs.epoch": snapshot.costs.epoch,
        "costs.train": snapshot.costs.train,
        "costs.test": snapshot.costs.test,
        "costs.penalty": snapshot.costs.penalty,
    }
    return named | {f"W{layer}": matrix for layer, matrix in snapshot.network.W.items()}


@pytest.fixture
def run() -> Run:
    run = Run(EXPERIMENT)
    run.advance(epochs=2)
    run.advance(batches=1)
    return run


def test_it_tells_where_the_run_stands(run: Run) -> None:
    snapshot = take(run, 7)
    assert (snapshot.run_number, snapshot.experiment, snapshot.samples) == (7, EXPERIMENT, run.samples)
    assert (snapshot.epoch, snapshot.batch, snapshot.batches_per_epoch) == (2, 1, 3)
    assert snapshot.network.sha256() == run.network.sha256()
    assert snapshot.network.activations == run.network.activations
    assert snapshot.accuracy == run.accuracy()
    assert snapshot.costs.epoch.tolist() == [0, 1, 2]


def test_it_stays_as_it_was_while_the_run_goes_on(run: Run) -> None:
    snapshot = take(run, 1)
    before = {name: array.tobytes() for name, array in arrays_of(snapshot).items()}
    run.advance(epochs=1100)  # beyond the first size of the record of the costs
    assert run.network.sha256() != snapshot.network.sha256()
    assert {name: array.tobytes() for name, array in arrays_of(snapshot).items()} == before
    assert (snapshot.epoch, snapshot.batch) == (2, 1)


def test_it_shares_no_weights_with_the_run(run: Run) -> None:
    snapshot = take(run, 1)
    assert not np.shares_memory(snapshot.network.flat, run.network.flat)


@pytest.mark.parametrize("name", ["flat", "W1", "W2", "costs.epoch", "costs.train", "costs.test", "costs.penalty"])
@pytest.mark.parametrize("features", [("x1", "x2"), ("x1",)], ids=["two features", "one feature"])
def test_nobody_can_write_to_it(name: str, features: tuple[str, ...]) -> None:
    experiment = Experiment(data=Data(samples=46), features=features)
    run = Run(experiment)
    array = arrays_of(take(run, 1))[name]
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 0


def test_taking_one_does_not_disturb_the_run(run: Run) -> None:
    before = run.network.sha256()
    take(run, 1)
    assert (run.network.sha256(), run.epoch, run.batch) == (before, 2, 1)


def costs_of(snapshot: Snapshot) -> tuple[float, float]:
    """Return what the snapshot's weights cost by the definition, over the training and the test part."""
    samples, experiment = snapshot.samples, snapshot.experiment
    parts = ((samples.inputs[part], samples.targets[:, part]) for part in (samples.train, samples.test))
    train, test = (
        cost_of(snapshot.network, inputs, targets, COSTS[experiment.cost], experiment.reduction)
        for inputs, targets in parts
    )
    return train, test


def test_a_run_that_rests_amid_an_epoch_tells_what_its_weights_cost_now(run: Run) -> None:
    snapshot = take(run, 1, resting=True)
    assert snapshot.present_costs is not None
    assert snapshot.present_costs[:2] == pytest.approx(costs_of(snapshot), rel=1e-12)
    assert snapshot.present_costs.train != snapshot.costs.train[-1]
    till_now = snapshot.costs_till_now
    assert till_now.epoch.tolist() == pytest.approx([0, 1, 2, 2 + 1 / 3])
    assert till_now.train[-1] == snapshot.present_costs.train


def test_a_run_that_goes_on_does_not_stop_to_evaluate_amid_an_epoch(run: Run) -> None:
    snapshot = take(run, 1)
    assert snapshot.present_costs is None
    assert snapshot.costs_till_now is snapshot.costs


def test_looking_at_the_present_costs_changes_nothing_that_is_learnt(run: Run) -> None:
    other = Run(EXPERIMENT)
    other.advance(epochs=2)
    other.advance(batches=1)
    take(other, 1, resting=True)
    for each in (run, other):
        each.advance(epochs=3)
    assert other.network.sha256() == run.network.sha256()
    assert other.costs.rows().tobytes() == run.costs.rows().tobytes()


def test_a_weight_set_by_hand_amid_an_epoch_has_its_cost_at_once(run: Run) -> None:
    before = take(run, 1, resting=True)
    same = surgery.same(EXPERIMENT.sizes)
    run.operate(Surgery(EXPERIMENT, same, "by hand", values=(((1, 1, 1), 3.0),)))
    after = take(run, 1)
    assert after.present_costs is not None
    assert after.present_costs[:2] == pytest.approx(costs_of(after), rel=1e-12)
    assert after.present_costs != before.present_costs
    assert after.costs.train.tolist() == before.costs.train.tolist()  # those of whole epochs stay


def test_after_another_penalty_the_present_costs_are_evaluated_anew(run: Run) -> None:
    take(run, 1, resting=True)
    run.adopt(replace(EXPERIMENT, l2=0.5))
    penalty = take(run, 1, resting=True).present_costs.penalty
    assert penalty == pytest.approx(run.objective.penalty(run.network.flat))
    assert penalty > 0
