"""Shares: they add up to J and to its derivatives, whatever the experiment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, Layer, Run, steps
from engine.network import by_layer
from engine.shares import shares_of, shares_of_step
from tests.engine.strategies import any_experiment, relaxed


@relaxed
@given(any_experiment(small=True), st.integers(0, 3))
def test_the_shares_of_a_mini_batch_add_up_to_its_cost_and_its_derivatives(
    experiment: Experiment, batches: int
) -> None:
    run = Run(experiment)
    run.advance(batches=batches)
    told = steps(run)
    shares = shares_of_step(told)
    np.testing.assert_allclose(
        shares.costs, [told.cost(telling).value for telling in told.tellings], rtol=1e-12, atol=1e-300
    )
    data_term = told.batch_cost().value - told.objective.penalty(told.network.flat)
    assert float(shares.costs.sum() * shares.scale) == pytest.approx(data_term, rel=1e-9, abs=1e-9)
    for layer, matrix in by_layer(run.network.sizes, told.back.gradient).items():
        for (row, source), slope in np.ndenumerate(matrix):
            parts = shares.contributions((layer, row + 1, source))
            size = float(np.abs(parts).sum())
            assert float(parts.sum()) == pytest.approx(slope, rel=1e-9, abs=1e-12 * max(1.0, size))


def test_the_shares_of_the_training_part_add_up_to_the_cost_in_the_record() -> None:
    run = Run(Experiment(hidden=(Layer(3), Layer(2)), l2=0.01))
    run.advance(epochs=3)
    part = run.samples.train
    shares = shares_of(run.objective, run.network, run.samples.inputs[part], run.samples.targets[:, part], part)
    assert float(shares.costs.mean()) == pytest.approx(float(run.costs.so_far().train[-1]), rel=1e-12)
    assert sum(shares.share(column) for column in range(len(part))) == pytest.approx(1.0)


def test_the_ranking_begins_with_the_sample_that_costs_most() -> None:
    run = Run(Experiment())
    part = run.samples.train
    shares = shares_of(run.objective, run.network, run.samples.inputs[part], run.samples.targets[:, part], part)
    ranked = [float(shares.costs[shares.column_of(int(sample))]) for sample in shares.ranking]
    assert ranked == sorted(shares.costs.tolist(), reverse=True)
    assert shares.column_of(int(run.samples.test[0])) is None


def test_of_a_cost_of_nothing_there_is_no_share() -> None:
    run = Run(Experiment(cost="hinge", output="linear"))
    part = run.samples.train[:2]
    targets = run.samples.targets[:, part]
    run.network.flat[:] = 0.0
    run.network.W[2][0, 0] = 2.0 * targets[0, 0]
    same = part[targets[0] == targets[0, 0]]
    shares = shares_of(run.objective, run.network, run.samples.inputs[same], run.samples.targets[:, same], same)
    assert shares.costs.tolist() == [0.0] * len(same)
    assert np.isnan(shares.share(0))


def test_costs_whose_sum_is_beyond_float64_have_no_share_and_nobody_is_warned() -> None:
    run = Run(Experiment(cost="squared", output="linear", hidden=()))
    run.network.flat[:] = 1e154
    part = run.samples.train
    shares = shares_of(run.objective, run.network, run.samples.inputs[part], run.samples.targets[:, part], part)
    assert shares.costs.max() > 1e306
    assert shares.share(int(np.argmin(shares.costs))) == 0.0
