"""The engine's names laid out."""

import pytest
from PySide6.QtGui import QColor

from engine.features import FEATURES
from engine.symbols import Symbol, weight
from playground.notation import Box, feature, format_number, glyphs, hat, letter, number, scripts, symbol
from tests.playground.notation import ink

SIZE = 19


def characters(box: Box) -> str:
    """Return all text in a box, in painting order."""
    return "".join(
        characters(placed.mark) if isinstance(placed.mark, Box) else placed.mark.characters for placed in box.marks
    )


def test_weight_has_its_layer_above_its_indices() -> None:
    assert symbol(weight(2, 2, 3), SIZE) == scripts(letter("w", SIZE), SIZE, glyphs("(2)", 13), glyphs("2,3", 13))


def test_general_indices_are_italic() -> None:
    assert characters(symbol(weight("l", "j", "k"), SIZE)) == "𝑤(𝑙)𝑗,𝑘"


def test_a_matrix_has_only_its_layer() -> None:
    assert symbol(Symbol("W", "l"), SIZE) == scripts(letter("W", SIZE), SIZE, letter("(l)", 13))


def test_layer_below_has_a_true_minus() -> None:
    assert characters(symbol(Symbol("δ", "l-1"), SIZE)) == "𝛿(𝑙−1)"


@pytest.mark.parametrize("name", ["ŷ", "y\u0302"])
def test_estimate_wears_a_hat(name: str) -> None:
    assert symbol(Symbol(name), SIZE) == scripts(hat(letter("y", SIZE), SIZE), SIZE)


def test_symbol_takes_a_colour() -> None:
    pixels = ink.painted(symbol(weight(1, 1, 0), 40, QColor("#4C9AFF")))
    assert (0x4C, 0x9A, 0xFF) in {tuple(pixel) for pixel in pixels.reshape(-1, 3)}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x1", "𝑥1"),
        ("x2", "𝑥2"),
        ("x1^2", "𝑥21"),
        ("x2^2", "𝑥22"),
        ("x1x2", "𝑥1𝑥2"),
        ("sin x1", "sin𝑥1"),
        ("sin_x2", "sin𝑥2"),
    ],
)
def test_feature_is_written(name: str, written: str) -> None:
    assert characters(feature(name, SIZE)) == written


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_of_the_engine_can_be_laid_out(name: str) -> None:
    assert feature(name, SIZE).width > 0


def test_square_stands_above_the_index() -> None:
    [squared] = feature("x1^2", SIZE).marks
    _, power, index = squared.mark.marks
    assert power.x == index.x
    assert power.y < 0 < index.y


@pytest.mark.parametrize("name", ["", "x", "y1", "x1^", "sin", "sinx1", "x1 + x2"])
def test_unknown_feature_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=r"a feature is named like") as refusal:
        feature(name, SIZE)
    assert f'got "{name}"' in str(refusal.value)


def test_number_is_its_text() -> None:
    assert number(-1.7, SIZE, digits=3) == glyphs(format_number(-1.7, 3), SIZE)
