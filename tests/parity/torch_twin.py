"""An experiment once more, in PyTorch: autograd, torch's own losses, optimizers and schedulers, in float64.

It shares no formula with the engine: of it only values are read, such as the fields of an Experiment and first weights.
Defaults of the optimizers are torch's unless the experiment gives a parameter, so equal defaults are proved as well.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import lr_scheduler

from engine.experiment import Experiment

torch.set_num_threads(1)  # the matrices are tiny

Array = np.ndarray
Given = Mapping[str, float]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, negative_slope=0.01),
    "elu": F.elu,
    "softplus": lambda z: F.softplus(z, threshold=500.0),  # torch cuts off at 20, an error of e⁻²⁰ = 2e-9
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "swish": F.silu,
    "sin": torch.sin,
    "linear": lambda z: z,
    "step": lambda z: (z >= 0).to(z.dtype),
    "softmax": lambda z: F.softmax(z, dim=1),
}

COSTS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {  # (z, a, y), each (n, t) -> the sum over all
    "logistic": lambda z, a, y: F.binary_cross_entropy_with_logits(z, y, reduction="sum"),
    "cross_entropy": lambda z, a, y: F.cross_entropy(z, y.argmax(dim=1), reduction="sum"),
    "squared": lambda z, a, y: F.mse_loss(a, y, reduction="sum") / 2,
    "huber": lambda z, a, y: F.huber_loss(a, y, reduction="sum", delta=1.0),
    "hinge": lambda z, a, y: torch.clamp(1 - y * a, min=0).sum(),
    "perceptron": lambda z, a, y: torch.clamp(-(2 * y - 1) * z, min=0).sum(),
}


class Twin:
    """The network of an experiment as `nn.Linear` layers, and what trains it.

    Attributes
    ----------
    layers : W⁽¹⁾ … W⁽ᴸ⁻¹⁾, bias weights apart as torch has them
    net_inputs : z of each layer in the latest forward pass, shape (n, units)
    """

    def __init__(self, experiment: Experiment, weights: Mapping[int, Array]) -> None:
        self.experiment = experiment
        self.layers = [_linear(matrix) for matrix in weights.values()]
        self.net_inputs: list[Tensor] = []
        self.optimizer = self._make_optimizer()
        self.scheduler = self._make_scheduler()
        self._held = [self._where(matrix) for matrix in (*experiment.frozen, *experiment.pruned)]

    # ---- the objective ---------------------------------------------------------------------------------------------

    def forward(self, inputs: Array, dropped: Mapping[int, Array] | None = None) -> Tensor:
        """Return the output, shape (n, t); `dropped` holds factors of shape (units, n) by layer, as the engine's."""
        a, self.net_inputs = torch.tensor(inputs), []
        for number, (layer, name) in enumerate(zip(self.layers, self.experiment.activations, strict=True), start=2):
            self.net_inputs.append(layer(a))
            a = ACTIVATIONS[name](self.net_inputs[-1])
            if dropped and number in dropped:
                a = a * torch.tensor(dropped[number].T)
        return a

    def data_term(self, inputs: Array, targets: Array, dropped: Mapping[int, Array] | None = None) -> Tensor:
        a = self.forward(inputs, dropped)
        total = COSTS[self.experiment.cost](self.net_inputs[-1], a, torch.tensor(targets.T))
        return total / len(inputs) if self.experiment.reduction == "mean" else total

    def penalty(self) -> Tensor:
        """Return λ₁ Σ |w| + λ₂/2 Σ w² of all weights but those of the bias."""
        weights = torch.cat([layer.weight.flatten() for layer in self.layers])
        return self.experiment.l1 * weights.abs().sum() + self.experiment.l2 / 2 * (weights**2).sum()

    def value(self, inputs: Array, targets: Array) -> float:
        """Return J."""
        return float((self.data_term(inputs, targets) + self.penalty()).detach())

    def backward(self, inputs: Array, targets: Array, dropped: Mapping[int, Array] | None = None) -> None:
        """Leave ∂J/∂w in the grad of every parameter, 0 where autograd finds no way to it."""
        for parameter in self.parameters():
            parameter.grad = torch.zeros_like(parameter)
        J = self.data_term(inputs, targets, dropped)
        if self.experiment.l1 or self.experiment.l2:
            J = J + self.penalty()
        J.backward()

    def gradient(self, inputs: Array, targets: Array, dropped: Mapping[int, Array] | None = None) -> Array:
        """Return ∂J/∂w in the order of the engine's `Network.flat`."""
        self.backward(inputs, targets, dropped)
        return _flat([(layer.weight.grad, layer.bias.grad) for layer in self.layers])

    # ---- learning --------------------------------------------------------------------------------------------------

    def parameters(self) -> Iterator[nn.Parameter]:
        for layer in self.layers:
            yield from layer.parameters()

    def flat(self) -> Array:
        """Return all weights in the order of the engine's `Network.flat`."""
        return _flat([(layer.weight, layer.bias) for layer in self.layers])

    def learn(self, inputs: Array, targets: Array, dropped: Mapping[int, Array] | None = None) -> None:
        """Update the weights once, from one mini-batch."""
        self.backward(inputs, targets, dropped)
        before = [tensor[place].item() for tensor, place in self._held]
        with torch.no_grad():
            for tensor, place in self._held:
                tensor.grad[place] = 0.0
            self._clip()
            self.optimizer.step()
            self._shorten()
            for (tensor, place), value in zip(self._held, before, strict=True):
                tensor[place] = value

    def _clip(self) -> None:
        """As nn.utils.clip_grad_norm_, without the 1e-6 which that adds to the length."""
        length = math.sqrt(sum(float((parameter.grad**2).sum()) for parameter in self.parameters()))
        if self.experiment.clip and length > self.experiment.clip:
            for parameter in self.parameters():
                parameter.grad.mul_(self.experiment.clip / length)

    def _shorten(self) -> None:
        """As torch.renorm of each unit's incoming weights, without the 1e-7 which that adds to the length."""
        for layer in self.layers if self.experiment.max_norm else ():
            for row in layer.weight:
                length = float(row.norm())
                if length > self.experiment.max_norm:
                    row.mul_(self.experiment.max_norm / length)

    def _where(self, weight: tuple[int, int, int]) -> tuple[nn.Parameter, tuple[int, ...]]:
        """Return the tensor and the place in it of w⁽ˡ⁾ⱼ,ₖ."""
        layer, target, source = weight
        linear = self.layers[layer - 1]
        return (linear.weight, (target - 1, source - 1)) if source else (linear.bias, (target - 1,))

    def _make_optimizer(self) -> torch.optim.Optimizer:
        given, rate = dict(self.experiment.optimizer.given), self.experiment.rate
        name = self.experiment.optimizer.name
        if name == "adamw":
            decay = {"weight_decay": given["weight_decay"]} if "weight_decay" in given else {}
            weights = {"params": [layer.weight for layer in self.layers], **decay}
            biases = {"params": [layer.bias for layer in self.layers], "weight_decay": 0.0}
            return torch.optim.AdamW([weights, biases], lr=rate, **_adam(given))
        return OPTIMIZERS[name](list(self.parameters()), rate, given)

    def _make_scheduler(self) -> lr_scheduler.LRScheduler:
        choice = self.experiment.schedule
        return SCHEDULERS[choice.name](self.optimizer, dict(choice.given))


