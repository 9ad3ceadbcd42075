"""A learning rate far too large: one sentence, the last finite weights, and a run that can still be looked at."""

import math
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run, choose, gradient_check, steps
from engine.activations import HIDDEN
from engine.diagnosis import divergence
from engine.optimizers import OPTIMIZERS
from engine.samples import samples_of
from engine.snapshot import take
from engine.surface import Surface, grid_of
from tests.engine.strategies import relaxed

WILD = Experiment(data=Data(samples=60), hidden=(Layer(4, "relu"),), rate=1000.0)


def diverged(experiment: Experiment) -> tuple[Run, str]:
    run = Run(experiment)
    with pytest.raises(DivergedError) as caught:
        run.advance(epochs=1000)
    return run, str(caught.value)


def test_the_sentence_names_the_epoch_the_layer_and_the_likely_cause() -> None:
    run, sentence = diverged(WILD)
    assert run.epoch > 0
    assert f"diverged in epoch {run.epoch + 1}:" in sentence
    assert "the cost is no number any more, weights into layer 2 have grown to " in sentence
    assert "the learning rate 1000 is too large for relu units, which have no upper bound" in sentence
    assert f"; epoch {run.epoch} is kept" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"hidden": (Layer(4),), "output": "linear", "cost": "squared"}, "the learning rate 1000 is too large"),
        (
            {"hidden": (), "output": "linear", "cost": "squared", "reduction": "sum", "rate": 1},
            "the gradient is a sum over the samples, and the learning rate 1 too large for it",
        ),
        ({"hidden": (Layer(4, "linear"),) * 3}, "the learning rate 1000 is too large for linear units"),
        (
            {"hidden": (), "output": "linear", "cost": "squared", "schedule": choose("warmup", epochs=100)},
            "the learning rate ",
        ),
    ],
    ids=["rate", "sum", "linear", "schedule"],
)
def test_the_likely_cause(changes: dict[str, Any], cause: str) -> None:
    run, sentence = diverged(replace(WILD, **changes))
    assert f"most likely because {cause}" in sentence
    assert f"the learning rate {run.rate:g} " in sentence  # as the schedule gives it
    assert re.search(r"weights into layer \d", sentence)


def test_the_layer_whose_weights_left_the_finite_numbers_is_named() -> None:
    for layer in (1, 2, 3):
        run = Run(replace(WILD, hidden=(Layer(3), Layer(3))))
        run.network.W[layer][0, 1] = np.nan
        assert divergence(run).startswith(f"weights into layer {layer + 1} are no numbers any more, most likely ")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_whatever_the_optimizer_it_can_go_on_after_diverging(optimizer: str) -> None:
    """All is as it was at the end of the last whole epoch: going on gives the bits of a run that never diverged."""
    experiment = Experiment(
        data=Data(samples=40),
        hidden=(Layer(3, "relu"),),
        optimizer=choose(optimizer),
        rate=1e-3,
        batch=0 if OPTIMIZERS[optimizer].full_batch_only else 10,
    )
    run = Run(experiment)
    run.advance(epochs=3)
    kept, memory = run.network.sha256(), run.memory.copy()
    run.advance(batches=run.batches_per_epoch - 1)
    run.network.flat[:] = np.inf
    with pytest.raises(DivergedError):
        run.advance(batches=1)
    assert (run.epoch, run.batch, run.network.sha256()) == (3, 0, kept)
    assert np.array_equal(run.memory, memory)
    assert run.costs.so_far().epoch.tolist() == [0, 1, 2, 3]
    run.advance(epochs=2)
    straight = Run(experiment)
    straight.advance(epochs=5)
    assert run.network.sha256() == straight.network.sha256()


@pytest.mark.parametrize("broken", ["weights", "memory"])
def test_what_breaks_within_an_epoch_is_noticed_at_once(broken: str) -> None:
    run = Run(Experiment(optimizer=choose("adam"), rate=0.01))
    run.advance(epochs=1)
    run.advance(batches=2)
    (run.network.flat if broken == "weights" else run.memory[1])[0] = np.inf
    with pytest.raises(DivergedError):
        run.advance(batches=1)
    assert np.isfinite(run.network.flat).all()
    assert np.isfinite(run.memory).all()
    assert (run.epoch, run.batch) == (1, 0)


def test_a_cost_beyond_all_numbers_on_the_test_part_alone_is_noticed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = Experiment(data=Data("line", samples=20), features=("x1",), hidden=(), output="linear", cost="squared")
    samples = samples_of(experiment)
    inputs = samples.inputs.copy()
    inputs[samples.test[0]] = 1e200
    monkeypatch.setattr("engine.run.samples_of", lambda _: replace(samples, inputs=inputs))
    run = Run(experiment)
    with pytest.raises(DivergedError):
        run.advance(epochs=1)


def test_the_last_finite_weights_are_kept() -> None:
    run, _ = diverged(WILD)
    same = Run(WILD)
    same.advance(epochs=run.epoch)
    assert run.network.sha256() == same.network.sha256()
    assert np.isfinite(run.network.flat).all()
    assert (run.batch, run.costs.so_far().epoch[-1]) == (0, run.epoch)


def test_where_it_diverges_does_not_depend_on_the_way_of_advancing() -> None:
    whole, sentence = diverged(WILD)
    run = Run(WILD)
    for _ in range(whole.epoch * run.batches_per_epoch):
        run.advance(batches=1)
    for _ in range(run.batches_per_epoch - 1):
        run.advance(batches=1)
    with pytest.raises(DivergedError) as caught:
        run.advance(batches=1)
    assert str(caught.value) == sentence
    assert run.network.sha256() == whole.network.sha256()


@relaxed
@given(
    st.sampled_from(HIDDEN),
    st.integers(0, 4),
    st.sampled_from([1e2, 1e6, 1e20, 1e100, 1e150, 1e200, 1e308]),
    st.integers(0, 5),
)
def test_whatever_the_rate_what_is_recorded_is_finite_and_can_be_looked_at(
    activation: str, layers: int, rate: float, seed: int
) -> None:
    experiment = replace(WILD, hidden=(Layer(3, activation),) * layers, rate=rate, seed=seed)
    run = Run(experiment)
    with suppress(DivergedError):
        run.advance(epochs=8)
        run.advance(batches=2)
    costs = run.costs.so_far()
    assert np.isfinite([costs.train, costs.test]).all()
    assert len(costs.epoch) == run.epoch + 1
    gradient_check(run)
    list(steps(run).acts())
    snapshot = take(run, 1)
    Surface(grid_of(run.samples, 5)).unit_maps(snapshot.network)  # may show what is beyond all numbers, must not warn
    assert all(0 <= share <= 1 for share in snapshot.accuracy)


def test_a_diverged_run_goes_on_with_a_smaller_rate() -> None:
    run, _ = diverged(replace(WILD, rate=1e150))
    assert run.epoch == 0
    run.adopt(replace(WILD, rate=0.1))
    run.advance(epochs=200)
    assert run.epoch == 200
    assert min(run.accuracy()) > 0.9
    assert math.isfinite(run.costs.so_far().train[-1])


def test_a_diverged_run_is_refused_again_while_the_rate_stays() -> None:
    run, _ = diverged(replace(WILD, rate=1e150))
    before = run.network.sha256()
    with pytest.raises(DivergedError, match="epoch 1:"):
        run.advance(epochs=1)
    assert run.network.sha256() == before
