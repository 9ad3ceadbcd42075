"""Thins a long series to what a screen can show, and keeps every peak.

The law: of n values at most 2 * bins remain, in their order; the first, the last, the smallest and the largest of them
are always there. A curve drawn through what remains looks the same on a screen `bins` pixels wide.
"""

import numpy as np
import numpy.typing as npt


def decimate(
    values: npt.NDArray[np.floating], bins: int, places: npt.NDArray[np.generic] | None = None
) -> npt.NDArray[np.intp]:
    """Return the positions of the values worth drawing, ascending: the smallest and the largest of each bin.

    Bins are a power of two wide and start at the second value, so that a series which grows keeps its bins, and its
    picture does not shimmer, until it has doubled. Values that are not finite count only in a bin without finite ones,
    where they remain as a gap.

    values : (n,)
    bins : pixel columns to fill, at least 2
    places : (n,) ascending whole numbers, where the values lie if not one beside the other; bins are as wide in these
    returns : (k,) with k <= 2 * bins
    """
    if bins < 2:
        raise ValueError(f"bins must be at least 2, got {bins}")
    count = len(values)
    if count <= 2 * bins:
        return np.arange(count)
    if places is not None and places[-1] - places[0] != count - 1:
        between = places[1:-1] - places[1]
        inner = _extremes_of_runs(values[1:-1], between // _bin_width(int(between[-1]) + 1, bins - 1)) + 1
        return np.unique(np.concatenate(([0], inner, [count - 1])))
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
    lowest, highest = _without_gaps(rows)
    starts = np.arange(len(rows)) * rows.shape[1]
    return np.concatenate((starts + lowest.argmin(axis=1), starts + highest.argmax(axis=1)))


def _extremes_of_runs(values: npt.NDArray[np.floating], bins: npt.NDArray[np.generic]) -> npt.NDArray[np.intp]:
    """Return the positions of the smallest and the largest value of each bin; values of one bin stand together."""
    starts = np.flatnonzero(np.diff(bins, prepend=-1))
    counts = np.diff(starts, append=len(values))
    lowest, highest = _without_gaps(values)
    found = []
    for sought, extremes in (
        (lowest, np.minimum.reduceat(lowest, starts)),
        (highest, np.maximum.reduceat(highest, starts)),
    ):
        hits = np.flatnonzero(sought == np.repeat(extremes, counts))
        found.append(hits[np.unique(bins[hits], return_index=True)[1]])
    return np.concatenate(found)


def _without_gaps(values: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]:
    """Return the values to seek the smallest and the largest in: what is not finite is neither."""
    finite = np.isfinite(values)
    if finite.all():
        return values, values
    return np.where(finite, values, np.inf), np.where(finite, values, -np.inf)
