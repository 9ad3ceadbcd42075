"""The layout: what stands where, and that the ink is where the boxes say."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from playground.notation import (
    Box,
    big_operator,
    colored,
    fenced,
    fraction,
    glyphs,
    hat,
    letter,
    operator,
    row,
    scripts,
    space,
)
from tests.playground.notation import ink
from tests.playground.notation.formulas import BLUE, FORMULAS, ORANGE, derivative

SIZE = 19


@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("size", [10, 15, 19])
@pytest.mark.parametrize("name", FORMULAS)
def test_ink_stays_inside_the_box_and_fills_it(name: str, size: int, ratio: int) -> None:
    box = FORMULAS[name](size)
    left, top, right, bottom = (edge / ratio - ink.MARGIN for edge in ink.ink_rect(ink.painted(box, ratio=ratio)))
    shift = round(box.ascent) - box.ascent  # the baseline was painted on a whole pixel
    assert left >= -1.0
    assert top >= shift - 1.0
    assert right <= box.width + 1.0
    assert bottom <= box.height + shift + 1.0
    assert right - left > box.width - 0.5 * size
    assert bottom - top > box.height - 2.0


def test_row_is_as_wide_as_its_parts_and_as_high_as_the_highest() -> None:
    parts = [letter("w", SIZE), operator("=", SIZE), derivative(SIZE), space(7.0)]
    box = row(*parts)
    assert box.width == pytest.approx(sum(part.width for part in parts))
    assert box.ascent == derivative(SIZE).ascent
    assert box.descent == derivative(SIZE).descent
    assert box.height == box.ascent + box.descent


def test_row_of_nothing_is_empty() -> None:
    assert row() == Box(0.0)


def test_scripts_are_stacked_from_the_same_left_edge() -> None:
    raised, lowered = glyphs("(2)", 13), glyphs("2,3", 13)
    base, above, below = scripts(letter("w", SIZE), SIZE, raised, lowered).marks
    assert (above.mark, below.mark) == (raised, lowered)
    assert above.x == below.x == base.mark.width
    assert above.y + raised.descent < below.y - lowered.ascent


@pytest.mark.parametrize("base", ["w", "z", "a", "W", "δ", "y"])
@pytest.mark.parametrize("lowered", ["2", "j", "2,3"])
def test_indices_of_neighbouring_letters_stand_on_one_line(base: str, lowered: str) -> None:
    def heights(name: str, index: str) -> list[float]:
        return [placed.y for placed in scripts(letter(name, SIZE), SIZE, glyphs("(2)", 13), letter(index, 13)).marks]

    assert heights(base, lowered) == heights("w", "k")


def test_tall_scripts_are_pushed_apart() -> None:
    tall = fraction(glyphs("1", SIZE), glyphs("2", SIZE), SIZE)
    _, above, below = scripts(letter("w", SIZE), SIZE, tall, tall).marks
    assert above.y + tall.descent < below.y - tall.ascent


def test_a_power_follows_the_edge_of_a_tall_fence() -> None:
    short, tall = (
        scripts(fenced(inner, SIZE), SIZE, glyphs("2", 13)).marks[1].y
        for inner in (letter("x", SIZE), derivative(SIZE))
    )
    assert tall < short - 0.5 * SIZE


def test_fraction_bar_lies_between_its_parts_on_the_axis() -> None:
    above, below, bar = fraction(letter("λ", SIZE), glyphs("2", SIZE), SIZE).marks
    assert above.y + above.mark.descent < bar.y
    assert bar.y + bar.mark.height < below.y - below.mark.ascent
    middle = bar.y + bar.mark.height / 2
    assert middle == pytest.approx(-0.258 * SIZE, abs=0.51)
    assert above.x + above.mark.width / 2 == pytest.approx(below.x + below.mark.width / 2)


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_fraction_bar_is_sharp(offset: int) -> None:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    picture.fill(ink.PAPER)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = fraction(space(30.0), space(30.0), 15)
    box.paint(painter, 5.0, 30 + offset, QColor("black"))
    assert painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.end()
    assert {picture.pixelColor(20, y).name() for y in range(60)} == {"#000000", "#ffffff"}


def test_limits_are_centred_below_and_above_the_sum() -> None:
    below, above = letter("i=1", 13), letter("n", 13)
    _, stack, _ = big_operator("∑", SIZE, below, above).marks
    sign, under, over = stack.mark.marks
    centres = [part.x + part.mark.width / 2 for part in (sign, under, over)]
    assert centres == pytest.approx([stack.mark.width / 2] * 3)
    assert under.y - below.ascent > sign.mark.descent
    assert over.y + above.descent < -sign.mark.ascent


def test_a_big_sum_is_taller_than_the_ordinary_sign() -> None:
    assert big_operator("∑", SIZE).height > 1.2 * glyphs("∑", SIZE).height


def test_fences_grow_with_their_content() -> None:
    small, medium, large = (
        fenced(inner, SIZE).marks[0].mark
        for inner in (letter("x", SIZE), fraction(letter("a", SIZE), letter("b", SIZE), SIZE), derivative(SIZE))
    )
    assert small == glyphs("(", SIZE)
    assert small.height < medium.height < large.height
    assert large.width / small.width < large.height / small.height  # drawn anew, not scaled up
    assert small.width < medium.width < large.width


def test_a_fence_taller_than_the_font_can_draw_is_its_tallest() -> None:
    enormous, huge = (fenced(Box(1.0, height, height), SIZE).marks[0].mark for height in (2000.0, 1000.0))
    assert enormous == huge


def test_an_open_side_takes_no_room() -> None:
    x = letter("x", SIZE)
    assert fenced(x, SIZE, "{", "").width == pytest.approx(x.width + glyphs("{", SIZE).width)


def test_relation_is_spaced_wider_than_sum_and_sum_wider_than_product() -> None:
    space_of = {sign: operator(sign, SIZE).width - glyphs(sign, SIZE).width for sign in "=+·"}
    assert space_of["="] > space_of["+"] > space_of["·"] > 0


def test_hat_stands_above_its_letter() -> None:
    plain = letter("y", SIZE)
    _, accent = hat(plain, SIZE).marks
    assert hat(plain, SIZE).width == plain.width
    assert accent.y - accent.mark.ascent < -plain.ascent
    left, _, right, _ = ink.ink_rect(ink.painted(hat(plain, SIZE)))
    assert right - left <= plain.width + 2


def test_colours_land_as_pixels() -> None:
    box = row(glyphs("−", 40, BLUE), glyphs("−", 40), glyphs("−", 40, ORANGE))
    pixels = ink.painted(box, QColor("#102030"))
    third = box.width / 3
    for place, color in enumerate((BLUE, QColor("#102030"), ORANGE)):
        columns = pixels[:, ink.MARGIN + round(place * third) : ink.MARGIN + round((place + 1) * third)]
        darkest = columns.reshape(-1, 3)[columns.sum(axis=2).argmin()]
        assert tuple(darkest) == (color.red(), color.green(), color.blue())


def test_colouring_a_box_spares_what_has_its_own_colour() -> None:
    box = colored(row(glyphs("−", 40, BLUE), glyphs("−", 40)), ORANGE)
    found = {tuple(pixel) for pixel in ink.painted(box).reshape(-1, 3)}
    assert {(color.red(), color.green(), color.blue()) for color in (BLUE, ORANGE)} <= found
    assert colored(glyphs("−", 40, BLUE), ORANGE).color == BLUE


def test_the_tall_sum_takes_the_colour_too() -> None:
    pixels = ink.painted(colored(big_operator("∑", 60), ORANGE))
    assert (ORANGE.red(), ORANGE.green(), ORANGE.blue()) in {tuple(pixel) for pixel in pixels.reshape(-1, 3)}


def test_painting_leaves_the_painter_as_it_was() -> None:
    picture = QImage(200, 100, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    before = (painter.pen(), painter.font(), painter.transform(), painter.renderHints())
    fenced(derivative(SIZE), SIZE).paint(painter, 10.0, 50.0, BLUE)
    assert (painter.pen(), painter.font(), painter.transform(), painter.renderHints()) == before
    painter.end()


def test_the_same_formula_laid_out_twice_is_equal() -> None:
    assert derivative(SIZE) == derivative(SIZE)
    assert derivative(SIZE) != derivative(SIZE + 1)
