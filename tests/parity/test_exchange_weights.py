"""Weights to and from PyTorch (safetensors) and scikit-learn (coefs_ and intercepts_)."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from sklearn.neural_network import MLPClassifier, MLPRegressor

from engine.activations import HIDDEN
from engine.exchange.importing import read
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.network import Network, weight_count
from tests.engine.exchange.models import random_model
from tests.parity.agreement import agree
from tests.parity.torch_twin import ACTIVATIONS as TORCH

RNG = np.random.default_rng(3)


class Phi(torch.nn.Module):
    """An activation that has no weights, as a module."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return TORCH[self.name](z)


def sequential(sizes: tuple[int, ...], activations: tuple[str, ...]) -> torch.nn.Sequential:
    parts: list[torch.nn.Module] = []
    for (before, after), name in zip(pairwise(sizes), activations, strict=True):
        parts += [torch.nn.Linear(before, after), Phi(name)]
    return torch.nn.Sequential(*parts).double()


def test_pytorch_loads_the_weights_as_they_are_and_computes_the_same(tmp_path: Path) -> None:
    for seed in range(60):
        model = random_model(seed)
        (tmp_path / "m.safetensors").write_bytes(FORMATS["safetensors"].write(model, "m")["m.safetensors"])
        net = sequential(model.network.sizes, model.network.activations)
        net.load_state_dict(load_file(tmp_path / "m.safetensors"), strict=True)
        points = model.probes(100)
        with np.errstate(all="ignore"), torch.no_grad():
            ours, theirs = model.output(points), net(torch.from_numpy(model.inputs(points))).numpy()
        agree("PyTorch from safetensors", np.nan_to_num(ours), np.nan_to_num(theirs), 1e-9)


@pytest.mark.parametrize("name", HIDDEN)
def test_weights_of_pytorch_come_in(name: str, tmp_path: Path) -> None:
    net = sequential((2, 5, 4, 1), (name, name, "sigmoid"))
    save_file(net.state_dict(), tmp_path / "m.safetensors")
    opened = read(tmp_path / "m.safetensors", (name, "sigmoid"))
    points = RNG.uniform(-3, 3, (50, 2))
    with torch.no_grad():
        agree("from PyTorch", opened.model.output(points), net(torch.from_numpy(points)).numpy(), 1e-12)


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_a_classifier_of_scikit_learn_comes_in(activation: str, classes: int, tmp_path: Path) -> None:
    points = RNG.uniform(-3, 3, (60, 2))
    theirs = MLPClassifier((5, 4), activation=activation, max_iter=5, random_state=0)
    theirs.fit(points, np.arange(60) % classes)
    save(tmp_path / "m.npz", theirs)
    opened = read(tmp_path / "m.npz")
    expected = theirs.predict_proba(points)
    agree("from scikit-learn", opened.model.output(points), expected if classes > 2 else expected[:, 1:], 1e-12)


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_a_regressor_of_scikit_learn_comes_in(tmp_path: Path) -> None:
    points = RNG.uniform(-3, 3, (60, 2))
    theirs = MLPRegressor(hidden_layer_sizes=(5,), max_iter=5, random_state=0).fit(points, points.sum(axis=1))
    save(tmp_path / "m.npz", theirs)
    opened = read(tmp_path / "m.npz")
    assert opened.experiment.output == "linear"
    agree("from scikit-learn", opened.model.output(points)[:, 0], theirs.predict(points), 1e-12)


def save(path: Path, fitted: MLPClassifier | MLPRegressor) -> None:
    """Save a fitted network as a person would: its public arrays, and what its activations are."""
    arrays = {f"coefs_{i}": matrix for i, matrix in enumerate(fitted.coefs_)}
    arrays |= {f"intercepts_{i}": bias for i, bias in enumerate(fitted.intercepts_)}
    np.savez(path, activation=fitted.activation, out_activation_=fitted.out_activation_, **arrays)


@pytest.mark.parametrize(("ours", "theirs"), [("linear", "identity"), ("sigmoid", "logistic"), ("tanh", "tanh")])
@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_scikit_learn_takes_our_arrays(ours: str, theirs: str, tmp_path: Path) -> None:
    network = Network((2, 5, 4, 1), (ours, ours, "linear"), RNG.normal(size=weight_count((2, 5, 4, 1))))
    model = Model(network, ("x1", "x2"))
    (tmp_path / "m.npz").write_bytes(FORMATS["npz-coefs"].write(model, "m")["m.npz"])
    points = model.probes(100)
    peer = MLPRegressor(hidden_layer_sizes=(5, 4), activation=theirs, max_iter=1).fit(points, points[:, 0])
    with np.load(tmp_path / "m.npz", allow_pickle=False) as archive:
        peer.coefs_ = [archive[f"coefs_{i}"] for i in range(3)]
        peer.intercepts_ = [archive[f"intercepts_{i}"] for i in range(3)]
    agree("scikit-learn from coefs_", model.output(points)[:, 0], peer.predict(points), 1e-12)
