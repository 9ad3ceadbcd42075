"""Sets the lecture's notation: w with its two stacked indices, sums, fractions, numbers in colour.

A formula is a `Box`, built of smaller boxes as TeX does it, and painted with QPainter on STIX Two Math: on the canvas,
in a `FormulaLabel`, or into a PDF. `boxes` is the layout, `symbols` knows the engine's names,
and `font` and `stretched` measure. This room knows how notation looks, not when to show it.

Fonts must be registered (`playground.resources.register_fonts`) before the first box is made.
"""

from engine.numbers import format_number
from playground.notation.boxes import (
    Box,
    big_operator,
    colored,
    fenced,
    fraction,
    glyphs,
    hat,
    letter,
    operator,
    root,
    row,
    scripts,
    space,
)
from playground.notation.font import script_size
from playground.notation.label import FormulaLabel
from playground.notation.symbols import feature, number, symbol

__all__ = [
    "Box",
    "FormulaLabel",
    "big_operator",
    "colored",
    "feature",
    "fenced",
    "format_number",
    "fraction",
    "glyphs",
    "hat",
    "letter",
    "number",
    "operator",
    "root",
    "row",
    "script_size",
    "scripts",
    "space",
    "symbol",
]
