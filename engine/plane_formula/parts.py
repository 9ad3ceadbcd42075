"""Parts of a formula while it is read: a tree, the characters it stands for, and whether it is a number or a truth.

Mixing the two is refused where it stands, so that a formula means what it says.
"""

from dataclasses import dataclass

from engine.errors import FormulaError
from engine.plane_formula.tokens import short
from engine.plane_formula.tree import Applied, Chain, Comparison, Operation, Tree
from engine.plane_formula.words import Operator, Strength


@dataclass(frozen=True)
class Part:
    """What text[start:end] means, brackets included; `is_truth` tells whether it is true or false."""

    tree: Tree
    text: str
    start: int
    end: int
    is_truth: bool = False

    def check_number(self, who: str) -> None:
        """Raise FormulaError if it is no number, as `who` expects."""
        if self.is_truth:
            raise self._refused(f"{who} expects a number, got the comparison")

    def check_truth(self, who: str) -> None:
        """Raise FormulaError if it is no truth, as `who` expects."""
        if not self.is_truth:
            raise self._refused(f"{who} expects a comparison such as x1 > 0, got")

    def check_for(self, operator: Operator, sign: str) -> None:
        """Raise FormulaError if it cannot stand beside an operator."""
        check = self.check_truth if operator.is_logic else self.check_number
        check(f"'{sign}'")

    def _refused(self, why: str) -> FormulaError:
        return FormulaError(f"{why} '{short(self.text[self.start : self.end])}'", self.start, self.end)


def applied(operation: Operation, arguments: tuple[Part, ...], start: int, end: int, who: str) -> Part:
    """Return a function of numbers that stands at text[start:end]; raise FormulaError if an argument is a truth."""
    for argument in arguments:
        argument.check_number(who)
    return Part(Applied(operation, tuple(part.tree for part in arguments)), arguments[0].text, start, end)


def joined(first: Part, rest: list[tuple[Operator, Part]]) -> Part:
    """Return operators of one strength with the values between them, which fit."""
    operations = tuple((operator.operation, part.tree) for operator, part in rest)
    strength = rest[0][0].strength
    tree = (Comparison if strength is Strength.COMPARE else Chain)(first.tree, operations)
    return Part(tree, first.text, first.start, rest[-1][1].end, is_truth=strength <= Strength.COMPARE)
