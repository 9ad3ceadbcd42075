"""Chooses how far an axis goes and where its ticks stand. Plain Python; it never heard of a chart.

Ranges grow in steps and shrink late, so that an axis whose data change sixty times a second stands still most of the
time. Ranges and ticks of a logarithmic axis are in powers of ten: -2 stands for 0.01.
"""

import math

Range = tuple[float, float]

_NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_SHRINK_BELOW = 0.6  # of the range it has; above, an axis waits
SMALLEST_COST = 1e-9  # of a linear axis: Qt cannot invert the transform of a much smaller one


def nice_above(value: float) -> float:
    """Return the smallest round number that is not below a positive `value`."""
    scale = 10.0 ** math.floor(math.log10(value))
    return next((nice * scale for nice in _NICE if nice * scale >= value * (1 - 1e-12)), 10.0 * scale)


def epoch_range(last: float) -> Range:
    """Return the range of an axis of epochs: from 0 to a round number a little after the last epoch, at least 10."""
    return 0.0, nice_above(max(last * 1.02, 10.0))


def linear_range(low: float, high: float, held: Range | None = None) -> Range:
    """Return the range of a linear axis for costs between low and high: from zero, with a little air below it."""
    if low == high == 0.0:
        return _hold((-0.02, 1.0), (low, high), held)
    top = nice_above(max(high * 1.04, SMALLEST_COST))
    bottom = -nice_above(-low * 1.04) if low < -0.02 * top else -0.02 * top
    return _hold((bottom, top), (low, high), held)


def log_range(low: float, high: float, held: Range | None = None) -> Range:
    """Return the range of a logarithmic axis, in powers of ten, for data between them. It spans at least a decade."""
    step = 0.25 if high - low < 4.0 else 0.5
    bottom, top = math.floor((low - 0.06) / step) * step, math.ceil((high + 0.06) / step) * step
    missing = max(0.0, 1.0 - (top - bottom))
    bottom, top = bottom - missing / 2, top + missing / 2
    return _hold((bottom, top), (low, high), held)


def _hold(fresh: Range, data: Range, held: Range | None) -> Range:
    """Return the range held so far while the data fit in it and would not fit in a much smaller one."""
    if held is None or data[0] < held[0] or data[1] > held[1]:
        return fresh
    return held if fresh[1] - fresh[0] >= _SHRINK_BELOW * (held[1] - held[0]) else fresh


def linear_ticks(low: float, high: float, most: int) -> tuple[list[float], float]:
    """Return at most about `most` round ticks within a range, and the step between them."""
    rough = (high - low) / max(1, most)
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * scale for nice in (1.0, 2.0, 5.0, 10.0) if nice * scale >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)], step


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return the ticks of a logarithmic axis, in powers of ten: whole decades, and 2 and 5 between if there is room."""
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    if (high - low) * 3 <= most:
        return _between(low, high, (1, 2, 5))
    if len(decades) < 2 and (high - low) * 2 <= most:
        return _between(low, high, (1, 3))
    every = max(1, math.ceil((high - low) / max(1, most)))
    return [float(decade) for decade in decades if decade % every == 0]


def _between(low: float, high: float, mantissas: tuple[int, ...]) -> list[float]:
    places = [
        decade + math.log10(mantissa)
        for decade in range(math.floor(low), math.floor(high) + 1)
        for mantissa in mantissas
    ]
    return [place for place in places if low - 1e-9 <= place <= high + 1e-9]
