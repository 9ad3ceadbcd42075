"""One update: masks, clipping, max-norm and dropout, whatever the optimizer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import DivergedError, Experiment, Layer, Network, Run, choose, first_network
from engine.learning import clipped, shorten
from engine.optimizers import OPTIMIZERS
from tests.engine.strategies import relaxed, steady_experiments

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS)


def experiment_of(optimizer: str) -> Experiment:
    batch = 0 if OPTIMIZERS[optimizer].full_batch_only else 10
    return Experiment(optimizer=choose(optimizer), rate=0.05, batch=batch)


# ---- frozen and pruned ---------------------------------------------------------------------------------------------

FROZEN, PRUNED = ((1, 2, 0), (1, 2, 1), (2, 1, 3)), ((1, 1, 2), (2, 1, 0), (1, 4, 0))


@EVERY
@pytest.mark.parametrize("changes", [{}, {"l1": 0.1, "l2": 0.1}, {"max_norm": 0.3}, {"clip": 0.01}], ids=str)
def test_frozen_weights_keep_their_bits_and_pruned_ones_stay_0(optimizer: str, changes: dict[str, float]) -> None:
    run = Run(replace(experiment_of(optimizer), frozen=FROZEN, pruned=PRUNED, **changes))
    first = run.network.copy()
    run.advance(epochs=5)
    for place in FROZEN:
        assert run.weight(*place) == first.weight(*place)
    for place in PRUNED:
        assert run.weight(*place) == 0.0
    kept = {(1, 2, 0), (1, 2, 1), (2, 1, 3), *PRUNED}
    moved = [
        run.weight(layer, j + 1, k) != first.weight(layer, j + 1, k)
        for layer, matrix in run.W.items()
        for j, k in np.ndindex(matrix.shape)
        if (layer, j + 1, k) not in kept
    ]
    assert all(moved)


@relaxed
@given(steady_experiments)
def test_frozen_and_pruned_weights_stay_in_every_experiment(experiment: Experiment) -> None:
    run = Run(experiment)
    first = first_network(experiment)
    try:
        run.advance(batches=4)
    except DivergedError:
        return
    for place in experiment.frozen:
        assert run.weight(*place) == first.weight(*place)
    for place in experiment.pruned:
        assert run.weight(*place) == 0.0


def test_a_network_frozen_altogether_learns_nothing() -> None:
    everything = tuple((layer, j + 1, k) for layer, shape in ((1, (4, 3)), (2, (1, 5))) for j, k in np.ndindex(shape))
    run = Run(Experiment(frozen=everything, optimizer=choose("adamw"), l2=0.1))
    run.advance(epochs=3)
    assert run.network.sha256() == first_network(run.experiment).sha256()


# ---- clipping and max-norm -----------------------------------------------------------------------------------------


@relaxed
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.floats(1e-3, 1e6))
def test_clipping_keeps_the_direction_and_bounds_the_length(values: list[float], most: float) -> None:
    gradient = np.array(values)
    short, length = clipped(gradient, most), float(np.linalg.norm(gradient))
    assert np.linalg.norm(short) <= most * (1 + 1e-12)
    if length <= most * (1 - 1e-12):
        assert short.tobytes() == gradient.tobytes()
    elif length > most * (1 + 1e-12):
        assert np.linalg.norm(short) == pytest.approx(most)
        np.testing.assert_allclose(short * length, gradient * most, rtol=1e-9, atol=1e-300)


def test_clipping_by_hand_and_0_is_no_limit() -> None:
    assert clipped(np.array([3.0, -4.0]), 1).tolist() == pytest.approx([0.6, -0.8])
    assert clipped(np.array([3.0, -4.0]), 0).tolist() == [3, -4]
    assert clipped(np.zeros(2), 1).tolist() == [0, 0]


def test_a_clipped_update_is_no_longer_than_rate_times_clip() -> None:
    run = Run(Experiment(clip=0.01, rate=0.5))
    for _ in range(5):
        before = run.network.flat.copy()
        run.advance(batches=1)
        assert np.linalg.norm(run.network.flat - before) == pytest.approx(0.005)


def test_frozen_weights_have_no_share_in_the_length_that_is_clipped() -> None:
    run = Run(Experiment(clip=0.01, rate=0.5, frozen=((2, 1, 0), (2, 1, 1), (2, 1, 2)), pruned=((2, 1, 3),)))
    for _ in range(5):
        before = run.network.flat.copy()
        run.advance(batches=1)
        assert np.linalg.norm(run.network.flat - before) == pytest.approx(0.005)


def test_max_norm_shortens_the_weights_into_a_unit_and_leaves_bias_weights() -> None:
    # |(3, 4)| = 5 becomes 2, |(0.6, 0.8)| = 1 stays
    network = Network((2, 2, 1), ("tanh", "sigmoid"), np.array([9.0, 3, 4, -9, 0.6, 0.8, 7, 0, 0]))
    shorten(network, 2)
    assert network.W[1].tolist() == [[9, pytest.approx(1.2), pytest.approx(1.6)], [-9, 0.6, 0.8]]
    assert network.W[2].tolist() == [[7, 0, 0]]


@EVERY
def test_under_max_norm_no_unit_has_longer_weights(optimizer: str) -> None:
    run = Run(replace(experiment_of(optimizer), max_norm=0.5))
    for _ in range(20):
        run.advance(batches=1)
        for matrix in run.W.values():
            assert (np.linalg.norm(matrix[:, 1:], axis=1) <= 0.5 * (1 + 1e-12)).all()
    assert max(np.abs(matrix[:, 0]).max() for matrix in run.W.values()) > 0


# ---- dropout -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_dropout_leaves_out_its_share_and_keeps_the_mean(share: float) -> None:
    run = Run(Experiment(hidden=(Layer(50, dropout=share), Layer(3)), batch=0))
    drawn = []
    for _ in range(20):
        dropped = run.pending().dropped
        assert set(dropped) == {2}
        assert dropped[2].shape == (50, 250)
        drawn.append(dropped[2])
        run.advance(batches=1)
    factors = np.array(drawn)
    assert set(factors.ravel()) == {0.0, 1 / (1 - share)}
    deviation = np.sqrt(share / (1 - share) / factors.size)
    assert abs(factors.mean() - 1) < 4 * deviation
    assert factors.mean(axis=(0, 2)).std() < 0.1 * np.sqrt(share / (1 - share))  # no unit is preferred
    assert not np.array_equal(drawn[0], drawn[1])


def test_dropout_is_off_when_nothing_is_learnt() -> None:
    plain, dropping = Run(Experiment()), Run(Experiment(hidden=(Layer(4, dropout=0.5),)))
    assert plain.network.sha256() == dropping.network.sha256()
    assert plain.accuracy() == dropping.accuracy()
    assert plain.costs.rows().tobytes() == dropping.costs.rows().tobytes()
    plain.advance(batches=1)
    dropping.advance(batches=1)
    assert plain.network.sha256() != dropping.network.sha256()


def test_a_unit_left_out_of_the_whole_batch_learns_nothing() -> None:
    run = Run(Experiment(hidden=(Layer(6, dropout=0.9),), batch=2))
    for _ in range(10):
        left_out = ~run.pending().dropped[2].any(axis=1)
        before = run.network.copy()
        run.advance(batches=1)
        assert left_out.any()
        np.testing.assert_array_equal(run.W[1][left_out], before.W[1][left_out])
        np.testing.assert_array_equal(run.W[2][:, 1:][:, left_out], before.W[2][:, 1:][:, left_out])
