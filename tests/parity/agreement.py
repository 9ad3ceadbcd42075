"""How far the engine and its peers may differ, and how far they did: the largest difference of each group is shown."""

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import Array
from engine.network import by_layer

FLOOR = 1e-3  # derivatives below this share of their layer's largest are held to that share instead
largest: dict[str, tuple[float, float]] = {}  # group: the largest difference so far, and the tolerance


def agree(group: str, ours: ArrayLike, theirs: ArrayLike, tolerance: float) -> None:
    """Fail if two results differ by more than `tolerance`: relative above 1, absolute below."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    _hold(group, ours, theirs, np.maximum(1.0, np.abs(theirs)), tolerance)


def agree_relatively(group: str, ours: ArrayLike, theirs: ArrayLike, tolerance: float) -> None:
    """Fail if ‖ours − theirs‖ > tolerance ‖theirs‖; where theirs is 0, ours must be."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    assert ours.shape == theirs.shape
    difference = np.asarray(np.linalg.norm(ours - theirs))
    _hold(group, difference, np.zeros(()), np.asarray(np.linalg.norm(theirs)), tolerance)


def agree_gradients(group: str, sizes: tuple[int, ...], ours: Array, theirs: Array, tolerance: float) -> None:
    """Fail if two gradients differ as a whole, or in any one derivative, by more than `tolerance`, relative."""
    agree_relatively(f"{group}, whole", ours, theirs, tolerance)
    layers = zip(by_layer(sizes, ours).values(), by_layer(sizes, theirs).values(), strict=True)
    for our_layer, their_layer in layers:
        size = np.maximum(np.abs(their_layer), FLOOR * np.abs(their_layer).max())
        _hold(f"{group}, each", our_layer, their_layer, size, tolerance)


def _hold(group: str, ours: Array, theirs: Array, size: Array, tolerance: float) -> None:
    assert ours.shape == theirs.shape
    assert np.isfinite(ours).all()
    assert np.isfinite(theirs).all()
    error = np.abs(ours - theirs)
    share = np.where(error > 0, error / np.maximum(size, np.finfo(np.float64).tiny), 0.0)
    worst = float(share.max(initial=0.0))
    largest[group] = max(worst, largest.get(group, (0.0, 0.0))[0]), tolerance
    assert worst <= tolerance, f"{group}: {worst:.3g} apart, at most {tolerance:g} is allowed"
