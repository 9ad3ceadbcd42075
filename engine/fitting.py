"""Fitting: what of an experiment goes together, and what else changes where one choice asks for another.

Data over a line need inputs without x2, values need an output and a cost that can follow them, a cost needs its output.
Whoever lets a person choose takes what is offered from here, and changes an experiment by these functions. They leave
cut and frozen weights as they are, though a network of other inputs or outputs may not have them any more:
`surgery.between` says where these went.
"""

from dataclasses import dataclass, replace
from typing import Any

from engine.activations import OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.datasets import DATASETS, Dataset
from engine.experiment import Experiment
from engine.features import FEATURES
from engine.optimizers import OPTIMIZERS
from engine.titles import title, title_of_input

VALUE_COSTS = ("squared", "huber")  # what may be asked of values
FULL_BATCH = 0


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
    """Return those of the features that make sense for data over a line or a plane, x1 at least.

    >>> inputs_for(("x1", "x2", "x1^2"), dimensions=1)
    ('x1', 'x1^2')
    """
    if dimensions > 1:
        return features
    return tuple(name for name in features if not FEATURES[name].needs_x2) or ("x1",)


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
    name = changes.get("name")
    old, new = DATASETS[experiment.data.name], DATASETS.get(name) if isinstance(name, str) else None
    if new is None or new is old:
        return Fitted(experiment.with_data(**changes))
    if experiment.data.classes and "classes" not in changes:
        changes = {**changes, "classes": _classes(experiment.data.classes, new)}
    features = inputs_for(experiment.features, new.dimensions)
    if old.dimensions < new.dimensions and "x2" not in features:
        features = (*features, "x2")
    output, cost = experiment.output, experiment.cost
    if old.is_regression != new.is_regression:
        output, cost = _usual(new, changes.get("classes", 0) or new.classes, cost)
    data = experiment.data.changed(**changes)
    fitted = replace(experiment, data=data, features=features, output=output, cost=cost)
    return Fitted(fitted, _also(experiment, fitted))


def with_output(experiment: Experiment, output: str) -> Fitted:
    """Return the experiment with another output activation, and a cost that fits it.

    Raises
    ------
    ExperimentError
        if no cost fits
    """
    fitting = costs_for(output, values=DATASETS[experiment.data.name].is_regression)
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


def _usual(kind: Dataset, classes: int, cost: str) -> tuple[str, str]:
    """Return output and cost as they usually are for a kind of data; values keep a cost that is one of theirs."""
    if kind.is_regression:
        return "linear", cost if cost in VALUE_COSTS else "squared"
    return ("softmax", "cross_entropy") if classes > 2 else ("sigmoid", "logistic")


def _also(old: Experiment, new: Experiment) -> tuple[str, ...]:
    words = []
    if new.features != old.features:
        words.append(f"input{'s' if len(new.features) > 1 else ''} {', '.join(map(title_of_input, new.features))}")
    if new.output != old.output:
        words.append(f"{'' if new.output == 'softmax' else 'a '}{new.output} output")
    if new.cost != old.cost:
        words.append(_cost_words(new.cost))
    return tuple(words)


def _cost_words(cost: str) -> str:
    return f"the {title(cost)} cost"
