"""The network: shapes as promised, the passes of the lecture, and derivatives that stand up to finite differences."""

import hashlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Experiment, Layer, Network, backward, first_network, forward
from engine.costs import COSTS
from engine.network import by_layer, cost_of, weight_count, with_bias
from engine.samples import samples_of
from tests.engine import lecture
from tests.engine.strategies import lecture_experiments, relaxed, small_experiments

LOGISTIC = COSTS["logistic"]
HALF_LOG_3 = 0.5 * np.log(3)  # tanh of it is ½, tanh′ of it is ¾


def network_of(experiment: Experiment, seed: int = 0) -> Network:
    """A network with no zero in it, bias weights included."""
    network = first_network(experiment)
    network.flat[:] = np.random.default_rng(seed).uniform(-1, 1, network.flat.size)
    return network


# ---- shapes --------------------------------------------------------------------------------------------------------


@relaxed
@given(small_experiments)
def test_shapes_are_those_of_the_lecture(experiment: Experiment) -> None:
    network, samples = first_network(experiment), samples_of(experiment)
    passed = forward(network, samples.inputs)
    back = backward(network, passed, samples.targets, COSTS[experiment.cost], experiment.reduction)
    u, n, layers = experiment.sizes, samples.count, len(experiment.sizes)
    assert layers == network.L
    assert {layer: W.shape for layer, W in network.W.items()} == {
        layer: (u[layer], u[layer - 1] + 1) for layer in range(1, layers)
    }
    assert {layer: a.shape for layer, a in passed.a.items()} == {
        layer: (u[layer - 1], n) for layer in range(1, layers + 1)
    }
    for made in (passed.z, back.delta):
        assert {layer: z.shape for layer, z in made.items()} == {
            layer: (u[layer - 1], n) for layer in range(2, layers + 1)
        }
    assert back.gradient.shape == network.flat.shape == (weight_count(u),)
    assert passed.output is passed.a[layers]


def test_matrices_are_views_into_flat_layer_after_layer_row_after_row() -> None:
    flat = np.arange(17.0)
    matrices = by_layer((2, 4, 1), flat)
    assert matrices[1].tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
    assert matrices[2].tolist() == [[12, 13, 14, 15, 16]]
    matrices[2][0, 0] = -1
    assert flat[12] == -1


def test_weight_names_its_target_first_and_0_is_the_bias() -> None:
    network = Network((2, 4, 1), ("tanh", "sigmoid"), np.arange(17.0))
    assert network.weight(1, target=3, source=0) == 6
    assert network.weight(1, target=3, source=2) == 8
    assert network.weight(2, target=1, source=4) == 16


def test_a_copy_shares_nothing() -> None:
    network = network_of(Experiment())
    copy = network.copy()
    before = copy.sha256()
    assert before == network.sha256()
    network.W[1][0, 0] += 1
    assert copy.sha256() == before != network.sha256()


def test_fingerprint_is_of_the_weights_as_little_endian_doubles() -> None:
    network = Network((1, 1), ("sigmoid",), np.array([0.5, -2.0]))
    assert network.sha256() == hashlib.sha256(struct.pack("<2d", 0.5, -2.0)).hexdigest()


# ---- first weights -------------------------------------------------------------------------------------------------


def test_first_bias_weights_are_0_and_the_others_within_glorots_limits() -> None:
    network = first_network(Experiment(hidden=(Layer(50), Layer(20))))
    for matrix, limit in zip(network.W.values(), (np.sqrt(6 / 52), np.sqrt(6 / 70), np.sqrt(6 / 21)), strict=True):
        assert not matrix[:, 0].any()
        assert 0.9 * limit < np.abs(matrix[:, 1:]).max() <= limit
        assert matrix[:, 1:].min() < 0 < matrix[:, 1:].max()


def test_first_weights_follow_from_the_seed() -> None:
    prints = [first_network(Experiment(seed=seed)).sha256() for seed in (1, 1, 2)]
    assert prints[0] == prints[1] != prints[2]


# ---- forward -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 3])
def test_the_bias_unit_is_a_row_of_ones_on_top(columns: int) -> None:
    assert with_bias(np.full((2, columns), 7.0)).tolist() == [[1.0] * columns, [7.0] * columns, [7.0] * columns]


