"""Which columns say most of the target: by known formulas, and kind to odd numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.first_look import MOST_ROWS, shares_told, telling_slice
from engine.surface import FIRST_TWO, Slice
from engine.table import Table

RNG = np.random.default_rng(7)


def table(inputs: np.ndarray, target: np.ndarray, classes: tuple[str, ...] = ()) -> Table:
    names = tuple(f"column {number}" for number in range(inputs.shape[1]))
    return Table(names, inputs, "target", target, classes)


def test_of_values_it_is_the_square_of_the_correlation() -> None:
    inputs = RNG.normal(size=(300, 4))
    target = inputs @ [0.1, 2.0, 0.0, -1.0]
    expected = [np.corrcoef(column, target)[0, 1] ** 2 for column in inputs.T]
    assert shares_told(table(inputs, target)) == pytest.approx(expected, rel=1e-9)


def test_of_classes_it_is_the_share_between_the_classes() -> None:
    labels = RNG.integers(3, size=200).astype(float)
    inputs = np.column_stack([labels + RNG.normal(size=200), RNG.normal(size=200), labels])
    within = [sum(((c[labels == k] - c[labels == k].mean()) ** 2).sum() for k in range(3)) for c in inputs.T]
    expected = [1 - w / ((c - c.mean()) ** 2).sum() for w, c in zip(within, inputs.T, strict=True)]
    assert shares_told(table(inputs, labels, ("a", "b", "c"))) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_two_that_say_most_are_shown_in_the_order_of_the_columns() -> None:
    labels = RNG.integers(2, size=400).astype(float)
    noise = RNG.normal(size=(400, 5))
    noise[:, 3] += 5 * labels
    noise[:, 1] += 2 * labels
    assert telling_slice(table(noise, labels, ("no", "yes"))) == Slice(1, 3)


def test_one_or_two_columns_are_shown_as_they_are() -> None:
    labels = np.array([0.0, 1.0, 1.0])
    assert telling_slice(table(np.ones((3, 1)), labels, ("no", "yes"))) == FIRST_TWO
    assert telling_slice(table(np.ones((3, 2)), labels, ("no", "yes"))) == FIRST_TWO


@given(st.sampled_from([1e150, -1e150, 1e-300, 0.0, 3.0]), st.booleans(), st.integers(2, 5 * MOST_ROWS))
def test_a_constant_column_and_extreme_numbers_are_no_trouble(extreme: float, is_values: bool, rows: int) -> None:
    inputs = np.full((rows, 3), extreme)
    inputs[0, 2] = 0.0
    target = np.arange(rows) % 2.0
    made = table(inputs, target * (1e150 if is_values else 1), () if is_values else ("no", "yes"))
    told = shares_told(made)
    assert told[:2].tolist() == [0, 0]
    assert ((told >= 0) & (told <= 1 + 1e-9)).all()
    assert telling_slice(made).fits(3)
