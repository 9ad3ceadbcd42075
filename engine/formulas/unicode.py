"""Formulas in Unicode characters: for the command line, for copying, and for who listens instead of looking."""

import re
from collections.abc import Sequence

from engine.formulas.nodes import Formula, Known, Node, Number
from engine.formulas.writer import ATOM, PRODUCT, Writer, digits_of
from engine.symbols import Symbol

_RAISED = dict(zip("0123456789+-−()zknqtTlLi", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᶻᵏⁿqᵗᵀˡᴸⁱ", strict=True))
_LOWERED = {"i": "ᵢ", "j": "ⱼ", "k": "ₖ", "l": "ₗ"}

SHORT = 5  # fractions of so many characters need no spaces, and no dot after them


class Unicode(Writer[str]):
    """Writes formulas as one line of characters.

    >>> from engine.formulas.nodes import Over, Plus, Power, Constant, Name, Minus
    >>> z = Name(Symbol("z"))
    >>> print(Unicode().symbols(Over(Number(1.0), Plus((Number(1.0), Power(Constant("e", 2.718), Minus(z)))))))
    1 / (1 + e⁻ᶻ)
    """

    def words(self, text: str) -> str:
        return text

    def letter(self, letter: str) -> str:
        return letter

    def symbol(self, symbol: Symbol) -> str:
        return str(symbol)

    def figure(self, text: str, number: Number | Known) -> str:
        return text

    def sign(self, sign: str) -> str:
        return sign if sign == "·" else f" {sign} "

    def minus(self) -> str:
        return "−"

    def ellipsis(self, left_out: int) -> str:
        return "⋯"

    def together(self, pieces: Sequence[str]) -> str:
        return "".join(pieces)

    def beside(self, factors: Sequence[str]) -> str:
        joints = (" · " if _is_fraction(factor) and len(factor) > SHORT else " " for factor in factors)
        return "".join(part for pair in zip(factors, joints, strict=True) for part in pair).rstrip(" ·")

    def fenced(self, inner: str, *, square: bool = False) -> str:
        return f"[{inner}]" if square else f"({inner})"

    def fraction(self, above: Node, below: Node, leads: bool) -> str:
        top, bottom = self._within(above, PRODUCT, leads=leads), self._within(below, ATOM, leads=False)
        if (top, bottom) == ("1", "2"):
            return "½"
        is_short = len(top) + len(bottom) < SHORT or top.startswith("∂")
        return f"{top}/{bottom}" if is_short else f"{top} / {bottom}"

    def power(self, base: str, exponent: Node) -> str:
        raised = self._write(exponent)
        if all(sign in _RAISED for sign in raised):
            return base + "".join(_RAISED[sign] for sign in raised)
        return f"{base}^({raised})"

    def root(self, inner: str) -> str:
        return f"√({inner})" if any(sign in inner for sign in " ·×/−^") else f"√{inner}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        if name == "abs":
            return f"|{arguments[0]}|"
        if name == "log" and " " not in arguments[0]:
            return f"log {arguments[0]}"
        return f"{name}({', '.join(arguments)})"

    def sum_sign(self, index: str) -> str:
        return f"Σ{_LOWERED.get(index, index)} "

    def cases(self, pieces: Sequence[tuple[str, str]]) -> str:
        *most, (last, _) = pieces
        return ", ".join([*(f"{piece} for {condition}" for piece, condition in most), f"else {last}"])


def _is_fraction(written: str) -> bool:
    return "/" in re.sub(r"\(.*\)", "", written)


def one_line(formula: Formula, digits: int = 4, most_terms: int = 0) -> str:
    """Return a whole formula in one line: symbol = symbols = numbers = value."""
    first, *rest = Unicode(digits_of(formula, digits), most_terms).sides(formula)
    return f"{first} {formula.relation} " + " = ".join(rest)
