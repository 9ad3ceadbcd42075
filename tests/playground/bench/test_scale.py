"""`playground bench scale`: the cases, and what they cost."""

import json

import numpy as np
import pytest

from playground.bench import scale
from playground.bench.timing import Effort

QUICK = Effort(short=True, rounds=2, seconds=0.002)


def test_samples_and_units_grow_as_the_issue_asks() -> None:
    assert (scale.SAMPLES[0], scale.SAMPLES[-1]) == (250, 250_000)
    assert (scale.UNITS[0], scale.UNITS[-1]) == (4, 512)
    assert (len(scale.groups(short=True)), len(scale.groups(short=False))) == (2, 3)


def test_the_cases_of_the_short_form() -> None:
    by_samples, by_units = (cases() for cases in scale.groups(short=True))
    assert [case.samples.count for case in by_samples] == [250, 2_500, 25_000]
    assert [case.network.sizes for case in by_units] == [(2, units, 1) for units in (4, 16, 64, 128)]
    assert all(len(case.samples.train) == case.samples.count for case in (*by_samples, *by_units))


def test_texts_are_ones_and_zeros_over_words() -> None:
    case = scale.text_case(words=300, texts=40)
    assert case.network.sizes == (300, 16, 16, 1)
    assert case.samples.inputs.shape == (40, 300)
    assert set(np.unique(case.samples.inputs)) == {0.0, 1.0}
    assert len(np.unique(case.network.flat)) > 1000
    found, *_ = scale.group_readings([case], QUICK)
    assert found["epoch_ms"] > 0
    assert found["times_the_first"] == 1.0


def test_the_work_is_done() -> None:
    case = scale.text_case(words=50, texts=30)
    before = case.network.flat.copy()
    scale.group_readings([case], QUICK)
    assert np.isfinite(case.network.flat).all()
    assert not np.array_equal(case.network.flat, before)


def test_the_table_and_its_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "SHORT_SAMPLES", (20, 40))
    monkeypatch.setattr(scale, "SHORT_UNITS", (4, 8))
    readings = [found for cases in scale.groups(short=True) for found in scale.group_readings(cases(), QUICK)]
    result = scale.result(readings, short=True)
    assert "this is the short form" in result.text()
    assert "2-8-1, 500 samples" in result.text()
    cases = json.loads(json.dumps(result.to_dict(), allow_nan=False))["cases"]
    assert [case["group"] for case in cases] == ["samples", "samples", "units", "units"]
    assert cases[3]["weights"] == 8 * 3 + 9
    assert all(case["ns_per_weight_and_sample"] > 0 for case in cases)
