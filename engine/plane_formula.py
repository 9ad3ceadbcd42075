"""Stub until the branch is merged."""

from dataclasses import dataclass

from engine.arrays import Floats
from engine.errors import FormulaError


@dataclass(frozen=True)
class PlaneFormula:
    text: str
    is_region: bool
    dimensions: int

    def value(self, x1: Floats, x2: Floats) -> Floats:
        return (x1 * x1 + x2 > 1).astype(float)


def parse(text: str) -> PlaneFormula:
    if not text:
        raise FormulaError("empty", 0, 1)
    return PlaneFormula(text, True, 2)


def trouble_with(_formula: PlaneFormula) -> str | None:
    return None
