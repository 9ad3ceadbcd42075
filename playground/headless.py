"""Training without a window: what `playground train` does, and `--fallback` where there is no display."""

import sys
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tqdm import tqdm

from engine.experiment import Experiment
from engine.run import Run

BURST_SECONDS = 0.1

tqdm.monitor_interval = 0  # no watching thread: the bar is fed often enough


@dataclass(frozen=True)
class Trained:
    """A run that has come to its end, and the seconds it took."""

    run: Run
    seconds: float

    def summary(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        costs = self.run.costs.so_far()
        train, test = self.run.accuracy()
        return {
            "epochs": self.run.epoch,
            "cost": {"train": float(costs.train[-1]), "test": float(costs.test[-1])},
            "accuracy": {"train": train, "test": test},
            "weights_sha256": self.run.network.sha256(),
            "seconds": round(self.seconds, 3),
            "experiment": self.run.experiment.to_dict(),
        }


def train(experiment: Experiment, epochs: int) -> Trained:
    """Train so many epochs, with a progress bar on stderr if that is a terminal."""
    run = Run(experiment)
    start = perf_counter()
    with tqdm(total=epochs, unit="epoch", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
        while run.epoch < epochs:
            before = run.epoch
            run.advance(epochs=epochs - before, seconds=BURST_SECONDS)
            bar.update(run.epoch - before)
    return Trained(run, perf_counter() - start)
