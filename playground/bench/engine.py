"""`playground bench engine`: epochs per second on the workloads A to I, ours against the others."""

import math
from statistics import median
from typing import Any

from playground.bench.contestants import (
    ALONE,
    MAKERS,
    PLAIN,
    SKLEARN,
    TEXTBOOK,
    TORCH,
    WHOLE_RUN,
    Contestant,
    contestant,
    installed,
    largest_difference,
)
from playground.bench.fallback import choices as every_choice
from playground.bench.fallback import falls_back
from playground.bench.tables import NOTHING, Result, Table, Target, figure, times
from playground.bench.timing import Effort, interleaved, ratio, turns
from playground.bench.workloads import WORKLOADS, Workload
from playground.headless import progress_bar

OURS = (ALONE, WHOLE_RUN)
OTHERS = (TEXTBOOK, SKLEARN, TORCH)
MOST_DIFFERENCE = 1e-9  # beyond it the contestants do not do the same work


def effort(*, short: bool) -> Effort:
    """Return how long is measured: about 10 s in the short form, 3 minutes in the long one."""
    return Effort(short, rounds=4, seconds=0.02) if short else Effort(short, rounds=9, seconds=0.25)


def measure(*, short: bool) -> Result:
    """Measure every workload, all contestants of one in turn."""
    spent, names = effort(short=short), installed()
    readings: dict[str, dict[str, Any]] = {}
    with progress_bar(len(WORKLOADS) * turns(len(names), spent), "turn") as bar:
        for workload in WORKLOADS:
            bar.set_postfix_str(workload.name)
            made = {name: contestant(name, workload.experiment) for name in names}
            rates = interleaved({name: one.work for name, one in made.items()}, spent, bar.update)
            readings[workload.name] = _reading(workload, made, rates)
    return _result(spent, readings, [name for name in MAKERS if name not in names], falls_back())


def _reading(workload: Workload, made: dict[str, Contestant], rates: dict[str, list[float]]) -> dict[str, Any]:
    compared = [name for name, one in made.items() if one.flat]
    return {
        "what": workload.told,
        "loop": made[ALONE].loop,
        "epochs_per_second": {name: {"median": median(rounds), "rounds": rounds} for name, rounds in rates.items()},
        "ratios": {
            our: {other: ratio(rates[our], rates[other]) for other in (*OTHERS, PLAIN) if other in rates}
            for our in OURS
        },
        "largest_difference": largest_difference(compared, workload.experiment),
    }


def _result(spent: Effort, readings: dict[str, dict[str, Any]], missing: list[str], plain: list[str]) -> Result:
    targets = list(_targets(readings))
    notes = [
        *(f"{name}: not installed" for name in missing),
        "training alone: nothing but the updates; whole Run: the costs of the training part, and of a test part as "
        "large, after each epoch",
        "× is the median of the ratios of each round; scikit-learn has a linear output unit, which is less work",
        f"the same weights after the same epochs, to within {_worst_difference(readings):.1e} "
        "(ours, textbook, plain loop, PyTorch)",
        "first trial: of a compiled loop, which was measured against this textbook's loop once and for all",
        f"falls back to the plain loop: {_listed(plain)}",
    ]
    tables = [
        Table(
            f"Epochs per second, medians of {spent.rounds} rounds",
            ("", "workload", "loop", *MAKERS),
            [_rates_row(name, reading) for name, reading in readings.items()],
            words=3,
        ),
        Table(
            "How many times as fast as others, and what it should be",
            ("", "ours", *OTHERS, "first trial"),
            [_ratios_row(workload, our, readings[workload.name]) for workload in WORKLOADS for our in OURS],
            notes,
            words=2,
        ),
    ]
    found = {"rounds": spent.rounds, "workloads": readings, "not_installed": missing, "falls_back": plain}
    return Result(tables, found, targets)


def _targets(readings: dict[str, dict[str, Any]]) -> list[Target]:
    targets = []
    for workload in WORKLOADS:
        for other, limit in workload.targets.items():
            reached = readings[workload.name]["ratios"][ALONE].get(other)
            if reached is not None:
                targets.append(Target(f"{workload.name} × {other}", reached, limit, "×", at_most=False))
        against_trial = readings[workload.name]["ratios"][ALONE][TEXTBOOK] / workload.trial
        targets.append(
            Target(f"{workload.name} × first trial", against_trial, workload.trial_target, "×", at_most=False)
        )
    return [*targets, Target("largest difference", _worst_difference(readings), MOST_DIFFERENCE)]


def _worst_difference(readings: dict[str, dict[str, Any]]) -> float:
    return max(float(reading["largest_difference"]) for reading in readings.values())


def _listed(choices: list[str]) -> str:
    if len(choices) == len(list(every_choice())):
        return "every choice"
    return ", ".join(choices) or "nothing"


def _rates_row(name: str, reading: dict[str, Any]) -> tuple[str, ...]:
    rates = reading["epochs_per_second"]
    shown = [figure(rates[one]["median"]) if one in rates else NOTHING for one in MAKERS]
    return (name, reading["what"], reading["loop"], *shown)


def _ratios_row(workload: Workload, our: str, reading: dict[str, Any]) -> tuple[str, ...]:
    ratios = reading["ratios"][our]
    shown = [
        times(ratios.get(other, math.nan), workload.target(other) if our == ALONE else math.nan) for other in OTHERS
    ]
    against_trial = ratios[TEXTBOOK] / workload.trial
    return (workload.name, our, *shown, times(against_trial, workload.trial_target if our == ALONE else math.nan))
