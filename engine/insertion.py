"""Insertion: the weights of a layer that is put into a network which has learnt, so that its outputs hardly change.

Between p units, whose activations are a, and q units, which were given z = W a + b, come n new ones. The rule is that
of Net2Net's deeper net (Chen, Goodfellow and Shlens 2016) and of network morphism (Wei et al. 2016): W is written as a
product of what leads into the new units and what leads out of them,

    W ≈ out · into,  into: n × p, out: q × n.

- n ≥ p: new unit i passes on unit i of the layer before, into = I and out = W.
- n ≥ q, n < p: new unit j is given what unit j after it was given, into = W and out = I.
- n < p and n < q: into = Uᵀ W and out = U, where U are the n strongest principal directions of W a over samples. No
  other product of that rank comes nearer to W a there in the mean of squares (Eckart and Young 1936).

Units beyond those are given the weights that were drawn for them and lead nowhere yet: weight 0.

Then each new unit is made to work where its activation function is nearly straight (`Activation.straight`): what it
would be given, u, becomes z = s u + c, with s ≤ 1 so that |z| stays within a bounded range, or with c so that z does
not fall below a half line. There φ(z) ≈ m + k u, with the k of the regression line over samples, which is divided out
again: out / k. At last the bias weights after the layer take up the mean of what is still missing. One that is frozen
or cut stays as it is; then no unit is shifted, c = 0.

What is reached: with n ≥ min(p, q), a linear layer changes nothing but for rounding, nor does one of relu, leaky relu
or elu; the others bend by a few hundredths of what they pass on. This holds where the samples lie, not far from them. A
narrower range would bend less, but small net inputs need large weights after them, and with those learning goes astray:
of 64 insertions into sigmoid networks that had learnt, learning broke down after 19 with |z| ≤ 0.8, after 8 with 1.4.
A step passes nothing on: its weights are drawn, as are those of a network that has learnt nothing yet.
"""

import numpy as np
import numpy.typing as npt

from engine.activations import ACTIVATIONS, Activation
from engine.arrays import Array

MOST_SAMPLES = 1000  # that are looked at: of a million, these tell as much
LEAST_SLOPE = 1e-3  # a unit that hands on less, as one of relu below 0, is not made up for


def passes_on(activation: str) -> bool:
    """Tell whether a layer with this activation function can pass on what it is given."""
    return ACTIVATIONS[activation].straight is not None


def inserted(
    weights: Array, given: Array, drawn: Array, activation: str, stays: npt.NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Return the weights into a new layer and out of it that stand for the weights which it comes between.

    Parameters
    ----------
    weights : [b W], shape (q, p + 1)
    given : a, activations of the layer before for some samples, one column a sample, shape (p, samples)
    drawn : fresh weights into the new layer, for units that nothing is left for, shape (n, p + 1)
    activation : that of the new layer, one that passes on
    stays : which of the q bias weights are to stay as they are, shape (q,)

    Returns
    -------
    into : shape (n, p + 1)
    out : shape (q, n + 1)
    """
    phi = ACTIVATIONS[activation]
    wanted = weights[:, 1:] @ given
    first_out, first_into = _factors(weights[:, 1:], wanted, len(drawn))
    carriers = len(first_into)
    u = first_into @ given
    scale, shift = _range(phi, u, may_shift=not stays.any())
    z = scale * u + shift
    a = np.asarray(phi.value(z), float)
    slope = _slope(phi, u, scale, z, a)

    into, out = drawn.copy(), np.zeros((len(weights), len(drawn) + 1))
    into[:carriers] = np.hstack([shift, scale * first_into])
    out[:, 1 : carriers + 1] = first_out / slope
    missing = (wanted - out[:, 1 : carriers + 1] @ a).mean(axis=1)
    out[:, 0] = weights[:, 0] + np.where(stays, 0.0, missing)
    return into, out


def _factors(matrix: Array, wanted: Array, units: int) -> tuple[Array, Array]:
    """Return (out, into) with matrix ≈ out · into over so many units at most."""
    targets, sources = matrix.shape
    if units >= sources:
        return matrix, np.eye(sources)
    if units >= targets:
        return np.eye(targets), matrix
    spread = wanted - wanted.mean(axis=1, keepdims=True)
    _, directions = np.linalg.eigh(spread @ spread.T)  # the strongest one last
    strongest = directions[:, ::-1][:, :units]
    return strongest, strongest.T @ matrix


def _range(phi: Activation, u: Array, *, may_shift: bool) -> tuple[Array, Array]:
    """Return the s and c of each unit, as columns, with which s u + c lies where φ is nearly straight."""
    assert phi.straight is not None
    low, high = phi.straight
    scale, shift = np.ones((len(u), 1)), np.zeros((len(u), 1))
    if np.isfinite(high):
        scale = high / np.maximum(np.abs(u).max(axis=1, keepdims=True), high)
    elif np.isfinite(low) and may_shift:
        shift = np.maximum(low - u.min(axis=1, keepdims=True), 0.0)
    return scale, shift


def _slope(phi: Activation, u: Array, scale: Array, z: Array, a: Array) -> Array:
    """Return the slope of each unit's regression line of a over u; s φ′(z) where u is the same for all samples."""
    du, da = u - u.mean(axis=1, keepdims=True), a - a.mean(axis=1, keepdims=True)
    squares = (du * du).sum(axis=1)
    is_still = np.ptp(u, axis=1) <= 1e-9 * np.abs(u).max(axis=1)
    slope = (du * da).sum(axis=1) / np.where(is_still, 1.0, squares)
    slope = np.where(is_still, scale[:, 0] * phi.derivative(z[:, 0], a[:, 0]), slope)
    return np.where(np.abs(slope) > LEAST_SLOPE, slope, 1.0)
