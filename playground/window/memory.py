"""What is remembered of a window from one start to the next: where it stood, and what was chosen in it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from playground.document.writing import LEAST_DIGITS
from playground.settings import open_settings

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow


def recall(window: "MainWindow") -> None:
    """Let a window look as the last one was left."""
    settings = open_settings()
    for key, restore in (
        ("geometry", window.restoreGeometry),
        ("splitter", window.splitter.restoreState),
    ):
        value = settings.value(f"window/{key}")
        if isinstance(value, QByteArray):
            restore(value)
    window.costs.set_log(settings.value("window/log_cost", "true") == "true")
    digits = str(settings.value("window/digits", LEAST_DIGITS))
    window.writing.set_digits(int(digits) if digits.isdecimal() else LEAST_DIGITS)
    window.strip.set_why(settings.value("window/why", "false") == "true")
    window.side.show_page(str(settings.value("window/side", "Charts")))
    window.left.show_page(str(settings.value("window/left", "Data")))
    window.left.folds.restore(str(settings.value("window/folds", "")))
    window.set_reduced_motion(settings.value("window/reduced_motion", "false") == "true")
    window.run_bar.recall({name: str(settings.value(f"window/{name}", "")) for name in window.run_bar.remembered()})


def remember(window: "MainWindow") -> None:
    """Note how a window looks."""
    settings = open_settings()
    settings.setValue("window/geometry", window.saveGeometry())
    settings.setValue("window/splitter", window.splitter.saveState())
    if "weights" in vars(window):
        settings.setValue("window/weights", window.weights.saveGeometry())
    if "comparison" in vars(window):
        settings.setValue("window/compare", window.comparison.saveGeometry())
    settings.setValue("window/side", window.side.page)
    settings.setValue("window/left", window.left.page)
    settings.setValue("window/folds", window.left.folds.state())
    settings.setValue("window/log_cost", "true" if window.costs.is_log else "false")
    settings.setValue("window/reduced_motion", "true" if window.canvas.reduced_motion else "false")
    for name, value in window.run_bar.remembered().items():
        settings.setValue(f"window/{name}", value)
    settings.setValue("window/digits", window.writing.digits)
    settings.setValue("window/why", "true" if window.strip.says_why else "false")
    settings.setValue("window/theme", window.appearance.choice)
