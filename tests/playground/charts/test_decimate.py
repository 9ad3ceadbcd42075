"""The laws of thinning a series: bounded, in order, and no peak lost."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.charts.decimate import decimate

finite = st.floats(-1e6, 1e6)
anything = st.one_of(finite, st.sampled_from([np.nan, np.inf, -np.inf]))
series = arrays(float, st.integers(1, 400), elements=finite)
broken_series = arrays(float, st.integers(0, 400), elements=anything)
bins = st.integers(2, 50)


@given(broken_series, bins)
def test_no_more_than_two_values_a_bin_remain(values: npt.NDArray[np.float64], bins: int) -> None:
    assert len(decimate(values, bins)) <= 2 * bins


@given(broken_series, bins)
def test_positions_ascend_without_repeating(values: npt.NDArray[np.float64], bins: int) -> None:
    assert np.all(np.diff(decimate(values, bins)) > 0)


@given(broken_series.filter(len), bins)
def test_first_and_last_remain(values: npt.NDArray[np.float64], bins: int) -> None:
    kept = decimate(values, bins)
    assert (kept[0], kept[-1]) == (0, len(values) - 1)


@given(series, bins)
def test_extremes_remain(values: npt.NDArray[np.float64], bins: int) -> None:
    kept = values[decimate(values, bins)]
    assert (kept.min(), kept.max()) == (values.min(), values.max())


@given(broken_series, bins)
def test_finite_extremes_remain_among_values_that_are_not_finite(values: npt.NDArray[np.float64], bins: int) -> None:
    known, kept = values[np.isfinite(values)], values[decimate(values, bins)]
    kept = kept[np.isfinite(kept)]
    assert len(known) == 0 or (kept.min(), kept.max()) == (known.min(), known.max())


def test_a_growing_series_keeps_what_was_kept() -> None:
    values = np.random.default_rng(0).normal(size=3000)
    before, after = decimate(values[:2000], 200), decimate(values[:2001], 200)
    assert len(np.setdiff1d(before, after)) <= 2  # the old last one, and one it no longer hides


def test_every_peak_of_a_long_series_is_seen_in_its_bin() -> None:
    values = np.zeros(100_000)
    values[[31_000, 77_777]] = (5.0, -5.0)
    assert {31_000, 77_777} <= set(decimate(values, 300).tolist())


@given(broken_series.filter(len), bins, st.data())
def test_the_laws_hold_for_values_with_some_left_out_between(
    values: npt.NDArray[np.float64], bins: int, data: st.DataObject
) -> None:
    gaps = data.draw(arrays(int, len(values), elements=st.integers(1, 5000)))
    kept = decimate(values, bins, gaps.cumsum())
    assert len(kept) <= 2 * bins
    assert np.all(np.diff(kept) > 0)
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    known, shown = values[np.isfinite(values)], values[kept][np.isfinite(values[kept])]
    assert len(known) == 0 or (shown.min(), shown.max()) == (known.min(), known.max())


def test_bins_are_as_wide_as_places_lie_apart() -> None:
    places = np.concatenate((np.arange(0, 100_000, 100), np.arange(100_000, 101_000)))
    kept = decimate(np.random.default_rng(0).normal(size=len(places)), 100, places)
    assert (kept < 1000).mean() > 0.9


def test_places_without_a_gap_change_nothing() -> None:
    values = np.random.default_rng(0).normal(size=3000)
    assert decimate(values, 200, np.arange(3000.0) + 7).tolist() == decimate(values, 200).tolist()


def test_a_short_series_remains_whole() -> None:
    assert decimate(np.arange(10.0), 5).tolist() == list(range(10))


def test_one_bin_is_refused() -> None:
    with pytest.raises(ValueError, match="bins must be at least 2, got 1"):
        decimate(np.arange(10.0), 1)
