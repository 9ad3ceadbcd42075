"""Splits and batches: everybody learns once an epoch, the short last batch too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.batches import apportioned, count, size, split, split_sizes, stratified_split
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


# ---- stratified ----------------------------------------------------------------------------------------------------

labels = st.lists(st.integers(0, 6), min_size=2, max_size=200).map(lambda each: np.array(each, float))


@relaxed
@given(labels, shares | st.just(1.0), st.integers(0, 99))
def test_a_stratified_split_has_the_sizes_of_any_split_and_shares_all_samples_out(
    of: np.ndarray, share: float, seed: int
) -> None:
    train, test = stratified_split(np.random.default_rng(seed), of, share)
    assert (len(train), len(test)) == split_sizes(len(of), share)
    assert sorted([*train, *test]) == list(range(len(of)))
    for part in (train, test):
        assert (np.diff(part) > 0).all()


@relaxed
@given(labels, shares, st.integers(0, 99))
def test_each_class_is_learnt_from_by_its_share_of_the_training_part_to_one_sample(
    of: np.ndarray, share: float, seed: int
) -> None:
    train, _ = stratified_split(np.random.default_rng(seed), of, share)
    for label in np.unique(of):
        exact = (of == label).sum() * len(train) / len(of)
        assert abs((of[train] == label).sum() - exact) < 1


@relaxed
@given(labels, shares, st.integers(0, 99))
def test_a_stratified_split_is_made_again_to_the_bit_and_is_drawn(of: np.ndarray, share: float, seed: int) -> None:
    first, second = (stratified_split(np.random.default_rng(seed), of, share) for _ in range(2))
    assert [part.tolist() for part in first] == [part.tolist() for part in second]


def test_another_seed_is_another_stratified_split_and_within_a_class_nobody_comes_first() -> None:
    of = np.repeat([0.0, 1.0], [80, 20])
    learnt = np.zeros(100)
    for seed in range(300):
        learnt[stratified_split(np.random.default_rng(seed), of, 0.5)[0]] += 1
    assert learnt.sum() == 300 * 50
    assert learnt.min() > 100
    assert learnt.max() < 200


@relaxed
@given(st.integers(0, 10**6), st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_what_is_apportioned_sums_up_and_is_off_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = apportioned(total, np.array(weights))
    exact = total * np.array(weights) / sum(weights)
    assert parts.sum() == total
    assert (parts >= 0).all()
    assert (np.abs(parts - exact) < 1).all()
    assert not parts[np.array(weights) == 0].any()


# ---- mini-batches --------------------------------------------------------------------------------------------------


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
