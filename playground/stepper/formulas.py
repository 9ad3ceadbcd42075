"""Lays out Steps as symbol = numbers = value. What is a term keeps its weight, so that the strip can light it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import symbols
from engine.steps import Step, Term
from engine.symbols import Symbol
from playground.document.selection import Edge
from playground.notation import Box, big_operator, fenced, glyphs, letter, number, operator, row, script_size, symbol
from playground.theme import Theme

SIZE = 19


@dataclass(frozen=True)
class Part:
    """A piece of a formula; `edge` is the weight it stands for, if it is one term of a sum."""

    box: Box
    edge: Edge | None = None


def width(parts: Sequence[Part]) -> float:
    return sum(part.box.width for part in parts)


def net_input_parts(step: Step, theme: Theme, room: float) -> list[Part]:
    """Lay out z⁽ˡ⁾ⱼ = Σₖ w⁽ˡ⁻¹⁾ⱼ,ₖ a⁽ˡ⁻¹⁾ₖ = numbers = value; terms in the middle fold to ⋯ where room is short."""
    below = step.layer - 1
    head = [
        Part(symbol(step.symbol, SIZE)),
        Part(operator("=", SIZE)),
        Part(big_operator("∑", SIZE, below=letter("k", script_size(SIZE)))),
        Part(symbol(symbols.weight(below, step.unit, "k"), SIZE)),
        Part(symbol(symbols.activation(below, "k"), SIZE)),
        Part(operator("=", SIZE)),
    ]
    tail = [Part(operator("=", SIZE)), Part(_signed(step.value, theme))]
    terms = [_term(term, below, step.unit, k, theme) for k, term in enumerate(step.terms)]
    return [*head, *_folded(terms, room - width(head) - width(tail)), *tail]


def activation_parts(step: Step, theme: Theme) -> list[Part]:
    """Lay out a⁽ˡ⁾ⱼ = φ(z⁽ˡ⁾ⱼ) = tanh(number) = value."""
    assert step.argument is not None
    argument = _signed(step.argument, theme)
    numbers = {
        "sigmoid": row(glyphs("σ", SIZE), fenced(argument, SIZE)),
        "relu": row(glyphs("max", SIZE), fenced(row(glyphs("0, ", SIZE), argument), SIZE)),
        "linear": argument,
    }.get(step.function, row(glyphs(step.function, SIZE), fenced(argument, SIZE)))
    z = symbol(symbols.net_input(step.layer, step.unit), SIZE)
    return [
        Part(symbol(step.symbol, SIZE)),
        Part(operator("=", SIZE)),
        Part(row(letter("φ", SIZE), fenced(z, SIZE))),
        Part(operator("=", SIZE)),
        Part(numbers),
        Part(operator("=", SIZE)),
        Part(_signed(step.value, theme)),
    ]


def given_parts(name: Symbol, meaning: Box, value: float, theme: Theme) -> list[Part]:
    """Lay out what is given and not computed: an input a⁽¹⁾ⱼ = x₁ = value, or a bias unit."""
    equals = Part(operator("=", SIZE))
    return [Part(symbol(name, SIZE)), equals, Part(meaning), equals, Part(_signed(value, theme))]


def _signed(value: float, theme: Theme) -> Box:
    return number(value, SIZE, color=theme.signed(value, text=True))


def _term(term: Term, below: int, unit: int, source: int, theme: Theme) -> Part:
    first = _signed(term.weight, theme)
    second = _signed(term.activation, theme) if source else glyphs("1", SIZE)
    if term.activation < 0:
        second = fenced(second, SIZE)
    return Part(row(first, operator("·", SIZE), second), Edge(below, unit, source))


def _folded(terms: list[Part], room: float) -> list[Part]:
    """Join terms with plus signs; where they need more than the room, the first ones, ⋯ and the last remain."""
    plus = Part(operator("+", SIZE))
    everything = _joined(terms, plus)
    if width(everything) <= room:
        return everything
    dots = Part(glyphs("⋯", SIZE))
    for count in range(len(terms) - 2, 0, -1):
        shorter = _joined([*terms[:count], dots, terms[-1]], plus)
        if width(shorter) <= room:
            return shorter
    return [dots]


def _joined(parts: list[Part], joint: Part) -> list[Part]:
    return [piece for part in parts for piece in (joint, part)][1:]
