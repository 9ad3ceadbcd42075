"""Files that nothing can be learnt from, and what has to be said of each: by the window and on the command line."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@dataclass(frozen=True)
class Bad:
    """A bad file.

    Attributes
    ----------
    make : puts it where it should be
    said : what is said of it
    name : what it is called
    """

    make: Callable[[Path], object]
    said: str
    name: str = "bad.csv"


def _of(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"a,b\n" + b"1,2\n" * 50_000)
        file.truncate(2**31)


def _loop(path: Path) -> None:
    other = path.with_name("other.csv")
    other.symlink_to(path)
    path.symlink_to(other)


def _wide(path: Path) -> None:
    cells = ",".join(["1"] * 10_001)
    path.write_text(f"{','.join(f'x{k}' for k in range(10_001))}\n{cells}\n{cells}\n")


BAD = {
    "an empty file": Bad(_of(b""), "it is empty, expected a table"),
    "one row": Bad(_of(b"a,b\n1,2\n"), "it has one row, expected at least 2"),
    "one class": Bad(_of(b"a,kind\n1,x\n2,x\n"), "column 'kind' has the one class 'x', expected at least 2"),
    "a header only": Bad(_of(b"a,b\n"), "it has nothing but the header in line 1, expected rows below it"),
    "ragged rows": Bad(_of(b"a,b,c\n1,2,3\n4,5\n"), "line 3 has 2 cells, expected 3 as in line 1"),
    "no finite number": Bad(_of(b"a,b\n1,2\ninf,5\n-1,3\n"), "line 3, column 'a': 'inf' is no finite number"),
    "a missing value": Bad(_of(b"a,b\n1,2\nnan,5\n-1,3\n"), "line 3, column 'a': the value is missing"),
    "1e308": Bad(_of(b"a,b\n1,2\n1e308,5\n"), "line 3, column 'a': 1e+308 is there, expected a number from"),
    "10 001 columns": Bad(_wide, "line 1 has 10001 cells, expected at most 10000 columns"),
    "NUL bytes": Bad(_of(b"a,b\n1,2\n3,\x004\n"), "line 3 holds a NUL byte, which no text has"),
    "a picture": Bad(_of(PNG), "it is a PNG picture"),
    "a folder": Bad(lambda path: path.mkdir(), "it is a folder, expected a file"),
    "links in a circle": Bad(_loop, "too many levels of symbolic links"),
    "nothing": Bad(lambda path: None, "no such file or directory"),
    "a pipe": Bad(os.mkfifo, "it is a device or a pipe, expected a file"),
    "2 GB": Bad(_sparse, "it has 2147483648 bytes, expected at most 1073741824 (1 GiB)"),
    "101 classes": Bad(
        _of(b"a,b\n" + b"".join(b"%d,c%d\n" % (k, k) for k in range(101))),
        "classes must be at most 100, got 101 of 'b'",
    ),
    "one column": Bad(_of(b"a\n1\n2\n"), "no input column"),
    "a broken archive": Bad(_of(b"PK\x03\x04" + bytes(99)), "as a NumPy archive", "bad.npz"),
    "a spreadsheet": Bad(_of(b"PK\x03\x04" + bytes(99)), "it is a ZIP archive, as workbooks"),
}
FINE = {  # what is unusual, and can be learnt from
    "a constant column": (b"a,b,c\n1,1,x\n1,2,y\n1,3,x\n", "column 'a' has the same value in every row"),
    "headings that are there twice": (
        b"a,a,c\n1,1,x\n1,2,y\n2,3,x\n",
        "the heading 'a' is empty, a number or there twice",
    ),
}
