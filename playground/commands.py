"""The commands of the command line that need no window: train, check, explain, list, and bench, which has its room."""

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine import gradient_check, steps
from engine.activations import ACTIVATIONS, HIDDEN, OUTPUTS
from engine.costs import COSTS
from engine.data import FORMULA
from engine.datasets import DATASETS
from engine.experiment import EFFECTS, Experiment
from engine.features import FEATURES
from engine.gradient_check import GradientCheck, verdict
from engine.initializers import INITIALIZERS
from engine.models import MODELS
from engine.optimizers import OPTIMIZERS
from engine.penalties import PENALTIES
from engine.rules import REDUCTIONS
from engine.run import Run
from engine.schedules import SCHEDULES
from engine.symbols import Symbol, weight
from playground.headless import progress_bar, train
from playground.options import STOP_RULES, experiment_of

OK, WRONG, REFUSED = 0, 1, 2
DEFAULT_EPOCHS = 300
WORST_SHOWN = 5
OTHER_DATA = {
    FORMULA: "what --formula says of each point of the plane: a class, or a value",
    "FILE": "a table of one's own: .csv, .tsv, .txt, .dat, or .npz with X and y",
}
SHEETS = ("text", "markdown", "latex")  # the formats of engine.exchange.worked_example


class RefusedError(Exception):
    """The command line makes no sense; the message is the sentence to print."""


@dataclass(frozen=True)
class Tell:
    """Whose acts of a mini-batch are told: of "all", of the "first" ones so many, or of the "sample" of a number."""

    whose: str
    number: int = 0

    def columns(self, samples: Sequence[int]) -> Sequence[int] | None:
        """Return the places in a mini-batch of these samples; None for all of them."""
        if self.whose == "all":
            return None
        if self.whose == "first":
            return range(min(self.number, len(samples)))
        if self.number not in samples:
            known = ", ".join(map(str, samples[:12])) + (", …" if len(samples) > 12 else "")
            raise RefusedError(f"--tell must name a sample of the mini-batch, which are {known}, got {self.number}")
        return [samples.index(self.number)]


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def run_train(chosen: argparse.Namespace) -> int:
    """Train without a window."""
    from engine.exchange import session_model
    from engine.exchange.exporting import export
    from engine.exchange.model import Model
    from engine.exchange.table import format_for

    experiment = experiment_of(chosen)
    if chosen.export:
        check_can_write(chosen.export)
        form = format_for(chosen.export.name, chosen.format)
    trained = train(experiment, epochs_of(chosen, experiment))
    summary = trained.summary()
    if chosen.export:
        run = trained.run
        if form is session_model.FORMAT:
            form = session_model.of(trained.timeline.state())
        checked = export(Model.of(experiment, run.network, run.samples), chosen.export, form, run.samples.points)
        summary["export"] = checked.to_dict()
    if chosen.json:
        say(json.dumps(summary))
        return OK
    costs = trained.run.costs.so_far()
    train_score, test_score = trained.run.accuracy()
    is_regression = experiment.data.is_regression
    say(f"{summary['epochs']} epochs in {summary['seconds']:.1f} s")
    say(f"cost      train {_short(costs.train[-1])}   test {_short(costs.test[-1])}")
    if costs.penalty[-1]:
        say(f"penalty   {_short(costs.penalty[-1])}")
    if is_regression:
        say(f"R²        train {_short(train_score)}   test {_short(test_score)}")
    else:
        say(f"accuracy  train {_share(train_score)}   test {_share(test_score)}")
    if trained.run.stopped:
        say(trained.run.stopped)
    if chosen.export:
        say(f"written   {', '.join(map(str, checked.files))}")
        say(checked.sentence)
    return OK


def run_check(chosen: argparse.Namespace) -> int:
    """Compare every derivative with its central difference; the exit status is 1 if one is wrong."""
    run = _trained_run(chosen)
    with progress_bar(len(run.network.flat), "weight") as bar:
        check = gradient_check(run, progress=bar.update)
    if chosen.json:
        say(json.dumps(_check_summary(check)))
    else:
        count = len(check.analytic)
        say(f"{check.verdict}: relative error {check.error:.2e}; weights checked: {count}; epochs learnt: {run.epoch}")
        for layer, errors in check.by_layer(np.where(check.at_kink, 0.0, check.errors)).items():
            say(f"  {Symbol('W', layer)}  greatest error {errors.max():.2e}  {verdict(float(errors.max()))}")
        if kinks := int(check.at_kink.sum()):
            say(f"  left out, as they stand at a kink, where the difference means nothing: {kinks}")
        for name, error in _worst(check):
            say(f"  {name}  {error:.2e}  {verdict(error)}")
    return WRONG if "wrong" in (check.verdict, *(verdict(error) for _, error in _worst(check))) else OK


