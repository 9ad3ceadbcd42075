"""Sharing an experiment as text: the command that trains it, or a short code that pastes back into the window."""

import shlex
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from engine.errors import EngineError
from engine.exchange.link import experiment_of, is_link, link_of
from engine.experiment import Experiment
from engine.snapshot import Snapshot
from playground.options import arguments_of, experiment_of_words

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

COMMAND = ("playground", "train")


def command_of(experiment: Experiment, epochs: int) -> str:
    """Return the line that trains an experiment as far on the command line."""
    return shlex.join([*COMMAND, *arguments_of(experiment), "--epochs", str(epochs)])


def copy_command(window: "MainWindow") -> None:
    """Copy the command that trains what is on the table, as far as it is trained."""
    snapshot = window.moment.snapshot
    line = command_of(window.document.experiment, snapshot.epoch if snapshot else 0)
    QGuiApplication.clipboard().setText(line)
    window.notice.say(f"Copied: {line}{_lacking(snapshot) if snapshot else ''}")


def _lacking(snapshot: Snapshot) -> str:
    """Return what the command cannot say of a run."""
    if snapshot.marks:
        return "; changes by hand on the way are not in it"
    if snapshot.past and snapshot.past.begins_with_given_weights:
        return "; it begins with the weights of its seed, not with those that were opened"
    return ""


def copy_link(window: "MainWindow") -> None:
    """Copy the experiment as a short text."""
    text = link_of(window.document.experiment)
    QGuiApplication.clipboard().setText(text)
    window.notice.say(f"Copied the experiment as {len(text)} letters: Ctrl+V pastes them into another window")


def paste(window: "MainWindow") -> None:
    """Begin with the experiment that the clipboard holds, as either of them; an undo goes back."""
    text = QGuiApplication.clipboard().text()
    try:
        experiment = experiment_of(text) if is_link(text) else _of_command(text)
    except EngineError as error:
        window.notice.warn(str(error))
        return
    if experiment is None:
        window.notice.warn("the clipboard holds no experiment: expected a text that was copied as link or as command")
        return
    window.sessions.put_new_on_table(experiment, "Paste an experiment", "Pasted an experiment")


def _of_command(text: str) -> Experiment | None:
    """Return the experiment of a command line, or None where the text is none."""
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    if tuple(words[:2]) != COMMAND:
        return None
    return experiment_of_words(words[2:])
