"""The timeline in the window: connects where a person wants to go, the run, and the commands that mean it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from engine.timeline import Position
from playground.training.messages import DeleteBranch, RenameBranch, SetBookmark, UnsetBookmark

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow


def connect_timeline(window: "MainWindow") -> None:
    """Let the run answer what the timeline asks for, and the commands of the window ask for it."""
    past, runner, actions = window.past, window.runner, window.actions_by_name
    past.seek_asked.connect(runner.seek)
    past.play_back_asked.connect(lambda backwards: runner.play_back(window.run_bar.per_second, backwards=backwards))
    past.bookmark_asked.connect(lambda name: runner.note(SetBookmark(name)))
    past.bookmark_dropped.connect(lambda position: runner.note(UnsetBookmark(_position(position))))
    past.branch_renamed.connect(lambda number, name: runner.note(RenameBranch(number, name)))
    past.branch_deleted.connect(lambda number: runner.note(DeleteBranch(number)))
    past.refused.connect(window.notice.say)
    for name, verb in {
        "play_back": lambda: past.play_back(backwards=True),
        "play_known": lambda: past.play_back(backwards=False),
        "to_start": past.go_to_start,
        "to_end": past.go_to_end,
        "next_event": past.go_to_next_event,
        "previous_event": past.go_to_previous_event,
        "to_best": past.go_to_best,
        "to_divergence": past.go_to_divergence,
        "bookmark": past.toggle_bookmark,
        "compare": lambda: _open(window.comparison),
    }.items():
        actions[name].triggered.connect(lambda _checked=False, verb=verb: verb())


def _open(comparison: QWidget) -> None:
    comparison.show()
    comparison.raise_()
    comparison.activateWindow()


def _position(position: object) -> Position:
    assert isinstance(position, Position)
    return position
