"""The grammar of formulas over the plane: precedence climbing over tokens, and a sentence for whatever does not fit."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from engine.errors import FormulaError
from engine.plane_formula.cursor import Cursor
from engine.plane_formula.guesses import what_is_meant_by
from engine.plane_formula.parts import Part, applied, joined
from engine.plane_formula.tokens import Kind, Token, short
from engine.plane_formula.tree import Applied, Number, Tree
from engine.plane_formula.words import (
    CONSTANTS,
    COORDINATES,
    FUNCTIONS,
    KEYWORDS,
    OPERATORS,
    SIGNS,
    Function,
    Operator,
    Strength,
)

MOST_CHARACTERS = 500
MOST_NESTED = 50  # brackets, signs and powers inside each other; keeps Python's stack far from its end

POWER = OPERATORS["^"].operation


def read(text: str) -> tuple[Tree, bool, bool]:
    """Return a text's tree, whether it is a region, and whether it speaks of x2; raise FormulaError."""
    length = len(text)
    if length > MOST_CHARACTERS:
        sentence = f"the formula has {length} characters, expected at most {MOST_CHARACTERS}"
        raise FormulaError(sentence, MOST_CHARACTERS, length)
    if not text.strip():
        raise FormulaError("there is no formula: expected one such as x1*x1 + sin(x2) > 1", length, length + 1)
    reader = _Reader(Cursor(text))
    whole = reader.whole()
    return whole.tree, whole.is_truth, bool(reader.coordinates - {"x1"})


class _Reader:
    """Each method reads one thing of the grammar from where the cursor is, and leaves it behind that."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.nested = 0
        self.coordinates: set[str] = set()

    def whole(self) -> Part:
        """Read the text to its end."""
        part = self.expression(Strength.OR)
        if self.cursor.token.text == ")":
            raise self.cursor.error("')' closes nothing: there is no '(' before it")
        if self.cursor.token.kind is not Kind.END:
            raise self.cursor.comma()
        return part

    def expression(self, least: int) -> Part:
        """Read values as far as the operators between them bind at least so strongly."""
        left = self.operand()
        while (operator := self.cursor.operator()) and operator.strength >= least:
            strength = operator.strength
            if strength is Strength.POWER:
                left = self.power(left)
                continue
            rest: list[tuple[Operator, Part]] = []
            while (operator := self.cursor.operator()) and operator.strength is strength:
                sign = self.cursor.operator_taken()
                if not rest:
                    left.check_for(operator, sign)
                right = self.expression(strength + 1)
                right.check_for(operator, sign)
                rest.append((operator, right))
            left = joined(left, rest)
        return left

    def power(self, base: Part) -> Part:
        """Read what follows a base: powers are taken from right to left, and may have a sign."""
        sign = self.cursor.taken()
        with self.deeper(sign):
            exponent = self.expression(Strength.POWER)
        return applied(POWER, (base, exponent), base.start, exponent.end, f"'{sign.shown}'")

    def operand(self) -> Part:
        """Read one value with the sign or `not` before it, or the raised digits after it."""
        token = self.cursor.token
        if token.text in SIGNS:
            self.cursor.taken()
            with self.deeper(token):
                value = self.expression(Strength.POWER)
            return applied(SIGNS[token.text], (value,), token.start, value.end, f"'{token.shown}'")
        if token.text == "not":
            self.cursor.taken()
            with self.deeper(token):
                value = self.expression(Strength.NOT)
            value.check_truth(f"'{token.shown}'")
            return Part(Applied(np.logical_not, (value.tree,)), value.text, token.start, value.end, is_truth=True)
        part = self.value()
        while self.cursor.token.kind is Kind.RAISED:
            raised = self.cursor.taken()
            exponent = self.number(raised)
            part = applied(POWER, (part, exponent), part.start, raised.end, f"'{raised.shown}'")
        return part

    def value(self) -> Part:
        """Read a number, a name, or what stands in brackets or bars."""
        token = self.cursor.token
        if token.kind is Kind.NUMBER:
            return self.number(self.cursor.taken())
        if token.kind is Kind.NAME and token.text not in KEYWORDS:
            return self.named(self.cursor.taken())
        if token.text not in ("(", "|"):
            raise self.cursor.without_value()
        self.cursor.taken()
        with self.deeper(token):
            inner = self.expression(Strength.OR)
            self.close(token, ")" if token.text == "(" else "|")
        end = self.cursor.before.end
        if token.text == "|":
            return applied(np.abs, (inner,), token.start, end, "|…|")
        return Part(inner.tree, inner.text, token.start, end, inner.is_truth)

    def number(self, token: Token) -> Part:
        """Return the number that a token is."""
        return Part(Number(token.number), self.cursor.text, token.start, token.end)

    def named(self, name: Token) -> Part:
        """Read what a name stands for, and its arguments if that is a function."""
        text, at = name.text, (name.start, name.end)
        if text in COORDINATES:
            self.coordinates.add(text)
            return Part(COORDINATES[text], self.cursor.text, *at)
        if text in CONSTANTS:
            return Part(Number(CONSTANTS[text]), self.cursor.text, *at)
        if text not in FUNCTIONS:
            raise FormulaError(f"unknown name '{short(name.shown)}': {what_is_meant_by(text)}", *at)
        function = FUNCTIONS[text]
        if self.cursor.token.text != "(":
            usual = "x1" if function.least == 1 else "x1, x2"
            raise FormulaError(f"{name.shown} needs brackets: expected {text}({usual})", *at)
        return self.called(name, function)

    def called(self, name: Token, function: Function) -> Part:
        """Read the arguments of a function."""
        cursor = self.cursor
        opening = cursor.taken()
        arguments: list[Part] = []
        has_decimal_comma = False
        with self.deeper(opening):
            while cursor.before.text == "," or cursor.token.text != ")":
                arguments.append(self.expression(Strength.OR))
                if cursor.token.text != ",":
                    break
                has_decimal_comma |= cursor.is_decimal_comma()
                cursor.taken()
            self.close(opening, ")")
        end, count = cursor.before.end, len(arguments)
        if count < function.least or (function.most is not None and count > function.most):
            hint = "; decimals have a point, as in 1.5" if has_decimal_comma else ""
            raise FormulaError(f"{name.shown} expects {function.expects}, got {count}{hint}", name.start, end)
        return applied(function.operation, tuple(arguments), name.start, end, name.shown)

    def close(self, opening: Token, closing: str) -> None:
        """Take a closing bracket."""
        token = self.cursor.token
        if token.text == closing:
            self.cursor.taken()
        elif token.text == ",":
            raise self.cursor.comma()
        else:
            place = opening.start + 1
            raise self.cursor.error(f"'{closing}' is missing for the '{opening.text}' at character {place}")

    @contextmanager
    def deeper(self, token: Token) -> Iterator[None]:
        """Go inside what a token opens; raise FormulaError if that is too deep."""
        if self.nested == MOST_NESTED:
            sentence = f"brackets, signs and powers are {MOST_NESTED + 1} deep here, expected at most {MOST_NESTED}"
            raise FormulaError(sentence, token.start, token.end)
        outside = self.cursor.in_bars
        self.nested += 1
        if token.text in ("(", "|"):
            self.cursor.in_bars = token.text == "|"
        yield
        self.nested -= 1
        self.cursor.in_bars = outside
