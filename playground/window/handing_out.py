"""Handing out: the present learning step as a file, from the question which samples to the last page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from engine.errors import EngineError
from engine.exchange.worked_example import count_acts
from engine.steps import LearningStep
from playground.handout.sheet import KINDS, write_sheet
from playground.window.paths import proposal, with_suffix
from playground.window.sheet_dialog import SheetDialog

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

LEAST_DIGITS = 4  # on paper there is room for more than on the strip
SHOWN_AFTER_MS = 400
ASKED_EVERY = 20  # acts between two looks at the progress

FILTERS = ";;".join(f"{words} (*{suffix})" for suffix, words in KINDS.items())

Ask = Callable[[QWidget, str, str, str], str]


class CancelledError(Exception):
    """The person has thought better of it."""


class HandingOut(QObject):
    """Writes the learning step that is gone through; where none is, the pending one, which is told for that alone.

    Attributes
    ----------
    dialog : the question which samples, while it is asked
    """

    def __init__(self, window: "MainWindow", ask: Ask) -> None:
        super().__init__(window)
        self._window = window
        self._ask = ask
        self._waits = False  # for the learning step to be told
        self.dialog: SheetDialog | None = None
        window.moment.changed.connect(self._go_on)

    def begin(self) -> None:
        """Ask which samples and where, and write them; the run pauses, so that there is a step to tell."""
        if self._window.moment.snapshot is None or self.dialog is not None:
            return
        self._window.runner.pause()
        self._waits = True
        if not self._window.stepping.is_on:
            self._window.runner.tell(True)
        self._go_on()

    def _go_on(self) -> None:
        """Ask, as soon as the learning step is known."""
        snapshot = self._window.moment.snapshot
        if not self._waits or snapshot is None or snapshot.told is None:
            return
        self._waits = False
        told = snapshot.told
        if not self._window.stepping.is_on:
            self._window.runner.tell(False)
        self.dialog = dialog = SheetDialog(told, self._window.selection.sample, self._digits, self._window)
        dialog.finished.connect(lambda result: self._leave(dialog, told, chosen=bool(result)))
        dialog.open()

    def _leave(self, dialog: SheetDialog, told: LearningStep, *, chosen: bool) -> None:
        self.dialog, columns = None, dialog.columns
        dialog.deleteLater()
        if not chosen:
            return
        dialog.remember()
        name = proposal("worked example", told.objective.experiment, ".pdf")
        path = self._ask(self._window, "Save worked example", name, FILTERS)
        if path:
            self._write(with_suffix(Path(path), FILTERS), told, columns)

    @property
    def _digits(self) -> int:
        return max(LEAST_DIGITS, self._window.writing.digits)

    def _write(self, path: Path, told: LearningStep, columns: Sequence[int]) -> None:
        notice, acts = self._window.notice, count_acts(told, columns)
        progress = QProgressDialog("Writing the worked example…", "Cancel", 0, acts, self._window)
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
            write_sheet(path, told, self._digits, step, columns)
        except EngineError as error:
            notice.warn(str(error))
        except CancelledError:
            notice.say("No worked example was written")
        else:
            self._window.saving.say_saved("Worked example", path)
        finally:
            progress.close()
            progress.deleteLater()