def test_the_input_layers_activations_are_the_samples_one_a_column() -> None:
    inputs = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert forward(network_of(Experiment()), inputs).a[1].tolist() == inputs.T.tolist()


@relaxed
@given(small_experiments)
def test_a_sample_passes_alone_as_in_company(experiment: Experiment) -> None:
    network, inputs = network_of(experiment), samples_of(experiment).inputs
    together = forward(network, inputs).output
    alone = np.hstack([forward(network, sample[np.newaxis]).output for sample in inputs])
    np.testing.assert_allclose(alone, together, rtol=1e-10)


def test_float32_inputs_give_float32_activations() -> None:
    passed = forward(network_of(Experiment()), np.ones((3, 2), np.float32))
    assert {a.dtype for a in (*passed.a.values(), *passed.z.values())} == {np.dtype(np.float32)}


# ---- one learning step by hand -------------------------------------------------------------------------------------


def test_one_learning_step_worked_by_hand() -> None:
    # Two inputs, two tanh units, one sigmoid unit. With h = ½ ln 3:
    #   W1 = [ h  1.5 −1 ]     W2 = [ 0.25  2  2.5 ]     x = (2, 3)    y = 1    η = 0.2
    #        [−h  3   −2 ]
    h = HALF_LOG_3
    network = Network((2, 2, 1), ("tanh", "sigmoid"), np.array([h, 1.5, -1, -h, 3, -2, 0.25, 2, 2.5]))
    # Forward:
    #   z(2)1 =  h + 1.5·2 − 1·3 =  h        a(2)1 = tanh  h =  0.5
    #   z(2)2 = −h + 3·2 − 2·3   = −h        a(2)2 = tanh −h = −0.5
    #   z(3)1 = 0.25 + 2·0.5 − 2.5·0.5 = 0   a(3)1 = σ(0)    =  0.5       J = −log 0.5
    passed = forward(network, np.array([[2.0, 3.0]]))
    np.testing.assert_allclose(passed.z[2], [[h], [-h]], atol=1e-15)
    np.testing.assert_allclose(passed.a[2], [[0.5], [-0.5]], atol=1e-15)
    np.testing.assert_allclose(passed.z[3], [[0.0]], atol=1e-15)
    np.testing.assert_allclose(passed.output, [[0.5]], atol=1e-15)
    targets = np.array([[1.0]])
    assert cost_of(network, np.array([[2.0, 3.0]]), targets, LOGISTIC) == pytest.approx(np.log(2), abs=1e-15)
    # Backward:
    #   δ(3)1 = a − y = 0.5 − 1 = −0.5
    #   δ(2)1 = 2  ·(−0.5) · (1 − 0.5²)    = −0.75
    #   δ(2)2 = 2.5·(−0.5) · (1 − (−0.5)²) = −0.9375
    back = backward(network, passed, targets, LOGISTIC)
    np.testing.assert_allclose(back.delta[3], [[-0.5]], atol=1e-15)
    np.testing.assert_allclose(back.delta[2], [[-0.75], [-0.9375]], atol=1e-15)
    # ∂J/∂w(l)j,k = δ(l+1)j a(l)k with a(l)0 = 1:
    #   W1: −0.75   · (1, 2, 3) = (−0.75,   −1.5,   −2.25)
    #       −0.9375 · (1, 2, 3) = (−0.9375, −1.875, −2.8125)
    #   W2: −0.5 · (1, 0.5, −0.5) = (−0.5, −0.25, 0.25)
    gradient = [-0.75, -1.5, -2.25, -0.9375, -1.875, -2.8125, -0.5, -0.25, 0.25]
    np.testing.assert_allclose(back.gradient, gradient, atol=1e-15)
    # Update, w := w − 0.2 ∂J/∂w:
    #   W1 = [ h + 0.15    1.8    −0.55   ]     W2 = [ 0.35  2.05  2.45 ]
    #        [−h + 0.1875  3.375  −1.4375 ]
    network.flat[:] -= 0.2 * back.gradient
    np.testing.assert_allclose(network.W[1], [[h + 0.15, 1.8, -0.55], [-h + 0.1875, 3.375, -1.4375]], atol=1e-15)
    np.testing.assert_allclose(network.W[2], [[0.35, 2.05, 2.45]], atol=1e-15)
    # And it helped: z(3)1 rose from 0, so the output came nearer to 1.
    assert forward(network, np.array([[2.0, 3.0]])).output[0, 0] > 0.5


