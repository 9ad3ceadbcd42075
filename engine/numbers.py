"""Numbers as a learner reads them: a true minus sign, a fixed count of decimals, and no surprises.

Digits are fixed rather than significant so that a column of weights lines up and a running number does not jump about;
a tiny weight reads 0.00, which at that precision is what it is.
"""

from math import isinf, isnan

LARGE = 10**6  # from here on a number is written with a power of ten, since it would not fit beside a unit

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


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
        mantissa, exponent = f"{value:.{digits}e}".split("e")
        return f"{mantissa}×10{str(int(exponent)).translate(_RAISED)}".replace("-", "−")
    return f"{value:z.{digits}f}".replace("-", "−")  # "z" turns −0.00 into 0.00