def _linear(matrix: Array) -> nn.Linear:
    """Return the layer of a matrix W⁽ˡ⁾ whose column 0 holds the bias weights."""
    targets, sources = matrix.shape[0], matrix.shape[1] - 1
    layer = nn.Linear(sources, targets, dtype=torch.float64)
    with torch.no_grad():
        layer.bias.copy_(torch.tensor(matrix[:, 0]))
        layer.weight.copy_(torch.tensor(matrix[:, 1:]))
    return layer


def _flat(pairs: list[tuple[Any, Any]]) -> Array:
    """Return weights and bias weights of each layer as one array: row after row, the bias weight first."""
    rows = [torch.cat([bias.detach()[:, None], weight.detach()], dim=1).flatten() for weight, bias in pairs]
    return np.asarray(torch.cat(rows).numpy().copy())


# ---- torch's optimizers and schedulers, by the engine's names ------------------------------------------------------


def _renamed(given: Given, names: Mapping[str, str]) -> dict[str, Any]:
    return {names[name]: value for name, value in given.items() if name in names}


def _adam(given: Given) -> dict[str, Any]:
    betas = (given.get("beta1", 0.9), given.get("beta2", 0.999))
    return {"betas": betas} | _renamed(given, {"epsilon": "eps"})


def _rprop(given: Given) -> dict[str, Any]:
    etas = (given.get("shrink", 0.5), given.get("grow", 1.2))
    return {"etas": etas, "step_sizes": (given.get("least_step", 1e-6), given.get("greatest_step", 50))}


def _momentum(given: Given) -> float:
    return given.get("momentum", 0.9)  # torch has none unless it is asked for


OPTIMIZERS: dict[str, Callable[[list[nn.Parameter], float, Given], torch.optim.Optimizer]] = {
    "gd": lambda w, rate, p: torch.optim.SGD(w, lr=rate),
    "momentum": lambda w, rate, p: torch.optim.SGD(w, lr=rate, momentum=_momentum(p)),
    "nesterov": lambda w, rate, p: torch.optim.SGD(w, lr=rate, momentum=_momentum(p), nesterov=True),
    "adagrad": lambda w, rate, p: torch.optim.Adagrad(w, lr=rate, **_renamed(p, {"epsilon": "eps"})),
    "rmsprop": lambda w, rate, p: torch.optim.RMSprop(w, lr=rate, **_renamed(p, {"epsilon": "eps", "decay": "alpha"})),
    "adam": lambda w, rate, p: torch.optim.Adam(w, lr=rate, **_adam(p)),
    "rprop": lambda w, rate, p: torch.optim.Rprop(w, lr=rate, **_rprop(p)),
}


def _constant(optimizer: torch.optim.Optimizer, _p: Given) -> lr_scheduler.LRScheduler:
    return lr_scheduler.ConstantLR(optimizer, factor=1.0)


def _inverse(optimizer: torch.optim.Optimizer, p: Given) -> lr_scheduler.LRScheduler:
    return lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + p["decay"] * epoch))


def _cosine(optimizer: torch.optim.Optimizer, p: Given) -> lr_scheduler.LRScheduler:
    least = p.get("floor", 0.0) * optimizer.param_groups[0]["lr"]
    return lr_scheduler.CosineAnnealingLR(optimizer, T_max=int(p["epochs"]), eta_min=least)


def _warmup(optimizer: torch.optim.Optimizer, p: Given) -> lr_scheduler.LRScheduler:
    epochs = int(p["epochs"])
    return lr_scheduler.LinearLR(optimizer, start_factor=1 / epochs, end_factor=1.0, total_iters=epochs - 1)


SCHEDULERS: dict[str, Callable[[torch.optim.Optimizer, Given], lr_scheduler.LRScheduler]] = {
    "constant": _constant,
    "step": lambda o, p: lr_scheduler.StepLR(o, step_size=int(p["every"]), gamma=p["factor"]),
    "exponential": lambda o, p: lr_scheduler.ExponentialLR(o, gamma=p["decay"]),
    "inverse": _inverse,
    "cosine": _cosine,
    "warmup": _warmup,
}
