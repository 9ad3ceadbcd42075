"""Experiment: one frozen, self-checking value that reproduces a run, and what changing it in mid-run means."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from functools import partial
from typing import Any

from engine.choices import Choice
from engine.data import Data
from engine.errors import ExperimentError, Faults, ImportFileError
from engine.rules import faults
from engine.table import Table

Weight = tuple[int, int, int]  # (l, j, k) of w⁽ˡ⁾ⱼ,ₖ


@dataclass(frozen=True)
class Layer:
    """A hidden layer.

    Attributes
    ----------
    units : how many, bias not counted
    activation : one of ACTIVATIONS but softmax
    dropout : the share of units left out at random while learning, 0 to below 1
    """

    units: int = 4
    activation: str = "tanh"
    dropout: float = 0.0


@dataclass(frozen=True)
class Stop:
    """When a run stops by itself; 0 is never.

    Attributes
    ----------
    epochs : after so many epochs
    cost_below : when the training cost falls below this
    accuracy_above : when the training accuracy rises above this
    patience : when the test cost (the training cost, without a test part) has not fallen for so many epochs
    """

    epochs: int = 0
    cost_below: float = 0.0
    accuracy_above: float = 0.0
    patience: int = 0


@dataclass(frozen=True)
class Experiment:
    """All that a run depends on: equal experiments give equal bits.

    Attributes
    ----------
    data : the samples
    features : names of FEATURES; layer 1 has a unit for each
    hidden : the layers 2 … L−1
    output : the activation of layer L, one of OUTPUTS; with softmax there is a unit for each class, else two share one
    cost : one of COSTS that fits the output
    reduction : "mean" divides the data term of J by the number of samples; "sum", the lecture's literal J, does not
    l1, l2 : the rates λ of the penalties; bias weights are never penalised
    max_norm : the greatest length of the weights into a unit, bias not counted; 0 is none
    initializer : a Choice of INITIALIZERS
    optimizer : a Choice of OPTIMIZERS
    schedule : a Choice of SCHEDULES
    rate : the learning rate η
    batch : samples in a mini-batch; 0 is the full training part, batch gradient descent
    shuffle : whether each epoch takes the samples in a new order
    clip : the greatest length of the whole gradient; 0 is none
    frozen : weights (l, j, k) that keep their value
    pruned : weights (l, j, k) that are cut: always 0
    stop : when the run stops by itself
    seed : everything random derives from it

    Raises
    ------
    ExperimentError
        listing every fault of the values

    >>> Experiment(rate=0.0)
    Traceback (most recent call last):
    engine.errors.ExperimentError: learning rate must be a number above 0, got 0.0
    """

    data: Data = field(default_factory=Data)
    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[Layer, ...] = (Layer(),)
    output: str = "sigmoid"
    cost: str = "logistic"
    reduction: str = "mean"
    l1: float = 0.0
    l2: float = 0.0
    max_norm: float = 0.0
    initializer: Choice = Choice("glorot")
    optimizer: Choice = Choice("gd")
    schedule: Choice = Choice("constant")
    rate: float = 0.3
    batch: int = 10
    shuffle: bool = True
    clip: float = 0.0
    frozen: tuple[Weight, ...] = ()
    pruned: tuple[Weight, ...] = ()
    stop: Stop = field(default_factory=Stop)
    seed: int = 1

    def __post_init__(self) -> None:
        if found := list(_faults_of_kind(self)) or list(faults(self)):
            raise ExperimentError(found)

    @property
    def outputs(self) -> int:
        """The number t of output units: one for values and for two classes, else one for each class."""
        classes = self.data.class_count
        return classes if classes > 2 or (classes == 2 and self.output == "softmax") else 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """The units u₁ … u_L of each layer, bias not counted."""
        return (len(self.features), *(layer.units for layer in self.hidden), self.outputs)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activations of the layers 2 … L."""
        return (*(layer.activation for layer in self.hidden), self.output)

    def with_data(self, **changes: Any) -> "Experiment":
        """Return this experiment with fields of its data changed, see `Data.changed`."""
        return replace(self, data=self.data.changed(**changes))

    def to_dict(self, write_table: Callable[[Table], Any] = Table.to_plain) -> dict[str, Any]:
        """Return the experiment as plain values that JSON can hold.

        Parameters
        ----------
        write_table : what of a table of one's own stands there
        """
        plain = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        if self.data.table is not None:
            plain["data"]["table"] = write_table(self.data.table)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any], read_table: Callable[[Any], Table] = Table.from_plain) -> "Experiment":
        """Return the experiment that `to_dict` wrote; raise ExperimentError, with every fault, for anything else.

        Parameters
        ----------
        read_table : the table that stands there
        """
        if not isinstance(plain, Mapping):
            raise ExperimentError([f"the experiment must be an object with named values, got {plain!r}"])
        found = Faults()
        values: dict[str, Any] = {}
        known = {name: value for name, value in plain.items() if name in EFFECTS}
        found.attempt(lambda: _named(cls, plain, "the experiment"), dict[str, Any]())
        for name, value in known.items():
            read = _PARSERS.get(name, _as_it_is)
            if name == "data":
                read = partial(_data, read_table=read_table)
            parsed = found.attempt(lambda read=read, value=value: read(value), _UNREAD)  # type: ignore[misc]
            if parsed is not _UNREAD:
                values[name] = parsed
        made = found.attempt(lambda: cls(**values), None)
        found.raise_any()
        assert made is not None
        return made


