"""`playground bench memory`: sizes by epochs, and a real process."""

import json
from pathlib import Path

import pytest

from playground.bench import memory
from playground.bench.memory_child import resident_bytes

MIB = 2**20


def test_growth_is_counted_from_the_first_epoch() -> None:
    result = memory.result({1: 40 * MIB, 10_000: 50 * MIB, 1_000_000: 110 * MIB}, short=False)
    assert result.targets[0].reading == 70.0
    assert "growth: 70 MiB, at most 64 MiB: missed" in result.text()
    assert "short form" not in result.text()
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["bytes"]["10000"] == 50 * MIB


def test_the_short_form_says_so() -> None:
    result = memory.result({1: 40 * MIB, 1_000: 40 * MIB, 10_000: 41 * MIB}, short=True)
    assert "this is the short form: the target is meant for 1 000 000 epochs" in result.text()
    assert result.targets[0].met


def test_where_the_size_is_not_told_nothing_is_claimed() -> None:
    result = memory.result({1: None, 10_000: None}, short=True)
    assert "not measured" in result.text()
    assert not result.targets[0].met
    assert result.to_dict()["targets"][0]["reading"] is None


def test_a_real_process_tells_its_size_at_each_number() -> None:
    sizes = memory.sizes_after((1, 3, 5))
    assert list(sizes) == [1, 3, 5]
    assert all(size and 5 * MIB < size < 2**33 for size in sizes.values())


def test_without_proc_the_peak_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    now = resident_bytes()
    monkeypatch.setattr("playground.bench.memory_child.STATUS", Path("/nowhere"))
    peak = resident_bytes()
    assert now is not None
    assert peak is not None
    assert peak > now / 2
