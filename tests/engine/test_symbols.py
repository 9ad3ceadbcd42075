"""Symbols: every way one is written."""

import pytest

from engine.symbols import Symbol, activation, net_input, weight


@pytest.mark.parametrize(
    ("symbol", "text", "latex"),
    [
        (weight(2, 3, 0), "w⁽²⁾₃,₀", "w^{(2)}_{3,0}"),
        (weight(10, 12, 345), "w⁽¹⁰⁾₁₂,₃₄₅", "w^{(10)}_{12,345}"),
        (weight("l", "j", "k"), "w⁽ˡ⁾ⱼ,ₖ", "w^{(l)}_{j,k}"),
        (net_input(2, 1), "z⁽²⁾₁", "z^{(2)}_{1}"),
        (activation(1, 0), "a⁽¹⁾₀", "a^{(1)}_{0}"),
        (activation("L", "i"), "a⁽ᴸ⁾ᵢ", "a^{(L)}_{i}"),
        (Symbol("δ", "l+1", ("j",)), "δ⁽ˡ⁺¹⁾ⱼ", r"\delta^{(l+1)}_{j}"),
        (Symbol("δ", "L"), "δ⁽ᴸ⁾", r"\delta^{(L)}"),
        (Symbol("x", None, ("m",)), "xₘ", "x_{m}"),
        (Symbol("y", "i"), "y⁽ⁱ⁾", "y^{(i)}"),
        (Symbol("η"), "η", r"\eta"),
        (Symbol("λ"), "λ", r"\lambda"),
        (Symbol("φ"), "φ", r"\phi"),
        (Symbol("J"), "J", "J"),
        (Symbol("W", "L-1"), "W⁽ᴸ⁻¹⁾", "W^{(L-1)}"),
    ],
)
def test_symbol_is_written(symbol: Symbol, text: str, latex: str) -> None:
    assert str(symbol) == text
    assert symbol.latex == latex


def test_what_stands_above_and_below_is_told_as_plain_characters() -> None:
    symbol = weight(2, 3, 0)
    assert (symbol.letter, symbol.raised, symbol.lowered) == ("w", "(2)", "3,0")
    assert (Symbol("J").raised, Symbol("J").lowered) == ("", "")


def test_equal_symbols_are_one_key() -> None:
    assert {weight(1, 2, 3): "found"}[weight(1, 2, 3)] == "found"
    assert weight(1, 2, 3) != weight(1, 3, 2)
