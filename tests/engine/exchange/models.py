"""Models to write and read: every activation and feature, standardised or not, of 1 to 4 matrices."""

import functools

import numpy as np

from engine import Data, Experiment, Layer, Run
from engine.activations import HIDDEN, OUTPUTS
from engine.exchange.model import Model
from engine.features import FEATURES
from engine.network import Network, weight_count
from engine.samples import Scaling


def random_model(seed: int) -> Model:
    """A network of nobody's: random sizes, activations, inputs and weights."""
    rng = np.random.default_rng(seed)
    features = tuple(rng.permutation(list(FEATURES))[: rng.integers(1, 6)].tolist()) if seed % 4 else ()
    inputs = len(features) or int(rng.integers(1, 5))
    sizes = (inputs, *rng.integers(1, 7, rng.integers(0, 4)).tolist(), int(rng.integers(1, 5)))
    activations = (*rng.choice(HIDDEN, len(sizes) - 2).tolist(), str(rng.choice(OUTPUTS)))
    network = Network(sizes, activations, rng.normal(0, 1, weight_count(sizes)))
    scaling = Scaling(rng.normal(0, 1, inputs), rng.uniform(0.5, 2, inputs)) if seed % 3 == 0 else None
    return Model(network, features, scaling)


@functools.cache
def trained(experiment: Experiment = Experiment(), epochs: int = 5) -> Model:  # noqa: B008 - frozen
    """The model that an experiment comes to."""
    run = Run(experiment)
    run.advance(epochs=epochs)
    return Model.of(experiment, run.network, run.samples)


EVERYTHING = Experiment(
    data=Data(samples=60, standardise=True),
    features=tuple(FEATURES),
    hidden=tuple(Layer(3, name) for name in HIDDEN if name not in ("step", "linear", "sigmoid")),
)
SOFTMAX = Experiment(data=Data("spiral3", samples=60), hidden=(Layer(5),), output="softmax", cost="cross_entropy")
CURVE = Experiment(
    data=Data("sine", samples=60),
    features=("x1",),
    hidden=(Layer(4, "relu"),),
    output="linear",
    cost="squared",
    rate=0.01,
)
PERCEPTRON = Experiment(data=Data("separable", samples=60), hidden=(), output="step", cost="perceptron", batch=1)
EXPERIMENTS = {"usual": Experiment(), "everything": EVERYTHING, "softmax": SOFTMAX, "curve": CURVE, "step": PERCEPTRON}


def same(one: Model, other: Model) -> bool:
    """Whether two models are the same to the bit; the experiment is not looked at."""
    scales = [
        (model.scaling.mean.tobytes(), model.scaling.deviation.tobytes()) if model.scaling else None
        for model in (one, other)
    ]
    return (
        one.network.flat.tobytes() == other.network.flat.tobytes()
        and (one.network.sizes, one.network.activations) == (other.network.sizes, other.network.activations)
        and one.features == other.features
        and scales[0] == scales[1]
    )
