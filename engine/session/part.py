"""Part: one object of a file that is read, which knows its place there: whatever is wrong in it is told with that."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from unicodedata import category

import numpy as np

from engine.arrays import Array, Indices
from engine.errors import EngineError, ImportFileError

Read = TypeVar("Read")
GREATEST_WHOLE = 2**53
MOST_COUNTED = 2**52  # of whatever is counted on from there: what is saved then can be opened too
MOST_TEXT = 2000  # letters of a name or a sentence
_MISSING = object()


class Part:
    """Reads the members of an object.

    Parameters
    ----------
    value : what stands in the file
    place : how a person finds it there, such as "here.kept"

    Raises
    ------
    ImportFileError
        from every method, naming the place, the value and what was expected
    """

    def __init__(self, value: Any, place: str = "") -> None:
        self.place = place
        if not isinstance(value, Mapping):
            raise self.fault("", value, "an object")
        self._values = value

    def fault(self, name: str, value: Any, expected: str) -> ImportFileError:
        """Return the error that a member is not what was expected."""
        where = f"{self.place}.{name}".strip(".") or "the file"
        told = repr(value)
        return ImportFileError(f"{where} must be {expected}, got {told if len(told) <= 60 else told[:57] + '...'}")

    def has(self, name: str) -> bool:
        """Tell whether there is such a member, and not null."""
        return self._values.get(name) is not None

    def values(self) -> dict[str, Any]:
        """Return all members as they are."""
        return dict(self._values)

    def value(self, name: str) -> Any:
        """Return a member, whatever it is."""
        value = self._values.get(name, _MISSING)
        if value is _MISSING:
            raise ImportFileError(f"{self.place or 'the file'} has no {name!r}")
        return value

    def whole(self, name: str, least: int = 0, most: int = MOST_COUNTED) -> int:
        """Return a whole number within limits, both included."""
        value = self.value(name)
        if type(value) is not int or not least <= value <= most:
            raise self.fault(name, value, f"a whole number from {least} to {most}")
        return value

    def number(self, name: str) -> float:
        """Return a finite number."""
        value = self.value(name)
        if not _is_finite(value):
            raise self.fault(name, value, "a finite number")
        return float(value)

    def text(self, name: str, most: int = MOST_TEXT) -> str:
        """Return a text that is not too long, see `legible`."""
        value = self.value(name)
        if not isinstance(value, str) or len(value) > most:
            raise self.fault(name, value, f"a text of at most {most} letters")
        return legible(value)

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.value(name)
        if type(value) is not bool:
            raise self.fault(name, value, "true or false")
        return value

    def part(self, name: str) -> "Part":
        """Return a member that is an object."""
        return Part(self.value(name), f"{self.place}.{name}".strip("."))

    def parts(self, name: str) -> Iterator["Part"]:
        """Yield the objects of a member that is a list."""
        for number, value in enumerate(self.items(name)):
            yield Part(value, f"{self.place}.{name}[{number}]".strip("."))

    def items(self, name: str) -> Sequence[Any]:
        """Return the values of a list, whatever they are."""
        value = self.value(name)
        if not isinstance(value, list):
            raise self.fault(name, value, "a list")
        return value

    def tuples(self, name: str, *kinds: "Kind") -> list[tuple[Any, ...]]:
        """Return the members of a list of lists that each have as many values, of these kinds."""
        rows = self.items(name)
        for number, row in enumerate(rows):
            if not (isinstance(row, list) and len(row) == len(kinds)):
                raise self.fault(f"{name}[{number}]", row, f"a list of {len(kinds)} values")
            for value, kind in zip(row, kinds, strict=True):
                if not kind.holds(value):
                    raise self.fault(f"{name}[{number}]", row, f"a list that holds {kind.words}")
        return [tuple(row) for row in rows]

    def array(self, name: str, shape: tuple[int, ...], *, may_lack: bool = False) -> Array:
        """Return an array of a shape, of finite numbers; `may_lack` lets null stand for NaN, and infinity be told."""
        rows = self.items(name)
        flat = [rows] if len(shape) == 1 else rows
        size = " × ".join(map(str, shape))
        if (len(shape) == 2 and len(flat) != shape[0]) or any(
            not isinstance(row, list) or len(row) != shape[-1] for row in flat
        ):
            raise self.fault(name, rows, f"{size} numbers")
        read = _number_or_not if may_lack else _finite
        try:
            return np.array([[read(value) for value in row] for row in flat], np.float64).reshape(shape)
        except ValueError as error:
            raise self.fault(name, rows, f"{size} finite numbers: {error}") from None

    def indices(self, name: str, below: int) -> Indices:
        """Return an array of whole numbers from 0 to below a limit."""
        values = self.items(name)
        for value in values:
            if type(value) is not int or not 0 <= value < below:
                raise self.fault(name, value, f"whole numbers from 0 to below {below}")
        return np.array(values, np.intp)

    def made(self, name: str, make: Callable[[Any], Read]) -> Read:
        """Return what is made of a member; whatever that refuses is told with its place."""
        try:
            return make(self.value(name))
        except EngineError as error:
            raise ImportFileError(f"{self.place}.{name}".strip(".") + f": {error}") from None


class Kind:
    """What one value of a short list is to be."""

    def __init__(self, words: str, holds: Callable[[Any], bool]) -> None:
        self.words, self.holds = words, holds


def _is_finite(value: Any) -> bool:
    return math.isfinite(value) if type(value) is float else type(value) is int and abs(value) <= GREATEST_WHOLE


WHOLE = Kind("whole numbers from 0", lambda value: type(value) is int and 0 <= value <= GREATEST_WHOLE)
NUMBER = Kind("finite numbers", _is_finite)
NUMBER_OR_NONE = Kind("finite numbers or null", lambda value: value is None or _is_finite(value))
TEXT = Kind("a text", lambda value: isinstance(value, str) and len(value) <= MOST_TEXT)
DIGITS = Kind("numbers of 128 bits as texts", lambda value: isinstance(value, str) and _is_wide(value))

WRITTEN_UNSEEN = "\u200c\u200d"  # joiners, which scripts and emoji need


def legible(text: str) -> str:
    """Return a text without control characters and what turns the direction of reading round.

    Such letters would break a line of the window, or have it read otherwise than it is.
    """
    return "".join(letter if _is_legible(letter) else "�" for letter in text)


def _is_legible(letter: str) -> bool:
    return letter.isprintable() or letter in WRITTEN_UNSEEN or category(letter) == "Zs"


NOT_FINITE = {None: math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _is_wide(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 40 and int(text) < 2**128


def _finite(value: Any) -> float:
    if not _is_finite(value):
        raise ValueError(f"there is {str(value)[:30]!r}")
    return float(value)


def _number_or_not(value: Any) -> float:
    return NOT_FINITE[value] if value is None or value in ("Infinity", "-Infinity") else _finite(value)


def written(numbers: Array) -> list[Any]:
    """Return the numbers of an array as `Part.array` reads them, those that are not finite too."""
    values: list[Any] = numbers.tolist()
    if np.isfinite(numbers).all():
        return values
    if numbers.ndim > 1:
        return [written(row) for row in numbers]
    return [value if math.isfinite(value) else _unwritable(value) for value in values]


def _unwritable(value: float) -> str | None:
    return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
