"""The network: its weight matrices W⁽¹⁾ … W⁽ᴸ⁻¹⁾, and the passes forward and backward as plain functions.

Everything is indexed by layer as in the lecture, from 1: `network.W[1]` is W⁽¹⁾, `passed.a[2]` is A⁽²⁾. One column is
one sample, as in Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ. The bias unit a⁽ˡ⁾₀ = 1 is a row of ones put on top of A⁽ˡ⁾ where W⁽ˡ⁾ reads it,
so column 0 of W⁽ˡ⁾ holds the bias weights.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats
from engine.costs import Cost
from engine.errors import EngineError
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
        """Return w⁽ˡ⁾ⱼ,ₖ: from unit k = `source` (0: bias) of `layer` to unit j = `target` of the next.

        Raises
        ------
        EngineError
            if the network has no such weight
        """
        if not (1 <= layer < self.L and 1 <= target <= self.sizes[layer] and 0 <= source <= self.sizes[layer - 1]):
            shape = "-".join(map(str, self.sizes))
            raise EngineError(f"the network {shape} has no weight (l, j, k) = ({layer}, {target}, {source})")
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


def draw_weights(experiment: Experiment, rng: np.random.Generator) -> Array:
    """Return new weights for the whole network, in the order of `Network.flat`, as the initializer draws them."""
    initializer = INITIALIZERS[experiment.initializer.name]
    parameters = experiment.initializer.with_defaults(initializer.defaults)
    flat = np.zeros(weight_count(experiment.sizes))
    for matrix in by_layer(experiment.sizes, flat).values():
        matrix[:, 0] = parameters.get("bias", 0.0)
        matrix[:, 1:] = initializer.draw(rng, matrix.shape[1] - 1, matrix.shape[0], parameters)
    return flat


def first_network(experiment: Experiment) -> Network:
    """Return the network with which a run of the experiment starts; pruned weights are 0."""
    flat = draw_weights(experiment, generator(experiment.seed, "weights"))
    network = Network(experiment.sizes, experiment.activations, flat)
    for layer, target, source in experiment.pruned:
        network.W[layer][target - 1, source] = 0.0
    return network


# ---- forward -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forward:
    """What one forward pass leaves.

    Attributes
    ----------
    z : Z⁽ˡ⁾ for l = 2 … L, shape (u_l, n)
    a : A⁽ˡ⁾ for l = 1 … L, shape (u_l, n), without the bias unit's row; a[1] is the inputs, one column a sample. Where
        there was dropout it is what was handed on: 0 for units left out
    dropped : for hidden layers with dropout, the factor of each unit and sample: 0, or 1 / (1 − share)
    """

    z: dict[int, Floats]
    a: dict[int, Floats]
    dropped: Mapping[int, Floats] = field(default_factory=dict)

    @property
    def output(self) -> Floats:
        """A⁽ᴸ⁾, shape (t, n)."""
        return self.a[max(self.a)]

    def alone(self, column: int) -> "Forward":
        """Return the pass of one of the samples, as arrays of one column."""
        parts = (self.z, self.a, self.dropped)
        z, a, dropped = ({layer: values[:, [column]] for layer, values in part.items()} for part in parts)
        return Forward(z, a, dropped)


def with_bias(a: Floats) -> Floats:
    """Return A⁽ˡ⁾ with the bias unit a⁽ˡ⁾₀ = 1 as its row 0, shape (u_l + 1, n)."""
    return np.vstack([np.ones((1, a.shape[1]), a.dtype), a])


def forward(network: Network, inputs: Floats, dropped: Mapping[int, Floats] | None = None) -> Forward:
    """Propagate inputs, shape (n, u₁), through the network: z⁽ˡ⁺¹⁾ = W⁽ˡ⁾ a⁽ˡ⁾, a⁽ˡ⁺¹⁾ = φ(z⁽ˡ⁺¹⁾).

    `dropped` multiplies the activations of layers, see `Forward`; while nothing is learnt there is none.

    >>> network = Network((2, 1), ("sigmoid",), np.array([0.5, 1.0, -2.0]))  # w⁽¹⁾₁,₀, w⁽¹⁾₁,₁, w⁽¹⁾₁,₂
    >>> passed = forward(network, np.array([[3.0, 1.0]]))
    >>> float(passed.z[2][0, 0])  # 0.5 + 1 · 3 − 2 · 1
    1.5
    >>> round(float(passed.a[2][0, 0]), 4)
    0.8176
    """
    dropped = dropped or {}
    z: dict[int, Floats] = {}
    a: dict[int, Floats] = {1: np.ascontiguousarray(inputs.T)}
    for layer, matrix in network.W.items():
        z[layer + 1] = matrix.astype(inputs.dtype, copy=False) @ with_bias(a[layer])
        a[layer + 1] = ACTIVATIONS[network.activations[layer - 1]].value(z[layer + 1])
        if layer + 1 in dropped:
            a[layer + 1] = a[layer + 1] * dropped[layer + 1]
    return Forward(z, a, dropped)


# ---- backward ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Backward:
    """What one backward pass leaves.

    Attributes
    ----------
    delta : δ⁽ˡ⁾ for l = 2 … L, shape (u_l, n): one column a sample, before any mean is taken
    gradient : the derivative of the data term by every weight, in the order of `Network.flat`
    """

    delta: dict[int, Array]
    gradient: Array


def backward(network: Network, passed: Forward, targets: Array, cost: Cost, reduction: str = "mean") -> Backward:
    """Propagate the error back: δ⁽ˡ⁾ = (W⁽ˡ⁾)ᵀ δ⁽ˡ⁺¹⁾ ⊙ φ′(z⁽ˡ⁾), ∂J/∂W⁽ˡ⁾ = δ⁽ˡ⁺¹⁾ [a⁽ˡ⁾]ᵀ, over n for the mean.

    Parameters
    ----------
    passed : the forward pass over the samples
    targets : y, shape (t, n)
    reduction : "mean" or "sum" over the samples
    """
    scale = 1 / targets.shape[1] if reduction == "mean" else 1.0
    flat = np.empty_like(network.flat)
    gradient = by_layer(network.sizes, flat)
    L = network.L
    delta = {L: cost.delta(network.activations[-1], passed.z[L], passed.output, targets)}
    for layer in range(L - 1, 0, -1):
        gradient[layer][:] = (delta[layer + 1] @ with_bias(passed.a[layer]).T) * scale
        if layer > 1:
            delta[layer] = hidden_delta(network, passed, delta[layer + 1], layer)
    return Backward(delta, flat)


def hidden_delta(network: Network, passed: Forward, above: Array, layer: int) -> Array:
    """Return δ⁽ˡ⁾ = (W⁽ˡ⁾)ᵀ δ⁽ˡ⁺¹⁾ ⊙ φ′(z⁽ˡ⁾), the bias column of W⁽ˡ⁾ left out, shape (u_l, n)."""
    arriving = network.W[layer][:, 1:].T @ above
    phi = ACTIVATIONS[network.activations[layer - 2]]
    z, a = passed.z[layer], passed.a[layer]
    if layer in passed.dropped:  # φ′ is taken of the activation before dropout
        arriving = arriving * passed.dropped[layer]
        a = phi.value(z)
    return np.asarray(phi.pull_back(z, a, arriving))


def sample_costs(passed: Forward, targets: Array, cost: Cost) -> Array:
    """Return what each sample adds to the data term of J, before any mean is taken; targets (t, n), result (n,)."""
    return np.asarray(cost.value(passed.z[max(passed.z)], passed.output, targets).sum(axis=0))


def cost_of_pass(passed: Forward, targets: Array, cost: Cost, reduction: str = "mean") -> float:
    """Return the data term of J after a forward pass; targets (t, n)."""
    each = sample_costs(passed, targets, cost)
    return float(each.mean() if reduction == "mean" else each.sum())


def cost_of(network: Network, inputs: Array, targets: Array, cost: Cost, reduction: str = "mean") -> float:
    """Return the data term of J over samples: inputs (n, u₁), targets (t, n); NaN where there is none."""
    if not len(inputs):
        return float("nan")
    return cost_of_pass(forward(network, inputs), targets, cost, reduction)
