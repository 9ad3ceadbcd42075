"""Samples: the data of an experiment, made once and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.arrays import Array, Floats, Indices, read_only
from engine.batches import split, stratified_split
from engine.experiment import Experiment
from engine.features import inputs
from engine.seeds import generator
from engine.symbols import target
from engine.table import Range
from engine.worlds import drawn

SIGNED_OUTPUTS = ("tanh", "linear")  # a class is told as −1 or 1 to these, as 0 or 1 to all others


@dataclass(frozen=True)
class Scaling:
    """How inputs are standardised: (input − mean) / deviation, each of shape (u₁,)."""

    mean: Array
    deviation: Array

    def of(self, units: Sequence[int]) -> "Scaling":
        """Return how some of the inputs are."""
        chosen = list(units)
        return Scaling(self.mean[chosen], self.deviation[chosen])

    def __call__(self, raw: Floats) -> Floats:
        """Return inputs, shape (n, u₁), standardised, in the float width they come in."""
        scaled: Floats = ((raw - self.mean) / self.deviation).astype(raw.dtype, copy=False)
        return scaled


@dataclass(frozen=True, eq=False)
class Samples:
    """All samples of an experiment, read-only.

    Attributes
    ----------
    features : names of the inputs
    points : where they lie, shape (n, dimensions)
    labels : the number of the class, or the value, shape (n,)
    inputs : what layer 1 is given, shape (n, u₁): the features, standardised if the experiment says so
    targets : y as the output layer is asked for it, shape (t, n), one column a sample
    train, test : indices of the samples learnt from and of those only tested on
    scaling : how the inputs were standardised, or None
    ranges : from where to where each coordinate of the points is pictured
    class_names : what the classes are called; () where they have numbers alone
    """

    features: tuple[str, ...]
    points: Array
    labels: Array
    inputs: Array
    targets: Array
    train: Indices
    test: Indices
    scaling: Scaling | None
    ranges: tuple[Range, ...]
    class_names: tuple[str, ...] = ()

    @property
    def dimensions(self) -> int:
        """How many numbers a point has."""
        return int(self.points.shape[1])

    @cached_property
    def middle(self) -> Array:
        """The mean of the points that are learnt from, shape (dimensions,)."""
        return read_only(self.points[self.train].mean(axis=0))

    @property
    def count(self) -> int:
        return len(self.points)

    @property
    def is_test(self) -> np.ndarray:
        """Which samples are only tested on, shape (n,), of bool."""
        mask = np.zeros(self.count, dtype=bool)
        mask[self.test] = True
        return mask

    @property
    def first_class(self) -> int:
        """The number of the first class, the one of label 0.

        Where each class has an output unit, classes count as these do, from 1: class j is what yⱼ = 1 says. One output
        unit alone tells two classes by y itself: they are 0 and 1.
        """
        return 1 if len(self.targets) > 1 else 0

    def class_name(self, label: int) -> str:
        """Return what a class is called in a sentence: its name, or class and its number."""
        return self.class_names[label] if label < len(self.class_names) else f"class {label + self.first_class}"

    def class_words(self, label: int) -> str:
        """Return a class by its number, and which target says so where there are several."""
        told = f" · {target(label + self.first_class)} = 1" if self.first_class else ""
        return f"{self.class_name(label)}{told}"

    def inputs_at(self, points: Floats, units: Sequence[int] | None = None) -> Floats:
        """Return what layer 1 would be given at any points, shape (n, dimensions); or what some of its units would.

        units : which ones, counted from 0, at least one; None is all
        """
        chosen = range(len(self.features)) if units is None else units
        raw = inputs([self.features[unit] for unit in chosen], points)
        if not self.scaling:
            return raw
        scaling = self.scaling if units is None else self.scaling.of(units)
        return scaling(raw)


def samples_of(experiment: Experiment) -> Samples:
    """Return the samples of an experiment: the same for the same data, features, output and seed."""
    data = experiment.data
    points, labels = drawn(data, experiment.seed)
    train, test = _split_of(experiment, labels)
    raw = inputs(experiment.features, points)
    scaling = _scaling_of(raw[train]) if data.standardise else None
    made = Samples(
        features=experiment.features,
        points=read_only(points),
        labels=read_only(labels),
        inputs=read_only(scaling(raw) if scaling else raw),
        targets=read_only(_targets(experiment, labels)),
        train=read_only(train),
        test=read_only(test),
        scaling=scaling,
        ranges=data.ranges,
        class_names=data.class_names,
    )
    if made.dimensions > 2:
        made.middle  # noqa: B018  here, in the engine's thread: of a million rows it takes longer than the window may
    return made


def train_of(experiment: Experiment) -> Indices:
    """Return the indices of the samples that an experiment learns from, in rising order."""
    data = experiment.data
    needs_labels = data.stratified and not data.has_own_split and not data.is_regression
    labels = drawn(data, experiment.seed)[1] if needs_labels else np.empty(0)
    return _split_of(experiment, labels)[0]


def _split_of(experiment: Experiment, labels: Array) -> tuple[Indices, Indices]:
    """Return the indices of both parts; the labels are looked at only for a stratified split of classes."""
    data = experiment.data
    if data.table is not None and data.table.is_test is not None:
        return np.flatnonzero(~data.table.is_test), np.flatnonzero(data.table.is_test)
    rng = generator(experiment.seed, "split")
    if data.stratified and not data.is_regression:
        return stratified_split(rng, labels, data.train_share)
    return split(rng, data.samples, data.train_share)


def _scaling_of(raw: Floats) -> Scaling:
    with np.errstate(over="ignore"):
        deviation = raw.std(axis=0)
    is_sure = (deviation > 1e-150) & (deviation < 1e150)
    if not is_sure.all():  # its squares may be beyond all numbers, or all be 0
        sizes = np.abs(raw).max(axis=0)
        sizes[sizes == 0] = 1.0
        deviation = np.where(is_sure, deviation, (raw / sizes).std(axis=0) * sizes)
    return Scaling(np.asarray(raw.mean(axis=0)), np.where(deviation > 0, deviation, 1.0))


def _targets(experiment: Experiment, labels: Array) -> Array:
    """Return y, shape (t, n): the value itself, or for each output unit whether the sample is of its class."""
    if experiment.data.is_regression:
        return labels[np.newaxis, :]
    if experiment.outputs == 1:
        is_class = labels[np.newaxis, :]
    else:
        is_class = (labels == np.arange(experiment.outputs)[:, np.newaxis]).astype(np.float64)
    return 2 * is_class - 1 if experiment.output in SIGNED_OUTPUTS else is_class
