"""Features: values by hand, and the shape of what layer 1 is given."""

import numpy as np
import pytest

from engine.features import FEATURES, inputs

AT_MINUS_3_AND_A_HALF = {
    "x1": -3.0,
    "x2": 0.5,
    "x1^2": 9.0,
    "x2^2": 0.25,
    "x1x2": -1.5,
    "sin_x1": np.sin(-3.0),
    "sin_x2": np.sin(0.5),
    "cos_x1": np.cos(-3.0),
    "cos_x2": np.cos(0.5),
    "abs_x1": 3.0,
    "abs_x2": 0.5,
    "r": np.sqrt(9.25),
    "theta": np.pi - np.arctan(0.5 / 3),  # in the second quadrant
}


@pytest.mark.parametrize(("name", "value"), AT_MINUS_3_AND_A_HALF.items())
def test_feature_of_minus_3_and_a_half(name: str, value: float) -> None:
    assert inputs([name], np.array([[-3.0, 0.5]]))[0, 0] == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("point", "r", "theta"),
    [((3, 4), 5, np.arctan(4 / 3)), ((-1, 0), 1, np.pi), ((0, -2), 2, -np.pi / 2), ((0, 0), 0, 0), ((1, 0), 1, 0)],
)
def test_distance_and_angle_about_the_middle(point: tuple[float, float], r: float, theta: float) -> None:
    made = inputs(["r", "theta"], np.array([point], float))
    assert made[0].tolist() == pytest.approx([r, theta], rel=1e-15)


def test_every_feature_is_in_the_table_above() -> None:
    assert list(FEATURES) == list(AT_MINUS_3_AND_A_HALF)
    assert [feature.name for feature in FEATURES.values()] == list(FEATURES)


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_needs_x2_if_and_only_if_x2_makes_a_difference(name: str) -> None:
    feature, x1 = FEATURES[name], np.array([0.5, -2.0])
    differs = not np.array_equal(feature.value(x1, np.array([1.0, 2.0])), feature.value(x1, np.array([-3.0, 0.2])))
    assert feature.needs_x2 == differs


def test_points_on_a_line_have_the_features_of_x1() -> None:
    names = [name for name, feature in FEATURES.items() if not feature.needs_x2]
    assert names == ["x1", "x1^2", "sin_x1", "cos_x1", "abs_x1"]
    points = np.array([[-2.0], [0.5]])
    np.testing.assert_array_equal(inputs(names, points), inputs(names, np.array([[-2.0, 9.0], [0.5, 9.0]])))


@pytest.mark.parametrize("width", [np.float32, np.float64])
def test_inputs_have_a_row_a_point_and_a_column_a_feature_in_the_order_given(width: type) -> None:
    points = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], width)
    made = inputs(["x2", "x1x2"], points)
    assert made.tolist() == [[2.0, 2.0], [4.0, 12.0], [6.0, 30.0]]
    assert made.dtype == width
    assert inputs(list(FEATURES), points).dtype == width
    assert not np.shares_memory(made, points)
