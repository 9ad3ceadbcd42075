"""Experiment: one frozen, self-checking value that reproduces a run, and what changing it in mid-run means."""

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import Enum
from typing import Any

from engine.activations import ACTIVATIONS
from engine.costs import COSTS
from engine.datasets import DATASETS
from engine.errors import ExperimentError
from engine.features import FEATURES
from engine.initializers import INITIALIZERS

MAX_HIDDEN_LAYERS = 8
MAX_UNITS = 512
MAX_SAMPLES = 1_000_000
MAX_SEED = 2**31 - 1  # what a spin box can hold


@dataclass(frozen=True)
class Data:
    """Which samples there are.

    Attributes
    ----------
    name : one of DATASETS
    samples : how many, training and test together
    noise : 0 to 1
    train_share : the share of samples that is learnt from, between 0 and 1; the rest is only tested on
    """

    name: str = "circle"
    samples: int = 500
    noise: float = 0.0
    train_share: float = 0.5


@dataclass(frozen=True)
class Layer:
    """A hidden layer: how many units (bias not counted), and their activation, one of ACTIVATIONS."""

    units: int = 4
    activation: str = "tanh"


@dataclass(frozen=True)
class Experiment:
    """All that a run depends on: equal experiments give equal bits.

    Attributes
    ----------
    data : the samples
    features : names of FEATURES; layer 1 has a unit for each
    hidden : the layers 2 … L−1
    output : the activation of layer L
    cost : one of COSTS
    initializer : one of INITIALIZERS
    rate : the learning rate η
    batch : samples in a mini-batch; as many as there are training samples, or more, is batch gradient descent
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
    initializer: str = "glorot"
    rate: float = 0.3
    batch: int = 10
    seed: int = 1

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise ExperimentError(faults)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The units u₁ … u_L of each layer, bias not counted."""
        return (len(self.features), *(layer.units for layer in self.hidden), 1)

    @property
    def activations(self) -> tuple[str, ...]:
        """The activations of the layers 2 … L."""
        return (*(layer.activation for layer in self.hidden), self.output)

    def with_data(self, **changes: Any) -> "Experiment":
        """Return this experiment with fields of its data changed."""
        return replace(self, data=replace(self.data, **changes))

    def to_dict(self) -> dict[str, Any]:
        """Return the experiment as plain values that JSON can hold."""
        plain = asdict(self)
        return {**plain, "features": list(plain["features"]), "hidden": list(plain["hidden"])}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Experiment":
        """Return the experiment that `to_dict` wrote; raise ExperimentError for anything else."""
        known = _known_fields(cls, plain, "the experiment")
        if "data" in known:
            known["data"] = Data(**_known_fields(Data, known["data"], "data"))
        if "features" in known:
            known["features"] = tuple(_listed(known["features"], "features"))
        if "hidden" in known:
            layers = _listed(known["hidden"], "hidden")
            known["hidden"] = tuple(Layer(**_known_fields(Layer, layer, "a hidden layer")) for layer in layers)
        return cls(**known)


def _known_fields(kind: type, plain: Any, what: str) -> dict[str, Any]:
    if not isinstance(plain, Mapping):
        raise ExperimentError([f"{what} must be an object with named values, got {plain!r}"])
    names = [f.name for f in fields(kind)]
    if unknown := [f"{what} has no {name!r}; it has {', '.join(names)}" for name in plain if name not in names]:
        raise ExperimentError(unknown)
    return dict(plain)


def _listed(value: Any, what: str) -> list[Any]:
    if not isinstance(value, (list, tuple)):
        raise ExperimentError([f"{what} must be a list, got {value!r}"])
    return list(value)


# ---- what is allowed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """What one value must be: a test and the words for it."""

    expected: str
    holds: Callable[[Any], bool]


def _whole(low: int, high: int | None = None) -> Rule:
    words = f"a whole number from {low}" + ("" if high is None else f" to {high}")
    top = math.inf if high is None else high
    return Rule(words, lambda value: type(value) is int and low <= value <= top)


