"""What is done to weights in tables and forms: typed, multiplied, frozen, cut."""

from collections.abc import Sequence

from engine.experiment import Experiment, Weight
from engine.symbols import weight as symbol_of
from playground.document.document import Document
from playground.document.values import ValueRefusedError, parse_weight


def set_typed(document: Document, weight: Weight, text: str) -> None:
    """Give a weight the value that was typed.

    Raises
    ------
    ValueRefusedError
        if that is no weight, or the connection is cut; nothing has changed
    """
    value = parse_weight(text)
    if weight in document.experiment.pruned:
        raise ValueRefusedError(f"{symbol_of(*weight)} is cut and stays 0; connect it first")
    document.set_weights({weight: value}, name=str(symbol_of(*weight)))


def connected(experiment: Experiment, weights: Sequence[Weight]) -> list[Weight]:
    """Return those weights that are not cut."""
    cut = set(experiment.pruned)
    return [weight for weight in weights if weight not in cut]


def set_frozen(document: Document, weights: Sequence[Weight], frozen: bool) -> None:
    """Freeze weights or let them learn again."""
    if frozen:
        document.freeze(weights)
    else:
        document.unfreeze(weights)


def set_cut(document: Document, weights: Sequence[Weight], cut: bool) -> None:
    """Cut connections or connect them again."""
    if cut:
        document.prune(weights)
    else:
        document.connect_again(weights)


def switch_frozen(document: Document, weights: Sequence[Weight]) -> None:
    """Freeze weights, or unfreeze them if all of them are frozen."""
    set_frozen(document, weights, not set(weights) <= set(document.experiment.frozen))


def switch_cut(document: Document, weights: Sequence[Weight]) -> None:
    """Cut connections, or connect them again if all of them are cut."""
    set_cut(document, weights, not set(weights) <= set(document.experiment.pruned))
