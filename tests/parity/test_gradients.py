"""∂J/∂w and J against PyTorch's autograd, over random networks of every activation × cost × penalty × reduction."""

import itertools
import zlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine import Data, Experiment, Layer, Run, forward, gradient
from engine.activations import HIDDEN
from engine.arrays import Array
from engine.costs import COSTS
from engine.datasets import DATASETS
from tests.parity.agreement import agree_gradients, agree_relatively
from tests.parity.torch_twin import Twin

TOLERANCE = 1e-10
NEAR = 1e-8  # no net input, and no margin of the hinge, may come nearer to a kink than this
SEEDS = 2  # networks for each combination and reduction
PAIRS = [(cost.name, output) for cost in COSTS.values() for output in cost.outputs]
PENALTIES = {"none": (0.0, 0.0), "l1": (0.03, 0.0), "l2": (0.0, 0.2), "both": (0.02, 0.1)}
SMOOTH = [name for name in HIDDEN if name != "step"]  # no derivative gets through a step
BINARY = ("circle", "moons", "gauss", "spiral", "checkerboard")
SEVERAL = ("blobs", "rings", "pinwheel", "spiral3")
VALUES = ("reg-plane", "reg-gauss", "sine", "step", "line")
ON_A_LINE = ("x1", "x1^2", "sin_x1", "abs_x1")
ON_THE_PLANE = (*ON_A_LINE, "x2", "x2^2", "x1x2", "sin_x2", "cos_x2", "r", "theta")


def seeded(*words: object) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(words).encode()))


def kinds_for(cost: str, output: str) -> list[tuple[str, ...]]:
    """Return the kinds of data that a cost and an output can have: two classes, several, and perhaps values."""
    has_values = cost in ("squared", "huber") and output != "softmax"
    return [BINARY, SEVERAL, VALUES] if has_values else [BINARY, SEVERAL]


def random_data(rng: np.random.Generator, cost: str, output: str) -> Data:
    kinds = kinds_for(cost, output)
    kind = kinds[rng.integers(len(kinds))]
    name = str(rng.choice(kind))
    classes = int(rng.integers(3, 6)) if kind is SEVERAL else 0
    return Data(
        name,
        samples=int(rng.integers(8, 40)),
        noise=float(rng.uniform(0.05, 0.3)),
        train_share=0.75,
        classes=classes,
        standardise=bool(rng.integers(2)),
    )


def random_features(rng: np.random.Generator, data: Data) -> tuple[str, ...]:
    names = ON_A_LINE if data.dimensions == 1 else ON_THE_PLANE
    return tuple(str(name) for name in rng.permutation(names)[: rng.integers(1, 5)])


def random_hidden(rng: np.random.Generator, activation: str) -> tuple[Layer, ...]:
    """Draw one to three hidden layers, a random one of which has the activation."""
    layers = [Layer(int(rng.integers(1, 8)), str(rng.choice(SMOOTH))) for _ in range(rng.integers(1, 4))]
    chosen = rng.integers(len(layers))
    layers[chosen] = replace(layers[chosen], activation=activation)
    return tuple(layers)


def random_experiment(rng: np.random.Generator, cost: str, output: str, hidden: tuple[Layer, ...]) -> Experiment:
    data = random_data(rng, cost, output)
    return Experiment(
        data=data,
        features=random_features(rng, data),
        hidden=hidden,
        output=output,
        cost=cost,
        seed=int(rng.integers(1000)),
    )


def run_of(experiment: Experiment, rng: np.random.Generator) -> Run:
    """Return a run at random weights, bias weights too; smaller where more or larger inputs arrive.

    Units that are sure to the last digits would compare nothing but the rounding of 1 − a.
    """
    run = Run(experiment)
    for matrix in run.W.values():
        matrix[:] = rng.normal(0, 1.2 / np.sqrt(matrix.shape[1]), matrix.shape)
    run.W[1][:, 1:] /= np.maximum(1.0, np.abs(run.samples.inputs).max(axis=0) / 3)
    return run


def assert_far_from_kinks(twin: Twin, inputs: Array, targets: Array) -> None:
    a = twin.forward(inputs).detach().numpy()
    names = twin.experiment.activations
    for name, z in zip(names, twin.net_inputs, strict=True):
        if name in ("relu", "leaky_relu", "step"):
            assert z.detach().abs().min() > NEAR
    if (twin.experiment.cost, names[-1]) == ("hinge", "linear"):  # tanh does not get to the hinge
        assert np.abs(1 - targets.T * a).min() > NEAR


def assert_same_derivatives(group: str, run: Run) -> None:
    part = run.samples.train
    inputs, targets = run.samples.inputs[part], run.samples.targets[:, part]
    twin = Twin(run.experiment, run.W)
    assert_far_from_kinks(twin, inputs, targets)
    ours, theirs = run.objective.gradient(run.network, inputs, targets), twin.gradient(inputs, targets)
    agree_gradients(f"gradients, {group}", run.network.sizes, ours, theirs, TOLERANCE)
    agree_relatively(
        f"J, {group}", run.objective.value(run.network, inputs, targets), twin.value(inputs, targets), TOLERANCE
    )


