"""What an experiment may be: a table of rules, each with words for what it expects, and rules between fields."""

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.activations import HIDDEN, OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.data import DRAWN, FORMULA, NAMES, WITH_TABLE, Data
from engine.datasets import DATASETS
from engine.errors import FormulaError, shown
from engine.features import FEATURES, needed_by
from engine.initializers import INITIALIZERS
from engine.optimizers import OPTIMIZERS
from engine.plane_formula import parse, trouble_with
from engine.schedules import SCHEDULES
from engine.table import MOST_COLUMNS, Table
from engine.titles import title, title_of_input, title_of_parameter

if TYPE_CHECKING:
    from engine.experiment import Experiment

REDUCTIONS = {
    "mean": "the data term of J is divided by the number of samples",
    "sum": "it is not: the lecture's literal J",
}
MAX_HIDDEN_LAYERS = 8
MAX_UNITS = 512
MAX_SAMPLES = 1_000_000
MAX_INPUTS = MAX_UNITS
MAX_CLASSES = 100  # of a table
MAX_SEED = 2**31 - 1  # what a spin box can hold
MAX_EPOCHS = 10**9
MAX_FIRST_WEIGHT = 10**6  # wider first weights would overflow in the first pass
WORDS = {  # what a field is called in a sentence, where its name is one for files
    "data.name": "data set",
    "data.samples": "number of samples",
    "data.noise": "noise",
    "data.train_share": "share for training",
    "data.classes": "number of classes",
    "data.standardise": "standardise",
    "data.balance": "balance of classes",
    "data.stratified": "stratified",
    "data.draw": "number of the draw",
    "data.formula": "formula",
    "data.table": "table",
    "rate": "learning rate",
    "l1": "L1 rate λ",
    "l2": "L2 rate λ",
    "max_norm": "max-norm",
    "clip": "clip gradient",
    "stop.epochs": "epochs to stop after",
    "stop.cost_below": "cost to stop below",
    "stop.accuracy_above": "score to stop above",
    "stop.patience": "patience in epochs",
}
CHOICES: dict[str, Mapping[str, Any]] = {"initializer": INITIALIZERS, "optimizer": OPTIMIZERS, "schedule": SCHEDULES}


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


def _one_of(choices: Mapping[str, object] | tuple[str, ...]) -> Rule:
    return Rule("one of " + ", ".join(choices), lambda value: isinstance(value, str) and value in choices)


_NOT_NEGATIVE = _number("a number from 0", lambda value: value >= 0)
_TRUTH = Rule("true or false", lambda value: type(value) is bool)

RULES: dict[str, Rule] = {
    "data.name": _one_of(NAMES),
    "data.samples": _whole(2, MAX_SAMPLES),
    "data.noise": _number("a number from 0 to 1", lambda value: 0 <= value <= 1),
    "data.train_share": _number("a number above 0 and at most 1", lambda value: 0 < value <= 1),
    "data.classes": _whole(0, 8),
    "data.standardise": _TRUTH,
    "data.balance": _number("a number above 0 and at most 1", lambda value: 0 < value <= 1),
    "data.stratified": _TRUTH,
    "data.draw": _whole(0, MAX_SEED),
    "data.formula": Rule("a text", lambda value: isinstance(value, str)),
    "data.table": Rule("a table or none", lambda value: value is None or isinstance(value, Table)),
    "feature": Rule(
        f"one of {', '.join(FEATURES)}, or x3, x4 … of a table",
        lambda value: isinstance(value, str) and 0 < needed_by(value) <= MOST_COLUMNS,
    ),
    "layer.units": _whole(1, MAX_UNITS),
    "layer.activation": _one_of(HIDDEN),
    "layer.dropout": _number("a number from 0 to below 1", lambda value: 0 <= value < 1),
    "output": _one_of(OUTPUTS),
    "cost": _one_of(COSTS),
    "reduction": _one_of(REDUCTIONS),
    "l1": _NOT_NEGATIVE,
    "l2": _NOT_NEGATIVE,
    "max_norm": _NOT_NEGATIVE,
    "rate": _number("a number above 0", lambda value: value > 0),
    "batch": _whole(0),
    "shuffle": _TRUTH,
    "clip": _NOT_NEGATIVE,
    "stop.epochs": _whole(0, MAX_EPOCHS),
    "stop.cost_below": _NOT_NEGATIVE,
    "stop.accuracy_above": _number("a number from 0 to below 1", lambda value: 0 <= value < 1),
    "stop.patience": _whole(0, MAX_EPOCHS),
    "seed": _whole(0, MAX_SEED),
}


_SHARE = _number("a number from 0 to 1", lambda value: 0 <= value <= 1)
_PART = _number("a number from 0 to below 1", lambda value: 0 <= value < 1)
_POSITIVE = _number("a number above 0", lambda value: value > 0)
_FROM_1 = _number("a number from 1", lambda value: value >= 1)
_WIDTH = _number(f"a number from 0 to {MAX_FIRST_WEIGHT}", lambda value: 0 <= value <= MAX_FIRST_WEIGHT)
_FIRST = _number(
    f"a number from -{MAX_FIRST_WEIGHT} to {MAX_FIRST_WEIGHT}", lambda value: abs(value) <= MAX_FIRST_WEIGHT
)

