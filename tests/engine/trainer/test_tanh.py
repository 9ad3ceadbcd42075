"""tanh by machine code: NumPy's but for the last bits, wherever the arrays lie, and by NumPy where it cannot be had."""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, Experiment, Layer, Run
from engine.arrays import Array
from engine.network import forward
from engine.trainer import Plain, Program, machine, tanh
from engine.trainer.tanh import LEAST, Tanh, is_better, tanh_for
from engine.trainer.tracing import apply, array_input, trace
from tests.engine.trainer.learners import Learner, distance
from tests.engine.trainer.test_agreement import agreement, each_with_each, experiment_with, hold_alike

is_numpys_for_avx_512 = tanh._is_numpys_for_avx_512  # before a test replaces it
TANH, RELU = apply("tanh", array_input("z")), trace(lambda z: np.maximum(z, 0), array_input("z"))
MOST_ULPS = 5
WIDE = Experiment(data=Data(samples=300), hidden=(Layer(32), Layer(32)), rate=0.03, batch=64)  # G, with fewer samples
TINY, GREATEST = np.finfo(float).tiny, np.finfo(float).max


def computed(x: Array) -> Array:
    """Return tanh of an array, computed in place."""
    made = Tanh(x.size)
    here = made.array.reshape(x.shape)
    here[...] = x
    run(made.calls(here, here))
    return here


def run(calls: Any) -> list[Any]:
    """Call what is to be called; return the functions."""
    calls = list(calls)
    for function, arguments in calls:
        function(*arguments)
    return [function for function, _ in calls]


@pytest.fixture(autouse=True)
def slow_numpy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be on a machine where NumPy's own is slow, whatever this one is."""
    monkeypatch.setattr(tanh, "_is_numpys_for_avx_512", lambda: False)
    is_better.cache_clear()
    yield
    is_better.cache_clear()


@pytest.fixture
def for_every_size() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tanh, "LEAST", 1)
        yield


# ---- the numbers ---------------------------------------------------------------------------------------------------


def test_it_is_exact_to_a_few_units_in_the_last_place_at_every_size_of_number() -> None:
    rng = np.random.default_rng(1)
    halves = np.arange(-130, 130) * np.log(2) / 4  # where one power of two goes over into the next
    edges = [np.nextafter(halves, to) for to in (-np.inf, np.inf)]
    even = np.linspace(-22, 22, 200_001)
    x = np.concatenate([10.0 ** rng.uniform(-320, 3, 50_000), rng.normal(0, 1, 100_000), even, halves, *edges])
    results = computed(x)
    exact = np.tanh(x.astype(np.longdouble))
    assert float(np.abs((results - exact) / np.spacing(np.abs(exact.astype(float)))).max()) <= MOST_ULPS
    assert np.abs(results).max() == 1


def test_it_is_odd_to_the_bit() -> None:
    x = np.random.default_rng(2).normal(0, 3, 1000)
    assert computed(-x).tobytes() == (-computed(x)).tobytes()


@pytest.mark.usefixtures("for_every_size")
def test_at_the_ends_of_the_line_and_near_0_it_is_numpys_exactly() -> None:
    x = np.array([0.0, np.inf, -np.inf, np.nan, 20.0, -20.0, 710.0, GREATEST, 5e-324, -5e-324, 1e-300, TINY, 1e-9])
    np.testing.assert_array_equal(computed(x), np.tanh(x))
    assert np.signbit(computed(np.array([0.0, -0.0, 0.0]))).tolist() == [False, True, False]


def test_a_number_gives_the_same_bits_wherever_it_stands() -> None:
    x = np.random.default_rng(3).normal(0, 2, 1001)
    order = np.random.default_rng(4).permutation(len(x))
    assert computed(x[order]).tobytes() == computed(x)[order].tobytes()


