"""The logistic cost: the lecture's formula where that can be computed, and finite where it cannot."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import sigmoid
from engine.costs import COSTS
from tests.engine.strategies import relaxed

LOGISTIC = COSTS["logistic"]


@relaxed
@given(st.floats(-30, 30), st.sampled_from([0.0, 1.0]) | st.floats(0, 1))
def test_value_is_the_lectures_formula(z: float, y: float) -> None:
    nets = np.array([[z]])
    a = sigmoid(nets)
    b = sigmoid(-nets)  # 1 − a, without the digits that the subtraction would lose
    expected = -(y * np.log(a) + (1 - y) * np.log(b))[0, 0]
    assert LOGISTIC.value(nets, np.array([[y]]))[0] == pytest.approx(expected, rel=1e-9, abs=1e-13)


@pytest.mark.parametrize(
    ("z", "y", "cost"), [(1e4, 1.0, 0.0), (1e4, 0.0, 1e4), (-1e4, 0.0, 0.0), (-1e4, 1.0, 1e4), (0.0, 1.0, np.log(2))]
)
def test_value_is_finite_however_sure_the_unit_is(z: float, y: float, cost: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        assert LOGISTIC.value(np.array([[z]]), np.array([[y]])).tolist() == [cost]


def test_value_sums_over_output_units_and_keeps_samples_apart() -> None:
    z = np.array([[0.0, 1e4, 1e4], [0.0, 1e4, -1e4]])
    y = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    np.testing.assert_allclose(LOGISTIC.value(z, y), [2 * np.log(2), 2e4, 0.0])


@relaxed
@given(st.floats(-20, 20), st.sampled_from([0.0, 1.0]))
def test_delta_is_the_derivative_with_respect_to_the_net_input(z: float, y: float) -> None:
    target, epsilon = np.array([[y]]), 1e-5
    above, below = (LOGISTIC.value(np.array([[z + shift]]), target)[0] for shift in (epsilon, -epsilon))
    delta = LOGISTIC.delta(sigmoid(np.array([[z]])), target)
    assert delta.shape == (1, 1)
    assert delta[0, 0] == pytest.approx((above - below) / (2 * epsilon), abs=1e-8)


def test_delta_is_activation_minus_target() -> None:
    delta = LOGISTIC.delta(np.array([[0.75, 0.25]]), np.array([[1.0, 0.0]]))
    assert delta.tolist() == [[-0.25, 0.25]]
