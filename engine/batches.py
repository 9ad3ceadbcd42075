"""Who learns when: the split into training and test part, and the order of the mini-batches."""

import numpy as np

from engine.arrays import Indices


def split(rng: np.random.Generator, samples: int, train_share: float) -> tuple[Indices, Indices]:
    """Return the indices of the training and of the test part, each in rising order.

    The training part is never empty, the test part only for a share of 1.
    """
    train, _ = split_sizes(samples, train_share)
    order = rng.permutation(samples)
    return np.sort(order[:train]), np.sort(order[train:])


def split_sizes(samples: int, train_share: float) -> tuple[int, int]:
    """Return how many samples the training and the test part have, see `split`."""
    most = samples if train_share == 1 else samples - 1
    train = min(max(round(samples * train_share), 1), most)
    return train, samples - train


def size(samples: int, batch: int) -> int:
    """Return the samples in a mini-batch; a batch of 0 is the full training part."""
    return min(batch, samples) or samples


def count(samples: int, batch: int) -> int:
    """Return how many mini-batches make an epoch; the last, shorter one counts."""
    return -(-samples // size(samples, batch))
