"""Adopting: a network that was trained elsewhere becomes an experiment of this program with these very weights.

What was trained here comes back with its experiment. What was trained elsewhere gets one that it could have been
trained by: inputs x1, x2 and then the other features in order where it names none, its layers and activations, and
data with as many classes as it has outputs. Where it needs points of more than two numbers, these are the present
experiment's data, if that is a table that fits. Standardising that no data here would give is worked into W⁽¹⁾. All of
that is told in notes, and what cannot be represented is refused with what can.
"""

from dataclasses import dataclass, replace

import numpy as np

from engine.activations import HIDDEN, OUTPUTS
from engine.data import Data
from engine.datasets import DATASETS
from engine.errors import ExperimentError, ImportFileError, shown
from engine.exchange.model import Model
from engine.experiment import Experiment, Layer
from engine.features import FEATURES, columns, needed_by
from engine.fitting import costs_for
from engine.network import Network
from engine.rules import MAX_HIDDEN_LAYERS, MAX_UNITS
from engine.run import Run
from engine.samples import samples_of
from engine.timeline import State, Timeline
from engine.titles import title_of_input


@dataclass(frozen=True)
class Opened:
    """A network from a file as this program has it.

    Attributes
    ----------
    model : with the features of the experiment; its network has the weights of the file
    experiment : what it can be trained on with
    notes : a sentence for everything that was assumed, dropped or converted
    """

    model: Model
    experiment: Experiment
    notes: tuple[str, ...] = ()

    def state(self) -> State:
        """Return a timeline that begins with it: nothing is learnt yet."""
        return Timeline(Run.beginning_with(self.experiment, self.model.network.flat)).state()


def experiment_for(model: Model, present: Experiment | None = None) -> Opened:
    """Return a model with an experiment: its own, or one that it could have been trained by.

    Parameters
    ----------
    present : what is open now; its data are taken where a table is needed and it fits

    Raises
    ------
    ImportFileError
        if there is none, naming what no experiment here can have, and the limit
    """
    notes: list[str] = []
    if model.experiment is not None:
        if _has_the_scaling_of(model, model.experiment):
            return Opened(model, model.experiment)
        notes.append("its inputs are standardised otherwise than its experiment does")
        model = replace(model, experiment=None)
    if present is not None and _is_for(model, present):
        return _with_data_of(model, present, notes)
    if needs_table(model):
        raise ImportFileError(_no_data(model))
    model = _with_features(model, notes)
    model = _with_scaling_worked_in(model, notes)
    experiment = _experiment(model.network, model.features, notes)
    return Opened(replace(model, experiment=experiment), experiment, tuple(notes))


# ---- a table -------------------------------------------------------------------------------------------------------


def needs_table(model: Model) -> bool:
    """Tell whether a model without an experiment needs points of more numbers than generated data have."""
    return model.dimensions > (2 if model.features else len(FEATURES))


def _is_for(model: Model, present: Experiment) -> bool:
    """Tell whether the present data are what a model was trained on, or could have been."""
    data = present.data
    if data.table is None:
        return False
    has_as_many = model.dimensions == data.dimensions
    is_asked_for = (
        needs_table(model) or data.table.digest == model.table_digest or (has_as_many and data.dimensions > 2)
    )
    has_room = model.dimensions <= data.dimensions if model.features else has_as_many
    return is_asked_for and has_room and _experiment_with(model, present) is not None


def _no_data(model: Model) -> str:
    units = model.network.sizes[-1]
    outputs = f"{units} output unit{'s' if units > 1 else ''} of {model.network.activations[-1]}"
    at_least = "at least " if model.features else ""
    return (
        f"it needs points of {model.dimensions} numbers, which no generated data have; open its data first, a table "
        f"with {at_least}{model.dimensions} inputs and a target for {outputs}, and then this file"
    )


def _with_data_of(model: Model, present: Experiment, notes: list[str]) -> Opened:
    if not model.features:
        model = replace(model, features=columns(model.dimensions))
        notes.append(
            f"its {model.dimensions} inputs are taken to be the columns of the table that is open, in their order"
        )
    experiment = _experiment_with(model, present)
    assert experiment is not None
    if not _has_the_scaling_of(model, experiment):
        experiment = replace(experiment, data=replace(experiment.data, standardise=False))
        model = _with_scaling_worked_in(model, notes)
    assert present.data.table is not None
    if model.table_digest == present.data.table.digest:
        notes.append("the data are the table that is open, the very one that it was trained on")
    else:
        notes.append("it does not say what it was trained by; the data are the table that is open")
    return Opened(replace(model, experiment=experiment, table_digest=""), experiment, tuple(notes))


