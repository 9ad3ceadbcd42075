"""How a table is written is found out from its beginning, and can be corrected."""

import codecs
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from engine import ImportFileError
from engine.tables import Dialect, find_out, preview, read_sheet
from engine.tables.dialect import DELIMITERS, ENCODINGS
from engine.tables.finding import BEGINNING
from tests.engine.tables.tables import chosen

TABLE = "größe,alter\n1.5,2\n3.5,4\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_found_out(encoding: str, found: str) -> None:
    data = TABLE.encode(encoding)
    assert find_out(data).encoding == found
    sheet = read_sheet(data)
    assert sheet is not None
    assert sheet.names == ("größe", "alter")
    assert sheet.columns[0].values.tolist() == [1.5, 3.5]


def test_utf_16_with_its_high_byte_first_is_told_by_its_mark() -> None:
    assert preview(codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be")).header == ("größe", "alter")


def test_bytes_that_windows_has_no_letter_for_are_read_as_iso_8859_1() -> None:
    assert find_out(b"a,b\n1,\x81\n").encoding == "latin-1"


def test_an_encoding_can_be_corrected() -> None:
    data = "имя,y\n1,2\n3,4\n".encode("cp1251")
    assert preview(data).header != ("имя", "y")
    assert preview(data, replace(find_out(data), encoding="cp1251")).header == ("имя", "y")


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_delimiter_is_found_out(delimiter: str) -> None:
    rows = [["width", "height", "kind"], ["1.5", "2", "cat"], ["3", "4.25", "dog"], ["5", "6", "cat"]]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    assert find_out(data) == Dialect(delimiter=delimiter)
    assert chosen(data).table.inputs.tolist() == [[1.5, 2.0], [3.0, 4.25], [5.0, 6.0]]


def test_any_number_of_spaces_stands_between_two_cells() -> None:
    data = b"  a     b  c \n  1   2.5  3\n 10  20.5 30  \r\n"
    assert chosen(data).table.inputs.tolist() == [[1.0, 2.5], [10.0, 20.5]]


def test_a_decimal_comma_is_found_out_where_the_delimiter_is_none() -> None:
    assert find_out(b"a;b\n1,5;2\n2,25;3\n").decimal == ","
    assert find_out(b"a;b\n1.5;2\n2.25;3\n").decimal == "."


def test_a_decimal_comma_in_quotes_is_found_out() -> None:
    data = b'a,b\n"1,5","2"\n"2,25","3"\n'
    assert (find_out(data).delimiter, find_out(data).decimal) == (",", ",")
    assert chosen(data).table.inputs.tolist() == [[1.5], [2.25]]


def test_commas_that_may_all_be_thousands_signs_are_not_taken_as_decimal_ones() -> None:
    assert find_out(b"a;b\n1,500;2\n2,250;3\n").decimal == "."


def test_single_quotes_are_found_out_where_there_are_no_double_ones() -> None:
    assert preview(b"a,b\n'x, y',1\n'z',2\n").rows == ((2, ("x, y", "1")), (3, ("z", "2")))
    assert find_out(b"a,b\nO'Brien,1\nO'Neill,2\n").quote == '"'


@pytest.mark.parametrize(
    ("data", "has_header"),
    [
        (b"a,b\n1,2\n3,4\n", True),
        (b"1,2\n3,4\n", False),
        (b"1,2,x\n3,4,y\n", False),
        (b",a\n0,2\n1,4\n", True),
        (b"150,4,setosa\n5.1,3.5,0\n4.9,3,1\n", True),
        (b"NA,2\n3,4\n", False),
        (b"name,kind\nann,x\nbob,y\n", True),
        (b"x,y\ny,x\nx,x\n", False),
    ],
)
def test_a_header_is_found_out(data: bytes, has_header: bool) -> None:
    assert find_out(data).has_header is has_header


def test_a_header_can_be_corrected() -> None:
    data = b"2019,2020\n1,2\n3,4\n"
    sheet = read_sheet(data, replace(find_out(data), has_header=True))
    assert sheet is not None
    assert sheet.names == ("column 2019", "column 2020")
    assert sheet.rows == 2


def test_the_line_in_which_spreadsheets_announce_the_delimiter_is_skipped() -> None:
    found = find_out(b"sep=;\r\na;b\r\n1;2\r\n3;4\r\n")
    assert (found.delimiter, found.skip) == (";", 1)
    assert preview(b"sep=;\r\na;b\r\n1;2\r\n").rows == ((3, ("1", "2")),)


def test_a_dialect_cannot_be_changed_but_by_another_one() -> None:
    with pytest.raises(FrozenInstanceError):
        Dialect().quote = "'"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"encoding": "zlib"}, "the encoding is 'zlib'"),
        ({"delimiter": "ab"}, "the delimiter is 'ab', expected ',', ';'"),
        ({"quote": "q"}, "the quote is 'q'"),
        ({"decimal": "·"}, "the decimal is '·', expected '.', ','"),
        ({"missing": ("NA",)}, "expected words in small letters"),
        ({"skip": -1}, "-1 lines are to be skipped"),
    ],
)
def test_a_dialect_that_makes_no_sense_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ImportFileError, match="expected") as caught:
        replace(Dialect(), **change)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_every_encoding_that_is_offered_is_one() -> None:
    assert all("a,b\n".encode(encoding).decode(encoding) == "a,b\n" for encoding in ENCODINGS)


def test_a_preview_has_line_numbers_though_cells_have_several_lines() -> None:
    shown = preview(b'a,b\n"x\ny",1\n\n"z",2\n')
    assert shown.rows == ((2, ("x\ny", "1")), (5, ("z", "2")))


def test_a_preview_tells_what_is_wrong_and_shows_the_rest() -> None:
    shown = preview(b'a,b\n1,2\n3,"4\n')
    assert shown.rows == ((2, ("1", "2")),)
    assert shown.fault == "a quote that is opened in the row of line 3 is never closed"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_preview_of_two_gigabytes_reads_the_beginning_only(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write("größe,b\n".encode(encoding))
        file.write(
            ("1.5,2\n" * 30_000).encode(encoding.replace("utf-16", "utf-16-le") if encoding == "utf-16" else encoding)
        )
        file.truncate(2**31)  # the rest is a hole
    assert BEGINNING < 100_000
    shown = preview(path)
    assert shown.size == 2**31
    assert shown.header == ("größe", "b")
    assert len(shown.rows) == 20
    assert shown.rows[-1] == (21, ("1.5", "2"))
    assert shown.fault == ""


def test_what_is_found_out_depends_on_the_beginning_alone() -> None:
    long = b"a;b\n" + b"1,5;2\n" * 20_000
    assert find_out(long) == find_out(long + b"x,y,z\n")
    sheet = read_sheet(long)
    assert sheet is not None
    assert np.unique(sheet.columns[0].values).tolist() == [1.5]


@pytest.mark.parametrize("shift", range(3))
def test_a_first_line_that_is_longer_than_the_beginning_may_be_cut_within_a_letter(shift: int) -> None:
    header = "ü" * shift + "x" + ",".join(f"größe{k}€" for k in range(9_000))
    data = f"{header}\n{','.join(['1.5'] * 9_000)}\n{','.join(['2.5'] * 9_000)}\n".encode()
    assert len(header.encode()) > BEGINNING
    assert find_out(data) == Dialect()
    assert chosen(data).table.names[-1] == "größe8998€"
    assert preview(data).header[1] == "größe1€"