# ---- the arrays ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("for_every_size")
@settings(deadline=None, max_examples=60)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 9), st.booleans(), st.booleans(), st.booleans())
def test_it_goes_from_any_place_to_any_and_touches_nothing_else(
    rows: int, columns: int, start: int, from_here: bool, to_here: bool, spread: bool
) -> None:
    size = rows * columns
    made = Tanh(2 * size + 30)
    made.array[:] = 0.25
    elsewhere = np.full((rows, 2 * columns), 0.25)[:, ::2] if spread else np.full((rows, columns), 0.25)
    argument = made.array[start : start + size].reshape(rows, columns) if from_here else elsewhere.copy()
    after = start + size + 3
    out = made.array[after : after + size].reshape(rows, columns) if to_here else elsewhere
    argument[...] = np.random.default_rng(size).normal(0, 2, (rows, columns))
    given_numbers = argument.copy()
    run(made.calls(argument, out))
    np.testing.assert_allclose(out, np.tanh(given_numbers), rtol=1e-15 * MOST_ULPS)
    np.testing.assert_array_equal(argument, given_numbers)
    untouched = np.ones(made.array.size, bool)
    untouched[start : start + size] &= not from_here
    untouched[after : after + size] &= not to_here
    assert (made.array[untouched] == 0.25).all()


def test_in_place_it_is_one_call_and_what_lies_elsewhere_is_copied() -> None:
    made, elsewhere = Tanh(2 * LEAST), np.full(LEAST, 0.5)
    here, there = made.array.reshape(2, LEAST)
    assert len(run(made.calls(here, here))) == 1
    assert len(run(made.calls(here, there))) == 2
    assert len(run(made.calls(elsewhere, here))) == 2
    assert len(run(made.calls(elsewhere, elsewhere))) == 3


def test_of_few_numbers_numpy_computes_it() -> None:
    made = Tanh(LEAST)
    few, row = np.zeros(LEAST - 1), np.zeros((1, LEAST))
    assert run(made.calls(few, few)) == [np.tanh]
    assert run(made.calls(row, np.zeros((2, LEAST)))) == [np.tanh]
    assert np.tanh not in run(made.calls(row, row))


def test_arrays_and_calls_keep_their_memory_and_leave_it_when_they_go() -> None:
    for kept in (lambda made: made.array[3:9], lambda made: list(made.calls(made.array, made.array))):
        made = Tanh(LEAST)
        owner = weakref.ref(made._owner)
        rest = [kept(made)]
        del made
        gc.collect()
        assert owner() is not None
        rest.clear()
        gc.collect()
        assert owner() is None


# ---- who has it ----------------------------------------------------------------------------------------------------


