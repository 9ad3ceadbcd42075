"""What the export dialog has done for it beside the window: files made, copies tried, files put in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

from engine.arrays import Array
from engine.errors import EngineError, ExportError
from engine.exchange import processes
from engine.exchange.exporting import Checked, check, export, points_for
from engine.exchange.formats import Format
from engine.exchange.model import Model
from engine.exchange.trial import in_process

STOP_SECONDS = 5.0  # at most, when the dialog closes


@dataclass(frozen=True)
class Done:
    """What came of one format.

    Attributes
    ----------
    form : which
    files : what would be written, by names that begin with the stem that was asked for; empty if that failed
    checked : what the comparison came to, or None where it was refused
    sentence : why it was refused
    is_written : whether it was put in its place, not only tried
    """

    form: Format
    files: Mapping[str, bytes]
    checked: Checked | None
    sentence: str = ""
    is_written: bool = False


class ExportWork(QObject):
    """Does one thing at a time in a thread of its own; what is asked next drops what goes on.

    Parameters
    ----------
    model : what is written
    samples : the points of its data set, shape (n, dimensions)
    """

    done = Signal(object)  # a Done

    _over = Signal(int, object)

    def __init__(self, model: Model, samples: Array, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._samples = samples
        self._number = 0  # of the request; what still comes of an older one is dropped
        self._thread: Thread | None = None
        self._leaving: list[Thread] = []
        self._over.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether something is being done."""
        return self._thread is not None

    def try_out(self, form: Format, stem: str) -> None:
        """Make the files of a format and compare the copy, in a folder of their own."""
        self._start(form, stem, None)

    def write(self, form: Format, path: Path) -> None:
        """Write, compare and put in place."""
        self._start(form, path.stem, path)

    def cancel(self) -> None:
        """Leave what goes on; a file is then in its place as a whole or not at all."""
        self._number += 1
        if self._thread is not None:
            processes.end(self._thread)
            self._leaving = [*(thread for thread in self._leaving if thread.is_alive()), self._thread]
            self._thread = None

    def close(self) -> None:
        """Cancel, and wait until the threads have ended."""
        self.cancel()
        for thread in self._leaving:
            thread.join(STOP_SECONDS)
        self._leaving.clear()

    # ---- how -------------------------------------------------------------------------------------------------------

    def _start(self, form: Format, stem: str, path: Path | None) -> None:
        self.cancel()
        self._thread = Thread(target=self._work, args=(self._number, form, stem, path), name="export", daemon=True)
        self._thread.start()

    def _work(self, number: int, form: Format, stem: str, path: Path | None) -> None:
        """Work, in a thread of its own; a signal carries what comes of it to the window's."""
        tried = in_process(form) if form.read else form  # code is tried in a process anyway
        try:
            if path is not None:
                files, checked = {}, export(self._model, path, tried, self._samples)
            else:
                files = dict(form.write(self._model, stem))
                with TemporaryDirectory() as folder:
                    for name, data in files.items():
                        (Path(folder) / name).write_bytes(data)
                    points = points_for(self._model, self._samples)
                    checked = check(self._model, Path(folder), next(iter(files)), tried, points)
            result = Done(form, files, checked, is_written=path is not None)
        except EngineError as error:
            result = Done(form, {}, None, str(error))
        except Exception as error:  # noqa: BLE001 - whatever breaks here must not take the window with it
            result = Done(form, {}, None, str(ExportError(f"{form.title} cannot be written: {error}")))
        self._over.emit(number, result)

    def _take(self, number: int, result: Done) -> None:
        if number != self._number:
            return
        self._thread = None
        self.done.emit(result)
