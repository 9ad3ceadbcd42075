"""A text cut into tokens: numbers, names, signs and raised digits, each with the characters that it stands for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import isfinite

from engine.errors import FormulaError
from engine.plane_formula.words import SAME_SIGN, WRONG_SIGN

MOST_SHOWN = 24  # characters of a text within a sentence

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEVEL = str.maketrans(_RAISED + "⁺⁻−₀₁₂₃₄₅₆₇₈₉", "0123456789+--0123456789")
_LETTERS = {"π": "pi", "θ": "theta"}  # each a name by itself, whatever stands beside it


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    SIGN = "sign"
    RAISED = "raised"
    END = "end"


@dataclass(frozen=True)
class Token:
    """`text` is its one spelling, such as * for ×; `shown` what was written, which is source[start:end]."""

    kind: Kind
    text: str
    shown: str
    start: int
    end: int

    @property
    def number(self) -> float:
        """The number that its digits say."""
        return float(self.text)


_PLAIN_SIGNS = ("<=", ">=", "==", "!=", *"<>+-*/^|(),")


def _either(signs: list[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))


_PIECE = re.compile(
    rf"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?)
    |(?P<raised>[⁺⁻]?[{_RAISED}]+)
    |(?P<name>[πθ]|(?:(?![πθ{_RAISED}])\w)+)
    |(?P<sign>{_either([*SAME_SIGN, *WRONG_SIGN, *_PLAIN_SIGNS])})
    |(?P<space>\s+)""",
    re.VERBOSE,
)


def short(text: str) -> str:
    """Return a piece of the text as a sentence can hold it: on one line, and cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, an END last; raise FormulaError at what is none."""
    place = 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None:
            raise FormulaError(
                f"unexpected character {text[place]!r}: expected a number, a name or an operator", place, place + 1
            )
        if piece.lastgroup != "space":
            yield _token(piece)
        place = piece.end()
    yield Token(Kind.END, "", "the end", len(text), len(text) + 1)


def _token(piece: re.Match[str]) -> Token:
    shown, (start, end) = piece.group(), piece.span()
    kind = Kind(piece.lastgroup)
    if kind is Kind.SIGN:
        if shown in WRONG_SIGN:
            raise FormulaError(f"unexpected '{shown}': expected {_quoted(WRONG_SIGN[shown])}", start, end)
        text = SAME_SIGN.get(shown, shown)
    elif kind is Kind.NAME:
        text = _LETTERS.get(shown) or shown.translate(_LEVEL).lower()
    else:
        text = shown.translate(_LEVEL)
        if not isfinite(float(text)):
            raise FormulaError(f"the number '{short(shown)}' is too large, expected less than 1e308", start, end)
    return Token(kind, text, shown, start, end)


def _quoted(sign: str) -> str:
    return sign if sign.startswith("a ") else f"'{sign}'"
