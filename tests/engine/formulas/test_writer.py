"""The grammar: parentheses where they are needed and nowhere else, in every dialect; and numbers that add up."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.formulas.latex import Latex, aligned
from engine.formulas.nodes import (
    Call,
    Formula,
    Minus,
    Name,
    Node,
    Number,
    Over,
    Plus,
    Power,
    Root,
    Style,
    Sum,
    Times,
    evaluate,
    formula,
    known,
)
from engine.formulas.unicode import Unicode, one_line
from engine.formulas.writer import LEEWAY, adds_up, as_shown, digits_of, written
from engine.numbers import MOST_DIGITS, format_number
from engine.symbols import Symbol, activation, weight
from tests.engine.strategies import relaxed

A, B, C = (Name(Symbol(letter)) for letter in "abc")


def number(value: float) -> Node:
    return known(Symbol("x"), value)


@pytest.mark.parametrize(
    ("node", "symbols", "latex"),
    [
        (Plus((A, Minus(B))), "a − b", "a - b"),
        (Minus(Plus((A, B))), "−[a + b]", "-[a + b]"),
        (Times((A, Plus((B, C)))), "a (b + c)", r"a\,(b + c)"),
        (Power(Plus((A, B)), Number(2.0)), "(a + b)²", "(a + b)^{2}"),
        (Power(Name(activation(2, 1)), Number(2.0)), "(a⁽²⁾₁)²", "{(a^{(2)}_{1})}^{2}"),
        (Over(A, Plus((B, C))), "a / (b + c)", r"\frac{a}{b + c}"),
        (Times((Over(A, Plus((B, C))), A)), "a / (b + c) · a", r"\frac{a}{b + c}\,a"),
        (Root(Over(A, B)), "√(a/b)", r"\sqrt{\frac{a}{b}}"),
        (Call("abs", (Plus((A, B)),)), "|a + b|", "|a + b|"),
        (Times((Sum("k", Times((A, B)), ()), C)), "(Σₖ a b) c", r"(\sum_{k} a\,b)\,c"),
        (Times((A, Sum("k", B, ()))), "a Σₖ b", r"a\,\sum_{k} b"),
    ],
)
def test_parentheses_stand_where_they_are_needed(node: Node, symbols: str, latex: str) -> None:
    assert Unicode().symbols(node) == symbols
    assert Latex().symbols(node) == latex


@pytest.mark.parametrize(
    ("node", "numbers"),
    [
        (Times((number(-0.5), number(-2.0))), "−0.50·(−2.00)"),
        (Plus((number(-0.5), number(-2.0))), "−0.50 + (−2.00)"),
        (Plus((number(1.0), Minus(number(-2.0)))), "1.00 − (−2.00)"),
        (Power(number(-3.0), Number(2.0)), "(−3.00)²"),
        (number(-0.001), "0.00"),  # no minus is seen, so there are no parentheses
        (Times((number(1.0), number(-0.001))), "1.00·0.00"),
        (
            Sum("k", A, (Times((number(-1.0), number(2.0))), Times((number(-1.0), number(3.0))))),
            "−1.00·2.00 + (−1.00)·3.00",
        ),
        (known(Symbol("v"), 4.2e-8, Style.SIGNIFICANT), "4.2×10⁻⁸"),
        (Power(known(Symbol("v"), 4.2e-8, Style.SIGNIFICANT), Number(2.0)), "(4.2×10⁻⁸)²"),
        (known(Symbol("ε"), 1e-8, Style.EXACT), "10⁻⁸"),
    ],
)
def test_a_minus_that_does_not_lead_stands_in_parentheses(node: Node, numbers: str) -> None:
    assert Unicode().numbers(node) == numbers


def test_the_middle_of_a_long_sum_can_be_left_out() -> None:
    terms = tuple(number(float(value)) for value in range(6))
    assert Unicode(0, most_terms=3).numbers(Sum("k", A, terms)) == "0 + 1 + ⋯ + 5"
    assert Unicode(0, most_terms=6).numbers(Sum("k", A, terms)) == "0 + 1 + 2 + 3 + 4 + 5"


def test_equal_sides_are_written_once() -> None:
    same = known(Symbol("z"), 0.25)
    assert one_line(formula(Name(Symbol("a")), same, 0.25, Style.FIXED), 2) == "a = z = 0.25"


def test_numbers_that_were_rounded_are_found_out() -> None:
    a, b = known(Symbol("a"), 0.144), known(Symbol("b"), 0.144)
    sum_of_both = formula(Name(Symbol("c")), Plus((a, b)), 0.288, Style.FIXED)
    assert not adds_up(sum_of_both, 2)  # 0.14 + 0.14 = 0.29
    assert adds_up(sum_of_both, 3)


def test_a_change_too_small_to_be_seen_is_rounded_away() -> None:
    w = known(Symbol("w"), -4.52)
    step = formula(Name(Symbol("w")), Plus((w, known(Symbol("Δw"), 0.0008))), -4.5192, Style.FIXED, relation=":=")
    assert not adds_up(step, 2)  # −4.52 + 0.00 = −4.52
    assert adds_up(step, 4)
    still = formula(Name(Symbol("w")), Plus((w, known(Symbol("Δw"), 0.0))), -4.52, Style.FIXED, relation=":=")
    assert adds_up(still, 2)


def changed(old: float, slope: float) -> Formula:
    """Return w := w − 0.3 slope."""
    w, g = known(Symbol("w"), old), known(Symbol("g"), slope, Style.SIGNIFICANT)
    step = Plus((w, Minus(Times((Number(0.3), g)))))
    return formula(Name(Symbol("w")), step, old - 0.3 * slope, Style.FIXED, relation=":=")


def test_what_changes_is_written_with_as_many_digits_as_show_the_change() -> None:
    assert one_line(changed(0.7031, 0.0155), 2) == "w := w − 0.3 g = 0.703 − 0.3·0.0155 = 0.698"
    assert one_line(changed(0.7031, 0.0155), 4) == "w := w − 0.3 g = 0.7031 − 0.3·0.01550 = 0.6984"
    assert one_line(changed(0.7, 1.0), 2) == "w := w − 0.3 g = 0.70 − 0.3·1.00 = 0.40"
    assert "= 0.7030 -" in aligned(changed(0.703, 0.00155), 2)
    assert digits_of(changed(0.703, 1e-13), 2) == MOST_DIGITS  # and is said to be rounded
    assert digits_of(changed(0.703, 0.0), 2) == 2
    assert digits_of(changed(math.nan, 0.1), 2) == 2
    assert digits_of(formula(Name(Symbol("z")), known(Symbol("a"), 0.144), 0.144), 2) == 2


@relaxed
@given(st.floats(-20, 20), st.floats(-5, 5), st.integers(2, 6))
def test_old_and_new_differ_as_they_are_written_if_they_differ(old: float, slope: float, digits: int) -> None:
    step = changed(old, slope)
    assume(abs(step.value - old) > 1e-10)
    more = digits_of(step, digits)
    assert more >= digits
    assert format_number(old, more) != format_number(step.value, more)
    assert adds_up(step, more) or not any(adds_up(step, n) for n in range(more, min(more + LEEWAY, MOST_DIGITS) + 1))


@relaxed
@example(10.5, 2, Style.FIXED)
@example(-1e-8, 2, Style.EXACT)
@example(-math.inf, 2, Style.FIXED)
@given(st.floats(-1e300, 1e300), st.integers(0, 12), st.sampled_from(Style))
def test_what_is_shown_is_read_back_as_near_as_it_is_shown(value: float, digits: int, style: Style) -> None:
    shown = Number(value, style)
    read = as_shown(digits)(shown)
    assert written(Number(read, style), digits) == written(shown, digits)
    assert read == pytest.approx(value, rel=1e-11 if style is Style.EXACT else 0.5, abs=10.0**-digits)


def test_a_long_formula_is_broken_where_tex_can_be_broken() -> None:
    terms = tuple(Times((number(0.25 * k), number(-0.5))) for k in range(40))
    sheet = aligned(formula(Name(Symbol("z")), Over(Number(1.0), Number(40.0)), 0.025, Style.FIXED), 4)
    assert sheet.count("&") == 1
    sheet = aligned(formula(Name(Symbol("z")), Times((Number(2.0), Sum("k", A, terms))), -195.0, Style.FIXED), 4)
    lines = sheet.split("\\\\\n")
    assert len(lines) > 5
    assert all(line.count("{") == line.count("}") for line in lines)
    assert all(line.count("&") == 1 for line in lines)


def test_what_cannot_be_computed_is_no_number_and_no_crash() -> None:
    assert str(evaluate(Over(Number(1.0), Number(0.0)))) == "nan"
    assert evaluate(Power(Number(10.0), Number(400.0))) == float("inf")
    assert str(evaluate(Root(Number(-1.0)))) == "nan"
    assert evaluate(Call("log", (Number(0.0),))) == -float("inf")


def test_an_index_of_a_weight_is_that_of_its_connection() -> None:
    assert Latex().symbols(Name(weight(1, 2, 0))) == "w^{(1)}_{2,0}"
