"""Diagnosis: what went wrong, where, and the likely cause, in words."""

from typing import TYPE_CHECKING

import numpy as np

from engine.activations import ACTIVATIONS

if TYPE_CHECKING:
    from engine.run import Run


def divergence(run: "Run") -> str:
    """Return the layer in which the numbers left the finite ones, and the likely cause."""
    return f"{_where(run)}, most likely because {_cause(run)}"


def _where(run: "Run") -> str:
    for layer, matrix in run.network.W.items():
        if not np.isfinite(matrix).all():
            return f"weights into layer {layer + 1} are no numbers any more"
    sizes = {layer: float(np.abs(matrix).max()) for layer, matrix in run.network.W.items()}
    largest = max(sizes, key=lambda layer: sizes[layer])
    if not np.isfinite(run.memory).all():
        return f"what the optimizer remembers is no number any more, weights into layer {largest + 1} are largest"
    return f"the cost is no number any more, weights into layer {largest + 1} have grown to {sizes[largest]:.1e}"


def _cause(run: "Run") -> str:
    experiment = run.experiment
    unbounded = [name for name in experiment.activations if ACTIVATIONS[name].bounds is None]
    if experiment.reduction == "sum":
        return f"the gradient is a sum over the samples, and the learning rate {run.rate:g} too large for it"
    if unbounded and not experiment.data.standardise:
        return f"the learning rate {run.rate:g} is too large for {unbounded[0]} units, which have no upper bound"
    return f"the learning rate {run.rate:g} is too large"
