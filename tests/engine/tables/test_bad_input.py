"""Bad input: each gets one sentence with line and column."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.tables import limits, read_sheet
from engine.tables.dialect import Dialect
from engine.tables.source import PIECE
from tests.engine.tables.tables import chosen, refused

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty, expected a table"),
        (b"\n \n\n", "nothing but blanks stands in it"),
        (b"a,b\n", "it has nothing but the header in line 1, expected rows below it"),
        (b"a,b\n1,2\n", "it has one row, expected at least 2"),
        (b"a,kind\n1,x\n2,x\n", "column 'kind' has the one class 'x', expected at least 2"),
        (b"a,b,c\n1,2,3\n4,5\n", "line 3 has 2 cells, expected 3 as in line 1"),
        (b"a,b\n1,2\n3\n", "line 3 has 1 cell, expected 2 as in line 1"),
        (b"a,b\n1,2\n3,4,5\n", "line 3 has 3 cells, expected 2 as in line 1"),
        (b"age,b\n1,2\n3,4\n\nabc,5\n", "line 5, column 'age': 'abc' is no number"),
        (b"age,b\n1,2\ninf,5\n", "line 3, column 'age': 'inf' is no finite number"),
        (b"age,b\n1,2\n-Infinity,5\n", "line 3, column 'age': '-Infinity' is no finite number"),
        (b"age,b\n1,2\n1e400,5\n", "line 3, column 'age': '1e400' is no finite number"),
        (b"age,b\n1,2\n1_0,5\n", "line 3, column 'age': '1_0' is no number"),
        (b"age;b\n1.5;2\n1,234;5\n", "line 3, column 'age': '1,234' is no number; thousands signs are not read"),
        (b"age;b\n1,5;2\n1.234;5\n", "line 3, column 'age': '1.234' is no number, as the decimal sign is a comma"),
        (b"age;b\n1,5;2\n1.234,5;5\n", "line 3, column 'age': '1.234,5' is no number; thousands signs are not read"),
        (
            b"age,b\n1,2\nnan,5\n,6\n",
            "line 3, column 'age': the value is missing, and 1 more below it; "
            "say what becomes of missing values: drop, mean, median or most frequent",
        ),
        (b"age,b\n1,2\n1e308,5\n", "line 3, column 'age': 1e+308 is there, expected a number from -1e+150 to 1e+150"),
        (b"a,b\n1,2.5\n1,-1e200\n", "line 3, column 'b': -1e+200 is there, expected a number from -1e+150 to 1e+150"),
        (b"a,b\n1,2\n3,\x004\n", "line 3 holds a NUL byte, which no text has"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "a quote that is opened in the row of line 3 is never closed"),
        (b'a,b\n1,2\n"3"x,4\n', "a quoted cell in the row of line 3 goes on after its quote, expected ',' there"),
        (b"a,b\n" + b"1,2\n" * 50_000 + b"1,\xff\n", "line 50002 has bytes that are no UTF-8; choose another encoding"),
        (PNG, "it is a PNG picture"),
        (b"PK\x03\x04" + bytes(99), "it is a ZIP archive, as workbooks (.xlsx, .ods) are; save the sheet as CSV"),
        (b"a\n1\n2\n", "it has no input column, expected at least one beside the target"),
        (b"a,b\n,\n,\n", "no column is left for the target, expected one beside the inputs"),
    ],
)
def test_a_bad_table_is_refused_in_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert refused(path) == refused(data) == said


def test_a_quote_that_swallows_the_rest_of_a_large_file_is_told(tmp_path: Path) -> None:
    said = refused(b'a,b\n1,2\n3,"\n' + b"5,6\n" * 100_000)
    assert said == "the row of line 3 has a cell of more than 131072 letters; is a quote never closed?"


def test_a_row_without_an_end_is_told_before_it_fills_the_memory() -> None:
    assert "has more than 4194304 letters" in refused(b"a,b\n" + b"x" * 2**23)
    assert "has more than 4194304 letters" in refused(b'a,b\n"1\n' + b'","\n' * 2**21, Dialect())


def test_ten_thousand_columns_are_read_and_one_more_is_not() -> None:
    def table(width: int) -> bytes:
        return "\n".join(",".join(cell.format(k) for k in range(width)) for cell in ("x{}", "{}.5", "2.{}")).encode()

    assert chosen(table(10_000)).table.inputs.shape == (2, 9_999)
    assert refused(table(10_001)) == "line 1 has 10001 cells, expected at most 10000 columns"


def test_more_rows_than_a_million_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    assert refused(b"a,b\n1,2\n2,3\n3,4\n4,5\n") == "line 5 is row 4, expected at most 3 rows"


def test_more_cells_than_the_memory_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CELLS", 5)
    assert (
        refused(b"a,b\n1,2\n2,3\n3,4\n") == "up to line 4 it has 3 rows of 2 columns, expected at most 5 cells in all"
    )


def test_a_file_of_two_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n" + b"1,2\n" * 50_000)
        file.truncate(2**31)
    assert refused(path) == "it has 2147483648 bytes, expected at most 1073741824 (1 GiB)"


# ---- what is no file, or none that can be read ---------------------------------------------------------------------


def test_a_folder_a_pipe_a_device_and_a_socket_are_refused_without_waiting(tmp_path: Path) -> None:
    assert refused(tmp_path) == "it is a folder, expected a file"
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert refused(pipe) == "it is a device or a pipe, expected a file"
    assert refused(Path("/dev/zero")) == "it is a device or a pipe, expected a file"
    with socket.socket(socket.AF_UNIX) as made:
        os.chdir(tmp_path)  # the path of a socket must be short
        made.bind("s.csv")
        assert refused(tmp_path / "s.csv") == "it is a device or a pipe, expected a file"


@pytest.fixture(autouse=True)
def same_folder() -> Iterator[None]:
    before = Path.cwd()
    yield
    os.chdir(before)


def test_links_in_a_circle_and_links_to_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert refused(tmp_path / "a.csv") == "too many levels of symbolic links"
    (tmp_path / "c.csv").symlink_to(tmp_path / "nowhere.csv")
    assert refused(tmp_path / "c.csv") == "no such file or directory"
    assert refused(tmp_path / "d.csv") == "no such file or directory"


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.csv"
    path.write_bytes(b"a,b\n1,2\n3,4\n")
    path.chmod(0)
    if os.access(path, os.R_OK):  # an administrator may read everything, so the system's refusal is played

        def refuse(*_arguments: object) -> int:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(os, "open", refuse)
    assert refused(path) == "permission denied"


@pytest.mark.parametrize("change", ["longer", "shorter", "touched", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: str) -> None:
    path = tmp_path / "changing.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * PIECE)
    done: list[int] = []

    def meddle(bytes_done: int, _all: int) -> None:
        done.append(bytes_done)
        if len(done) > 1:
            return
        if change == "longer":
            with path.open("ab") as file:
                file.write(b"3,4\n")
        elif change == "shorter":
            os.truncate(path, 2 * PIECE)
        elif change == "touched":
            os.utime(path, ns=(1, 1))
        else:
            path.unlink()
            path.write_bytes(b"a,b\n" + b"5,6\n" * PIECE)

    with pytest.raises(Exception, match="it was changed while it was read"):
        read_sheet(path, progress=meddle)
