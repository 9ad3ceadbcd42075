"""Decisions, accuracy and R² by hand, and the record of the costs: what was handed out never changes."""

import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics import (
    MOST_ROWS,
    RECENT_ROWS,
    SPANS,
    CostRecord,
    accuracy,
    decisions,
    r_squared,
    thinned,
    threshold,
)
from tests.engine.strategies import relaxed


@pytest.mark.parametrize(
    ("output", "activations", "decided"),
    [
        ("sigmoid", [[0.9, 0.4, 0.5, 0.51]], [1, 0, 1, 1]),
        ("step", [[1.0, 0.0]], [1, 0]),
        ("tanh", [[0.4, -0.1, 0.0]], [1, 0, 1]),
        ("linear", [[7.0, -7.0]], [1, 0]),
        ("softmax", [[0.2, 0.5, 0.1], [0.3, 0.4, 0.1], [0.5, 0.1, 0.8]], [2, 0, 2]),
        ("sigmoid", [[0.9, 0.2], [0.95, 0.1]], [1, 0]),  # one against all: the strongest, whatever the threshold
    ],
)
def test_decision_is_the_step_of_one_unit_or_the_strongest_of_several(
    output: str, activations: list[list[float]], decided: list[int]
) -> None:
    assert decisions(output, np.array(activations)).tolist() == decided


def test_threshold_lies_in_the_middle_of_the_targets() -> None:
    assert [threshold(output) for output in ("sigmoid", "step", "tanh", "linear")] == [0.5, 0.5, 0.0, 0.0]


def test_accuracy_is_the_share_decided_rightly_and_nan_of_nothing() -> None:
    activations = np.array([[0.9, 0.4, 0.5, 0.51]])
    assert accuracy("sigmoid", activations, np.array([1.0, 1, 0, 1])) == 0.5
    assert accuracy("sigmoid", activations, np.array([1.0, 0, 1, 1])) == 1.0
    assert math.isnan(accuracy("sigmoid", np.empty((1, 0)), np.empty(0)))


def test_r_squared_by_hand() -> None:
    values = np.array([1.0, 2.0, 3.0])  # around their mean: 1 + 0 + 1
    assert r_squared(np.array([[1.0, 2.0, 3.0]]), values) == 1
    assert r_squared(np.array([[2.0, 2.0, 2.0]]), values) == 0
    assert r_squared(np.array([[1.0, 2.0, 4.0]]), values) == 0.5
    assert r_squared(np.array([[3.0, 2.0, 1.0]]), values) == -3
    assert math.isnan(r_squared(np.array([[1.0]]), np.array([5.0])))
    assert math.isnan(r_squared(np.empty((1, 0)), np.empty(0)))


def test_a_record_holds_what_was_put_in_beyond_its_first_size() -> None:
    record = CostRecord()
    assert record.so_far().epoch.shape == (0,)
    for epoch in range(3000):
        record.append(epoch, 1 / (epoch + 1), 2.0 * epoch, 3.0 * epoch)
    costs = record.so_far()
    assert costs.epoch.tolist() == list(range(3000))
    assert costs.train.tolist() == [1 / (epoch + 1) for epoch in range(3000)]
    assert costs.test.tolist() == [2.0 * epoch for epoch in range(3000)]
    assert costs.penalty.tolist() == [3.0 * epoch for epoch in range(3000)]
    assert CostRecord.of(record.rows()).rows().tobytes() == record.rows().tobytes()


def test_what_was_handed_out_stays_as_it_was_while_the_record_grows() -> None:
    record = CostRecord()
    record.append(0, 0.5, 0.6)
    early = record.so_far()
    for epoch in range(1, 3000):
        record.append(epoch, 0.0, 0.0)
    assert (early.epoch.tolist(), early.train.tolist(), early.test.tolist()) == ([0], [0.5], [0.6])


def test_nobody_can_write_to_the_columns() -> None:
    record = CostRecord()
    record.append(0, 0.5, 0.6)
    costs = record.so_far()
    for column in (costs.epoch, costs.train, costs.test, costs.penalty):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


# ---- long runs -----------------------------------------------------------------------------------------------------

LONG = 60_000  # epochs: the record is thinned several times on the way


def noise(seed: int, epochs: int, tested: float = 1.0) -> np.ndarray:
    """Return made-up costs, shape (4, epochs): epoch, train, test, penalty; a share of the test costs is NaN."""
    rng = np.random.default_rng(seed)
    rows = np.vstack([np.arange(float(epochs)), rng.normal(size=(3, epochs))])
    rows[2, rng.random(epochs) >= tested] = np.nan
    return rows


