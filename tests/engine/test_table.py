"""A table: rules, digest, and back from CSV to the bit."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import ExportError, ImportFileError
from engine.table import AIR, GREATEST, round_range
from engine.tables import Dialect, Table
from tests.engine.tables.tables import chosen, csv_of, tables

GOOD = Table(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), "kind", np.array([0.0, 1.0, 0.0]), ("x", "y"))


@settings(max_examples=300)
@given(tables())
def test_a_table_comes_back_from_csv_to_the_bit(table: Table) -> None:
    again = chosen(csv_of(table)).table
    assert again == table
    assert again.digest == table.digest
    assert again.inputs.tobytes() == table.inputs.tobytes()


def test_more_than_twenty_classes_that_are_numbers_come_back_when_it_is_said_that_they_are_classes() -> None:
    count = 30
    table = Table(("a",), np.ones((count, 1)), "y", np.arange(count), tuple(map(str, range(count))))
    assert chosen(csv_of(table), as_classes=True).table == table
    assert chosen(csv_of(table)).table.classes == ()


def test_a_class_called_as_a_missing_value_comes_back_with_a_dialect_that_takes_it_as_none() -> None:
    table = replace(GOOD, classes=("NA", "y"))
    assert chosen(csv_of(table), Dialect(missing=("",))).table == table


def test_a_table_is_saved_as_csv_with_its_split(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    table = replace(GOOD, is_test=np.array([False, True, False]))
    table.save(path)
    assert path.read_text() == '"a","b","kind","split"\n1.0,2.0,"x",train\n3.0,4.0,"y",test\n5.0,6.0,"x",train\n'
    assert chosen(path).table == table
    with pytest.raises(ExportError, match="cannot write"):
        table.save(tmp_path / "nowhere" / "table.csv")


# ---- plain values --------------------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(tables())
def test_a_table_comes_back_from_plain_values_to_the_bit(table: Table) -> None:
    again = Table.from_plain(json.loads(json.dumps(table.to_plain())))
    assert again == table
    assert again.inputs.tobytes() == table.inputs.tobytes()
    assert again.target.tobytes() == table.target.tobytes()
    assert (again.is_test is None) == (table.is_test is None)


def test_a_large_table_comes_back_from_the_pieces_in_which_it_is_written() -> None:
    rng = np.random.default_rng(1)
    table = Table(("a", "b", "c"), rng.normal(size=(300_001, 3)), "y", rng.normal(size=300_001))
    assert Table.from_plain(table.to_plain()) == table


PLAIN = replace(GOOD, is_test=np.array([False, True, False])).to_plain()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"names": None}, "names must be a list of texts, got None"),
        ({"names": ["a", 3]}, "names must be a list of texts, got ['a', 3]"),
        ({"names": ["a"]}, "inputs must be 3 numbers in base64"),
        ({"names": ["a", "a"]}, "two columns are called 'a'"),
        ({"classes": "xy"}, "classes must be a list of texts, got xy"),
        ({"classes": ["x"]}, "column 'kind' has the one class 'x'"),
        ({"target_name": None}, "target_name must be a text, got None"),
        ({"rows": 2}, "is_test must be 2 numbers in base64"),
        ({"rows": 3.0}, "rows must be a whole number from 0 to 1000000, got 3.0"),
        ({"rows": True}, "rows must be a whole number from 0 to 1000000, got True"),
        ({"rows": -1}, "rows must be a whole number from 0 to 1000000, got -1"),
        ({"rows": 10**9}, "rows must be a whole number from 0 to 1000000, got 1000000000"),
        ({"inputs": [1.0] * 6}, "inputs must be 6 numbers in base64, got [1.0"),
        ({"inputs": PLAIN["inputs"][:-4]}, "inputs must be 6 numbers in base64"),
        ({"inputs": "?" * len(PLAIN["inputs"])}, "inputs must be numbers in base64"),
        ({"inputs": PLAIN["inputs"][:-4] + "é===", "is_test": None}, "inputs must be numbers in base64"),
        ({"target": PLAIN["inputs"]}, "target must be 3 numbers in base64"),
        ({"target": "//////////////////////////////8="}, "target must be 3 numbers in base64"),
        ({"target": "AAAAAAAA8H8AAAAAAADwfwAAAAAAAPB/"}, "row 1, column 'kind': inf is there"),
        ({"is_test": True}, "is_test must be 3 numbers in base64, got True"),
        ({"more": 1}, "a table must be an object with classes, inputs, is_test, names, rows, target, target_name"),
    ],
)
def test_damaged_plain_values_are_refused_with_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ImportFileError) as caught:
        Table.from_plain(PLAIN | change)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("plain", [None, 3, "table", [], {}, {"names": []}], ids=repr)
def test_what_is_no_table_at_all_is_refused(plain: object) -> None:
    with pytest.raises(ImportFileError, match="a table must be an object with"):
        Table.from_plain(plain)


# ---- ranges --------------------------------------------------------------------------------------------------------

wide = st.floats(-GREATEST, GREATEST)


@settings(max_examples=500)
@given(wide | st.floats(-100, 100), wide | st.floats(-100, 100))
@example(0.0, 5e-324)
@example(-1e-320, 1e-320)
@example(2000.0, 2000.0000001)
@example(0.1, 0.7)
@example(GREATEST, GREATEST)
@example(-GREATEST, GREATEST)
def test_a_range_lies_about_its_numbers_and_little_beyond_them(one: float, other: float) -> None:
    low, high = sorted((one, other))
    first, last = round_range(low, high)
    assert first < low
    assert high < last
    if high - low > max(abs(low), abs(high)) * 1e-6 + 1e-290:
        least, most = (high - low) * AIR * 0.999, (high - low) * (1 / 8 + AIR) * 1.001
        assert least <= low - first <= most
        assert least <= last - high <= most


@settings(max_examples=300)
@given(st.integers(-9999, 9999), st.integers(1, 9999), st.integers(-12, 12))
def test_the_ends_of_a_range_are_round_numbers(start: int, width: int, exponent: int) -> None:
    low, high = start * 10.0**exponent, (start + width) * 10.0**exponent
    for end in round_range(low, high):
        assert f"{end / 10.0 ** (math.floor(math.log10(high - low)) - 1):.6f}".endswith(".000000")
        assert len(repr(abs(end)).split("e")[0].replace(".", "").strip("0")) <= 7  # 4, a carry, and 2 of the step


def test_a_column_that_is_the_same_everywhere_has_a_range_about_it() -> None:
    assert round_range(5.0, 5.0) == (4.0, 6.0)
    assert round_range(-5.0, -5.0) == (-6.0, -4.0)
    assert round_range(0.0, 0.0) == (-1.0, 1.0)
    assert replace(GOOD, inputs=np.full((3, 2), 100.0)).ranges == ((80.0, 120.0), (80.0, 120.0))


# ---- equal tables --------------------------------------------------------------------------------------------------


def test_tables_are_equal_and_have_one_hash_if_they_have_one_digest() -> None:
    same = replace(GOOD, inputs=np.asfortranarray(GOOD.inputs))
    assert same == GOOD
    assert hash(same) == hash(GOOD)
    assert GOOD != "a table"
    assert len({GOOD, same}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"names": ("a", "c")},
        {"inputs": GOOD.inputs * (1 + 1e-15)},
        {"target_name": "sort"},
        {"target": np.array([0.0, 1.0, 1.0])},
        {"classes": ("x", "z")},
        {"classes": ()},
        {"is_test": np.array([False, False, False])},
        {"is_test": np.array([False, False, True])},
    ],
)
def test_whatever_is_another_is_another_digest(change: dict[str, Any]) -> None:
    assert replace(GOOD, **change) != GOOD


def test_the_digest_is_the_same_tomorrow() -> None:
    assert GOOD.digest == "8315fcaa2f409883fb068fde972216dcc45ea0e2007884eeb5385cdd4c78b020"


def test_minus_nought_is_nought() -> None:
    assert replace(GOOD, inputs=GOOD.inputs * 0) == replace(GOOD, inputs=GOOD.inputs * -0.0)


def test_a_table_is_its_own_and_refuses_to_be_written_to() -> None:
    given_inputs = np.array([[1.0], [2.0]])
    table = Table(("a",), given_inputs, "y", np.array([1.0, 2.0]), is_test=np.array([True, False]))
    given_inputs[0, 0] = 9
    assert table.inputs[0, 0] == 1
    assert table.is_test is not None
    for array in (table.inputs, table.target, table.is_test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"names": ("a",)}, "the inputs have shape (3, 2), expected (rows, 1)"),
        ({"names": (), "inputs": np.ones((3, 0))}, "it has no input column, expected at least one beside the target"),
        ({"target": np.array([0.0])}, "the target has shape (1,), expected (3,)"),
        ({"is_test": np.array([True])}, "the split has shape (1,), expected (3,)"),
        ({"inputs": np.ones((1, 2)), "target": np.ones(1)}, "it has one row, expected at least 2"),
        ({"inputs": np.ones((0, 2)), "target": np.ones(0)}, "it has no row, expected at least 2"),
        ({"inputs": np.array([[1, 2], [3, np.nan], [5, 6]])}, "row 2, column 'b': nan is there"),
        ({"inputs": np.array([[1, 2], [3, 4], [-np.inf, 6]])}, "row 3, column 'a': -inf is there"),
        ({"inputs": np.full((3, 2), 1.5e150)}, "row 1, column 'a': 1.5e+150 is there"),
        ({"names": ("a", "a")}, "two columns are called 'a'"),
        ({"names": ("a", "kind")}, "two columns are called 'kind'"),
        ({"names": ("a", "1.5")}, "a column is called '1.5', expected a name that is no number"),
        ({"names": ("a", "NA")}, "a column is called 'NA', expected a name that is no number and no missing value"),
        ({"names": ("a", "")}, "a column is called '', expected 1 to 200 letters"),
        ({"names": ("a", "x\ny")}, "expected 1 to 200 letters that can be seen"),
        ({"classes": ("x",), "target": np.zeros(3)}, "column 'kind' has the one class 'x', expected at least 2"),
        ({"classes": ("y", "x")}, "column 'kind' has its classes in another order"),
        ({"target": np.array([0, 1, 2])}, "column 'kind' has numbers of classes other than 0 to 1"),
        ({"target": np.array([0, 1, 0.5])}, "column 'kind' has numbers of classes other than 0 to 1"),
        ({"classes": ("1.0", "x")}, "column 'kind' has the class '1.0', expected a number as short as can be"),
        ({"classes": ("0.5", "1")}, "column 'kind' has classes that are numbers and not all whole"),
        ({"is_test": np.ones(3)}, "all 3 rows are for testing, expected some to learn from"),
        ({"target_name": "split", "classes": ("test", "train")}, "the target 'split' has the classes test and train"),
    ],
)
def test_a_table_from_which_nothing_can_be_learnt_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ImportFileError) as caught:
        replace(GOOD, **change)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_a_person_should_know_of_a_table_is_told() -> None:
    table = replace(GOOD, inputs=np.ones((3, 2)), is_test=np.array([False, True, False]))
    assert table.notes == (
        "column 'a' and 1 more have the same value in every row and tell nothing",
        "no row of the class 'y' is learnt from",
    )
    assert GOOD.notes == ()
    assert replace(GOOD, classes=("x", "y", "z")).notes == ("no row has the class 'z'",)
    assert replace(GOOD, classes=("x", "y", "z", "zz")).notes == ("no row has the class 'z', nor 1 more",)


def test_a_table_says_what_it_is() -> None:
    assert repr(GOOD) == f"<Table of 3 rows, 2 inputs, 2 classes, {GOOD.digest[:12]}>"
    assert not GOOD.is_regression
    assert GOOD.rows == 3


def test_a_table_is_described_without_its_numbers() -> None:
    table = GOOD.with_split(np.array([False, True, False]))
    assert table.described() == {
        "digest": table.digest,
        "rows": 3,
        "names": ["a", "b"],
        "target_name": "kind",
        "classes": ["x", "y"],
        "test_rows": 1,
    }
