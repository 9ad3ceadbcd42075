"""Activations: the pair φ and φ′ fits, and nothing overflows however large the net input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS, Activation, sigmoid
from tests.engine.strategies import relaxed

EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
Z = np.array([-1e4, -710.0, -40.0, -3.0, -0.5, 0.25, 2.0, 40.0, 710.0, 1e4])
EPSILON = 1e-6


@EVERY
def test_derivative_matches_the_central_difference(activation: Activation) -> None:
    difference = (activation.value(Z + EPSILON) - activation.value(Z - EPSILON)) / (2 * EPSILON)
    np.testing.assert_allclose(activation.derivative(Z, activation.value(Z)), difference, rtol=1e-6, atol=1e-8)


@EVERY
@pytest.mark.parametrize("width", [np.float32, np.float64])
def test_value_and_derivative_are_finite_and_keep_shape_and_width(activation: Activation, width: type) -> None:
    z = Z.astype(width).reshape(2, 5)
    with np.errstate(all="raise", under="ignore"):
        a = activation.value(z)
        slope = activation.derivative(z, a)
    for result in (a, slope):
        assert np.isfinite(result).all()
        assert result.shape == z.shape
        assert result.dtype == width


@EVERY
def test_value_is_a_new_array(activation: Activation) -> None:
    assert not np.shares_memory(activation.value(Z), Z)


@EVERY
def test_values_reach_the_bounds_and_never_leave_them(activation: Activation) -> None:
    a = activation.value(Z)
    if activation.bounds is None:
        assert a.max() == 1e4
    else:
        assert (a.min(), a.max()) == activation.bounds


@pytest.mark.parametrize(
    ("name", "z", "a", "slope"),
    [
        ("tanh", 0.0, 0.0, 1.0),
        ("tanh", 0.5 * np.log(3), 0.5, 0.75),  # tanh z = (e^2z − 1) / (e^2z + 1) = (3 − 1) / (3 + 1)
        ("sigmoid", 0.0, 0.5, 0.25),
        ("sigmoid", np.log(3), 0.75, 0.1875),  # 1 / (1 + ⅓)
        ("relu", 2.5, 2.5, 1.0),
        ("relu", -2.5, 0.0, 0.0),
        ("relu", 0.0, 0.0, 0.0),
        ("linear", -2.5, -2.5, 1.0),
    ],
)
def test_values_worked_by_hand(name: str, z: float, a: float, slope: float) -> None:
    activation, nets = ACTIVATIONS[name], np.array([z])
    assert activation.value(nets)[0] == pytest.approx(a, abs=1e-15)
    assert activation.derivative(nets, activation.value(nets))[0] == pytest.approx(slope, abs=1e-15)


@relaxed
@given(st.floats(-1e4, 1e4))
def test_sigmoid_of_minus_z_is_one_minus_sigmoid_of_z(z: float) -> None:
    nets = np.array([z])
    assert sigmoid(-nets)[0] == pytest.approx(1 - sigmoid(nets)[0], abs=2e-16)


def test_sigmoid_keeps_tiny_values_exact() -> None:
    assert sigmoid(np.array([-700.0]))[0] == pytest.approx(np.exp(-700.0), rel=1e-15)


def test_each_is_listed_under_its_own_name() -> None:
    assert {name: activation.name for name, activation in ACTIVATIONS.items()} == {name: name for name in ACTIVATIONS}
