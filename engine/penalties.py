"""Penalties on large weights: value and gradient together. Bias weights are never penalised, as in the lecture."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array


@dataclass(frozen=True)
class PenaltyKind:
    """A penalty R; the cost grows by λ R(w).

    Attributes
    ----------
    value : w -> R, over all weights but those of the bias
    gradient : w -> ∂R/∂w, of the same shape; 0 for a weight of exactly 0 under L1
    """

    name: str
    formula: str
    value: Callable[[Array], float]
    gradient: Callable[[Array], Array]


PENALTIES = {
    penalty.name: penalty
    for penalty in (
        PenaltyKind("l2", "(λ/2) Σ w²", lambda w: 0.5 * float(np.dot(w, w)), lambda w: w),
        PenaltyKind("l1", "λ Σ |w|", lambda w: float(np.abs(w).sum()), np.sign),
    )
}
