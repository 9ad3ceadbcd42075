"""Activations: the pair φ and φ′ fits, and nothing overflows however large the net input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS, HIDDEN, OUTPUTS, Activation, sigmoid, softmax
from tests.engine import lecture
from tests.engine.strategies import relaxed

EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS.keys())
SINGLE = pytest.mark.parametrize("activation", [ACTIVATIONS[name] for name in HIDDEN], ids=HIDDEN)
WIDTHS = pytest.mark.parametrize("width", [np.float32, np.float64])
Z = np.array([-1e4, -710.0, -40.0, -3.0, -0.5, 0.25, 2.0, 40.0, 710.0, 1e4])
EPSILON = 1e-6


@SINGLE
def test_derivative_matches_the_central_difference(activation: Activation) -> None:
    assert not np.isin(Z, activation.kinks).any()
    difference = (activation.value(Z + EPSILON) - activation.value(Z - EPSILON)) / (2 * EPSILON)
    np.testing.assert_allclose(activation.derivative(Z, activation.value(Z)), difference, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", HIDDEN)
@given(z=st.floats(-30, 30).filter(bool))
@relaxed
def test_value_and_derivative_are_those_of_plain_arithmetic(name: str, z: float) -> None:
    activation, nets = ACTIVATIONS[name], np.array([z])
    value, slope = lecture.PHI[name]
    assert activation.value(nets)[0] == pytest.approx(value(z), rel=1e-9, abs=1e-12)
    assert activation.derivative(nets, activation.value(nets))[0] == pytest.approx(slope(z), rel=1e-9, abs=1e-12)


@EVERY
@WIDTHS
def test_value_and_derivative_are_finite_and_keep_shape_and_width(activation: Activation, width: type) -> None:
    huge = 1e300 if width is np.float64 else 1e38
    z = np.array([*Z, huge, -huge]).astype(width).reshape(2, 6)
    with np.errstate(all="raise", under="ignore"):
        a = activation.value(z)
        slope = activation.derivative(z, a)
        pulled = activation.pull_back(z, a, np.ones_like(z))
    for result in (a, slope, pulled):
        assert np.isfinite(result).all()
        assert result.shape == z.shape
        assert result.dtype == width


@pytest.mark.parametrize("z", [1e4, 1e9, 1e17, 1e300])
@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("tanh", 0, 0),
        ("sigmoid", 0, 0),
        ("relu", 1, 0),
        ("leaky_relu", 1, 0.01),
        ("elu", 1, 0),
        ("softplus", 1, 0),
        ("gelu", 1, 0),
        ("swish", 1, 0),
        ("linear", 1, 1),
        ("step", 0, 0),
    ],
)
def test_far_out_the_slope_is_that_of_a_line(name: str, z: float, above: float, below: float) -> None:
    nets = np.array([z, -z])
    assert ACTIVATIONS[name].derivative(nets, ACTIVATIONS[name].value(nets)).tolist() == [above, below]


@EVERY
def test_value_is_a_new_array(activation: Activation) -> None:
    z = Z.reshape(2, 5)
    assert not np.shares_memory(activation.value(z), z)


@EVERY
def test_values_reach_the_bounds_and_never_leave_them(activation: Activation) -> None:
    a = activation.value(np.linspace(-1e3, 1e3, 200_001).reshape(3, -1))  # fine enough to meet the tops of sin
    if activation.bounds is None:
        assert a.max() == 1e3
    else:
        assert a.min() >= activation.bounds[0]
        assert a.max() <= activation.bounds[1]
        assert (a.min(), a.max()) == pytest.approx(activation.bounds, abs=1e-4)


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
        ("leaky_relu", 2.5, 2.5, 1.0),
        ("leaky_relu", -2.5, -0.025, 0.01),
        ("leaky_relu", 0.0, 0.0, 0.01),
        ("elu", 2.5, 2.5, 1.0),
        ("elu", -np.log(4), -0.75, 0.25),  # ¼ − 1
        ("softplus", 0.0, np.log(2), 0.5),
        ("softplus", np.log(3), np.log(4), 0.75),
        ("gelu", 0.0, 0.0, 0.5),
        ("gelu", 1.0, 0.841192, 1.082964),  # as torch.nn.functional.gelu(approximate="tanh") gives it
        ("swish", 0.0, 0.0, 0.5),
        ("swish", np.log(3), 0.75 * np.log(3), 0.75 + 0.75 * 0.25 * np.log(3)),  # σ + z σ (1 − σ)
        ("sin", np.pi / 6, 0.5, np.sqrt(3) / 2),
        ("linear", -2.5, -2.5, 1.0),
        ("step", 0.0, 1.0, 0.0),
        ("step", -1e-9, 0.0, 0.0),
        ("step", 3.0, 1.0, 0.0),
    ],
)
def test_values_worked_by_hand(name: str, z: float, a: float, slope: float) -> None:
    activation, nets = ACTIVATIONS[name], np.array([z])
    close = 1e-6 if name == "gelu" else 1e-15
    assert activation.value(nets)[0] == pytest.approx(a, abs=close)
    assert activation.derivative(nets, activation.value(nets))[0] == pytest.approx(slope, abs=close)


@relaxed
@given(st.floats(-1e4, 1e4))
def test_sigmoid_of_minus_z_is_one_minus_sigmoid_of_z(z: float) -> None:
    nets = np.array([z])
    assert sigmoid(-nets)[0] == pytest.approx(1 - sigmoid(nets)[0], abs=2e-16)


def test_sigmoid_keeps_tiny_values_exact() -> None:
    assert sigmoid(np.array([-700.0]))[0] == pytest.approx(np.exp(-700.0), rel=1e-15)


# ---- softmax: the units of a layer together ------------------------------------------------------------------------

nets = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8).map(lambda z: np.array(z)[:, np.newaxis])


@relaxed
@given(nets, st.floats(-1e3, 1e3))
def test_softmax_sums_to_1_and_a_shift_of_all_changes_nothing(z: np.ndarray, shift: float) -> None:
    a = softmax(z)
    assert a.sum() == pytest.approx(1, abs=1e-14)
    np.testing.assert_allclose(softmax(z + shift), a, rtol=1e-9, atol=1e-12)


def test_softmax_is_taken_over_the_units_of_each_sample() -> None:
    z = np.log([[1.0, 8.0], [3.0, 1.0], [4.0, 1.0]])
    np.testing.assert_allclose(softmax(z), [[1 / 8, 0.8], [3 / 8, 0.1], [0.5, 0.1]], rtol=1e-14)


@relaxed
@given(st.floats(-500, 500), st.floats(-500, 500))
def test_softmax_of_two_is_the_sigmoid_of_their_difference(first: float, second: float) -> None:
    a = softmax(np.array([[first], [second]]))
    assert a[1, 0] == pytest.approx(sigmoid(np.array([second - first]))[0], rel=1e-9, abs=1e-300)


@relaxed
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=5), st.integers(0, 99))
def test_softmax_pulls_a_slope_back_through_all_its_units(z: list[float], seed: int) -> None:
    column = np.array(z)[:, np.newaxis]
    slope = np.random.default_rng(seed).normal(size=column.shape)
    shifts = EPSILON * np.eye(len(z))[:, :, np.newaxis]
    difference = [
        float((slope * (softmax(column + s) - softmax(column - s))).sum()) / (2 * EPSILON) for s in shifts
    ]  # of Σ slope · a by each z
    pulled = ACTIVATIONS["softmax"].pull_back(column, softmax(column), slope)[:, 0]
    np.testing.assert_allclose(pulled, difference, atol=1e-8)


# ---- the registry --------------------------------------------------------------------------------------------------


def test_each_is_listed_under_its_own_name() -> None:
    assert {name: activation.name for name, activation in ACTIVATIONS.items()} == {name: name for name in ACTIVATIONS}


def test_all_but_softmax_may_stand_in_a_hidden_layer_and_all_outputs_exist() -> None:
    assert set(ACTIVATIONS) - set(HIDDEN) == {"softmax"}
    assert set(OUTPUTS) <= set(ACTIVATIONS)
    assert set(lecture.PHI) == set(HIDDEN)


@SINGLE
def test_at_its_kinks_and_only_there_the_slope_jumps(activation: Activation) -> None:
    axis = np.arange(-400, 401) / 100 + 0.005
    slope = activation.derivative(axis, activation.value(axis))
    jumps = axis[:-1][np.abs(np.diff(slope)) > 0.5]
    if activation.name == "step":  # its value jumps
        jumps = axis[:-1][np.abs(np.diff(activation.value(axis))) > 0.5]
    assert [round(float(jump) + 0.005, 2) for jump in jumps] == list(activation.kinks)
    assert all(math.isfinite(kink) for kink in activation.kinks)
