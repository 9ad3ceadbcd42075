"""Options of the command line that describe an experiment, and the experiment that they describe.

What is said overrides the model's preset; what is not said, and would not fit what was said, is chosen to fit: data
over a line get the inputs that have no x2, values get a linear unit and the squared error, softmax the cross-entropy.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.activations import HIDDEN, OUTPUTS
from engine.choices import Choice
from engine.costs import COSTS
from engine.data import FIRST_FORMULA, FORMULA, NAMES, OWN, WITH_TABLE, Data
from engine.datasets import DATASETS
from engine.errors import ExperimentError, Faults, shown
from engine.experiment import Experiment, Layer, Stop, Weight
from engine.features import FEATURES
from engine.fitting import costs_for, features_for
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.rules import faults_of_data
from engine.schedules import SCHEDULES
from engine.table import Table
from engine.table_files import ENCODINGS, WAYS
from playground.table_options import DECIMALS, DELIMITERS, is_file, refuse_without_file

Parse = Callable[[str], Any]


@dataclass(frozen=True)
class Option:
    """One option: its name, how its text is read, what it means, and its text in the help."""

    name: str
    read: Parse
    meaning: str
    placeholder: str


def whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}") from None


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text!r}") from None


def words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def wholes(text: str) -> tuple[int, ...]:
    """Read whole numbers separated by commas; nothing is no number."""
    try:
        return tuple(int(word) for word in text.split(",")) if text.strip() else ()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected whole numbers separated by commas, such as 8,4, got {text!r}"
        ) from None


def numbers(text: str) -> tuple[float, ...]:
    return tuple(number(word) for word in words(text))


def weights(text: str) -> tuple[tuple[int, ...], ...]:
    """Read weights (l, j, k), separated by semicolons."""
    return tuple(wholes(part) for part in text.split(";") if part.strip())


def batch(text: str) -> int:
    """Read a number of samples; "full" is the 0 that stands for all of them."""
    if text == "full":
        return 0
    if text.strip() == "0":
        raise argparse.ArgumentTypeError("expected a whole number from 1, or full, got 0")
    return whole(text)


def choice(text: str) -> Choice:
    """Read NAME or NAME:parameter=value,parameter=value."""
    name, _, rest = text.partition(":")
    return Choice(name, tuple(sorted(named_numbers(rest).items())))


def named_numbers(text: str) -> dict[str, float]:
    given: dict[str, float] = {}
    for part in words(text):
        name, equals, value = part.partition("=")
        if not equals:
            raise argparse.ArgumentTypeError(f"expected name=number, got {part!r}")
        given[name.strip()] = number(value)
    return given


def one_of(choices: Mapping[str, object] | tuple[str, ...]) -> str:
    return ", ".join(choices)


_DEFAULT = Experiment()
STOP_RULES = {
    "epochs": "after so many epochs",
    "cost": "when the training cost falls below this",
    "accuracy": "when the training accuracy rises above this",
    "patience": "when the test cost has not fallen for so many epochs",
}

OPTIONS = (
    Option("model", str, f"start from a model of the lecture: {one_of(MODELS)}", "NAME"),
    Option(
        "data",
        str,
        f"one of {one_of((*DATASETS, FORMULA))}, or the file of a table (.csv, .tsv, .txt, .dat, .npz); "
        f"default {_DEFAULT.data.name}",
        "NAME|FILE",
    ),
    Option("formula", str, f"the class or value of a point, such as {FIRST_FORMULA!r}; data formula", "TEXT"),
    Option("samples", whole, f"training and test samples together; default {_DEFAULT.data.samples}", "N"),
    Option("noise", number, "0 to 1; default 0", "X"),
    Option("train-share", number, "share of the samples that is learnt from; 1 leaves no test; default 0.5", "X"),
    Option("classes", whole, "how many classes to draw, where the data allow it", "N"),
    Option("balance", number, "samples of the last class for each of the first, above 0 to 1; default 1", "X"),
    Option("draw", whole, "which sample of the same world, from 0; default 0", "N"),
    Option("inputs", words, "of a table: its columns that are inputs; default all others", "LIST"),
    Option("target", str, "of a table: its column that is to be answered; default the last one", "NAME"),
    Option("split", str, "of a table: its column that says train or test; default a last one called split", "NAME"),
    Option("missing", str, f"of a table: what becomes of missing values, one of {one_of(WAYS)}; default refuse", "WAY"),
    Option("encoding", str, f"of a table: one of {one_of(ENCODINGS)}; default as it is found out", "NAME"),
    Option("delimiter", str, f"of a table: one of {one_of(DELIMITERS)}; default as it is found out", "NAME"),
    Option("decimal", str, f"of a table: one of {one_of(DECIMALS)}; default as it is found out", "NAME"),
    Option("skip", whole, "of a table: lines that stand before it; default as it is found out", "N"),
    Option("features", words, f"inputs, separated by commas, of {one_of(FEATURES)}; default x1,x2", "LIST"),
    Option("hidden", wholes, 'units of each hidden layer, such as 8,4, or "" for none; default 4', "LIST"),
    Option("activation", words, f"of all hidden layers, or one each: {one_of(HIDDEN)}; default tanh", "LIST"),
    Option("dropout", numbers, "share of units left out while learning, of all hidden layers, or one each", "LIST"),
    Option("output", str, f"activation of the output layer: {one_of(OUTPUTS)}; default sigmoid", "NAME"),
    Option("cost", str, f"one of {one_of(COSTS)}; default logistic", "NAME"),
    Option("reduction", str, "mean over the samples, or sum, the lecture's literal J; default mean", "NAME"),
    Option("penalty", words, f"{one_of(PENALTIES)}, or both separated by a comma", "LIST"),
    Option("penalty-rate", numbers, "λ of the penalty, or one each", "LIST"),
    Option("max-norm", number, "greatest length of the weights into a unit", "X"),
    Option("optimizer", choice, f"{one_of(OPTIMIZERS)}, with parameters such as momentum:momentum=0.8", "NAME"),
    Option("schedule", choice, f"of the learning rate: {one_of(SCHEDULES)}, such as cosine:epochs=200", "NAME"),
    Option("init", choice, f"first weights: {one_of(INITIALIZERS)}, such as uniform:limit=1", "NAME"),
    Option("rate", number, f"learning rate; default {_DEFAULT.rate}", "X"),
    Option("batch", batch, f"samples in a mini-batch, or full; default {_DEFAULT.batch}", "N"),
    Option("clip", number, "greatest length of the gradient", "X"),
    Option(
        "stop", named_numbers, f"rules that end the run, such as cost=0.01,patience=9, of {one_of(STOP_RULES)}", "LIST"
    ),
    Option("frozen", weights, "weights that keep their first value, as l,j,k;l,j,k", "LIST"),
    Option("pruned", weights, "weights that are cut, as l,j,k;l,j,k", "LIST"),
    Option("seed", whole, f"data, first weights and order derive from it; default {_DEFAULT.seed}", "N"),
)
DATA_OPTIONS = {  # and the fields of the data that they say
    "data": "name",
    "samples": "samples",
    "noise": "noise",
    "train-share": "train_share",
    "classes": "classes",
    "balance": "balance",
    "draw": "draw",
    "standardise": "standardise",
    "stratified": "stratified",
    "formula": "formula",
}
FITTED = ("samples", "train-share", "features", "output", "cost")  # may be chosen to fit where they are not said
SWITCHES = {
    "as-classes": "of a table: the target is a class; default as it looks",
    "as-values": "of a table: the target is a value",
    "no-header": "of a table: its first row names no columns",
    "stratified": "both parts have the same share of each class",
    "standardise": "shift and scale the inputs to mean 0 and deviation 1 over the training part",
    "no-shuffle": "take the samples in the same order in every epoch",
}


@dataclass(frozen=True)
class Unread:
    """Stands for a text that could not be read, so that all faults can be told together."""

    fault: str


def _leniently(read: Parse) -> Parse:
    def parse(text: str) -> Any:
        try:
            return read(text)
        except argparse.ArgumentTypeError as error:
            return Unread(str(error))

    return parse


def add_experiment_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for every choice of an experiment; what is not said is not in the result."""
    group = parser.add_argument_group("the experiment")
    for option in OPTIONS:
        group.add_argument(
            f"--{option.name}",
            type=_leniently(option.read),
            metavar=option.placeholder,
            help=option.meaning.replace("%", "%%"),
            default=argparse.SUPPRESS,
        )
    for name, meaning in SWITCHES.items():
        group.add_argument(f"--{name}", action="store_true", help=meaning, default=argparse.SUPPRESS)


