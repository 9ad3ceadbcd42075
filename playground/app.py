"""The application: builds the pieces that outlive each other, and connects them. Everything Qt starts here."""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from engine.snapshot import Snapshot
from playground import icons, resources
from playground.document.document import Document
from playground.gui_gc import GuiGarbageCollector
from playground.picture import save_picture
from playground.settings import open_settings
from playground.theme import LIGHT, THEMES, Appearance, ui_font
from playground.training.runner import Runner
from playground.window.main_window import MainWindow

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


def make_window(experiment: Experiment, theme: str = "") -> MainWindow:
    """Return the main window over a new document and its run; `theme` overrides what is remembered."""
    remembered = str(open_settings().value("window/theme", "auto"))
    appearance = Appearance(theme or (remembered if remembered in THEMES else "auto"))
    document = Document(experiment)
    runner = Runner(experiment)
    window = MainWindow(document, runner, appearance)
    for part in (appearance, document, runner):
        part.setParent(window)
    return window


def run_window(experiment: Experiment, theme: str = "") -> int:
    """Open the window and stay until it is closed."""
    application = make_application()
    collector = GuiGarbageCollector()
    window = make_window(experiment, theme)
    window.show()
    status = application.exec()
    collector.stop()
    return status


def take_picture(experiment: Experiment, path: Path, epochs: int, theme: str = "", size: QSize | None = None) -> None:
    """Train in the real window and save what it shows; raise ExportError if the picture cannot be written."""
    application = make_application()
    qInstallMessageHandler(_tell_what_matters)
    window = make_window(experiment, theme)
    if size:
        window.resize(size)

    def leave_when_trained(snapshot: Snapshot) -> None:
        if snapshot.epoch == epochs:
            application.quit()

    window.show()
    window.runner.snapshot_ready.connect(leave_when_trained, Qt.ConnectionType.QueuedConnection)
    if epochs:
        window.runner.step(epochs)
    application.exec()
    picture = window.grab()
    window.close()
    save_picture(picture, path)


def _tell_what_matters(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass Qt's messages on, but for what the offscreen platform says of itself at every window."""
    if "This plugin does not support" not in message:
        sys.stderr.write(f"{message}\n")


def _window_icon() -> QIcon:
    return icons.icon("logo", LIGHT.color("text"), 64)
