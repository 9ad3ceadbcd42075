"""A weight as a person types it: 0.5, −1.2e-3, 2/3."""

import math


class ValueRefusedError(ValueError):
    """What was typed is no weight; the message is the sentence to show."""


FRACTIONS = "0.5 or 2/3"  # numbers that can be typed


def parse_weight(text: str, what: str = "a weight", such_as: str = FRACTIONS) -> float:
    """Return the number that a person typed: a decimal number or a fraction of two; the signs − and - are one.

    what, such_as : what the number is, and examples of it, for the sentence

    Raises
    ------
    ValueRefusedError
        naming what was typed and what was expected

    >>> parse_weight("2/3") == 2 / 3
    True
    """
    typed = text.strip().replace("−", "-").replace(",", ".") if text.count(",") <= 1 else text
    numerator, slash, denominator = typed.partition("/")
    try:
        if slash and float(denominator) == 0:
            raise ValueRefusedError(f"{what} must be a finite number, got {text!r}, which divides by 0")
        value = float(numerator) / float(denominator) if slash else float(typed)
    except ValueRefusedError:
        raise
    except (ValueError, OverflowError, ZeroDivisionError):
        raise ValueRefusedError(f"{what} must be a number such as {such_as}, got {text[:40]!r}") from None
    if not math.isfinite(value):
        raise ValueRefusedError(f"{what} must be a finite number, got {text[:40]!r}")
    return value
