"""Column: what stands below each other in a table: numbers, classes, or both; what is missing is known."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, read_only
from engine.errors import shown
from engine.table import FEW_CLASSES, MOST_CLASSES, MOST_WHOLE, WITH_POINT, Mask, number_name
from engine.tables.cells import NO_TEXT, Codes
from engine.tables.finding import WITH_COMMA

LineNumbers = npt.NDArray[np.int64]
WITH_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([,.' ]\d{3})+([.,]\d+)?")
UNSEEN = "�"  # a class of signs that cannot be seen


@dataclass(frozen=True, eq=False)
class Column:
    """A column of n rows.

    Attributes
    ----------
    name : unlike that of any other column
    values : the numbers, shape (n,); NaN where none stands
    lines : the line of each row, shape (n,)
    codes : for each row which of `texts` stands there, or a negative number, shape (n,); None without a text
    texts : the different texts; () where there are too many to be classes
    is_whole : whether all numbers are written as whole ones
    """

    name: str
    values: Array
    lines: LineNumbers
    codes: Codes | None = None
    texts: tuple[str, ...] = ()
    first_text: str = ""
    is_whole: bool = False

    @cached_property
    def is_missing(self) -> Mask:
        """Where nothing stands, shape (n,)."""
        missing = np.isnan(self.values)
        return read_only(missing if self.codes is None else missing & (self.codes == NO_TEXT))

    @property
    def missing_lines(self) -> list[int]:
        """The lines in which nothing stands."""
        return [int(line) for line in self.lines[self.is_missing]]

    @property
    def is_numbers(self) -> bool:
        """Whether all that stands there are numbers, and there is one."""
        return not self.fault and not bool(self.is_missing.all())

    @cached_property
    def fault(self) -> str:
        """What the first text among the numbers is, in a sentence; "" if there is none."""
        if self.codes is None or not (is_text := self.codes != NO_TEXT).any():
            return ""
        place = int(is_text.argmax())
        code = int(self.codes[place])
        text = self.texts[code] if 0 <= code < len(self.texts) else self.first_text
        return f"line {self.lines[place]}, column {shown(repr(self.name))}: {shown(repr(text))} is {_no_number(text)}"

    def text_at(self, row: int) -> str:
        """Return what stands in a row, counted from 0; "" where it is missing, a number as short as can be."""
        code = NO_TEXT if self.codes is None else int(self.codes[row])
        if code != NO_TEXT:
            return self.texts[code] if 0 <= code < len(self.texts) else "…"
        value = float(self.values[row])
        return "" if np.isnan(value) else number_name(value)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes that it may stand for: numbers in their order, then texts in theirs; or ()."""
        return self._classes[0]

    @property
    def class_codes(self) -> Codes:
        """The number of the class of each row, shape (n,); −1 where it is missing, or there are no classes."""
        return self._classes[1]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many rows there are of each class."""
        codes = self.class_codes
        return tuple(np.bincount(codes[codes >= 0], minlength=len(self.classes)).tolist())

    @property
    def is_classes(self) -> bool:
        """Whether it is taken to be classes when nobody says: texts, or few numbers, all written as whole ones."""
        few = not self.is_numbers or (self.is_whole and len(self.classes) <= FEW_CLASSES)
        return bool(self.classes) and few

    @cached_property
    def _classes(self) -> tuple[tuple[str, ...], Codes]:
        none = read_only(np.full(len(self.values), -1, dtype=np.int32))
        is_number = ~np.isnan(self.values)
        numbers, which = np.unique(self.values[is_number], return_inverse=True)
        is_whole = bool((numbers == np.floor(numbers)).all()) and bool((np.abs(numbers) <= MOST_WHOLE).all())
        if (self.codes is None and not is_whole) or len(numbers) + len(self.texts) > MOST_CLASSES:
            return (), none
        if self.codes is not None and bool((self.codes < NO_TEXT).any()):
            return (), none
        names = [number_name(number) for number in numbers.tolist()]
        used = [] if self.codes is None else np.unique(self.codes[self.codes >= 0]).tolist()
        called = {code: clean_name(self.texts[code]) or UNSEEN for code in used}
        place = {name: number for number, name in enumerate([*names, *sorted({*called.values()} - {*names})])}
        codes = none.copy()
        codes[is_number] = which
        for code in used:
            codes[self.codes == code] = place[called[code]]
        return tuple(place), read_only(codes)

    def kept(self, rows: Mask) -> "Column":
        """Return the column without those rows where the mask, shape (n,), is False."""
        codes = None if self.codes is None else read_only(self.codes[rows])
        return Column(
            self.name,
            read_only(self.values[rows]),
            read_only(self.lines[rows]),
            codes,
            self.texts,
            self.first_text,
            self.is_whole,
        )


def clean_name(text: str) -> str:
    r"""Return a text on one line, without signs that cannot be seen, and with single blanks.

    >>> clean_name(" sepal\n length\xa0(cm)")
    'sepal length (cm)'
    """
    seen = text if text.isprintable() else "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())


def _no_number(text: str) -> str:
    if "_" in text:
        return "no number"
    if not np.isfinite(_float(text)):
        return "no finite number"
    if WITH_POINT.fullmatch(text):
        return "no number, as the decimal sign is a comma"
    if WITH_THOUSANDS.fullmatch(text):
        return "no number; thousands signs are not read"
    if WITH_COMMA.fullmatch(text):
        return "no number, as the decimal sign is a point"
    return "no number"


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