PARAMETERS: dict[str, Rule] = {  # by name, or by choice and name where the name alone says too little
    "beta1": _PART,
    "beta2": _PART,
    "momentum": _PART,
    "rmsprop.decay": _PART,
    "weight_decay": _NOT_NEGATIVE,
    "epsilon": _POSITIVE,
    "grow": _FROM_1,
    "shrink": _SHARE,
    "least_step": _NOT_NEGATIVE,
    "greatest_step": _NOT_NEGATIVE,
    "every": _FROM_1,
    "epochs": _FROM_1,
    "factor": _SHARE,
    "floor": _SHARE,
    "exponential.decay": _SHARE,
    "inverse.decay": _NOT_NEGATIVE,
    "limit": _WIDTH,
    "deviation": _WIDTH,
    "value": _FIRST,
    "bias": _FIRST,
}


def rule_of(choice: str, parameter: str) -> Rule:
    """Return the rule for a parameter of a choice, such as the beta1 of adam."""
    return PARAMETERS.get(f"{choice}.{parameter}") or PARAMETERS[parameter]


def faults(experiment: "Experiment") -> Iterator[str]:
    """Yield a sentence for every value that breaks its rule, and for every few that do not go together.

    Values are held against each other only where each of them is sound by itself.
    """
    broken: set[str] = set()
    for field, sentence in _faults_of_values(experiment):
        broken.add(field)
        yield sentence
    for needed, faults_between in BETWEEN:
        if not broken.intersection(needed):
            found = list(faults_between(experiment))
            yield from found
            if found and len(needed) == 1:
                broken.update(needed)


# ---- each value by itself ------------------------------------------------------------------------------------------


def _faults_of_values(experiment: "Experiment") -> Iterator[tuple[str, str]]:
    """Yield the field of the experiment that is broken, and the sentence."""
    for rule, what, value in _values(experiment):
        if not RULES[rule].holds(value):
            owner = rule.partition(".")[0]
            field = {"feature": "features", "layer": "hidden"}.get(owner, owner)
            yield field, f"{what} must be {RULES[rule].expected}, got {value!r}"
    for name, registry in CHOICES.items():
        for sentence in _faults_of_choice(name, getattr(experiment, name), registry):
            yield name, sentence
    if not experiment.features:
        yield "features", "features must name at least one feature, got none"
    if len(experiment.hidden) > MAX_HIDDEN_LAYERS:
        yield "hidden", f"hidden must have at most {MAX_HIDDEN_LAYERS} layers, got {len(experiment.hidden)}"


def _values(experiment: "Experiment") -> Iterator[tuple[str, str, object]]:
    """Yield the name of the rule, the words for the place, and the value, of everything that a rule is for."""
    for name in RULES:
        owner, _, attribute = name.rpartition(".")
        if owner in ("data", "stop"):
            yield name, WORDS[name], getattr(getattr(experiment, owner), attribute)
        elif not owner and name != "feature":
            yield name, WORDS.get(name, name), getattr(experiment, name)
    for feature in experiment.features:
        yield "feature", "a feature", feature
    for number, layer in enumerate(experiment.hidden, start=1):
        for attribute in ("units", "activation", "dropout"):
            yield f"layer.{attribute}", f"hidden layer {number}: {attribute}", getattr(layer, attribute)


