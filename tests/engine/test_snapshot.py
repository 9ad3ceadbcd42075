"""Snapshots: copies that nobody can write to and that stay as they were while the run goes on."""

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run
from engine.arrays import Floats
from engine.snapshot import Snapshot, take

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
