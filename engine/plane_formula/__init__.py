"""Formulas over the plane: a text such as `x1*x1 + sin(x2) > 1` becomes a region, or values to be learnt.

A hand-written grammar reads the text and makes a tree, which NumPy evaluates; nothing of the text is ever executed.

>>> import numpy as np
>>> ring = parse("1 < r <= 3 and not x1 > 2")
>>> ring.is_region, ring.dimensions, ring.value(np.array([0.0, 2.0, 2.5]), np.array([0.0, 0.0, 0.0]))
(True, 2, array([0., 1., 0.]))
>>> parse("2 sine(x1)")
Traceback (most recent call last):
engine.errors.FormulaError: unknown name 'sine': did you mean sin?
>>> trouble_with(parse("r < 100"))
'the formula is true everywhere between −6 and 6, expected a region with a border inside'
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.plane_formula.formula import PlaneFormula

__all__ = ["parse", "trouble_with"]


def parse(text: str) -> "PlaneFormula":
    """Return the formula of a text; the grammar is loaded when first asked for, which takes 15 ms."""
    from engine.plane_formula import formula

    return formula.parse(text)


def trouble_with(formula: "PlaneFormula") -> str | None:
    """Return why there is nothing to learn from a formula, or None, see `formula.trouble_with`."""
    from engine.plane_formula.formula import trouble_with

    return trouble_with(formula)
