"""Which loop an experiment gets: the fastest that takes it in, and another one wherever that cannot."""

import builtins
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run, choose
from engine.activations import ACTIVATIONS, HIDDEN, Activation
from engine.costs import COSTS
from engine.network import Network, first_network, weight_count
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.samples import samples_of
from engine.trainer import LOOPS, Kernel, Plain, Program, kernel, loop_of, machine, tanh
from engine.trainer.tracing import UntraceableError
from tests.engine.trainer.learners import STRANGE, Learner, strange

SMALL = Experiment(data=Data(samples=46), hidden=(Layer(3, "gelu"),))


def loop_for(experiment: Experiment) -> str:
    run = Run(experiment)
    run.advance(epochs=2)
    return run.loop.name


@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_is_compiled(activation: str) -> None:
    name = loop_for(replace(SMALL, hidden=(Layer(3, activation),)))
    assert name == ("program" if activation == "sin" else "kernel")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cost", COSTS)
def test_every_cost_and_optimizer_is_compiled(cost: str, optimizer: str) -> None:
    for output in COSTS[cost].outputs:
        experiment = replace(SMALL, cost=cost, output=output, optimizer=choose(optimizer), rate=1e-3, batch=0)
        assert loop_for(experiment) == "kernel"


# ---- too large for a kernel ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"hidden": (Layer(30), Layer(30))}, "program"),  # 1051 weights
        ({"hidden": (Layer(29), Layer(29)), "batch": 1}, "kernel"),
        ({"hidden": (Layer(20), Layer(20)), "data": Data(samples=200), "batch": 44}, "program"),  # 501 weights
        ({"hidden": (Layer(20), Layer(20)), "data": Data(samples=200), "batch": 43}, "kernel"),
        ({"hidden": (Layer(8), Layer(8)), "data": Data(samples=1100), "batch": 0}, "program"),  # 105 weights
        ({"hidden": (Layer(8), Layer(8)), "data": Data(samples=1000), "batch": 0}, "kernel"),
    ],
    ids=str,
)
def test_a_network_or_a_mini_batch_too_large_for_a_kernel_gets_a_program(changes: dict[str, Any], name: str) -> None:
    assert loop_for(replace(SMALL, **changes)) == name


def test_data_too_large_for_a_kernel_get_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "MOST_OF_SAMPLES", 46 * 3)
    assert loop_for(SMALL) == "kernel"
    monkeypatch.setattr(kernel, "MOST_OF_SAMPLES", 46 * 3 - 1)
    assert loop_for(SMALL) == "program"


def test_a_mini_batch_that_is_cut_is_nothing_for_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.trainer.pieces.MOST_SAMPLES", 9)
    assert loop_for(SMALL) == "program"
    assert loop_for(replace(SMALL, batch=9)) == "kernel"


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("room", [30, 60, 100, 200, 400])
def test_an_epoch_that_has_no_room_beside_the_samples_is_learnt_in_portions(
    dropout: float, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(SMALL, hidden=(Layer(3, dropout=dropout),), batch=4)
    straight = Learner(Kernel, experiment)
    order = straight.orders(3)
    assert straight.loop.most_epochs == 64
    expected = straight.loop.epochs(order, np.full(3, 0.1), 0)
    monkeypatch.setattr(kernel, "MOST_NUMBERS", room)
    ends, write, read = [], machine.Machine.write, machine.Machine.read

    def noted(act: Any) -> Any:
        def acts(self: Any, address: int, values: Any) -> None:
            ends.append(address + np.asarray(values).nbytes)
            act(self, address, values)

        return acts

    monkeypatch.setattr(machine.Machine, "write", noted(write))
    monkeypatch.setattr(machine.Machine, "read", noted(read))
    narrow, single = Learner(Kernel, experiment), Learner(Kernel, experiment)
    assert isinstance(narrow.loop, Kernel)
    assert 1 <= narrow.loop.most_epochs < 10
    assert narrow.loop.epochs(order, np.full(3, 0.1), 0).tobytes() == expected.tobytes()
    assert single.loop.epochs(order[:1], np.full(1, 0.1), 0).tobytes() == expected[:1].tobytes()
    assert max(ends) <= narrow.loop._places.end + 16 * room


@pytest.mark.slow
def test_half_a_million_samples_in_mini_batches_of_10_are_learnt_by_a_kernel() -> None:
    run = Run(Experiment(data=Data(samples=1_000_000)))
    assert run.loop.name == "kernel"
    run.advance(epochs=1)
    assert run.accuracy()[0] > 0.99


# ---- what cannot be traced -----------------------------------------------------------------------------------------


@pytest.fixture
def strange_gelu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIVATIONS, "gelu", STRANGE)


@pytest.mark.usefixtures("strange_gelu")
def test_an_activation_that_cannot_be_traced_is_learnt_by_the_plain_loop() -> None:
    for kind in (Kernel, Program):
        with pytest.raises(UntraceableError):
            Learner(kind, SMALL)
    assert loop_for(SMALL) == "plain"
    run, leaky = Run(SMALL), Learner(Plain, SMALL).learn(9)
    run.advance(epochs=3)
    assert run.network.flat.tobytes() == leaky.network.flat.tobytes()