# ---- backward ------------------------------------------------------------------------------------------------------


@relaxed
@given(lecture_experiments)
def test_gradient_is_the_mean_of_the_single_samples_gradients_by_the_lectures_loops(experiment: Experiment) -> None:
    network, samples = network_of(experiment), samples_of(experiment)
    gradient = backward(network, forward(network, samples.inputs), samples.targets, LOGISTIC).gradient
    weights = [matrix.tolist() for matrix in network.W.values()]
    singles = [
        np.concatenate([np.ravel(part) for part in lecture.gradient(weights, network.activations, x, y)])
        for x, y in zip(samples.inputs.tolist(), samples.targets.T.tolist(), strict=True)
    ]
    np.testing.assert_allclose(gradient, np.mean(singles, axis=0), rtol=1e-7, atol=1e-10)


@relaxed
@given(lecture_experiments, st.integers(2, 5))
def test_with_several_output_units_each_has_its_own_delta(experiment: Experiment, units: int) -> None:
    """The logistic cost summed over t sigmoid units, as the lecture writes it for one against all."""
    rng = np.random.default_rng(units)
    sizes = (*experiment.sizes[:-1], units)
    network = Network(sizes, experiment.activations, rng.uniform(-1, 1, weight_count(sizes)))
    inputs, targets = samples_of(experiment).inputs[:3], rng.integers(0, 2, (units, 3)).astype(float)[:, :]
    targets = targets[:, : len(inputs)]
    gradient = backward(network, forward(network, inputs), targets, LOGISTIC, "sum").gradient
    weights = [matrix.tolist() for matrix in network.W.values()]
    singles = [
        np.concatenate([np.ravel(part) for part in lecture.gradient(weights, network.activations, x, y)])
        for x, y in zip(inputs.tolist(), targets.T.tolist(), strict=True)
    ]
    np.testing.assert_allclose(gradient, np.sum(singles, axis=0), rtol=1e-7, atol=1e-10)


@relaxed
@given(small_experiments)
def test_the_sum_over_the_samples_is_n_times_the_mean(experiment: Experiment) -> None:
    network, samples, cost = network_of(experiment), samples_of(experiment), COSTS[experiment.cost]
    passed = forward(network, samples.inputs)
    total, mean = (backward(network, passed, samples.targets, cost, how).gradient for how in ("sum", "mean"))
    np.testing.assert_allclose(total, samples.count * mean, rtol=1e-12, atol=1e-300)
    costs = [cost_of(network, samples.inputs, samples.targets, cost, how) for how in ("sum", "mean")]
    assert costs[0] == pytest.approx(samples.count * costs[1], rel=1e-12)
    for layer, gradient in by_layer(network.sizes, total).items():
        delta = backward(network, passed, samples.targets, cost, "sum").delta[layer + 1]
        np.testing.assert_allclose(gradient[:, 0], delta.sum(axis=1), rtol=1e-9, atol=1e-9 * np.abs(delta).max())


@relaxed
@given(lecture_experiments)
def test_output_delta_is_a_minus_y_and_the_bias_column_its_mean(experiment: Experiment) -> None:
    network, samples = network_of(experiment), samples_of(experiment)
    passed = forward(network, samples.inputs)
    back = backward(network, passed, samples.targets, LOGISTIC)
    np.testing.assert_array_equal(back.delta[network.L], passed.output - samples.targets)
    for layer, gradient in by_layer(network.sizes, back.gradient).items():
        np.testing.assert_allclose(gradient[:, 0], back.delta[layer + 1].mean(axis=1), rtol=1e-9, atol=1e-12)


