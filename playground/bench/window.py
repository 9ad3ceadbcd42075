"""`playground bench window`: what the real window does while the trainer runs flat out."""

import json
from itertools import pairwise
from statistics import median
from typing import Any

from playground.bench.children import told_by
from playground.bench.displays import display
from playground.bench.tables import Result, Table, Target, figure, with_unit
from playground.bench.timing import percentile
from playground.headless import progress_bar

NETS = {"2-4-1": (4,), "2-8-8-8-1": (8, 8, 8), "8×16": (16,) * 8}  # {name: units of the hidden layers}
MOST_P95_MS = {"2-4-1": 20.0, "2-8-8-8-1": 20.0, "8×16": 40.0}
LEAST_KEPT_PERCENT = {"2-4-1": 60.0, "2-8-8-8-1": 60.0}
MOST_PRESS_MS = 50.0
SHARES = (50, 95, 99)
COLUMNS = (
    "net",
    *("frame p50 ms", "p95", "p99 ms", "frames/s"),
    *("kept of idle", "idle epochs/s"),
    *("press ms", "longest press"),
)


def measure(*, short: bool) -> Result:
    """Measure each net in a process of its own."""
    asked = {"seconds": 0.6, "slices": 1, "presses": 12} if short else {"seconds": 3.0, "slices": 4, "presses": 40}
    readings: dict[str, dict[str, Any]] = {}
    with display() as drawn_on, progress_bar(len(NETS), "net") as bar:
        for name, units in NETS.items():
            words = ["-m", "playground.bench.window_child", json.dumps({"units": units, **asked})]
            readings[name] = reading(told_by(words, drawn_on.changes))
            bar.update()
    return result(readings, drawn_on.told)


def reading(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the figures of a child come to; times in ms."""
    frames = [1000 * seconds for seconds in told["frame_seconds"]]
    presses = {name: [1000 * seconds for seconds in taken] for name, taken in told["press_seconds"].items()}
    every_press = [taken for kind in presses.values() for taken in kind]
    drawing, idle = told["drawing_epochs_per_second"], told["idle_epochs_per_second"]
    return {
        "frame_ms": {f"p{share}": percentile(frames, share) for share in SHARES},
        "frames": len(frames),
        "frames_per_second": 1000 * len(frames) / sum(frames),
        "drawing_epochs_per_second": {"median": median(drawing), "rounds": drawing},
        "idle_epochs_per_second": {"median": median(idle), "rounds": idle},
        "kept_percent": 100 * kept(drawing, idle),
        "press_ms": {"median": median(every_press), "max": max(every_press), "presses": presses},
    }


def kept(drawing: list[float], idle: list[float]) -> float:
    """Return the share of idle throughput that is kept: of each slice, against the idle ones before and after it.

    >>> kept([5.0, 6.0, 30.0], [10.0, 10.0, 20.0, 30.0])
    0.5
    """
    pairs = zip(drawing, pairwise(idle), strict=True)
    return median(2 * rate / (before + after) for rate, (before, after) in pairs)


def result(readings: dict[str, dict[str, Any]], drawn_on: str) -> Result:
    """Return the tables over all nets."""
    rows, targets = [], []
    for name, found in readings.items():
        held = _targets(name, found)
        targets += list(held.values())
        frame, press = found["frame_ms"], found["press_ms"]
        rows.append(
            (
                name,
                *(held["p95"].told if share == 95 else figure(frame[f"p{share}"]) for share in SHARES),
                figure(found["frames_per_second"]),
                held["kept"].told if "kept" in held else with_unit(found["kept_percent"], "%"),
                figure(found["idle_epochs_per_second"]["median"]),
                figure(press["median"]),
                held["press"].told,
            )
        )
    table = Table(
        f"The window at 1440 × 860, trainer flat out, on {drawn_on}",
        COLUMNS,
        rows,
        [
            "frame: from one painting of the network to the next",
            "kept: epochs/s while drawing, against the same Run in turn with no window drawing",
            "press: from the moment a click or key falls due to the painting that shows it",
        ],
    )
    return Result([table], {"display": drawn_on, "nets": readings}, targets)


def _targets(name: str, found: dict[str, Any]) -> dict[str, Target]:
    targets = {"p95": Target(f"{name} frame p95", found["frame_ms"]["p95"], MOST_P95_MS[name], "ms")}
    if name in LEAST_KEPT_PERCENT:
        targets["kept"] = Target(f"{name} kept", found["kept_percent"], LEAST_KEPT_PERCENT[name], "%", at_most=False)
    targets["press"] = Target(f"{name} longest press", found["press_ms"]["max"], MOST_PRESS_MS, "ms")
    return targets
