"""The taller forms of fences and sums which the font keeps for tall formulas.

A parenthesis that is merely scaled up gets thick and dark. STIX Two Math therefore draws each fence in thirteen
heights and the sum sign in two, but only the first of each has a character of its own; the font's MATH table lists the
others. They are painted as outlines, because glyphs without a character would be lost in an SVG.
"""

from dataclasses import dataclass
from functools import lru_cache
from struct import unpack_from

from PySide6.QtGui import QPainterPath, QRawFont

from playground.notation.font import UNITS_PER_EM, math_font


@dataclass(frozen=True, slots=True)
class Form:
    """One height of a sign: its outline, and its measures as shares of the type size."""

    outline: QPainterPath  # in font units, the origin on the baseline
    advance: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        return self.ascent + self.descent


@lru_cache(maxsize=32)
def forms(sign: str) -> tuple[Form, ...]:
    """Return every height in which the font draws the sign, the smallest first."""
    font = _raw_font()
    ordinary = font.glyphIndexesForString(sign)[0]
    return tuple(_form(font, glyph) for glyph in _glyphs_by_height().get(ordinary, (ordinary,)))


def _form(font: QRawFont, glyph: int) -> Form:
    outline = font.pathForGlyph(glyph)
    ink = outline.boundingRect()
    advance = font.advancesForGlyphIndexes([glyph])[0].x()
    return Form(outline, advance / UNITS_PER_EM, -ink.top() / UNITS_PER_EM, ink.bottom() / UNITS_PER_EM)


@lru_cache(maxsize=1)
def _raw_font() -> QRawFont:
    return QRawFont.fromFont(math_font(UNITS_PER_EM))


@lru_cache(maxsize=1)
def _glyphs_by_height() -> dict[int, tuple[int, ...]]:
    """Read the vertical variants of every glyph, ordinary form first.

    The format is https://learn.microsoft.com/typography/opentype/spec/math: each table gives the offsets, from its own
    start, of the tables below it.
    """
    table = bytes(_raw_font().fontTable("MATH").data())
    variants = _word(table, 8)
    covered = _covered_glyphs(table, variants + _word(table, variants + 2))
    constructions = [variants + _word(table, variants + 10 + 2 * place) for place in range(len(covered))]
    return {glyph: _variant_glyphs(table, start) for glyph, start in zip(covered, constructions, strict=True)}


def _covered_glyphs(table: bytes, start: int) -> list[int]:
    """Read an OpenType coverage table: the glyphs themselves (format 1), or ranges of them (format 2)."""
    kind, count = unpack_from(">HH", table, start)
    if kind == 1:
        return list(unpack_from(f">{count}H", table, start + 4))
    ranges = [unpack_from(">HHH", table, start + 4 + 6 * place) for place in range(count)]
    return [glyph for first, last, _ in ranges for glyph in range(first, last + 1)]


def _variant_glyphs(table: bytes, start: int) -> tuple[int, ...]:
    return tuple(_word(table, start + 4 + 4 * place) for place in range(_word(table, start + 2)))


def _word(table: bytes, start: int) -> int:
    return int(unpack_from(">H", table, start)[0])
