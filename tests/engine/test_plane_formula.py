"""Formulas over the plane: what they come to, what is said of those that are none, and laws for all of them."""

import ast
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import e, pi
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.activations import ACTIVATIONS
from engine.datasets import EXTENT
from engine.errors import EngineError, FormulaError
from engine.features import FEATURES
from engine.plane_formula import formula as formula_module
from engine.plane_formula import parse, trouble_with
from engine.plane_formula.formula import PlaneFormula
from engine.plane_formula.words import COORDINATES, FUNCTIONS
from tests.engine.strategies import relaxed

POINTS = [(0.5, 2.0), (-1.25, 0.75), (3.0, -4.0), (-0.1, -5.5), (0.0, 0.0), (2.0, 2.0)]
GRID = [(x1 / 2, x2 / 2) for x1 in range(-6, 7) for x2 in range(-6, 7)]


def values_of(text: str, points: list[tuple[float, float]] = POINTS) -> list[float]:
    x1, x2 = np.array(points).T
    return parse(text).value(x1, x2).tolist()


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


NUMBERS: dict[str, Callable[[float, float], float]] = {
    "1": lambda x1, x2: 1,
    "1.5": lambda x1, x2: 1.5,
    ".5": lambda x1, x2: 0.5,
    "2.": lambda x1, x2: 2,
    "1e-3": lambda x1, x2: 0.001,
    "1E+2": lambda x1, x2: 100,
    "1e−3": lambda x1, x2: 0.001,
    "x1": lambda x1, x2: x1,
    "X2": lambda x1, x2: x2,
    "x₁ + x₂": lambda x1, x2: x1 + x2,
    "r": math.hypot,
    "theta": lambda x1, x2: math.atan2(x2, x1),
    "θ": lambda x1, x2: math.atan2(x2, x1),
    "pi": lambda x1, x2: pi,
    "π": lambda x1, x2: pi,
    "2e": lambda x1, x2: 2 * e,
    "2e3": lambda x1, x2: 2000,
    "x1 - x2 - 1": lambda x1, x2: x1 - x2 - 1,
    "x1 - (x2 - 1)": lambda x1, x2: x1 - (x2 - 1),
    "x1 / 2 / 4 * 3": lambda x1, x2: x1 / 2 / 4 * 3,
    "x1 + x2 * 2": lambda x1, x2: x1 + x2 * 2,
    "x1·x2×2÷4 − 1": lambda x1, x2: x1 * x2 * 2 / 4 - 1,
    "x1 % 2": lambda x1, x2: x1 % 2,
    "x1 mod 2 + mod(x2, 3)": lambda x1, x2: x1 % 2 + x2 % 3,
    "-x1^2": lambda x1, x2: -(x1**2),
    "(-x1)^2": lambda x1, x2: x1**2,
    "-x1²": lambda x1, x2: -(x1**2),
    "2^3^2": lambda x1, x2: 512,
    "2 ** -x1": lambda x1, x2: 2**-x1,
    "2^-x1^2": lambda x1, x2: 2 ** -(x1**2),
    "2^x1²": lambda x1, x2: 2 ** (x1**2),
    "x₁²·x₂³": lambda x1, x2: x1**2 * x2**3,
    "x1¹⁰": lambda x1, x2: x1**10,
    "sin(x1)²": lambda x1, x2: math.sin(x1) ** 2,
    "2⁻¹": lambda x1, x2: 0.5,
    "- - x1 - +x2": lambda x1, x2: x1 - x2,
    "x1 * -x2": lambda x1, x2: x1 * -x2,
    "2x1": lambda x1, x2: 2 * x1,
    "2x1^2 - 3 x2": lambda x1, x2: 2 * x1**2 - 3 * x2,
    "2(x1 + 1)": lambda x1, x2: 2 * (x1 + 1),
    "2sin(x1)/4": lambda x1, x2: 2 * math.sin(x1) / 4,
    "|x1|": lambda x1, x2: abs(x1),
    "||x1| - 1|": lambda x1, x2: abs(abs(x1) - 1),
    "|x1 - |x2||²": lambda x1, x2: abs(x1 - abs(x2)) ** 2,
    "|(|x1|) + 1|": lambda x1, x2: abs(x1) + 1,
    "sin(x1) + cos(x2) * tan(x1)": lambda x1, x2: math.sin(x1) + math.cos(x2) * math.tan(x1),
    "asin(x1/9) + arcsin(x1/9)": lambda x1, x2: 2 * math.asin(x1 / 9),
    "acos(x1/9) + arccos(x1/9)": lambda x1, x2: 2 * math.acos(x1 / 9),
    "atan(x1) + arctan(x1)": lambda x1, x2: 2 * math.atan(x1),
    "sinh(x1) - cosh(x2)": lambda x1, x2: math.sinh(x1) - math.cosh(x2),
    "tanh(x1)": lambda x1, x2: math.tanh(x1),
    "exp(-r)": lambda x1, x2: math.exp(-math.hypot(x1, x2)),
    "log(r + 1) + ln(r + 1)": lambda x1, x2: 2 * math.log(math.hypot(x1, x2) + 1),
    "log10(r + 1)": lambda x1, x2: math.log10(math.hypot(x1, x2) + 1),
    "sqrt(abs(x1))": lambda x1, x2: math.sqrt(abs(x1)),
    "sign(x1)": lambda x1, x2: (x1 > 0) - (x1 < 0),
    "floor(x1) + ceil(x2)": lambda x1, x2: math.floor(x1) + math.ceil(x2),
    "round(x1)": lambda x1, x2: round(x1),
    "min(x1, x2)": min,
    "max(x1, x2, 1)": lambda x1, x2: max(x1, x2, 1),
    "max(1,5)": lambda x1, x2: 5,
    "step(x1)": lambda x1, x2: 1 if x1 >= 0 else 0,
    "sigmoid(x1)": lambda x1, x2: sigmoid(x1),
    "relu(x1)": lambda x1, x2: max(0, x1),
    "hypot(x1, 1)": lambda x1, x2: math.hypot(x1, 1),
    "atan2(x2, x1) - arctan2(x1, x2)": lambda x1, x2: math.atan2(x2, x1) - math.atan2(x1, x2),
    "SIN(X1)": lambda x1, x2: math.sin(x1),
    " \n sin (\t x1 ) ": lambda x1, x2: math.sin(x1),
    "1+" * 249 + "1": lambda x1, x2: 250,
}
REGIONS: dict[str, Callable[[float, float], bool]] = {
    "x1*x1 + sin(x2) > 1": lambda x1, x2: x1 * x1 + math.sin(x2) > 1,
    "x1 < x2": lambda x1, x2: x1 < x2,
    "x1 <= x2": lambda x1, x2: x1 <= x2,
    "x1 ≤ x2": lambda x1, x2: x1 <= x2,
    "x1 >= x2": lambda x1, x2: x1 >= x2,
    "x1 ≥ x2": lambda x1, x2: x1 >= x2,
    "x1 == x2": lambda x1, x2: x1 == x2,
    "x1 != x2": lambda x1, x2: x1 != x2,
    "x1 ≠ x2": lambda x1, x2: x1 != x2,
    "1 < r < 3": lambda x1, x2: 1 < math.hypot(x1, x2) < 3,
    "0 < x1 <= x2 == 2": lambda x1, x2: 0 < x1 <= x2 == 2,
    "x1 > 0 and x2 > 0": lambda x1, x2: x1 > 0 and x2 > 0,
    "x1 > 0 && x2 > 0": lambda x1, x2: x1 > 0 and x2 > 0,
    "x1 > 0 ∧ ¬(x2 > 0)": lambda x1, x2: x1 > 0 and not x2 > 0,
    "x1 > 0 & x2 > 0 | x1 < x2": lambda x1, x2: (x1 > 0 and x2 > 0) or x1 < x2,
    "x1 < x2 or x1 > 0 and x2 > 0": lambda x1, x2: x1 < x2 or (x1 > 0 and x2 > 0),
    "(x1 < x2 or x1 > 0) and x2 > 0": lambda x1, x2: (x1 < x2 or x1 > 0) and x2 > 0,
    "x1 > 1 and x2 > 0 xor x1 > 0": lambda x1, x2: (x1 > 1 and x2 > 0) != (x1 > 0),
    "x1 > 0 xor x2 > 0 and x1 > 1": lambda x1, x2: (x1 > 0) != (x2 > 0 and x1 > 1),
    "x2 > 1 or x1 > 0 xor x2 > 0": lambda x1, x2: x2 > 1 or ((x1 > 0) != (x2 > 0)),
    "x1 > 0 xor x2 > 0": lambda x1, x2: (x1 > 0) != (x2 > 0),
    "x1 < 1 or x1 > 0 xor x2 > 0 and x1 > 1": lambda x1, x2: x1 < 1 or ((x1 > 0) != (x2 > 0 and x1 > 1)),
    "not x1 > 0 and x2 > 0": lambda x1, x2: (not x1 > 0) and x2 > 0,
    "! (x1 > 0 and x2 > 0)": lambda x1, x2: not (x1 > 0 and x2 > 0),
    "not not x1 > 0": lambda x1, x2: x1 > 0,
    "|x1| > 1 | |x2| > 3": lambda x1, x2: abs(x1) > 1 or abs(x2) > 3,
    "|x1|>1||x2>3": lambda x1, x2: abs(x1) > 1 or x2 > 3,
    "x1>2and x2>1": lambda x1, x2: x1 > 2 and x2 > 1,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_formula_comes_to_what_python_makes_of_it(text: str) -> None:
    assert not parse(text).is_region
    assert values_of(text) == pytest.approx([NUMBERS[text](x1, x2) for x1, x2 in POINTS], rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("text", REGIONS)
def test_a_region_is_1_where_it_is_true(text: str) -> None:
    assert parse(text).is_region
    expected = [float(REGIONS[text](x1, x2)) for x1, x2 in GRID]
    assert values_of(text, GRID) == expected
    assert set(expected) == {0.0, 1.0}


def test_every_function_is_in_the_table_above() -> None:
    written = " ".join(NUMBERS)
    assert [name for name in FUNCTIONS if f"{name}(" not in written] == []


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("sin(x1)", 1),
        ("3", 1),
        ("x1*x2", 2),
        ("x₂", 2),
        ("r", 2),
        ("theta", 2),
        ("x1 > 0", 2),
        ("1 < 2", 2),
    ],
)
def test_data_lives_on_a_line_unless_it_needs_the_plane(text: str, dimensions: int) -> None:
    assert parse(text).dimensions == dimensions


