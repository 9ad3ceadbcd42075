"""Who learns when: the split into training and test part, and the order of the mini-batches."""

from collections.abc import Iterator

import numpy as np

from engine.arrays import Indices


def split(rng: np.random.Generator, samples: int, train_share: float) -> tuple[Indices, Indices]:
    """Return the indices of the training and of the test part, each in rising order; neither is empty."""
    train = min(max(round(samples * train_share), 1), samples - 1)
    order = rng.permutation(samples)
    return np.sort(order[:train]), np.sort(order[train:])


def count(samples: int, batch: int) -> int:
    """Return how many mini-batches make an epoch; the last, shorter one counts."""
    return -(-samples // batch)


def batches(order: Indices, batch: int) -> Iterator[Indices]:
    """Yield the epoch's mini-batches in order; the last one may be short, and is learnt from all the same."""
    for start in range(0, len(order), batch):
        yield order[start : start + batch]
