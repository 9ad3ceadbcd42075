"""Opening the window from the command line, taking its picture, and doing without where it cannot be opened."""

import argparse
import gc
import os
import sys
from pathlib import Path

from engine.exchange import costs_csv
from engine.experiment import Experiment
from playground import preflight
from playground.commands import DEFAULT_EPOCHS, OK, RefusedError, check_can_write, epochs_of, say
from playground.headless import train
from playground.options import experiment_of


def run_window_command(chosen: argparse.Namespace) -> int:
    """Open the window."""
    experiment = experiment_of(chosen)
    if chosen.picture:
        epochs = epochs_of(chosen, experiment)
        _picture(experiment, chosen.picture, epochs, chosen.theme, chosen.size, chosen.act)
        say(f"picture of the window  {chosen.picture}")
        return OK
    if chosen.epochs is not None or chosen.size or chosen.act is not None:
        raise RefusedError("--epochs, --act and --size belong to --picture FILE.png or to the command train")
    if problem := preflight.display_problem():
        if chosen.fallback is None:
            raise RefusedError(problem)
        return _fall_back(experiment, chosen.fallback, problem)
    _check_libraries(windowed=True)
    gc.disable()  # loading Qt makes much and drops nothing: searching it for cycles took 40 ms of the start
    from playground.app import run_window

    return run_window(experiment, chosen.theme)


def run_open_command(chosen: argparse.Namespace) -> int:
    """Open the window on a session, a table or a network; `playground FILE` does the same."""
    if not chosen.file.is_file():
        raise RefusedError(f"cannot open {str(chosen.file)!r}: expected a file, and there is none")
    if problem := preflight.display_problem():
        raise RefusedError(problem)
    _check_libraries(windowed=True)
    gc.disable()  # as for a window without a file
    from playground.app import run_window

    return run_window(Experiment(), chosen.theme, chosen.file)


def _fall_back(experiment: Experiment, folder: Path, problem: str) -> int:
    """Do without a window what can be done without one."""
    from engine.exchange.exporting import export
    from engine.exchange.model import Model
    from engine.exchange.table import FORMATS

    sys.stderr.write(f"{problem}\nTraining without a window, {DEFAULT_EPOCHS} epochs …\n")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"cannot make the folder {str(folder)!r}: {error.strerror}") from None
    weights, costs, picture = folder / "weights.npz", folder / "costs.csv", folder / "window.png"
    trained = train(experiment, DEFAULT_EPOCHS)
    export(Model.of(experiment, trained.run.network, trained.run.samples), weights, FORMATS["npz"])
    costs_csv.save(costs, trained.run.costs.so_far())
    say(f"weights            {weights}")
    say(f"cost history       {costs}")
    _picture(experiment, picture, DEFAULT_EPOCHS)
    say(f"picture of window  {picture}")
    return OK


def _picture(
    experiment: Experiment,
    path: Path,
    epochs: int,
    theme: str = "",
    size: tuple[int, int] | None = None,
    act: int | None = None,
) -> None:
    if path.suffix.lower() != ".png":
        raise RefusedError(f"--picture must name a file ending in .png, got {str(path)!r}")
    check_can_write(path)
    if preflight.display_problem():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _check_libraries(windowed=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    from PySide6.QtCore import QSize

    from playground.app import take_picture

    take_picture(experiment, path, epochs, theme, QSize(*size) if size else None, act)


def _check_libraries(*, windowed: bool) -> None:
    if problem := preflight.library_problem(windowed):
        raise RefusedError(problem)
