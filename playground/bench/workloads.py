"""The workloads A to I: what is trained, each with the ratios that it should reach."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.data import Data
from engine.experiment import Experiment, Layer

SEVEN_INPUTS = ("x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1", "sin_x2")


@dataclass(frozen=True)
class Workload:
    """Something to be trained.

    Attributes
    ----------
    name : its letter
    experiment : all samples are learnt from; there is no test part
    targets : {contestant: how many times as fast as that ours should be}
    trial : how many times as fast as the textbook's loop the first trial of a compiled loop was
    """

    name: str
    experiment: Experiment
    targets: Mapping[str, float]
    trial: float

    @property
    def told(self) -> str:
        """What it is in a few words.

        >>> WORKLOADS[1].told
        '7-8-8-8-1 relu, batch 10, 250 samples'
        """
        experiment = self.experiment
        net = "-".join(map(str, experiment.sizes))
        batch = f"batch {experiment.batch}" if experiment.batch else "full batch"
        return f"{net} {experiment.hidden[0].activation}, {batch}, {experiment.data.samples} samples"

    @property
    def trial_target(self) -> float:
        """How many times as fast as that trial ours should be."""
        return 3.0 if self.experiment.batch == 1 else 0.9

    def target(self, contestant: str) -> float:
        """Return how many times as fast as a contestant ours should be; NaN where nothing is asked for."""
        return self.targets.get(contestant, math.nan)


def with_test_part(experiment: Experiment) -> Experiment:
    """Return an experiment that learns from as many samples, and has as many again to be tested on."""
    return replace(experiment, data=replace(experiment.data, samples=2 * experiment.data.samples, train_share=0.5))


def _experiment(
    units: tuple[int, ...], phi: str, batch: int, features: tuple[str, ...] = ("x1", "x2"), samples: int = 250
) -> Experiment:
    return Experiment(
        data=Data("circle", samples=samples, noise=0.1, train_share=1.0),
        features=features,
        hidden=tuple(Layer(count, phi) for count in units),
        output="tanh",
        cost="squared",
        rate=0.03,
        batch=batch,
    )


_TEXTBOOK, _PEERS = "textbook", {"scikit-learn": 12.0, "PyTorch": 25.0}

# The last number: how many times as fast as this textbook's loop the first trial of a compiled loop was, medians of 11
# rounds in turn. Ours should be at most 10 % slower than that, and three times as fast at batch 1, its weak spot.
WORKLOADS = (
    Workload("A", _experiment((4, 2), "tanh", 10), {_TEXTBOOK: 5.0, **_PEERS}, 4.92),
    Workload("B", _experiment((8, 8, 8), "relu", 10, SEVEN_INPUTS), {_TEXTBOOK: 5.0, **_PEERS}, 4.76),
    Workload("C", _experiment((8,) * 6, "tanh", 10), {_TEXTBOOK: 5.0, **_PEERS}, 4.87),
    Workload("D", _experiment((4, 2), "tanh", 1), {_TEXTBOOK: 3.0, **_PEERS}, 5.19),
    Workload("E", _experiment((4, 2), "tanh", 30), {_TEXTBOOK: 3.0, **_PEERS}, 4.40),
    Workload("F", _experiment((8, 8, 8), "relu", 0, SEVEN_INPUTS), {_TEXTBOOK: 3.0}, 3.66),
    Workload("G", _experiment((32, 32), "tanh", 64, samples=2000), {_TEXTBOOK: 3.0}, 2.57),
    Workload("H", _experiment((8, 8, 8), "relu", 1, SEVEN_INPUTS), {}, 4.07),
    Workload("I", _experiment((8,) * 6, "tanh", 1), {}, 5.24),
)
