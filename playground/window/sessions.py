"""Sessions of a window: new, open, save; which file the run is filed in, and whether it has changed since."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.experiment import Experiment
from playground import __version__
from playground.background import Background
from playground.document.edits import Filed
from playground.window import memory, recent
from playground.window.notice import Remedy
from playground.window.paths import proposal, with_suffix

if TYPE_CHECKING:
    from engine.session import Session
    from engine.timeline import State
    from playground.window.main_window import MainWindow

SUFFIX = ".nnplay"
KIND = f"Backprop Playground session (*{SUFFIX})"
TITLE = "Backprop Playground"


def dropped_file(dropped: QMimeData) -> Path | None:
    """Return the one file that is dropped; None for anything else."""
    paths = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].is_file() else None


AskForFile = Callable[[QWidget, str, str], str]
Then = Callable[[], object]


class Sessions(QObject):
    """Opens and saves what a window shows. Files are read and written in a thread of their own.

    Parameters
    ----------
    ask_for_file : asks the person for a file to open; tests put their own answer here
    """

    saved = Signal()  # or opened: the file holds what is on the table

    def __init__(self, window: "MainWindow", ask_for_file: AskForFile) -> None:
        super().__init__(window)
        self._window = window
        self.ask_for_file = ask_for_file
        self.background = Background(self)
        self._waiting: dict[int, Callable[[State | None], None]] = {}  # for the state of a number
        self._takes_mark = True  # the next moment is what the file holds, or what was there at first
        window.runner.state_told.connect(self._take_state)
        window.moment.arrived.connect(self._note_moment)
        window.document.filed_changed.connect(self.show_title)
        self.show_title()

    @property
    def path(self) -> Path | None:
        """The file in which the run on the table is filed."""
        return self._window.document.filed.path

    @property
    def is_changed(self) -> bool:
        """Whether there is anything that the file lacks; of a run that is filed nowhere, whether anything was done."""
        return not self._takes_mark and self._window.document.filed.saved != self._window.past.mark

    # ---- new and open ----------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Begin with the first experiment again; an undo goes back."""
        self.put_new_on_table(Experiment(), "New session", "A new session")

    def put_new_on_table(self, experiment: Experiment, text: str, told: str) -> None:
        """Begin with an experiment, filed nowhere; what was on the table comes back with an undo.

        Parameters
        ----------
        text, told : what the change is called, and what is said when it is made
        """
        self._replace_run(told, lambda: self._window.document.open_new(experiment, text))
        self._takes_mark = True

    def open(self) -> None:
        """Ask for a file and open it."""
        from engine.exchange.table import suffixes
        from engine.tables import SUFFIXES

        known = " ".join(f"*{suffix}" for suffix in dict.fromkeys((*suffixes(readable=True), *SUFFIXES)))
        kinds = f"Sessions, models and tables ({known});;{KIND};;All files (*)"
        if chosen := self.ask_for_file(self._window, "Open", kinds):
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Read a session or a model and put it on the table; what was there comes back with an undo.

        About data to learn from it is asked first.
        """
        if path.suffix.lower() == SUFFIX:
            from engine.session import load

            self._read(path, lambda: load(path), lambda session: self._show_session(session, path))
            return
        from engine.tables import is_table

        def open_as(is_one: bool) -> None:
            if is_one:
                self._window.data_files.open_path(path)
            else:
                self._open_model(path)

        self.background.do(lambda: is_table(path), open_as, self._window.notice.warn)

    def _open_model(self, path: Path) -> None:
        from engine.exchange.importing import read

        present = self._window.document.experiment

        def read_state() -> tuple["State", tuple[str, ...]]:
            opened = read(path, present=present)
            return opened.state(), opened.notes

        self._read(path, read_state, lambda found: self._show_model(path, *found))

    def _read(self, path: Path, read: Callable[[], Any], show: Callable[[Any], None]) -> None:
        def refuse(sentence: str) -> None:
            recent.forget(path)
            self._window.notice.warn(sentence)

        def show_and_note(found: Any) -> None:
            show(found)
            recent.note(path)

        self.background.do(read, show_and_note, refuse)

    def put_on_table(self, session: "Session", text: str, told: str, filed: Filed) -> None:
        """Show a session, as it was looked at; see `put_new_on_table`."""
        self._put_run_on_table(session.state, text, told, filed)
        memory.show_view(self._window, session.view)

    def _put_run_on_table(self, state: "State", text: str, told: str, filed: Filed, notes: Sequence[str] = ()) -> None:
        self._replace_run(told, lambda: self._window.document.open_run(state, text, filed), notes)
        self._takes_mark = filed.saved is None

    def _show_session(self, session: "Session", path: Path) -> None:
        self.put_on_table(session, f"Open {path.name}", f"Opened {path.name}", Filed(path.absolute()))

    def _show_model(self, path: Path, state: "State", notes: tuple[str, ...]) -> None:
        filed = Filed(origin=path.name)
        self._put_run_on_table(state, f"Open {path.name}", f"Opened {path.name}", filed, notes)

    def _replace_run(self, told: str, change: Callable[[], object], notes: Sequence[str] = ()) -> None:
        """Put another run on the table and tell it; an undo goes back, if there was anything to go back to."""
        window = self._window
        stack = window.document.undo_stack
        nothing_is_lost = window.past.is_untouched and not stack.count()
        window.runner.pause()
        change()
        if nothing_is_lost:
            stack.clear()
            window.notice.say(": ".join([told, "; ".join(notes)]) if notes else told)
            return
        undo = window.actions_by_name["undo"]
        sentence = f"{told}: {'; '.join(notes) or 'an undo brings back what was on the table'}"
        window.notice.say(sentence, Remedy("&Undo", undo.toolTip(), undo.trigger))

    def _note_moment(self) -> None:
        """Note that this is what the file holds, if it was just opened; else show whether it has changed."""
        if self._takes_mark:
            self._takes_mark = False
            document = self._window.document
            document.filed = replace(document.filed, saved=self._window.past.mark)
            self.saved.emit()
        else:
            self.show_title()

    # ---- save ------------------------------------------------------------------------------------------------------

    def save(self, then: Then | None = None) -> None:
        """Save into the run's file; ask for one if it has none. `then` comes when that is done."""
        if self.path:
            self._save(self.path, then)
        else:
            self.save_as(then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file, and save into that."""
        name = self.path.name if self.path else proposal("session", self._window.document.experiment, SUFFIX)
        chosen = self._window.saving.choose_path(self._window, "Save session", name, KIND)
        if chosen:
            self._save(with_suffix(Path(chosen), KIND), then)

    def write(self, path: Path, done: Callable[[object], None], failed: Callable[[str], None]) -> None:
        """Write the session as it is now into a file; `done` gets the mark of what was written."""
        from engine.session import Session, save

        window, view = self._window, self.view()

        def write_state(state: "State | None") -> None:
            if state is None:
                failed("there is no run that could be saved")
                return
            mark = object() if window.runner.playing else window.past.mark  # it has learnt more since
            session = Session(state, view)
            self.background.do(lambda: save(path, session, __version__), lambda _: done(mark), failed)

        self._waiting[window.runner.ask_state()] = write_state

    def view(self) -> dict[str, str]:
        """Return how the session is looked at, and in which file it is."""
        window = self._window
        seen = {"slice": window.slicing.state(), **memory.selection_of(window)}
        return {**memory.view_of(window), **seen, "file": str(self.path or "")}

    def _save(self, path: Path, then: Then | None) -> None:
        window, work = self._window, self._window.document.filed.work

        def done(mark: object) -> None:
            filed = window.document.filed
            if filed.work is work:  # else another run was put on the table meanwhile: this is not its file
                window.document.filed = replace(filed, path=path.absolute(), saved=mark)
            recent.note(path)
            window.saving.say_saved("Session", path)
            self.saved.emit()
            if then:
                then()

        self.write(path, done, window.notice.warn)

    def _take_state(self, number: int, state: "State | None") -> None:
        if waiting := self._waiting.pop(number, None):
            waiting(state)

    # ---- the window ------------------------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Show in the window's title which file it is, and whether it has changed."""
        window = self._window
        name = f"{self.path.name}[*]" if self.path else window.document.filed.origin.replace("[*]", "[*][*]")
        window.setWindowTitle(f"{name} — {TITLE}" if name else TITLE)
        window.setWindowFilePath(str(self.path or ""))
        window.setWindowModified(bool(self.path) and self.is_changed)

    def may_close(self) -> bool:
        """Tell whether nothing is lost if the window is closed; else ask, and close it when that is settled."""
        if not (self.path and self.is_changed):
            return True
        choice = self._ask_whether_to_save()
        if choice == QMessageBox.StandardButton.Save:
            self.save(then=self._window.close)
        return choice == QMessageBox.StandardButton.Discard

    def _ask_whether_to_save(self) -> QMessageBox.StandardButton:
        assert self.path is not None
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, "Save before closing?", f"{self.path.name} has changed.", parent=self._window
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("What was learnt and changed since it was saved is lost if it is not saved.")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        choice = buttons(box.exec())
        box.deleteLater()
        return choice
