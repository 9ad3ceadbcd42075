"""A sheet: columns of numbers and classes, what is missing, progress, cancelling, speed."""

import gc
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import ImportFileError
from engine.table import MOST_CLASSES
from engine.tables import Dialect, Sheet, read_sheet


def sheet_of(data: bytes | Path, dialect: Dialect | None = None) -> Sheet:
    sheet = read_sheet(data, dialect)
    assert sheet is not None
    return sheet


def test_a_column_of_texts_has_classes_in_their_order_with_counts() -> None:
    column = sheet_of(b"x,kind\n1,dog\n2,cat\n3,dog\n").column("kind")
    assert column.classes == ("cat", "dog")
    assert column.counts == (1, 2)
    assert column.class_codes.tolist() == [1, 0, 1]
    assert column.is_classes
    assert not column.is_numbers


def test_a_column_of_few_whole_numbers_offers_both() -> None:
    column = sheet_of(b"x,kind\n1.5,10\n2,9\n3,10\n").column("kind")
    assert column.values.tolist() == [10.0, 9.0, 10.0]
    assert column.classes == ("9", "10")
    assert column.counts == (1, 2)
    assert column.is_numbers
    assert column.is_classes


def test_numbers_with_a_point_are_values_when_nobody_says_otherwise() -> None:
    column = sheet_of(b"x,y\n1,1.0\n2,0.0\n3,1.0\n").column("y")
    assert not column.is_classes
    assert column.classes == ("0", "1")


def test_many_whole_numbers_are_values_when_nobody_says_otherwise() -> None:
    column = sheet_of(b"x,y\n" + b"".join(b"1,%d\n" % k for k in range(21))).column("y")
    assert not column.is_classes
    assert len(column.classes) == 21


def test_fractions_and_very_many_numbers_are_no_classes() -> None:
    assert sheet_of(b"x,y\n1,1.5\n2,0.5\n").column("y").classes == ()
    rows = b"".join(b"1,%d\n" % k for k in range(MOST_CLASSES + 1))
    column = sheet_of(b"x,y\n" + rows).column("y")
    assert column.classes == ()
    assert column.class_codes.tolist() == [-1] * (MOST_CLASSES + 1)


def test_a_column_of_very_many_texts_is_neither_but_its_first_one_is_known() -> None:
    column = sheet_of(b"x,y\n1,0\n" + b"".join(b"1,text%d\n" % k for k in range(MOST_CLASSES + 50))).column("y")
    assert (column.classes, column.is_numbers, column.is_classes) == ((), False, False)
    assert column.fault == "line 3, column 'y': 'text0' is no number"
    assert column.codes is not None
    assert int((column.codes == -1).sum()) == 1


def test_numbers_and_texts_in_one_column_are_classes_numbers_first_however_these_are_written() -> None:
    column = sheet_of(b"x,y\n1,b\n2,10\n3,9\n4,1e1\n5,a\n6,\n").column("y")
    assert column.classes == ("9", "10", "a", "b")
    assert column.class_codes.tolist() == [3, 1, 0, 1, 2, -1]
    assert column.missing_lines == [7]


def test_texts_that_come_late_find_the_numbers_before_them() -> None:
    column = sheet_of(b"x,y\n" + b"1.5,7\n" * 60_000 + b"1.5,late\n").column("y")
    assert column.classes == ("7", "late")
    assert column.counts == (60_000, 1)
    assert column.fault == "line 60002, column 'y': 'late' is no number"


def test_texts_that_differ_by_what_cannot_be_seen_are_one_class() -> None:
    assert sheet_of('x,y\n1,New York\n2,"New\n York"\n3,New\xa0York\n'.encode()).column("y").classes == ("New York",)


@pytest.mark.parametrize("word", ["", "NA", "na", "NaN", "nan", "null", "NULL", "?", "  "])
def test_a_missing_value_is_known_with_its_line(word: str) -> None:
    sheet = sheet_of(f"x,y\n1,2\n{word},3\n4,{word}\n{word},6\n".encode())
    assert sheet.missing == {"x": [3, 5], "y": [4]}
    assert np.isnan(sheet.column("x").values).tolist() == [False, True, False, True]


def test_how_a_missing_value_is_written_can_be_changed() -> None:
    dialect = Dialect(missing=("", "-999", "none"))
    sheet = sheet_of(b"x,y\n1,NA\n-999,a\nNone,b\n", dialect)
    assert sheet.missing == {"x": [3, 4]}
    assert sheet.column("y").classes == ("NA", "a", "b")


def test_headings_that_are_empty_or_there_twice_become_names_and_that_is_told() -> None:
    sheet = sheet_of(b",a,a,a (2),2,NA\n1,2,3,4,5,6\n9,8,7,6,5,4\n")
    assert sheet.names == ("column 1", "a", "a (3)", "a (2)", "column 2", "column NA")
    assert sheet.notes == (
        "the heading '' is empty, a number or there twice: its column is called 'column 1', and 3 more like it",
    )


def test_a_thousand_headings_that_are_all_the_same_are_made_different_in_time() -> None:
    begun = time.process_time()
    header = ",".join(["a"] * 10_000)
    sheet = sheet_of(f"{header}\n{','.join(['1'] * 10_000)}\n".encode())
    assert len(set(sheet.names)) == 10_000
    assert time.process_time() - begun < 2


