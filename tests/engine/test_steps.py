"""Steps: what a formula shows is what the network computed."""

import math

import numpy as np
import pytest
from hypothesis import given

from engine import Experiment, Layer, Network, first_network, forward
from engine.activations import ACTIVATIONS
from engine.samples import samples_of
from engine.steps import SampleSteps
from tests.engine.strategies import relaxed, small_experiments


@pytest.fixture
def steps() -> SampleSteps:
    # W1 = [ 1  2 −1 ]    W2 = [ 0.5  1  3 ]    x = (2, 3)
    #      [ 4 −3  1 ]
    network = Network((2, 2, 1), ("relu", "sigmoid"), np.array([1.0, 2, -1, 4, -3, 1, 0.5, 1, 3]))
    return SampleSteps(network, np.array([2.0, 3.0]), np.array([1.0]))


def test_a_net_input_is_told_term_by_term_bias_first(steps: SampleSteps) -> None:
    step = steps.net_input(2, 1)
    assert (step.kind, step.layer, step.unit, str(step.symbol)) == ("net_input", 2, 1, "z⁽²⁾₁")
    assert [(str(t.weight_symbol), str(t.activation_symbol)) for t in step.terms] == [
        ("w⁽¹⁾₁,₀", "a⁽¹⁾₀"),
        ("w⁽¹⁾₁,₁", "a⁽¹⁾₁"),
        ("w⁽¹⁾₁,₂", "a⁽¹⁾₂"),
    ]
    assert [(t.weight, t.activation, t.value) for t in step.terms] == [(1, 1, 1), (2, 2, 4), (-1, 3, -3)]
    assert step.value == 2  # 1·1 + 2·2 − 1·3
    assert (step.argument, step.function) == (None, "")


def test_the_next_layer_reads_the_activations_of_the_one_before(steps: SampleSteps) -> None:
    step = steps.net_input(3, 1)
    assert str(step.symbol) == "z⁽³⁾₁"
    # z(2)2 = 4·1 − 3·2 + 1·3 = 1, so a(2) = (2, 1) and z(3)1 = 0.5 + 1·2 + 3·1
    assert [(t.weight, t.activation) for t in step.terms] == [(0.5, 1), (1, 2), (3, 1)]
    assert step.value == 5.5


def test_an_activation_is_told_with_its_argument(steps: SampleSteps) -> None:
    step = steps.activation(3, 1)
    assert (step.kind, step.layer, step.unit, str(step.symbol)) == ("activation", 3, 1, "a⁽³⁾₁")
    assert (step.argument, step.function, step.terms) == (5.5, "sigmoid", ())
    assert step.value == pytest.approx(1 / (1 + math.exp(-5.5)))


def test_the_bias_unit_is_1_in_every_layer(steps: SampleSteps) -> None:
    assert [steps.activation_of(layer, 0) for layer in (1, 2)] == [1.0, 1.0]
    assert [steps.activation_of(1, unit) for unit in (1, 2)] == [2.0, 3.0]


@relaxed
@given(small_experiments)
def test_every_step_has_the_bits_of_the_forward_pass_and_terms_that_sum_to_it(experiment: Experiment) -> None:
    network, samples = first_network(experiment), samples_of(experiment)
    network.flat[:] = np.random.default_rng(0).uniform(-1, 1, network.flat.size)
    steps = SampleSteps(network, samples.inputs[0], samples.targets[:, 0])
    passed = forward(network, samples.inputs[:1])
    for layer in range(2, network.L + 1):
        phi = ACTIVATIONS[network.activations[layer - 2]]
        for unit in range(1, network.sizes[layer - 1] + 1):
            net, activation = steps.net_input(layer, unit), steps.activation(layer, unit)
            assert net.value == activation.argument == passed.z[layer][unit - 1, 0]
            assert activation.value == steps.activation_of(layer, unit) == passed.a[layer][unit - 1, 0]
            assert activation.function == phi.name
            assert len(net.terms) == network.sizes[layer - 2] + 1
            assert sum(t.value for t in net.terms) == pytest.approx(
                net.value, rel=1e-12, abs=1e-12 * sum(abs(t.value) for t in net.terms)
            )
            assert [t.weight for t in net.terms] == [
                network.weight(layer - 1, unit, source) for source in range(len(net.terms))
            ]


def test_weights_beyond_all_numbers_are_shown_without_a_warning() -> None:
    network = first_network(Experiment(hidden=(Layer(2, "relu"),)))
    network.flat[:] = 1e308
    steps = SampleSteps(network, np.array([5.0, 5.0]), np.array([1.0]))
    assert steps.net_input(2, 1).value == math.inf
    assert math.isinf(steps.net_input(2, 1).terms[1].value)
