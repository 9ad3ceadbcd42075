"""A formula as boxes, after TeX: every piece has a width, an ascent and a descent, and pieces combine into larger ones.

`glyphs` and `letter` make boxes of text; `row`, `scripts`, `fraction`, `big_operator` and `fenced` put boxes together
by the distances that the font's MATH table asks for. Lengths are pixels, y grows downwards, and the origin of a box is
where its baseline begins. A box is a value: laying it out needs no painter, and painting it changes nothing.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from playground.notation.font import AXIS, RULE, UNITS_PER_EM, italic, math_font, measure
from playground.notation.stretched import Form, forms

THIN, MEDIUM, THICK = 3 / 18, 4 / 18, 5 / 18  # TeX's spaces: after a sum, around +, around =
_RELATIONS = frozenset(["=", ":=", "≈", "≠", "<", ">", "≤", "≥", "∈", "→", "←"])
_PRODUCTS = frozenset(["·"])  # set closely, so that the eye takes a product as one term of its sum


class Mark(Protocol):
    """Something that leaves ink: a text, a bar, an outline, or a whole box of these."""

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None: ...


MarkT = TypeVar("MarkT", bound=Mark, covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[MarkT]):
    """A mark and where its origin stands in its box."""

    mark: MarkT
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a formula; `color` is for what lies inside and has none of its own."""

    width: float
    ascent: float = 0.0
    descent: float = 0.0
    marks: tuple[Placed[Mark], ...] = ()
    color: QColor | None = None

    @property
    def height(self) -> float:
        return self.ascent + self.descent

    def paint(self, painter: QPainter, x: float, baseline_y: float, color: QColor) -> None:
        """Paint with the left end of the baseline at (x, baseline_y); a baseline on a whole pixel is crispest."""
        painter.save()
        self.draw(painter, x, baseline_y, color)
        painter.restore()

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        """Paint as a part of another box: the same, but the painter's pen and hints are left changed."""
        ink = self.color or color
        for placed in self.marks:
            placed.mark.draw(painter, x + placed.x, y + placed.y, ink)


