"""Filming the run: goes to each moment, draws it, and afterwards stands again where it stood."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, Qt
from PySide6.QtWidgets import QProgressDialog

from engine.errors import EngineError
from engine.snapshot import Snapshot
from engine.timeline import Position
from playground.figures import filming
from playground.figures.colors import COLORS
from playground.figures.figure import Wish
from playground.figures.film import save_film
from playground.figures.studio import Studio, Subject
from playground.figures.whole import Whole
from playground.window.film_dialog import Plan
from playground.window.picture_rows import Shown

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

KNOWN_AFTER = 1.0  # seconds, before which nobody can say how long the rest takes


class CancelledError(Exception):
    """The person has thought better of it."""


class Filming(QObject):
    """Makes films of a window's run.

    Attributes
    ----------
    progress : how far a film has come, while one is made
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.progress: QProgressDialog | None = None

    def make(self, path: Path, plan: Plan, shown: Shown) -> None:
        """Make a film and save it; what goes wrong is told, and then there is no file."""
        window, past = self._window, shown.snapshot.past
        assert past is not None
        window.runner.pause()
        with self._progressing(len(plan.positions)) as progress, self._subject(plan, shown) as subject:
            moves = not window.canvas.reduced_motion
            window.set_reduced_motion(True)  # else a frame would be of the beginning of an act
            if plan.steps and not window.stepping.is_on:
                window.runner.tell(True)
            try:
                theme = COLORS[plan.theme] if plan.what in ("network", "boundary") else None
                source = self._source(progress, tells=plan.steps)
                frames = filming.frames(subject, plan.positions, source, Wish(scale=plan.scale), theme)
                save_film(path, frames, len(plan.positions), plan.wish, self._teller(progress))
            except CancelledError:
                window.notice.say("No film was written")
            except EngineError as error:
                window.notice.warn(str(error))
            else:
                window.saving.say_saved("Film", path)
            finally:
                if plan.steps and not window.stepping.is_on:
                    window.runner.tell(False)
                window.runner.seek(past.here.position)
                window.set_reduced_motion(not moves)

    def _source(self, progress: QProgressDialog, *, tells: bool) -> filming.Source:
        """Return what goes to a moment and waits until the run is there."""
        window = self._window

        def go(position: Position) -> Snapshot:
            window.runner.seek(position)
            return self._wait(progress, lambda: self._is_at(position, tells=tells))

        return go

    def _is_at(self, position: Position, *, tells: bool) -> bool:
        snapshot = self._window.moment.snapshot
        is_there = snapshot is not None and snapshot.past is not None and snapshot.past.here.position == position
        return is_there and (not tells or (snapshot is not None and snapshot.told is not None))

    def _wait(self, progress: QProgressDialog, is_there: Callable[[], bool]) -> Snapshot:
        """Wait for the run, while the window answers; raise what goes wrong."""
        waiting, failures = QEventLoop(), list[str]()

        def look() -> None:
            if is_there():
                waiting.quit()

        def fail(sentence: str) -> None:
            failures.append(sentence)
            waiting.quit()

        moment, runner = self._window.moment, self._window.runner
        moment.changed.connect(look)
        runner.failed.connect(fail)
        progress.canceled.connect(waiting.quit)
        try:
            if not is_there() and not progress.wasCanceled():
                waiting.exec()
        finally:
            moment.changed.disconnect(look)
            runner.failed.disconnect(fail)
            progress.canceled.disconnect(waiting.quit)
        if progress.wasCanceled():
            raise CancelledError
        if failures:
            raise EngineError(failures[0])
        assert moment.snapshot is not None
        return moment.snapshot

    @contextmanager
    def _progressing(self, frames: int) -> Iterator[QProgressDialog]:
        progress = self.progress = QProgressDialog("Filming …", "Cancel", 0, 2 * frames, self._window)
        progress.setWindowTitle("Film")
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(0)
        progress.setMinimumWidth(340)
        progress.setAutoReset(False)
        progress.setValue(0)
        try:
            yield progress
        finally:
            self.progress = None
            progress.close()
            progress.deleteLater()

    def _teller(self, progress: QProgressDialog) -> Callable[[int, int], None]:
        began = monotonic()

        def tell(done: int, of: int) -> None:
            what = "Filming" if done <= of // 2 else "Writing"
            progress.setLabelText(f"{what} …{remaining(done, of, monotonic() - began)}")
            progress.setValue(done)  # lets the window answer meanwhile
            if progress.wasCanceled():
                raise CancelledError

        return tell

    @contextmanager
    def _subject(self, plan: Plan, shown: Shown) -> Iterator[Subject]:
        window = self._window
        if plan.what == "window":
            # It follows its run by itself, unless it was minimised meanwhile
            yield Whole(window, lambda: window.appearance.theme.window, lambda _: window.moment.set_watched(True))
            return
        studio = Studio(
            plan.what,
            shown.snapshot,
            COLORS[plan.theme],
            plan.size,
            sample=shown.sample,
            items=shown.items,  # type: ignore[arg-type]
            is_log=shown.is_log,
            shown=shown.slice,
        )
        try:
            yield studio
        finally:
            studio.close()


def remaining(done: int, of: int, seconds: float) -> str:
    """Return how long the rest takes in words, "" where nobody can say yet.

    >>> remaining(10, 40, 5.0), remaining(1, 40, 0.1)
    (' 15 s left', '')
    """
    if seconds < KNOWN_AFTER or not done:
        return ""
    left = seconds * (of - done) / done
    return f" {left / 60:.0f} min left" if left >= 100 else f" {left:.0f} s left"
