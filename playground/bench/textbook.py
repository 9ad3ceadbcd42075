"""Backpropagation in NumPy as a textbook prints it: short, readable, and slow in the usual ways.

It is what a learner would write, and what the program's own training is measured against. One row is one sample; the
weights into a layer are a matrix of shape (sources, targets), and the bias weights a vector beside it.
"""

from collections.abc import Callable

import numpy as np

from engine.arrays import Array, Indices
from engine.network import Network

PHI: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {  # φ(z), and φ′ told by a = φ(z)
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda z: np.maximum(0, z), lambda a: (a > 0).astype(float)),
}


class Textbook:
    """A network that learns J = ½ mean (y − a)² by mini-batch gradient descent.

    Parameters
    ----------
    network : whose first weights it begins with
    inputs, targets : shapes (n, u₁) and (n, t)
    rate, batch : the learning rate, and the samples in a mini-batch
    """

    def __init__(self, network: Network, inputs: Array, targets: Array, rate: float, batch: int) -> None:
        self.weights = [matrix[:, 1:].T.copy() for matrix in network.W.values()]
        self.biases = [matrix[:, 0].copy() for matrix in network.W.values()]
        self.phi = [PHI[name] for name in network.activations]
        self.inputs = inputs
        self.targets = targets
        self.rate = rate
        self.batch = batch

    def epoch(self, order: Indices) -> None:
        """Learn from each sample once, in this order."""
        for start in range(0, len(order), self.batch):
            part = order[start : start + self.batch]
            self.learn(self.inputs[part], self.targets[part])

    def learn(self, x: Array, y: Array) -> None:
        """Change the weights by one update from a mini-batch, shapes (b, u₁) and (b, t)."""
        a = [x]
        for W, b, (value, _) in zip(self.weights, self.biases, self.phi, strict=True):
            a.append(value(a[-1] @ W + b))
        delta = (a[-1] - y) * self.phi[-1][1](a[-1])
        for layer in reversed(range(len(self.weights))):
            weight_gradient = a[layer].T @ delta / len(x)
            bias_gradient = delta.sum(axis=0) / len(x)
            if layer > 0:
                delta = (delta @ self.weights[layer].T) * self.phi[layer - 1][1](a[layer])
            self.weights[layer] = self.weights[layer] - self.rate * weight_gradient
            self.biases[layer] = self.biases[layer] - self.rate * bias_gradient

    def flat(self) -> Array:
        """Return all weights in the order of the engine's `Network.flat`."""
        pairs = zip(self.biases, self.weights, strict=True)
        return np.concatenate([np.vstack([b, W]).T.ravel() for b, W in pairs])
