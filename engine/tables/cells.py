"""Cells as they come, rows by rows: numbers at once, texts as the number of the class that they may be.

Most cells are numbers, so a whole block of rows is tried as numbers by one call of `map(float, …)`; only where that
fails, cells are looked at one by one. A column in which a text stood is then read by its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from engine.arrays import Array
from engine.table import MOST_CLASSES, MOST_NAME_LETTERS
from engine.tables.dialect import Dialect

NO_TEXT = -1  # a number or a missing value
OTHER = -2  # a text of a column that has too many different ones, or too long ones
UNKNOWN = -3  # not yet looked at
MOST_UNASKED = 500  # columns

Codes = npt.NDArray[np.int32]


@dataclass
class Texts:
    """What is known of a column in which a text stands.

    Attributes
    ----------
    codes : the code of each text, as long as there are not too many
    first_line, first : the first text, and where it stands
    """

    first_line: int
    first: str
    codes: dict[str, int] = field(default_factory=dict)
    is_overfull: bool = False

    def code(self, text: str) -> int:
        """Return the code of a text, a new one where it was not met before."""
        if not self.is_overfull:
            if text in self.codes:
                return self.codes[text]
            if len(self.codes) < MOST_CLASSES and len(text) <= MOST_NAME_LETTERS:
                return self.codes.setdefault(text, len(self.codes))
            self.is_overfull = True
            self.codes.clear()
        return OTHER


class Gathered:
    """All cells so far.

    Attributes
    ----------
    rows : how many
    parts : the numbers of some rows each, shape (rows, columns); NaN where none stands
    texts : for each column with a text, what is known of it, in the order in which they were found
    codes : the codes of some rows each, shape (rows, columns with a text until then)
    is_whole : for each column, whether all its numbers are written as whole ones, without a decimal sign
    """

    def __init__(self, width: int, dialect: Dialect, ask: Callable[[], None] = lambda: None) -> None:
        """Begin; `ask` is called after some milliseconds of work, and may raise to stop it."""
        self.rows = 0
        self.width = width
        self.parts: list[Array] = []
        self.texts: dict[int, Texts] = {}
        self.codes: list[Codes] = []
        self.is_whole = np.ones(width, dtype=bool)
        self._dialect = dialect
        self._missing = frozenset(dialect.missing)
        self._missing_numbers = [value for value in map(_float, dialect.missing) if np.isfinite(value)]
        self._ask = ask

    def add(self, rows: Sequence[list[str]], lines: Sequence[int]) -> None:
        """Take over rows that all have the right number of cells, and the line of each."""
        values = np.full((len(rows), self.width), np.nan)
        others = [j for j in range(self.width) if j not in self.texts]
        if others:
            flat = list(chain.from_iterable(rows)) if not self.texts else [row[j] for row in rows for j in others]
            numbers, texts = self._numbers(flat)
            values[:, others] = numbers.reshape(len(rows), -1)
            self._ask()
            for place in texts:
                row, j = divmod(place, len(others))
                if others[j] not in self.texts:
                    self.texts[others[j]] = Texts(lines[row], flat[place].strip())
        codes = np.empty((len(rows), len(self.texts)), dtype=np.int32)
        for place, j in enumerate(self.texts):
            if place % MOST_UNASKED == 0:
                self._ask()
            codes[:, place] = self._codes(self.texts[j], [row[j] for row in rows], values[:, j])
        self.codes.append(codes)
        self._look_for_whole(rows, values)
        self.parts.append(values)
        self.rows += len(rows)

    def _codes(self, texts: Texts, cells: list[str], values: Array) -> Codes:
        """Return the codes of a column with texts, shape (rows,), and put its numbers into values, of that shape."""
        codes = np.array([texts.codes.get(cell, UNKNOWN) for cell in cells], dtype=np.int32)
        unknown = np.flatnonzero(codes == UNKNOWN)
        if len(unknown):
            looked_at = [cells[place] for place in unknown]
            values[unknown], with_text = self._numbers(looked_at)
            found = np.full(len(unknown), NO_TEXT, dtype=np.int32)
            for place in with_text:
                found[place] = texts.code(looked_at[place].strip())
            codes[unknown] = found
        return codes

    def _numbers(self, cells: list[str]) -> tuple[Array, list[int]]:
        """Return each cell as a number, NaN where it is none, and the places of those that are texts."""
        joined = "\0".join(cells)  # no cell has a NUL
        readable = cells
        is_odd = "_" in joined  # which Python takes as part of a number
        if self._dialect.decimal == ",":
            readable = joined.replace(",", ".").split("\0")
            is_odd = is_odd or "." in joined
        if is_odd:
            signs = "_." if self._dialect.decimal == "," else "_"
            readable = [
                "" if any(sign in cell for sign in signs) else read for cell, read in zip(cells, readable, strict=True)
            ]
        try:
            values = np.fromiter(map(float, readable), np.float64, len(cells))
        except ValueError:
            values = np.fromiter(map(_float, readable), np.float64, len(cells))
        for number in self._missing_numbers:
            for place in np.flatnonzero(values == number).tolist():
                if cells[place].strip().lower() in self._missing:
                    values[place] = np.nan
        strange = np.flatnonzero(~np.isfinite(values))
        values[strange] = np.nan
        return values, [place for place in strange.tolist() if cells[place].strip().lower() not in self._missing]

    def _look_for_whole(self, rows: Sequence[list[str]], values: Array) -> None:
        there = ~np.isnan(values)
        self.is_whole &= (~there | (values == np.floor(values))).all(axis=0)
        for place, j in enumerate(np.flatnonzero(self.is_whole).tolist()):
            if place % MOST_UNASKED == 0:
                self._ask()
            cells = [row[j] for row, is_there in zip(rows, there[:, j].tolist(), strict=True) if is_there]
            self.is_whole[j] = not cells or "".join(cells).translate(NO_SIGNS).isdecimal()


STARTS = frozenset("0123456789+-. \t\n\r")  # of a finite number; blanks are passed over
NO_SIGNS = str.maketrans("", "", "+- ")


def _float(cell: str) -> float:
    if cell[:1] not in STARTS and cell.isascii():
        return np.nan  # without an exception, which takes longer than all else
    try:
        return float(cell)
    except ValueError:
        return np.nan
