"""`playground bench timeline`: the longest seek, the cost of recording, and a real window."""

import json

from playground.bench import timeline
from playground.bench.timing import Effort

MIB = 2**20


def test_the_longest_seek_and_the_median_of_the_rounds_are_held_to_the_targets() -> None:
    told = {"seek_seconds": [0.01, 0.02, 0.12], "bytes": 14 * MIB}
    rates = {"alone": [100.0, 100.0, 50.0], "recorded": [90.0, 98.0, 49.0]}
    result = timeline.result(told, rates, 100_000, "a screen")
    seek, record, memory = result.targets
    assert (seek.reading, seek.met) == (120.0, False)
    assert record.met
    assert round(record.reading, 6) == 2.0
    assert (memory.reading, memory.met) == (14.0, True)
    assert "100 000 epochs" in result.text()
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["seek_ms"]["p50"] == 20.0


def test_recording_is_measured_in_turn_with_not_recording() -> None:
    rates = timeline.recording(Effort(short=True, rounds=2, seconds=0.01))
    assert {name: len(each) for name, each in rates.items()} == {"alone": 2, "recorded": 2}
    assert all(rate > 0 for each in rates.values() for rate in each)
