"""The pass forward of two samples at a time, written out in WebAssembly: what kernels of all kinds are made of.

Each quantity of a unit is a variable for a pair of numbers: z⁽ˡ⁾ⱼ is `$zl_j`, a⁽ˡ⁾ⱼ is `$al_j`.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise

from engine.trainer import formulas as f
from engine.trainer.tracing import Expression
from engine.trainer.wat import Formula, add, get, load_one, multiply, store


class PassCode:
    """Writes the pass forward through a network.

    Parameters
    ----------
    sizes : of its layers
    values : φ(z) of the layers 2 … L
    at_weights : the address where the weights lie, in the order of `Network.flat`
    at_nothing : the address of a pair that nobody reads
    """

    def __init__(
        self, sizes: tuple[int, ...], values: tuple[Expression, ...], at_weights: int, at_nothing: int
    ) -> None:
        self._sizes = sizes
        self._values = values
        self._at_weights = at_weights
        self._at_nothing = at_nothing
        self._variables: dict[str, None] = {}
        counts = [targets * (sources + 1) for sources, targets in pairwise(sizes)]
        self._starts = dict(enumerate(accumulate(counts, initial=0), start=1))

    def _layer(self, layer: int) -> Iterator[str]:
        """Compute z and a of a layer from a of the one below."""
        for unit in range(self._sizes[layer - 1]):
            yield from self._let_now(f"$z{layer}_{unit + 1}", self._net_input(layer, unit))
        yield from self._for_units(self._values[layer - 2], layer, "$a", {f.Z: "$z"})

    def _net_input(self, layer: int, unit: int) -> str:
        code = self._value_of(layer - 1, unit, 0)
        for source in range(1, self._sizes[layer - 2] + 1):
            code = add(code, multiply(self._value_of(layer - 1, unit, source), get(f"$a{layer - 1}_{source}")))
        return code

    def _weight(self, layer: int, target: int, source: int) -> int:
        """Return the number of w⁽ˡ⁾ⱼ,ₖ in `Network.flat`; target counts from 0, source 0 is the bias."""
        return self._starts[layer] + target * (self._sizes[layer - 1] + 1) + source

    def _value_of(self, layer: int, target: int, source: int) -> str:
        return load_one(self._at_weights + 8 * self._weight(layer, target, source))

    def _let(self, name: str, code: str) -> str:
        self._variables[name] = None
        return f"(local.set {name} {code})"

    def _let_now(self, name: str, code: str) -> Iterator[str]:
        """Set a variable that is computed before what follows.

        The compiler leaves loads where they stand, but moves arithmetic to where a call or a store needs it: it would
        load the weights of all units, keep them aside, and only then add up. So the sum is stored as well: with
        layers of eight (workloads B, C, F, H, I) learning is 1.2 to 1.35 times as fast by it, evaluation 1.2 to 1.5.
        """
        yield self._let(name, code)
        yield store(self._at_nothing, get(name))

    def _for_units(self, formula: Expression, layer: int, names: str, given: dict[Expression, str]) -> Iterator[str]:
        """Compute a formula for each unit of a layer; `given` and `names` are the beginnings of variables' names."""

        def leaf(expression: Expression, unit: int) -> str:
            return get(f"{given[expression]}{layer}_{unit + 1}")

        units = self._sizes[layer - 1]
        code = Formula([formula], leaf, units, f"{names[1:]}{layer}_")
        values = [code.value(formula, unit) for unit in range(units)]
        self._variables |= dict.fromkeys(code.variables)
        yield from code.statements
        for unit, value in enumerate(values, start=1):
            yield self._let(f"{names}{layer}_{unit}", value)
