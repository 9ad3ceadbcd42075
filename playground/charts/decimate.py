"""Thins a long series to what a screen can show, and keeps every peak.

The law: of n values at most 2 * bins remain, in their order; the first, the last, the smallest and the largest of them
are always there. A curve drawn through what remains looks the same on a screen `bins` pixels wide.
"""

import numpy as np
import numpy.typing as npt


def decimate(values: npt.NDArray[np.floating], bins: int) -> npt.NDArray[np.intp]:
    """Return the positions of the values worth drawing, ascending: the smallest and the largest of each bin.

    Bins are a power of two wide and start at the second value, so that a series which grows keeps its bins, and its
    picture does not shimmer, until it has doubled. Values that are not finite count only in a bin without finite ones,
    where they remain as a gap.

    values : (n,)
    bins : pixel columns to fill, at least 2
    returns : (k,) with k <= 2 * bins
    """
    if bins < 2:
        raise ValueError(f"bins must be at least 2, got {bins}")
    count = len(values)
    if count <= 2 * bins:
        return np.arange(count)
    width = _bin_width(count - 2, bins - 1)
    whole = (count - 2) // width
    inner = _extremes(values[1 : 1 + whole * width].reshape(whole, width)) + 1
    rest = 1 + whole * width + _extremes(values[1 + whole * width : -1].reshape(1, -1))
    return np.unique(np.concatenate(([0], inner, rest, [count - 1])))


def _bin_width(count: int, bins: int) -> int:
    """Return the smallest power of two that cuts `count` values into no more than `bins`."""
    width = 1
    while -(-count // width) > bins:
        width *= 2
    return width


def _extremes(rows: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """Return the flat positions of each row's smallest and largest value, (2 * rows,); of empty rows, none."""
    if rows.size == 0:
        return np.empty(0, dtype=np.intp)
    lowest = highest = rows
    finite = np.isfinite(rows)
    if not finite.all():
        lowest, highest = np.where(finite, rows, np.inf), np.where(finite, rows, -np.inf)
    starts = np.arange(len(rows)) * rows.shape[1]
    return np.concatenate((starts + lowest.argmin(axis=1), starts + highest.argmax(axis=1)))
