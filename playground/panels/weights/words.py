"""Weights in words: for screen readers, tool tips and undo."""

from engine.experiment import Weight
from engine.symbols import weight as symbol_of
from playground.panels.figures import figure


def way(weight: Weight) -> str:
    """Return where a weight leads: "from bias to unit 2 of layer 2"."""
    layer, target, source = weight
    return f"from {f'unit {source}' if source else 'bias'} to unit {target} of layer {layer + 1}"


def marks(*, frozen: bool, cut: bool) -> str:
    """Return what holds for a weight, to be put after its value."""
    return (", frozen" if frozen else "") + (", cut" if cut else "")


def spoken(weight: Weight, value: float, *, frozen: bool, cut: bool) -> str:
    """Return what a screen reader says: "w 1, 2, 0 from bias to unit 2 of layer 2: 0.73, frozen"."""
    indices = ", ".join(map(str, weight))
    return f"w {indices} {way(weight)}: {figure(value)}{marks(frozen=frozen, cut=cut)}"


def tip(weight: Weight, value: float, *, frozen: bool, cut: bool) -> str:
    """Return what the pointer is told: the symbol, all digits, and where it leads."""
    digits = repr(value).replace("-", "−")
    told = f"{symbol_of(*weight)} = {digits}{marks(frozen=frozen, cut=cut)}\n{way(weight)}"
    return f"{told}\nit does not learn" if frozen or cut else told
