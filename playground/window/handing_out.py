"""Handing out: the present learning step as a file, from the question where to the last page."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from engine.errors import EngineError
from engine.steps import LearningStep
from playground.handout.sheet import KINDS, write_sheet

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

LEAST_DIGITS = 4  # on paper there is room for more than on the strip
SHOWN_AFTER_MS = 400
ASKED_EVERY = 20  # acts between two looks at the progress

Ask = Callable[[QWidget, str, str, str], str]


class CancelledError(Exception):
    """The person has thought better of it."""


class HandingOut(QObject):
    """Writes the learning step that is gone through; where none is, goes to the pending one first."""

    def __init__(self, window: "MainWindow", ask: Ask) -> None:
        super().__init__(window)
        self._window = window
        self._ask = ask
        self._waiting_for: Path | None = None
        self._grain_before = ""
        window.stepping.changed.connect(self._go_on)

    def begin(self) -> None:
        """Ask for a file and write it; the run pauses, so that there is a step to tell."""
        if self._window.moment.snapshot is None:
            return
        self._window.runner.pause()
        kinds = ";;".join(f"{words} (*{suffix})" for suffix, words in KINDS.items())
        chosen = self._ask(self._window, "Save worked example", "worked_example.pdf", kinds)
        if not chosen:
            return
        path = Path(chosen)
        self._waiting_for = path if path.suffix else path.with_suffix(".pdf")
        self._grain_before = self._window.stepping.grain
        self._window.stepping.enter()
        self._go_on()

    def _go_on(self) -> None:
        """Write what was asked for, as soon as the learning step is known."""
        told = self._window.stepping.told
        if self._waiting_for and told:
            path, self._waiting_for = self._waiting_for, None
            self._write(path, told)
            self._window.stepping.set_grain(self._grain_before)

    def _write(self, path: Path, told: LearningStep) -> None:
        notice = self._window.notice
        progress = QProgressDialog("Writing the worked example…", "Cancel", 0, told.order.count, self._window)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(SHOWN_AFTER_MS)
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            if done % ASKED_EVERY == 0:
                progress.setValue(done)  # lets the window answer meanwhile
                if progress.wasCanceled():
                    raise CancelledError

        try:
            write_sheet(path, told, max(LEAST_DIGITS, self._window.strip.digits), step)
        except EngineError as error:
            notice.warn(str(error))
        except CancelledError:
            notice.say("No worked example was written")
        else:
            notice.say(f"Worked example saved to {path}")
        finally:
            progress.close()
            progress.deleteLater()