def _experiment_with(model: Model, present: Experiment) -> Experiment | None:
    """Return an experiment that learns from the present data with a network as the model's; None if none can."""
    data = replace(present.data, standardise=model.scaling is not None)
    output = model.network.activations[-1]
    fitting = costs_for(output, values=data.is_regression)
    if not fitting:
        return None
    try:
        experiment = Experiment(
            data=data,
            features=model.features or columns(model.dimensions),
            hidden=_hidden(model.network),
            output=output,
            cost=fitting[0],
            seed=present.seed,
        )
    except ExperimentError:
        return None
    return experiment if experiment.sizes == model.network.sizes else None


def _hidden(network: Network) -> tuple[Layer, ...]:
    return tuple(Layer(units, name) for units, name in zip(network.sizes[1:-1], network.activations[:-1], strict=True))


# ---- generated data ------------------------------------------------------------------------------------------------


def _has_the_scaling_of(model: Model, experiment: Experiment) -> bool:
    if not experiment.data.standardise:
        return model.scaling is None
    usual = samples_of(experiment).scaling
    return (
        model.scaling is not None
        and usual is not None
        and np.array_equal(usual.mean, model.scaling.mean)
        and np.array_equal(usual.deviation, model.scaling.deviation)
    )


def _with_features(model: Model, notes: list[str]) -> Model:
    if model.features:
        return model
    inputs = model.network.sizes[0]
    names = tuple(FEATURES)[:inputs]
    if inputs > 2:
        said = ", ".join(map(title_of_input, names))
        notes.append(f"it does not say what its {inputs} inputs are; they are taken to be {said}")
    return replace(model, features=names)


def _with_scaling_worked_in(model: Model, notes: list[str]) -> Model:
    """Return the same function without standardising: W / deviation, and the bias less W mean / deviation."""
    if model.scaling is None:
        return model
    network = model.network.copy()
    first = network.W[1]
    with np.errstate(all="ignore"):
        first[:, 1:] /= model.scaling.deviation
        first[:, 0] -= first[:, 1:] @ model.scaling.mean
    if not np.isfinite(first).all():
        raise ImportFileError("the standardising of its inputs, worked into W⁽¹⁾, gives weights that are not finite")
    notes.append("the standardising of its inputs was worked into W⁽¹⁾, as it is not that of data here")
    return Model(network, model.features)


def _experiment(network: Network, features: tuple[str, ...], notes: list[str]) -> Experiment:
    *hidden, output = network.activations
    sizes = network.sizes
    if len(hidden) > MAX_HIDDEN_LAYERS:
        raise ImportFileError(f"it has {len(hidden)} hidden layers, expected at most {MAX_HIDDEN_LAYERS}")
    for layer, (units, activation) in enumerate(zip(sizes[1:-1], hidden, strict=True), start=2):
        if units > MAX_UNITS:
            raise ImportFileError(f"layer {layer} has {units} units, expected at most {MAX_UNITS}")
        if activation not in HIDDEN:
            raise ImportFileError(f"layer {layer} has the activation {activation}, expected one of {', '.join(HIDDEN)}")
    if output not in OUTPUTS:
        raise ImportFileError(
            f"layer {network.L}, the last, has the activation {output}, expected one of {', '.join(OUTPUTS)}"
        )
    data = _data(sizes[-1], output, features)
    cost = costs_for(output, values=data.is_regression)[0]
    try:
        experiment = Experiment(
            data=data,
            features=features,
            hidden=_hidden(network),
            output=output,
            cost=cost,
        )
    except ExperimentError as error:
        raise ImportFileError(f"no experiment here has such a network: {shown(str(error), 300)}") from error
    notes.append(f"it does not say what it was trained by; the data are {data.title} here")
    return experiment


def _data(outputs: int, output: str, features: tuple[str, ...]) -> Data:
    """Return data with as many classes as there are output units, or of values for one linear unit."""
    if outputs == 1:
        if output == "softmax":
            raise ImportFileError("it has one softmax unit, which is always 1; expected 2 to 8, or one sigmoid unit")
        if output == "linear":
            over_line = max(map(needed_by, features)) == 1
            return Data("sine" if over_line else "reg-gauss")
        return Data("separable" if output == "step" else "circle")
    if outputs == 2 and output != "softmax":
        raise ImportFileError(
            f"it has two {output} units in the last layer, expected one, which two classes share, or two of softmax"
        )
    if outputs == 2:
        return Data("circle")
    kind = DATASETS["spiral3" if output == "softmax" else "blobs"]
    if outputs > kind.most_classes:
        raise ImportFileError(
            f"it has {outputs} output units, expected at most {kind.most_classes}, one for each class"
        )
    return Data(kind.name, classes=0 if outputs == kind.classes else outputs)
