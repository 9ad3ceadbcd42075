"""Numbers where there is room for what a fixed count of decimals would show as 0."""

from math import isfinite

from engine.numbers import format_number

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(value: float, digits: int = 2) -> str:
    """Write a number as everywhere, but a small one with a power of ten, so that it keeps its sign and size.

    >>> [figure(value, 4) for value in (-1.7, -0.000012, 0.0)]
    ['−1.7000', '−1.2×10⁻⁵', '0.0000']
    """
    if value == 0 or not isfinite(value) or round(value, digits) != 0:
        return format_number(value, digits)
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}".replace("-", "−")
