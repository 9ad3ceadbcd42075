"""Background: one piece of work after the other in a thread of its own, so that the window answers meanwhile."""

import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from engine.errors import EngineError


@dataclass(frozen=True)
class Job:
    """A piece of work, and what is called in the GUI thread with its result, or with a sentence where it failed."""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[str], None]


class Background(QObject):
    """Does jobs in the order in which they come. Its thread lives as long as there is something to do."""

    _over = Signal(object, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Job] = deque()
        self._thread: Thread | None = None
        self._over.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether there is anything to do, or to tell."""
        return self._thread is not None

    def do(self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        """Do this when all before it is done, then call `done` with its result, or `failed` with a sentence."""
        self._waiting.append(Job(work, done, failed))
        if self._thread is None:
            self._begin()

    def wait(self) -> None:
        """Return when the job that is going on is done; what waits is dropped, and nobody is told."""
        self._waiting.clear()
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        job = self._waiting.popleft()
        self._thread = Thread(target=self._work, args=(job,), name="background", daemon=True)
        self._thread.start()

    def _work(self, job: Job) -> None:
        result, failure = None, ""
        try:
            result = job.work()
        except EngineError as error:
            failure = str(error)
        except MemoryError:
            failure = "there is not enough memory for it"
        except Exception as error:  # noqa: BLE001 - a job that breaks must not take the window with it
            traceback.print_exc()
            failure = f"it failed ({type(error).__name__}: {error})"
        self._over.emit(job, result, failure)

    def _take(self, job: Job, result: Any, failure: str) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._waiting:
            self._begin()
        if failure:
            job.failed(failure)
        else:
            job.done(result)