def penalised(experiment: Experiment, penalty: str, reduction: str) -> Experiment:
    l1, l2 = PENALTIES[penalty]
    return replace(experiment, l1=l1, l2=l2, reduction=reduction)


def networks(*words: object) -> Iterator[tuple[np.random.Generator, str]]:
    """Yield a generator for each network of a combination, and the reduction, in turn the mean and the sum."""
    for reduction, seed in itertools.product(("mean", "sum"), range(SEEDS)):
        yield seeded(*words, reduction, seed), reduction


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize(("cost", "output"), PAIRS)
@pytest.mark.parametrize("activation", HIDDEN)
def test_hidden_layers(activation: str, cost: str, output: str, penalty: str) -> None:
    for rng, reduction in networks(activation, cost, output, penalty):
        experiment = random_experiment(rng, cost, output, random_hidden(rng, activation))
        assert_same_derivatives(f"hidden {activation}", run_of(penalised(experiment, penalty, reduction), rng))


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize(("cost", "output"), PAIRS)
def test_no_hidden_layer(cost: str, output: str, penalty: str) -> None:
    for rng, reduction in networks(cost, output, penalty):
        experiment = random_experiment(rng, cost, output, ())
        assert_same_derivatives("no hidden layer", run_of(penalised(experiment, penalty, reduction), rng))


@pytest.mark.parametrize(("cost", "output"), PAIRS)
def test_every_kind_of_data(cost: str, output: str) -> None:
    """What is drawn at random above, here one by one, with standardised inputs and without."""
    for name, standardise in itertools.product(itertools.chain(*kinds_for(cost, output)), (False, True)):
        rng = seeded(name, cost, output, standardise)
        features = ON_A_LINE[:2] if DATASETS[name].dimensions == 1 else ("x1", "x2", "x1^2")
        hidden = (Layer(5, "tanh"), Layer(3, "sin"))
        experiment = Experiment(
            data=Data(name, samples=40, noise=0.1, standardise=standardise),
            features=features,
            hidden=hidden,
            output=output,
            cost=cost,
        )
        assert_same_derivatives("every kind of data", run_of(experiment, rng))


@pytest.mark.parametrize(("cost", "output"), PAIRS)
@pytest.mark.parametrize("activation", HIDDEN)
def test_dropout(activation: str, cost: str, output: str) -> None:
    """The same factors given to both: 0, or 1 / (1 − share), behind one hidden layer or all."""
    for rng, reduction in networks("dropout", activation, cost, output):
        experiment = random_experiment(rng, cost, output, random_hidden(rng, activation))
        run = run_of(penalised(experiment, "both", reduction), rng)
        part = run.samples.train
        inputs, targets = run.samples.inputs[part], run.samples.targets[:, part]
        dropped = {
            number: (rng.random((layer.units, len(part))) >= 0.4) / 0.6
            for number, layer in enumerate(experiment.hidden, start=2)
            if number == 2 or rng.random() < 0.5
        }
        twin = Twin(run.experiment, run.W)
        assert_far_from_kinks(twin, inputs, targets)
        back = run.objective.backward(run.network, forward(run.network, inputs, dropped), targets)
        ours = back.gradient + run.objective.penalty_gradient(run.network.flat)
        theirs = twin.gradient(inputs, targets, dropped)
        agree_gradients("gradients, dropout", run.network.sizes, ours, theirs, TOLERANCE)


@pytest.mark.parametrize("samples", [1, 2, 200])
def test_any_number_of_samples(samples: int) -> None:
    """Part by part, as mini-batches are: the mean is over the samples given, not over all there are."""
    rng = seeded("samples", samples)
    run = run_of(Experiment(data=Data("moons", noise=0.1), hidden=(Layer(6, "gelu"),), l2=0.1), rng)
    part = run.samples.train[:samples]
    ours = np.concatenate([matrix.ravel() for matrix in gradient(run, part).values()])
    theirs = Twin(run.experiment, run.W).gradient(run.samples.inputs[part], run.samples.targets[:, part])
    agree_gradients("gradients, any number of samples", run.network.sizes, ours, theirs, TOLERANCE)


@pytest.mark.parametrize("scale", [3.0, 10.0])
@pytest.mark.parametrize(("cost", "output"), [("logistic", "sigmoid"), ("cross_entropy", "softmax")])
def test_very_sure_outputs(cost: str, output: str, scale: float) -> None:
    """Net inputs of dozens, where a naive log(a) is −inf or has lost its digits."""
    rng = seeded("sure", cost, scale)
    run = run_of(Experiment(data=Data("blobs", 60, 0.3), hidden=(Layer(8, "relu"),), output=output, cost=cost), rng)
    run.network.flat[:] *= scale
    assert_same_derivatives("very sure outputs", run)
