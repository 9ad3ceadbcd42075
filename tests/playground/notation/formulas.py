"""The lecture's formulas as boxes, for the tests to lay out and paint."""

from collections.abc import Callable

from PySide6.QtGui import QColor

from engine.symbols import Symbol, activation, net_input, weight
from playground.notation import (
    Box,
    big_operator,
    feature,
    fenced,
    fraction,
    glyphs,
    letter,
    number,
    operator,
    row,
    script_size,
    scripts,
    symbol,
)

BLUE = QColor("#4C9AFF")
ORANGE = QColor("#FF9350")


def signed(value: float, size: int) -> Box:
    return number(value, size, color=BLUE if value >= 0 else ORANGE)


def weight_with_value(size: int) -> Box:
    return row(symbol(weight(2, 2, 3), size), operator("=", size), signed(-1.7, size))


def net_input_with_values(size: int) -> Box:
    below = letter("k", script_size(size))
    return row(
        symbol(net_input(3, 2), size),
        operator("=", size),
        big_operator("∑", size, below),
        symbol(weight(2, 2, "k"), size),
        symbol(activation(2, "k"), size),
        operator("=", size),
        signed(-0.62, size),
        operator("·", size),
        signed(0.65, size),
        operator("+", size),
        signed(1.02, size),
        operator("·", size),
        signed(0.97, size),
        operator("+", size),
        signed(-1.7, size),
        operator("·", size),
        fenced(signed(-0.97, size), size),
        operator("+", size),
        glyphs("⋯", size),
        operator("=", size),
        signed(1.67, size),
    )


def activation_with_values(size: int) -> Box:
    return row(
        symbol(activation(3, 2), size),
        operator("=", size),
        letter("φ", size),
        fenced(symbol(net_input(3, 2), size), size),
        operator("=", size),
        glyphs("tanh", size),
        fenced(signed(1.67, size), size),
        operator("=", size),
        signed(0.93, size),
    )


def logistic_cost(size: int) -> Box:
    small = script_size(size)
    target = symbol(Symbol("y", "i", ("j",)), size)
    output = symbol(Symbol("a", "i", ("j",)), size)
    one_minus = row(glyphs("1", size), operator("−", size))
    term = row(
        target,
        glyphs(" log ", size),
        output,
        operator("+", size),
        fenced(row(one_minus, target), size),
        glyphs(" log", size),
        fenced(row(one_minus, output), size),
    )
    return row(
        letter("J", size),
        fenced(letter("W", size), size),
        operator("=", size),
        glyphs("−", size),
        big_operator("∑", size, letter("i=1", small), letter("n", small)),
        big_operator("∑", size, letter("j=1", small), letter("t", small)),
        fenced(term, size, "[", "]"),
    )


def penalty(size: int) -> Box:
    small = script_size(size)
    units = scripts(letter("u", small), small, lowered=letter("l", script_size(small)))
    squared = scripts(fenced(symbol(weight("l", "j", "i"), size), size), size, glyphs("2", small))
    return row(
        fraction(letter("λ", size), glyphs("2", size), size),
        big_operator("∑", size, letter("l=1", small), letter("L-1", small)),
        big_operator("∑", size, letter("i=1", small), units),
        squared,
    )


def derivative(size: int) -> Box:
    numerator = letter("∂J", size)
    denominator = row(letter("∂", size), symbol(weight("l", "j", "k"), size))
    return row(
        fraction(numerator, denominator, size),
        operator("=", size),
        big_operator("∑", size, letter("i", script_size(size))),
        symbol(Symbol("δ", "l+1", ("j",)), size),
        symbol(activation("l", "k"), size),
    )


def delta_rule(size: int) -> Box:
    transposed = scripts(fenced(symbol(Symbol("W", "l"), size), size), size, letter("T", script_size(size)))
    return row(
        symbol(Symbol("δ", "l"), size),
        operator("=", size),
        transposed,
        symbol(Symbol("δ", "l+1"), size),
        operator("⊙", size),
        letter("φ′", size),
        fenced(symbol(Symbol("z", "l"), size), size),
    )


def update(size: int) -> Box:
    w = symbol(weight("l", "j", "k"), size)
    return row(
        w,
        operator(":=", size),
        w,
        operator("−", size),
        letter("η", size),
        fraction(letter("∂J", size), row(letter("∂", size), w), size),
    )


def sigmoid(size: int) -> Box:
    exponential = scripts(letter("e", size), size, letter("−z", script_size(size)))
    bottom = row(glyphs("1", size), operator("+", size), exponential)
    return row(
        letter("σ", size),
        fenced(letter("z", size), size),
        operator("=", size),
        fraction(glyphs("1", size), bottom, size),
    )


def estimate(size: int) -> Box:
    return row(
        symbol(Symbol("ŷ"), size),
        operator("=", size),
        glyphs("step", size),
        fenced(row(scripts(letter("w", size), size, letter("T", script_size(size))), letter("x", size)), size),
    )


def features(size: int) -> Box:
    names = ("x1", "x2^2", "x1x2", "sin_x2")
    return row(*(row(feature(name, size), glyphs(", ", size)) for name in names))


def tall_fences(size: int) -> Box:
    return fenced(derivative(size), size, "{", "]")


FORMULAS: dict[str, Callable[[int], Box]] = {
    formula.__name__: formula
    for formula in (
        weight_with_value,
        net_input_with_values,
        activation_with_values,
        logistic_cost,
        penalty,
        derivative,
        delta_rule,
        update,
        sigmoid,
        estimate,
        features,
        tall_fences,
    )
}
