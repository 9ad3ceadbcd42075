"""An experiment in words: every setting with its title, its value and what it means, as `playground list` says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.choices import Choice
from engine.coordinates import input_title
from engine.costs import COSTS
from engine.data import Data
from engine.datasets import DATASETS
from engine.experiment import Experiment, Layer
from engine.initializers import INITIALIZERS
from engine.numbers import format_exact, format_percent
from engine.optimizers import OPTIMIZERS
from engine.rules import REDUCTIONS
from engine.schedules import SCHEDULES
from engine.symbols import weight
from engine.titles import title, title_of_parameter

MOST_NAMED = 12  # weights that are listed one by one


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name, value : what it is called, and what it is
    meaning : a formula or a sentence, or ""
    """

    name: str
    value: str
    meaning: str = ""


def settings(experiment: Experiment) -> Iterator[Setting]:
    """Yield every setting of an experiment, in the order of the window's panels."""
    yield from _data(experiment)
    yield from _network(experiment)
    yield from _learning(experiment)


def _data(experiment: Experiment) -> Iterator[Setting]:
    data = experiment.data
    yield Setting("Data", data.title, _what_data_are(data))
    if data.class_count:
        named = ", ".join(data.class_names[:MOST_NAMED])
        more = f" and {data.class_count - MOST_NAMED} more" if data.class_count > MOST_NAMED else ""
        yield Setting("Classes", str(data.class_count), named + more if named else "")
    if data.balance < 1:
        yield Setting("Balance", format_exact(data.balance), "samples of the last class for each of the first")
    yield Setting("Samples", str(data.samples), _split_in_words(data))
    if data.table is None:
        yield Setting("Noise", format_exact(data.noise))
    if data.draw:
        yield Setting("Draw", str(data.draw), "another sample of the same world")
    yield Setting("Seed", str(experiment.seed), "data, first weights and order derive from it")
    yield Setting("Inputs", _inputs_in_words(experiment))
    if data.standardise:
        yield Setting("Standardised", "yes", "inputs have mean 0 and deviation 1 over the training part")


def _inputs_in_words(experiment: Experiment) -> str:
    """Return the inputs, with the names of their columns where they have any; of many the first ones."""
    named = [input_title(experiment.data, feature) for feature in experiment.features]
    most = MOST_NAMED if experiment.data.input_names else len(named)
    rest = f" and {len(named) - most} more" if len(named) > most else ""
    return ", ".join(named[:most]) + rest


def _what_data_are(data: Data) -> str:
    if data.table:
        return f"{', '.join(data.table.names[:MOST_NAMED])} → {data.table.target_name}; SHA-256 {data.table.digest}"
    return data.formula or DATASETS[data.name].summary


def _split_in_words(data: Data) -> str:
    if data.has_own_split:
        return f"{data.trained} to learn from, the rest to test, as the table says"
    if data.train_share == 1:
        return "all to learn from"
    alike = ", with the same share of each class" if data.stratified and not data.is_regression else ""
    return f"{format_percent(data.train_share, 1)} to learn from, the rest to test{alike}"


def _network(experiment: Experiment) -> Iterator[Setting]:
    yield Setting("Network", "-".join(map(str, experiment.sizes)), "units of the layers, bias units not counted")
    for number, layer in enumerate(experiment.hidden, start=2):
        yield Setting(f"Layer {number}", _layer_words(layer), _activation_words(layer.activation))
    last = len(experiment.sizes)
    outputs = f"{experiment.outputs} unit{'' if experiment.outputs == 1 else 's'}, {title(experiment.output)}"
    yield Setting(f"Layer {last}, output", outputs, _activation_words(experiment.output))
    yield _choice("First weights", experiment.initializer, INITIALIZERS[experiment.initializer.name].formula)
    for name, places in (("Frozen weights", experiment.frozen), ("Cut weights", experiment.pruned)):
        if places:
            named = ", ".join(str(weight(*place)) for place in places[:MOST_NAMED])
            more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
            yield Setting(name, f"{named}{more}")


def _learning(experiment: Experiment) -> Iterator[Setting]:
    cost = COSTS[experiment.cost]
    yield Setting("Cost", title(cost.name), f"J = {cost.formula}")
    yield Setting("Reduction", experiment.reduction, REDUCTIONS[experiment.reduction])
    yield _choice("Optimizer", experiment.optimizer, OPTIMIZERS[experiment.optimizer.name].formula)
    yield Setting("Learning rate η", format_exact(experiment.rate))
    yield _choice("Schedule", experiment.schedule, SCHEDULES[experiment.schedule.name].formula)
    whole = "all training samples, batch gradient descent"
    yield Setting("Mini-batch", f"{experiment.batch} samples" if experiment.batch else whole)
    order = "in a new order in every epoch" if experiment.shuffle else "in the same order in every epoch"
    yield Setting("Order", order)
    limits = (
        ("L1 penalty λ", experiment.l1),
        ("L2 penalty λ", experiment.l2),
        ("Max-norm", experiment.max_norm),
        ("Gradient clipped at", experiment.clip),
    )
    yield from (Setting(name, format_exact(value)) for name, value in limits if value)
    stop = experiment.stop
    rules = (
        (stop.epochs, f"after {stop.epochs} epochs"),
        (stop.cost_below, f"below a cost of {format_exact(stop.cost_below)}"),
        (stop.accuracy_above, f"above a score of {format_exact(stop.accuracy_above)}"),
        (stop.patience, f"after {stop.patience} epochs without progress"),
    )
    if stops := [words for value, words in rules if value]:
        yield Setting("Stops", "; ".join(stops))


def _layer_words(layer: Layer) -> str:
    dropout = f", dropout {format_exact(layer.dropout)}" if layer.dropout else ""
    return f"{layer.units} unit{'' if layer.units == 1 else 's'}, {title(layer.activation)}{dropout}"


def _activation_words(name: str) -> str:
    return f"φ(z) = {ACTIVATIONS[name].formula}"


def _choice(what: str, chosen: Choice, formula: str) -> Setting:
    given = ", ".join(
        f"{title_of_parameter(chosen.name, name)} = {format_exact(value)}" for name, value in chosen.given
    )
    return Setting(what, title(chosen.name) + (f", {given}" if given else ""), formula)
