"""Networks as modules of PyTorch: the same outputs, from raw points, and a module that can be trained on."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.exchange import torch_code
from engine.exchange.formats import Format
from engine.exchange.model import Model
from engine.network import Network
from tests.engine.exchange.code_models import (
    anyone,
    imported,
    lecture_model,
    near,
    of_all_features,
    of_each_activation,
    written,
)
from tests.parity.agreement import agree

BOTH = pytest.mark.parametrize("format", torch_code.FORMATS, ids=lambda format: format.name)


def outputs(file: Path, points: np.ndarray) -> np.ndarray:
    return np.asarray(imported(file).load()(torch.from_numpy(points)).detach())


@BOTH
def test_a_copy_is_tried_out_in_a_process_of_its_own(format: Format, tmp_path: Path) -> None:
    model = lecture_model()
    points = model.probes(300)
    tried = format.try_out(tmp_path, written(tmp_path, format, model, "my 3 classes"), points)
    agree("code, PyTorch", model.output(points), tried, format.tolerance)


@BOTH
def test_every_activation_and_feature_and_any_network(format: Format, tmp_path: Path) -> None:
    models = [*of_each_activation(), of_all_features(), *(anyone(seed) for seed in range(100))]
    for number, model in enumerate(models):
        tried = outputs(tmp_path / written(tmp_path, format, model, f"model_{number}"), near(model))
        agree("code, PyTorch", model.output(near(model)), tried, 1e-12)


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "elu", "softplus", "gelu", "swish", "softmax"])
def test_nothing_overflows(name: str, tmp_path: Path) -> None:
    model = Model(Network((1, 2), (name,), np.array([0.0, 1.0, 0.0, -1.0])))
    points = np.array([[-1000.0], [1000.0], [0.0], [20.5], [-1e300]])
    tried = outputs(tmp_path / written(tmp_path, torch_code.FORMATS[0], model), points)
    agree("code, PyTorch", model.output(points), tried, 1e-12)


@BOTH
def test_the_module_is_double_its_buffers_travel_and_it_has_gradients(format: Format, tmp_path: Path) -> None:
    module = imported(tmp_path / written(tmp_path, format, lecture_model())).load()
    state = module.state_dict()
    assert {tensor.dtype for tensor in state.values()} == {torch.float64}
    assert sorted(dict(module.named_buffers())) == ["deviation", "mean"]
    assert not module.training
    module(torch.zeros(3, 2, dtype=torch.float64)).sum().backward()
    assert all(parameter.grad is not None for parameter in module.parameters())
    again = imported(tmp_path / "model.py").Network()
    again.load_state_dict(state)
    points = torch.rand(5, 2, dtype=torch.float64)
    assert torch.equal(again(points), module(points))
