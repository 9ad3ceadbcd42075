"""The application: builds the pieces that outlive each other, and connects them. Everything Qt starts here."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from engine.errors import EngineError
from engine.experiment import Experiment
from engine.snapshot import Snapshot
from playground import icons, resources
from playground.document.document import Document
from playground.gui_gc import GuiGarbageCollector
from playground.picture import save_picture
from playground.settings import open_settings
from playground.theme import LIGHT, THEMES, Appearance, ui_font
from playground.training.runner import Runner
from playground.window.main_window import SIZE, MainWindow

if TYPE_CHECKING:
    from playground.figures.whole import Whole

# How long the interpreter lets one thread hold its lock, in seconds: at Python's 5 ms the window lost a third of its
# frames beside a busy engine thread, at 0.5 ms none.
SWITCH_INTERVAL = 0.0005


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application, with its fonts and style; there is one in a process."""
    application = QApplication.instance() or QApplication([sys.argv[0], *arguments])
    assert isinstance(application, QApplication)
    application.setApplicationName("Backprop Playground")
    application.setDesktopFileName("backprop-playground")
    application.setStyle("Fusion")
    resources.register_fonts()
    application.setFont(ui_font(13))
    application.setWindowIcon(_window_icon())
    sys.setswitchinterval(SWITCH_INTERVAL)
    return application


def make_window(
    experiment: Experiment, theme: str = "", *, remembers: bool = True, starts: bool = True, recovers: bool = False
) -> MainWindow:
    """Return the main window over a new document and its run.

    Parameters
    ----------
    theme : overrides the theme that is remembered
    remembers : whether the window looks as it was left, and will be remembered as it is left
    starts : whether engine and charts are there at once, or wait for the window's `start`
    recovers : whether what is not saved is written aside, and offered again after a crash
    """
    remembered = str(open_settings().value("window/theme", "auto")) if remembers else "auto"
    appearance = Appearance(theme or (remembered if remembered in THEMES else "auto"))
    document = Document(experiment)
    runner = Runner(experiment, starts=starts)
    window = MainWindow(document, runner, appearance, remembers=remembers, starts=starts, recovers=recovers)
    for part in (appearance, document, runner):
        part.setParent(window)
    return window


class FirstPaint(QObject):
    """Says when a window was painted for the first time: before, the engine would only hold that up, by 40 ms."""

    over = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    # Qt's names

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self, self.over.emit)  # when the pieces of the window are painted too
        return False


def run_window(experiment: Experiment, theme: str = "", file: Path | None = None) -> int:
    """Open the window, on a file if there is one, and stay until it is closed."""
    application = make_application()
    collector = GuiGarbageCollector()
    window = make_window(experiment, theme, starts=False, recovers=True)
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    first_paint = FirstPaint(window)
    first_paint.over.connect(window.start)
    first_paint.over.connect(collector.spare_what_there_is)
    if file:
        window.sessions.open_path(file)
    window.show()
    status = application.exec()
    collector.stop()
    return status


def take_picture(
    experiment: Experiment,
    path: Path,
    epochs: int,
    theme: str = "",
    size: QSize | None = None,
    act: int | None = None,
) -> None:
    """Train in the real window and save what it shows.

    Parameters
    ----------
    act : the number of an act of the learning step that comes then, to be shown

    Raises
    ------
    EngineError
        if the run diverges before, there is no such act, or the picture cannot be written
    """
    make_application()
    qInstallMessageHandler(_tell_what_matters)
    collector = GuiGarbageCollector()
    window = make_window(experiment, theme, remembers=False)
    window.resize(size or QSize(*SIZE))
    window.show()
    try:
        _wait_for_epoch(window.runner, epochs)
        if act is not None:
            _wait_for_act(window, act)
        picture = window.grab()
    finally:
        window.close()
        collector.stop()
    save_picture(picture, path)


def make_quiet_application() -> QApplication:
    """Return the application for pictures that are made without anything being shown."""
    application = make_application()
    qInstallMessageHandler(_tell_what_matters)
    return application


@contextmanager
def window_at(snapshot: Snapshot, theme: str, size: QSize | None = None) -> "Iterator[Whole]":
    """Yield a window that shows a moment of a run, whose engine never starts; for figures and films of it."""
    from playground.figures.whole import Whole

    window = make_window(snapshot.experiment, theme, remembers=False, starts=False)
    try:
        window.boundary.plot.make_axes()
        window.costs.plot.make_axes()
        window.set_reduced_motion(True)
        window.resize(size or QSize(*SIZE))
        window.show()
        whole = Whole(window, lambda: window.appearance.theme.window, partial(_show_in, window))
        whole.show(snapshot)
        yield whole
    finally:
        window.close()


def _show_in(window: MainWindow, snapshot: Snapshot) -> None:
    """Let a window whose engine never starts show a moment of any run."""
    if snapshot.experiment != window.document.experiment:
        window.document.experiment = snapshot.experiment
        window.document.experiment_changed.emit(snapshot.experiment)
    if snapshot.told is None:
        window.stepping.leave()
    else:
        window.stepping.enter()
    window.show_snapshot(snapshot)
    QApplication.processEvents()


def _wait_for_epoch(runner: Runner, epochs: int) -> None:
    """Learn so many epochs, or to a stop rule, and return when that is shown; raise EngineError if it diverges."""
    waiting = QEventLoop()
    failures: list[str] = []

    def shown(snapshot: Snapshot) -> None:
        if snapshot.epoch == epochs and not runner.playing:  # else views may take turns, and have yet to show it
            waiting.quit()

    def failed(sentence: str) -> None:
        failures.append(sentence)
        waiting.quit()

    runner.snapshot_ready.connect(shown, Qt.ConnectionType.QueuedConnection)
    runner.failed.connect(failed, Qt.ConnectionType.QueuedConnection)
    runner.stopped.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
    if epochs:
        runner.step("epoch", epochs)
    waiting.exec()
    if failures:
        raise EngineError(failures[0])


def _wait_for_act(window: MainWindow, act: int) -> None:
    """Go to an act of the pending learning step and return when it is shown; raise EngineError if there is none."""
    stepping, waiting = window.stepping, QEventLoop()

    def quit_there() -> None:
        if stepping.told and (stepping.index == act or act >= stepping.told.order.count):
            waiting.quit()

    stepping.changed.connect(quit_there, Qt.ConnectionType.QueuedConnection)
    window.set_reduced_motion(True)  # else the picture is of the act's beginning
    stepping.go_to(act)
    waiting.exec()
    if stepping.told and act >= stepping.told.order.count:
        raise EngineError(f"--act must be a whole number from 0 to {stepping.told.order.count - 1}, got {act}")


def _tell_what_matters(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass Qt's messages on, but for what the offscreen platform says of itself at every window."""
    if "This plugin does not support" not in message:
        sys.stderr.write(f"{message}\n")


def _window_icon() -> QIcon:
    return icons.icon("logo", LIGHT.color("text"), 64)
