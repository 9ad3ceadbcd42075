"""Two branches side by side, as numbers and words: with NumPy alone."""

from dataclasses import replace

import numpy as np
import pytest

from engine.choices import Choice
from engine.comparison import (
    Setting,
    compare_weights,
    costs_of_branch,
    decided_differently,
    different_settings,
    largest,
    sentences_without_counterpart,
    without_counterpart,
)
from engine.experiment import Experiment, Layer
from engine.network import Network, first_network, weight_count
from engine.run import Run
from engine.timeline import Position, Timeline

SMALL = Experiment().with_data(samples=60)


def network(*sizes: int, seed: int = 0) -> Network:
    flat = np.random.default_rng(seed).normal(size=weight_count(sizes))
    return Network(sizes, ("tanh",) * (len(sizes) - 1), flat)


def test_every_weight_of_two_networks_of_one_structure_is_compared_in_the_order_of_the_buffer() -> None:
    a, b = network(2, 4, 3, 1, seed=1), network(2, 4, 3, 1, seed=2)
    compared = compare_weights(a, b)
    np.testing.assert_array_equal(compared.a, a.flat)
    np.testing.assert_array_equal(compared.difference, a.flat - b.flat)
    for place, value in zip(compared.places.tolist(), compared.b.tolist(), strict=True):
        assert value == b.weight(*place)
    assert without_counterpart(a.sizes, b.sizes) == (0, "")


@pytest.mark.parametrize(("first", "second"), [((2, 5, 1), (2, 4, 3, 1)), ((3, 4, 1), (2, 6, 1)), ((2, 1), (2, 8, 3))])
def test_of_two_structures_those_weights_are_compared_that_both_have(
    first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    a, b = network(*first, seed=1), network(*second, seed=2)
    compared = compare_weights(a, b)
    places = [tuple(place) for place in compared.places.tolist()]
    assert len(set(places)) == len(places)
    for place, ours, theirs in zip(places, compared.a.tolist(), compared.b.tolist(), strict=True):
        assert (ours, theirs) == (a.weight(*place), b.weight(*place))
    assert without_counterpart(first, second)[0] == weight_count(first) - len(places)
    assert without_counterpart(second, first)[0] == weight_count(second) - len(places)


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ((2, 4, 1), (2, 4, 1), ""),
        ((2, 4, 1), (2, 5, 1), "4 weights of B have none in A: unit 5 of layer 2."),
        ((2, 7, 1), (2, 4, 1), "12 weights of A have none in B: units 5 to 7 of layer 2."),
        ((2, 1), (1, 1), "1 weight of A has none in B: unit 2 of layer 1."),
        (
            (2, 4, 1),
            (2, 4, 3, 1),
            "14 weights of B have none in A: units 2 to 3 of layer 3 and layer 4.",
        ),
        (
            (3, 4, 1),
            (2, 5, 1),
            "4 weights of A have none in B: unit 3 of layer 1. 4 weights of B have none in A: unit 5 of layer 2.",
        ),
    ],
)
def test_a_sentence_names_the_weights_that_have_no_counterpart(
    a: tuple[int, ...], b: tuple[int, ...], sentence: str
) -> None:
    assert sentences_without_counterpart(a, b) == sentence


def test_one_unit_decides_by_its_threshold_and_several_by_the_strongest() -> None:
    a, b = np.array([[0.2, 0.6, 0.9]]), np.array([[0.4, 0.4, 0.5]])
    assert decided_differently("sigmoid", a, b).tolist() == [False, True, False]
    assert decided_differently("tanh", a - 0.5, b - 0.5).tolist() == [False, True, False]
    a, b = np.array([[0.8, 0.1], [0.1, 0.2], [0.1, 0.7]]), np.array([[0.1, 0.1], [0.8, 0.2], [0.1, 0.7]])
    assert decided_differently("softmax", a, b).tolist() == [True, False]


def test_the_largest_difference_is_the_one_of_the_largest_size_and_never_what_is_no_number() -> None:
    assert largest(np.array([[1.0, -3.0], [np.nan, 2.0]])) == 1
    assert largest(np.array([0.0, -np.inf, 4.0])) == 1
    with pytest.raises(ValueError, match="empty"):
        largest(np.empty(0))


def test_settings_that_differ_are_told_in_words_and_equal_ones_are_not() -> None:
    assert different_settings(SMALL, SMALL) == ()
    other = replace(
        SMALL,
        rate=1.0,
        l2=0.003,
        hidden=(Layer(5), Layer(3, "relu", 0.25)),
        optimizer=Choice("adam", (("beta1", 0.5),)),
        batch=0,
        shuffle=False,
        frozen=((1, 2, 0),),
        pruned=tuple((1, unit, 1) for unit in range(1, 5)),
    )
    assert different_settings(SMALL, other) == (
        Setting("hidden layers", "4 tanh", "5 tanh, 3 relu dropout 0.25"),
        Setting("L2 penalty", "0", "0.003"),
        Setting("optimizer", "gradient descent", "Adam β₁ 0.5"),
        Setting("learning rate", "0.3", "1"),
        Setting("mini-batch", "10", "all"),
        Setting("shuffling", "on", "off"),
        Setting("frozen weights", "none", "w⁽¹⁾₂,₀"),
        Setting("cut weights", "none", "4"),
    )
    assert different_settings(SMALL, SMALL.with_data(noise=0.5, name="xor")) == (
        Setting("data", "Circle", "Xor"),
        Setting("noise", "0", "0.5"),
    )


def test_the_costs_of_a_branch_go_from_the_beginning_over_what_it_shares_with_others_to_its_end() -> None:
    timeline = Timeline(Run(SMALL))
    timeline.advance(epochs=40)
    whole = {1: timeline.run.costs.rows()}
    timeline.seek(Position(10))
    timeline.adopt(replace(SMALL, rate=0.01))
    timeline.advance(epochs=20)
    whole[2] = timeline.run.costs.rows()
    timeline.seek(Position(20))
    timeline.adopt(replace(SMALL, rate=0.02))
    timeline.advance(epochs=5)
    whole[3] = timeline.run.costs.rows()
    for place in (25, 3):  # at the end of the present branch, and in its past
        timeline.seek(Position(place))
        past, present = timeline.overview(), timeline.run.costs.rows()
        for number, rows in whole.items():
            np.testing.assert_array_equal(costs_of_branch(past, number, present), rows)
        assert costs_of_branch(past, 9, present).shape == (4, 0)


def test_the_networks_of_one_experiment_differ_in_nothing() -> None:
    a, b = first_network(SMALL), first_network(SMALL)
    assert not compare_weights(a, b).difference.any()
