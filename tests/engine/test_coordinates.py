"""What coordinates are called, and how a place in what is not shown is told."""

import numpy as np
import pytest

from engine import fitting
from engine.coordinates import Coordinate, coordinate_of, input_title, meaning_of_output, words_of_place
from engine.experiment import Experiment
from engine.surface import FIRST_TWO, Slice
from engine.table import Table


def learning_from(names: tuple[str, ...], classes: tuple[str, ...] = ("cat", "dog")) -> Experiment:
    inputs = np.linspace(0, 4, 12 * len(names)).reshape(12, -1)
    table = Table(names, inputs, "kind", np.arange(12.0) % max(len(classes), 2), classes)
    return fitting.with_data(Experiment(), table=table, name="own").experiment


FIVE = learning_from(("width", "x2", "<b>", "height", "depth"))


def test_a_column_is_told_by_its_number_and_its_name() -> None:
    titles = [coordinate_of(FIVE.data, number).title for number in range(5)]
    assert titles == ["x₁ width", "x₂", "x₃ <b>", "x₄ height", "x₅ depth"]
    assert coordinate_of(Experiment().data, 1).title == "x₂"


def test_an_input_has_the_name_of_its_column_and_a_feature_its_own() -> None:
    told = [input_title(FIVE.data, feature) for feature in ("x1", "x2", "x4", "x1^2", "r")]
    assert told == ["x₁ width", "x₂", "x₄ height", "x₁²", "r"]
    assert input_title(Experiment().data, "x1") == "x₁"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (FIRST_TWO, "the other 3 inputs at their means"),
        (Slice(0, 1, ((3, 2.5), (4, 1.0))), "x₄ height = 2.50, x₅ depth = 1.00, the other input at its mean"),
        (Slice(3, 4, ((3, 2.5),)), "the other 3 inputs at their means"),
        (Slice(0, 1, ((2, 1.0), (3, 1.0), (4, 1.0))), "x₃ <b> = 1.00, x₄ height = 1.00, x₅ depth = 1.00"),
    ],
)
def test_where_a_slice_stands_is_told(shown: Slice, words: str) -> None:
    assert words_of_place(FIVE.data, shown) == words


def test_of_many_that_are_held_three_are_told() -> None:
    six = learning_from(tuple("abcdef"))
    held = tuple((number, 0.5) for number in range(2, 6))
    assert words_of_place(six.data, Slice(0, 1, held)).endswith("x₅ e = 0.50, 1 more held")


def test_where_all_is_shown_nothing_is_told() -> None:
    assert words_of_place(Experiment().data, FIRST_TWO) == ""


@pytest.mark.parametrize(
    ("span", "value", "written"),
    [
        ((-6.0, 6.0), 1.234, "1.23"),
        ((4.0, 8.0), 5.1, "5.10"),
        ((0.0, 300.0), 123.456, "123.5"),
        ((0.0, 2000.0), 1234.5678, "1235"),
        ((0.0, 0.05), 0.01234, "0.0123"),
        ((0.0, 1e-6), 1.234e-7, "1.23×10⁻⁷"),
        ((-1e9, 1e9), 1.5e8, "1.500×10⁸"),
    ],
)
def test_a_place_is_written_with_the_digits_that_tell_it_apart(
    span: tuple[float, float], value: float, written: str
) -> None:
    assert Coordinate(1, span=span).written(value) == written


def test_an_output_unit_tells_of_a_class_by_its_name() -> None:
    three = learning_from(("a", "b"), ("cat", "dog", "eel"))
    assert [meaning_of_output(three, unit) for unit in (1, 2, 3)] == ["cat", "dog", "eel"]
    assert meaning_of_output(learning_from(("a", "b")), 1) == "dog rather than cat"
    assert meaning_of_output(Experiment(), 1) == ""
    assert meaning_of_output(learning_from(("a", "b"), ()), 1) == ""