@dataclass(frozen=True, slots=True)
class Text:
    """Characters in one type size."""

    characters: str
    size: int

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        painter.setPen(color)
        painter.setFont(math_font(self.size))
        painter.drawText(QPointF(x, y), self.characters)


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a fraction, without antialiasing so that its edges stay sharp."""

    width: float
    thickness: float

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(x, y, self.width, self.thickness), color)


@dataclass(frozen=True, slots=True)
class Outline:
    """A taller form of a fence or sum, which has no character to write it with."""

    form: Form
    size: int

    def draw(self, painter: QPainter, x: float, y: float, color: QColor) -> None:
        scale = self.size / UNITS_PER_EM
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(x, y)
        painter.scale(scale, scale)
        painter.fillPath(self.form.outline, color)
        painter.scale(1 / scale, 1 / scale)
        painter.translate(-x, -y)


def glyphs(text: str, size: int, color: QColor | None = None) -> Box:
    """Set a text upright: numbers, names of functions, signs without space around them."""
    ink = measure(text, size)
    return Box(max(ink.advance, ink.right), ink.ascent, ink.descent, (Placed(Text(text, size)),), color)


def letter(text: str, size: int, color: QColor | None = None) -> Box:
    """Set variables in mathematical italic; digits, parentheses and commas between them stay upright."""
    return glyphs(italic(text), size, color)


def colored(box: Box, color: QColor) -> Box:
    """Colour what has no colour of its own yet."""
    return box if box.color is not None else replace(box, color=color)


def space(width: float) -> Box:
    return Box(width)


def row(*boxes: Box) -> Box:
    """Set boxes side by side on one baseline."""
    placed: list[Placed[Box]] = []
    width = 0.0
    for box in boxes:
        placed.append(Placed(box, width))
        width += box.width
    return _around(width, placed)


@lru_cache(maxsize=256)  # the same few signs stand in every formula
def operator(text: str, size: int) -> Box:
    """Set a sign between two operands: wide spaces around a relation, narrower ones around + and −."""
    share = THICK if text in _RELATIONS else THIN / 2 if text in _PRODUCTS else MEDIUM
    gap = space(share * size)
    return row(gap, glyphs(text, size), gap)


def scripts(base: Box, size: int, raised: Box | None = None, lowered: Box | None = None) -> Box:
    """Set one box above and one below the end of the base; both begin at the same x, as in w⁽ˡ⁾ⱼ,ₖ."""
    up, down = _script_shifts(base, size, raised, lowered)
    placed = [Placed(base)]
    if raised is not None:
        placed.append(Placed(raised, base.width, -up))
    if lowered is not None:
        placed.append(Placed(lowered, base.width, down))
    end = base.width + max((script.width for script in (raised, lowered) if script is not None), default=0.0)
    return _around(end + 0.06 * size, placed)


def _script_shifts(base: Box, size: int, raised: Box | None, lowered: Box | None) -> tuple[float, float]:
    """Return how far up and down scripts go.

    Letters all get the same shifts, whatever their height, so that the indices of neighbours stand on one line. Only
    beside something taller than a letter, such as a fence, do scripts follow its edges.
    """
    up, down = 0.36 * size, 0.21 * size
    if raised is not None and lowered is not None:
        up, down = 0.49 * size, 0.25 * size
    if base.ascent > 0.75 * size:
        up = max(up, base.ascent - 0.4 * size)
    if base.descent > 0.25 * size:
        down = max(down, base.descent - 0.05 * size)
    if raised is not None:
        up = max(up, raised.descent + 0.12 * size)
    if raised is not None and lowered is not None:
        overlap = 0.05 * size - (up - raised.descent) - (down - lowered.ascent)
        up += max(0.0, overlap)
    return up, down


def hat(base: Box, size: int) -> Box:
    """Set a circumflex over a letter: the estimate ŷ of y."""
    accent = glyphs("ˆ", size)
    lift = base.ascent - 0.46 * size
    return _around(base.width, [Placed(base), Placed(accent, (base.width - accent.width) / 2 + 0.05 * size, -lift)])


def fraction(numerator: Box, denominator: Box, size: int) -> Box:
    """Set one box over another with a bar between them, at the height of a minus sign."""
    thickness = max(1.0, RULE * size)
    top = round(-AXIS * size - thickness / 2)  # rounded first, so that both gaps come out even
    gap, margin, overhang = 0.14 * size, 0.12 * size, 0.06 * size
    length = max(numerator.width, denominator.width) + 2 * overhang
    width = length + 2 * margin
    up = max(0.62 * size, numerator.descent + gap - top)
    down = max(0.64 * size, top + thickness + gap + denominator.ascent)
    placed = [
        Placed(numerator, (width - numerator.width) / 2, -up),
        Placed(denominator, (width - denominator.width) / 2, down),
        Placed(Box(length, 0.0, thickness, (Placed(Bar(length, thickness)),)), margin, top),
    ]
    return _around(width, placed)


def big_operator(sign: str, size: int, below: Box | None = None, above: Box | None = None) -> Box:
    """Set a sum or product sign in its tall form, with its limits centred below and above it."""
    tall = _outlined(forms(sign)[-1], size)
    gap = 0.135 * size
    width = max(box.width for box in (tall, below, above) if box is not None)
    placed = [Placed(tall, (width - tall.width) / 2)]
    if below is not None:
        drop = max(tall.descent + gap + below.ascent, 0.67 * size)
        placed.append(Placed(below, (width - below.width) / 2, drop))
    if above is not None:
        rise = max(gap + above.descent, 0.22 * size)
        placed.append(Placed(above, (width - above.width) / 2, -(tall.ascent + rise)))
    return row(space(THIN / 2 * size), _around(width, placed), space(THIN * size))


def root(inner: Box, size: int) -> Box:
    """Set a square root: the sign as tall as what stands under its bar."""
    thickness, gap = max(1.0, RULE * size), 0.1 * size
    ordinary, *taller = forms("√")
    wanted = (inner.height + gap) / size
    form = next((form for form in (ordinary, *taller) if form.height >= wanted), (ordinary, *taller)[-1])
    top = -max(inner.ascent + gap, form.height * size - inner.descent)  # the bar's upper edge, from the baseline
    sign = _outlined(form, size)
    lowered = top + form.ascent * size
    bar = Box(inner.width, 0.0, thickness, (Placed(Bar(inner.width, thickness)),))
    return _around(
        sign.width + inner.width, [Placed(sign, 0.0, lowered), Placed(bar, sign.width, top), Placed(inner, sign.width)]
    )


def fenced(inner: Box, size: int, left: str = "(", right: str = ")") -> Box:
    """Set a box between fences as tall as it is; an empty string leaves a side open."""
    axis = AXIS * size
    wanted = 2 * max(inner.ascent - axis, inner.descent + axis)
    return row(_fence(left, size, wanted), inner, _fence(right, size, wanted))


def _fence(sign: str, size: int, wanted: float) -> Box:
    """Return the shortest form that covers nine tenths of what is wanted, which is TeX's rule, or else the tallest."""
    if not sign:
        return space(0.0)
    ordinary, *taller = forms(sign)
    if ordinary.height * size >= 0.9 * wanted or not taller:
        return glyphs(sign, size)
    return _outlined(next((form for form in taller if form.height * size >= 0.9 * wanted), taller[-1]), size)


def _outlined(form: Form, size: int) -> Box:
    return Box(form.advance * size, form.ascent * size, form.descent * size, (Placed(Outline(form, size)),))


def _around(width: float, placed: list[Placed[Box]]) -> Box:
    """Return the box that is high enough for all that was placed in it.

    Every part is moved to a whole pixel up or down. Qt rounds the baseline of text like that anyway; doing it here
    keeps bars sharp and lets the box know how high it really is.
    """
    level = tuple(Placed(part.mark, part.x, round(part.y)) for part in placed)
    ascent = max((part.mark.ascent - part.y for part in level), default=0.0)
    descent = max((part.mark.descent + part.y for part in level), default=0.0)
    return Box(width, ascent, descent, level)
