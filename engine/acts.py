"""Acts: in which order a learning step is told, and where one may stop within it; `engine.steps` has the values.

Each sample of the mini-batch is presented and goes forward, unit by unit; its cost; δ of every unit, from the output
back. When all samples have, J of the mini-batch; the derivative by each weight; the update of each weight.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

PHASE_NAMES = ("Forward propagate", "Calculate the error", "Find the derivatives", "Update the weights")

PHASES = {  # {kind of act: which of the lecture's phases it belongs to}
    "sample": 0,
    "net_input": 0,
    "activation": 0,
    "cost": 1,
    "output_delta": 2,
    "hidden_delta": 2,
    "derivative": 2,
    "update": 3,
}
KINDS = tuple(PHASES)

GRAINS = ("act", "layer", "sample", "batch", "epoch")  # how far a step goes, from fine to coarse


@dataclass(frozen=True)
class Place:
    """Which act stands somewhere.

    Attributes
    ----------
    kind : one of KINDS
    column : which sample of the mini-batch it belongs to, from 0; None for what belongs to the mini-batch
    layer, unit, source : l, j and k of what it computes; 0 where there is no such index
    """

    kind: str
    column: int | None = None
    layer: int = 0
    unit: int = 0
    source: int = 0


@dataclass(frozen=True)
class Acts:
    """The acts of a learning step, by number from 0.

    Parameters
    ----------
    sizes : u₁ … u_L, units in each layer, bias not counted
    samples : how many the mini-batch has

    >>> acts = Acts((2, 1), samples=1)
    >>> [acts.place(index).kind for index in range(6)]
    ['sample', 'sample', 'net_input', 'activation', 'cost', 'output_delta']
    >>> acts.count  # these, J, and a derivative and an update for each of three weights
    13
    """

    sizes: tuple[int, ...]
    samples: int

    @property
    def per_sample(self) -> int:
        """How many acts one sample has: its inputs, z, a and δ of every other unit, and its cost."""
        return self.sizes[0] + 3 * sum(self.sizes[1:]) + 1

    @property
    def batch_cost(self) -> int:
        """The number of the act that sums up J of the mini-batch: when all samples have had their acts."""
        return self.samples * self.per_sample

    @property
    def count(self) -> int:
        """How many acts there are in all."""
        return self.batch_cost + 1 + 2 * self._weights

    def place(self, index: int) -> Place:
        """Return which act has a number; raise IndexError if there is none."""
        if not 0 <= index < self.count:
            raise IndexError(f"act must be a whole number from 0 to {self.count - 1}, got {index}")
        if index < self.batch_cost:
            column, act = divmod(index, self.per_sample)
            kind, layer, unit = self._of_a_sample[act]
            return Place(kind, column, layer, unit)
        if index == self.batch_cost:
            return Place("cost")
        is_update, number = divmod(index - self.batch_cost - 1, self._weights)
        layer = bisect_right(self._first_weights, number)
        unit, source = divmod(number - self._first_weights[layer - 1], self.sizes[layer - 1] + 1)
        return Place("update" if is_update else "derivative", None, layer, unit + 1, source)

    def index(self, place: Place) -> int:
        """Return the number of an act; raise KeyError if there is none like it."""
        if place.kind in ("derivative", "update"):
            wide = self.sizes[place.layer - 1] + 1
            number = self._first_weights[place.layer - 1] + (place.unit - 1) * wide + place.source
            return self.batch_cost + 1 + number + (self._weights if place.kind == "update" else 0)
        if place.column is None:
            return self.batch_cost
        return place.column * self.per_sample + self._numbers[place.kind, place.layer, place.unit]

    def first_of(self, phase: int, column: int) -> int:
        """Return the first act of a phase, for a sample of the mini-batch where the phase has such."""
        kind = next(kind for kind, number in PHASES.items() if number == phase)
        if kind == "update":
            return self.batch_cost + 1 + self._weights
        return column * self.per_sample + next(n for n, act in enumerate(self._of_a_sample) if act[0] == kind)

    def shares(self, index: int) -> tuple[float, ...]:
        """Return how much of each phase is done with an act, 0 to 1: for the present sample, then for all of them.

        The error of a sample is calculated with its one act: J of the mini-batch, when all have theirs, is told again.
        """
        forward = self._numbers["cost", len(self.sizes), 0]  # how many acts of a sample come before its cost
        deltas = self.per_sample - forward - 1
        derivatives = deltas + self._weights
        if index < self.batch_cost:
            act = index % self.per_sample
            return min(act + 1, forward) / forward, float(act >= forward), max(0, act - forward) / derivatives, 0.0
        act = index - self.batch_cost
        found, made = min(act, self._weights), max(0, act - self._weights)
        return 1.0, 1.0, (deltas + found) / derivatives, made / self._weights

    def next_stop(self, index: int, grain: str) -> int:
        """Return where a step from an act leads; `count` is the end, where the mini-batch is learnt."""
        if grain == "act":
            return index + 1
        if grain == "layer":
            return self._layer_around(index)[1]
        following = (index // self.per_sample + 1) * self.per_sample
        return following if grain == "sample" and following < self.batch_cost else self.count

    def previous_stop(self, index: int, grain: str) -> int:
        """Return where a step back from an act leads; -1 if it leads out of this mini-batch."""
        if grain == "act" or index == 0:
            return index - 1
        if grain == "layer":
            return self._layer_around(index - 1)[0]
        if grain == "sample":
            return min((index - 1) // self.per_sample, self.samples - 1) * self.per_sample
        return 0

    # ---- how ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _weights(self) -> int:
        return self._first_weights[-1]

    @cached_property
    def _first_weights(self) -> tuple[int, ...]:
        """The number of the first weight of W⁽¹⁾, W⁽²⁾, …; the last entry is the number of all weights."""
        return tuple(accumulate(((below + 1) * above for below, above in pairwise(self.sizes)), initial=0))

    @cached_property
    def _of_a_sample(self) -> tuple[tuple[str, int, int], ...]:
        return tuple(self._tell_a_sample())

    @cached_property
    def _numbers(self) -> dict[tuple[str, int, int], int]:
        return {act: number for number, act in enumerate(self._of_a_sample)}

    def _tell_a_sample(self) -> Iterator[tuple[str, int, int]]:
        """Yield kind, layer and unit of every act of one sample."""
        L = len(self.sizes)
        units = {layer: range(1, size + 1) for layer, size in enumerate(self.sizes, start=1)}
        yield from (("sample", 1, unit) for unit in units[1])
        for layer in range(2, L + 1):
            for unit in units[layer]:
                yield "net_input", layer, unit
                yield "activation", layer, unit
        yield "cost", L, 0
        yield from (("output_delta", L, unit) for unit in units[L])
        for layer in range(L - 1, 1, -1):
            yield from (("hidden_delta", layer, unit) for unit in units[layer])

    @cached_property
    def _begins_in_a_sample(self) -> tuple[int, ...]:
        """Where a layer begins within the acts of a sample, going forward and going back; the last entry is the end."""
        stages = [(PHASES[kind], layer) for kind, layer, _ in self._of_a_sample]
        changes = [number for number in range(1, len(stages)) if stages[number] != stages[number - 1]]
        return (0, *changes, len(stages))

    def _layer_around(self, index: int) -> tuple[int, int]:
        """Return where the layer begins that an act belongs to, and where the next one does."""
        if index == self.batch_cost:
            return index, index + 1
        if index < self.batch_cost:
            number, begins = index % self.per_sample, self._begins_in_a_sample
        else:
            number, begins = (index - self.batch_cost - 1) % self._weights, self._first_weights
        layer = bisect_right(begins, number)
        return index - number + begins[layer - 1], index - number + begins[layer]
