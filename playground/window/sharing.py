"""Sharing an experiment as text: the command that trains it, or a short code that pastes back into the window."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError
from engine.exchange.link import experiment_of, is_link, link_of
from engine.experiment import Experiment
from engine.snapshot import Snapshot
from engine.table import FEW_CLASSES
from playground.options import arguments_of, experiment_of_words

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

BETWEEN_CELLS = "\t,;|"
COMMAND = ("playground", "train")
MOST_COMMAND = 100_000  # letters


def command_of(experiment: Experiment, epochs: int, own: Sequence[str] = ()) -> str:
    """Return the line that trains an experiment as far on the command line; `own` says where its own table stands."""
    return shlex.join([*COMMAND, *arguments_of(experiment, own), "--epochs", str(epochs)])


def copy_command(window: "MainWindow") -> None:
    """Copy the command that trains what is on the table, as far as it is trained."""
    snapshot = window.moment.snapshot
    experiment = window.document.experiment
    try:
        line = command_of(experiment, snapshot.epoch if snapshot else 0, _own_words(window, experiment))
    except EngineError as error:
        window.notice.warn(str(error))
        return
    QGuiApplication.clipboard().setText(line)
    window.notice.say(f"Copied: {line}{_lacking(snapshot) if snapshot else ''}")


def _own_words(window: "MainWindow", experiment: Experiment) -> list[str]:
    """Return the words that name the file in which the data of one's own were saved; nothing where they were not."""
    table = experiment.data.table
    path = window.data_files.saved.get(table.digest) if table else None
    if not table or not path:
        return []
    return ["--data", str(path), *(["--as-classes"] if len(table.classes) > FEW_CLASSES else [])]


def _lacking(snapshot: Snapshot) -> str:
    """Return what the command cannot say of a run."""
    if snapshot.marks:
        return "; changes by hand on the way are not in it"
    if snapshot.past and snapshot.past.begins_with_given_weights:
        return "; it begins with the weights of its seed, not with those that were opened"
    return ""


def copy_link(window: "MainWindow") -> None:
    """Copy the experiment as a short text."""
    try:
        text = link_of(window.document.experiment)
    except EngineError as error:
        window.notice.warn(str(error))
        return
    QGuiApplication.clipboard().setText(text)
    window.notice.say(f"Copied the experiment as {len(text)} letters: Ctrl+V pastes them into another window")


def paste(window: "MainWindow") -> None:
    """Begin with the experiment that the clipboard holds, as either of them; an undo goes back. Or open its table."""
    text = QGuiApplication.clipboard().text()
    try:
        experiment = experiment_of(text) if is_link(text) else _of_command(text)
    except EngineError as error:
        window.notice.warn(str(error))
        return
    if experiment is None and "\n" in text.strip() and any(sign in text for sign in BETWEEN_CELLS):
        window.data_files.open_text(text)
        return
    if experiment is None:
        window.notice.warn(
            "the clipboard holds no experiment: expected a text that was copied as link or as command, or a table"
        )
        return
    window.sessions.put_new_on_table(experiment, "Paste an experiment", "Pasted an experiment")


def _of_command(text: str) -> Experiment | None:
    """Return the experiment of a command line, or None where the text is none."""
    if not text[:MOST_COMMAND].lstrip().startswith(COMMAND[0]) or len(text) > MOST_COMMAND:
        return None  # a pasted table of 100 MB would be taken to pieces for minutes
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    if tuple(words[:2]) != COMMAND:
        return None
    return experiment_of_words(words[2:])