@relaxed
@given(small_experiments.filter(lambda experiment: experiment.hidden), st.integers(0, 99))
def test_exchanging_hidden_units_leaves_the_outputs_alone(experiment: Experiment, seed: int) -> None:
    network, inputs = network_of(experiment), samples_of(experiment).inputs
    before = forward(network, inputs).output
    order = np.random.default_rng(seed).permutation(experiment.sizes[1])
    network.W[1][:] = network.W[1][order]
    network.W[2][:, 1:] = network.W[2][:, 1:][:, order]
    np.testing.assert_allclose(forward(network, inputs).output, before, rtol=1e-7, atol=1e-9)


def test_the_passes_leave_network_and_samples_alone() -> None:
    network, samples = network_of(Experiment()), samples_of(Experiment())
    before = network.sha256()
    passed = forward(network, samples.inputs)
    activations = {layer: a.copy() for layer, a in passed.a.items()}
    backward(network, passed, samples.targets, LOGISTIC)
    assert network.sha256() == before
    for layer, a in passed.a.items():
        np.testing.assert_array_equal(a, activations[layer])


@relaxed
@given(st.integers(1, 20))
def test_mean_cost_does_not_change_when_every_sample_comes_again(times: int) -> None:
    network = network_of(Experiment())
    inputs, targets = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([[1.0, 0.0]])
    once = cost_of(network, inputs, targets, LOGISTIC)
    again = cost_of(network, np.tile(inputs, (times, 1)), np.tile(targets, (1, times)), LOGISTIC)
    assert again == pytest.approx(once, rel=1e-12)


def test_there_is_no_cost_where_there_is_no_sample() -> None:
    assert np.isnan(cost_of(network_of(Experiment()), np.empty((0, 2)), np.empty((1, 0)), LOGISTIC))


# ---- dropout -------------------------------------------------------------------------------------------------------


def test_dropout_multiplies_what_is_handed_on_and_the_delta_by_hand() -> None:
    # W1 = [0 1]   W2 = [0 3 5]   x = 2, both units linear; the first is left out, the second counts twice
    #      [0 4]
    network = Network((1, 2, 1), ("linear", "linear"), np.array([0.0, 1, 0, 4, 0, 3, 5]))
    passed = forward(network, np.array([[2.0]]), {2: np.array([[0.0], [2.0]])})
    assert passed.z[2].tolist() == [[2], [8]]
    assert passed.a[2].tolist() == [[0], [16]]
    assert passed.output.tolist() == [[80]]
    back = backward(network, passed, np.array([[79.0]]), COSTS["squared"])
    # δ(3) = 1; δ(2) = (3·0, 5·2); ∂J/∂W2 = δ(3) (1, 0, 16); ∂J/∂W1 = δ(2) (1, 2)
    assert back.delta[2].tolist() == [[0], [10]]
    assert back.gradient.tolist() == [0, 0, 10, 20, 1, 0, 16]


@relaxed
@given(lecture_experiments.filter(lambda experiment: experiment.hidden), st.integers(0, 99))
def test_with_factors_held_fast_the_gradient_is_still_the_difference_quotient(
    experiment: Experiment, seed: int
) -> None:
    network, inputs = network_of(experiment), samples_of(experiment).inputs[:3]
    targets, rng = samples_of(experiment).targets[:, :3], np.random.default_rng(seed)
    dropped = {2: (rng.random((experiment.sizes[1], len(inputs))) >= 0.4) / 0.6}
    if "step" in experiment.activations or "relu" in experiment.activations or "leaky_relu" in experiment.activations:
        return  # kinks are gradient checking's business
    gradient = backward(network, forward(network, inputs, dropped), targets, LOGISTIC).gradient
    difference, epsilon = np.empty_like(gradient), 1e-5
    for index in range(gradient.size):
        costs = []
        for shift in (epsilon, -epsilon):
            moved = network.copy()
            moved.flat[index] += shift
            passed = forward(moved, inputs, dropped)
            costs.append(LOGISTIC.value(passed.z[network.L], passed.output, targets).sum(axis=0).mean())
        difference[index] = (costs[0] - costs[1]) / (2 * epsilon)
    np.testing.assert_allclose(gradient, difference, rtol=1e-4, atol=1e-7 * max(1, np.abs(gradient).max()))
