"""Who learns when: the split into training and test part, and the order of the mini-batches."""

import numpy as np

from engine.arrays import Array, Indices


def split(rng: np.random.Generator, samples: int, train_share: float) -> tuple[Indices, Indices]:
    """Return the indices of the training and of the test part, each in rising order.

    The training part is never empty, the test part only for a share of 1.
    """
    train, _ = split_sizes(samples, train_share)
    order = rng.permutation(samples)
    return np.sort(order[:train]), np.sort(order[train:])


def stratified_split(rng: np.random.Generator, labels: Array, train_share: float) -> tuple[Indices, Indices]:
    """Split as `split` does, into parts of the same sizes, but with the same share of each class in both.

    Parameters
    ----------
    labels : the number of the class of each sample, shape (n,)
    """
    train, _ = split_sizes(len(labels), train_share)
    order = rng.permutation(len(labels))
    classes, which = np.unique(labels[order], return_inverse=True)
    counts = np.bincount(which, minlength=len(classes))
    taken = apportioned(train, counts)
    rank = np.empty(len(labels), np.intp)  # of each sample within its class
    by_class = np.argsort(which, kind="stable")
    rank[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    is_train = rank < taken[which]
    return np.sort(order[is_train]), np.sort(order[~is_train])


def apportioned(total: int, weights: Array | Indices) -> Indices:
    """Return whole numbers that sum to a total and are to each other as the weights are, by largest remainders.

    >>> apportioned(5, np.array([4, 4, 2])).tolist()
    [2, 2, 1]
    """
    exact = total * np.asarray(weights, np.float64) / np.sum(weights)
    whole: Indices = np.floor(exact).astype(np.intp)
    left = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole


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
