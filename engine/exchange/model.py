"""Model: a trained network that stands by itself, with all it needs to take a raw point."""

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array, Floats
from engine.experiment import Experiment
from engine.features import inputs, needed_by
from engine.network import Network, forward
from engine.samples import Samples, Scaling


@dataclass(frozen=True, eq=False)
class Model:
    """A network and what is done to a point before layer 1.

    Attributes
    ----------
    network : its weights and activations
    features : names of features, one for each unit of layer 1; none where it is given its inputs as they are
    scaling : how the inputs are standardised, or None
    experiment : what it was trained by; None where it was trained elsewhere
    table_digest : of the table that it was trained on, where that is too large to have come with its file; else ""
    """

    network: Network
    features: tuple[str, ...] = ()
    scaling: Scaling | None = None
    experiment: Experiment | None = None
    table_digest: str = ""

    @classmethod
    def of(cls, experiment: Experiment, network: Network, samples: Samples) -> "Model":
        """Return the model that an experiment has come to; the weights are copied."""
        return cls(network.copy(), experiment.features, samples.scaling, experiment)

    @property
    def dimensions(self) -> int:
        """How many numbers of a point are needed; without features, one for each unit of layer 1."""
        return max(map(needed_by, self.features), default=self.network.sizes[0])

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the columns of its points are called; () where they have no name of their own."""
        return self.experiment.data.input_names if self.experiment else ()

    def inputs(self, points: Floats) -> Floats:
        """Return what layer 1 is given of points, shape (n, dimensions) to (n, u₁)."""
        raw = inputs(self.features, points) if self.features else points
        return self.scaling(raw) if self.scaling else raw

    def output(self, points: Floats) -> Floats:
        """Return a⁽ᴸ⁾ of points, shape (n, dimensions) to (n, t): the engine's own numbers."""
        return np.ascontiguousarray(forward(self.network, self.inputs(points)).output.T)

    def probes(self, count: int, seed: int = 0) -> Array:
        """Return points to compare a copy of the model at, shape (count, dimensions): within ±3, and some far off."""
        rng = np.random.default_rng(seed)
        points = rng.uniform(-3, 3, (count, self.dimensions))
        points[::10] *= 10
        return points
