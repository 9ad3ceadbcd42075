"""Splits and batches: everybody learns once an epoch, the short last batch too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batches import count, size, split
from tests.engine.strategies import relaxed, shares


@relaxed
@given(st.integers(2, 300), shares, st.integers(0, 99))
def test_split_shares_all_samples_out_and_leaves_no_part_empty(samples: int, share: float, seed: int) -> None:
    train, test = split(np.random.default_rng(seed), samples, share)
    assert len(train)
    assert len(test)
    assert sorted([*train, *test]) == list(range(samples))
    for part in (train, test):
        assert (np.diff(part) > 0).all()


@pytest.mark.parametrize(
    ("samples", "share", "train"),
    [(500, 0.5, 250), (10, 0.75, 8), (10, 0.26, 3), (2, 1e-9, 1), (2, 1 - 1e-9, 1), (100, 1e-9, 1), (100, 0.9999, 99)],
)
def test_split_gives_the_training_part_its_share(samples: int, share: float, train: int) -> None:
    parts = split(np.random.default_rng(0), samples, share)
    assert [len(part) for part in parts] == [train, samples - train]


def test_split_is_drawn_not_cut() -> None:
    train, _ = split(np.random.default_rng(0), 100, 0.5)
    other, _ = split(np.random.default_rng(1), 100, 0.5)
    assert train.tolist() != list(range(50))
    assert train.tolist() != other.tolist()


def test_a_share_of_1_leaves_no_test_part_and_any_other_one() -> None:
    train, test = split(np.random.default_rng(0), 10, 1)
    assert (train.tolist(), test.tolist()) == (list(range(10)), [])
    assert len(split(np.random.default_rng(0), 10, 1 - 1e-12)[1]) == 1


@relaxed
@given(st.integers(1, 200), st.integers(0, 250))
def test_batches_make_up_the_training_part_and_only_the_last_is_short(samples: int, batch: int) -> None:
    parts = [
        len(range(samples)[i * size(samples, batch) : (i + 1) * size(samples, batch)])
        for i in range(count(samples, batch))
    ]
    assert sum(parts) == samples
    assert all(part == size(samples, batch) for part in parts[:-1])
    assert 1 <= parts[-1] <= size(samples, batch)


@pytest.mark.parametrize(
    ("samples", "batch", "batches"),
    [(10, 5, 2), (11, 5, 3), (4, 5, 1), (250, 10, 25), (7, 1, 7), (7, 0, 1), (7, 7, 1), (1, 0, 1), (7, 10**400, 1)],
)
def test_the_short_last_batch_counts_and_0_is_all(samples: int, batch: int, batches: int) -> None:
    assert count(samples, batch) == batches
    assert size(samples, batch) == (batch if 0 < batch <= samples else samples)
