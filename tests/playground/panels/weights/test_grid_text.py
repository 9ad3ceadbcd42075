"""Grids of weights as text, from and to spreadsheets."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.document.values import ValueRefusedError
from playground.panels.weights.grid_text import grid_text, parse_grid

finite = st.floats(allow_nan=False, allow_infinity=False)
matrices = st.integers(1, 6).flatmap(
    lambda columns: st.lists(st.lists(finite, min_size=columns, max_size=columns), min_size=1, max_size=6)
)


def bits(rows: list[list[float]]) -> list[list[bytes]]:
    return [[struct.pack("<d", value) for value in row] for row in rows]


@given(matrices)
def test_what_was_copied_is_pasted_to_the_bit(matrix: list[list[float]]) -> None:
    shape = len(matrix), len(matrix[0])
    name, read = parse_grid(grid_text(matrix), {"the whole": shape})
    assert name == "the whole"
    assert bits(read) == bits(matrix)


@given(matrices, st.sampled_from(["\t", ";"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_any_separator_any_end_of_line_and_a_decimal_comma_are_read(
    matrix: list[list[float]], separator: str, end: str, comma: bool
) -> None:
    text = end.join(separator.join(map(repr, row)) for row in matrix) + end
    _, read = parse_grid(text.replace(".", ",") if comma else text, {"it": (len(matrix), len(matrix[0]))})
    assert bits(read) == bits(matrix)


@pytest.mark.parametrize(
    ("text", "shape", "read"),
    [
        ("0.5,1.5", (1, 2), [[0.5, 1.5]]),
        ("0,5", (1, 1), [[0.5]]),
        ("0,5", (1, 2), [[0.0, 5.0]]),
        ("1,2,3\n4,5,6", (2, 3), [[1, 2, 3], [4, 5, 6]]),
        ("1, 2\n3, 4", (2, 2), [[1, 2], [3, 4]]),
        ("1 2\n3 4", (2, 2), [[1, 2], [3, 4]]),
        ("0,5 1,5", (1, 2), [[0.5, 1.5]]),
        ("0,5\t2/3", (1, 2), [[0.5, 2 / 3]]),
        ("1 / 4 −2", (1, 2), [[0.25, -2.0]]),
        ("0,5\n−1,25", (2, 1), [[0.5], [-1.25]]),
    ],
)
def test_commas_and_spaces_mean_what_fits(text: str, shape: tuple[int, int], read: list[list[float]]) -> None:
    assert parse_grid(text, {"it": shape})[1] == read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "1\t2\nabc\t4",
            "row 2, column 1 of the pasted cells: a weight must be a number such as 0.5 or 2/3, got 'abc'",
        ),
        ("1\t2\n3\t1e400", "row 2, column 2 of the pasted cells: a weight must be a finite number, got '1e400'"),
        ("1\t2\n3\t2/0", "row 2, column 2 of the pasted cells: a weight must be a finite number, got '2/0'"),
        ("1\tnan\n3\t4", "row 1, column 2 of the pasted cells: a weight must be a finite number, got 'nan'"),
        ("1\t\n3\t4", "row 1, column 2 of the pasted cells: a weight must be a number such as 0.5 or 2/3, got ''"),
        ("1\t2\t3", "the pasted cells are 1 row × 3 columns, expected 2 rows × 2 columns for it"),
        ("1\t2\n3", "row 2 of the pasted cells has 1 column, expected 2 as in row 1"),
        ("  \n", "there are no numbers to paste, expected 2 rows × 2 columns for it"),
        ("", "there are no numbers to paste"),
        ("hello", "the pasted cells are 1 row × 1 column, expected 2 rows × 2 columns for it"),
    ],
)
def test_a_bad_paste_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        parse_grid(text, {"it": (2, 2)})
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        _, read = parse_grid(text, {"a cell": (1, 1), "a pair": (1, 2)})
    except ValueRefusedError:
        return
    assert all(math.isfinite(value) for row in read for value in row)