def _number(words: str, holds: Callable[[float], bool]) -> Rule:
    # A comparison, unlike math.isfinite, also answers for whole numbers beyond float64; NaN fails every one.
    top = sys.float_info.max
    return Rule(words, lambda value: type(value) in (int, float) and -top <= value <= top and holds(value))


def one_of(choices: Mapping[str, object]) -> Rule:
    return Rule("one of " + ", ".join(choices), lambda value: isinstance(value, str) and value in choices)


RULES: dict[str, Rule] = {
    "data.name": one_of(DATASETS),
    "data.samples": _whole(2, MAX_SAMPLES),
    "data.noise": _number("a number from 0 to 1", lambda value: 0 <= value <= 1),
    "data.train_share": _number("a number between 0 and 1", lambda value: 0 < value < 1),
    "feature": one_of(FEATURES),
    "units": _whole(1, MAX_UNITS),
    "activation": one_of(ACTIVATIONS),
    "output": one_of(ACTIVATIONS),
    "cost": one_of(COSTS),
    "initializer": one_of(INITIALIZERS),
    "rate": _number("a number above 0", lambda value: value > 0),
    "batch": _whole(1),
    "seed": _whole(0, MAX_SEED),
}


def _faults(experiment: Experiment) -> Iterator[str]:
    """Yield a sentence for every value that breaks its rule."""
    data = experiment.data
    values: list[tuple[str, str, object]] = [
        (f"data.{name}", f"data.{name}", getattr(data, name)) for name in ("name", "samples", "noise", "train_share")
    ]
    values += [("feature", "a feature", name) for name in experiment.features]
    for number, layer in enumerate(experiment.hidden, start=1):
        values.append(("units", f"hidden layer {number}: units", layer.units))
        values.append(("activation", f"hidden layer {number}: activation", layer.activation))
    words = {"rate": "learning rate"}
    values += [(name, words.get(name, name), getattr(experiment, name)) for name in RULES if hasattr(experiment, name)]
    for rule, what, value in values:
        if not RULES[rule].holds(value):
            yield f"{what} must be {RULES[rule].expected}, got {value!r}"
    if not experiment.features:
        yield "features must name at least one feature, got none"
    names = [name for name in experiment.features if isinstance(name, str)]
    if len(set(names)) < len(names):
        yield f"features must name each feature once, got {', '.join(names)}"
    if len(experiment.hidden) > MAX_HIDDEN_LAYERS:
        yield f"hidden must have at most {MAX_HIDDEN_LAYERS} layers, got {len(experiment.hidden)}"
    cost = COSTS.get(experiment.cost) if isinstance(experiment.cost, str) else None
    if cost and RULES["output"].holds(experiment.output) and cost.output != experiment.output:
        yield f"output must be {cost.output} for the {cost.name} cost, got {experiment.output!r}"


# ---- what a change keeps -------------------------------------------------------------------------------------------


class Effect(Enum):
    """What becomes of a run when a field of its experiment changes."""

    LIVE = "the run goes on with the new value"
    NEW_RUN = "the run starts again from its first weights"


EFFECTS: dict[str, Effect] = {
    "data": Effect.NEW_RUN,
    "features": Effect.NEW_RUN,
    "hidden": Effect.NEW_RUN,
    "output": Effect.NEW_RUN,
    "cost": Effect.NEW_RUN,
    "initializer": Effect.NEW_RUN,
    "rate": Effect.LIVE,
    "batch": Effect.NEW_RUN,
    "seed": Effect.NEW_RUN,
}


def effect(old: Experiment, new: Experiment) -> Effect:
    """Return the strongest effect among the fields in which two experiments differ."""
    changed = {EFFECTS[name] for name in EFFECTS if getattr(old, name) != getattr(new, name)}
    return Effect.NEW_RUN if Effect.NEW_RUN in changed else Effect.LIVE
