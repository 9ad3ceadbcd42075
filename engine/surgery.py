"""Surgery: changing a network in mid-run without losing what it has learnt.

A change of the structure says for every unit of the new network which unit of the old one it is. A weight is kept if
both its ends are kept and were connected, a bias weight if its unit is; what the optimizer remembers goes with its
weight. New weights are drawn from the seed, but a layer that is inserted into a network which has learnt passes on what
it is given, see `engine.insertion`. What a change takes away, and no more, is kept under a number, so that undoing it
brings the very bits back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.arrays import Array, Indices
from engine.experiment import Experiment, Weight
from engine.features import column_of
from engine.insertion import inserted, passes_on
from engine.network import Network, by_layer, draw_weights, forward, weight_count
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

    def fits(self, old: Sequence[int], new: Sequence[int]) -> bool:
        """Tell whether it leads from a network of some sizes to one of others, taking no unit twice."""
        places = [place for origins in self.origins for place in origins if place]
        there_were = all(1 <= layer <= len(old) and 1 <= unit <= old[layer - 1] for layer, unit in places)
        return self.sizes == tuple(new) and there_were and len(set(places)) == len(places)

    def inverse(self, sizes: Sequence[int]) -> "Graft":
        """Return the graft that leads back to a network of these sizes."""
        places = self.inverse_places()
        return Graft(
            tuple(
                tuple(places.get((layer, unit)) for unit in range(1, units + 1))
                for layer, units in enumerate(sizes, start=1)
            )
        )

    def moves(self, weights: Iterable[Weight]) -> dict[Weight, Weight]:
        """Return where weights of the old network are in the new one; those that are lost are left out."""
        places = self.inverse_places()
        found = {}
        for weight in weights:
            layer, target, source = weight
            into = places.get((layer + 1, target))
            out_of = places.get((layer, source)) if source else None
            if into and (not source or (out_of and out_of[0] == into[0] - 1)):
                found[weight] = (into[0] - 1, into[1], out_of[1] if out_of else 0)
        return found

    def moved(self, weights: Iterable[Weight]) -> tuple[Weight, ...]:
        """Return weights of the old network as the new one numbers them; those that are lost are left out."""
        return tuple(self.moves(weights).values())

    def inverse_places(self) -> dict[Place, Place]:
        """Return the new place of each old one that is kept."""
        return {
            origin: (layer, unit)
            for layer, origins in enumerate(self.origins, start=1)
            for unit, origin in enumerate(origins, start=1)
            if origin
        }

    def inserted_layer(self, sizes: Sequence[int]) -> int:
        """Return the one layer that is new between two which followed each other and are all kept; 0 if none is.

        Parameters
        ----------
        sizes : of the old network
        """
        for layer in range(2, len(self.origins)):
            if len(self.origins) == len(sizes) + 1 and self == with_layer(sizes, layer, len(self.origins[layer - 1])):
                return layer
        return 0

    def kept(self, sizes: Sequence[int]) -> tuple[Indices, Indices]:
        """Return where the weights that are kept lie in the new network's buffer, and where they lay in the old one's.

        Parameters
        ----------
        sizes : of the old network
        """
        here, there = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
        old_starts, new_starts = _starts(sizes), _starts(self.sizes)
        for layer, (sources, targets) in enumerate(pairwise(self.origins), start=1):
            for old_layer in sorted({place[0] - 1 for place in targets if place}):
                rows = [(j, place[1] - 1) for j, place in enumerate(targets) if place and place[0] - 1 == old_layer]
                columns = [(k, place[1]) for k, place in enumerate(sources, 1) if place and place[0] == old_layer]
                block = np.array(rows)[:, None, :], np.array([(0, 0), *columns])[None, :, :]
                width, old_width = len(sources) + 1, sizes[old_layer - 1] + 1
                here.append((new_starts[layer - 1] + block[0][..., 0] * width + block[1][..., 0]).ravel())
                there.append((old_starts[old_layer - 1] + block[0][..., 1] * old_width + block[1][..., 1]).ravel())
        return np.concatenate(here), np.concatenate(there)


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

    Inputs are matched by their features, columns of two tables by their names where they share any; layers from the
    front, the output layer with the output layer; units in their order.
    """
    by_name = not set(old.data.input_names).isdisjoint(new.data.input_names)
    were, are = (_inputs_called(experiment, by_name=by_name) for experiment in (old, new))
    inputs = tuple((1, were.index(name) + 1) if name in were else None for name in are)
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


def _inputs_called(experiment: Experiment, *, by_name: bool) -> tuple[object, ...]:
    """Return what tells the inputs of layer 1 apart: features, or of columns that have a name that."""
    if not by_name:
        return experiment.features
    places, names = map(column_of, experiment.features), experiment.data.input_names
    return tuple(
        ("column", names[place]) if place >= 0 else feature
        for place, feature in zip(places, experiment.features, strict=True)
    )


