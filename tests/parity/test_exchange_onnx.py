"""ONNX in ONNX Runtime, with every activation and input, standardised or not; and ONNX that comes from PyTorch."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from engine.activations import HIDDEN, OUTPUTS
from engine.exchange.exporting import differences, export
from engine.exchange.importing import read
from engine.exchange.model import Model
from engine.exchange.onnx_model import INPUT, OUTPUT, TOLERANCE
from engine.exchange.table import FORMATS
from engine.features import FEATURES
from engine.network import Network, weight_count
from engine.samples import Scaling
from tests.engine.exchange.models import EXPERIMENTS, random_model, trained
from tests.parity.agreement import agree


def model_of(activation: str, output: str, features: tuple[str, ...], layers: int, *, standardised: bool) -> Model:
    rng = np.random.default_rng(layers)
    sizes = (len(features), *[5] * layers, 3 if output == "softmax" else 1)
    network = Network(sizes, (*[activation] * layers, output), rng.normal(0, 1, weight_count(sizes)))
    scaling = Scaling(rng.normal(0, 1, sizes[0]), rng.uniform(0.5, 2, sizes[0])) if standardised else None
    return Model(network, features, scaling)


def compare(group: str, model: Model, folder: Path, tolerance: float = TOLERANCE) -> None:
    (folder / "m.onnx").write_bytes(FORMATS["onnx"].write(model, "m")["m.onnx"])
    session = onnxruntime.InferenceSession(str(folder / "m.onnx"), providers=["CPUExecutionProvider"])
    points = model.probes(300)
    assert [(given.name, given.type) for given in session.get_inputs()] == [(INPUT, "tensor(double)")]
    found = session.run([OUTPUT], {INPUT: points})[0]
    with np.errstate(all="ignore"):
        ours = model.output(points)
    assert np.array_equal(np.isfinite(found), np.isfinite(ours))
    agree(group, np.nan_to_num(found), np.nan_to_num(ours), tolerance)


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("activation", HIDDEN)
def test_every_activation_computes_the_same_in_onnx_runtime(activation: str, layers: int, tmp_path: Path) -> None:
    for output in OUTPUTS:
        for standardised in (False, True):
            model = model_of(activation, output, ("x1", "x2"), layers, standardised=standardised)
            compare("ONNX Runtime, activations", model, tmp_path)


@pytest.mark.parametrize("standardised", [False, True])
def test_every_input_computes_the_same_in_onnx_runtime(standardised: bool, tmp_path: Path) -> None:
    for feature in FEATURES:
        model = model_of("tanh", "linear", (feature,), 1, standardised=standardised)
        compare("ONNX Runtime, each input", model, tmp_path, 1e-12)
    compare(
        "ONNX Runtime, all inputs", model_of("tanh", "linear", tuple(FEATURES), 2, standardised=standardised), tmp_path
    )


def test_random_networks_compute_the_same_in_onnx_runtime(tmp_path: Path) -> None:
    for seed in range(150):
        compare("ONNX Runtime, random networks", random_model(seed), tmp_path)


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_what_was_learnt_computes_the_same_in_onnx_runtime(kind: str, tmp_path: Path) -> None:
    checked = export(trained(EXPERIMENTS[kind], epochs=10), tmp_path / "m.onnx", FORMATS["onnx"])
    assert checked.by == "ONNX Runtime"
    assert checked.difference <= 1e-12


def test_one_point_and_many_are_taken(tmp_path: Path) -> None:
    model = trained()
    (tmp_path / "m.onnx").write_bytes(FORMATS["onnx"].write(model, "m")["m.onnx"])
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"), providers=["CPUExecutionProvider"])
    for count in (1, 7):
        points = model.probes(count)
        found = session.run(None, {INPUT: points})[0]
        assert found.shape == (count, 1)
        assert differences(model.output(points), found).max() < 1e-14


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("module", "ours"),
    [
        (torch.nn.ReLU(), "relu"),
        (torch.nn.Tanh(), "tanh"),
        (torch.nn.Sigmoid(), "sigmoid"),
        (torch.nn.SiLU(), "swish"),
        (torch.nn.ELU(), "elu"),
        (torch.nn.Softplus(), "softplus"),
        (torch.nn.LeakyReLU(), "leaky_relu"),
        (torch.nn.GELU(approximate="tanh"), "gelu"),
        (torch.nn.Identity(), "linear"),
    ],
    ids=str,
)
def test_onnx_of_pytorch_comes_in(module: torch.nn.Module, ours: str, tmp_path: Path) -> None:
    parts = [torch.nn.Linear(2, 4), module, torch.nn.Dropout(0.5), torch.nn.Linear(4, 3), torch.nn.Softmax(dim=1)]
    net = torch.nn.Sequential(*parts).double().eval()
    points = np.random.default_rng(0).uniform(-5, 5, (40, 2))
    inputs = torch.from_numpy(points)
    named = {"input_names": ["x"], "dynamic_axes": {"x": {0: "n"}}}
    torch.onnx.export(net, (inputs,), str(tmp_path / "m.onnx"), dynamo=False, **named)
    opened = read(tmp_path / "m.onnx")
    assert opened.model.network.activations == (ours, "softmax")
    with torch.no_grad():
        agree("from PyTorch by ONNX", opened.model.output(points), net(inputs).numpy(), 1e-12)