def test_the_same_text_is_read_once() -> None:
    assert parse("x1 + 0.125") is parse("x1 + 0.125")
    assert parse("x1 + 0.125").text == "x1 + 0.125"


# ---- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/x1", math.inf),
        ("-1/x1", -math.inf),
        ("log(x1)", -math.inf),
        ("exp(1000)", math.inf),
        ("1e300*1e300", math.inf),
    ],
)
def test_where_a_formula_grows_without_bounds_it_is_infinite(text: str, value: float) -> None:
    assert values_of(text, [(0, 0)]) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "x1/x1", "sqrt(x1 - 1)", "log(x1 - 1)", "asin(2)", "(x1 - 1)^0.5", "x1 mod 0", "min(sqrt(-1), 1)",
        "step(sqrt(-1))", "relu(sqrt(-1))", "sigmoid(sqrt(-1))", "sign(sqrt(-1))",
    ],
)  # fmt: skip
def test_where_a_formula_is_not_defined_it_is_nan(text: str) -> None:
    assert np.isnan(values_of(text, [(0, 0)])).all()


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "==", "!="])
def test_a_comparison_with_what_is_not_defined_is_not_true(sign: str) -> None:
    assert values_of(f"sqrt(x1) {sign} 2", [(-1, 0)]) == [0.0]
    assert values_of(f"2 {sign} sqrt(x1) ", [(-1, 0)]) == [0.0]


