"""Recovery: what is not saved is written aside every few seconds, and offered by the next start after a crash.

Each window has a file of its own beside the settings, and a lock on it for as long as it lives. A file without a living
lock is left over: the program has ended without closing that window properly. What was never saved when a window is
closed properly is left there in the same way, but is not offered unasked.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QTimer

from engine.errors import EngineError
from playground import __version__
from playground.document.edits import Filed
from playground.settings import settings_path
from playground.window.notice import Remedy

if TYPE_CHECKING:
    from engine.session import Session
    from playground.window.main_window import MainWindow

SECONDS = 4.0  # between two looks whether anything has changed
SHARE = 0.05  # of the time that writing may take
MOST_LEFT = 10  # files that are kept; the oldest go
CLOSED, CRASHED = "closed", "crashed"  # how names of files begin: left on purpose, or while the window was there


def folder() -> Path:
    """Return where the files lie."""
    return settings_path().parent / "recovery"


class Recovery(QObject):
    """Writes aside what a window has not saved, and finds what others have left.

    Attributes
    ----------
    path : the window's own file
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        name = f"{os.getpid()}-{uuid4().hex[:8]}"
        self.path = folder() / f"{CRASHED}-{name}.nnplay"
        self._lock = QLockFile(str(self.path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)  # however long a window is open
        self._written: object = None  # the mark of what was written last
        self._writes = False
        self._not_before = 0.0
        self._failed = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(1000 * SECONDS))
        self._timer.timeout.connect(self.write)

    def begin(self) -> None:
        """Write aside from now on, and offer what a crash has left."""
        try:
            folder().mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # nowhere to write; saving will say so
        if not self._lock.tryLock(0):
            return
        self._timer.start()
        _forget_the_oldest()
        if left := [path for path in left_over() if path.name.startswith(CRASHED)]:
            when = told_when(left[0])
            self._window.notice.ask(
                f"The program did not end properly: its last work, of {when}, can be recovered",
                Remedy("Re&cover", f"Open what was written aside, {when}", lambda: self.reopen(left[0])),
            )

    # ---- writing ---------------------------------------------------------------------------------------------------

    @property
    def is_needed(self) -> bool:
        """Whether there is anything that would be lost."""
        return self._window.sessions.is_changed

    def write(self) -> None:
        """Write aside what is not saved, if that has changed; forget what was written if it is saved by now."""
        if self._writes or perf_counter() < self._not_before:
            return
        mark = self._window.past.mark
        if not self.is_needed:
            self._forget()
        elif mark is not None and mark != self._written:
            self._writes, begun = True, perf_counter()
            self._window.sessions.write(self.path, lambda _: self._note(mark, begun), self._note_failure)

    def _note(self, mark: object, begun: float) -> None:
        self._writes, self._written, self._failed = False, mark, False
        self._not_before = perf_counter() + (perf_counter() - begun) / SHARE

    def _note_failure(self, sentence: str) -> None:
        self._writes = False
        if not self._failed:  # told once, until it succeeds again
            self._failed = True
            self._window.notice.warn(f"the work cannot be written aside: {sentence}")

    def _forget(self) -> None:
        self._written = None
        _remove(self.path)

    def end(self) -> None:
        """Leave what was never saved for a later start, and nothing else; the run has been stopped."""
        self._timer.stop()
        if not self._lock.isLocked():
            return
        state = self._window.runner.last_state() if self.is_needed and not self._window.sessions.path else None
        if state is not None:
            from engine.session import Session, save

            try:
                save(self.path, Session(state, self._window.sessions.view()), __version__)
                self.path.replace(self.path.with_name(self.path.name.replace(CRASHED, CLOSED, 1)))
            except (EngineError, OSError):
                pass  # what was written last is still there
        else:
            self._forget()
        self._lock.unlock()

    # ---- coming back -----------------------------------------------------------------------------------------------

    def reopen_last(self) -> None:
        """Open what was left over last."""
        if left := left_over():
            self.reopen(left[0])
        else:
            self._window.notice.say("Nothing unsaved was left")

    def reopen(self, path: Path) -> None:
        """Open what was left over; its file goes when it is written aside, or saved, again."""
        from engine.session import load

        sessions, background = self._window.sessions, self._window.sessions.background

        def show(session: "Session") -> None:
            told = session.view.get("file")
            filed = Filed(Path(told) if isinstance(told, str) and told else None, "left over")
            sessions.put_on_table(session, "Recover the last session", "Recovered the last session", filed)
            self._then_forget(path)

        background.do(lambda: load(path), show, self._window.notice.warn)

    def _then_forget(self, path: Path) -> None:
        def forget(_mark: object) -> None:
            _remove(path)

        self._window.sessions.write(self.path, forget, self._note_failure)


def left_over() -> list[Path]:
    """Return the files that no window has any more, the last one first."""
    try:
        files = [(path.stat().st_mtime, path) for path in folder().glob("*.nnplay")]
    except OSError:
        return []
    return [path for _, path in sorted(files, reverse=True) if _is_left(path)]


def told_when(path: Path) -> str:
    """Return when a file was written, as a person says it: 14:03, or Nov 26, 14:03.

    The day is left out if it is today.
    """
    then = datetime.fromtimestamp(path.stat().st_mtime)
    return f"{then:%H:%M}" if then.date() == datetime.now().date() else f"{then:%b} {then.day}, {then:%H:%M}"


def _is_left(path: Path) -> bool:
    name = path.stem.replace(CLOSED, CRASHED, 1)
    lock = QLockFile(str(path.with_name(f"{name}.lock")))
    lock.setStaleLockTime(0)
    free = lock.tryLock(0)
    lock.unlock()
    return free


def _forget_the_oldest() -> None:
    for path in left_over()[MOST_LEFT:]:
        _remove(path)


def _remove(path: Path) -> None:
    """Remove a file; one that cannot be removed stays, and no window is held open by it."""
    with suppress(OSError):
        path.unlink()