_UNREAD = object()


def _plain(value: Any) -> Any:
    if isinstance(value, Choice):
        return value.to_dict()
    if isinstance(value, (Data, Layer, Stop)):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


# ---- of the right kind ---------------------------------------------------------------------------------------------

_KINDS = {"data": Data, "features": tuple, "hidden": tuple, "frozen": tuple, "pruned": tuple, "stop": Stop}


def _faults_of_kind(experiment: Experiment) -> Iterator[str]:
    """Yield a sentence for every field that is nothing of the kind, so that it could not even be looked into."""
    for name, kind in _KINDS.items():
        if not isinstance(value := getattr(experiment, name), kind):
            yield f"{name} must be a {kind.__name__}, got {value!r}"
    if isinstance(experiment.hidden, tuple):
        for number, layer in enumerate(experiment.hidden, start=1):
            if not isinstance(layer, Layer):
                yield f"hidden layer {number} must be a Layer, got {layer!r}"


# ---- back from plain values ----------------------------------------------------------------------------------------


def _as_it_is(value: Any) -> Any:
    return value


def _named(kind: type, plain: Any, what: str) -> dict[str, Any]:
    """Return plain values by name, each the name of a field of `kind`."""
    names = [f.name for f in fields(kind)]
    if not isinstance(plain, Mapping):
        raise ExperimentError([f"{what} must be an object with named values, got {plain!r}"])
    if unknown := [f"{what} has no {name!r}; it has {', '.join(names)}" for name in plain if name not in names]:
        raise ExperimentError(unknown)
    return dict(plain)


def _listed(value: Any, what: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise ExperimentError([f"{what} must be a list, got {value!r}"])
    return list(value)


def _data(value: Any, read_table: Callable[[Any], Table]) -> Data:
    given = _named(Data, value, "data")
    if given.get("table") is not None:
        try:
            given["table"] = read_table(given["table"])
        except ImportFileError as error:
            raise ExperimentError([f"table: {error}"]) from None
    return Data(**given)


def _weights(value: Any) -> tuple[Any, ...]:
    return tuple(tuple(_listed(weight, "a weight")) for weight in _listed(value, "a list of weights"))


def _choice(value: Any) -> Choice:
    if not isinstance(value, Mapping) or "name" not in value:
        raise ExperimentError([f"a choice must be an object with a name, got {value!r}"])
    given = {name: number for name, number in value.items() if name != "name"}
    if odd := [name for name in given if not isinstance(name, str)]:
        raise ExperimentError([f"a parameter must be named by a text, got {odd[0]!r}"])
    return Choice(value["name"], tuple(sorted(given.items())))


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "features": lambda value: tuple(_listed(value, "features")),
    "hidden": lambda value: tuple(
        Layer(**_named(Layer, layer, "a hidden layer")) for layer in _listed(value, "hidden")
    ),
    "initializer": _choice,
    "optimizer": _choice,
    "schedule": _choice,
    "frozen": _weights,
    "pruned": _weights,
    "stop": lambda value: Stop(**_named(Stop, value, "stop")),
}


# ---- what a change keeps -------------------------------------------------------------------------------------------


class Effect(Enum):
    """What becomes of a run when a field of its experiment changes."""

    LIVE = "the run goes on with the new value"
    SURGERY = "the run goes on; every weight that is left, and what the optimizer remembers of it, is kept"
    NEW_RUN = "the run starts again from its first weights"


EFFECTS: dict[str, Effect] = {
    "data": Effect.SURGERY,  # where there are as many classes: the weights learn on, from other samples
    "features": Effect.SURGERY,
    "hidden": Effect.SURGERY,
    "output": Effect.NEW_RUN,  # the costs before and after could not be compared, as below
    "cost": Effect.NEW_RUN,
    "reduction": Effect.NEW_RUN,
    "l1": Effect.LIVE,
    "l2": Effect.LIVE,
    "max_norm": Effect.LIVE,
    "initializer": Effect.NEW_RUN,
    "optimizer": Effect.SURGERY,  # the weights are kept; another optimizer remembers other things, and starts afresh
    "schedule": Effect.LIVE,
    "rate": Effect.LIVE,
    "batch": Effect.SURGERY,
    "shuffle": Effect.LIVE,
    "clip": Effect.LIVE,
    "frozen": Effect.SURGERY,
    "pruned": Effect.SURGERY,
    "stop": Effect.LIVE,
    "seed": Effect.NEW_RUN,
}


def effect(old: Experiment, new: Experiment) -> Effect:
    """Return the strongest effect among the fields in which two experiments differ."""
    changed = {EFFECTS[name] for name in EFFECTS if getattr(old, name) != getattr(new, name)}
    if old.outputs != new.outputs:
        return Effect.NEW_RUN
    return next((strong for strong in (Effect.NEW_RUN, Effect.SURGERY) if strong in changed), Effect.LIVE)