@dataclass(frozen=True)
class Surgery:
    """One change of a network in mid-run.

    Attributes
    ----------
    experiment : what the run goes on with
    graft : what its units were
    name : what was done, for the mark in the record
    values : weights set by hand, as they are numbered after the change
    forgotten : weights, numbered so too, that are not kept though their ends are
    keeps : the number under which that is kept which the change takes away
    restores : the number under which what is not kept was kept, to bring it back; else it is set by hand, or drawn
    goes_on : whether it belongs to the same gesture as the one before, under whose number more is kept now
    """

    experiment: Experiment
    graft: Graft
    name: str = ""
    values: tuple[tuple[Weight, float], ...] = ()
    forgotten: frozenset[Weight] = frozenset()
    keeps: int | None = None
    restores: int | None = None
    goes_on: bool = False


@dataclass(frozen=True)
class Mark:
    """A change by hand, and where in the run it was made.

    Attributes
    ----------
    epoch, batch : whole epochs done by then, and mini-batches of the next one
    name : what was done
    batches : mini-batches that the epoch had
    cost_before, cost_after : the training cost on either side of it; None where it is unknown, or is no number
    """

    epoch: int
    batch: int
    name: str
    batches: int = 1
    cost_before: float | None = field(default=None, compare=False)
    cost_after: float | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Lost:
    """What a change took away.

    Attributes
    ----------
    sizes : of the network that it was taken from
    places : where in the buffer of that network the weights lay
    weights, memory : the weights there, shape (n,), and what the optimizer remembered of them, shape (rows, n)
    optimizer : its name
    age : how many updates it had seen
    cut : the weights that pruned connections had, all of them
    changed : those of the places whose weights went on as others all the same: they come back too
    """

    sizes: tuple[int, ...]
    places: Indices
    weights: Array
    memory: Array
    optimizer: str
    age: int
    cut: dict[Weight, float]
    changed: Indices

    def with_more_of(self, other: "Lost") -> "Lost":
        """Return this, and what another one has in places where this has nothing."""
        new = ~np.isin(other.places, self.places)
        return Lost(
            self.sizes,
            np.concatenate([self.places, other.places[new]]),
            np.concatenate([self.weights, other.weights[new]]),
            np.concatenate([self.memory, other.memory[:, new]], axis=1),
            self.optimizer,
            self.age,
            self.cut,
            self.changed,
        )


@dataclass(frozen=True)
class Patient:
    """What is operated on: an experiment, its weights, and what its optimizer remembers after so many updates.

    Attributes
    ----------
    inputs : of some training samples, shape (samples, u₁), or None where nothing has been learnt yet
    """

    experiment: Experiment
    network: Network
    memory: Array
    age: int
    inputs: Array | None = None


