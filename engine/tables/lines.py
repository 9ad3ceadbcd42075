"""Lines and rows of a text file, each with its line number, from bytes that come in pieces."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from engine.errors import ImportFileError
from engine.table_files import ENCODINGS
from engine.tables.dialect import Dialect
from engine.tables.limits import MOST_ROW_LETTERS

Row = tuple[int, list[str]]  # the line in which it begins, counted from 1, and its cells


class Lines:
    """The lines of a text, decoded as they are asked for; they end in LF, CR LF or CR, as they stand there.

    Attributes
    ----------
    number : how many have been given
    all_letters : how many letters were decoded
    letters : how many letters were decoded since somebody set this to 0; whoever makes rows does so after each
    """

    def __init__(self, pieces: Iterable[bytes], encoding: str, is_cut: bool = False) -> None:
        """Begin; where the text is cut, its last letter may be half of one."""
        self.number = 0
        self.all_letters = self.letters = 0
        self._pieces = pieces
        self._encoding = encoding
        self._is_cut = is_cut

    def __iter__(self) -> Iterator[str]:
        rest = ""
        for text in self._decoded():
            if "\0" in text:
                place = self.number + _breaks(rest + text[: text.index("\0")]) + 1
                raise ImportFileError(f"line {place} holds a NUL byte, which no text has")
            self.letters += len(text)
            self.all_letters += len(text)
            if self.letters > MOST_ROW_LETTERS:
                raise ImportFileError(
                    f"the row that ends after line {self.number} has more than {MOST_ROW_LETTERS} letters; "
                    "is a quote never closed?"
                )
            whole = rest + text
            # A CR at the very end may be half of a CR LF, so that it waits for the next piece.
            end = max(whole.rfind("\n"), whole.rfind("\r", 0, -1)) + 1
            rest = whole[end:]
            for line in io.StringIO(whole[:end], newline=""):
                self.number += 1
                yield line
        if rest:
            self.number += 1
            yield rest

    def _decoded(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)()
        for piece in self._pieces:
            yield self._decode(decoder, piece, False)
        if not self._is_cut:
            yield self._decode(decoder, b"", True)

    def _decode(self, decoder: codecs.IncrementalDecoder, piece: bytes, is_last: bool) -> str:
        try:
            return decoder.decode(piece, is_last)
        except UnicodeError as error:
            good = b""
            if isinstance(error, UnicodeDecodeError):
                good = error.object[: error.start]
            place = self.number + _breaks(good.decode(self._encoding, "replace")) + 1
            raise ImportFileError(
                f"line {place} has bytes that are no {ENCODINGS[self._encoding]}; choose another encoding"
            ) from error


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def rows_of(lines: Lines, dialect: Dialect) -> Iterator[Row]:
    """Yield the rows, the header too; lines in which nothing stands are left out.

    Raises
    ------
    ImportFileError
        naming the line, if a quote is never closed, or a cell goes on after it
    """
    given = iter(lines)
    for _ in islice(given, dialect.skip):
        pass
    reader = csv.reader(
        (line.rstrip(" \r\n") for line in given) if dialect.delimiter == " " else given,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        skipinitialspace=True,
        strict=True,
    )
    line = 0
    while True:
        line = reader.line_num + dialect.skip + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ImportFileError(_quoting(str(error), line, dialect)) from error
        lines.letters = 0
        if len(row) > 1 or (row and row[0].strip()):
            yield line, row


def _quoting(said: str, line: int, dialect: Dialect) -> str:
    if "end of data" in said:
        return f"a quote that is opened in the row of line {line} is never closed"
    if "field limit" in said:
        return (
            f"the row of line {line} has a cell of more than {csv.field_size_limit()} letters; is a quote never closed?"
        )
    return f"a quoted cell in the row of line {line} goes on after its quote, expected {dialect.delimiter!r} there"
