"""Costs: the lecture's formulas where those can be computed, finite where they cannot, and δ as their derivative."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS, OUTPUTS, sigmoid, softmax
from engine.costs import COSTS, Cost
from tests.engine.strategies import PAIRS, relaxed

LOGISTIC, CROSS_ENTROPY = COSTS["logistic"], COSTS["cross_entropy"]
EVERY_PAIR = pytest.mark.parametrize(("cost", "output"), PAIRS, ids=[f"{cost.name}-{out}" for cost, out in PAIRS])


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers)[:, np.newaxis]


def targets_of(output: str, wanted: int, units: int) -> np.ndarray:
    """One-hot over 0 and 1, or over −1 and 1 for outputs that reach both."""
    y = (np.arange(units) == wanted).astype(float)[:, np.newaxis]
    return 2 * y - 1 if output in ("tanh", "linear") else y


# ---- δ is the derivative, for every cost and every output it may stand behind --------------------------------------


@EVERY_PAIR
@given(z=st.lists(st.floats(-4, 4), min_size=1, max_size=4), wanted=st.integers(0, 3))
@relaxed
def test_delta_is_the_central_difference_of_the_value_over_z(
    cost: Cost, output: str, z: list[float], wanted: int
) -> None:
    if output == "softmax":
        z = [*z, 0.25]
    phi, nets, epsilon = ACTIVATIONS[output], column(*z), 1e-5
    y = targets_of(output, wanted % len(z), len(z))
    a = phi.value(nets)
    if cost.name == "hinge" and np.any(np.abs(1 - y * a) < 1e-4):
        return
    if output == "step" and np.any(np.abs(nets) < 1e-4):
        return

    def total(shifted: np.ndarray) -> float:
        return float(cost.value(shifted, phi.value(shifted), y).sum())

    difference = [
        (total(nets + epsilon * unit) - total(nets - epsilon * unit)) / (2 * epsilon)
        for unit in np.eye(len(z))[:, :, np.newaxis]
    ]
    delta = cost.delta(output, nets, a, y)
    assert delta.shape == nets.shape
    np.testing.assert_allclose(delta[:, 0], difference, atol=1e-5 if cost.name == "huber" else 1e-7)


@pytest.mark.parametrize(
    ("name", "output"),
    [("logistic", "sigmoid"), ("cross_entropy", "softmax"), ("squared", "linear"), ("perceptron", "step")],
)
def test_delta_of_a_matched_pair_is_activation_minus_target_to_the_bit(name: str, output: str) -> None:
    a, y, z = np.array([[0.75, 0.25]]), np.array([[1.0, 0.0]]), np.array([[0.3, -0.1]])
    assert COSTS[name].matched == output
    assert COSTS[name].delta(output, z, a, y).tolist() == [[-0.25, 0.25]]


@EVERY_PAIR
def test_value_and_delta_keep_units_and_samples_apart(cost: Cost, output: str) -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(3, 5))
    a, y = ACTIVATIONS[output].value(z), rng.integers(0, 2, (3, 5)).astype(float)
    value, delta = cost.value(z, a, y), cost.delta(output, z, a, y)
    assert value.shape == delta.shape == (3, 5)
    for i in range(5):
        one = [i]
        np.testing.assert_array_equal(cost.value(z[:, one], a[:, one], y[:, one]), value[:, one])
        np.testing.assert_array_equal(cost.delta(output, z[:, one], a[:, one], y[:, one]), delta[:, one])


# ---- each by hand --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "z", "a", "y", "cost"),
    [
        ("squared", 0.0, 0.5, 2.0, 1.125),  # ½ · 1.5²
        ("huber", 0.0, 0.5, 1.25, 0.28125),  # ½ · 0.75², within the parabola
        ("huber", 0.0, 0.5, 1.5, 0.5),  # where both meet
        ("huber", 0.0, 0.5, 3.5, 2.5),  # 3 − ½, on the line
        ("huber", 0.0, 3.5, 0.5, 2.5),
        ("hinge", 0.0, 0.25, 1.0, 0.75),
        ("hinge", 0.0, 0.25, -1.0, 1.25),
        ("hinge", 0.0, 1.5, 1.0, 0.0),  # right, and far enough
        ("perceptron", 2.0, 1.0, 1.0, 0.0),  # right
        ("perceptron", 2.0, 1.0, 0.0, 2.0),  # wrong by 2
        ("perceptron", -3.0, 0.0, 1.0, 3.0),  # wrong by 3
        ("perceptron", -3.0, 0.0, 0.0, 0.0),
        ("logistic", 0.0, 0.5, 1.0, np.log(2)),
    ],
)
def test_value_worked_by_hand(name: str, z: float, a: float, y: float, cost: float) -> None:
    assert COSTS[name].value(column(z), column(a), column(y))[0, 0] == pytest.approx(cost, abs=1e-15)


def test_cross_entropy_worked_by_hand() -> None:
    # e^z = 1, 3, 4, so a = ⅛, ⅜, ½; the class asked for is the second: −log ⅜
    z = np.log(column(1, 3, 4))
    y = column(0, 1, 0)
    np.testing.assert_allclose(CROSS_ENTROPY.value(z, softmax(z), y), column(0, -np.log(3 / 8), 0), atol=1e-15)
    np.testing.assert_allclose(CROSS_ENTROPY.delta("softmax", z, softmax(z), y), column(1 / 8, -5 / 8, 1 / 2))


@relaxed
@given(st.floats(-30, 30), st.sampled_from([0.0, 1.0]) | st.floats(0, 1))
def test_logistic_is_the_lectures_formula(z: float, y: float) -> None:
    nets = column(z)
    a = sigmoid(nets)
    b = sigmoid(-nets)  # 1 − a, without the digits that the subtraction would lose
    expected = -(y * np.log(a) + (1 - y) * np.log(b))[0, 0]
    assert LOGISTIC.value(nets, a, column(y))[0, 0] == pytest.approx(expected, rel=1e-9, abs=1e-13)


@relaxed
@given(st.floats(-300, 300), st.floats(-300, 300), st.sampled_from([0, 1]))
def test_softmax_of_two_classes_costs_what_one_sigmoid_does(first: float, second: float, label: int) -> None:
    """Two softmax units with one-hot targets and one sigmoid unit of z₂ − z₁: the same J, and δ₂ = δ = −δ₁."""
    two, one = column(first, second), column(second - first)
    y = column(1 - label, label)
    a = softmax(two)
    single = LOGISTIC.value(one, sigmoid(one), column(label))
    assert CROSS_ENTROPY.value(two, a, y).sum() == pytest.approx(single[0, 0], rel=1e-9, abs=1e-12)
    delta = CROSS_ENTROPY.delta("softmax", two, a, y)[:, 0]
    np.testing.assert_allclose(delta[1], LOGISTIC.delta("sigmoid", one, sigmoid(one), column(label))[0, 0], atol=1e-12)
    assert delta[0] == pytest.approx(-delta[1], abs=1e-12)


# ---- however sure --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1e4, 1e300])
@pytest.mark.parametrize(("sign", "y", "cost"), [(1, 1.0, 0.0), (1, 0.0, 1.0), (-1, 0.0, 0.0), (-1, 1.0, 1.0)], ids=str)
def test_logistic_is_finite_however_sure_the_unit_is(size: float, sign: int, y: float, cost: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        z = column(sign * size)
        assert LOGISTIC.value(z, sigmoid(z), column(y)).tolist() == [[cost * size]]


@pytest.mark.parametrize("size", [1e4, 1e300])
def test_cross_entropy_is_finite_however_sure_the_units_are(size: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        z = column(size, -size, 0)
        assert CROSS_ENTROPY.value(z, softmax(z), column(1, 0, 0)).sum() == 0
        assert CROSS_ENTROPY.value(z, softmax(z), column(0, 0, 1)).sum() == size
        assert CROSS_ENTROPY.value(z, softmax(z), column(0, 1, 0)).sum() == 2 * size


@EVERY_PAIR
@pytest.mark.parametrize("size", [1e4, 1e100])
def test_every_cost_and_delta_is_finite_for_large_net_inputs(cost: Cost, output: str, size: float) -> None:
    z = np.array([[size, -size, 0.0], [-size, size, 1.0]])
    with np.errstate(all="raise", under="ignore"):
        a = ACTIVATIONS[output].value(z)
        for y in (np.zeros_like(z), np.ones_like(z)):
            value, delta = cost.value(z, a, y), cost.delta(output, z, a, y)
            assert np.isfinite([value, delta]).all()
            assert value.min() >= 0


# ---- the registry --------------------------------------------------------------------------------------------------


def test_each_is_listed_under_its_own_name_and_every_output_has_a_cost() -> None:
    assert [cost.name for cost in COSTS.values()] == list(COSTS)
    assert {output for _, output in PAIRS} == set(OUTPUTS)
    assert all(cost.matched in cost.outputs for cost in COSTS.values() if cost.matched)
