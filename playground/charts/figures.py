"""Writes numbers for the charts: plain, with a true minus, and no wider than they must be. Never computes any."""

import math

from engine.numbers import format_percent

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "−"
FIGURE_SPACE = "\u2007"  # as wide as a digit
POINT_SPACE = "\u2008"  # as wide as a decimal point
THIN_SPACE = "\u2009"
ABSENT = "–"
LEAST_FULL, LEAST_OF_TWO = 0.9995, 0.0995  # shares from which 100 % and 10.0 % are written


def with_true_minus(text: str) -> str:
    return text.replace("-", MINUS)


def power(value: float) -> str:
    """Return a number as a multiple of a power of ten: 3·10⁻⁷, or 10⁻⁷ where the multiple is one."""
    mantissa, exponent = f"{value:.1e}".split("e")
    multiple = mantissa.removesuffix(".0")
    before = multiple.removesuffix("1") if multiple in ("1", "-1") else f"{multiple}·"
    return with_true_minus(before) + "10" + str(int(exponent)).translate(_SUPERSCRIPT)


def tick(value: float, step: float | None = None) -> str:
    """Return a tick's label: 0.01 and not 1e-2, from 0.00001 up to 99999; powers of ten beyond.

    step : distance between the ticks, which all get the decimals it needs; None for a tick that stands for itself
    """
    if value == 0.0:
        return "0"
    scale = abs(value) if step is None else step
    exponent = math.floor(math.log10(scale) + 1e-9)
    if exponent < -5 or abs(value) >= 1e5:
        return power(value)
    return with_true_minus(f"{value:.{max(0, -exponent)}f}")


def cost(value: float) -> str:
    """Return a cost to be read beside its curve: four decimals, and five where four would say too little."""
    if math.isnan(value):
        return ABSENT
    if math.isinf(value):
        return with_true_minus(f"{value:.0f}").replace("inf", "∞")
    size = abs(value)
    if size != 0.0 and (size < 0.00001 or size >= 100_000):
        return power(value)
    decimals = 5 if 0.0 < size < 0.001 else max(0, 4 - len(str(int(size))) + 1)
    return with_true_minus(f"{value:.{decimals}f}")


def percent(share: float) -> str:
    """Return a share as a percentage which is as wide at 5.0 % and 100 % as it is at 98.4 %."""
    if share >= LEAST_FULL:
        return f"{POINT_SPACE}{format_percent(share)}"  # in front, so that there is one gap only before the sign
    return f"{'' if share >= LEAST_OF_TWO else FIGURE_SPACE}{format_percent(share, 1)}"


def count(value: int) -> str:
    """Return a count with its thousands apart: 12 400."""
    return with_true_minus(f"{value:,}").replace(",", THIN_SPACE)


def coordinate(value: float) -> str:
    return with_true_minus(f"{value:.2f}")