def test_a_column_that_counts_the_rows_is_told() -> None:
    sheet = sheet_of(b",x,y\n0,1.5,2\n1,2.5,3\n2,1,1\n")
    assert sheet.notes[-1] == "column 'column 1' counts the rows; it is hardly meant as an input"


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(ImportFileError, match="there is no column 'z', expected 'x', 'y'"):
        sheet_of(b"x,y\n1,2\n").column("z")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_is_one_also_between_two_pieces(end: str) -> None:
    row = "1.25,2" + end
    sheet = sheet_of(("x,y" + end + row * 40_000).encode())  # pieces end at every place of a row
    assert sheet.rows == 40_000
    assert sheet.column("x").lines.tolist() == list(range(2, 40_002))
    assert (sheet.column("x").values == 1.25).all()


def test_letters_that_two_pieces_share_are_read() -> None:
    for shift in range(3):
        sheet = sheet_of(("x" * (1 + shift) + ",y\n" + "1,äöü€\n" * 30_000).encode())
        assert sheet.column("y").classes == ("äöü€",)


def test_arrays_of_a_sheet_refuse_to_be_written_to() -> None:
    column = sheet_of(b"x,y\n1,a\n2,b\n").column("y")
    for array in (column.values, column.lines, column.codes, column.is_missing, column.class_codes):
        assert array is not None
        assert not array.flags.writeable


def test_block_by_block_gives_the_same_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{k % 7},{k / 4},{'abc'[k % 3] if k % 5 else k},{'' if k % 11 else k}" for k in range(500)]
    data = "\n".join(["a,b,c,d", *rows]).encode()
    whole = sheet_of(data)
    monkeypatch.setattr("engine.tables.sheet.BLOCK_CELLS", 12)
    pieces = sheet_of(data)
    for one, other in zip(whole.columns, pieces.columns, strict=True):
        assert np.array_equal(one.values, other.values, equal_nan=True)
        assert one.classes == other.classes
        assert one.class_codes.tolist() == other.class_codes.tolist()
        assert (one.fault, one.is_whole, one.missing_lines) == (other.fault, other.is_whole, other.missing_lines)


# ---- progress, cancelling, speed -----------------------------------------------------------------------------------

LARGE = b"x,y,kind\n" + b"0.123456789012,-12.5,cat\n1,2,dog\n" * 50_000


def test_progress_grows_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(LARGE)
    for origin in (path, LARGE):
        told: list[tuple[int, int]] = []
        read_sheet(origin, progress=lambda done, size, told=told: told.append((done, size)))
        assert told == sorted(told)
        assert told[-1] == (len(LARGE), len(LARGE))
        assert len(told) > 10


def test_reading_stops_when_it_is_cancelled() -> None:
    for when in (1, 5, 20, 40):
        asked = 0

        def cancelled(when: int = when) -> bool:
            nonlocal asked
            asked += 1
            return asked >= when

        assert read_sheet(LARGE, cancelled=cancelled) is None
        assert asked == when


@pytest.mark.parametrize("kind", ["long", "wide", "wide texts"])
def test_it_is_asked_whether_to_cancel_after_every_fifty_milliseconds_of_work(kind: str) -> None:
    data = {"long": LARGE, "wide": _wide("1"), "wide texts": _wide("ab")}[kind]
    dialect = Dialect(has_header=kind == "long")
    longest = []
    gc.disable()  # as the window has it in every thread but its own: it takes 50 ms where much has been imported
    try:
        for _ in range(3):  # other work of this machine does not come three times
            moments = [time.process_time()]
            read_sheet(data, dialect, cancelled=lambda moments=moments: moments.append(time.process_time()) or False)
            longest.append(np.diff(moments).max())
    finally:
        gc.enable()
    assert min(longest) < 0.05


def _wide(cell: str) -> bytes:
    return (",".join([cell] * 10_000) + "\n").encode() * 30


@pytest.mark.slow
def test_a_million_rows_are_read_in_a_few_seconds(tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    values = np.random.default_rng(0).normal(size=(1000, 3))
    rows = "".join(",".join(map(repr, row)) + "\n" for row in values.tolist())
    path.write_text("x1,x2,y\n" + rows * 1000)
    begun = time.process_time()
    sheet = sheet_of(path)
    assert time.process_time() - begun < 12  # 4 on a machine that has others at work
    assert sheet.rows == 1_000_000
    assert sheet.columns[2].values[-1000:].tolist() == values[:, 2].tolist()
    path.write_text("x1,x2,y\n" + rows * 1000 + "1,2,3\n")
    with pytest.raises(ImportFileError, match="line 1000002 is row 1000001, expected at most 1000000 rows"):
        sheet_of(path)


def test_the_dialect_that_was_used_is_known() -> None:
    dialect = replace(Dialect(), has_header=False)
    assert sheet_of(b"1,2\n3,4\n", dialect).dialect == dialect
    assert sheet_of(b"1,2\n3,4\n", dialect).names == ("column 1", "column 2")
