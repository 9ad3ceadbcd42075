"""Schedules: every one by hand, and that a run learns with the rate they give."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Choice, Data, Experiment, Run, choose
from engine.learning import rate_at
from engine.schedules import SCHEDULES
from tests.engine.strategies import choices_of, relaxed


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        (choose("constant"), {0: 0.4, 10**9: 0.4}),
        (choose("step"), {0: 0.4, 99: 0.4, 100: 0.2, 199: 0.2, 200: 0.1}),
        (choose("step", factor=0.1, every=2), {0: 0.4, 1: 0.4, 2: 0.04, 3: 0.04, 4: 0.004}),
        (choose("exponential", decay=0.5), {0: 0.4, 1: 0.2, 2: 0.1, 3: 0.05}),
        (choose("inverse", decay=0.5), {0: 0.4, 2: 0.2, 6: 0.1}),
        (choose("cosine", epochs=300), {0: 0.4, 100: 0.3, 150: 0.2, 200: 0.1, 300: 0.0, 10**6: 0.0}),
        (choose("cosine", epochs=4, floor=0.5), {0: 0.4, 2: 0.3, 4: 0.2, 5: 0.2}),
        (choose("warmup", epochs=4), {0: 0.1, 1: 0.2, 2: 0.3, 3: 0.4, 4: 0.4}),
    ],
)
def test_rates_worked_by_hand(schedule: Choice, rates: dict[int, float]) -> None:
    experiment = Experiment(rate=0.4, schedule=schedule)
    assert {epoch: rate_at(experiment, epoch) for epoch in rates} == pytest.approx(rates, abs=1e-15)


@relaxed
@given(choices_of(SCHEDULES), st.integers(0, 10**9))
def test_no_schedule_leaves_0_to_the_rate_itself(schedule: Choice, epoch: int) -> None:
    assert 0 <= rate_at(Experiment(rate=0.4, schedule=schedule), epoch) <= 0.4


def test_each_is_listed_under_its_own_name() -> None:
    assert [kind.name for kind in SCHEDULES.values()] == list(SCHEDULES)


def test_a_run_learns_with_the_rate_of_its_epoch() -> None:
    experiment = Experiment(data=Data(samples=40), rate=0.4, batch=0, schedule=choose("exponential", decay=0.5))
    run, plain = Run(experiment), Run(replace(experiment, schedule=choose("constant")))
    for rate in (0.4, 0.2, 0.1):
        assert run.rate == rate
        plain.adopt(replace(plain.experiment, rate=rate))
        run.advance(epochs=1)
        plain.advance(epochs=1)
        np.testing.assert_array_equal(run.network.flat, plain.network.flat)
