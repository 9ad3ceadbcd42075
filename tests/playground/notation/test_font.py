"""The glyphs really come from STIX Two Math, and there is one for all that the lecture writes."""

import pytest
from PySide6.QtGui import QFontInfo, QRawFont

from playground.notation.font import FAMILY, MINIMUM_SCRIPT, italic, math_font, measure, script_size
from playground.notation.stretched import forms

SIGNS = "φσδηλ∂∑⊙′−·×=⋯…≈≠≤≥∈→←∇∞⁰¹²³⁴⁵⁶⁷⁸⁹()[]{}|‖0123456789+,:½εˆ"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZαβγδεζηθικλμνξοπρσςτυφχψω∂"


@pytest.mark.parametrize("size", [10, 15, 19])
def test_font_is_the_bundled_one(size: int) -> None:
    assert QFontInfo(math_font(size)).family() == FAMILY
    assert QRawFont.fromFont(math_font(size)).familyName() == FAMILY


@pytest.mark.parametrize("sign", SIGNS + italic(LETTERS))
def test_font_has_a_glyph_for(sign: str) -> None:
    font = QRawFont.fromFont(math_font(19))
    assert font.supportsCharacter(ord(sign))
    assert font.glyphIndexesForString(sign)[0] != 0


def test_every_letter_has_an_italic_of_its_own() -> None:
    assert len(set(italic(LETTERS))) == len(LETTERS)
    assert not set(italic(LETTERS)) & set(LETTERS)


def test_italics_out_of_line_are_the_right_ones() -> None:
    assert [ord(sign) for sign in italic("hφ∂w")] == [0x210E, 0x1D719, 0x1D715, 0x1D464]


def test_digits_parentheses_and_commas_stay_upright() -> None:
    assert italic("(2),13+=′") == "(2),13+=′"


def test_digits_are_all_equally_wide_so_that_running_numbers_keep_still() -> None:
    assert len({measure(digit, 15).advance for digit in "0123456789"}) == 1


def test_measures_grow_in_proportion_to_the_size() -> None:
    small, large = measure("w", 10), measure("w", 30)
    assert (3 * small.advance, 3 * small.ascent) == pytest.approx((large.advance, large.ascent))


@pytest.mark.parametrize(("size", "script"), [(9, MINIMUM_SCRIPT), (12, 9), (15, 10), (19, 13), (30, 21)])
def test_scripts_are_smaller_but_stay_legible(size: int, script: int) -> None:
    assert script_size(size) == script


@pytest.mark.parametrize(("sign", "count"), [("(", 13), (")", 13), ("[", 13), ("}", 13), ("∑", 2), ("w", 1)])
def test_forms_are_listed_from_small_to_large(sign: str, count: int) -> None:
    heights = [form.height for form in forms(sign)]
    assert len(heights) == count
    assert heights == sorted(set(heights))
    ink = measure(sign, 1000)
    assert heights[0] * 1000 == pytest.approx(ink.ascent + ink.descent, abs=1.0)
    assert forms(sign)[0].advance * 1000 == pytest.approx(ink.advance, abs=1.0)
