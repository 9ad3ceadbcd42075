"""What is done beside the window while data are opened: a file is read, a table is made of it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from PySide6.QtCore import QObject, Qt, Signal

from engine.errors import EngineError, shown
from engine.experiment import Experiment
from engine.table import Table
from engine.tables import Dialect, Preview, Sheet, Source, is_archive, preview, read_archive, read_sheet, sheet_of
from playground.window.opening_data.facts import Fact, facts_of
from playground.window.opening_data.plan import Wish, plan_of

ROWS_SHOWN = 50
WIDE, ROWS_OF_WIDE = 500, 10  # columns, of which a preview may hold no whole row
SECONDS_BETWEEN = 0.05  # two readings of the bar
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Whole:
    """A table that was read to its end.

    Attributes
    ----------
    facts : what is known of each column
    rows : its first ones as texts, where they are too long for a preview; else ()
    """

    sheet: Sheet
    facts: tuple[Fact, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Looked:
    """What is known of a table at once.

    Attributes
    ----------
    source : where it comes from
    preview : its first rows
    whole : all of it, where it had to be read for that, as an archive has
    notes : a sentence each
    """

    source: Source
    preview: Preview
    whole: Whole | None = None
    notes: tuple[str, ...] = ()


class _Stopped(Exception):
    """Nobody wants it any more."""


class TableWork(QObject):
    """Does one thing at a time in a thread of its own; what is asked next drops what goes on."""

    looked = Signal(object)  # a Looked
    read = Signal(object)  # a Whole
    planned = Signal(object)  # a Plan
    progressed = Signal(float)  # the share that is read
    failed = Signal(str)

    _told = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0  # of the request; what still comes of an older one is dropped
        self._stop = Event()
        self._thread: Thread | None = None
        self._leaving: list[Thread] = []
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is done, or has still to be told."""
        return self._thread is not None

    def look(self, source: Source, dialect: Dialect | None = None) -> None:
        """Look at the beginning of a table, of an archive at all of it; `looked` or `failed` comes."""
        self._start(lambda ask, tell: tell("looked", _looked(source, dialect, ask)))

    def read_all(self, source: Source, dialect: Dialect) -> None:
        """Read all of a text file; `progressed`, then `read` or `failed` comes."""
        self._start(lambda ask, tell: tell("read", _whole(source, dialect, ask, tell)))

    def plan(self, sheet: Sheet, wish: Wish, experiment: Experiment) -> None:
        """Make the table that is wished; `planned` comes."""
        self._start(lambda _ask, tell: tell("planned", plan_of(sheet, wish, experiment)))

    def cancel(self) -> None:
        """Leave what goes on."""
        self._number += 1
        self._stop.set()
        if self._thread is not None:
            self._leaving = [*(thread for thread in self._leaving if thread.is_alive()), self._thread]
            self._thread = None

    def close(self) -> None:
        """Cancel, and wait until the threads have ended."""
        self.cancel()
        for thread in self._leaving:
            thread.join(STOP_SECONDS)
        self._leaving.clear()

    # ---- how -------------------------------------------------------------------------------------------------------

    def _start(self, work: Callable[[Callable[[], None], Callable[..., None]], object]) -> None:
        self.cancel()
        self._stop = stop = Event()
        number = self._number

        def ask() -> None:
            if stop.is_set():
                raise _Stopped

        def tell(what: str, *values: object) -> None:
            self._told.emit(number, what, values)

        def run() -> None:
            try:
                work(ask, tell)
            except _Stopped:
                pass
            except EngineError as error:
                tell("failed", str(error))
            except MemoryError:
                tell("failed", "there is not enough memory for this table")
            except Exception as error:  # noqa: BLE001 - a file that breaks a reader must not take the window with it
                tell("failed", f"it cannot be read: {shown(str(error) or type(error).__name__)}")

        self._thread = Thread(target=run, name="table", daemon=True)
        self._thread.start()

    def _take(self, number: int, what: str, values: tuple[object, ...]) -> None:
        if number != self._number:
            return
        if what != "progressed" and self._thread is not None:
            self._thread.join()  # it has nothing else to do
            self._thread = None
        getattr(self, what).emit(*values)


def _looked(source: Source, dialect: Dialect | None, ask: Callable[[], None]) -> Looked:
    if source.data is None and is_archive(source.path):
        found = read_archive(source.path)
        sheet = sheet_of(found.table)
        return Looked(source, _preview_of(found.table), Whole(sheet, facts_of(sheet, ask)), found.notes)
    return Looked(source, preview(source, dialect, ROWS_SHOWN))


def _whole(source: Source, dialect: Dialect, ask: Callable[[], None], tell: Callable[..., None]) -> Whole:
    last = monotonic()

    def report(done: int, size: int) -> None:
        nonlocal last
        if monotonic() - last > SECONDS_BETWEEN:
            last = monotonic()
            tell("progressed", done / max(size, 1))

    def is_cancelled() -> bool:
        ask()
        return False

    sheet = read_sheet(source, dialect, report, is_cancelled)
    assert sheet is not None  # a cancelled one has raised
    facts = facts_of(sheet, ask)
    return Whole(sheet, facts, _first_rows(sheet) if len(sheet.columns) >= WIDE else ())


def _first_rows(sheet: Sheet) -> tuple[tuple[int, tuple[str, ...]], ...]:
    lines = sheet.columns[0].lines
    return tuple(
        (int(lines[row]), tuple(column.text_at(row) for column in sheet.columns))
        for row in range(min(ROWS_OF_WIDE, sheet.rows))
    )


def _preview_of(table: Table) -> Preview:
    """Return the first rows of an archive's table, as a text file would have them."""
    lines = b"".join(islice(table.to_csv(), 2)).decode().splitlines()[: ROWS_SHOWN + 1]
    return preview("\n".join(lines).encode(), Dialect(), ROWS_SHOWN)


def source_of_text(text: str) -> Source:
    """Return the clipboard's text as a source."""
    return Source(Path("pasted table"), text.encode("utf-8", "replace"))
