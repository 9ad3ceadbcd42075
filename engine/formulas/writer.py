"""What all ways of writing formulas share: when there are parentheses, when a plus, when a dot.

A dialect says how a symbol, a number, a fraction are set and how pieces are put together; whether they are characters
or boxes is its own affair.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Generic, TypeVar

from engine.formulas.nodes import (
    Applied,
    Call,
    Cases,
    Chain,
    Constant,
    Formula,
    Known,
    Minus,
    Name,
    Node,
    Number,
    Over,
    Plus,
    Power,
    Reading,
    Root,
    Row,
    Style,
    Sum,
    Summand,
    Times,
    Words,
    evaluate,
)
from engine.numbers import MOST_DIGITS, digits_apart, format_exact, format_number, format_significant
from engine.symbols import Symbol

T = TypeVar("T")

MOST_FOR_ZERO = 4  # decimals: a changed number that these show as 0 may read as 0
LEEWAY = 3  # digits more than tell old and new apart, so that a sum holds by hand: of 1000 updates 5 do not then
LOOSE, PRODUCT, ATOM = 1, 2, 3  # how tightly a piece holds together: a sum, a product, all else


def written(number: Number | Known, digits: int) -> str:
    """Return a number as it is read, with so many digits."""
    match number.style:
        case Style.FIXED:
            return format_number(number.value, digits)
        case Style.SIGNIFICANT:
            return format_significant(number.value, digits)
    return format_exact(number.value)


def as_shown(digits: int) -> Reading:
    """Return the reading of whoever sees numbers with so many digits, and no more."""

    def read(number: Number | Known) -> float:
        text = written(number, digits).replace("−", "-").replace("∞", "inf")
        if text.isascii():
            return float(text)
        before, _, exponent = text.rpartition("10")  # "4.2×10⁻⁸", or "10⁻⁸" alone
        return float(f"{before.rstrip('×') or '1'}e{exponent.translate(_LEVEL)}".replace("-e", "-1e"))

    return read


_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def adds_up(formula: Formula, digits: int) -> bool:
    """Tell whether the numbers as shown come to the result as shown; if not, they have been rounded.

    What is changed, w := w − η g, must be seen to change too: a step that is too small to be seen is rounded away.
    """
    read = as_shown(digits)
    found = evaluate(formula.numbers, read)
    result = written(formula.result, digits)
    seen_to_change = all(old.value == formula.value or written(old, digits) != result for old in _before(formula))
    return written(Number(found, formula.style), digits) == result and seen_to_change


def digits_of(formula: Formula, digits: int) -> int:
    """Return with how many digits a formula is written where so many are chosen: more where it changes something.

    Of a change, w := w − η g, old and new are to differ as written, and the sum is to hold by hand, if LEEWAY digits
    more bring that about: 0.703 − 0.3·0.0155 = 0.698. If they do not, old and new differ at least.
    """
    olds = [known.value for known in _before(formula)]
    if not olds or not all(map(isfinite, (*olds, formula.value))):
        return digits
    changed = *olds, formula.value
    from_zero = digits_apart((0.0, *changed), digits, max(digits, MOST_FOR_ZERO))
    apart = max(from_zero, digits_apart(changed, digits, MOST_DIGITS))
    return next((more for more in range(apart, min(apart + LEEWAY, MOST_DIGITS) + 1) if adds_up(formula, more)), apart)


def _before(formula: Formula) -> list[Known]:
    """Return the old numbers of what a formula changes, among those that it fills in."""
    found: list[Known] = []

    def note(number: Number | Known) -> float:
        if formula.relation == ":=" and isinstance(number, Known) and number.name == formula.name:
            found.append(number)
        return number.value

    evaluate(formula.numbers, note)
    return found


class Writer(ABC, Generic[T]):
    """Writes formulas with so many digits.

    Parameters
    ----------
    most_terms : of longer sums the middle is left out; 0 leaves out nothing
    """

    def __init__(self, digits: int = 2, most_terms: int = 0) -> None:
        self.digits = digits
        self.most_terms = most_terms
        self._as_numbers = False

    def symbols(self, node: Node) -> T:
        """Write a formula as symbols."""
        self._as_numbers = False
        return self._write(node)

    def numbers(self, node: Node) -> T:
        """Write a formula as numbers."""
        self._as_numbers = True
        return self._write(node)

    def sides(self, formula: Formula) -> list[T]:
        """Write what stands between the equals signs: name, symbols, numbers, value; equal neighbours once."""
        found = [self.symbols(side) for side in (formula.name, *formula.symbols)]
        found += [self.numbers(formula.numbers), self.numbers(formula.result)]
        return [side for place, side in enumerate(found) if place == 0 or side != found[place - 1]]

    # ---- what a dialect sets ---------------------------------------------------------------------------------------

    @abstractmethod
    def words(self, text: str) -> T:
        """Set plain words."""

    @abstractmethod
    def letter(self, letter: str) -> T:
        """Set a constant or a function's letter: e, φ′."""

    @abstractmethod
    def symbol(self, symbol: Symbol) -> T:
        """Set a symbol."""

    @abstractmethod
    def figure(self, text: str, number: Number | Known) -> T:
        """Set a number that reads `text`."""

    @abstractmethod
    def sign(self, sign: str) -> T:
        """Set a sign between two things, with its spaces: +, −, ·, =."""

    @abstractmethod
    def minus(self) -> T:
        """Set a minus before one thing."""

    @abstractmethod
    def ellipsis(self, left_out: int) -> T:
        """Set the dots that stand for so many terms."""

    @abstractmethod
    def together(self, pieces: Sequence[T]) -> T:
        """Set pieces beside each other."""

    @abstractmethod
    def beside(self, factors: Sequence[T]) -> T:
        """Set the factors of a product of symbols beside each other."""

    @abstractmethod
    def fenced(self, inner: T, *, square: bool = False) -> T:
        """Set parentheses around something, or square brackets."""

    @abstractmethod
    def fraction(self, above: Node, below: Node, leads: bool) -> T:
        """Set a fraction; if it does not lead, one on a line of characters may not begin with a minus."""

    @abstractmethod
    def power(self, base: T, exponent: Node) -> T:
        """Set an exponent."""

    @abstractmethod
    def root(self, inner: T) -> T:
        """Set a square root."""

    @abstractmethod
    def call(self, name: str, arguments: Sequence[T]) -> T:
        """Set a function with its arguments."""

    @abstractmethod
    def sum_sign(self, index: str) -> T:
        """Set Σ over an index."""

    @abstractmethod
    def cases(self, pieces: Sequence[tuple[T, T]]) -> T:
        """Set the pieces of a function, each with its condition."""

    def summand(self, inner: T, summand: Summand) -> T:
        """Set a term of a sum; dialects that can be pointed at remember which."""
        return inner

    # ---- the grammar -----------------------------------------------------------------------------------------------

    def _write(self, node: Node, *, leads: bool = True) -> T:
        """Write a node; what does not lead may not begin with a bare minus."""
        match node:
            case Number():
                return self._figure(node, leads)
            case Known(name):
                return self._figure(node, leads) if self._as_numbers else self._write(name, leads=leads)
            case Name(symbol):
                return self.symbol(symbol)
            case Constant(letter):
                return self.letter(letter)
            case Words(text):
                return self.words(text)
            case Minus(inner):
                reaches_on = isinstance(inner, Sum) and not self._as_numbers  # −Σᵢ …
                if self.binding(inner) < PRODUCT and not reaches_on:
                    rest = self.fenced(self._write(inner), square=True)
                else:
                    rest = self._write(inner, leads=False)
                negated = self.together([self.minus(), rest])
                return negated if leads else self.fenced(negated)
            case Plus(terms):
                return self._added(terms, leads)
            case Times(factors):
                return self._product(factors, leads)
            case Over(above, below):
                return self.fraction(above, below, leads)
            case Power(base, exponent):
                return self.power(self._base(base), exponent)
            case Root(inner):
                return self.root(self._write(inner))
            case Call(name, arguments):
                return self.call(name, [self._write(argument) for argument in arguments])
            case Applied(letter, argument, meaning):
                if self._as_numbers:
                    return self._write(meaning, leads=leads)
                return self.call(letter, [self._write(argument)])
            case Sum():
                return self._sum(node, leads)
            case Summand(inner):
                return self.summand(self._write(inner, leads=leads), node)
            case Cases(pieces, here):
                if self._as_numbers:
                    return self._write(pieces[here][0], leads=leads)
                return self.cases([(self._write(piece), self._write(condition)) for piece, condition in pieces])
            case Chain(sides, relation):
                return self._joined([self._write(side) for side in sides], self.sign(relation))
            case Row(pieces):
                return self._spaced(pieces)
        raise TypeError(f"{type(node).__name__} is no part of a formula")

    def _base(self, base: Node) -> T:
        """Write what stands below an exponent; one symbol carries no two of them."""
        name = base.name if isinstance(base, Known) and not self._as_numbers else base
        if isinstance(name, Name) and name.symbol.layer is not None:
            return self.fenced(self._write(name))
        return self._within(base, ATOM, leads=False)

    def _within(self, node: Node, least: int, *, leads: bool = True) -> T:
        """Write a node as a part of something that holds its parts so tightly at least."""
        if self.binding(node) < least:
            return self.fenced(self._write(node))
        return self._write(node, leads=leads)

    def binding(self, node: Node) -> int:
        """Tell how tightly a node holds together, as it is written now."""
        match node:
            case Plus() | Minus() | Chain() | Row():
                return LOOSE
            case Times() | Over():
                return PRODUCT
            case Sum(terms=terms):
                return self.binding(terms[0]) if self._as_numbers and len(terms) == 1 else LOOSE
            case Summand(inner):
                return self.binding(inner)
            case Applied(meaning=meaning):
                return self.binding(meaning) if self._as_numbers else ATOM
            case Number() | Known() if self._as_numbers or isinstance(node, Number):
                return PRODUCT if "×" in written(node, self.digits) else ATOM
            case Known(name):
                return self.binding(name)
            case Cases(pieces, here):
                return self.binding(pieces[here][0]) if self._as_numbers else LOOSE
        return ATOM

    def _figure(self, number: Number | Known, leads: bool) -> T:
        text = written(number, self.digits)
        figure = self.figure(text, number)
        return figure if leads or not text.startswith("−") else self.fenced(figure)

    def _added(self, terms: Sequence[Node], leads: bool) -> T:
        pieces: list[T] = []
        for place, term in enumerate(terms):
            if place and isinstance(term, Minus):
                pieces += [self.sign("−"), self._within(term.inner, PRODUCT, leads=False)]
            else:
                pieces += [self.sign("+")] if place else []
                pieces.append(self._term(term, leads and not place))
        return self.together(pieces)

    def _term(self, term: Node, leads: bool) -> T:
        if isinstance(term, Sum | Plus | Minus):
            return self._write(term, leads=leads)
        return self._within(term, PRODUCT, leads=leads)

    def _product(self, factors: Sequence[Node], leads: bool) -> T:
        pieces = []
        for place, factor in enumerate(factors):
            name = factor.name if isinstance(factor, Known) else factor
            if isinstance(name, Sum) and not self._as_numbers and place == len(factors) - 1:
                pieces.append(self._write(factor))  # 1/n Σᵢ …: the sum reaches to the end
            else:
                pieces.append(self._within(factor, PRODUCT, leads=leads and not place))
        return self._joined(pieces, self.sign("·")) if self._as_numbers else self.beside(pieces)

    def _sum(self, node: Sum, leads: bool) -> T:
        if not self._as_numbers:
            return self.together([self.sum_sign(node.index), self._within(node.general, PRODUCT)])
        if not node.terms:
            return self._write(Number(0.0))
        shown = [self._term(term, leads and not place) for place, term in self._kept(node.terms)]
        if len(shown) < len(node.terms):
            shown.insert(-1, self.ellipsis(len(node.terms) - len(shown)))
        return self._joined(shown, self.sign("+"))

    def _spaced(self, pieces: Sequence[Node]) -> T:
        """Write pieces with spaces between, but not before a comma."""
        found: list[T] = []
        for place, piece in enumerate(pieces):
            follows_closely = isinstance(piece, Words) and piece.text[:1] in ",;:"
            found += [self._write(piece)] if follows_closely or not place else [self.words(" "), self._write(piece)]
        return self.together(found)

    def _kept(self, terms: Sequence[Node]) -> list[tuple[int, Node]]:
        """Return the terms that are written, with their places: all, or the first ones and the last."""
        numbered = list(enumerate(terms))
        if not self.most_terms or len(terms) <= self.most_terms:
            return numbered
        return [*numbered[: self.most_terms - 1], numbered[-1]]

    def _joined(self, pieces: Iterable[T], joint: T) -> T:
        return self.together([part for piece in pieces for part in (joint, piece)][1:])