def record_of(rows: np.ndarray, into: CostRecord | None = None) -> CostRecord:
    record = into or CostRecord()
    for epoch, *costs in rows.T.tolist():
        record.append(int(epoch), *costs)
    return record


seeds = st.integers(0, 2**32 - 1)


def assert_thinned_well(kept: np.ndarray, rows: np.ndarray) -> None:
    """Some of the rows are kept, upwards, with the first, the last and the least and greatest cost of each kind."""
    assert (np.diff(kept[0]) > 0).all()
    at = np.searchsorted(rows[0], kept[0])
    assert kept.tobytes() == rows[:, at].tobytes()
    assert (at[0], at[-1]) == (0, rows.shape[1] - 1)
    for column, original in zip(kept[1:], rows[1:], strict=True):
        if not np.isnan(original).all():
            assert (np.nanmin(column), np.nanmax(column)) == (np.nanmin(original), np.nanmax(original))


@relaxed
@given(seeds, st.integers(RECENT_ROWS + 1, MOST_ROWS), st.integers(1, 10**6), st.sampled_from([0.0, 0.01, 1.0]))
def test_what_is_thinned_keeps_its_extremes_its_ends_and_its_latest_rows(
    seed: int, count: int, longest_gap: int, tested: float
) -> None:
    rows = noise(seed, count, tested)
    rows[0] = np.random.default_rng(seed).integers(1, longest_gap, count, endpoint=True).cumsum()
    kept = thinned(rows)
    assert_thinned_well(kept, rows)
    assert kept.shape[1] <= 6 * SPANS + RECENT_ROWS + 1 < MOST_ROWS
    assert kept[:, -RECENT_ROWS:].tobytes() == rows[:, -RECENT_ROWS:].tobytes()


def test_a_long_record_stays_small_and_has_every_low_and_high() -> None:
    rows = noise(0, LONG, 0.5)
    record = CostRecord()
    for begin in range(0, LONG, 5000):
        record_of(rows[:, begin : begin + 5000], record)
        kept = record.rows()
        assert kept.shape[1] <= MOST_ROWS
        assert_thinned_well(kept, rows[:, : begin + 5000])


def test_spikes_of_one_epoch_are_there_after_a_million() -> None:
    rows = np.zeros((4, 1_000_000))
    rows[0] = np.arange(1_000_000)
    spikes = {1: 9.0, 777: -3.0, 123_456: 50.0, 500_001: 7.0, 700_007: -2.0, 999_000: 4.0}
    for number, (epoch, height) in enumerate(spikes.items()):
        rows[1 + number % 3, epoch] = height
    record = record_of(rows)
    kept = record.rows()
    assert kept.nbytes <= 4 * 8 * MOST_ROWS
    assert set(spikes) <= set(kept[0].astype(int).tolist())
    assert_thinned_well(kept, rows)
    epochs = kept[0]
    assert np.diff(epochs).max() <= 2 * 1_000_000 / (SPANS / 2)  # a row in every span, and spans no longer than need be


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2), st.lists(st.integers(0, 25_000), max_size=4))
def test_a_record_cut_and_taken_up_again_goes_on_the_same(seed: int, cuts: list[int]) -> None:
    whole, rows = _cached(seed), noise(seed, 25_000)
    record = CostRecord()
    places = [0, *sorted(cuts), rows.shape[1]]
    for begin, end in itertools.pairwise(places):
        record = CostRecord.of(record_of(rows[:, begin:end], record).rows())
    assert record.rows().tobytes() == whole.rows().tobytes()


@cache
def _cached(seed: int) -> CostRecord:
    return record_of(noise(seed, 25_000))


def test_what_was_handed_out_never_changes_though_the_record_is_thinned() -> None:
    rows, record, handed_out = noise(1, 40_000), CostRecord(), []
    for begin in range(0, 40_000, 1999):
        record_of(rows[:, begin : begin + 1999], record)
        costs = record.so_far()
        columns = (costs.epoch, costs.train, costs.test, costs.penalty)
        handed_out.append((columns, [column.tobytes() for column in columns]))
    assert all([column.tobytes() for column in columns] == before for columns, before in handed_out)


def test_looking_at_a_record_changes_nothing() -> None:
    rows, looked_at = noise(2, 25_000), CostRecord()
    for begin in range(0, 25_000, 100):
        record_of(rows[:, begin : begin + 100], looked_at)
        looked_at.so_far()
        looked_at.rows()
    assert looked_at.rows().tobytes() == _cached(2).rows().tobytes()
