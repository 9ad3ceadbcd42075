"""JSON text: written readably and in small pieces, read strictly: finite numbers, no name twice, a bounded size."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from engine.errors import ImportFileError

MOST_VALUES = 30_000_000  # a text of as many takes 2 GB to read; 8 hidden layers of 512 units have half as many
NUMBERS_IN_LINE = 500  # of a list of nothing but numbers; the interpreter's lock is held for less than a millisecond
SHORT = 12  # values of a list that stays in one line whatever they are


def pieces(value: Any, indent: str = "") -> Iterator[str]:
    """Yield the text of plain values: a member of an object in each line, a row of a matrix, many numbers in each."""
    if isinstance(value, dict) and value:
        yield from _lines("{}", [f"{_text(name)}: " for name in value], list(value.values()), indent)
    elif isinstance(value, list) and any(isinstance(part, (dict, list)) for part in value) and not _is_short(value):
        yield from _lines("[]", [""] * len(value), value, indent)
    elif isinstance(value, list) and len(value) > NUMBERS_IN_LINE:
        for start in range(0, len(value), NUMBERS_IN_LINE):
            line = _text(value[start : start + NUMBERS_IN_LINE])[1:-1]
            yield f",\n{indent} {line}" if start else f"[{line}"
        yield "]"
    else:
        yield _text(value)


def _lines(brackets: str, heads: list[str], values: list[Any], indent: str) -> Iterator[str]:
    yield brackets[0]
    for number, (head, value) in enumerate(zip(heads, values, strict=True)):
        yield f"{',' if number else ''}\n{indent} {head}"
        yield from pieces(value, indent + " ")
    yield f"\n{indent}{brackets[1]}"


def _is_short(value: list[Any]) -> bool:
    leaves = 0
    waiting: list[Any] = [value]
    while waiting and leaves <= SHORT:
        part = waiting.pop()
        if isinstance(part, dict):
            return False
        if isinstance(part, list):
            waiting += part
        leaves += 1
    return leaves <= SHORT


def _text(value: Any) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def read(data: bytes) -> Any:
    """Return the plain values of a text.

    Raises
    ------
    ImportFileError
        if it is no such text, or too much of it
    """
    values = sum(data.count(sign) for sign in (b",", b"[", b"{"))
    if values > MOST_VALUES:
        raise ImportFileError(f"it holds more than {values} values, expected at most {MOST_VALUES}")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise ImportFileError(f"it is no text in UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise ImportFileError(f"it is no JSON text: {error.msg.lower()} in line {error.lineno}") from None
    except RecursionError:
        raise ImportFileError("its values are nested too deeply") from None
    except ValueError as error:  # a whole number of thousands of digits
        raise ImportFileError(f"it holds a number that cannot be read: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = first_repeated([name for name, _ in pairs])
        raise ImportFileError(f"an object has the name {twice[:50]!r} more than once")
    return made


def first_repeated(names: Iterable[str]) -> str:
    """Return the first name that was there before, "" where none was; a file may have a million of them."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _refuse_constant(text: str) -> Any:
    raise ImportFileError(f"it holds {text}, expected finite numbers")
