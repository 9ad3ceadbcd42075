"""`playground bench timeline`: what recording the past costs, how long going there takes, and how much it holds."""

import json
from statistics import median
from typing import Any

from engine.experiment import Experiment
from engine.run import Run
from engine.timeline import MOST_BYTES, Timeline
from playground.bench.children import child
from playground.bench.displays import display
from playground.bench.tables import Result, Table, Target, figure, with_unit
from playground.bench.timing import Effort, interleaved, percentile, ratio
from playground.headless import progress_bar

EPOCHS, SHORT_EPOCHS = 100_000, 3_000
SEEKS, SHORT_SEEKS = 100, 20
MOST_SEEK_MS = 100.0
MOST_COST_PERCENT = 5.0
MIB = 2**20
BURST_SECONDS = 0.004  # as the window lets it learn
PATIENCE_SECONDS = 1200.0
SHARES = (50, 95, 100)


def measure(*, short: bool) -> Result:
    """Record a run here, and go through its past in a window of its own."""
    epochs, seeks = (SHORT_EPOCHS, SHORT_SEEKS) if short else (EPOCHS, SEEKS)
    effort = Effort(short, rounds=5 if short else 25, seconds=0.2 if short else 0.6)
    with progress_bar(epochs, "epoch") as bar, display() as drawn_on:
        words = ["-m", "playground.bench.timeline_child", json.dumps({"epochs": epochs, "seeks": seeks})]
        with child(words, drawn_on.changes, patience=PATIENCE_SECONDS) as told:
            while "seek_seconds" not in (state := next(told)):
                bar.update(state["epoch"] - bar.n)
    return result(state, recording(effort), epochs, drawn_on.told)


def recording(effort: Effort) -> dict[str, list[float]]:
    """Return the epochs per second of a run alone and of one whose past is recorded, round by round."""
    run, timeline = Run(Experiment()), Timeline(Run(Experiment()))

    def alone(epochs: int) -> None:
        goal = run.epoch + epochs
        while run.epoch < goal:
            run.advance(epochs=goal - run.epoch, seconds=BURST_SECONDS)

    def recorded(epochs: int) -> None:
        goal = timeline.run.epoch + epochs
        while timeline.run.epoch < goal:
            timeline.advance(epochs=goal - timeline.run.epoch, seconds=BURST_SECONDS)

    return interleaved({"alone": alone, "recorded": recorded}, effort)


def result(told: dict[str, Any], rates: dict[str, list[float]], epochs: int, drawn_on: str) -> Result:
    """Return the table."""
    seeks = [1000 * seconds for seconds in told["seek_seconds"]]
    cost = 100 * (1 - ratio(rates["recorded"], rates["alone"]))
    seek = Target("longest seek", max(seeks), MOST_SEEK_MS, "ms")
    record = Target("recording", cost, MOST_COST_PERCENT, "%")
    memory = Target("memory", told["bytes"] / MIB, MOST_BYTES / MIB, "MiB")
    rows = [
        ("seek to any epoch, until it is painted, p50", with_unit(percentile(seeks, 50), "ms")),
        ("p95", with_unit(percentile(seeks, 95), "ms")),
        ("longest", seek.told),
        ("to record", record.told),
        ("what is kept of the past", memory.told),
    ]
    notes = [
        f"seek: {len(seeks)} places of {figure(epochs)} epochs of the default experiment, in the window on {drawn_on}",
        "to record: what a run whose past is kept is slower than one alone, in bursts of 4 ms, in turn",
    ]
    plain = {
        "epochs": epochs,
        "seek_ms": {f"p{share}": percentile(seeks, share) for share in SHARES},
        "recording_percent": cost,
        "epochs_per_second": {name: median(each) for name, each in rates.items()},
        "bytes": told["bytes"],
    }
    return Result([Table("The timeline", ("what", "reading"), rows, notes)], plain, [seek, record, memory])
