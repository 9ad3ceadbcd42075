"""Figures, films and reports in the window: their dialogs, and what becomes of them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QProgressDialog, QScrollArea, QWidget

from engine.errors import EngineError
from engine.files import write_whole
from engine.snapshot import Snapshot
from playground.anew import Look
from playground.figures.figure import FORMATS, as_bytes, for_clipboard
from playground.figures.studio import Subject
from playground.figures.whole import Whole
from playground.window.figure_dialog import FigureDialog
from playground.window.film_dialog import FilmDialog
from playground.window.filming import Filming
from playground.window.paths import proposal, with_suffix
from playground.window.picture_rows import WHAT, Shown

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

TIKZ, HTML = "TikZ for LaTeX (*.tex)", "HTML page (*.html)"


class Figures(QObject):
    """Makes figures, films and reports of what the window shows.

    Attributes
    ----------
    dialog : the dialog that is open, if one is
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: FigureDialog | FilmDialog | None = None
        self.filming = Filming(window)

    # ---- figures -----------------------------------------------------------------------------------------------------

    def figure(self) -> None:
        """Open the dialog for a figure of the present moment."""
        shown = self._shown()
        if shown is None or self.dialog is not None:
            return
        titles = {**WHAT, **{what: words for what, (words, _) in self._pages().items()}}
        dialog = self.dialog = FigureDialog(shown, titles, self._whole, self._window.appearance, self._window)
        dialog.save_asked.connect(lambda: self._save(dialog, shown))
        dialog.copy_asked.connect(lambda: self._copy(dialog))
        dialog.finished.connect(self._leave)
        dialog.open()

    def _save(self, dialog: FigureDialog, shown: Shown) -> None:
        what, suffix = dialog.form.text("what"), dialog.suffix
        kinds = TIKZ if suffix == ".tex" else f"{FORMATS[suffix]} (*{suffix})"
        path = self._path("Save figure", proposal(what, shown.snapshot.experiment, suffix), kinds)
        if path is None:
            return
        is_text = suffix == ".tex"
        whole = dialog.tikz_text.encode("ascii") if is_text else as_bytes(dialog.subject(), suffix, dialog.wish)
        if problem := self._write(path, whole, dialog.titles[what]):
            dialog.told.setText(problem)
        else:
            dialog.accept()

    def _copy(self, dialog: FigureDialog) -> None:
        if dialog.suffix == ".tex":
            data = QMimeData()
            data.setText(dialog.tikz_text)
        else:
            data = for_clipboard(dialog.subject(), dialog.wish)
        QGuiApplication.clipboard().setMimeData(data)
        dialog.told.setText("Copied" if dialog.suffix == ".tex" else "Copied as PNG and as SVG")

    def _leave(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    # ---- films -------------------------------------------------------------------------------------------------------

    def film(self) -> None:
        """Open the dialog for a film of the run; it pauses, and stands afterwards where it stood."""
        self._window.runner.pause()
        shown = self._shown()
        if shown is None or self.dialog is not None or shown.snapshot.past is None:
            return
        dialog = self.dialog = FilmDialog(shown, self._window.appearance, self._window)
        dialog.save_asked.connect(lambda: self._film(dialog, shown))
        dialog.finished.connect(self._leave)
        dialog.open()

    def _film(self, dialog: FilmDialog, shown: Shown) -> None:
        suffix, plan = dialog.suffix, dialog.plan
        path = self._path(
            "Save film", proposal("film", shown.snapshot.experiment, suffix), f"{dialog.format_words} (*{suffix})"
        )
        if path is None:
            return
        dialog.accept()
        with self._in_colors(plan.theme if plan.what == "window" else ""):
            self.filming.make(path, plan, shown)

    # ---- reports -----------------------------------------------------------------------------------------------------

    def report(self) -> None:
        """Ask for a file and write a report of the present moment."""
        from playground.figures.report import report

        snapshot = self._window.moment.snapshot
        if snapshot is None:
            return
        path = self._path("Save report", proposal("report", snapshot.experiment, ".html"), HTML)
        if path is None:
            return
        progress = QProgressDialog("Writing the report …", "", 0, 6, self._window)
        progress.setCancelButton(None)  # it takes a second
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        try:
            whole = report(snapshot, lambda done: progress.setValue(done), self._window.slicing.shown)
        finally:
            progress.close()
            progress.deleteLater()
        self._write(path, whole.encode("utf-8"), "Report")

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _shown(self) -> Shown | None:
        window = self._window
        snapshot = window.moment.snapshot
        if snapshot is None:
            return None
        selection = window.selection
        return Shown(
            snapshot, selection.sample, selection.items, window.costs.is_log, window.size(), window.slicing.shown
        )

    def _pages(self) -> dict[str, tuple[str, QWidget]]:
        """Return the parts of the window that figures are made of as they stand, with their titles."""
        window = self._window
        pages: dict[str, tuple[str, QWidget]] = {"formula": ("Formula", window.strip.view)}
        for name, title in {"matrices": "Matrices", "mini_batch": "Mini-batch"}.items():
            page = window.__dict__.get(name)  # those that are made already
            if isinstance(page, QScrollArea) and page.isVisible() and page.widget():
                pages[name] = title, page.widget()
        return pages

    def _whole(self, what: str, theme: str) -> Subject:
        """Return the window or a part of it, as it stands, in any colours."""
        pages, appearance = self._pages(), self._window.appearance
        widget, token = (pages[what][1], "panel") if what in pages else (self._window, "window")
        whole = Whole(widget, lambda: getattr(appearance.theme, token), lambda snapshot: None)
        return InColors(whole, lambda: self._in_colors(theme))

    @contextmanager
    def _in_colors(self, theme: str) -> Iterator[None]:
        """Dress the window otherwise for a while; nothing of that is painted on the screen before it is over."""
        appearance = self._window.appearance
        wanted = {"paper": "light"}.get(theme, theme)
        choice = appearance.choice
        if not wanted or appearance.theme.name == wanted:
            yield
            return
        appearance.choose(wanted)
        try:
            yield
        finally:
            appearance.choose(choice)

    def _path(self, title: str, name: str, kinds: str) -> Path | None:
        chosen = self._window.saving.choose_path(self._window, title, name, kinds)
        return with_suffix(Path(chosen), kinds) if chosen else None

    def _write(self, path: Path, whole: bytes, what: str) -> str:
        """Write a file; return why it could not be written, "" where it was."""
        try:
            write_whole(path, lambda file: file.write(whole))
        except EngineError as error:
            self._window.notice.warn(str(error))
            return str(error)
        self._window.saving.say_saved(what, path)
        return ""


class InColors:
    """The whole window as what a figure is made of, in other colours than it has.

    Parameters
    ----------
    dressed : lets the window have those colours for a while
    """

    def __init__(self, whole: Whole, dressed: Callable[[], AbstractContextManager[None]]) -> None:
        self._whole = whole
        self._dressed = dressed
        self.size = whole.size
        with dressed():
            self.ground = whole.ground

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment of the run."""
        self._whole.show(snapshot)

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint the window."""
        with self._dressed():
            self._whole.paint(painter, look)