def _faults_of_choice(what: str, choice: object, registry: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(choice, Choice):
        yield f"{what} must be a Choice, got {choice!r}"
    elif not isinstance(choice.name, str) or choice.name not in registry:
        yield f"{what} must be one of {', '.join(registry)}, got {choice.name!r}"
    elif not _is_given(choice.given):
        yield f"{what} {choice.name} must have pairs of name and value, in the order of the names, got {choice.given!r}"
    else:
        known = registry[choice.name].defaults
        for name, value in choice.given:
            if name not in known:
                has = ", ".join(known) or "no parameters"
                yield f"{what} {title(choice.name)} has no parameter {name!r}; it has {has}"
                continue
            rule = rule_of(choice.name, name)
            if not rule.holds(value):
                parameter = title_of_parameter(choice.name, name)
                yield f"{what} {title(choice.name)}: {parameter} must be {rule.expected}, got {value!r}"


def _is_given(given: object) -> bool:
    if not (isinstance(given, tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in given)):
        return False
    names = [name for name, _ in given]
    return all(isinstance(name, str) for name in names) and names == sorted(set(names))


# ---- values that must go together ----------------------------------------------------------------------------------


def faults_of_data(data: Data) -> list[str]:
    """Return a sentence for every value of data that breaks its rule, or for what does not go together."""
    broken = [
        f"{WORDS[name]} must be {RULES[name].expected}, got {value!r}"
        for name, value in ((f"data.{field.name}", getattr(data, field.name)) for field in fields(data))
        if not RULES[name].holds(value)
    ]
    return broken or list(_faults_between_data(data))


def _faults_of_data(experiment: "Experiment") -> Iterator[str]:
    yield from _faults_between_data(experiment.data)


def _faults_between_data(data: Data) -> Iterator[str]:
    if (data.table is not None) != (data.name in WITH_TABLE):
        yield f"table must {'be one' if data.name in WITH_TABLE else 'be none'} for {data.title}, got {data.table!r}"
        return
    if data.formula and data.name != FORMULA:
        yield f"formula must be empty for {data.title}, got {data.formula!r}"
        return
    if data.name == FORMULA and (trouble := _trouble_of_formula(data.formula)):
        yield trouble
        return
    if data.fixed_samples and data.samples != data.fixed_samples:
        yield f"number of samples must be {data.fixed_samples} for {data.title}, got {data.samples}"
    if data.name in DATASETS:
        kind = DATASETS[data.name]
        if data.classes and not (kind.classes and 2 <= data.classes <= kind.most_classes):
            can = f"2 to {kind.most_classes}" if kind.most_classes > 2 and kind.classes else "0, its usual number,"
            yield f"number of classes must be {can} for {kind.title}, got {data.classes}"
    elif data.classes:
        yield f"number of classes must be 0, its usual number, for {data.title}, got {data.classes}"
    if data.table and data.class_count > MAX_CLASSES:
        yield f"classes must be at most {MAX_CLASSES}, got {data.class_count} of {data.table.target_name!r}"
    if data.name == DRAWN and data.dimensions > 2:
        yield f"inputs of {data.title} must be at most 2, got {data.dimensions}"
    if data.balance != 1 and (data.is_regression or data.fixed_samples):
        yield f"balance of classes must be 1 for {data.title}, got {data.balance}"
    if data.table and (data.noise or data.draw):
        yield f"noise and number of the draw must be 0 for {data.title}, got {data.noise} and {data.draw}"


@lru_cache(maxsize=64)  # it looks at 15 000 points, and an experiment is made anew by every edit: 1 ms
def _trouble_of_formula(text: str) -> str:
    try:
        return trouble_with(parse(text)) or ""
    except FormulaError as error:
        return f"formula {shown(repr(text))}: {error}"


def _faults_of_features(experiment: "Experiment") -> Iterator[str]:
    data = experiment.data
    for name in experiment.features:
        if needed_by(name) <= data.dimensions:
            continue
        if data.dimensions == 1:
            yield f"inputs of {data.title}, data over a line, must do without x₂, got {title_of_input(name)}"
        else:
            yield f"inputs of {data.title} must do with x₁ to {title_of_input(f'x{data.dimensions}')}, got {name}"
    if len(experiment.features) > MAX_INPUTS:
        yield f"inputs must be at most {MAX_INPUTS}, got {len(experiment.features)}"
    if len(set(experiment.features)) < len(experiment.features):
        yield f"inputs must be named once each, got {', '.join(map(title_of_input, experiment.features))}"


def _faults_of_output(experiment: "Experiment") -> Iterator[str]:
    cost, data = COSTS[experiment.cost], experiment.data
    if experiment.output not in cost.outputs:
        can = " or ".join(cost.outputs)
        yield f"output must be {can} for the {title(cost.name)} cost, got {experiment.output!r}"
    if data.is_regression and (cost.name not in ("squared", "huber") or experiment.output == "softmax"):
        yield (
            f"cost and output must be squared or Huber with linear, tanh or sigmoid for {data.title}, data of values, "
            f"got {title(cost.name)} with {experiment.output}"
        )


def _faults_of_weights(experiment: "Experiment") -> Iterator[str]:
    sizes = experiment.sizes
    for what in ("frozen", "pruned"):
        for weight in getattr(experiment, what):
            if not is_weight(weight, sizes):
                yield f"{what} must name weights (l, j, k) of the network {'-'.join(map(str, sizes))}, got {weight!r}"


def _faults_of_batch(experiment: "Experiment") -> Iterator[str]:
    if OPTIMIZERS[experiment.optimizer.name].full_batch_only and experiment.batch != 0:
        named = title(experiment.optimizer.name)
        yield f"optimizer {named} needs the full batch (batch 0), got batch {experiment.batch}"


# Which fields each of these reads.
BETWEEN: tuple[tuple[tuple[str, ...], Callable[["Experiment"], Iterator[str]]], ...] = (
    (("data",), _faults_of_data),
    (("data", "features"), _faults_of_features),
    (("data", "output", "cost"), _faults_of_output),
    (("data", "features", "hidden", "output", "frozen", "pruned"), _faults_of_weights),
    (("optimizer", "batch"), _faults_of_batch),
)


def is_weight(weight: object, sizes: tuple[int, ...]) -> bool:
    """Tell whether something is the (l, j, k) of a weight of a network of these sizes."""
    if not (isinstance(weight, tuple) and len(weight) == 3 and all(type(part) is int for part in weight)):
        return False
    layer, target, source = weight
    return bool(1 <= layer < len(sizes) and 1 <= target <= sizes[layer] and 0 <= source <= sizes[layer - 1])
