"""Surgery: changing a network in mid-run without losing what it has learnt.

A change of the structure says for every unit of the new network which unit of the old one it is. A weight is kept if
both its ends are kept and were connected, a bias weight if its unit is; what the optimizer remembers goes with its
weight. New weights are drawn from the seed. What a change takes away is kept under a number, so that undoing it brings
the very bits back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from engine.arrays import Array
from engine.experiment import Experiment, Weight
from engine.initializers import INITIALIZERS
from engine.network import Network, by_layer, weight_count
from engine.optimizers import OPTIMIZERS
from engine.seeds import generator

Place = tuple[int, int]  # (l, j) of unit j of layer l, both from 1


@dataclass(frozen=True)
class Graft:
    """Where the units of a changed network come from.

    Attributes
    ----------
    origins : for each layer, for each of its units, the place it had, or None if it is new
    """

    origins: tuple[tuple[Place | None, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The units of each layer of the changed network."""
        return tuple(map(len, self.origins))

    def inverse(self, sizes: Sequence[int]) -> "Graft":
        """Return the graft that leads back to a network of these sizes."""
        places = self.inverse_places()
        return Graft(
            tuple(
                tuple(places.get((layer, unit)) for unit in range(1, units + 1))
                for layer, units in enumerate(sizes, start=1)
            )
        )

    def moved(self, weights: Sequence[Weight]) -> tuple[Weight, ...]:
        """Return where weights of the old network are in the new one; those that were lost are left out."""
        places = self.inverse_places()
        found = []
        for layer, target, source in weights:
            into = places.get((layer + 1, target))
            out_of = places.get((layer, source)) if source else None
            if into and (not source or (out_of and out_of[0] == into[0] - 1)):
                found.append((into[0] - 1, into[1], out_of[1] if out_of else 0))
        return tuple(found)

    def inverse_places(self) -> dict[Place, Place]:
        """Return the new place of each old one that is kept."""
        return {
            origin: (layer, unit)
            for layer, origins in enumerate(self.origins, start=1)
            for unit, origin in enumerate(origins, start=1)
            if origin
        }

    def kept(self) -> Iterator[tuple[Weight, Weight]]:
        """Yield each weight of the new network that is kept, and which of the old one it is."""
        for layer, (sources, targets) in enumerate(pairwise(self.origins), start=1):
            for target, into in enumerate(targets, start=1):
                if into is None:
                    continue
                yield (layer, target, 0), (into[0] - 1, into[1], 0)
                for source, out_of in enumerate(sources, start=1):
                    if out_of and out_of[0] == into[0] - 1:
                        yield (layer, target, source), (into[0] - 1, into[1], out_of[1])


def same(sizes: Sequence[int]) -> Graft:
    """Return the graft that keeps every unit where it is."""
    return Graft(tuple(tuple((layer, unit + 1) for unit in range(units)) for layer, units in enumerate(sizes, start=1)))


def with_layer(sizes: Sequence[int], layer: int, units: int) -> Graft:
    """Return the graft that puts new units in as layer l; what was layer l comes after it."""
    origins = list(same(sizes).origins)
    origins.insert(layer - 1, (None,) * units)
    return Graft(tuple(origins))


def without_layer(sizes: Sequence[int], layer: int) -> Graft:
    """Return the graft that takes layer l out."""
    origins = list(same(sizes).origins)
    del origins[layer - 1]
    return Graft(tuple(origins))


def with_units(sizes: Sequence[int], layer: int, units: int) -> Graft:
    """Return the graft that puts new units after the last one of layer l."""
    origins = list(same(sizes).origins)
    origins[layer - 1] += (None,) * units
    return Graft(tuple(origins))


def chosen_units(sizes: Sequence[int], layer: int, units: Sequence[int]) -> Graft:
    """Return the graft in which layer l has these of its units, in this order: to remove some, or to reorder them."""
    origins = list(same(sizes).origins)
    origins[layer - 1] = tuple((layer, unit) for unit in units)
    return Graft(tuple(origins))


def between(old: Experiment, new: Experiment) -> Graft:
    """Return the graft between two experiments of which nobody said how they are related.

    Inputs are matched by their features' names; layers from the front, the output layer with the output layer; units in
    their order.
    """
    inputs = tuple((1, old.features.index(name) + 1) if name in old.features else None for name in new.features)
    hidden = tuple(
        tuple(
            (layer, unit) if layer < len(old.sizes) and unit <= old.sizes[layer - 1] else None
            for unit in range(1, units + 1)
        )
        for layer, units in enumerate(new.sizes[1:-1], start=2)
    )
    L = len(old.sizes)
    outputs = tuple((L, unit) if unit <= old.sizes[-1] else None for unit in range(1, new.sizes[-1] + 1))
    return Graft((inputs, *hidden, outputs))


