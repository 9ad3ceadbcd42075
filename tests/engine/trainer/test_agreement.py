"""All loops learn the same: over random experiments, and over every activation, cost, output and optimizer in turn."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, choose
from engine.activations import HIDDEN
from engine.experiment import Weight
from engine.optimizers import OPTIMIZERS
from engine.trainer import Kernel, Loop, Plain, Program
from engine.trainer.tracing import UntraceableError
from tests.engine.strategies import PAIRS, steady_experiments
from tests.engine.trainer.learners import Learner, distance

COMPILED: tuple[type[Loop], ...] = (Kernel, Program)
MINI_BATCHES = 200
DRIFT = 1e-13  # of plain runs that differ in the last bits: with more, 1e-12 could not tell a wrong formula


def agreement(examples: int, more_units: range) -> Counter[str]:
    """Hold every loop against the plain one over so many random experiments; return how many were held.

    Their hidden layers have so many units more than `steady_experiments` draws.

    Each loop sums in an order of its own, so the last bits differ from the first mini-batch on, and learning may let
    them grow. Where plain runs whose last bits are changed each epoch drift apart by more than DRIFT, or numbers leave
    the finite ones, nothing is held.
    """
    held: Counter[str] = Counter()

    @settings(deadline=None, max_examples=examples)
    @given(steady_experiments, st.sampled_from(more_units))
    def hold(experiment: Experiment, more: int) -> None:
        hidden = tuple(replace(layer, units=layer.units + more) for layer in experiment.hidden)
        experiment = replace(experiment, hidden=hidden)
        held["all"] += 1
        plain = Learner(Plain, experiment).learn(MINI_BATCHES)
        if not all(np.isfinite(row).all() for row in plain.learnt):
            return
        drift = max(distance(Learner(Plain, experiment, nudge=n).learn(MINI_BATCHES), plain) for n in (1, 2))
        if not drift <= DRIFT:
            held["sensitive"] += 1
            return
        for kind in COMPILED:
            try:
                learner = Learner(kind, experiment)
            except UntraceableError:
                assert kind is Kernel
                continue
            assert distance(learner.learn(MINI_BATCHES), plain) <= 1e-12
            held[kind.name] += 1

    hold()
    return held


def test_every_loop_learns_what_the_plain_one_learns() -> None:
    held = agreement(30, range(3))
    assert held["program"] >= held["all"] / 2
    assert held["kernel"] >= held["all"] / 4


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_loop_learns_what_the_plain_one_learns_in_wider_layers() -> None:
    held = agreement(40, range(3, 6))
    assert held["program"] >= held["all"] / 2
    assert held["kernel"] >= held["all"] / 4


# ---- each with each ------------------------------------------------------------------------------------------------


def each_with_each(turns: range) -> list[tuple[str, str, str, str]]:
    """Return each activation with each cost and output; in all turns, that with each optimizer as well."""
    return [
        (activation, cost.name, output, list(OPTIMIZERS)[(row + column + turn) % len(OPTIMIZERS)])
        for row, (cost, output) in enumerate(PAIRS)
        for column, activation in enumerate(HIDDEN)
        for turn in turns
    ]


def experiment_with(activation: str, cost: str, output: str, optimizer: str, **changes: Any) -> Experiment:
    return Experiment(
        data=Data("blobs" if output == "softmax" else "circle", samples=26, classes=3 if output == "softmax" else 0),
        hidden=(Layer(2, "tanh"), Layer(3, activation)),
        output=output,
        cost=cost,
        optimizer=choose(optimizer),
        rate=0.02,
        batch=0 if OPTIMIZERS[optimizer].full_batch_only else 5,  # 13 to learn from: 5 + 5 + 3
        **changes,
    )


def hold_alike(experiment: Experiment, mini_batches: int = 7) -> list[str]:
    """Hold the loops against the plain one, weight by weight and memory by memory; return which took it in."""
    plain, took_in = Learner(Plain, experiment).learn(mini_batches), []
    for kind in COMPILED:
        try:
            learner = Learner(kind, experiment)
        except UntraceableError:
            continue
        took_in.append(kind.name)
        for mine, theirs in zip(learner.learn(mini_batches).learnt, plain.learnt, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13 * np.abs(theirs).max())
    return took_in


def hold_each_with_each(turns: range) -> None:
    took_in: Counter[str] = Counter()
    cases = each_with_each(turns)
    for activation, cost, output, optimizer in cases:
        names = hold_alike(experiment_with(activation, cost, output, optimizer))
        assert "program" in names
        assert ("kernel" in names) == (activation != "sin")
        took_in.update(names)
    assert took_in["program"] == len(cases)


def test_one_turn_meets_every_two_of_them_and_all_turns_every_three() -> None:
    one = each_with_each(range(1))
    assert len({(activation, optimizer) for activation, _, _, optimizer in one}) == len(HIDDEN) * len(OPTIMIZERS)
    assert len({(cost, output, optimizer) for _, cost, output, optimizer in one}) == len(PAIRS) * len(OPTIMIZERS)
    assert len({(activation, cost, output) for activation, cost, output, _ in one}) == len(PAIRS) * len(HIDDEN)
    every = each_with_each(range(len(OPTIMIZERS)))
    assert len(set(every)) == len(every) == len(PAIRS) * len(HIDDEN) * len(OPTIMIZERS)


def test_every_activation_cost_and_optimizer_two_by_two_is_learnt_alike() -> None:
    hold_each_with_each(range(1))


@pytest.mark.slow
def test_every_activation_cost_and_optimizer_in_every_combination_is_learnt_alike() -> None:
    hold_each_with_each(range(1, len(OPTIMIZERS)))


# ---- what goes beside the formulas ---------------------------------------------------------------------------------

FROZEN: tuple[Weight, ...] = ((1, 2, 0), (1, 1, 1), (2, 3, 2), (3, 1, 3))
PRUNED: tuple[Weight, ...] = ((1, 2, 2), (2, 1, 0), (2, 3, 1))
BESIDE: list[dict[str, Any]] = [
    {"l1": 0.05},
    {"l2": 0.1},
    {"l1": 0.05, "l2": 0.1, "reduction": "sum"},
    {"max_norm": 0.6},
    {"clip": 0.05},
    {"clip": 0.05, "l1": 0.02, "frozen": FROZEN},
    {"frozen": FROZEN, "pruned": PRUNED},
    {"frozen": FROZEN, "pruned": PRUNED, "max_norm": 0.5, "clip": 0.1, "l2": 0.1},
    {"reduction": "sum"},
    {"shuffle": False},
    {"schedule": choose("warmup", epochs=5)},
    {"schedule": choose("exponential", decay=0.5)},
    {"seed": 7},
]


@pytest.mark.parametrize("changes", BESIDE, ids=lambda changes: " ".join(changes))
def test_what_goes_beside_the_formulas_is_done_alike_under_every_optimizer(changes: dict[str, Any]) -> None:
    for optimizer in OPTIMIZERS:
        experiment = experiment_with("sigmoid", "logistic", "sigmoid", optimizer)
        assert hold_alike(replace(experiment, **changes), 12) == ["kernel", "program"]


@pytest.mark.parametrize("changes", BESIDE, ids=lambda changes: " ".join(changes))
def test_each_of_these_makes_a_difference(changes: dict[str, Any]) -> None:
    experiment = experiment_with("sigmoid", "logistic", "sigmoid", "momentum")
    changed = replace(experiment, **changes)
    assert distance(Learner(Plain, changed).learn(12), Learner(Plain, experiment).learn(12)) > 1e-6


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 5, 12, 13, 0])
@pytest.mark.parametrize("dropouts", [(0, 0), (0.3, 0), (0, 0.5), (0.2, 0.6)], ids=str)
def test_every_size_of_mini_batch_is_learnt_alike_with_dropout_and_without(batch: int, dropouts: Any) -> None:
    """13 samples: with an odd rest, an even one, a rest of one, and none."""
    hidden = tuple(Layer(3, name, share) for name, share in zip(("tanh", "relu"), dropouts, strict=True))
    for changes in ({}, {"reduction": "sum"}, {"optimizer": choose("adam")}):
        experiment = Experiment(data=Data(samples=26), hidden=hidden, batch=batch, rate=0.01)
        assert hold_alike(replace(experiment, **changes), 30) == ["kernel", "program"]


@pytest.mark.parametrize("dropouts", [(0, 0), (0.3, 0), (0, 0.3), (0.3, 0.3)], ids=str)
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "linear"])
def test_an_output_layer_like_the_hidden_ones_is_learnt_alike(activation: str, dropouts: Any) -> None:
    """Where φ′ of both may be taken at once: δ⁽ᴸ⁾ needs that of the output, unlike with a matched cost."""
    hidden = tuple(Layer(3, activation, share) for share in dropouts)
    for cost in ("squared", "huber"):
        experiment = Experiment(data=Data(samples=26), hidden=hidden, output=activation, cost=cost, batch=5, rate=0.05)
        assert hold_alike(experiment, 12) == ["kernel", "program"]


@pytest.mark.parametrize("hidden", [(), (1,), (1, 1, 1), (7,), (2, 5, 3, 4), (3,) * 8], ids=str)
@pytest.mark.parametrize("features", [("x1",), ("x2", "x1"), ("x1", "x2", "x1^2", "x1x2", "sin_x1")], ids=len)
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_networks_of_every_shape_are_learnt_alike(hidden: Any, features: Any, output: str) -> None:
    experiment = Experiment(
        data=Data("blobs", samples=30, classes=3),
        features=features,
        hidden=tuple(Layer(units, name) for units, name in zip(hidden, ("tanh", "tanh", "sigmoid") * 3, strict=False)),
        output=output,
        cost="cross_entropy" if output == "softmax" else "logistic",
        batch=4,
    )
    assert hold_alike(experiment, 20) == ["kernel", "program"]


@pytest.mark.parametrize("changes", [{}, {"optimizer": choose("adam")}, {"hidden": (Layer(3, "tanh", 0.4), Layer(2))}])
def test_several_epochs_by_one_call_are_those_one_by_one_to_the_bit(changes: dict[str, Any]) -> None:
    """Rates and orders of their own, and the weights after each."""
    experiment = replace(Experiment(data=Data(samples=26), batch=5), **changes)
    rates, after = np.array([0.1, 0.02, 0.3, 0.05]), []
    for kind in (Kernel, Program, Plain):
        together, single = Learner(kind, experiment), Learner(kind, experiment)
        orders = together.orders(4)
        history = together.loop.epochs(orders, rates, 6)
        for row, (order, rate) in enumerate(zip(orders, rates.tolist(), strict=True)):
            single.loop.epoch(order, rate, 6 + 3 * row)
            assert history[row].tobytes() == single.loop.weights.tobytes()
        assert together.memory.tobytes() == single.memory.tobytes()
        after.append(history)
    assert len({row.tobytes() for row in after[0]}) == 4
    np.testing.assert_allclose(after[0], after[2], rtol=1e-11)
    np.testing.assert_allclose(after[1], after[2], rtol=1e-11)


@pytest.mark.parametrize("kind", [Kernel, Program, Plain])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_an_epoch_in_any_portions_is_the_same_to_the_bit(kind: type[Loop], dropout: float) -> None:
    experiment = Experiment(
        data=Data(samples=70), hidden=(Layer(3, dropout=dropout),), batch=4, optimizer=choose("adam"), rate=0.01
    )
    portions = [[9], [1] * 9, [2, 3, 4], [8, 1], [1, 8]]
    learnt = set()
    for portion in portions:
        learner = Learner(kind, experiment)
        assert learner.loop.pieces.count == 9
        for epoch, order in enumerate(learner.orders(3)):
            learner.loop.begin(order, 0.01, 9 * epoch)
            first = 0
            for count in portion:
                learner.loop.learn(first, first + count)
                first += count
        learnt.add(b"".join(row.tobytes() for row in learner.learnt))
    assert len(learnt) == 1
