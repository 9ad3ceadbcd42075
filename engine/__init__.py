"""The engine: layered networks, their mathematics and their training, in the notation of one lecture. Never Qt.

>>> from engine import Experiment, Layer, Run, choose
>>> run = Run(Experiment(hidden=(Layer(8, "relu"),), optimizer=choose("adam"), rate=0.01))
>>> run.advance(epochs=10)
250
>>> run.W[1].shape
(8, 3)
>>> gradient_check(run).verdict
'fine'
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.arrays import Array, Indices
from engine.choices import Choice, choose
from engine.data import Data
from engine.errors import DivergedError, EngineError, ExperimentError, ExportError, ImportFileError
from engine.experiment import Experiment, Layer, Stop
from engine.gradient_check import EPSILON, GradientCheck, gradient_check_of
from engine.models import MODELS
from engine.network import Forward, Network, backward, by_layer, first_network, forward
from engine.run import Run
from engine.steps import LearningStep, Step, steps
from engine.timeline import Position, Timeline

__all__ = [
    "MODELS",
    "Choice",
    "Data",
    "DivergedError",
    "EngineError",
    "Experiment",
    "ExperimentError",
    "ExportError",
    "Forward",
    "GradientCheck",
    "ImportFileError",
    "Layer",
    "LearningStep",
    "Network",
    "Position",
    "Run",
    "Step",
    "Stop",
    "Timeline",
    "backward",
    "choose",
    "first_network",
    "forward",
    "gradient",
    "gradient_check",
    "load",
    "save",
    "steps",
]


@np.errstate(over="ignore", invalid="ignore")
def gradient(run: Run, samples: Indices | None = None) -> dict[int, Array]:
    """Return ∂J/∂W⁽ˡ⁾ for l = 1 … L−1, each of the shape of W⁽ˡ⁾, over samples or else the whole training part.

    >>> {layer: part.shape for layer, part in gradient(Run(Experiment())).items()}
    {1: (4, 3), 2: (1, 5)}
    """
    part = run.samples.train if samples is None else samples
    flat = run.objective.gradient(run.network, run.samples.inputs[part], run.samples.targets[:, part])
    return by_layer(run.network.sizes, flat)


def gradient_check(
    run: Run,
    samples: Indices | None = None,
    epsilon: float = EPSILON,
    progress: Callable[[], object] | None = None,
) -> GradientCheck:
    """Compare every derivative with its central difference, over samples or else the whole training part.

    The run stays as it is. It takes two forward passes a weight; `progress` is called after each weight.

    >>> run = Run(Experiment())
    >>> check = gradient_check(run)
    >>> check.verdict, check.error < 1e-7, check.by_layer(check.errors)[1].shape
    ('fine', True, (4, 3))
    """
    part = run.samples.train if samples is None else samples
    inputs, targets = run.samples.inputs[part], run.samples.targets[:, part]
    return gradient_check_of(run.objective, run.network, inputs, targets, epsilon, progress)


def save(run: Run, path: str | Path) -> None:
    """Write a run to a session file (.nnplay), so that `load` goes on with the very bits; raise ExportError.

    >>> from tempfile import TemporaryDirectory
    >>> run = Run(Experiment())
    >>> run.advance(epochs=3)
    75
    >>> with TemporaryDirectory() as folder:
    ...     save(run, Path(folder, "run.nnplay"))
    ...     again = load(Path(folder, "run.nnplay"))
    >>> again.advance(epochs=1) == run.advance(epochs=1)
    True
    >>> again.network.sha256() == run.network.sha256()
    True
    """
    from engine import session  # a start does without it

    session.save(Path(path), session.Session(Timeline(run).state()))


def load(path: str | Path) -> Run:
    """Return the run of a session file, where it stood; raise ImportFileError.

    >>> load("no such file.nnplay")
    Traceback (most recent call last):
    engine.errors.ImportFileError: cannot read 'no such file.nnplay': no such file or directory
    """
    from engine import session

    return Timeline.of(session.load(Path(path)).state).run
