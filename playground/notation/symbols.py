"""Boxes for what the engine names: the lecture's symbols, the input features, and numbers."""

import re
from functools import lru_cache
from unicodedata import normalize

from PySide6.QtGui import QColor

from engine.numbers import format_number
from engine.symbols import Symbol
from playground.notation.boxes import THIN, Box, colored, glyphs, hat, letter, row, scripts, space
from playground.notation.font import script_size

_LETTERS = {"r": "r", "theta": "θ"}
_COMBINING_HAT = "\u0302"
_FEATURE = re.compile(r"(?:(?P<function>[a-z]+)[ _])?(?P<inputs>(?:x\d+(?:\^\d+)?)+)")
_INPUT = re.compile(r"x(?P<index>\d+)(?:\^(?P<power>\d+))?")


def symbol(sym: Symbol, size: int, color: QColor | None = None) -> Box:
    """Lay out a symbol as the lecture writes it: the layer above, the indices below, both beginning at the same x."""
    box = _symbol(sym, size)
    return box if color is None else colored(box, color)


@lru_cache(maxsize=8192)  # the same few symbols are drawn in every frame
def _symbol(sym: Symbol, size: int) -> Box:
    small = script_size(size)
    raised = letter(sym.raised, small) if sym.raised else None
    lowered = letter(sym.lowered, small) if sym.lowered else None
    return scripts(_base(sym.letter, size), size, raised, lowered)


def _base(name: str, size: int) -> Box:
    plain = normalize("NFD", name).removesuffix(_COMBINING_HAT)
    return letter(name, size) if plain == name else hat(letter(plain, size), size)


def feature(name: str, size: int, color: QColor | None = None) -> Box:
    """Lay out an input feature by its name in the engine, such as "x1", "x1^2", "x1x2", "sin_x1", "abs_x1" or "r"."""
    if name in _LETTERS:
        return letter(_LETTERS[name], size, color)
    match = _FEATURE.fullmatch(name)
    if match is None:
        raise ValueError(f'a feature is named like "x1", "x1^2", "x1x2" or "sin_x1", got "{name}"')
    parts = [_input(found["index"], found["power"], size) for found in _INPUT.finditer(match["inputs"])]
    if match["function"] == "abs":
        parts = [glyphs("|", size), *parts, glyphs("|", size)]
    elif match["function"]:
        parts = [glyphs(match["function"], size), space(THIN * size), *parts]
    box = row(*parts)
    return box if color is None else colored(box, color)


def _input(index: str, power: str | None, size: int) -> Box:
    small = script_size(size)
    return scripts(letter("x", size), size, glyphs(power, small) if power else None, glyphs(index, small))


def number(value: float, size: int, digits: int = 2, color: QColor | None = None) -> Box:
    return glyphs(format_number(value, digits), size, color)
