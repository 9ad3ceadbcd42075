"""Optimizers: one and two updates of each by hand, and the laws that all share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, ExperimentError, Layer, Run, choose
from engine.optimizers import OPTIMIZERS, Optimizer
from tests.engine.strategies import relaxed

EVERY = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
ONES = np.ones(1)


def after(name: str, gradients: list[float], rate: float = 0.1, start: float = 1.0, **parameters: float) -> float:
    """Return the weight after updates with these gradients."""
    optimizer = OPTIMIZERS[name]
    w, state = np.array([start]), optimizer.init(1)
    for t, g in enumerate(gradients, start=1):
        optimizer.update(w, np.array([g]), state, rate, t, {**optimizer.defaults, **parameters}, ONES)
    return float(w[0])


# ---- by hand: w = 1, η = 0.1 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "gradients", "parameters", "expected"),
    [
        ("gd", [2.0], {}, 0.8),
        ("gd", [2.0, -1.0], {}, 0.9),
        # v = 2; w = 1 − 0.2; then v = 0.9·2 − 1 = 0.8; w = 0.8 − 0.08
        ("momentum", [2.0], {}, 0.8),
        ("momentum", [2.0, -1.0], {}, 0.72),
        # v = 2; w = 1 − 0.1 (2 + 0.9·2) = 0.62; then v = 0.8; w = 0.62 − 0.1 (−1 + 0.72)
        ("nesterov", [2.0], {}, 0.62),
        ("nesterov", [2.0, -1.0], {}, 0.648),
        # s = 4; w = 1 − 0.1·2/2; then s = 4 + 2.25 = 6.25; w = 0.9 + 0.1·1.5/2.5
        ("adagrad", [2.0], {}, 0.9),
        ("adagrad", [2.0, -1.5], {}, 0.96),
        # s = 0.25·4 = 1; w = 1 − 0.1·2/1; then s = 0.75·1 + 0.25·1 = 1; w = 0.8 + 0.1·1/1
        ("rmsprop", [2.0], {"decay": 0.75}, 0.8),
        ("rmsprop", [2.0, -1.0], {"decay": 0.75}, 0.9),
        # m = 0.2, v = 0.004, m̂ = 2, v̂ = 4; w = 1 − 0.1·2/2
        ("adam", [2.0], {}, 0.9),
        # with β₁ = ½, β₂ = ¾: m = 1, v = 1; then m = 0.5 − 0.5 = 0, so nothing moves
        ("adam", [2.0, -1.0], {"beta1": 0.5, "beta2": 0.75}, 0.9),
        # m = 1, v = 1; then m = 0.5 + 1 = 1.5, v = 0.75 + 1 = 1.75; m̂ = 1.5/0.75 = 2, v̂ = 1.75/0.4375 = 4
        ("adam", [2.0, 2.0], {"beta1": 0.5, "beta2": 0.75}, 0.8),
        # the decay first: 1 − 0.1·0.5·1 = 0.95, then Adam's 0.1
        ("adamw", [2.0], {"weight_decay": 0.5}, 0.85),
        # Δ = η = 0.1 against the sign; then grown by 1.2: 0.12
        ("rprop", [2.0], {}, 0.9),
        ("rprop", [2.0, 5.0], {}, 0.78),
        # the sign turns: Δ = 0.05, and rests for once; then goes on with it
        ("rprop", [2.0, -5.0], {}, 0.9),
        ("rprop", [2.0, -5.0, -5.0], {}, 0.95),
        ("rprop", [2.0, -5.0, -5.0, -5.0], {}, 1.01),  # and grows again: 0.06
        ("rprop", [2.0, 5.0], {"greatest_step": 0.11}, 0.79),
        ("rprop", [2.0, -5.0, -5.0], {"least_step": 0.08}, 0.98),
        ("rprop", [0.0, 2.0], {}, 0.9),  # no sign, no step
    ],
)
def test_updates_worked_by_hand(
    name: str, gradients: list[float], parameters: dict[str, float], expected: float
) -> None:
    assert after(name, gradients, **parameters) == pytest.approx(expected, abs=1e-8)


def test_adamw_lets_no_bias_weight_decay_and_with_no_decay_is_adam() -> None:
    w, optimizer = np.array([1.0, 1.0]), OPTIMIZERS["adamw"]
    parameters = {**optimizer.defaults, "weight_decay": 0.5}
    optimizer.update(w, np.zeros(2), optimizer.init(2), 0.1, 1, parameters, np.array([0.0, 1.0]))
    assert w.tolist() == [1.0, 0.95]
    assert after("adamw", [2.0, -1.0, 0.5], weight_decay=0) == after("adam", [2.0, -1.0, 0.5])


# ---- laws ----------------------------------------------------------------------------------------------------------


@EVERY
def test_memory_starts_as_zeros_with_a_row_for_each_name(optimizer: Optimizer) -> None:
    memory = optimizer.init(7)
    assert memory.shape == (len(optimizer.memory), 7)
    assert not memory.any()
    assert memory.dtype == np.float64


@EVERY
@given(st.integers(0, 99))
@relaxed
def test_weights_do_not_meddle_with_each_other_and_the_gradient_stays(optimizer: Optimizer, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mask = np.array([0.0, 1, 1, 1])
    together, memory = rng.normal(size=4), optimizer.init(4)
    alone, memories = [together[[i]] for i in range(4)], [optimizer.init(1) for _ in range(4)]
    for t in range(1, 5):
        g = rng.normal(size=4)
        before = g.copy()
        optimizer.update(together, g, memory, 0.1, t, optimizer.defaults, mask)
        assert g.tolist() == before.tolist()
        for i in range(4):
            optimizer.update(alone[i], before[[i]], memories[i], 0.1, t, optimizer.defaults, mask[[i]])
    assert together.tolist() == np.concatenate(alone).tolist()
    assert memory.tolist() == np.hstack(memories).tolist()


@EVERY
def test_the_first_update_goes_downhill_and_no_gradient_moves_nothing(optimizer: Optimizer) -> None:
    mask = np.zeros(3)
    w = np.zeros(3)
    optimizer.update(w, np.array([2.0, -0.5, 0.0]), optimizer.init(3), 0.1, 1, optimizer.defaults, mask)
    assert np.sign(w).tolist() == [-1, 1, 0]


@EVERY
def test_every_optimizer_learns(optimizer: Optimizer) -> None:
    rate = {"gd": 0.3, "momentum": 0.05, "nesterov": 0.05, "rprop": 0.01, "adagrad": 0.3}.get(optimizer.name, 0.02)
    run = Run(
        Experiment(
            hidden=(Layer(6),),
            optimizer=choose(optimizer.name),
            rate=rate,
            batch=0 if optimizer.full_batch_only else 10,
        )
    )
    run.advance(epochs=150)
    assert min(run.accuracy()) > 0.95


@EVERY
def test_it_is_described(optimizer: Optimizer) -> None:
    assert OPTIMIZERS[optimizer.name] is optimizer
    assert "w := " in optimizer.formula
    assert all(type(value) is float and value >= 0 for value in optimizer.defaults.values())


@pytest.mark.parametrize("batch", [1, 10, 10**6])
def test_rprop_needs_the_full_batch(batch: int) -> None:
    assert [name for name, optimizer in OPTIMIZERS.items() if optimizer.full_batch_only] == ["rprop"]
    with pytest.raises(ExperimentError) as caught:
        Experiment(optimizer=choose("rprop"), batch=batch)
    assert caught.value.faults == (f"optimizer Rprop needs the full batch (batch 0), got batch {batch}",)
    assert Experiment(optimizer=choose("rprop"), batch=0).batch == 0
