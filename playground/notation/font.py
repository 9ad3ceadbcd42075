"""The font that formulas are set in, STIX Two Math: its sizes, its exact measures and its mathematical alphabet.

The constants are those of the font's own MATH table, as shares of the type size. Lengths are pixels, and a type size is
a whole number of pixels because Qt's is. Taller forms of a fence or a sum are in `stretched`.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

FAMILY = "STIX Two Math"
UNITS_PER_EM = 1000

AXIS = 0.258  # height of the line on which fraction bars, minus signs and fences are centred
RULE = 0.068  # thickness of a fraction bar, the same as of a minus sign
SCRIPT_SHARE = 0.7
_FIGURES = frozenset("0123456789.−")
MINIMUM_SCRIPT = 9  # below this nobody can tell w⁽²⁾ from w⁽³⁾


@dataclass(frozen=True, slots=True)
class Ink:
    """What a piece of text takes up: its advance, and how far its ink reaches from its origin."""

    advance: float
    right: float
    ascent: float
    descent: float


def script_size(size: int) -> int:
    """Return the type size of what stands raised, lowered, or as the limit of a sum."""
    return max(MINIMUM_SCRIPT, round(SCRIPT_SHARE * size))


@lru_cache(maxsize=64)
def math_font(size: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=4096)
def measure(text: str, size: int) -> Ink:
    """Return the measures of a text; exact, as they come from `_design_ink` and not from pixels."""
    ink = _design_ink(text)
    scale = size / UNITS_PER_EM
    return Ink(ink.advance * scale, ink.right * scale, ink.ascent * scale, ink.descent * scale)


@lru_cache(maxsize=4096)
def _design_ink(text: str) -> Ink:
    """Measure at the size the font was drawn at, since at reading sizes Qt rounds ink to whole pixels.

    Numbers are put together from their figures, which do not depend on their neighbours: 130 -> 4 µs for each new one.
    """
    if len(text) > 1 and _FIGURES.issuperset(text):
        inks = [_design_ink(figure) for figure in text]
        before = sum(ink.advance for ink in inks[:-1])
        ascent, descent = max(ink.ascent for ink in inks), max(ink.descent for ink in inks)
        return Ink(before + inks[-1].advance, before + inks[-1].right, ascent, descent)
    metrics = QFontMetricsF(math_font(UNITS_PER_EM))
    rect = metrics.tightBoundingRect(text)
    return Ink(metrics.horizontalAdvance(text), rect.right(), -rect.top(), rect.bottom())


def italic(text: str) -> str:
    """Return the text with its letters from Unicode's mathematical italic alphabet; all else stays upright.

    >>> italic("(l+1)") == "(" + chr(0x1D459) + "+1)"
    True
    """
    return text.translate(_ITALIC)


def _alphabet(first: str, last: str, italic_first: int) -> dict[int, int]:
    return {code: italic_first + code - ord(first) for code in range(ord(first), ord(last) + 1)}


_ITALIC = {
    **_alphabet("A", "Z", 0x1D434),
    **_alphabet("a", "z", 0x1D44E),
    **_alphabet("α", "ω", 0x1D6FC),
    ord("h"): 0x210E,  # Planck's constant was encoded first and kept its place
    ord("φ"): 0x1D719,  # the stroked form that the lecture writes
    ord("∂"): 0x1D715,
    ord("-"): ord("−"),
}
