"""Formulas in LaTeX, for amsmath; `aligned` breaks long ones so that they stay on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.formulas.nodes import Formula, Known, Node, Number
from engine.formulas.writer import Writer, digits_of
from engine.symbols import Symbol

LONGEST_LINE = 68  # signs on a page's line, about

_SIGNS = {"·": r" \cdot ", "−": " - ", "≤": r" \le ", "≥": r" \ge ", "≈": r" \approx ", "→": r" \to "}
_LETTERS = {"φ": r"\phi", "φ′": r"\phi'", "σ": r"\sigma", "π": r"\pi", "e": r"\mathrm{e}", "∂": r"\partial "}
_FUNCTIONS = {"tanh", "sin", "cos", "log", "max", "min"}
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Latex(Writer[str]):
    r"""Writes formulas in LaTeX's mathematical mode.

    >>> from engine.formulas.nodes import Over, Root
    >>> print(Latex().symbols(Over(Number(1.0), Root(Number(2.0)))))
    \frac{1}{\sqrt{2}}
    """

    def words(self, text: str) -> str:
        return rf"\text{{{text}}}" if text.strip() else r"\ "

    def letter(self, letter: str) -> str:
        return _LETTERS.get(letter, letter)

    def symbol(self, symbol: Symbol) -> str:
        return symbol.latex

    def figure(self, text: str, number: Number | Known) -> str:
        mantissa, _, power = text.replace("−", "-").replace("∞", r"\infty").partition("×")
        if not power and not mantissa.isascii():
            return f"{mantissa.split('10')[0]}10^{{{mantissa.split('10')[1].translate(_LEVEL)}}}"
        if mantissa == "NaN":
            return r"\mathrm{NaN}"
        return rf"{mantissa} \times 10^{{{power[2:].translate(_LEVEL)}}}" if power else mantissa

    def sign(self, sign: str) -> str:
        return _SIGNS.get(sign, f" {sign} ")

    def minus(self) -> str:
        return "-"

    def ellipsis(self, left_out: int) -> str:
        return r"\cdots"

    def together(self, pieces: Sequence[str]) -> str:
        return "".join(pieces)

    def beside(self, factors: Sequence[str]) -> str:
        return r"\,".join(factors)

    def fenced(self, inner: str, *, square: bool = False) -> str:
        left, right = "[]" if square else "()"
        return rf"\bigl{left}{inner}\bigr{right}" if len(inner) > 40 else f"{left}{inner}{right}"

    def fraction(self, above: Node, below: Node, leads: bool) -> str:
        return rf"\frac{{{self._write(above)}}}{{{self._write(below)}}}"

    def power(self, base: str, exponent: Node) -> str:
        below = base if "^" not in base else f"{{{base}}}"  # TeX takes no second exponent
        return f"{below}^{{{self._write(exponent)}}}"

    def root(self, inner: str) -> str:
        return rf"\sqrt{{{inner}}}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        if name == "abs":
            return f"|{arguments[0]}|"
        if name == "log" and " " not in arguments[0]:
            return rf"\log {arguments[0]}"
        upright = rf"\{name}" if name in _FUNCTIONS else rf"\operatorname{{{name}}}"
        return f"{_LETTERS.get(name, upright)}({', '.join(arguments)})"

    def sum_sign(self, index: str) -> str:
        return rf"\sum_{{{index}}} "

    def cases(self, pieces: Sequence[tuple[str, str]]) -> str:
        *most, (last, _) = pieces
        rows = [*(rf"{piece} & {condition}" for piece, condition in most), rf"{last} & \text{{else}}"]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def aligned(formula: Formula, digits: int = 4) -> str:
    """Return a formula as the lines of an `align`: symbol = symbols, below it = numbers, below it = value."""
    first, *rest = Latex(digits_of(formula, digits)).sides(formula)
    relations = [formula.relation, *["="] * (len(rest) - 1)]
    together: list[str] = []
    for relation, side in zip(relations, rest, strict=True):
        written = f"{relation} {side}"
        if together and _visible(together[-1] + written) <= LONGEST_LINE:
            together[-1] += f" {written}"
        else:
            together.append(written)
    lines = [line for side in together for line in _broken(side)]
    return f"{first} &" + " \\\\\n&".join(lines)


def _broken(side: str) -> list[str]:
    """Break what is too long for a line, where it stands in no braces: before a + or −, else before a dot."""
    lines, rest = [], side
    while _visible(rest) > LONGEST_LINE and (places := list(_places(rest))):
        fitting = [place for place in places if _visible(rest[: place.begin]) <= LONGEST_LINE] or places[:1]
        at = max(fitting, key=lambda place: (place.is_sum, place.begin)).begin
        lines.append(rest[:at])
        rest = rest[at:]
    return [line if not place else rf"\quad {line.strip()}" for place, line in enumerate([*lines, rest])]


@dataclass(frozen=True)
class _Break:
    """A place where a line may end, and whether it is a sum's sign that follows."""

    begin: int
    is_sum: bool


def _places(text: str) -> Iterator[_Break]:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and place:
            if text.startswith((" + ", " - "), place):
                yield _Break(place, is_sum=True)
            elif text.startswith((r" \cdot ", r"\,"), place):
                yield _Break(place, is_sum=False)


def _visible(text: str) -> int:
    """Return about how many signs a piece of LaTeX takes on paper."""
    return len(re.sub(r"\\[a-zA-Z]+|[{}\\ ^_]", "", re.sub(r"\\cdot|\\times", "x", text)))
