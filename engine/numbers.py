"""Numbers as a learner reads them: a true minus sign, a fixed count of decimals, and no surprises.

Digits are fixed rather than significant so that a column of weights lines up and a running number does not jump about;
a tiny weight reads 0.00, which at that precision is what it is. What may be tiny and still matters, such as a
derivative or what an optimizer remembers, is written with significant digits instead.
"""

from collections.abc import Sequence
from math import floor, isfinite, isinf, isnan, log10

LARGE = 10**6  # from here on a number is written with a power of ten, since it would not fit beside a unit
SMALL = 10**-3  # and below this, where significant digits matter

MOST_DIGITS = 12  # a double has hardly more that mean something

NARROW_SPACE = "\u202f"  # at which no line breaks

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def format_number(value: float, digits: int = 2) -> str:
    """Write a number with so many decimals.

    >>> [format_number(value) for value in (-1.7, -0.001, -12_345_678.0)]
    ['−1.70', '0.00', '−1.23×10⁷']
    """
    value = float(value)
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(round(value, digits)) >= LARGE:
        return _with_power(value, digits)
    return f"{value:z.{digits}f}".replace("-", "−")  # "z" turns −0.00 into 0.00


def format_significant(value: float, digits: int = 2) -> str:
    """Write a number with so many decimals, or with as many significant digits where that takes more.

    >>> [format_significant(value) for value in (-1.7, 0.0123, -0.000123, 0.0)]
    ['−1.70', '0.012', '−1.2×10⁻⁴', '0']
    """
    value = float(value)
    if value == 0:
        return "0"
    if not isfinite(value) or abs(value) >= 1:
        return format_number(value, digits)
    if abs(value) < SMALL:
        return _with_power(value, max(0, digits - 1))
    return format_number(value, max(digits, digits - 1 - floor(log10(abs(value)))))


def format_nonzero(value: float, digits: int = 2) -> str:
    """Write a number with so many decimals, but one that would read as 0 and is not with one digit and a power of ten.

    >>> [format_nonzero(value, 3) for value in (-1.7, 0.0, -0.000012)]
    ['−1.700', '0.000', '−1×10⁻⁵']
    """
    text = format_number(value, digits)
    return _with_power(float(value), 0) if value != 0 and text == format_number(0.0, digits) else text


def digits_apart(values: Sequence[float], least: int = 2, most: int = MOST_DIGITS) -> int:
    """Return with how many decimals, from `least` to `most`, numbers are told apart; `most` if they never are.

    >>> digits_apart((0.703, 0.698)), digits_apart((0.70, 0.69)), digits_apart((0.0, 0.0031))
    (3, 2, 3)
    """
    for digits in range(least, most):
        if len({format_number(value, digits) for value in values}) == len(set(values)):
            return digits
    return most


def format_percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage with so many decimals, one thin space before the sign.

    >>> format_percent(0.984, 1), format_percent(-0.5)
    ('98.4\u202f%', '−50\u202f%')
    """
    return f"{100 * share:z.{digits}f}{NARROW_SPACE}%".replace("-", "−")


def format_exact(value: float) -> str:
    """Write a number that somebody chose, such as a learning rate, with the digits it has and no more.

    >>> [format_exact(value) for value in (1.0, 0.0003, 1e-8)]
    ['1', '0.0003', '10⁻⁸']
    """
    value = float(value)
    if value == 0 or not isfinite(value) or SMALL / 100 <= abs(value) < LARGE:
        return format_number(value, 0) if not isfinite(value) else f"{value:.12g}".replace("-", "−")
    mantissa, exponent = f"{value:.11e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    power = power_of_ten(int(exponent))
    return {"1": power, "-1": f"−{power}"}.get(mantissa, f"{mantissa}×{power}".replace("-", "−"))


def _with_power(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return f"{mantissa}×{power_of_ten(int(exponent))}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten: 10⁻³."""
    return f"10{str(exponent).translate(_RAISED)}"
