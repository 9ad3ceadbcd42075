"""Samples: shapes as promised, made once and never changed."""

import numpy as np
import pytest
from hypothesis import given

from engine import Data, Experiment
from engine.samples import samples_of
from tests.engine.strategies import relaxed, small_experiments


@relaxed
@given(small_experiments)
def test_shapes_are_those_of_the_docstring(experiment: Experiment) -> None:
    samples, n = samples_of(experiment), experiment.data.samples
    assert samples.points.shape == (n, 2)
    assert samples.inputs.shape == (n, experiment.sizes[0])
    assert samples.targets.shape == (1, n)
    assert len(samples.train) + len(samples.test) == samples.count == n
    assert samples.is_test.nonzero()[0].tolist() == samples.test.tolist()


@pytest.mark.parametrize("name", ["points", "inputs", "targets", "train", "test"])
def test_nobody_can_write_to_them(name: str) -> None:
    array = getattr(samples_of(Experiment(data=Data(samples=10))), name)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_inputs_are_the_features_of_the_points() -> None:
    samples = samples_of(Experiment(data=Data(samples=10), features=("x2", "x1^2")))
    x1, x2 = samples.points.T
    np.testing.assert_array_equal(samples.inputs, np.column_stack([x2, x1 * x1]))
