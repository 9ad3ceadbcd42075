"""Fitting: what of an experiment goes together, and what else changes where one choice asks for another.

Data over a line need inputs without x2, values need an output and a cost that can follow them, a cost needs its output.
Whoever lets a person choose takes what is offered from here, and changes an experiment by these functions. They leave
cut and frozen weights as they are, though a network of other inputs or outputs may not have them any more:
`surgery.between` says where these went.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.activations import OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.data import Data
from engine.datasets import DATASETS, Dataset
from engine.errors import ExperimentError
from engine.experiment import Experiment
from engine.features import column_of, columns, needed_by
from engine.optimizers import OPTIMIZERS
from engine.rules import MAX_INPUTS, faults_of_data
from engine.titles import title, title_of_input

VALUE_COSTS = ("squared", "huber")  # what may be asked of values
FULL_BATCH = 0
MOST_NAMED = 4  # inputs in a sentence


@dataclass(frozen=True)
class Fitted:
    """An experiment that was changed, and in words what had to change with it.

    Attributes
    ----------
    experiment : the changed experiment
    also : what was not asked for but had to be changed, such as "a linear output"
    """

    experiment: Experiment
    also: tuple[str, ...] = ()


# ---- what is offered -----------------------------------------------------------------------------------------------


def outputs_for(*, values: bool) -> tuple[str, ...]:
    """Return the output activations that some cost fits, for values or for classes."""
    return tuple(name for name in OUTPUTS if costs_for(name, values=values))


def costs_for(output: str, *, values: bool) -> tuple[str, ...]:
    """Return the costs that fit an output activation, for values or for classes; the usual one comes first.

    >>> costs_for("linear", values=True), costs_for("sigmoid", values=False)
    (('squared', 'huber'), ('logistic', 'squared', 'huber'))
    """
    if values and output == "softmax":
        return ()
    fitting = [cost for cost in COSTS.values() if output in cost.outputs and (not values or cost.name in VALUE_COSTS)]
    fitting.sort(key=lambda cost: cost.matched != output)  # the one whose δ is the plain difference
    return tuple(cost.name for cost in fitting)


def inputs_for(features: tuple[str, ...], dimensions: int) -> tuple[str, ...]:
    """Return those of the features that make sense for points of so many numbers, x1 at least.

    >>> inputs_for(("x1", "x2", "x1^2"), dimensions=1)
    ('x1', 'x1^2')
    """
    return tuple(name for name in features if needed_by(name) <= dimensions) or ("x1",)


# ---- what changes with it ------------------------------------------------------------------------------------------


def with_data(experiment: Experiment, **changes: Any) -> Fitted:
    """Return the experiment with fields of its data changed, and with inputs, output and cost that fit these.

    Nothing else changes where all of it fits. Between classes and values the output goes with the data: values get a
    linear unit and a cost of theirs, two classes a sigmoid unit, several a softmax layer. Back from a line to a plane,
    x2 becomes an input.

    Raises
    ------
    ExperimentError
        if a change is none that data can have, or a cut or frozen weight is there no more
    """
    old = experiment.data
    if old.classes and "classes" not in changes and changes.get("name") in DATASETS:
        changes = {**changes, "classes": _classes(old.classes, DATASETS[changes["name"]])}
    data = old.changed(**changes)
    if sentences := faults_of_data(data):
        raise ExperimentError(sentences)
    features = features_for(experiment.features, old, data)
    output, cost = experiment.output, experiment.cost
    if old.is_regression != data.is_regression:
        output, cost = _usual(data, cost)
    fitted = replace(experiment, data=data, features=features, output=output, cost=cost)
    return Fitted(fitted, _also(experiment, fitted))


def features_for(features: tuple[str, ...], old: Data, new: Data) -> tuple[str, ...]:
    """Return what the network is given of the points of other data.

    Where every column was given as it is, every column is again. Of others, those of a table go by their names.
    """
    if new.dimensions == old.dimensions and new.input_names == old.input_names:
        return features
    everything = columns(min(new.dimensions, MAX_INPUTS))
    gave_all = set(columns(old.dimensions)) <= set(features)
    if old.input_names and new.input_names and not gave_all:
        return tuple(_by_name(features, old.input_names, new.input_names)) or everything
    if new.dimensions == old.dimensions:
        return features
    if gave_all or new.dimensions > 2:
        kept = tuple(name for name in features if column_of(name) < 0 and needed_by(name) <= new.dimensions <= 2)
        return (*everything, *kept)
    return inputs_for(features, new.dimensions)


def _by_name(features: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    """Yield those of the features whose columns are there again, by the number that these have now."""
    for feature in features:
        column, needed = column_of(feature), needed_by(feature)
        if column >= 0 and old[column] in new[:MAX_INPUTS]:
            yield f"x{new.index(old[column]) + 1}"
        elif column < 0 and old[:needed] == new[:needed]:
            yield feature


def with_output(experiment: Experiment, output: str) -> Fitted:
    """Return the experiment with another output activation, and a cost that fits it.

    Raises
    ------
    ExperimentError
        if no cost fits
    """
    fitting = costs_for(output, values=experiment.data.is_regression)
    cost = experiment.cost if experiment.cost in fitting or not fitting else fitting[0]
    fitted = replace(experiment, output=output, cost=cost)
    return Fitted(fitted, (_cost_words(cost),) if cost != experiment.cost else ())


def with_optimizer(experiment: Experiment, optimizer: Choice) -> Fitted:
    """Return the experiment with another optimizer, and with the full batch if that needs it.

    Raises
    ------
    ExperimentError
        if there is no such optimizer, or it has no such parameter
    """
    kind = OPTIMIZERS.get(optimizer.name)
    if kind and kind.full_batch_only and experiment.batch != FULL_BATCH:
        return Fitted(replace(experiment, optimizer=optimizer, batch=FULL_BATCH), ("the full batch",))
    return Fitted(replace(experiment, optimizer=optimizer))


def _classes(classes: int, kind: Dataset) -> int:
    return classes if kind.classes and classes <= kind.most_classes and kind.most_classes > 2 else 0


def _usual(data: Data, cost: str) -> tuple[str, str]:
    """Return output and cost as they usually are for data; values keep a cost that is one of theirs."""
    if data.is_regression:
        return "linear", cost if cost in VALUE_COSTS else "squared"
    return ("softmax", "cross_entropy") if data.class_count > 2 else ("sigmoid", "logistic")


def _also(old: Experiment, new: Experiment) -> tuple[str, ...]:
    words = []
    if new.features != old.features:
        words.append(_input_words(new.features))
    if new.output != old.output:
        words.append(f"{'' if new.output == 'softmax' else 'a '}{new.output} output")
    if new.cost != old.cost:
        words.append(_cost_words(new.cost))
    return tuple(words)


def _input_words(features: tuple[str, ...]) -> str:
    """Return inputs in words: many columns as they are by the first and the last of them.

    >>> _input_words(("x1", "r")), _input_words(tuple(f"x{number}" for number in range(1, 65)))
    ('inputs x₁, r', 'inputs x₁ to x₆₄')
    """
    named = [title_of_input(name) for name in features]
    if len(features) > MOST_NAMED and features == columns(len(features)):
        return f"inputs {named[0]} to {named[-1]}"
    return f"input{'s' if len(features) > 1 else ''} {', '.join(named)}"


def _cost_words(cost: str) -> str:
    return f"the {title(cost)} cost"
