"""The network: its weight matrices W⁽¹⁾ … W⁽ᴸ⁻¹⁾, and the passes forward and backward as plain functions.

Everything is indexed by layer as in the lecture, from 1: `network.W[1]` is W⁽¹⁾, `passed.a[2]` is A⁽²⁾. One column is
one sample, as in Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ. The bias unit a⁽ˡ⁾₀ = 1 is a row of ones put on top of A⁽ˡ⁾ where W⁽ˡ⁾ reads it,
so column 0 of W⁽ˡ⁾ holds the bias weights.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats
from engine.costs import Cost
from engine.experiment import Experiment
from engine.initializers import INITIALIZERS
from engine.seeds import generator


@dataclass(frozen=True)
class Network:
    """A layered feedforward network.

    Attributes
    ----------
    sizes : u₁ … u_L, units in each layer, bias not counted
    activations : names in ACTIVATIONS for the layers 2 … L
    flat : all weights in one buffer, layer after layer, row after row
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    flat: Array

    @property
    def L(self) -> int:
        """The number of layers, input and output layer included."""
        return len(self.sizes)

    @cached_property
    def W(self) -> dict[int, Array]:
        """W⁽ˡ⁾ for l = 1 … L−1, shape (u_{l+1}, u_l + 1), as views into `flat`; row j−1, column k holds w⁽ˡ⁾ⱼ,ₖ."""
        return by_layer(self.sizes, self.flat)

    def weight(self, layer: int, target: int, source: int) -> float:
        """Return w⁽ˡ⁾ⱼ,ₖ: from unit k = `source` (0: bias) of `layer` to unit j = `target` of the next."""
        return float(self.W[layer][target - 1, source])

    def copy(self) -> "Network":
        return Network(self.sizes, self.activations, self.flat.copy())

    def sha256(self) -> str:
        """Return the fingerprint of the weights: of their bytes as little-endian float64, in the order of `flat`."""
        return hashlib.sha256(self.flat.astype("<f8").tobytes()).hexdigest()


def by_layer(sizes: Sequence[int], flat: Array) -> dict[int, Array]:
    """Cut a flat buffer into one matrix a layer, keyed 1 … L−1; views, nothing is copied."""
    matrices: dict[int, Array] = {}
    start = 0
    for layer, (sources, targets) in enumerate(pairwise(sizes), start=1):
        end = start + targets * (sources + 1)
        matrices[layer] = flat[start:end].reshape(targets, sources + 1)
        start = end
    return matrices


def weight_count(sizes: Sequence[int]) -> int:
    return sum(targets * (sources + 1) for sources, targets in pairwise(sizes))


def first_network(experiment: Experiment) -> Network:
    """Return the network with which a run of the experiment starts."""
    rng = generator(experiment.seed, "weights")
    draw = INITIALIZERS[experiment.initializer].draw
    network = Network(experiment.sizes, experiment.activations, np.zeros(weight_count(experiment.sizes)))
    for matrix in network.W.values():
        matrix[:, 1:] = draw(rng, matrix.shape[1] - 1, matrix.shape[0])
    return network


@dataclass(frozen=True)
class Forward:
    """What one forward pass leaves.

    Attributes
    ----------
    z : Z⁽ˡ⁾ for l = 2 … L, shape (u_l, n)
    a : A⁽ˡ⁾ for l = 1 … L, shape (u_l, n), without the bias unit's row; a[1] is the inputs, one column a sample
    """

    z: dict[int, Floats]
    a: dict[int, Floats]

    @property
    def output(self) -> Floats:
        """A⁽ᴸ⁾, shape (t, n)."""
        return self.a[max(self.a)]


def with_bias(a: Floats) -> Floats:
    """Return A⁽ˡ⁾ with the bias unit a⁽ˡ⁾₀ = 1 as its row 0, shape (u_l + 1, n)."""
    return np.vstack([np.ones((1, a.shape[1]), a.dtype), a])


def forward(network: Network, inputs: Floats) -> Forward:
    """Propagate inputs, shape (n, u₁), through the network: z⁽ˡ⁺¹⁾ = W⁽ˡ⁾ a⁽ˡ⁾, a⁽ˡ⁺¹⁾ = φ(z⁽ˡ⁺¹⁾)."""
    z: dict[int, Floats] = {}
    a: dict[int, Floats] = {1: np.ascontiguousarray(inputs.T)}
    for layer, matrix in network.W.items():
        z[layer + 1] = matrix.astype(inputs.dtype, copy=False) @ with_bias(a[layer])
        a[layer + 1] = ACTIVATIONS[network.activations[layer - 1]].value(z[layer + 1])
    return Forward(z, a)


@dataclass(frozen=True)
class Backward:
    """What one backward pass leaves.

    Attributes
    ----------
    delta : δ⁽ˡ⁾ for l = 2 … L, shape (u_l, n): one column a sample, before any mean is taken
    gradient : ∂J/∂w for every weight, in the order of `Network.flat`; J is the mean over the n samples
    """

    delta: dict[int, Array]
    gradient: Array


def backward(network: Network, passed: Forward, targets: Array, cost: Cost) -> Backward:
    """Propagate the error back: δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y, δ⁽ˡ⁾ = (W⁽ˡ⁾)ᵀ δ⁽ˡ⁺¹⁾ ⊙ φ′(z⁽ˡ⁾), ∂J/∂W⁽ˡ⁾ = δ⁽ˡ⁺¹⁾ [a⁽ˡ⁾]ᵀ / n.

    Parameters
    ----------
    passed : the forward pass over the samples
    targets : y, shape (t, n)
    """
    samples = targets.shape[1]
    flat = np.empty_like(network.flat)
    gradient = by_layer(network.sizes, flat)
    delta = {network.L: cost.delta(passed.output, targets)}
    for layer in range(network.L - 1, 0, -1):
        gradient[layer][:] = delta[layer + 1] @ with_bias(passed.a[layer]).T / samples
        if layer > 1:
            slope = ACTIVATIONS[network.activations[layer - 2]].derivative(passed.z[layer], passed.a[layer])
            delta[layer] = network.W[layer][:, 1:].T @ delta[layer + 1] * slope
    return Backward(delta, flat)


def cost_of(network: Network, inputs: Array, targets: Array, cost: Cost) -> float:
    """Return J, the mean cost over the samples; inputs (n, u₁), targets (t, n)."""
    return float(np.mean(cost.value(forward(network, inputs).z[network.L], targets)))
