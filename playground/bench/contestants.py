"""Who is measured: ours, a textbook's loop, the plain loop, and scikit-learn and PyTorch where they are installed.

All learn from the same samples, with the same number of updates an epoch, in an order drawn anew for each epoch; all
but scikit-learn, which draws its own, can be given the order. scikit-learn knows no tanh output: its last unit is
linear, which is less work.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec

import numpy as np

from engine import batches
from engine.arrays import Array, Indices
from engine.experiment import Experiment
from engine.network import Network, first_network
from engine.optimizers import OPTIMIZERS
from engine.run import Run
from engine.samples import Samples, samples_of
from engine.seeds import generator
from engine.trainer import Loop, loop_of
from engine.trainer.plain import Plain
from playground.bench.textbook import Textbook
from playground.bench.workloads import with_test_part

ALONE, WHOLE_RUN, TEXTBOOK, PLAIN, SKLEARN, TORCH = (
    "training alone",
    "whole Run",
    "textbook",
    "plain loop",
    "scikit-learn",
    "PyTorch",
)
PACKAGES = {SKLEARN: "sklearn", TORCH: "torch"}


@dataclass(frozen=True)
class Contestant:
    """One that learns.

    Attributes
    ----------
    work : learns so many epochs
    epoch : learns one epoch in a given order; None where that cannot be given
    flat : returns the weights in the order of `Network.flat`; None where they cannot be compared
    loop : which loop of ours computes it, or ""
    """

    work: Callable[[int], object]
    epoch: Callable[[Indices], object] | None = None
    flat: Callable[[], Array] | None = None
    loop: str = ""


def installed() -> list[str]:
    """Return the contestants that can take part here."""
    return [name for name in MAKERS if name not in PACKAGES or find_spec(PACKAGES[name])]


def contestant(name: str, experiment: Experiment) -> Contestant:
    """Return a contestant, one of MAKERS, before its first epoch of an experiment without a test part."""
    return MAKERS[name](experiment)


def largest_difference(names: list[str], experiment: Experiment, epochs: int = 2) -> float:
    """Return the largest |difference| of a weight between contestants after the same epochs in the same order.

    Those that cannot be given an order are left out; the first that can is what the others are compared with.
    """
    made = [contestant(name, experiment) for name in names]
    rng = np.random.default_rng(1)
    orders = [rng.permutation(experiment.data.samples) for _ in range(epochs)]
    ends: list[Array] = []
    for one in made:
        if one.epoch and one.flat:
            for order in orders:
                one.epoch(order)
            ends.append(one.flat().copy())
    return max(float(np.abs(end - ends[0]).max()) for end in ends)


# ---- ours ----------------------------------------------------------------------------------------------------------


MakeLoop = Callable[[Experiment, Network, Array, Samples], Loop]


def plain_loop(experiment: Experiment, network: Network, memory: Array, samples: Samples) -> Loop:
    """Return the plain loop, whatever the program would take."""
    return Plain(experiment, network, memory, samples, generator(experiment.seed, "dropout"))


class Alone:
    """Our training with nothing around it: no cost is recorded, no rule is asked."""

    def __init__(self, experiment: Experiment, make_loop: MakeLoop = loop_of) -> None:
        self._rate = experiment.rate
        self.network = first_network(experiment)
        samples = samples_of(experiment)
        memory = OPTIMIZERS[experiment.optimizer.name].init(len(self.network.flat))
        self._loop = make_loop(experiment, self.network, memory, samples)
        self._rng = np.random.default_rng(1)
        self._samples = samples.count
        self._updates = 0
        self._updates_per_epoch = batches.count(samples.count, experiment.batch)

    @property
    def name(self) -> str:
        """Which loop computes it: kernel, program or plain."""
        return self._loop.name

    def epoch(self, order: Indices) -> None:
        """Learn from all samples in this order."""
        self._loop.epoch(order, self._rate, self._updates)
        self._updates += self._updates_per_epoch

    def work(self, epochs: int) -> None:
        """Learn so many epochs, each in an order of its own; several by one call, as a Run does."""
        while epochs:
            count = min(epochs, self._loop.most_epochs)
            orders = np.tile(np.arange(self._samples), (count, 1))
            for order in orders:
                self._rng.shuffle(order)
            self._loop.epochs(orders, np.full(count, self._rate), self._updates)
            self._updates += count * self._updates_per_epoch
            epochs -= count


def loop_name(experiment: Experiment) -> str:
    """Return which loop of ours computes an experiment."""
    return Alone(experiment).name


def _alone(experiment: Experiment, make_loop: MakeLoop = loop_of) -> Contestant:
    alone = Alone(experiment, make_loop)
    return Contestant(alone.work, alone.epoch, lambda: alone.network.flat, alone.name)


def _plain(experiment: Experiment) -> Contestant:
    return replace(_alone(experiment, plain_loop), loop="")


def _whole_run(experiment: Experiment) -> Contestant:
    """A Run as the program runs it: the costs of the training and of a test part are recorded after each epoch."""
    run = Run(with_test_part(experiment))
    run.advance(epochs=1)  # which compiles
    return Contestant(lambda epochs: run.advance(epochs=epochs))


# ---- the others ----------------------------------------------------------------------------------------------------


def _textbook(experiment: Experiment) -> Contestant:
    network, inputs, targets = _first(experiment)
    batch = batches.size(len(inputs), experiment.batch)
    textbook = Textbook(network, inputs, targets, experiment.rate, batch)
    return Contestant(_shuffled(textbook.epoch, experiment), textbook.epoch, textbook.flat)


def _sklearn(experiment: Experiment) -> Contestant:
    """scikit-learn at its best: many epochs to a call of `fit`, which checks its arguments but once."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    _, inputs, targets = _first(experiment)
    network = MLPRegressor(
        hidden_layer_sizes=[layer.units for layer in experiment.hidden],
        activation=experiment.hidden[0].activation,
        solver="sgd",
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=batches.size(len(inputs), experiment.batch),
        learning_rate_init=experiment.rate,
        tol=0.0,
        n_iter_no_change=10**9,
        warm_start=True,
        random_state=1,
    )

    def work(epochs: int) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.set_params(max_iter=epochs).fit(inputs, targets[:, 0])

    return Contestant(work)


