"""The grammar of formulas: what a formula is made of, whoever writes it down.

One tree is read in two ways: as symbols, w⁽¹⁾₁,₂ a⁽¹⁾₂, and as numbers, −0.62·0.97; where the two differ a node holds
both. And it can be evaluated, so that a test, or a careful reader, can hold what is written against what was computed.
Parentheses are no part of the tree: they follow from it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Union

from engine.symbols import Symbol

Node = Union[
    "Name",
    "Constant",
    "Number",
    "Known",
    "Words",
    "Plus",
    "Minus",
    "Times",
    "Over",
    "Power",
    "Root",
    "Call",
    "Applied",
    "Sum",
    "Summand",
    "Cases",
    "Chain",
    "Row",
]


class Style(Enum):
    """How many digits a number is written with."""

    FIXED = "so many decimals: what stands on the canvas too, and changes while one looks"
    SIGNIFICANT = "so many significant digits: what may be tiny and still matters"
    EXACT = "as many as it has: what somebody chose, or counted"


@dataclass(frozen=True)
class Name:
    """A symbol whose number is not spoken of."""

    symbol: Symbol


@dataclass(frozen=True)
class Constant:
    """A number that is always written as its letter: e, π."""

    letter: str
    value: float


@dataclass(frozen=True)
class Number:
    """A number that stands in the formula itself."""

    value: float
    style: Style = Style.EXACT


@dataclass(frozen=True)
class Known:
    """Something with a name and a number: as symbols its name is written, as numbers its value."""

    name: Node
    value: float
    style: Style = Style.FIXED


@dataclass(frozen=True)
class Words:
    """Plain words, in ASCII so that every dialect can write them."""

    text: str


@dataclass(frozen=True)
class Plus:
    """A few summands, each written out; subtraction is a summand `Minus`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Minus:
    """The negative; as a summand of `Plus`, what is subtracted."""

    inner: Node


@dataclass(frozen=True)
class Times:
    """A product: as symbols side by side, as numbers with dots."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Over:
    """A fraction."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power:
    """base^exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Root:
    """The square root."""

    inner: Node


@dataclass(frozen=True)
class Call:
    """A function by its name: tanh(z), max(0, z). One that is in FUNCTIONS can be evaluated."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Applied:
    """A function by a letter and by what it stands for: as symbols φ(z), as numbers 1 / (1 + e^(−0.5))."""

    letter: str
    argument: Node
    meaning: Node


@dataclass(frozen=True)
class Sum:
    """Σ over an index: as symbols the sign and the general term, as numbers all terms."""

    index: str
    general: Node
    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Summand:
    """One term of a sum, and what it belongs to.

    Attributes
    ----------
    weight : (l, j, k) of the weight along whose connection it runs, if it does
    sample : the number of the sample it comes from, if they differ
    """

    inner: Node
    weight: tuple[int, int, int] | None = None
    sample: int | None = None


@dataclass(frozen=True)
class Cases:
    """A function in pieces: as symbols all (piece, condition), as numbers the piece that holds here."""

    pieces: tuple[tuple[Node, Node], ...]
    here: int


@dataclass(frozen=True)
class Chain:
    """Things one after another with a relation between: a = b = c, z > 0."""

    sides: tuple[Node, ...]
    relation: str = "="


@dataclass(frozen=True)
class Row:
    """Words and formulas one after another, with spaces between: a sentence."""

    pieces: tuple[Node, ...]


@dataclass(frozen=True)
class Formula:
    """symbol = symbols = … = numbers = value.

    Attributes
    ----------
    name : what is computed
    symbols : how, in symbols: a rule, and perhaps what it stands for; each is written as symbols
    numbers : the last of these, with the numbers put in
    value : the result, as the engine has it
    style : how the result is written
    relation : "=", or ":=" for what changes
    """

    name: Node
    symbols: tuple[Node, ...]
    numbers: Node
    value: float
    style: Style = Style.FIXED
    relation: str = "="

    @property
    def result(self) -> Number:
        """The value, as it is written."""
        return Number(self.value, self.style)


def formula(
    name: Node,
    body: Node,
    value: float,
    style: Style = Style.SIGNIFICANT,
    *,
    relation: str = "=",
    rule: Node | None = None,
) -> Formula:
    """Return a formula of one body; `rule` is how it is put in symbols first, if in other words than the body."""
    return Formula(name, (body,) if rule is None else (rule, body), body, value, style, relation)


def known(symbol: Symbol, value: float, style: Style = Style.FIXED) -> Known:
    """Return a symbol with its number."""
    return Known(Name(symbol), value, style)


# ---- what it comes to ----------------------------------------------------------------------------------------------

Reading = Callable[["Number | Known"], float]


def as_it_is(number: "Number | Known") -> float:
    """Read a number with all its digits."""
    return number.value


def sign(x: float) -> float:
    """−1, 0 or 1."""
    return float((x > 0) - (x < 0))


def log(x: float) -> float:
    """The natural logarithm, −∞ at 0."""
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def sigmoid(z: float) -> float:
    """1 / (1 + e⁻ᶻ)."""
    return 1 / (1 + power(math.e, -z))


def power(base: float, exponent: float) -> float:
    """base^exponent, ∞ where that is too large."""
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf
    except ZeroDivisionError:
        return math.inf


def total(values: list[float]) -> float:
    """The sum, rounded once."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # beyond all numbers, or ∞ − ∞
        return sum(values)


def _finite(function: Callable[[float], float]) -> Callable[[float], float]:
    """Return a function that is NaN at ∞, where the original complains."""
    return lambda x: function(x) if math.isfinite(x) else math.nan


FUNCTIONS: dict[str, Callable[..., float]] = {
    "tanh": math.tanh,
    "sin": _finite(math.sin),
    "cos": _finite(math.cos),
    "log": log,
    "max": max,
    "min": min,
    "sign": sign,
    "abs": abs,
    "σ": sigmoid,
    "step": lambda z: float(z >= 0),
}


def evaluate(node: Node, read: Reading = as_it_is) -> float:
    """Return what the numbers of a formula come to, each number taken as `read` reads it.

    >>> evaluate(Plus((Number(1.0), Minus(Times((Number(2.0), Number(3.0)))))))
    -5.0
    """
    match node:
        case Number() | Known():
            return read(node)
        case Constant():
            return node.value
        case Plus(terms) | Sum(terms=terms):
            return total([evaluate(term, read) for term in terms])
        case Minus(inner):
            return -evaluate(inner, read)
        case Times(factors):
            return math.prod(evaluate(factor, read) for factor in factors)
        case Over(above, below):
            divisor = evaluate(below, read)
            return evaluate(above, read) / divisor if divisor else math.nan
        case Power(base, exponent):
            return power(evaluate(base, read), evaluate(exponent, read))
        case Root(inner):
            inside = evaluate(inner, read)
            return math.sqrt(inside) if inside >= 0 else math.nan
        case Call(name, arguments):
            return float(FUNCTIONS[name](*(evaluate(argument, read) for argument in arguments)))
        case Applied(meaning=inner) | Summand(inner=inner):
            return evaluate(inner, read)
        case Cases(pieces, here):
            return evaluate(pieces[here][0], read)
    raise TypeError(f"{type(node).__name__} has no number")
