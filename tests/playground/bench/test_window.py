"""`playground bench window`: what its figures come to, and a real window that is measured."""

import json

import pytest

from playground.bench import window
from playground.bench.children import told_by

TOLD = {
    "frame_seconds": [0.016] * 90 + [0.030] * 10,
    "drawing_epochs_per_second": [60.0, 70.0],
    "idle_epochs_per_second": [100.0, 100.0, 180.0],
    "press_seconds": {"click on a unit": [0.010, 0.020], "arrow key": [0.060]},
}


def test_figures_come_to_percentiles_in_ms() -> None:
    found = window.reading(TOLD)
    assert found["frame_ms"] == {"p50": 16.0, "p95": 30.0, "p99": 30.0}
    assert found["frames_per_second"] == pytest.approx(100 / 1.74)
    assert (found["press_ms"]["median"], found["press_ms"]["max"]) == (20.0, 60.0)


def test_what_is_kept_is_held_against_the_idle_slices_around() -> None:
    assert window.reading(TOLD)["kept_percent"] == pytest.approx(100 * (0.6 + 0.5) / 2)
    with pytest.raises(ValueError, match="zip"):
        window.kept([1.0], [1.0])


def test_each_net_has_its_targets() -> None:
    found = window.reading(TOLD)
    result = window.result(dict.fromkeys(window.NETS, found), "the platform offscreen")
    assert {target.name: target.met for target in result.targets} == {
        "2-4-1 frame p95": False,
        "2-4-1 kept": False,
        "2-4-1 longest press": False,
        "2-8-8-8-1 frame p95": False,
        "2-8-8-8-1 kept": False,
        "2-8-8-8-1 longest press": False,
        "8×16 frame p95": True,
        "8×16 longest press": False,
    }
    text = result.text()
    assert "on the platform offscreen" in text
    assert "30 ms, at most 20 ms: missed" in text
    assert "30 ms, at most 40 ms: met" in text
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["nets"]["8×16"] == found


@pytest.mark.slow
def test_a_real_window_is_measured() -> None:
    asked = {"units": [3], "seconds": 0.5, "slices": 2, "presses": 8}
    told = told_by(["-m", "playground.bench.window_child", json.dumps(asked)], {"QT_QPA_PLATFORM": "offscreen"})
    assert set(told) == set(TOLD)
    assert len(told["frame_seconds"]) > 2
    assert (len(told["drawing_epochs_per_second"]), len(told["idle_epochs_per_second"])) == (2, 3)
    assert min(told["drawing_epochs_per_second"]) > 0
    presses = told["press_seconds"]
    assert list(presses) == ["click on a unit", "arrow key", "click on pause", "click on play"]
    assert {len(taken) for taken in presses.values()} == {2}
    found = window.reading(told)
    assert found["kept_percent"] > 0
    assert found["press_ms"]["max"] < 2000  # else a press was never seen