def _torch(experiment: Experiment) -> Contestant:
    """A PyTorch loop as its own tutorial writes it, on one thread."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    first, inputs, targets = _first(experiment)
    phis = {"tanh": nn.Tanh, "relu": nn.ReLU}
    layers = []
    for matrix, phi in zip(first.W.values(), first.activations, strict=True):
        linear = nn.Linear(matrix.shape[1] - 1, matrix.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(matrix[:, 1:]))
            linear.bias.copy_(torch.tensor(matrix[:, 0]))
        layers += [linear, phis[phi]()]
    network = nn.Sequential(*layers)
    optimizer = torch.optim.SGD(network.parameters(), lr=experiment.rate)
    squared = nn.MSELoss()
    x, y = torch.tensor(inputs), torch.tensor(targets)
    batch = batches.size(len(inputs), experiment.batch)

    def epoch(order: Indices) -> None:
        samples = torch.from_numpy(order)
        for start in range(0, len(samples), batch):
            part = samples[start : start + batch]
            optimizer.zero_grad()
            cost = squared(network(x[part]), y[part]) / 2
            cost.backward()
            optimizer.step()

    def flat() -> Array:
        rows = [torch.cat([linear.bias[:, None], linear.weight], dim=1).flatten() for linear in layers[::2]]
        return np.asarray(torch.cat(rows).detach().numpy())

    return Contestant(_shuffled(epoch, experiment), epoch, flat)


def _first(experiment: Experiment) -> tuple[Network, Array, Array]:
    """Return the first weights, the inputs (n, u₁) and the targets (n, t)."""
    samples = samples_of(experiment)
    return first_network(experiment), samples.inputs.copy(), samples.targets.T.copy()


def _shuffled(epoch: Callable[[Indices], object], experiment: Experiment) -> Callable[[int], None]:
    rng = np.random.default_rng(experiment.seed)

    def work(epochs: int) -> None:
        for _ in range(epochs):
            epoch(rng.permutation(experiment.data.samples))

    return work


MAKERS: dict[str, Callable[[Experiment], Contestant]] = {
    ALONE: _alone,
    WHOLE_RUN: _whole_run,
    TEXTBOOK: _textbook,
    PLAIN: _plain,
    SKLEARN: _sklearn,
    TORCH: _torch,
}
