"""The lecture's formulas written out with plain loops: slow, and with nothing in common with the engine's code."""

import math
from collections.abc import Callable, Sequence

Matrix = list[list[float]]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def gelu_slope(z: float) -> float:
    t = math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * z**2)


PHI: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1.0 if z > 0 else 0.01),
    "elu": (lambda z: z if z > 0 else math.exp(z) - 1, lambda z: 1.0 if z > 0 else math.exp(z)),
    "softplus": (lambda z: math.log(1 + math.exp(z)), sigmoid),
    "gelu": (lambda z: 0.5 * z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))), gelu_slope),
    "swish": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "sin": (math.sin, math.cos),
    "linear": (lambda z: z, lambda z: 1.0),
    "step": (lambda z: 1.0 if z >= 0 else 0.0, lambda z: 0.0),
}


def outputs(weights: list[Matrix], activations: Sequence[str], x: Sequence[float]) -> list[float]:
    """Return the activations of the output layer for one sample."""
    units = list(x)
    for matrix, name in zip(weights, activations, strict=True):
        units = [PHI[name][0](sum(w * a for w, a in zip(row, [1.0, *units], strict=True))) for row in matrix]
    return units


def gradient(weights: list[Matrix], activations: Sequence[str], x: Sequence[float], y: Sequence[float]) -> list[Matrix]:
    """Return ∂J/∂w for one sample and a matched cost, δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y: row j−1, column k holds that of w⁽ˡ⁾ⱼ,ₖ."""
    units, nets = [list(x)], []
    for matrix, name in zip(weights, activations, strict=True):
        with_bias = [1.0, *units[-1]]
        nets.append([sum(w * a for w, a in zip(row, with_bias, strict=True)) for row in matrix])
        units.append([PHI[name][0](z) for z in nets[-1]])
    delta = [a - wanted for a, wanted in zip(units[-1], y, strict=True)]
    gradients: list[Matrix] = []
    for layer in reversed(range(len(weights))):
        gradients.insert(0, [[d * a for a in [1.0, *units[layer]]] for d in delta])
        if layer:
            slopes = [PHI[activations[layer - 1]][1](z) for z in nets[layer - 1]]
            delta = [
                slope * sum(weights[layer][j][k + 1] * d for j, d in enumerate(delta)) for k, slope in enumerate(slopes)
            ]
    return gradients
