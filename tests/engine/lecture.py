"""The lecture's formulas written out with plain loops: slow, and with nothing in common with the engine's code."""

import math
from collections.abc import Sequence

Matrix = list[list[float]]

PHI = {
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "linear": (lambda z: z, lambda z: 1.0),
}


def gradient(weights: list[Matrix], activations: Sequence[str], x: Sequence[float], y: float) -> list[Matrix]:
    """Return ∂J/∂w for one sample and the logistic cost: row j−1, column k holds that of w⁽ˡ⁾ⱼ,ₖ."""
    units, nets = [list(x)], []
    for matrix, name in zip(weights, activations, strict=True):
        with_bias = [1.0, *units[-1]]
        nets.append([sum(w * a for w, a in zip(row, with_bias, strict=True)) for row in matrix])
        units.append([PHI[name][0](z) for z in nets[-1]])
    delta = [units[-1][0] - y]
    gradients: list[Matrix] = []
    for layer in reversed(range(len(weights))):
        gradients.insert(0, [[d * a for a in [1.0, *units[layer]]] for d in delta])
        if layer:
            slopes = [PHI[activations[layer - 1]][1](z) for z in nets[layer - 1]]
            delta = [
                slope * sum(weights[layer][j][k + 1] * d for j, d in enumerate(delta)) for k, slope in enumerate(slopes)
            ]
    return gradients
