"""How a window looks, as texts by name: remembered from one start to the next, and kept in a session file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray

from playground.document.writing import LEAST_DIGITS
from playground.settings import open_settings

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow


def view_of(window: "MainWindow") -> dict[str, str]:
    """Return what was chosen in a window; see `show_view`."""
    return {
        "side": window.side.page,
        "left": window.left.page,
        "folds": window.left.folds.state(),
        "log_cost": _said(window.costs.is_log),
        "digits": str(window.writing.digits),
        "why": _said(window.strip.says_why),
        "widths": " ".join(map(str, window.splitter.sizes())),
        **window.run_bar.remembered(),
    }


def show_view(window: "MainWindow", view: Mapping[str, Any]) -> None:
    """Let a window look as `view_of` found it; what is not told, or makes no sense, is as at the first start."""
    texts = {name: str(value) for name, value in view.items()}
    window.costs.set_log(texts.get("log_cost", "true") == "true")
    digits = texts.get("digits", "")
    window.writing.set_digits(int(digits) if digits.isdecimal() and len(digits) < 4 else LEAST_DIGITS)
    window.strip.set_why(texts.get("why") == "true")
    window.side.show_page(texts.get("side", "Charts"))
    window.left.show_page(texts.get("left", "Data"))
    window.left.folds.restore(texts.get("folds", ""))
    window.run_bar.recall(texts)
    window.slicing.restore(texts.get("slice", ""))
    widths = [int(width) for width in texts.get("widths", "").split() if width.isdecimal() and len(width) < 6]
    if len(widths) == window.splitter.count():
        window.splitter.setSizes(widths)


def recall(window: "MainWindow") -> None:
    """Let a window look as the last one was left."""
    settings = open_settings()
    geometry = settings.value("window/geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    names = view_of(window)
    show_view(window, {name: settings.value(f"window/{name}") for name in names if settings.contains(f"window/{name}")})
    window.set_reduced_motion(settings.value("window/reduced_motion", "false") == "true")


def remember(window: "MainWindow") -> None:
    """Note how a window looks."""
    settings = open_settings()
    settings.setValue("window/geometry", window.saveGeometry())
    if "weights" in vars(window):
        settings.setValue("window/weights", window.weights.saveGeometry())
    if "comparison" in vars(window):
        settings.setValue("window/compare", window.comparison.saveGeometry())
    for name, value in view_of(window).items():
        settings.setValue(f"window/{name}", value)
    settings.setValue("window/reduced_motion", _said(window.canvas.reduced_motion))
    settings.setValue("window/theme", window.appearance.choice)


def _said(truth: bool) -> str:
    return "true" if truth else "false"