@pytest.mark.usefixtures("strange_gelu")
@pytest.mark.parametrize("changes", [{}, {"optimizer": choose("adam")}, {"hidden": (Layer(3, "gelu", 0.3),)}], ids=str)
def test_what_cannot_be_traced_learns_the_same_as_where_it_can(
    changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = replace(SMALL, **changes)
    untraced = Run(experiment)
    untraced.advance(epochs=10)
    same = Activation("gelu", "", "", lambda z: np.where(z > 0, z, 0.1 * z), lambda z, a: np.where(a > 0, 1.0, 0.1))
    monkeypatch.setitem(ACTIVATIONS, "gelu", same)
    traced = Run(experiment)
    traced.advance(epochs=10)
    assert (untraced.loop.name, traced.loop.name) == ("plain", "kernel")
    np.testing.assert_allclose(untraced.network.flat, traced.network.flat, rtol=1e-11)
    np.testing.assert_allclose(untraced.costs.rows(), traced.costs.rows(), rtol=1e-11)


@pytest.mark.parametrize(
    "value",
    [
        strange,
        lambda z: z * (1 + 0 * np.linalg.norm(z)),
        lambda z: z[:] * 1.0,
        lambda z: z / max(len(z), 1),
        lambda z: np.array([[float(one) for one in row] for row in z]),
    ],
)
def test_whatever_a_new_activation_does_with_its_array_it_can_be_learnt(
    value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Activation("gelu", "", "", value, lambda z, a: np.full_like(z, 0.5))
    monkeypatch.setitem(ACTIVATIONS, "gelu", row)
    assert loop_for(SMALL) == "plain"


def test_a_new_activation_that_calculates_with_a_condition_is_compiled_rightly(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Activation("gelu", "", "", lambda z: z * (z > 0), lambda z, a: a > 0)  # type: ignore[arg-type,return-value]
    monkeypatch.setitem(ACTIVATIONS, "gelu", row)
    relu = replace(SMALL, hidden=(Layer(3, "relu"),))
    for kind in (Kernel, Program, Plain):
        own, other = Learner(kind, SMALL).learn(12), Learner(Plain, relu).learn(12)
        np.testing.assert_allclose(own.network.flat, other.network.flat, rtol=1e-12)


def test_a_hidden_activation_whose_units_depend_on_each_other_is_learnt_by_the_plain_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ACTIVATIONS, "gelu", ACTIVATIONS["softmax"])
    assert loop_for(SMALL) == "plain"


def test_an_optimizer_that_cannot_be_traced_is_learnt_by_the_plain_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def update(w: Any, g: Any, _state: Any, rate: float, *_: Any) -> None:
        w -= rate * g / max(1.0, float(np.linalg.norm(g)))

    monkeypatch.setitem(OPTIMIZERS, "gd", Optimizer("gd", "", (), update, OPTIMIZERS["gd"].rates))
    assert loop_for(SMALL) == "plain"


# ---- without WebAssembly -------------------------------------------------------------------------------------------


@pytest.fixture
def no_wasmtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.split(".")[0] == "wasmtime":
            raise OSError("no such library for this machine")  # as it may be: not only ImportError
        return real(name, *arguments, **options)

    known = (machine.library, tanh.is_better)
    for each in known:
        each.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", without)
        patch.setattr(tanh, "_compiled", machine.library)  # which fails
        yield
    for each in known:
        each.cache_clear()


@pytest.mark.usefixtures("no_wasmtime")
def test_where_webassembly_is_missing_a_program_learns() -> None:
    for _ in range(2):
        assert loop_for(SMALL) == "program"
    with pytest.raises(UntraceableError, match="no such library"):
        Learner(Kernel, SMALL)


# ---- loop_of -------------------------------------------------------------------------------------------------------


def test_the_loops_stand_with_the_fastest_first_and_the_last_takes_in_all() -> None:
    assert [kind.name for kind in LOOPS] == ["kernel", "program", "plain"]
    assert (Kernel, Program, Plain) == LOOPS


def test_a_network_of_other_sizes_than_the_experiments_own_can_be_learnt() -> None:
    samples = samples_of(SMALL)
    learnt = []
    for kind in (Kernel, Program, Plain):
        sizes = (2, 6, 1)
        network = Network(sizes, SMALL.activations, np.linspace(-1, 1, weight_count(sizes)))
        loop = kind(SMALL, network, np.zeros((0, len(network.flat))), samples, np.random.default_rng(1))
        loop.epoch(samples.train, 0.1, 0)
        learnt.append(network.flat)
    np.testing.assert_allclose(learnt[0], learnt[2], rtol=1e-12)
    np.testing.assert_allclose(learnt[1], learnt[2], rtol=1e-12)


def test_without_a_generator_dropout_is_drawn_from_the_experiments_seed() -> None:
    experiment = replace(SMALL, hidden=(Layer(3, dropout=0.5),))
    learnt = []
    for rng in (None, None, np.random.default_rng(9)):
        network, samples = first_network(experiment), samples_of(experiment)
        loop = loop_of(experiment, network, np.zeros((0, len(network.flat))), samples, rng)
        loop.epoch(samples.train, 0.1, 0)
        learnt.append(network.flat.tobytes())
    assert learnt[0] == learnt[1] != learnt[2]
