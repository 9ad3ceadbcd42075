"""A machine's functions are called by the library's own quick way, and by its slow one where that is not to be had."""

from itertools import pairwise

import pytest

from engine.experiment import Experiment
from engine.trainer import Kernel, machine
from engine.trainer.machine import Machine
from tests.engine.trainer.learners import Learner

ADDS = """(module (memory (export "memory") 1)
(func (export "add") (i32.store (i32.const 8) (i32.add (i32.load (i32.const 0)) (i32.load (i32.const 4)))))
(func (export "fail") unreachable))"""
WAYS = ("", "wasmtime_func_call_unchecked", "wasmtime_val_raw_t")


def without(missing: str, patch: pytest.MonkeyPatch) -> None:
    """Take one of the library's names away, if any."""
    if missing:
        patch.delattr(machine.library()[0]._ffi, missing)


@pytest.mark.parametrize("missing", WAYS)
def test_a_function_finds_its_arguments_in_memory(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without(missing, monkeypatch)
    adds = Machine(ADDS, 0, ["add", "fail"])
    for left, right in pairwise([3, 4, -9, 2**20]):
        adds.call("add", left, right)
        assert int(adds._bytes[8:12].view("int32")[0]) == left + right


@pytest.mark.parametrize("missing", WAYS)
def test_a_function_that_fails_is_an_error_each_time(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without(missing, monkeypatch)
    fails = Machine(ADDS, 0, ["add", "fail"])
    for _ in range(2):
        with pytest.raises(Exception, match=r"kernel failed|unreachable"):
            fails.call("fail")
        fails.call("add", 1, 2)
        assert fails._bytes[8] == 3


def test_kernels_learn_the_same_bits_by_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    by_quick = Learner(Kernel, Experiment()).learn(60)
    without("wasmtime_func_call_unchecked", monkeypatch)
    by_slow = Learner(Kernel, Experiment()).learn(60)
    assert by_quick.network.flat.tobytes() == by_slow.network.flat.tobytes()
