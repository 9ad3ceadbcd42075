"""Lays out Steps as symbol = numbers = value. What is a term keeps its weight, so that the strip can light it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import symbols
from engine.steps import Step, Term
from engine.symbols import Symbol
from playground.document.selection import Edge
from playground.notation import (
    Box,
    big_operator,
    feature,
    fenced,
    glyphs,
    letter,
    number,
    operator,
    row,
    script_size,
    scripts,
    symbol,
)
from playground.theme import Theme

SIZES = (19, 17, 14)  # the largest one in which a formula finds room


@dataclass(frozen=True)
class Part:
    """A piece of a formula; `edge` is the weight it stands for, if it is one term of a sum."""

    box: Box
    edge: Edge | None = None


def width(parts: Sequence[Part]) -> float:
    return sum(part.box.width for part in parts)


@dataclass(frozen=True)
class Formulas:
    """Sets formulas in one theme and one size."""

    theme: Theme
    size: int

    def net_input(self, step: Step, room: float = float("inf")) -> list[Part]:
        """Set z⁽ˡ⁾ⱼ = Σₖ w⁽ˡ⁻¹⁾ⱼ,ₖ a⁽ˡ⁻¹⁾ₖ = numbers = value; terms fold to ⋯ where they need more than the room."""
        below = step.layer - 1
        k = letter("k", script_size(self.size))
        small = self.size < SIZES[0]  # then other lines follow closely, and k stands beside the sign
        sigma = (
            scripts(glyphs("∑", self.size), self.size, lowered=k) if small else big_operator("∑", self.size, below=k)
        )
        term = row(self._symbol(symbols.weight(below, step.unit, "k")), self._symbol(symbols.activation(below, "k")))
        head = [Part(self._symbol(step.symbol)), self._equals, Part(row(sigma, term)), self._equals]
        tail = [self._equals, Part(self._number(step.value))]
        terms = [self._term(term, Edge(below, step.unit, k)) for k, term in enumerate(step.terms)]
        return [*head, *self._sum(terms, room - width(head) - width(tail)), *tail]

    def activation(self, step: Step) -> list[Part]:
        """Set a⁽ˡ⁾ⱼ = φ(z⁽ˡ⁾ⱼ) = tanh(number) = value."""
        assert step.argument is not None
        z = self._symbol(symbols.net_input(step.layer, step.unit))
        phi = row(letter("φ", self.size), fenced(z, self.size))
        applied = z if step.function == "linear" else self._applied(step.function, self._number(step.argument))
        boxes = [self._symbol(step.symbol), phi, applied, self._number(step.value)]
        return _joined([Part(box) for box in boxes], self._equals)

    def input(self, name: Symbol, feature_name: str, value: float) -> list[Part]:
        """Set what is given and not computed: a⁽¹⁾ⱼ = x₁ = value."""
        boxes = [self._symbol(name), feature(feature_name, self.size), self._number(value)]
        return _joined([Part(box) for box in boxes], self._equals)

    def bias_unit(self, name: Symbol) -> list[Part]:
        """Set a⁽ˡ⁾₀ = 1."""
        return [Part(self._symbol(name)), self._equals, Part(glyphs("1", self.size))]

    @property
    def _equals(self) -> Part:
        return Part(operator("=", self.size))

    def _symbol(self, name: Symbol) -> Box:
        return symbol(name, self.size)

    def _number(self, value: float) -> Box:
        return number(value, self.size, color=self.theme.signed(value, text=True))

    def _applied(self, function: str, argument: Box) -> Box:
        """Set φ with a number in it, each function the way it is written."""
        if function == "relu":
            return row(glyphs("max", self.size), fenced(row(glyphs("0, ", self.size), argument), self.size))
        return row(glyphs("σ" if function == "sigmoid" else function, self.size), fenced(argument, self.size))

    def _term(self, term: Term, edge: Edge) -> Part:
        weight, activation = (factor.value for factor in term.factors)
        second = self._number(activation) if edge.source else glyphs("1", self.size)
        if activation < 0:
            second = fenced(second, self.size)
        return Part(row(self._number(weight), operator("·", self.size), second), edge)

    def _sum(self, terms: list[Part], room: float) -> list[Part]:
        plus, dots = Part(operator("+", self.size)), Part(glyphs("⋯", self.size))
        shown = _joined(terms, plus)
        count = len(terms) - 1
        while width(shown) > room and count > 1:
            count -= 1
            shown = _joined([*terms[:count], dots, terms[-1]], plus)
        return shown


def broken(parts: Sequence[Part], room: float) -> list[list[Part]]:
    """Break a formula into lines no wider than the room; a new line begins with the sign that joins it to the last."""
    lines: list[list[Part]] = [[]]
    for index, part in enumerate(parts):
        follows_sign = index % 2 == 0  # signs stand between all other parts
        needed = part.box.width if follows_sign else width(parts[index : index + 2])
        if not follows_sign and lines[-1] and width(lines[-1]) + needed > room:
            lines.append([])
        lines[-1].append(part)
    return lines


def _joined(parts: Sequence[Part], joint: Part) -> list[Part]:
    return [piece for part in parts for piece in (joint, part)][1:]
