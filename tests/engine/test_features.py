"""Features: values by hand, and the shape of what layer 1 is given."""

import numpy as np
import pytest

from engine.features import FEATURES, inputs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x1", -3.0),
        ("x2", 0.5),
        ("x1^2", 9.0),
        ("x2^2", 0.25),
        ("x1x2", -1.5),
        ("sin_x1", np.sin(-3.0)),
        ("sin_x2", np.sin(0.5)),
    ],
)
def test_feature_of_minus_3_and_a_half(name: str, value: float) -> None:
    assert inputs([name], np.array([[-3.0, 0.5]])).tolist() == [[value]]


def test_every_feature_is_in_the_table_above() -> None:
    assert list(FEATURES) == ["x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1", "sin_x2"]
    assert [feature.name for feature in FEATURES.values()] == list(FEATURES)


@pytest.mark.parametrize("width", [np.float32, np.float64])
def test_inputs_have_a_row_a_point_and_a_column_a_feature_in_the_order_given(width: type) -> None:
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], width)
    made = inputs(["x2", "x1x2"], points)
    assert made.tolist() == [[2.0, 2.0], [4.0, 12.0], [6.0, 30.0]]
    assert made.dtype == width
    assert not np.shares_memory(made, points)