def experiment_of(
    chosen: argparse.Namespace, read_own: Callable[[Mapping[str, Any]], Table] | None = None
) -> Experiment:
    """Return the experiment that the options describe; raise ExperimentError with all their faults.

    Parameters
    ----------
    read_own : returns the table of a file that is named as the data; without it that is read, and what a person should
        know of it is told on stderr
    """
    notes: list[str] = []
    read = read_own or (lambda said: _own_table(said, notes))
    found = Faults()
    said = {name.replace("_", "-"): value for name, value in vars(chosen).items()}
    for name in [name for name, value in said.items() if isinstance(value, Unread)]:
        found.sentences.append(f"--{name}: {said.pop(name).fault}")
    base = found.attempt(lambda: _model(said.get("model")), Experiment())
    data = found.attempt(lambda: _data(base, said, read), base.data)
    fits = not faults_of_data(data)
    changes: dict[str, Any] = {
        "features": said.get("features", features_for(base.features, base.data, data) if fits else base.features),
        "hidden": found.attempt(lambda: _hidden(base, said), base.hidden),
        **_output_and_cost(base, said, values=fits and data.is_regression),
        **found.attempt(lambda: _penalties(said), dict[str, float]()),
    }
    for name in ("reduction", "max_norm", "optimizer", "schedule", "rate", "batch", "clip", "frozen", "pruned", "seed"):
        if name.replace("_", "-") in said:
            changes[name] = said[name.replace("_", "-")]
    if "init" in said:
        changes["initializer"] = said["init"]
    if said.get("no-shuffle"):
        changes["shuffle"] = False
    if "stop" in said:
        changes["stop"] = found.attempt(lambda: _stop(said["stop"]), Stop())
    made = found.attempt(lambda: replace(base, data=data, **changes), None)
    found.raise_any()
    assert made is not None
    for note in notes:
        sys.stderr.write(f"note      {note}\n")
    return made


