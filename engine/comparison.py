"""Comparison: two branches side by side: their weights, what they decide, their costs, and what was set otherwise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from engine.arrays import Array, Floats
from engine.choices import Choice
from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.metrics import decisions
from engine.network import Network, weight_count
from engine.symbols import weight
from engine.table import Table
from engine.timeline.changes import NAMES, written
from engine.timeline.overview import Overview
from engine.titles import title, title_of_data, title_of_input, title_of_parameter

MOST_NAMED = 3  # weights, before they are only counted

SETTINGS = NAMES | {
    "hidden": "hidden layers",
    "features": "inputs",
    "batch": "mini-batch",
    "frozen": "frozen weights",
    "pruned": "cut weights",
    "train_share": "train share",
    "standardise": "standardised inputs",
    "stratified": "stratified split",
}


# ---- weights -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class WeightComparison:
    """The weights that two networks both have: those of the same (l, j, k), in this order.

    Attributes
    ----------
    places : l, j and k of each, shape (n, 3)
    a, b : their values, shape (n,)
    """

    places: np.ndarray
    a: Array
    b: Array

    @property
    def difference(self) -> Array:
        """A − B, shape (n,)."""
        return self.a - self.b


def compare_weights(a: Network, b: Network) -> WeightComparison:
    """Compare the weights of two networks of any structure, bias weights (k = 0) with them.

    >>> a = Network((1, 1), ("tanh",), np.array([0.5, 2.0]))
    >>> b = Network((1, 2), ("tanh",), np.array([0.5, -1.0, 7.0, 8.0]))
    >>> compared = compare_weights(a, b)
    >>> compared.places.tolist(), compared.difference.tolist()
    ([[1, 1, 0], [1, 1, 1]], [0.0, 3.0])
    """
    places: list[np.ndarray] = [np.empty((0, 3), np.intp)]
    ours, theirs = [np.empty(0)], [np.empty(0)]
    for layer in range(1, min(a.L, b.L)):
        rows, columns = np.minimum(a.W[layer].shape, b.W[layer].shape).tolist()
        target, source = np.indices((rows, columns)).reshape(2, -1)
        places.append(np.column_stack([np.full(rows * columns, layer), target + 1, source]))
        ours.append(a.W[layer][:rows, :columns].ravel())
        theirs.append(b.W[layer][:rows, :columns].ravel())
    return WeightComparison(np.concatenate(places), np.concatenate(ours), np.concatenate(theirs))


def without_counterpart(sizes: Sequence[int], others: Sequence[int]) -> tuple[int, str]:
    """Return how many weights a network has that another one lacks, and whose they are in words.

    >>> without_counterpart((2, 5, 1), (2, 4, 1))
    (4, 'unit 5 of layer 2')
    """
    shared = sum(
        min(targets, other_targets) * (min(sources, other_sources) + 1)
        for sources, targets, other_sources, other_targets in zip(
            sizes[:-1], sizes[1:], others[:-1], others[1:], strict=False
        )
    )
    more = [_units(layer, units, others) for layer, units in enumerate(sizes, start=1)]
    return weight_count(sizes) - shared, _listed([words for words in more if words])


def _units(layer: int, units: int, others: Sequence[int]) -> str:
    """Return which units of a layer another network lacks; "" if none."""
    if layer > len(others):
        return f"layer {layer}"
    first = others[layer - 1] + 1
    if units < first:
        return ""
    return f"unit {first} of layer {layer}" if units == first else f"units {first} to {units} of layer {layer}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def sentences_without_counterpart(a: Sequence[int], b: Sequence[int]) -> str:
    """Return what of networks A and B of these sizes has no counterpart in the other; "" if nothing.

    >>> sentences_without_counterpart((2, 4, 1), (2, 5, 1))
    '4 weights of B have none in A: unit 5 of layer 2.'
    """
    told = []
    for name, other, (count, units) in (
        ("A", "B", without_counterpart(a, b)),
        ("B", "A", without_counterpart(b, a)),
    ):
        if count:
            weights = f"{count} weight of {name} has" if count == 1 else f"{count} weights of {name} have"
            told.append(f"{weights} none in {other}: {units}.")
    return " ".join(told)


# ---- what they say -------------------------------------------------------------------------------------------------


def decided_differently(output: str, a: Floats, b: Floats) -> np.ndarray:
    """Return where two networks decide for different classes, shape (n,) of bool, from A⁽ᴸ⁾ of each, shape (t, n)."""
    return np.asarray(decisions(output, a) != decisions(output, b))


def largest(differences: Floats) -> int:
    """Return the flat place of the difference of the largest size; what is no number counts as none.

    Raises
    ------
    ValueError
        if there is none

    >>> largest(np.array([0.5, -2.0, np.nan, 1.0]))
    1
    """
    return int(np.nan_to_num(np.abs(differences), nan=-1.0).argmax())


# ---- costs ---------------------------------------------------------------------------------------------------------


def costs_of_branch(past: Overview, number: int, present: Array) -> Array:
    """Return the costs of a branch from the beginning to its end, that of the ways it shares with others with them.

    Parameters
    ----------
    present : rows of the run's record: epoch, train, test, penalty, shape (4, e)
    returned : rows of the branch, shape (4, e); none if there is no such branch
    """
    way = past.way(number)
    if way is None:
        return present[:, :0]
    if way is past.present:
        return way.costs if way.costs.shape[1] else present
    if way.parent is None or not way.costs.shape[1]:
        return way.costs
    before = costs_of_branch(past, way.parent, present)
    return np.hstack([before[:, before[0] < way.costs[0, 0]], way.costs])


# ---- what was set otherwise ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """Something that is set differently in two experiments, in words."""

    name: str
    a: str
    b: str


def different_settings(a: Experiment, b: Experiment) -> tuple[Setting, ...]:
    """Return in what two experiments differ, in the order of their fields.

    >>> different_settings(Experiment(rate=0.3), Experiment(rate=1.0, l2=0.003))
    (Setting(name='L2 penalty', a='0', b='0.003'), Setting(name='learning rate', a='0.3', b='1'))
    """
    return tuple(_different(a, b))


def _different(a: Experiment | Data, b: Experiment | Data) -> Iterator[Setting]:
    for field in fields(a):
        ours, theirs = getattr(a, field.name), getattr(b, field.name)
        if ours == theirs:
            continue
        if isinstance(ours, Data):
            yield from _different(ours, theirs)
            continue
        name = "data" if field.name == "name" else SETTINGS.get(field.name, field.name)
        write = _WRITTEN.get(field.name, _written_setting)
        yield Setting(name, write(ours), write(theirs))


def _written_weights(weights: Sequence[tuple[int, int, int]]) -> str:
    if len(weights) > MOST_NAMED:
        return str(len(weights))
    return ", ".join(str(weight(*one)) for one in weights) or "none"


def _written_choice(choice: Choice) -> str:
    given = (f"{title_of_parameter(choice.name, name)} {number:g}" for name, number in choice.given)
    return " ".join([title(choice.name), *given])


def _written_setting(value: object) -> str:
    if isinstance(value, Layer):
        dropout = f" dropout {value.dropout:g}" if value.dropout else ""
        return f"{value.units} {title(value.activation)}{dropout}"
    if isinstance(value, tuple):
        return ", ".join(map(_written_setting, value)) or "none"
    return written(value)


def _written_table(table: Table | None) -> str:
    return "none" if table is None else f"{table.rows} rows of {len(table.names)} inputs, {table.digest[:8]}"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "table": _written_table,
    "formula": lambda text: text or "none",
    "name": title_of_data,
    "features": lambda names: ", ".join(map(title_of_input, names)),
    "optimizer": _written_choice,
    "batch": lambda samples: str(samples) if samples else "all",
    "frozen": _written_weights,
    "pruned": _written_weights,
}
