"""Formulas on screen and on paper in pieces: the dialect of `engine.formulas` that is made of boxes.

A line of pieces may be broken where a sign stands, and knows which piece is which term, so that a term can be lit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.formulas.nodes import Known, Node, Number, Style, Summand
from engine.formulas.writer import Writer
from engine.symbols import Symbol
from playground.notation import (
    Box,
    big_operator,
    fenced,
    fraction,
    glyphs,
    letter,
    operator,
    root,
    row,
    script_size,
    scripts,
    space,
    symbol,
)
from playground.theme import Theme

TALL = 19  # from this size on, sums have their index below them
SMALLEST = 12
UNBROKEN = 6  # type sizes: a parenthesis as short as (1 − 0.999) stays on one line
INNER_SHARE = 0.84  # of the size, for what stands in a fraction
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")


@dataclass(frozen=True)
class Piece:
    """A piece of a formula.

    Attributes
    ----------
    begins : whether a line may begin with it: a sign, or a word
    summand : the term that it is, if it is one
    left_out : how many terms it stands for, if it is the dots for them
    """

    box: Box
    begins: bool = False
    summand: Summand | None = None
    left_out: int = 0


Line = tuple[Piece, ...]


def width(line: Line) -> float:
    """Return the width of a line in pixels."""
    return sum(piece.box.width for piece in line)


def boxed(line: Line) -> Box:
    """Return a line as one box."""
    return line[0].box if len(line) == 1 else row(*(piece.box for piece in line))


class Typesetter(Writer[Line]):
    """Sets formulas in one theme and one size; numbers have the colour of their sign."""

    def __init__(self, theme: Theme, size: int, digits: int, most_terms: int = 0) -> None:
        super().__init__(digits, most_terms)
        self.theme = theme
        self.size = size

    def words(self, text: str) -> Line:
        gap = Piece(space(0.26 * self.size))
        if not text.strip():
            return (gap,)
        words = [Piece(glyphs(word, self.size), begins=place > 0) for place, word in enumerate(text.split(" "))]
        return tuple(piece for word in words for piece in (gap, word))[1:]

    def letter(self, letter_: str) -> Line:
        return (Piece(letter(letter_, self.size)),)

    def symbol(self, symbol_: Symbol) -> Line:
        return (Piece(symbol(symbol_, self.size)),)

    def figure(self, text: str, number: Number | Known) -> Line:
        color = None if number.style is Style.EXACT else self.theme.signed(number.value, text=True)
        at = text.find("10", text.find("×") + 1) + 2 if any(sign in text for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻") else len(text)
        figure = glyphs(text[:at], self.size, color)
        if at < len(text):
            exponent = glyphs(text[at:].translate(_LEVEL), script_size(self.size), color)
            figure = scripts(figure, self.size, raised=exponent)
        return (Piece(figure),)

    def sign(self, sign: str) -> Line:
        return (Piece(operator(sign, self.size), begins=sign in "+−=·"),)

    def minus(self) -> Line:
        return (Piece(glyphs("−", self.size)),)

    def ellipsis(self, left_out: int) -> Line:
        return (Piece(glyphs("⋯", self.size), left_out=left_out),)

    def together(self, pieces: Sequence[Line]) -> Line:
        return tuple(piece for line in pieces for piece in line)

    def beside(self, factors: Sequence[Line]) -> Line:
        thin = Piece(space(self.size / 6))
        return tuple(piece for line in factors for piece in (thin, *line))[1:]

    def fenced(self, inner: Line, *, square: bool = False) -> Line:
        left, right = "[]" if square else "()"
        strut = Box(0.0, max(piece.box.ascent for piece in inner), max(piece.box.descent for piece in inner))
        if width(inner) <= UNBROKEN * self.size:
            inner = tuple(replace(piece, begins=False) for piece in inner)
        opening, closing = fenced(strut, self.size, left, ""), fenced(strut, self.size, "", right)
        return (Piece(opening), *inner, Piece(closing))

    def fraction(self, above: Node, below: Node, leads: bool) -> Line:
        inner = self._sized(max(SMALLEST, round(INNER_SHARE * self.size)))
        over, under = boxed(inner._write(above)), boxed(inner._write(below))
        return (Piece(fraction(over, under, self.size)),)

    def power(self, base: Line, exponent: Node) -> Line:
        raised = boxed(self._sized(script_size(self.size))._write(exponent))
        return (*base[:-1], Piece(scripts(base[-1].box, self.size, raised=raised)))

    def root(self, inner: Line) -> Line:
        return (Piece(root(boxed(inner), self.size)),)

    def call(self, name: str, arguments: Sequence[Line]) -> Line:
        comma = (Piece(glyphs(", ", self.size)),)
        inside = tuple(piece for argument in arguments for piece in (*comma, *argument))[1:]
        if name == "abs":
            return (Piece(fenced(boxed(inside), self.size, "|", "|")),)
        head = Piece(letter(name, self.size) if name[0] in "φσ" else glyphs(name, self.size))
        if name == "log" and len(inside) == 1:
            return (head, Piece(space(self.size / 6)), *inside)
        return (head, *self.fenced(inside))

    def sum_sign(self, index: str) -> Line:
        lowered = letter(index, script_size(self.size)) if index else None
        if self.size >= TALL:
            return (Piece(big_operator("∑", self.size, below=lowered)),)
        sigma = scripts(glyphs("∑", self.size), self.size, lowered=lowered)
        return (Piece(row(sigma, space(self.size / 9))),)

    def cases(self, pieces: Sequence[tuple[Line, Line]]) -> Line:
        line: Line = ()
        for piece, condition in pieces[:-1]:
            line += (*piece, *self.words(" for "), *condition, *self.words(", "))
        return (*line, *self.words("else "), *pieces[-1][0])

    def summand(self, inner: Line, summand: Summand) -> Line:
        return (Piece(boxed(inner), summand=summand),)

    def _sized(self, size: int) -> "Typesetter":
        other = Typesetter(self.theme, size, self.digits, self.most_terms)
        other._as_numbers = self._as_numbers
        return other


def broken(line: Line, room: float) -> list[Line]:
    """Break a line into lines no wider than the room, where pieces may begin one."""
    lines: list[list[Piece]] = [[]]
    for unit in _units(line):
        if lines[-1] and width(tuple(lines[-1])) + width(unit) > room:
            lines.append([])
        lines[-1] += unit
    return [tuple(pieces) for pieces in lines]


def _units(line: Line) -> list[Line]:
    """Return what must stay together: from one piece that may begin a line to the next."""
    units: list[list[Piece]] = [[]]
    for piece in line:
        if piece.begins and units[-1]:
            units.append([])
        units[-1].append(piece)
    return [tuple(unit) for unit in units]