def said_of(chosen: argparse.Namespace) -> list[str]:
    """Return the names of the options of an experiment that were said."""
    return [name for name in (*(option.name for option in OPTIONS), *SWITCHES) if name.replace("-", "_") in chosen]


def experiment_of_words(words: Sequence[str]) -> Experiment:
    """Return the experiment that the words of a command line describe; words that say nothing of one are passed over.

    They may come from anywhere, so that no file is read because of them.

    Raises
    ------
    ExperimentError
        with all faults

    >>> experiment_of_words(["--hidden", "8,4", "--epochs", "300", "--json"]).sizes
    (2, 8, 4, 1)
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    add_experiment_options(parser)
    try:
        chosen, _ = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        raise ExperimentError([str(error)]) from None
    return experiment_of(chosen, _refuse_file)


def _refuse_file(said: Mapping[str, Any]) -> Table:
    raise ExperimentError(
        [f"the command learns from the file {shown(repr(said['data']))}: open that by File > Open data…"]
    )


def arguments_of(experiment: Experiment, own: Sequence[str] = ()) -> list[str]:
    """Return the options that describe an experiment: `experiment_of` makes it of them again, to the bit.

    What is as usual is not said, unless something else would be chosen in its place to fit.

    Parameters
    ----------
    own : the words that say where a table of one's own stands, such as --data my.csv

    Raises
    ------
    ExperimentError
        if there is a table, and nobody says where it stands

    >>> arguments_of(Experiment(hidden=(Layer(8, "relu"), Layer(4, "relu")), rate=0.1))
    ['--hidden', '8,4', '--activation', 'relu', '--rate', '0.1']
    """
    parser = argparse.ArgumentParser()
    add_experiment_options(parser)
    table = experiment.data.table
    if table and not own:
        raise ExperimentError(["no command holds a table of one's own: save it by File > Save data as CSV… first"])
    wanted, chosen = _said(experiment), set[str]()

    def made_of(names: set[str]) -> Experiment | None:
        words = [word for name in wanted if name in names for word in wanted[name]]
        try:
            return experiment_of(parser.parse_args(words), lambda said: table or _refuse_file(said))
        except ExperimentError:  # without what is left out, the rest does not fit together
            return None

    made: Experiment | None = Experiment()
    while made and (differing := {name for name, words in _said(made).items() if words != wanted[name]} - chosen):
        chosen |= differing
        made = made_of(chosen)
    for name in FITTED:
        if name in chosen and (fitted := made_of(chosen - {name})) and _said(fitted) == wanted:
            chosen.remove(name)
    if table:
        wanted["data"] = list(own)
    return [word for name, words in wanted.items() if name in chosen for word in words]


def _said(experiment: Experiment) -> dict[str, list[str]]:
    """Return the words that say what an experiment has, by the name of each option; none where it has nothing."""
    data, hidden = experiment.data, experiment.hidden
    penalties = {name: rate for name in PENALTIES if (rate := getattr(experiment, name))}
    stop = {"epochs": "epochs", "cost": "cost_below", "accuracy": "accuracy_above", "patience": "patience"}
    stops = {name: value for name, field in stop.items() if (value := getattr(experiment.stop, field))}
    values = {
        "data": OWN if data.table else data.name,  # from a file it comes as such, whoever drew it
        "samples": str(data.samples),
        "noise": repr(float(data.noise)),
        "train-share": repr(float(data.train_share)),
        "classes": str(data.classes),
        "balance": repr(float(data.balance)),
        "draw": str(data.draw),
        "formula": data.formula,
        "features": ",".join(experiment.features),
        "hidden": ",".join(str(layer.units) for layer in hidden),
        "activation": _one_or_each([layer.activation for layer in hidden]),
        "dropout": _one_or_each([repr(float(layer.dropout)) for layer in hidden]),
        "output": experiment.output,
        "cost": experiment.cost,
        "reduction": experiment.reduction,
        "penalty": ",".join(penalties),
        "penalty-rate": ",".join(map(repr, penalties.values())),
        "max-norm": repr(float(experiment.max_norm)),
        "optimizer": _choice_words(experiment.optimizer),
        "schedule": _choice_words(experiment.schedule),
        "init": _choice_words(experiment.initializer),
        "rate": repr(float(experiment.rate)),
        "batch": str(experiment.batch or "full"),
        "clip": repr(float(experiment.clip)),
        "stop": ",".join(f"{name}={value!r}" for name, value in stops.items()),
        "frozen": _weights_words(experiment.frozen),
        "pruned": _weights_words(experiment.pruned),
        "seed": str(experiment.seed),
    }
    said = {name: [f"--{name}", text] if text or name == "hidden" else [] for name, text in values.items()}
    switches = {
        "stratified": data.stratified,
        "standardise": data.standardise,
        "no-shuffle": not experiment.shuffle,
    }
    if data.has_own_split:  # which another share would take away
        said["train-share"], switches["stratified"] = [], False
    return said | {name: [f"--{name}"] if is_on else [] for name, is_on in switches.items()}


def _one_or_each(words: list[str]) -> str:
    return words[0] if words and len(set(words)) == 1 else ",".join(words)


def _choice_words(chosen: Choice) -> str:
    given = ",".join(f"{name}={value!r}" for name, value in chosen.given)
    return f"{chosen.name}:{given}" if given else chosen.name


def _weights_words(chosen: tuple[Weight, ...]) -> str:
    return ";".join(",".join(map(str, weight)) for weight in chosen)


def _model(name: str | None) -> Experiment:
    if name is None:
        return Experiment()
    if name not in MODELS:
        raise ExperimentError([f"model must be one of {one_of(MODELS)}, got {name!r}"])
    return MODELS[name].experiment()


def _data(base: Experiment, said: Mapping[str, Any], read_own: Callable[[Mapping[str, Any]], Table]) -> Data:
    """Return the data that are said; what cannot be so is told by the experiment that it is made for."""
    changes = {field: said[option] for option, field in DATA_OPTIONS.items() if option in said}
    name = changes.get("name", "")
    if not (is_file(name) or name in WITH_TABLE):
        if name and name not in NAMES:
            sets = one_of((*DATASETS, FORMULA))
            others = faults_of_data(base.data.changed(**{**changes, "name": base.data.name}))
            raise ExperimentError([f"data set must be one of {sets}, or the file of a table, got {name!r}", *others])
        refuse_without_file(said)
        return base.data.changed(**changes)
    table = read_own(said)
    if "train_share" in changes or "stratified" in changes:  # another split than the table's own
        if "split" in said:
            raise ExperimentError(["--split says which rows are learnt from, expected no other share beside it"])
        table = table.with_split(None)
    data = base.data.changed(**{**changes, "name": name if name in WITH_TABLE else OWN, "table": table})
    return replace(data, samples=changes.get("samples", data.samples))  # told where it is another number


def _hidden(base: Experiment, said: Mapping[str, Any]) -> tuple[Layer, ...]:
    layers = base.hidden
    if "hidden" in said:
        usual = base.hidden[0] if base.hidden else Layer()
        layers = tuple(replace(usual, units=units) for units in said["hidden"])
    for option in ("activation", "dropout"):
        if option in said:
            values = _one_each(said[option], len(layers), f"--{option}")
            layers = tuple(replace(layer, **{option: value}) for layer, value in zip(layers, values, strict=True))
    return layers


def _one_each(values: tuple[Any, ...], count: int, what: str) -> tuple[Any, ...]:
    """Return one value for each of `count`: a single one stands for all."""
    if len(values) == 1:
        return values * count
    if len(values) != count:
        raise ExperimentError([f"{what} must name one value, or one for each of {count}, got {len(values)}"])
    return values


def _output_and_cost(base: Experiment, said: Mapping[str, Any], *, values: bool) -> dict[str, str]:
    output, cost = said.get("output"), said.get("cost")
    if output is None and cost is None:
        fits = base.cost in costs_for(base.output, values=values)
        return {} if fits else {"output": "linear", "cost": "squared"}
    if output is None and cost in COSTS:
        fits = base.output in COSTS[cost].outputs and not values
        return {"cost": cost} if fits else {"cost": cost, "output": COSTS[cost].outputs[0]}
    if cost is None and output in OUTPUTS:
        fitting = costs_for(output, values=values) or ("squared",)
        return {"output": output} if base.cost in fitting else {"output": output, "cost": fitting[0]}
    return {name: value for name, value in (("output", output), ("cost", cost)) if value is not None}


def _penalties(said: Mapping[str, Any]) -> dict[str, float]:
    if "penalty" not in said:
        if "penalty-rate" in said:
            raise ExperimentError([f"--penalty-rate needs --penalty, one of {one_of(PENALTIES)}"])
        return {}
    if unknown := [name for name in said["penalty"] if name not in PENALTIES]:
        raise ExperimentError([f"penalty must be one of {one_of(PENALTIES)}, got {unknown[0]!r}"])
    if "penalty-rate" not in said:
        raise ExperimentError(["--penalty needs --penalty-rate, its λ, such as 0.01"])
    rates = _one_each(said["penalty-rate"], len(said["penalty"]), "--penalty-rate")
    return {**dict.fromkeys(PENALTIES, 0.0), **dict(zip(said["penalty"], rates, strict=True))}


def _stop(rules: Mapping[str, float]) -> Stop:
    fields = {"epochs": "epochs", "cost": "cost_below", "accuracy": "accuracy_above", "patience": "patience"}
    if unknown := [name for name in rules if name not in fields]:
        raise ExperimentError([f"stop must name rules of {one_of(STOP_RULES)}, got {unknown[0]!r}"])
    counted = ("epochs", "patience")
    return Stop(
        **{
            fields[name]: int(value) if name in counted and value.is_integer() else value  # type: ignore[arg-type]
            for name, value in rules.items()
        }
    )


def _own_table(said: Mapping[str, Any], notes: list[str]) -> Table:
    from playground.own_data import own_table  # most have none: what reads it takes 25 ms to load

    return own_table(said, notes)