def run_explain(chosen: argparse.Namespace) -> int:
    """Print one learning step, act by act."""
    from engine.exchange.worked_example import FORMATS, as_json

    run = _trained_run(chosen)
    told = steps(run, chosen.sample)
    columns = chosen.tell.columns(told.samples.tolist()) if chosen.tell else None
    if chosen.format == "json":
        say(as_json(told, columns))
    else:
        sys.stdout.write(FORMATS[chosen.format](told, digits=chosen.digits, columns=columns))
    return OK


def run_list(chosen: argparse.Namespace) -> int:
    """Print every choice with one line."""
    if chosen.json:
        say(json.dumps({title: dict(rows) for title, rows in _choices()}, ensure_ascii=False))
        return OK
    for title, rows in _choices():
        say(title)
        for name, line in rows:
            say(f"  {name:<20}{line}")
        say()
    return OK


def run_bench(chosen: argparse.Namespace) -> int:
    """Measure how fast the program is, and print medians and ratios."""
    from playground.bench import command

    command.run(chosen.what or "", as_json=chosen.json, short=chosen.short)
    return OK


def check_can_write(path: Path) -> None:
    """Say before the work, not after it, that its result could not be written."""
    folder, is_folder = path.parent, os.path.isdir(path)  # unlike Path.is_dir it takes a name too long for a no
    if is_folder or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if is_folder else f"the folder {str(folder)!r} is missing or cannot be written to"
        raise RefusedError(f"cannot write {str(path)!r}: {reason}; expected a file in a folder that can be written to")


def epochs_of(chosen: argparse.Namespace, experiment: Experiment, usual: int = DEFAULT_EPOCHS) -> int:
    """Return how many epochs to train: what was said, else the experiment's own limit, else the usual number."""
    return int(chosen.epochs) if chosen.epochs is not None else experiment.stop.epochs or usual


def _trained_run(chosen: argparse.Namespace) -> Run:
    experiment = experiment_of(chosen)
    return train(experiment, epochs_of(chosen, experiment, usual=0)).run


def _short(cost: float) -> str:
    return "–" if math.isnan(cost) else f"{cost:.4f}" if cost < 1e6 else f"{cost:.4e}"


def _share(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.1%}"


def _check_summary(check: GradientCheck) -> dict[str, object]:
    return {
        "verdict": check.verdict,
        "error": check.error,
        "weights": len(check.analytic),
        "at_kink": int(check.at_kink.sum()),
        "worst": [{"weight": name, "error": error} for name, error in _worst(check)],
    }


def _worst(check: GradientCheck) -> list[tuple[str, float]]:
    """Return the weights that are not fine, the worst first."""
    found = []
    for layer, errors in check.by_layer(np.where(check.at_kink, 0.0, check.errors)).items():
        for unit, source in zip(*np.nonzero(errors > 0), strict=True):
            error = float(errors[unit, source])
            if verdict(error) != "fine":
                found.append((str(weight(layer, int(unit) + 1, int(source))), error))
    return sorted(found, key=lambda pair: -pair[1])[:WORST_SHOWN]


def _choices() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "models", [(model.name, model.summary) for model in MODELS.values()]
    yield "data", [*((kind.name, kind.summary) for kind in DATASETS.values()), *OTHER_DATA.items()]
    yield "features", [(feature.name, feature.summary) for feature in FEATURES.values()]
    phis = {name: f"φ(z) = {phi.formula}, φ′(z) = {phi.derivative_formula}" for name, phi in ACTIVATIONS.items()}
    yield "hidden activations", [(name, phis[name]) for name in HIDDEN]
    yield "outputs", [(name, phis[name]) for name in OUTPUTS]
    yield "costs", [(cost.name, f"J = {cost.formula}, behind {', '.join(cost.outputs)}") for cost in COSTS.values()]
    yield "reductions", list(REDUCTIONS.items())
    yield "penalties", [(penalty.name, penalty.formula) for penalty in PENALTIES.values()]
    yield "optimizers", [(kind.name, kind.formula + _given(kind.defaults)) for kind in OPTIMIZERS.values()]
    yield "schedules", [(kind.name, kind.formula + _given(kind.defaults)) for kind in SCHEDULES.values()]
    yield "initializers", [(kind.name, kind.formula + _given(kind.defaults)) for kind in INITIALIZERS.values()]
    yield "formats", list(_formats())
    yield "stop rules", list(STOP_RULES.items())
    yield "what a change keeps", [(name, strength.value) for name, strength in EFFECTS.items()]


def _formats() -> Iterator[tuple[str, str]]:
    from engine.exchange.table import FORMATS

    for form in FORMATS.values():
        yield form.name, f"{form.suffix:<13}{form.title}" + (f": {form.holds}" if form.holds else "")


def _given(defaults: Mapping[str, float]) -> str:
    return "; " + ", ".join(f"{name}={value:g}" for name, value in defaults.items()) if defaults else ""