@pytest.mark.parametrize("text", ["x1", "3", "x1 > 0", "1 < 2", "r + theta", "-x1", "max(1, 2)"])
@pytest.mark.parametrize("shape", [(), (0,), (7,), (3, 4)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_values_are_of_the_points_shape_and_own_their_numbers(text: str, shape: tuple[int, ...], kind: type) -> None:
    x1, x2 = np.full(shape, 0.5, kind), np.full(shape, 0.25, kind)
    value = parse(text).value(x1, x2)
    assert (value.shape, value.dtype) == (shape, np.float64)
    value[...] = 7
    assert (x1 == 0.5).all()
    assert (x2 == 0.25).all()


def test_what_the_engine_knows_too_is_the_same() -> None:
    x1, x2 = np.random.default_rng(0).uniform(-6, 6, (2, 1000))
    x1[0] = x2[0] = 0.0
    for name in ("sigmoid", "relu", "step", "tanh", "sin"):
        assert (parse(f"{name}(x1)").value(x1, x2) == ACTIVATIONS[name].value(x1)).all()
    for name in COORDINATES:
        assert (parse(name).value(x1, x2) == FEATURES[name].value(x1, x2)).all()


# ---- what is said of a text that is no formula ---------------------------------------------------------------------

A_NAME = "expected x1, x2, a number or a function such as sin"
SOMETHING = "expected a number, x1, x2 or a function such as sin"

ERRORS = [  # «» holds the characters that are meant; empty it stands for what is missing at the end
    ("«»", "there is no formula: expected one such as x1*x1 + sin(x2) > 1"),
    (" \n «»", "there is no formula: expected one such as x1*x1 + sin(x2) > 1"),
    # names
    ("1 + «foo»", f"unknown name 'foo': {A_NAME}"),
    ("«x» + y", "unknown name 'x': the coordinates are x1 and x2"),
    ("x1 + «y»", "unknown name 'y': the second coordinate is x2"),
    ("2«X»", "unknown name 'X': the coordinates are x1 and x2"),
    ("x1 + «x3»", "unknown name 'x3': there are only x1 and x2"),
    ("«x_1»", "unknown name 'x_1': did you mean x1?"),
    ("«sine»(x1)", "unknown name 'sine': did you mean sin?"),
    ("«sni»(x1)", "unknown name 'sni': did you mean sin?"),
    ("«sqr»(x1)", "unknown name 'sqr': did you mean sqrt?"),
    ("«cosine»(x1)", "unknown name 'cosine': did you mean cos?"),
    ("«maximum»(x1, x2)", "unknown name 'maximum': did you mean max?"),
    ("«thea»", "unknown name 'thea': did you mean theta?"),
    ("«x1x2»", "unknown name 'x1x2': did you mean x1*x2?"),
    ("«sinx1»", "unknown name 'sinx1': did you mean sin(x1)?"),
    ("«x1sin»(x2)", "unknown name 'x1sin': did you mean x1*sin?"),
    ("«phi»", "unknown name 'phi': the angle is theta"),
    ("«True»", "unknown name 'True': write a comparison such as x1 > 0"),
    (f"«{'q' * 90}»", f"unknown name '{'q' * 23}…': {A_NAME}"),
    # numbers
    ("1«,»5*x1", "unexpected ',': expected a decimal point, as in 1.5"),
    ("(1«,»5)", "unexpected ',': expected a decimal point, as in 1.5"),
    ("x1«,» x2", "unexpected ',': expected it only between arguments, as in max(x1, x2)"),
    ("|x1«,» x2|", "unexpected ',': expected it only between arguments, as in max(x1, x2)"),
    ("«sin(1,5)»", "sin expects 1 argument, got 2; decimals have a point, as in 1.5"),
    ("«1.5.2»", "'1.5.2' is no number: expected one decimal point"),
    ("x1 + «1e999»", "the number '1e999' is too large, expected less than 1e308"),
    (f"x1«{'⁹' * 400}»", f"the number '{'⁹' * 23}…' is too large, expected less than 1e308"),
    # operators
    ("x1 «x2»", "'*' is missing between 'x1' and 'x2'"),
    ("x1«(»x2 + 1)", "'*' is missing between 'x1' and '('"),
    ("(x1)«(»x2)", "'*' is missing between ')' and '('"),
    ("(x1)«2»", "'*' is missing between ')' and '2'"),
    ("2 «3»", "'*' is missing between '2' and '3'"),
    ("2π«r»", "'*' is missing between 'π' and 'r'"),
    ("x1² «x2»", "'*' is missing between '²' and 'x2'"),
    ("|x1|«x2»", "'*' is missing between '|' and 'x2'"),
    ("1/«2x1»", "'/2x1' has two meanings: expected '*' after 2, or brackets"),
    ("x1 % «2(»x1 + 1)", "'% 2(' has two meanings: expected '*' after 2, or brackets"),
    ("2^-«3x1»", "'^-3x1' has two meanings: expected '*' after 3, or brackets"),
    ("x1 +«»", f"something is missing at the end: {SOMETHING}"),
    ("x1 + «*» x2", f"something is missing before '*': {SOMETHING}"),
    ("«×» x2", f"something is missing before '×': {SOMETHING}"),
    ("x1 > 0 and «and» x2 > 0", f"something is missing before 'and': {SOMETHING}"),
    ("not«»", f"something is missing at the end: {SOMETHING}"),
    ("x1 «=» 2", "unexpected '=': expected '=='"),
    ("x1 «=<» 2", "unexpected '=<': expected '<='"),
    ("3«!»", "'!' stands before a comparison: expected 'and', 'or' or 'xor' before it"),
    ("x1 > 0 «not» x2 > 0", "'not' stands before a comparison: expected 'and', 'or' or 'xor' before it"),
    ("x1 > 2«|»", "'|' means 'or' here: expected a comparison after it, or '*' before it in a product with |…|"),
    # characters
    ("x1 «?» 2", "unexpected character '?': expected a number, a name or an operator"),
    ("«'»x1'", """unexpected character "'": expected a number, a name or an operator"""),
    ("x1«\0»", r"unexpected character '\x00': expected a number, a name or an operator"),
    ("«\ud800»", r"unexpected character '\ud800': expected a number, a name or an operator"),
    ("«[»x1]", "unexpected '[': expected '('"),
    ("«√»x1", "unexpected '√': expected 'sqrt(…)'"),
    # brackets
    ("x1 + (x2 * 2«»", "')' is missing for the '(' at character 6"),
    ("sin(x1«»", "')' is missing for the '(' at character 4"),
    ("|x1 + 1«»", "'|' is missing for the '|' at character 1"),
    ("(|x1«)»", "'|' is missing for the '|' at character 2"),
    ("x1«)» + 1", "')' closes nothing: there is no '(' before it"),
    ("(«)»", f"something is missing before ')': {SOMETHING}"),
    # functions
    ("«sin» x1", "sin needs brackets: expected sin(x1)"),
    ("1 + «max»", "max needs brackets: expected max(x1, x2)"),
    ("1 + «sin()»", "sin expects 1 argument, got 0"),
    ("«log(x1, 2)»", "log expects 1 argument, got 2"),
    ("«max(x1)»", "max expects 2 or more arguments, got 1"),
    ("«atan2(x1, x2, 1)»", "atan2 expects 2 arguments, got 3"),
    ("max(x1, «)»", f"something is missing before ')': {SOMETHING}"),
    ("max(«,» x1)", f"something is missing before ',': {SOMETHING}"),
    # numbers and truths
    ("«(x1>0)»+1", "'+' expects a number, got the comparison '(x1>0)'"),
    ("1 + «(x1>0)»", "'+' expects a number, got the comparison '(x1>0)'"),
    ("«x1» and x2", "'and' expects a comparison such as x1 > 0, got 'x1'"),
    ("x1 > 0 and «x2»", "'and' expects a comparison such as x1 > 0, got 'x2'"),
    ("x1 > 0 && x2 > 0 & «sin(x2)»", "'&' expects a comparison such as x1 > 0, got 'sin(x2)'"),
    ("not «x1»", "'not' expects a comparison such as x1 > 0, got 'x1'"),
    ("«(1 < r)» < 2", "'<' expects a number, got the comparison '(1 < r)'"),
    ("sin(«x1 > 0»)", "sin expects a number, got the comparison 'x1 > 0'"),
    ("|«x1 > 0»|", "|…| expects a number, got the comparison 'x1 > 0'"),
    ("-«(x1 > 0)»", "'-' expects a number, got the comparison '(x1 > 0)'"),
    ("«(x1 > 0)»²", "'²' expects a number, got the comparison '(x1 > 0)'"),
    ("2^«(x1 > 0)»", "'^' expects a number, got the comparison '(x1 > 0)'"),
    ("x1 * «not x2 > 0»", "'*' expects a number, got the comparison 'not x2 > 0'"),
    ("«2»|x1|", "'|' expects a comparison such as x1 > 0, got '2'"),
    # nothing of Python
    ("x1«.»real", "unexpected '.': expected a number such as 0.5"),
    ("x1«.»__class__", "unexpected '.': expected a number such as 0.5"),
    ("«__class__»", f"unknown name '__class__': {A_NAME}"),
    ("«__import__»(x1)", f"unknown name '__import__': {A_NAME}"),
    ("«eval»(x1)", f"unknown name 'eval': {A_NAME}"),
    ("«lambda»", f"unknown name 'lambda': {A_NAME}"),
    ("«np»", f"unknown name 'np': {A_NAME}"),
    ("(x1 «:»= 2)", "unexpected character ':': expected a number, a name or an operator"),
    # limits
    ("-" * 50 + "«-»x1", "brackets, signs and powers are 51 deep here, expected at most 50"),
    ("(" * 50 + "«(»x1" + ")" * 51, "brackets, signs and powers are 51 deep here, expected at most 50"),
    ("2^" * 50 + "2«^»2", "brackets, signs and powers are 51 deep here, expected at most 50"),
    ("abs(" * 50 + "«|»x1|" + ")" * 50, "brackets, signs and powers are 51 deep here, expected at most 50"),
    ("1" * 500 + "«" + "1" * 12 + "»", "the formula has 512 characters, expected at most 500"),
]


@pytest.mark.parametrize(("marked", "sentence"), ERRORS)
def test_what_is_wrong_is_told_in_a_sentence_with_its_characters(marked: str, sentence: str) -> None:
    before, meant, after = marked.replace("»", "«").split("«")
    text = before + meant + after
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert error.sentence == str(error) == sentence
    assert (error.start, error.end) == (len(before), len(before) + max(1, len(meant)))
    assert meant or error.end == len(text) + 1


def test_an_error_is_one_of_the_engine_and_one_of_a_value() -> None:
    assert issubclass(FormulaError, EngineError)
    assert issubclass(FormulaError, ValueError)


@pytest.mark.parametrize(
    "text",
    ["(" * 50 + "x1" + ")" * 50, "-" * 50 + "x1", "2^" * 50 + "x1", "|" * 50 + "x1" + "|" * 50, "not " * 50 + "x1 > 0"],
)
def test_50_inside_each_other_are_read_and_evaluated(text: str) -> None:
    assert values_of(text, [(1.0, 0.0)]) in ([1.0], [math.inf])


@pytest.mark.parametrize("row", ["0|0&0<0+0*(", "x1>0 or x1>0 and not 0<1+1*(", "1+1*-2^(", "1<1+1*abs(", "1+1*max(1,"])
def test_the_deepest_texts_do_not_exhaust_the_stack(row: str) -> None:
    text = row * (480 // len(row))
    with pytest.raises(FormulaError):
        parse(text)
    deep = "0+0*step(" * 40 + "x1" + ")" * 40
    assert values_of(deep, [(1.0, 0.0)]) == [0.0]


# ---- nothing to learn from -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("r < 100", "the formula is true everywhere between −6 and 6, expected a region with a border inside"),
        ("x1 > 6", "the formula is true nowhere between −6 and 6, expected a region with a border inside"),
        ("x1 == x2", "the formula is true nowhere between −6 and 6, expected a region with a border inside"),
        ("sqrt(-1) > x1", "the formula is true nowhere between −6 and 6, expected a region with a border inside"),
        (
            "sqrt(-1 - r)",
            "the formula has a value on 0\u202f% of the plane between −6 and 6, expected at least 5\u202f%",
        ),
        (
            "sqrt(x1 - 5.5) + x2",
            "the formula has a value on 4\u202f% of the plane between −6 and 6, expected at least 5\u202f%",
        ),
        (
            "2e6 * sign(x1)",
            "the formula reaches −2.00×10⁶ between −6 and 6, expected values from −1×10⁶ to 1×10⁶",
        ),
        ("-1e7", "the formula reaches −1.00×10⁷ between −6 and 6, expected values from −1×10⁶ to 1×10⁶"),
        ("x1*x1 + sin(x2) > 1", None),
        ("1 < r < 2", None),
        ("sin(x1)", None),
        ("1/x1", None),
        ("log(x1)", None),
        ("sqrt(x1 - 5.3) + x2", None),
        ("1e6 * sign(x1)", None),
    ],
)
def test_what_makes_nothing_to_learn_from_is_told(text: str, sentence: str | None) -> None:
    assert trouble_with(parse(text)) == sentence


def test_trouble_is_looked_for_where_the_data_are() -> None:
    assert formula_module.REACH == EXTENT


# ---- laws ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A random formula: its text, how strongly its outermost operator binds, and what Python makes of it."""

    text: str
    strength: float
    value: Callable[[float, float], float]

    def beside(self, least: float) -> str:
        return self.text if self.strength >= least else f"({self.text})"


ATOM, SIGN, MULTIPLY, ADD, COMPARE, NOT, AND, XOR, OR = 9, 7.5, 7, 6, 5, 4, 3, 2, 1
TIGHTER = 0.1  # what stands at the right of an operator binds more tightly than it


def times(one: Written, sign: str, other: Written) -> Written:
    text = f"{one.beside(MULTIPLY)}{sign}{other.beside(MULTIPLY + TIGHTER)}"
    return Written(text, MULTIPLY, lambda x1, x2: one.value(x1, x2) * other.value(x1, x2))


def plus(one: Written, sign: str, other: Written) -> Written:
    text = f"{one.beside(ADD)}{sign}{other.beside(ADD + TIGHTER)}"
    factor = -1 if sign.strip() in "-−" else 1
    return Written(text, ADD, lambda x1, x2: one.value(x1, x2) + factor * other.value(x1, x2))


def divided(one: Written, number: int) -> Written:
    return Written(f"{one.beside(MULTIPLY)}/{number}", MULTIPLY, lambda x1, x2: one.value(x1, x2) / number)


def doubled(number: int, one: Written) -> Written:  # the * is not written
    text = f"{number}({one.text})"
    return Written(text, MULTIPLY, lambda x1, x2: number * one.value(x1, x2))


def negative(one: Written) -> Written:
    return Written(f"-{one.beside(SIGN + TIGHTER)}", SIGN, lambda x1, x2: -one.value(x1, x2))


def size(one: Written) -> Written:
    return Written(f"|{one.text}|", ATOM, lambda x1, x2: abs(one.value(x1, x2)))


def root(one: Written) -> Written:
    return Written(f"sqrt(abs({one.text}))", ATOM, lambda x1, x2: math.sqrt(abs(one.value(x1, x2))))


def least(one: Written, two: Written, three: Written) -> Written:
    text = f"min({one.text}, {two.text},{three.text})"
    return Written(text, ATOM, lambda x1, x2: min(part.value(x1, x2) for part in (one, two, three)))


NUMBER = st.integers(1, 99)
LEAVES = st.one_of(
    st.sampled_from(
        [Written(text, ATOM, lambda x1, x2: x1) for text in ("x1", "x₁", "X1")]
        + [Written(text, ATOM, lambda x1, x2: x2) for text in ("x2", "x₂")]
    ),
    NUMBER.map(lambda number: Written(str(number), ATOM, lambda x1, x2: float(number))),
    st.floats(0, 99).map(lambda number: Written(repr(number), ATOM, lambda x1, x2: number)),
)
NUMERIC = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(times, inner, st.sampled_from(["*", " * ", "·", "×"]), inner),
        st.builds(plus, inner, st.sampled_from(["+", " - ", "−"]), inner),
        st.builds(divided, inner, NUMBER),
        st.builds(doubled, NUMBER, inner),
        st.builds(negative, inner),
        st.builds(size, inner),
        st.builds(root, inner),
        st.builds(least, inner, inner, inner),
    ),
    max_leaves=12,
)

