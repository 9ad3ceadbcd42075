"""Dialect: how the cells of a table are written in a text file; a frozen value, of which each part can be corrected."""

from dataclasses import dataclass

from engine.errors import ImportFileError, shown
from engine.table import MISSING
from engine.table_files import ENCODINGS

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "spaces"}
QUOTES = {'"': "double quotes", "'": "single quotes", "": "none"}
DECIMALS = {".": "point", ",": "comma"}
MOST_SKIPPED = 1000


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes
    ----------
    encoding : one of ENCODINGS
    delimiter : one of DELIMITERS; of spaces any number stands between two cells
    quote : one of QUOTES; inside a quoted cell two of them stand for one
    has_header : whether the first row names the columns
    decimal : one of DECIMALS
    missing : how a missing value is written, in small letters
    skip : how many lines stand before the table

    Raises
    ------
    ImportFileError
        if a part is none of these
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    has_header: bool = True
    decimal: str = "."
    missing: tuple[str, ...] = MISSING
    skip: int = 0

    def __post_init__(self) -> None:
        for name, known in (
            ("encoding", ENCODINGS),
            ("delimiter", DELIMITERS),
            ("quote", QUOTES),
            ("decimal", DECIMALS),
        ):
            value = getattr(self, name)
            if value not in known:
                raise ImportFileError(
                    f"the {name} is {shown(repr(value))}, expected {', '.join(map(repr, list(known)[:6]))}"
                    + (" or another known one" if len(known) > 6 else "")
                )
        if any(word != word.strip().lower() for word in self.missing):
            raise ImportFileError(
                f"missing values are written {shown(repr(self.missing))}, expected words in small letters"
            )
        if not 0 <= self.skip <= MOST_SKIPPED:
            raise ImportFileError(f"{self.skip} lines are to be skipped, expected 0 to {MOST_SKIPPED}")

    @property
    def summary(self) -> str:
        """The dialect in a line: UTF-8, semicolon, decimal comma, header."""
        words = [ENCODINGS[self.encoding], DELIMITERS[self.delimiter], f"decimal {DECIMALS[self.decimal]}"]
        return ", ".join([*words, "header" if self.has_header else "no header"])
