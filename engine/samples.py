"""Samples: the data of an experiment, made once and never changed."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Indices, read_only
from engine.batches import split
from engine.datasets import DATASETS
from engine.experiment import Experiment
from engine.features import inputs
from engine.seeds import generator


@dataclass(frozen=True, eq=False)
class Samples:
    """All samples of an experiment, read-only.

    Attributes
    ----------
    points : where they lie in the plane, shape (n, 2)
    inputs : their features, what layer 1 is given, shape (n, u₁)
    targets : y, shape (t, n), one column a sample
    train, test : indices of the samples learnt from and of those only tested on
    """

    points: Array
    inputs: Array
    targets: Array
    train: Indices
    test: Indices

    @property
    def count(self) -> int:
        return len(self.points)

    @property
    def is_test(self) -> np.ndarray:
        """Which samples are only tested on, shape (n,), of bool."""
        mask = np.zeros(self.count, dtype=bool)
        mask[self.test] = True
        return mask


def samples_of(experiment: Experiment) -> Samples:
    """Return the samples of an experiment: the same for the same data, features and seed."""
    data = experiment.data
    rng = generator(experiment.seed, "data")
    points, targets = DATASETS[data.name].generate(rng, data.samples, data.noise)
    mixed = rng.permutation(data.samples)  # so that a sample's number tells nothing of its class or place
    points, targets = points[mixed], targets[mixed]
    train, test = split(generator(experiment.seed, "split"), data.samples, data.train_share)
    arrays = (points, inputs(experiment.features, points), targets[np.newaxis, :], train, test)
    return Samples(*(read_only(array) for array in arrays))