COMPARES: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "≤": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
    ">": lambda one, other: one > other,
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
}
LOGIC: dict[str, tuple[float, Callable[[float, float], bool]]] = {
    "and": (AND, lambda one, other: bool(one and other)),
    "&": (AND, lambda one, other: bool(one and other)),
    "xor": (XOR, lambda one, other: one != other),
    "or": (OR, lambda one, other: bool(one or other)),
    "|": (OR, lambda one, other: bool(one or other)),
}


def compared(first: Written, rest: list[tuple[str, Written]]) -> Written:
    text = first.beside(ADD) + "".join(f" {sign} {part.beside(ADD)}" for sign, part in rest)

    def value(x1: float, x2: float) -> float:
        left = first.value(x1, x2)
        truth = True
        for sign, part in rest:
            right = part.value(x1, x2)
            truth = truth and COMPARES[sign](left, right)
            left = right
        return truth

    return Written(text, COMPARE, value)


def logic(one: Written, sign: str, other: Written) -> Written:
    strength, meaning = LOGIC[sign]
    text = f"{one.beside(strength)} {sign} {other.beside(strength + TIGHTER)}"
    return Written(text, strength, lambda x1, x2: meaning(one.value(x1, x2), other.value(x1, x2)))


def opposite(one: Written) -> Written:
    return Written(f"not {one.beside(NOT)}", NOT, lambda x1, x2: not one.value(x1, x2))


