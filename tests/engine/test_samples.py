"""Samples: shapes as promised, made once and never changed, standardised by what is learnt from."""

import numpy as np
import pytest
from hypothesis import given

from engine import Data, Experiment
from engine.features import inputs
from engine.fitting import with_data
from engine.samples import samples_of, train_of
from engine.table import Table
from tests.engine.strategies import random_table, relaxed, small_experiments


@relaxed
@given(small_experiments)
def test_shapes_are_those_of_the_docstring(experiment: Experiment) -> None:
    samples, n = samples_of(experiment), experiment.data.samples
    assert samples.points.shape == (n, experiment.data.dimensions)
    assert samples.labels.shape == (n,)
    assert samples.inputs.shape == (n, experiment.sizes[0])
    assert samples.targets.shape == (experiment.sizes[-1], n)
    assert len(samples.train) + len(samples.test) == samples.count == n
    assert samples.is_test.nonzero()[0].tolist() == samples.test.tolist()


@relaxed
@given(small_experiments)
def test_what_is_learnt_from_is_told_without_making_the_samples(experiment: Experiment) -> None:
    np.testing.assert_array_equal(train_of(experiment), samples_of(experiment).train)


@relaxed
@given(small_experiments)
def test_a_stratified_split_is_as_large_as_another_and_a_table_s_own_is_its_own(experiment: Experiment) -> None:
    samples, data = samples_of(experiment), experiment.data
    if data.has_own_split:
        assert data.table
        np.testing.assert_array_equal(samples.is_test, data.table.is_test)
        return
    other = samples_of(experiment.with_data(stratified=not data.stratified))
    assert len(other.train) == len(samples.train)
    if data.is_regression:
        np.testing.assert_array_equal(other.train, samples.train)


@relaxed
@given(small_experiments)
def test_the_middle_is_the_mean_of_what_is_learnt_from(experiment: Experiment) -> None:
    samples = samples_of(experiment)
    assert samples.dimensions == experiment.data.dimensions == len(samples.ranges) == len(samples.middle)
    np.testing.assert_array_equal(samples.middle, samples.points[samples.train].mean(axis=0))


def test_a_class_is_told_by_its_name_where_it_has_one() -> None:
    three = samples_of(with_data(Experiment(), table=random_table(1, rows=9, inputs=2, classes=3)).experiment)
    assert three.class_words(0) == "class 0 · y₁ = 1"
    two = samples_of(with_data(Experiment(), table=random_table(1, rows=9, inputs=2, classes=2)).experiment)
    assert two.class_words(1) == "class 1"
    assert two.class_names == ("class 0", "class 1")
    assert samples_of(Experiment()).class_words(1) == "class 1"
    assert samples_of(Experiment(data=Data("blobs"))).class_words(0) == "class 1 · y₁ = 1"


@relaxed
@given(small_experiments)
def test_targets_tell_the_label_and_reach_what_the_output_can_give(experiment: Experiment) -> None:
    samples = samples_of(experiment)
    if experiment.data.is_regression:
        assert samples.targets.tolist() == [samples.labels.tolist()]
        return
    no, yes = (-1, 1) if experiment.output in ("tanh", "linear") else (0, 1)
    for label, y in zip(samples.labels, samples.targets.T, strict=True):
        if experiment.outputs == 1:
            assert y.tolist() == [yes if label == 1 else no]
        else:
            assert y.tolist() == [yes if unit == label else no for unit in range(experiment.outputs)]


@pytest.mark.parametrize("name", ["points", "labels", "inputs", "targets", "train", "test"])
@pytest.mark.parametrize("standardise", [False, True])
def test_nobody_can_write_to_them(name: str, standardise: bool) -> None:
    array = getattr(samples_of(Experiment(data=Data(samples=10, standardise=standardise))), name)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_inputs_are_the_features_of_the_points() -> None:
    samples = samples_of(Experiment(data=Data(samples=10), features=("x2", "x1^2")))
    x1, x2 = samples.points.T
    np.testing.assert_array_equal(samples.inputs, np.column_stack([x2, x1 * x1]))
    assert samples.scaling is None


# ---- standardising -------------------------------------------------------------------------------------------------

FEATURES = ("x1", "x2^2", "theta")


def test_standardised_inputs_have_mean_0_and_deviation_1_over_the_training_part_and_only_there() -> None:
    samples = samples_of(Experiment(data=Data("gauss", samples=200, noise=0.3, standardise=True), features=FEATURES))
    train, test = samples.inputs[samples.train], samples.inputs[samples.test]
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(train.std(axis=0), 1, rtol=1e-14)
    assert np.abs(test.mean(axis=0)).min() > 1e-3
    assert np.abs(test.std(axis=0) - 1).min() > 1e-4


def test_what_is_only_tested_on_has_no_part_in_the_scaling() -> None:
    experiment = Experiment(data=Data("gauss", samples=40, standardise=True), features=FEATURES)
    samples = samples_of(experiment)
    raw = inputs(FEATURES, samples.points[samples.train])
    assert samples.scaling is not None
    np.testing.assert_allclose(samples.scaling.mean, raw.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(samples.scaling.deviation, raw.std(axis=0), rtol=1e-14)
    np.testing.assert_array_equal(samples.inputs_at(samples.points), samples.inputs)


@pytest.mark.parametrize("width", [np.float32, np.float64])
@pytest.mark.parametrize("standardise", [False, True])
def test_inputs_at_any_points_keep_their_width(width: type, standardise: bool) -> None:
    samples = samples_of(Experiment(data=Data(samples=20, standardise=standardise)))
    assert samples.inputs_at(np.zeros((3, 2), width)).dtype == width


@pytest.mark.parametrize("feature", ["x1^2", "r", "cos_x1", "abs_x2"])
@pytest.mark.parametrize("train_share", [1, 0.75, 0.25])
def test_a_feature_that_never_changes_is_not_divided_by_0(feature: str, train_share: float) -> None:
    """At the corners of a gate each of these is the same everywhere."""
    data = Data("and", samples=4, train_share=train_share, standardise=True)
    for seed in range(5):
        made = samples_of(Experiment(data=data, features=("x1", feature), seed=seed)).inputs[:, 1]
        np.testing.assert_allclose(made, 0, atol=1e-12)


@pytest.mark.parametrize("size", [1e-290, 1e-160, 1e149])
def test_numbers_of_any_size_are_standardised_and_so_are_their_squares(size: float) -> None:
    small = np.random.default_rng(1).normal(size=(50, 2))
    table = Table(("a", "b"), small * size, "y", np.arange(50) % 2.0, ("no", "yes"))
    data = Data().changed(name="own", table=table, standardise=True, train_share=1.0)
    features = ("x1", "x2", "x1x2") if size > 1 else ("x1", "x2")
    found = samples_of(Experiment(data=data, features=features)).inputs
    assert found.mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert found.std(axis=0) == pytest.approx(1)
