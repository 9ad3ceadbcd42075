"""What changes of weights are called in the list of changes: in the field's words, with the lecture's symbols."""

from collections.abc import Mapping, Sequence

from engine import symbols
from engine.experiment import Weight

MOST_NAMED = 3  # weights are named one by one up to here


def weights_into(sizes: Sequence[int], layer: int, unit: int = 0) -> list[Weight]:
    """Return all weights into a unit of layer l ≥ 2, the bias weight first; into the whole layer for unit 0."""
    units = [unit] if unit else range(1, sizes[layer - 1] + 1)
    return [(layer - 1, target, source) for target in units for source in range(sizes[layer - 2] + 1)]


def named(weights: Sequence[Weight], sizes: Sequence[int], word: str) -> str:
    """Return a name for weights: their symbols, the unit or the layer they all lead into, or how many.

    Parameters
    ----------
    word : what many of them are called, such as "connections"

    >>> named([(1, 2, 0)], (2, 4, 1), "weights")
    'w⁽¹⁾₂,₀'
    >>> named(weights_into((2, 4, 1), 2, 3), (2, 4, 1), "weights")
    'unit 3 of layer 2'
    """
    if len(weights) == 1:
        return str(symbols.weight(*weights[0]))
    chosen = set(weights)
    layers = {layer for layer, _, _ in chosen}
    if len(layers) == 1 and 1 <= (into := layers.pop() + 1) <= len(sizes):
        units = {target for _, target, _ in chosen}
        if chosen == set(weights_into(sizes, into)):
            return f"layer {into}"
        if len(units) == 1 and chosen == set(weights_into(sizes, into, next(iter(units)))):
            return f"unit {next(iter(units))} of layer {into}"
    if len(weights) <= MOST_NAMED:
        return ", ".join(str(symbols.weight(*weight)) for weight in weights)
    return f"{len(weights)} {word}"


def setting(values: Mapping[Weight, float], sizes: Sequence[int], name: str = "") -> str:
    """Return a name for setting weights by hand; `name` is what one of them is called, if not by its symbol."""
    if len(values) == 1:
        (weight, value), *_ = values.items()
        return f"Set {name or symbols.weight(*weight)} to {number(value)}"
    what = named(list(values), sizes, "weights")
    return f"Set the weights into {what}" if what.startswith(("unit", "layer")) else f"Set {what}"


def number(value: float) -> str:
    """Return a number of three digits, with a true minus.

    >>> number(-2 / 3)
    '−0.667'
    """
    return f"{value:.3g}".replace("-", "−")
