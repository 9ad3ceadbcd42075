"""What changes of weights are called in the list of changes."""

import pytest

from engine.experiment import Weight
from playground.document.names import named, number, setting, weights_into

SIZES = (2, 4, 3, 1)


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        ([(1, 2, 1)], "w⁽¹⁾₂,₁"),
        ([(3, 1, 0)], "w⁽³⁾₁,₀"),
        ([(1, 2, 1), (2, 1, 4)], "w⁽¹⁾₂,₁, w⁽²⁾₁,₄"),
        ([(1, 1, 1), (1, 2, 1), (1, 3, 1), (1, 4, 1)], "4 connections"),
        (weights_into(SIZES, 2, 3), "unit 3 of layer 2"),
        (weights_into(SIZES, 3), "layer 3"),
        (weights_into(SIZES, 4), "layer 4"),
        (weights_into(SIZES, 3)[1:], "14 connections"),
    ],
)
def test_weights_are_called_by_symbol_by_unit_by_layer_or_by_number(weights: list[Weight], name: str) -> None:
    assert named(weights, SIZES, "connections") == name


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2 / 3, "0.667"),
        (-2 / 3, "−0.667"),
        (0.0, "0"),
        (1e-9, "1×10⁻⁹"),
        (-1234567.0, "−1.23×10⁶"),
        (123456.0, "123000"),
    ],
)
def test_a_number_has_three_digits_and_a_true_minus(value: float, shown: str) -> None:
    assert number(value) == shown
    assert setting({(1, 2, 0): value}, SIZES) == f"Set w⁽¹⁾₂,₀ to {shown}"


def test_setting_several_weights_says_which() -> None:
    assert setting(dict.fromkeys(weights_into(SIZES, 3), 0.0), SIZES) == "Set the weights into layer 3"
    assert setting(dict.fromkeys(weights_into(SIZES, 3, 2), 0.0), SIZES) == "Set the weights into unit 2 of layer 3"
    assert setting(dict.fromkeys([(1, j, 0) for j in (1, 2, 3, 4)], 0.0), SIZES) == "Set 4 weights"


def test_a_weight_may_be_called_otherwise() -> None:
    assert setting({(1, 2, 0): 0.5}, SIZES, "the bias of unit 2") == "Set the bias of unit 2 to 0.5"
