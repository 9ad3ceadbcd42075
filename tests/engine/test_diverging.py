"""A learning rate far too large: one sentence, the last finite weights, and a run that can still be looked at."""

import math
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run
from engine.activations import ACTIVATIONS
from engine.snapshot import take
from engine.surface import grid_of
from tests.engine.strategies import relaxed

WILD = Experiment(data=Data(samples=60), hidden=(Layer(4, "relu"),), rate=1000.0)


def diverged(experiment: Experiment) -> tuple[Run, str]:
    run = Run(experiment)
    with pytest.raises(DivergedError) as caught:
        run.advance(epochs=1000)
    return run, str(caught.value)


def test_the_sentence_names_the_epoch_and_the_rate() -> None:
    run, sentence = diverged(WILD)
    assert run.epoch > 0
    assert f"diverged in epoch {run.epoch + 1}:" in sentence
    assert "rate 1000 is too large" in sentence
    assert f"the weights of epoch {run.epoch} are kept" in sentence
    assert "\n" not in sentence


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
    st.sampled_from(list(ACTIVATIONS)),
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
    snapshot = take(run, 1, grid_of(experiment, 5))  # may show numbers beyond all numbers, but must not warn
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
