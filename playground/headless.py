"""Training without a window: what `playground train` does, and `--fallback` where there is no display."""

import math
import sys
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from engine.experiment import Experiment
from engine.run import Run
from engine.table import Table
from engine.timeline import Timeline

if TYPE_CHECKING:
    from tqdm import tqdm

BURST_SECONDS = 0.1


@dataclass(frozen=True)
class Trained:
    """A run that has come to its end, with its past, and the seconds it took."""

    timeline: Timeline
    seconds: float

    @property
    def run(self) -> Run:
        """The run, where it stands."""
        return self.timeline.run

    def summary(self) -> dict[str, Any]:
        """Return what `--json` prints; the penalty, and why the run stopped, only where there is one."""
        costs = self.run.costs.so_far()
        train, test = self.run.accuracy()
        is_regression = self.run.experiment.data.is_regression
        more: dict[str, Any] = {"penalty": float(costs.penalty[-1])} if costs.penalty[-1] else {}
        if self.run.stopped:
            more["stopped"] = self.run.stopped
        return {
            "epochs": self.run.epoch,
            "cost": {"train": _finite(costs.train[-1]), "test": _finite(costs.test[-1])},
            "r_squared" if is_regression else "accuracy": {"train": _finite(train), "test": _finite(test)},
            "weights_sha256": self.run.network.sha256(),
            "seconds": round(self.seconds, 3),
            "experiment": self.run.experiment.to_dict(Table.described),
            **more,
        }


def _finite(value: float) -> float | None:
    """Return a number that JSON knows; None where there is none, as without a test part."""
    return float(value) if math.isfinite(value) else None


def progress_bar(total: int, unit: str, *, is_silent: bool = False) -> "tqdm[Any]":
    """Return a progress bar on stderr, silent where that is no terminal or nothing needs one."""
    from tqdm import tqdm  # here, as the window can do without its 40 ms

    tqdm.monitor_interval = 0  # no watching thread: the bar is fed often enough
    return tqdm(total=total, unit=unit, disable=is_silent or not sys.stderr.isatty(), file=sys.stderr)


def train_timeline(experiment: Experiment, epochs: int) -> Timeline:
    """Train as `train` does, and return the run with its past."""
    timeline = Timeline(Run(experiment))
    with progress_bar(epochs, "epoch") as bar:
        while timeline.run.epoch < epochs and not timeline.run.stopped:
            before = timeline.run.epoch
            timeline.advance(epochs=epochs - before, seconds=BURST_SECONDS)
            bar.update(timeline.run.epoch - before)
    return timeline


def train(experiment: Experiment, epochs: int) -> Trained:
    """Train so many epochs, or to a stop rule, with a progress bar on stderr if that is a terminal."""
    timeline = Timeline(Run(experiment))
    run, start = timeline.run, perf_counter()
    with progress_bar(epochs, "epoch") as bar:
        while run.epoch < epochs and not run.stopped:
            before = run.epoch
            timeline.advance(epochs=epochs - before, seconds=BURST_SECONDS)
            bar.update(run.epoch - before)
    return Trained(timeline, perf_counter() - start)