def test_it_is_made_only_where_a_tanh_of_many_numbers_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tanh_for([RELU, TANH], (2, 32, 32, 1), 64)
    assert made is not None
    assert made.array.size == (33 + 33 + 1) * 64
    monkeypatch.setattr(tanh, "is_better", lambda: pytest.fail("was loaded"))
    assert tanh_for([RELU], (2, 32, 32, 1), 64) is None
    assert tanh_for([TANH], (2, 4, 1), LEAST // 4 - 1) is None
    assert tanh_for([TANH], (2, 4, 1), 100, 401) is None


def test_a_start_with_a_usual_network_does_not_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first costs are found before the network is drawn; to load WebAssembly takes 60 ms."""
    monkeypatch.setattr(tanh, "is_better", lambda: pytest.fail("was loaded"))
    for hidden in ((Layer(4),), (Layer(8),) * 3, (Layer(16),) * 8):
        Run(Experiment(hidden=hidden))


@pytest.mark.parametrize("missing", ["wasmtime_func_call_unchecked", "wasmtime_val_raw_t"])
def test_where_the_library_has_lost_the_call_numpy_computes_it(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library, _ = machine.library()
    with monkeypatch.context() as patch:
        patch.delattr(library._ffi, missing)
        assert not is_better()
        assert tanh_for([TANH], (2, 32, 1), 64) is None
        learner = Learner(Program, WIDE).learn(5)
    is_better.cache_clear()
    assert is_better()
    plain = Learner(Plain, WIDE).learn(5)
    np.testing.assert_allclose(learner.network.flat, plain.network.flat, rtol=1e-12, atol=1e-15)


def test_a_call_that_computes_something_else_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tanh, "_call", lambda *_: (len, ("",)))
    assert not is_better()


def test_where_numpys_own_is_compiled_for_avx_512_numpy_computes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tanh, "_is_numpys_for_avx_512", lambda: True)
    assert not is_better()
    assert tanh_for([TANH], (2, 32, 1), 64) is None


@pytest.mark.parametrize(
    ("kind", "has"), [("X86_V4", True), ("AVX512_SKX", True), ("X86_V3", False), ("baseline(NEON)", False)]
)
def test_numpy_tells_what_its_tanh_is_compiled_for(kind: str, has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    introspect = pytest.importorskip("numpy.lib.introspect")
    told = introspect.opt_func_info(func_name="^tanh$", signature="float64")
    assert isinstance(told["tanh"]["dd"]["current"], str)
    told["tanh"]["dd"]["current"] = kind
    monkeypatch.setattr(introspect, "opt_func_info", lambda **_: told)
    assert is_numpys_for_avx_512() == has


# ---- in a program --------------------------------------------------------------------------------------------------


def uses_it(learner: Learner) -> bool:
    loop = learner.loop
    assert isinstance(loop, Program)
    functions = [function for function, _ in loop._stretches[0].calls]
    return machine.library()[0]._ffi.wasmtime_func_call_unchecked in functions


def test_wide_layers_learn_by_it_what_the_plain_loop_learns() -> None:
    mixed = replace(WIDE, hidden=(Layer(32, "gelu"), Layer(32, "tanh", 0.2)), output="tanh", cost="squared", batch=0)
    for experiment in (WIDE, mixed):
        program, plain = Learner(Program, experiment).learn(200), Learner(Plain, experiment).learn(200)
        assert uses_it(program)
        assert distance(program, plain) <= 1e-12


@pytest.mark.usefixtures("for_every_size")
def test_every_program_that_has_it_learns_what_the_plain_loop_learns() -> None:
    assert uses_it(Learner(Program, experiment_with("tanh", "logistic", "sigmoid", "gd")).learn(1))
    held = agreement(15, range(3))
    assert held["program"] >= held["all"] / 2
    for activation, cost, output, optimizer in each_with_each(range(1)):
        if activation in ("tanh", "gelu") or output == "tanh":
            assert "program" in hold_alike(experiment_with(activation, cost, output, optimizer))


def test_a_run_comes_to_the_same_bits_however_it_is_advanced() -> None:
    straight, stepped, timed, looked_at = (Run(WIDE) for _ in range(4))
    straight.advance(epochs=6)
    for _ in range(6 * straight.loop.pieces.batches):
        stepped.advance(batches=1)
    while timed.epoch < 6:
        timed.advance(epochs=1, seconds=0)
    while looked_at.epoch < 6:
        looked_at.advance(samples=41)
    assert straight.loop.name == "program"
    for other in (stepped, timed, looked_at):
        assert other.network.flat.tobytes() == straight.network.flat.tobytes()
        assert other.costs.rows().tobytes() == straight.costs.rows().tobytes()


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
def test_costs_and_outputs_are_those_of_the_definition(activation: str) -> None:
    wide = Run(replace(WIDE, hidden=(Layer(32, activation),), output="tanh", cost="squared"))
    wide.advance(epochs=3)
    a = forward(wide.network, wide.samples.inputs).output
    cost = 0.5 * ((a - wide.samples.targets) ** 2)[:, wide.samples.train].mean()
    assert wide.costs.last[1] == pytest.approx(cost, rel=1e-12)