@dataclass
class Surgeon:
    """Changes networks, and keeps what the changes take away.

    Attributes
    ----------
    lost : what changes took away, by number
    cut : the weights that the pruned connections of the present network had
    """

    lost: dict[int, Lost] = field(default_factory=dict)
    cut: dict[Weight, float] = field(default_factory=dict)

    def operate(self, surgery: Surgery, patient: Patient, before: int) -> Patient:
        """Return the changed network and what goes with it.

        Parameters
        ----------
        before : how many changes the run has seen; each draws new weights of its own
        """
        experiment, old = surgery.experiment, patient.network
        size = weight_count(experiment.sizes)
        same_optimizer = experiment.optimizer.name == patient.experiment.optimizer.name
        lost = self._brought_back(surgery)
        by_hand = {} if lost else dict(surgery.values)

        is_forgotten = _marked(size, place_of(experiment.sizes, surgery.forgotten))
        if surgery.restores is not None:  # what cannot be brought back stays as it is
            is_forgotten &= _marked(size, lost.places if lost else ())
        here, there = surgery.graft.kept(old.sizes)
        changed = there[_marked(size, lost.changed)[here]] if lost else there[:0]
        if lost:
            is_forgotten |= _marked(size, lost.changed)
        here, there = here[~is_forgotten[here]], there[~is_forgotten[here]]

        flat = np.empty(size)
        memory = OPTIMIZERS[experiment.optimizer.name].init(size)
        age = patient.age if same_optimizer else 0
        is_new = ~_marked(size, here)
        if lost:
            flat[lost.places] = lost.weights
            is_new[lost.places] = False
            if lost.optimizer == experiment.optimizer.name:
                memory[:, lost.places] = lost.memory
                age = age if same_optimizer else lost.age
        if is_new.any():
            flat[is_new] = draw_weights(experiment, generator(experiment.seed, "surgery", before))[is_new]
        flat[here] = old.flat[there]
        if same_optimizer:
            memory[:, here] = patient.memory[:, there]
        if not lost:
            changed = _pass_on(surgery, patient, flat, (here, there))
        set_here = place_of(experiment.sizes, by_hand)
        flat[set_here] = list(by_hand.values())

        if surgery.keeps is not None:
            stays = there[~_marked(size, set_here)[here]] if same_optimizer else ()
            goes = ~_marked(len(old.flat), stays) | _marked(len(old.flat), changed)
            self._keep(surgery, patient, np.flatnonzero(goes), changed)
        self._prune(surgery, old.sizes, flat, by_hand, lost)
        return Patient(experiment, Network(experiment.sizes, experiment.activations, flat), memory, age)

    def _brought_back(self, surgery: Surgery) -> Lost | None:
        lost = self.lost.get(surgery.restores) if surgery.restores is not None else None
        return lost if lost and lost.sizes == surgery.experiment.sizes else None

    def _keep(self, surgery: Surgery, patient: Patient, places: Indices, changed: Indices) -> None:
        assert surgery.keeps is not None
        lost = Lost(
            patient.network.sizes,
            places,
            patient.network.flat[places],
            patient.memory[:, places],
            patient.experiment.optimizer.name,
            patient.age,
            dict(self.cut),
            changed,
        )
        earlier = self.lost.get(surgery.keeps) if surgery.goes_on else None
        if earlier and earlier.sizes == lost.sizes and earlier.optimizer == lost.optimizer:
            lost = earlier.with_more_of(lost)
        self.lost[surgery.keeps] = lost

    def _prune(
        self,
        surgery: Surgery,
        old_sizes: tuple[int, ...],
        flat: Array,
        by_hand: Mapping[Weight, float],
        lost: Lost | None,
    ) -> None:
        """Cut what is pruned now, and give what is so no more the weight that it had."""
        sizes, pruned = surgery.experiment.sizes, surgery.experiment.pruned
        moved = {weight: self.cut[was] for was, weight in surgery.graft.moves(self.cut).items()}
        cut: dict[Weight, float] = {}
        if lost:
            stayed = surgery.graft.inverse(old_sizes).moves(lost.cut)
            gone = (weight for weight in lost.cut if weight not in stayed or weight in surgery.forgotten)
            cut = {weight: lost.cut[weight] for weight in gone}
        cut = moved | cut | {weight: value for weight, value in by_hand.items() if weight in moved}
        again = [weight for weight in moved if weight not in pruned]
        flat[place_of(sizes, again)] = [cut[weight] for weight in again]
        places = place_of(sizes, pruned)
        self.cut = {weight: cut.get(weight, float(flat[place])) for weight, place in zip(pruned, places, strict=True)}
        flat[places] = 0.0


@np.errstate(all="ignore")  # beyond float64 the drawn weights stay
def _pass_on(surgery: Surgery, patient: Patient, flat: Array, kept: tuple[Indices, Indices]) -> Indices:
    """Let an inserted layer pass on what it is given; return where the weights lay that are kept, but changed by it.

    Parameters
    ----------
    flat : the weights of the new network, changed in place
    kept : where in its buffer, and the old one's, weights lie that are kept
    """
    experiment, old = surgery.experiment, patient.network
    layer = surgery.graft.inserted_layer(old.sizes)
    if not layer or patient.inputs is None or not passes_on(experiment.activations[layer - 2]):
        return kept[1][:0]
    given = np.asarray(forward(old, patient.inputs).a[layer - 1], float)
    units = range(1, experiment.sizes[layer] + 1)
    fixed = {*experiment.frozen, *experiment.pruned}
    stays = np.array([(layer, unit, 0) in fixed for unit in units])
    W, before = by_layer(experiment.sizes, flat), flat.copy()
    try:
        into, out = inserted(old.W[layer - 1], given, W[layer - 1], experiment.activations[layer - 2], stays)
    except np.linalg.LinAlgError:  # what it is to pass on has no directions: it holds infinities
        return kept[1][:0]
    if np.isfinite(into).all() and np.isfinite(out).all():
        W[layer - 1][:], W[layer][:] = into, out
    here, there = kept
    return np.asarray(there[flat[here] != before[here]])


def _marked(size: int, places: Indices | tuple[()]) -> npt.NDArray[np.bool_]:
    """Return which of so many places are among these."""
    marked = np.zeros(size, bool)
    marked[np.asarray(places, np.intp)] = True
    return marked


def place_of(sizes: Sequence[int], weights: Iterable[Weight]) -> Indices:
    """Return where weights (l, j, k) lie in the flat buffer of a network of these sizes."""
    starts = _starts(sizes)
    return np.array(
        [starts[layer - 1] + (target - 1) * (sizes[layer - 1] + 1) + source for layer, target, source in weights],
        np.intp,
    )


def _starts(sizes: Sequence[int]) -> list[int]:
    """Return where each weight matrix begins in the flat buffer, and where the last one ends."""
    return [0, *np.cumsum([targets * (sources + 1) for sources, targets in pairwise(sizes)]).tolist()]
