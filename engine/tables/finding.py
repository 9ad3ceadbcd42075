"""Find out how a table is written, from its beginning alone."""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from engine.errors import ImportFileError
from engine.exchange.bounded import reading
from engine.table import MISSING, WITH_POINT
from engine.tables.dialect import DELIMITERS, Dialect
from engine.tables.lines import Lines, Row, rows_of
from engine.tables.source import Source, source_of

BEGINNING = 2**16  # bytes that are looked at
MOST_ROWS_TRIED = 100
KIND = "a table"
BINARY = {  # how other files begin
    b"\x89PNG": "a PNG picture",
    b"PK\x03\x04": "a ZIP archive, as workbooks (.xlsx, .ods) are; save the sheet as CSV",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Office file; save the sheet as CSV",
    b"\x1f\x8b": "packed by gzip; unpack it first",
    b"BZh": "packed by bzip2; unpack it first",
    b"\xfd7zXZ": "packed by xz; unpack it first",
    b"%PDF": "a PDF",
    b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x93NUMPY": "one NumPy array; save X and y as .npz",
    b"SQLite format 3": "an SQLite database",
    b"PAR1": "a Parquet file; save it as CSV",
    b"\x89HDF": "an HDF5 file; save it as CSV",
    b"\x7fELF": "a program",
}
MARKS = {  # byte order marks, the longer ones first
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WITH_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([,.]\d{3})+")
SINGLE_QUOTED = re.compile(r"(^|[,;\t|])[ ]*'[^'\r\n]*'[ ]*([,;\t|]|$)", re.MULTILINE)
ANNOUNCED = re.compile(r"sep=([,;\t|])[ ]*[\r\n]")  # a line that spreadsheets understand


@dataclass(frozen=True)
class Preview:
    """The first rows of a table, as texts.

    Attributes
    ----------
    dialect : how they were read
    header : the names of the columns as they stand there; () without a header
    rows : line number and cells of each row
    size : bytes of the whole file
    fault : what is wrong within or right after these rows, or ""
    """

    dialect: Dialect
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    size: int
    fault: str = ""


def find_out(origin: str | Path | bytes | Source) -> Dialect:
    """Return how a table is written, as far as its first 64 KiB tell.

    Raises
    ------
    ImportFileError
        if the file cannot be read, is empty, or no text
    """
    source = source_of(origin)
    with reading(source.path, KIND):
        data, size = source.beginning(BEGINNING)
        return _found_out(data, size)


def preview(origin: str | Path | bytes | Source, dialect: Dialect | None = None, most: int = 20) -> Preview:
    """Return the first rows, read as a dialect says or else as it was found out; only the first 64 KiB are read.

    Raises
    ------
    ImportFileError
        if the file cannot be read, is empty, or no text; what is wrong with its rows is in `fault`
    """
    source = source_of(origin)
    with reading(source.path, KIND):
        data, size = source.beginning(BEGINNING)
        chosen = dialect or _found_out(data, size)
        rows, fault = _first_rows(data, size, chosen, most + chosen.has_header)
        told = [(line, tuple(row)) for line, row in rows]
        header = told.pop(0)[1] if chosen.has_header and told else ()
        return Preview(chosen, header, tuple(told), size, fault)


def _found_out(data: bytes, size: int) -> Dialect:
    if not data.strip():
        raise ImportFileError("it is empty, expected a table" if not data else "nothing but blanks stands in it")
    for sign, what in BINARY.items():
        if data.startswith(sign):
            raise ImportFileError(f"it is {what}")
    dialect = Dialect(encoding=_encoding(data, size))
    text = "".join(_decoded(data, size, dialect.encoding))
    announced = ANNOUNCED.match(text)
    quote = "'" if '"' not in text and SINGLE_QUOTED.search(text) else '"'
    dialect = replace(dialect, quote=quote, skip=1 if announced else 0)
    tried = [replace(dialect, delimiter=delimiter) for delimiter in ([announced[1]] if announced else list(DELIMITERS))]
    samples = [[row for _, row in _first_rows(data, size, each, MOST_ROWS_TRIED)[0]] for each in tried]
    scores = [_fitness(rows) * (0.9 if each.delimiter == " " else 1) for each, rows in zip(tried, samples, strict=True)]
    best = scores.index(max(scores))
    dialect, rows = tried[best], samples[best]
    dialect = replace(dialect, decimal=_decimal(rows, dialect.delimiter))
    return replace(dialect, has_header=_has_header(rows, dialect))


def _encoding(data: bytes, size: int) -> str:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    if half and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(data, len(data) == size)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _decoded(data: bytes, size: int, encoding: str) -> Lines:
    whole = data if len(data) == size else data[: _last_break(data)]
    return Lines([whole], encoding, is_cut=len(data) < size)


def _last_break(data: bytes) -> int:
    """Return where the last whole line of a beginning ends, or its end where it is all one line."""
    end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    even = end + (-end % 4)  # of UTF-16 and UTF-32 the rest of the line's end; of others part of a line, which is left
    return (even if b"\0" in data[:64] else end) or len(data)


def _first_rows(data: bytes, size: int, dialect: Dialect, most: int) -> tuple[list[Row], str]:
    """Return rows until there are `most`, the beginning ends or something is wrong, and what that is."""
    rows: list[Row] = []
    try:
        for row in islice(rows_of(_decoded(data, size, dialect.encoding), dialect), most):
            rows.append(row)
    except ImportFileError as error:
        return rows, "" if "never closed" in str(error) and len(data) < size else str(error)
    return rows, ""


def _fitness(rows: list[list[str]]) -> float:
    """Return how much rows look like a table, 0 to 1: as many cells in each, and numbers in them."""
    if not rows:
        return 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0
    cells = [cell.strip() for row in rows for cell in row]
    numbers = sum(bool(WITH_POINT.fullmatch(cell) or WITH_COMMA.fullmatch(cell)) for cell in cells)
    return count / len(rows) * (0.5 + 0.5 * numbers / len(cells))


def _decimal(rows: list[list[str]], delimiter: str) -> str:
    """Return the decimal sign that more numbers have; those do not count where it may be a thousands sign.

    Where the delimiter is a comma too, cells with one are quoted, and rather texts: one number with a point decides.
    """
    cells = [cell.strip() for row in rows for cell in row]
    points = [cell for cell in cells if "." in cell and WITH_POINT.fullmatch(cell)]
    commas = [cell for cell in cells if "," in cell and WITH_COMMA.fullmatch(cell)]
    if delimiter == "," and points:
        return "."
    clear = [sum(not MAYBE_THOUSANDS.fullmatch(cell) for cell in found) for found in (points, commas)]
    return "," if clear[1] > clear[0] else "."


def _has_header(rows: list[list[str]], dialect: Dialect) -> bool:
    """Return whether the first row names columns: a word above numbers, or no number at all and no word again below."""
    first, below = rows[0] if rows else [], rows[1:]
    columns = [[row[j] for row in below if j < len(row)] for j in range(len(first))]
    numeric = [_is_numeric(cells, dialect) for cells in columns]
    words = [not _is_number(cell, dialect) and cell.strip().lower() not in MISSING for cell in first]
    if any(is_word and is_numeric for is_word, is_numeric in zip(words, numeric, strict=True)):
        return True
    if any(_is_number(cell, dialect) for cell in first):
        return False
    return not any(is_word and first[j] in columns[j] for j, is_word in enumerate(words)) and any(words)


def _is_number(cell: str, dialect: Dialect) -> bool:
    return (WITH_COMMA if dialect.decimal == "," else WITH_POINT).fullmatch(cell.strip()) is not None


def _is_numeric(cells: Sequence[str], dialect: Dialect) -> bool:
    there = [cell for cell in cells if cell.strip().lower() not in MISSING]
    return bool(there) and all(_is_number(cell, dialect) for cell in there)
