"""The program: how many NumPy calls a mini-batch takes, which is held where a time cannot be; nothing is allocated."""

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Data, Experiment, Layer, choose
from engine.optimizers import OPTIMIZERS
from engine.trainer import Program, pieces
from tests.engine.trainer.learners import Learner

MORE_THAN_GD = {  # calls of an update
    "momentum": 3,
    "nesterov": 5,
    "adagrad": 6,
    "rmsprop": 8,
    "adam": 12,
    "adamw": 15,
    "rprop": 16,
}
A_LAYER = {"linear": 3, "tanh": 5, "relu": 5, "sin": 5, "softplus": 5, "leaky_relu": 8, "sigmoid": 12, "gelu": 15}


def calls_of(experiment: Experiment) -> int:
    """Return how many calls a mini-batch takes."""
    loop = Learner(Program, experiment).learn(1).loop
    assert isinstance(loop, Program)
    programs = loop._stretches[0].programs
    assert len({len(program) for program in programs}) == 1
    assert sum(map(len, programs)) == len(loop._stretches[0].calls)
    return len(programs[0])


def deep(layers: int, activation: str = "tanh", **changes: Any) -> Experiment:
    return Experiment(data=Data(samples=60), hidden=(Layer(4, activation),) * layers, **changes)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sin", "linear"])
def test_a_mini_batch_takes_at_most_5_calls_a_layer_and_4(activation: str) -> None:
    """With gradient descent, and a cost matched to its output."""
    for weight_layers in (2, 3, 4, 9):
        assert calls_of(deep(weight_layers - 1, activation, output="linear", cost="squared")) <= 5 * weight_layers + 4


@pytest.mark.parametrize(("activation", "calls"), A_LAYER.items())
def test_each_further_layer_takes_so_many_calls_as_now(activation: str, calls: int) -> None:
    counts = [calls_of(deep(layers, activation)) for layers in (2, 3, 8)]
    assert [counts[1] - counts[0], counts[2] - counts[1]] == [calls, 5 * calls]


def test_the_sigmoid_of_the_output_takes_six_calls_more() -> None:
    assert calls_of(deep(2)) == 5 * 3 + 4 + 6


@pytest.mark.parametrize(("optimizer", "more"), MORE_THAN_GD.items())
def test_an_update_takes_no_more_calls_than_now_whatever_the_depth(optimizer: str, more: int) -> None:
    batch = 0 if OPTIMIZERS[optimizer].full_batch_only else 10
    for layers in (1, 4):
        gd = calls_of(deep(layers, batch=batch))
        assert 0 < calls_of(deep(layers, batch=batch, optimizer=choose(optimizer))) - gd <= more


def test_every_optimizers_calls_are_held() -> None:
    assert {"gd", *MORE_THAN_GD} == set(OPTIMIZERS)


@pytest.mark.parametrize(
    ("changes", "more"),
    [({"l2": 0.1}, 4), ({"l1": 0.1}, 5), ({"clip": 1.0}, 6), ({"max_norm": 1.0}, 8), ({"frozen": ((1, 1, 1),)}, 4)],
    ids=str,
)
def test_what_goes_beside_takes_a_few_calls_whatever_the_depth(changes: dict[str, Any], more: int) -> None:
    for layers in (1, 4):
        assert 0 < calls_of(deep(layers, **changes)) - calls_of(deep(layers)) <= more


# ---- memory --------------------------------------------------------------------------------------------------------

WIDE = Experiment(data=Data(samples=4000), hidden=(Layer(20), Layer(20, "relu")))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"batch": 1000},
        {"batch": 0, "optimizer": choose("rprop")},
        {"batch": 500, "optimizer": choose("adamw"), "l1": 0.1, "l2": 0.1, "clip": 0.1, "max_norm": 1.0},
        {"batch": 700, "hidden": (Layer(20, "gelu", 0.2), Layer(20, "swish"), Layer(9, "elu"), Layer(9, "softplus"))},
        {"batch": 300, "frozen": ((1, 1, 1),), "optimizer": choose("adam")},
        {"output": "softmax", "cost": "squared", "batch": 100},
        {"batch": 7},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_nothing_is_allocated_while_a_program_learns(changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The calls allocate nothing even for a moment; only where samples lie is found out in a buffer of NumPy's own."""
    monkeypatch.setattr(pieces, "MOST_SAMPLES", 1500)
    learner = Learner(Program, replace(WIDE, rate=0.001, **changes))
    order, loop = learner.samples.train, learner.loop
    assert isinstance(loop, Program)
    epochs = 100 if learner.batches < 20 else 12
    casts = "hidden" in changes or "output" in changes  # conditions to numbers, in a buffer of NumPy's own
    with np.errstate(all="ignore"), tracing_memory():
        for _ in range(3):  # the first compiles
            loop.epoch(order, 0.001, 1)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(epochs):
            loop.epoch(order, 0.001, 1)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 12_000  # less than an array of these samples
        for _ in range(2):  # the second time Python's own free lists are full
            before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            for function, arguments in loop._stretches[0].calls:
                function(*arguments)
        assert tracemalloc.get_traced_memory()[1] - before < (75_000 if casts else 4000)


@contextmanager
def tracing_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


# ---- the same samples, however they lie in memory ------------------------------------------------------------------


@pytest.mark.parametrize("places", [1, 2, 3, 256])
@pytest.mark.parametrize("batch", [1, 4, 13, 0])
@pytest.mark.parametrize("most", [2, 5, 4096])
def test_stretches_and_pieces_change_nothing_that_is_learnt(
    places: int, batch: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The derivatives of pieces are added up in another order, so the last bits may differ."""
    experiment = Experiment(data=Data(samples=46), batch=batch, optimizer=choose("momentum"))
    whole = Learner(Program, experiment).learn(40)
    monkeypatch.setattr(pieces, "MOST_SAMPLES", most)
    monkeypatch.setattr("engine.trainer.program.MOST_PLACES", places)
    cut = Learner(Program, experiment).learn(40)
    for mine, theirs in zip(cut.learnt, whole.learnt, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-14)


def test_a_rate_or_an_update_that_changes_takes_hold_where_the_samples_stay_in_place() -> None:
    """A full mini-batch lies where it lay; what varies from update to update must be set all the same."""
    experiment = Experiment(data=Data(samples=46), batch=0, optimizer=choose("adam"))
    program = Learner(Program, experiment)
    again = Learner(Program, experiment)
    for update, rate in enumerate([0.1, 0.1, 0.02, 0.02, 0.5]):
        before = program.network.flat.copy()
        program.loop.epoch(program.samples.train, rate, update)
        fresh = Learner(Program, experiment)
        fresh.network.flat[:], fresh.memory[:] = again.network.flat, again.memory
        fresh.loop.epoch(again.samples.train, rate, update)
        again.network.flat[:], again.memory[:] = fresh.network.flat, fresh.memory
        assert program.network.flat.tobytes() == fresh.network.flat.tobytes()
        assert not np.array_equal(before, program.network.flat)
