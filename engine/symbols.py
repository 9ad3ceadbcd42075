"""The lecture's symbols, w⁽ˡ⁾ⱼ,ₖ and its kin, as values: one symbol, written as Unicode or LaTeX.

Whoever names a number on screen, on the command line or on paper does it with one of these, so an index means the same
everywhere: `layer` stands raised in parentheses, `index` below (0 is the bias unit).
"""

from dataclasses import dataclass

_RAISED = dict(zip("0123456789lLi+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹ˡᴸⁱ⁺⁻⁽⁾", strict=True))
_LOWERED = dict(zip("0123456789ijkm+-,", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘ₊₋,", strict=True))
_LATEX = {
    "δ": r"\delta",
    "φ": r"\phi",
    "φ′": r"\phi'",
    "η": r"\eta",
    "λ": r"\lambda",
    "β": r"\beta",
    "μ": r"\mu",
    "ρ": r"\rho",
    "ε": r"\varepsilon",
    "θ": r"\theta",
    "Δ": r"\Delta",
    "Δ′": r"\Delta'",
    "g′": "g'",
    "ŷ": r"\hat{y}",
    "m̂": r"\hat{m}",
    "v̂": r"\hat{v}",
    "‖∇J‖": r"\|\nabla J\|",
    "g g′": r"g\,g'",
    "η⁺": r"\eta^{+}",
    "η⁻": r"\eta^{-}",
    "‖w‖": r"\|w\|",
    "Δw": r"\Delta w",
    "∂J/∂w": r"\partial J / \partial w",
    "∂J/∂a": r"\partial J / \partial a",
    "∂a/∂z": r"\partial a / \partial z",
}


@dataclass(frozen=True)
class Symbol:
    r"""A letter with its layer above and its indices below.

    `layer` and the entries of `index` are numbers, or letters such as "l" and "k" where a formula speaks in general.

    >>> print(Symbol("w", 2, (3, 0)))
    w⁽²⁾₃,₀
    >>> Symbol("δ", "L").latex
    '\\delta^{(L)}'
    """

    letter: str
    layer: int | str | None = None
    index: tuple[int | str, ...] = ()

    @property
    def raised(self) -> str:
        """What stands above, as plain characters: "(2)" or ""."""
        return "" if self.layer is None else f"({self.layer})"

    @property
    def lowered(self) -> str:
        """What stands below, as plain characters: "3,0" or ""."""
        return ",".join(str(part) for part in self.index)

    @property
    def latex(self) -> str:
        raised = f"^{{{self.raised}}}" if self.raised else ""
        lowered = f"_{{{self.lowered}}}" if self.lowered else ""
        if self.letter.startswith("∂") and "/" not in self.letter:
            return rf"\partial {Symbol(self.letter[1:], self.layer, self.index).latex}"
        return _LATEX.get(self.letter, self.letter) + raised + lowered

    def __str__(self) -> str:
        raised = "".join(_RAISED.get(c, c) for c in self.raised)
        return self.letter + raised + "".join(_LOWERED.get(c, c) for c in self.lowered)


def weight(layer: int | str, target: int | str, source: int | str) -> Symbol:
    """w⁽ˡ⁾ⱼ,ₖ: from unit k of layer l (0: its bias unit) to unit j of layer l+1."""
    return Symbol("w", layer, (target, source))


def net_input(layer: int | str, unit: int | str) -> Symbol:
    """z⁽ˡ⁾ⱼ, the sum that unit j of layer l receives."""
    return Symbol("z", layer, (unit,))


def activation(layer: int | str, unit: int | str) -> Symbol:
    """a⁽ˡ⁾ⱼ, what unit j of layer l gives on; a⁽ˡ⁾₀ = 1 is the bias unit."""
    return Symbol("a", layer, (unit,))


def delta(layer: int | str, unit: int | str) -> Symbol:
    """δ⁽ˡ⁾ⱼ = ∂J/∂z⁽ˡ⁾ⱼ, what unit j of layer l answers for."""
    return Symbol("δ", layer, (unit,))


def derivative(layer: int | str, target: int | str, source: int | str) -> Symbol:
    """∂J/∂w⁽ˡ⁾ⱼ,ₖ, how J changes with that weight."""
    return Symbol("∂J/∂w", layer, (target, source))


def target(unit: int | str) -> Symbol:
    """yⱼ, what output unit j should give."""
    return Symbol("y", None, (unit,))
