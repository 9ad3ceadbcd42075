"""From a sheet to a table: roles of columns, missing values, splits."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import ImportFileError
from engine.tables import WAYS, Roles, Table, read_sheet, sheet_of, table_of
from tests.engine.tables.tables import chosen, refused, tables

TABLE = b"a,b,kind\n1,4,x\n2,5,y\n3,6,x\n"
GAPS = b"a,b,kind\n1,4,x\n,5,y\n3,,x\n5,7,\n3,7,y\n"


def test_the_last_column_is_the_target_and_all_others_are_inputs() -> None:
    table = chosen(TABLE).table
    assert (table.names, table.target_name, table.classes) == (("a", "b"), "kind", ("x", "y"))
    assert table.inputs.tolist() == [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
    assert table.target.tolist() == [0.0, 1.0, 0.0]
    assert table.is_test is None


def test_columns_are_chosen_by_name_and_in_that_order() -> None:
    table = chosen(TABLE, inputs=("b",), target="a", as_classes=False).table
    assert (table.names, table.target_name, table.classes) == (("b",), "a", ())
    assert table.target.tolist() == [1.0, 2.0, 3.0]
    assert chosen(TABLE, inputs=("b", "a")).table.inputs[0].tolist() == [4.0, 1.0]


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({"inputs": ("kind",), "target": "a"}, "line 2, column 'kind': 'x' is no number"),
        ({"target": "a"}, "line 2, column 'kind': 'x' is no number"),
        ({"inputs": ("a", "c")}, "there is no column 'c', expected 'a', 'b', 'kind'"),
        ({"target": "c"}, "there is no column 'c', expected 'a', 'b', 'kind'"),
        ({"inputs": ("a", "a")}, "column 'a' is chosen twice, expected it in one place"),
        ({"inputs": ("a",), "target": "a"}, "column 'a' is chosen twice, expected it in one place"),
        ({"as_classes": False}, "line 2, column 'kind': 'x' is no number"),
        ({"split": "kind", "target": "b"}, "column 'kind' says x, y, expected train or test in each row"),
        ({"missing": "zero"}, "missing values: 'zero' is unknown, expected refuse, drop, mean, median, most frequent"),
    ],
)
def test_roles_that_do_not_fit_are_refused(roles: dict[str, Any], said: str) -> None:
    assert refused(TABLE, **roles) == said


def test_fractions_and_too_many_texts_cannot_be_classes() -> None:
    assert "too many different values to be classes" in refused(b"a,b\n1,1.5\n2,2.5\n", as_classes=True)
    many = b"a,b\n" + b"".join(b"1,t%d\n" % k for k in range(1001))
    assert "too many different or very long texts" in refused(many)


def test_a_missing_value_is_never_passed_over_in_silence() -> None:
    assert refused(GAPS).startswith(
        "line 3, column 'a': the value is missing; say what becomes of missing values: drop, mean"
    )
    assert refused(GAPS, inputs=("b",)).startswith("line 4, column 'b': the value is missing;")


def test_rows_with_a_missing_value_are_dropped_when_somebody_says_so() -> None:
    found = chosen(GAPS, missing="drop")
    assert found.table.inputs.tolist() == [[1.0, 4.0], [3.0, 7.0]]
    assert found.table.target.tolist() == [0.0, 1.0]
    assert found.notes == ("3 rows are dropped, as a value is missing: lines 3, 4, 5",)
    assert chosen(GAPS, missing="drop", inputs=("b",)).notes == (
        "2 rows are dropped, as a value is missing: lines 4, 5",
    )
    assert refused(b"a,b\n1,\n,2\n", missing="drop") == "a value is missing in every row, so that none is left"


@pytest.mark.parametrize(("way", "value"), [("mean", 3.0), ("median", 2.0), ("most frequent", 1.0)])
def test_missing_values_are_filled_as_somebody_says(way: str, value: float) -> None:
    found = chosen(b"a,y\n1,0.5\n1,0.5\n,0.5\n3,0.5\n7,1.5\n", missing=way)
    assert found.table.inputs[:, 0].tolist() == [1.0, 1.0, value, 3.0, 7.0]
    assert found.notes == (f"1 value is filled in column 'a', with the {way} of what is learnt from",)


def test_what_is_only_tested_on_tells_nothing_to_what_is_filled() -> None:
    found = chosen(b"a,y,split\n1,0.5,train\n,1.5,train\n3,2.5,train\n99,3.5,test\n", missing="mean")
    assert found.table.inputs[:, 0].tolist() == [1.0, 2.0, 3.0, 99.0]
    said = refused(b"a,b,y,split\n,1,2,train\n,1,3,train\n1,2,3,test\n", missing="mean")
    assert said == "column 'a' has no value in any row that is learnt from, expected some"


def test_a_missing_class_is_the_most_frequent_one_and_has_no_mean() -> None:
    data = b"a,kind\n1,y\n2,y\n3,x\n4,?\n"
    assert chosen(data, missing="most frequent").table.target.tolist() == [1.0, 1.0, 0.0, 1.0]
    assert refused(data, missing="mean") == (
        "line 5, column 'kind': the class is missing, and classes have no mean; expected drop or most frequent"
    )


def test_every_way_is_one() -> None:
    assert WAYS == ("refuse", "drop", "mean", "median", "most frequent")


def test_a_column_in_which_nothing_stands_is_left_out_and_told() -> None:
    found = chosen(b"a,b,c,\n1,,2.5,\n2,,3.5,\n")
    assert (found.table.names, found.table.target_name) == (("a",), "c")
    assert "column 'b' and 1 more is left out: nothing stands in it" in found.notes


def test_a_last_column_called_split_says_what_is_only_tested_on() -> None:
    table = chosen(b"a,y,split\n1,0.5,train\n2,1.5,test\n3,2.5,train\n").table
    assert (table.names, table.target_name) == (("a",), "y")
    assert table.is_test is not None
    assert table.is_test.tolist() == [False, True, False]


def test_another_column_can_say_the_split() -> None:
    table = chosen(b"part,a,y\ntest,1,0.5\ntrain,2,1.5\ntrain,3,2.5\n", split="part").table
    assert table.is_test is not None
    assert table.is_test.tolist() == [True, False, False]


def test_a_split_that_leaves_nothing_to_learn_from_or_is_missing_is_refused() -> None:
    assert refused(b"a,y,split\n1,0.5,test\n2,1.5,test\n") == "all 2 rows are for testing, expected some to learn from"
    assert "line 3, column 'split': the value is missing" in refused(b"a,y,split\n1,0.5,train\n2,1.5,\n")


def test_a_constant_column_is_told() -> None:
    found = chosen(b"a,b,y\n1,7,0.5\n2,7,1.5\n")
    assert found.notes == ("column 'b' has the same value in every row and tells nothing",)


def test_a_mean_that_leaves_the_numbers_is_refused() -> None:
    said = refused(b"a,y\n1.5e308,0.5\n1.5e308,1.5\n,2.5\n", missing="mean")
    assert said == "line 2, column 'a': 1.5e+308 is there, expected a number from -1e+150 to 1e+150"


def test_a_target_of_whole_numbers_is_a_value_when_somebody_says_so() -> None:
    data = b"a,y\n1.5,3\n2.5,4\n"
    assert chosen(data).table.classes == ("3", "4")
    assert chosen(data).table.target.tolist() == [0.0, 1.0]
    values = chosen(data, as_classes=False).table
    assert values.classes == ()
    assert values.target.tolist() == [3.0, 4.0]


def test_nothing_is_changed_by_a_refusal() -> None:
    before = chosen(TABLE).table
    digest = before.digest
    with pytest.raises(ImportFileError):
        chosen(TABLE, target="c")
    assert before.digest == digest
    assert np.array_equal(before.inputs, chosen(TABLE).table.inputs)


@given(tables())
def test_a_table_that_is_a_sheet_again_gives_the_very_table(table: Table) -> None:
    assert table_of(sheet_of(table), Roles(as_classes=bool(table.classes))).table == table


def test_other_columns_of_it_are_chosen_as_those_of_a_file() -> None:
    sheet = sheet_of(chosen(TABLE).table)
    assert sheet.names == ("a", "b", "kind")
    table = table_of(sheet, Roles(inputs=("b",), target="a", as_classes=False)).table
    assert (table.inputs[:, 0].tolist(), table.target.tolist()) == ([4.0, 5.0, 6.0], [1.0, 2.0, 3.0])
    with pytest.raises(ImportFileError, match="line 1, column 'kind': 'x' is no number"):
        table_of(sheet, Roles(inputs=("kind",), target="a"))


def test_a_column_called_split_is_no_split_where_somebody_says_that_there_is_none() -> None:
    data = b"a,kind,split\n1,x,train\n2,y,test\n3,x,train\n"
    assert chosen(data, inputs=("a",), target="kind", split=None).table.is_test is None
    assert chosen(data, inputs=("a",), target="kind").table.is_test is not None


def test_what_stands_in_a_row_is_told() -> None:
    sheet = read_sheet(b"a,b\n1.50,x\n,\n3,y\n4,1\n")
    assert sheet is not None
    texts = [[column.text_at(row) for column in sheet.columns] for row in range(4)]
    assert texts == [["1.5", "x"], ["", ""], ["3", "y"], ["4", "1"]]