@dataclass(frozen=True)
class Surgery:
    """One change of a network in mid-run.

    Attributes
    ----------
    experiment : what the run goes on with
    graft : what its units were
    name : what was done, for the mark in the record
    values : weights set by hand, as they are numbered after the change
    forgotten : weights that are not kept though their ends are
    keeps : the number under which the network before is kept
    restores : the number of a kept network of the new sizes, from which all that is not kept comes; else it is drawn
    """

    experiment: Experiment
    graft: Graft
    name: str = ""
    values: tuple[tuple[Weight, float], ...] = ()
    forgotten: frozenset[Weight] = frozenset()
    keeps: int | None = None
    restores: int | None = None


@dataclass(frozen=True)
class Mark:
    """A change by hand, and where in the run it was made."""

    epoch: int
    batch: int
    name: str


@dataclass
class Surgeon:
    """Changes networks, and keeps what the changes take away.

    Attributes
    ----------
    kept : networks by number: their sizes, their weights, and what the optimizer remembered
    cut : the weights that pruned connections had
    """

    kept: dict[int, tuple[tuple[int, ...], Array, Array]] = field(default_factory=dict)
    cut: dict[Weight, float] = field(default_factory=dict)

    def operate(self, surgery: Surgery, network: Network, memory: Array, before: int) -> tuple[Network, Array]:
        """Return the changed network and memory.

        Parameters
        ----------
        before : how many changes the run has seen; each draws new weights of its own
        """
        experiment = surgery.experiment
        if surgery.keeps is not None:
            self.kept[surgery.keeps] = network.sizes, network.flat.copy(), memory.copy()
        flat, remembered = self._ground(surgery, before)
        changed = Network(experiment.sizes, experiment.activations, flat)
        rows = len(remembered) if len(memory) == len(remembered) else 0  # another optimizer remembers other things
        old_numbers, new_numbers = _numbers(network.sizes), _numbers(changed.sizes)
        for weight, was in surgery.graft.kept():
            if weight not in surgery.forgotten:
                here, there = new_numbers[weight], old_numbers[was]
                flat[here] = network.flat[there]
                remembered[:rows, here] = memory[:rows, there]
        for weight, value in surgery.values:
            flat[new_numbers[weight]] = value
        self._prune(surgery, flat, new_numbers)
        return changed, remembered

    def _prune(self, surgery: Surgery, flat: Array, numbers: Mapping[Weight, int]) -> None:
        """Cut what is pruned now, and give what is so no more the weight that it had."""
        pruned, set_by_hand = surgery.experiment.pruned, dict(surgery.values)
        cut = {weight: self.cut[was] for weight, was in surgery.graft.kept() if was in self.cut}
        for weight, value in cut.items():
            if weight not in pruned and weight not in set_by_hand:
                flat[numbers[weight]] = value
        self.cut = {weight: cut.get(weight, float(flat[numbers[weight]])) for weight in pruned}
        for weight in pruned:
            flat[numbers[weight]] = 0.0

    def _ground(self, surgery: Surgery, before: int) -> tuple[Array, Array]:
        """Return the weights and the memory on which what is kept is put: kept ones, or new ones from the seed."""
        experiment = surgery.experiment
        size = weight_count(experiment.sizes)
        fresh = OPTIMIZERS[experiment.optimizer.name].init(size)
        sizes, flat, memory = self.kept.get(surgery.restores or 0, ((), np.empty(0), np.empty((0, 0))))
        if surgery.restores is not None and sizes == experiment.sizes:
            return flat.copy(), memory.copy() if memory.shape == fresh.shape else fresh
        return _drawn(experiment, before), fresh


def _drawn(experiment: Experiment, before: int) -> Array:
    rng = generator(experiment.seed, "surgery", before)
    initializer = INITIALIZERS[experiment.initializer.name]
    parameters: Mapping[str, float] = experiment.initializer.with_defaults(initializer.defaults)
    flat = np.zeros(weight_count(experiment.sizes))
    for matrix in by_layer(experiment.sizes, flat).values():
        matrix[:, 0] = parameters.get("bias", 0.0)
        matrix[:, 1:] = initializer.draw(rng, matrix.shape[1] - 1, matrix.shape[0], parameters)
    return flat


def _numbers(sizes: Sequence[int]) -> dict[Weight, int]:
    """Return where each weight lies in the flat buffer."""
    every = (
        (layer, target, source)
        for layer, (sources, targets) in enumerate(pairwise(sizes), start=1)
        for target in range(1, targets + 1)
        for source in range(sources + 1)
    )
    return {weight: number for number, weight in enumerate(every)}