SMALL = st.recursive(
    LEAVES, lambda inner: st.builds(plus, inner, st.just(" - "), inner) | inner.map(size), max_leaves=3
)
COMPARED = st.builds(
    compared, SMALL, st.lists(st.tuples(st.sampled_from(sorted(COMPARES)), SMALL), min_size=1, max_size=3)
)
TRUE_OR_FALSE = st.recursive(
    COMPARED,
    lambda inner: st.builds(logic, inner, st.sampled_from(sorted(LOGIC)), inner) | inner.map(opposite),
    max_leaves=6,
)
PLACES = st.lists(st.tuples(st.integers(-3, 3).map(float), st.floats(-6, 6)), min_size=1, max_size=5)


@settings(relaxed, max_examples=300)
@given(NUMERIC | TRUE_OR_FALSE, PLACES)
def test_a_random_formula_comes_to_the_bits_that_python_makes_of_it(
    written: Written, points: list[tuple[float, float]]
) -> None:
    if len(written.text) > 500:
        return  # longer than a formula may be
    assert values_of(written.text, points) == [written.value(x1, x2) for x1, x2 in points]


POWERS = st.recursive(
    st.sampled_from(["x1", "1", "2", "3"]).map(
        lambda text: Written(text, ATOM, lambda x1, x2: x1 if text == "x1" else float(text))
    ),
    lambda inner: st.one_of(
        inner.map(negative),
        st.builds(
            lambda base, sign, exponent: Written(
                f"{base.beside(ATOM)}{sign}{exponent.beside(SIGN)}",
                8,
                lambda x1, x2: power(base.value(x1, x2), exponent.value(x1, x2)),
            ),
            inner,
            st.sampled_from(["^", "**", " ^ "]),
            inner,
        ),
        inner.map(lambda base: Written(f"{base.beside(ATOM)}²", 8.5, lambda x1, x2: power(base.value(x1, x2), 2))),
        st.builds(times, inner, st.just("*"), inner),
    ),
    max_leaves=5,
)  # fmt: skip


