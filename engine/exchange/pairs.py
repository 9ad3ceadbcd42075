"""Pairs of a weight matrix and the bias weights beside it, as other programs keep a dense layer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats
from engine.errors import ImportFileError, shown

# (pattern of the matrix' name, of the name of its bias weights, whether a row is a unit of the layer after)
BY_UNIT = (re.compile(r"(.*?)\.?weight", re.I), re.compile(r"(.*?)\.?bias", re.I))  # PyTorch: fc1.weight, fc1.bias
BY_INPUT = (  # scikit-learn: coefs_[0], intercepts_[0]
    re.compile(r"coefs?_?\W?(\d+)\W?", re.I),
    re.compile(r"intercepts?_?\W?(\d+)\W?", re.I),
)
EITHER = (  # of one's own: W1, b1; which way round is seen from the shapes
    re.compile(r"(?:w|weights?|kernel)_?(\d+)", re.I),
    re.compile(r"(?:b|bias(?:es)?)_?(\d+)", re.I),
)
ALIASES = {  # what others call our activations
    "identity": "linear",
    "none": "linear",
    "logistic": "sigmoid",
    "leakyrelu": "leaky_relu",
    "silu": "swish",
}


@dataclass
class Assumed:
    """The activations of a network of which a file gives the weights alone, and the sentence that says so.

    Parameters
    ----------
    given : what a person says they are: one for each layer from 2 on, or one of the hidden layers and one of the last;
        nothing for the usual ones
    """

    given: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    def activations(self, layers: int, outputs: int) -> list[str]:
        """Return one activation for each of `layers` matrices.

        Raises
        ------
        ImportFileError
            if those given are of another number of layers, or none that is known here
        """
        given = tuple(ALIASES.get(name.lower(), name) for name in self.given)
        for name in given:
            if name not in ACTIVATIONS:
                raise ImportFileError(
                    f"an activation to assume is {shown(repr(name))}, expected one of {', '.join(ACTIVATIONS)}"
                )
        hidden, last = given if len(given) == 2 else ("tanh", "softmax" if outputs > 1 else "sigmoid")
        names = list(given) if len(given) == layers else [*[hidden] * (layers - 1), last]
        if given and len(given) not in (2, layers):
            raise ImportFileError(
                f"there are {len(given)} activations to assume, expected {layers}, one for each layer from 2 on, or "
                "one for the hidden layers and one for the last"
            )
        words = "as was said" if given else "as the file does not say them"
        self.notes.append(f"the activations are taken to be {', '.join(names)}, {words}")
        return names


def natural(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts names as a person does, fc2 before fc10."""
    parts = re.findall(r"\d+|\D+", name)
    return [(0, int(part[:18]), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in parts]


def paired(names: Sequence[str], patterns: tuple[re.Pattern[str], re.Pattern[str]]) -> list[tuple[str, str]]:
    """Return names of matrices, each with that of its bias weights ("" if it has none), the first layer first.

    Raises
    ------
    ImportFileError
        if a name is neither, stands for the same as another, or bias weights have no matrix
    """
    weights, biases = ({}, {})  # type: dict[str, str], dict[str, str]
    for name in names:
        for pattern, found in zip(patterns, (weights, biases), strict=True):
            if match := pattern.fullmatch(name):
                key = match[1].lstrip("0") or match[1][:1] if match[1].isdigit() else match[1]
                if key in found:
                    raise ImportFileError(f"{shown(found[key])} and {shown(name)} are the same layer, expected one")
                found[key] = name
                break
        else:
            raise ImportFileError(f"{shown(repr(name))} is neither the weights nor the bias weights of a dense layer")
    if lonely := [name for key, name in biases.items() if key not in weights]:
        raise ImportFileError(f"{shown(lonely[0])} has no weight matrix beside it, expected one")
    return [(weights[key], biases.get(key, "")) for key in sorted(weights, key=natural)]


def joined(pairs: Sequence[tuple[str, Floats, Floats | None]], by_unit: bool | None) -> list[Array]:
    """Return W⁽¹⁾ … W⁽ᴸ⁻¹⁾ of named pairs, column 0 the bias weights, which are 0 where there are none.

    Parameters
    ----------
    by_unit : whether a row is a unit of the layer after, as in W⁽ˡ⁾, or of the one before; None if that is to be seen
        from the shapes

    Raises
    ------
    ImportFileError
        if something is no matrix, the layers do not follow each other, or they would both ways
    """
    for name, weights, _ in pairs:
        if weights.ndim != 2:
            kind = "a convolution, which this program cannot represent" if weights.ndim in (3, 4, 5) else "no matrix"
            raise ImportFileError(f"{shown(name)} has shape {weights.shape}: {kind}, expected a dense layer's matrix")
    ways = [by_unit] if by_unit is not None else [True, False]
    faults = {way: _fault(pairs, way) for way in ways}
    sound = [way for way in ways if not faults[way]]
    if not sound:
        raise ImportFileError(faults[ways[0]])
    if len(sound) > 1 and any(weights.shape[0] > 1 or weights.shape[1] > 1 for _, weights, _ in pairs):
        raise ImportFileError(
            "its matrices fit each other both ways round, expected names that say which, such as 0.weight of PyTorch "
            "or coefs_0 of scikit-learn"
        )
    matrices = []
    for _, weights, bias in pairs:
        turned = np.asarray(weights if sound[0] else weights.T, dtype=np.float64)
        first = np.zeros(len(turned)) if bias is None else np.asarray(bias, dtype=np.float64).ravel()
        matrices.append(np.column_stack([first, turned]))
    return matrices


def _fault(pairs: Sequence[tuple[str, Floats, Floats | None]], by_unit: bool) -> str:
    """Return what does not fit if all matrices are one way round; nothing if all does."""
    shapes = [weights.shape if by_unit else weights.shape[::-1] for _, weights, _ in pairs]
    for (name, _, bias), (units, _) in zip(pairs, shapes, strict=True):
        if bias is not None and (bias.size != units or max(bias.shape, default=1) != units):
            return f"the bias weights beside {shown(name)} have shape {bias.shape}, expected ({units},)"
    for (before, after), (units, inputs) in zip(
        pairwise(name for name, _, _ in pairs), ((a[0], b[1]) for a, b in pairwise(shapes)), strict=True
    ):
        if units != inputs:
            return f"{shown(after)} takes {inputs} inputs, expected {units} as {shown(before)} gives"
    return ""


def known_activations(values: Mapping[str, str], layers: int) -> list[str] | None:
    """Return activations as scikit-learn names them, activation and out_activation_; None where it does not."""
    if "activation" not in values or "out_activation_" not in values:
        return None
    hidden, last = (ALIASES.get(values[name], values[name]) for name in ("activation", "out_activation_"))
    return [*[hidden] * (layers - 1), last]