def power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ValueError:  # 0 to a negative power, a root of a negative number
        return math.inf if base == 0 else math.nan


@relaxed
@given(POWERS)
def test_powers_and_signs_bind_as_in_mathematics(written: Written) -> None:
    if len(written.text) <= 500:
        expected = written.value(2.0, 0.0)
        assert values_of(written.text, [(2.0, 0.0)])[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)


PIECES = [
    "x1", "x2", "x₁", "r", "theta", "pi", "e", "sin", "max(", "atan2(", "(", ")", "|", "||", ",", "1", "1.5", ".",
    "1e", "0,5", "+", "-", "−", "*", "**", "^", "/", "%", "²", "⁻", "<", "<=", "==", "=", "≠", "and", "or", "xor",
    "not", "!", "&", " ", "__class__", ".__init__", "__import__('os')", "lambda", "foo", "\0", "\n", "ß", "½", "٣", "İ",
    "[", "]",
]  # fmt: skip
ANY_TEXT = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=200).map("".join)


def read(text: str) -> tuple[PlaneFormula | None, FormulaError | None]:
    try:
        return parse(text), None
    except FormulaError as error:
        return None, error


@settings(deadline=None, max_examples=400)
@given(ANY_TEXT)
def test_any_text_is_a_formula_or_refused_with_a_mark_inside_it(text: str) -> None:
    began = time.perf_counter()
    made, error = read(text)
    if error is not None:
        assert 0 <= error.start < error.end <= len(text) + 1
        assert error.sentence
        assert error.sentence.isprintable()
    if made is not None:
        assert "_" not in text
        value = made.value(np.array([0.5, -2.0]), np.array([0.0, 3.0]))
        assert value.shape == (2,)
        assert not made.is_region or set(value) <= {0.0, 1.0}
        trouble_with(made)
    assert time.perf_counter() - began < 5  # seconds; it takes a thousandth


def test_nothing_that_is_read_can_be_executed() -> None:
    """The grammar knows no way to Python: none of its modules names what would be one."""
    modules = sorted(Path(formula_module.__file__).parent.glob("*.py"))
    assert len(modules) > 5
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert named.isdisjoint({"eval", "exec", "compile", "getattr", "globals", "vars", "__import__"})
        assert imported.isdisjoint({"ast", "builtins", "importlib", "code"})
