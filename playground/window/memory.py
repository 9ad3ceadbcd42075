"""How a window looks, as texts by name: remembered from one start to the next, and kept in a session file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from playground.document.selection import Unit
from playground.document.writing import LEAST_DIGITS
from playground.settings import open_settings

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

Placed = TypeVar("Placed", bound=QWidget)


def view_of(window: "MainWindow") -> dict[str, str]:
    """Return what was chosen in a window; see `show_view`."""
    return {
        "side": window.side.page,
        "left": window.left.page,
        "folds": window.left.folds.state(),
        "formula": window.left.data_panel.gallery.formula,
        "log_cost": _said(window.costs.is_log),
        "digits": str(window.writing.digits),
        "why": _said(window.strip.says_why),
        "widths": " ".join(map(str, window.splitter.sizes())),
        **window.run_bar.remembered(),
    }


def selection_of(window: "MainWindow") -> dict[str, str]:
    """Return which sample and unit are selected, which makes sense for the same run alone."""
    selection = window.selection
    return {
        "sample": str(selection.sample),
        "sample_chosen": _said(selection.sample_is_chosen),
        "unit": f"{selection.unit.layer} {selection.unit.unit}",
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
    window.left.data_panel.gallery.offer_formula(texts.get("formula", ""))
    window.run_bar.recall(texts)
    window.slicing.restore(texts.get("slice", ""))
    _select(window, texts)
    widths = [int(width) for width in texts.get("widths", "").split() if width.isdecimal() and len(width) < 6]
    if len(widths) == window.splitter.count():
        window.splitter.setSizes(widths)


def _select(window: "MainWindow", texts: Mapping[str, str]) -> None:
    """Select what `selection_of` found, or what is nearest to it; what is not told stays."""
    selection, experiment = window.selection, window.document.experiment
    if (sample := _whole(texts.get("sample", ""))) is not None:
        selection.select_sample(
            min(sample, experiment.data.samples - 1), is_chosen=texts.get("sample_chosen") == "true"
        )
    numbers = [_whole(word) for word in texts.get("unit", "").split()]
    match numbers:
        case [int(layer), int(unit)] if layer > 0:
            selection.select_nearest(Unit(layer, unit), experiment)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def placed(window: Placed, name: str) -> Placed:
    """Return a window beside the main one where it was left; without a name it is left where it is."""
    geometry = open_settings().value(f"window/{name}") if name else None
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)
    return window


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
    if "data_table" in vars(window):
        settings.setValue("window/data", window.data_table.saveGeometry())
    if "comparison" in vars(window):
        settings.setValue("window/compare", window.comparison.saveGeometry())
    for name, value in view_of(window).items():
        settings.setValue(f"window/{name}", value)
    settings.setValue("window/reduced_motion", _said(window.canvas.reduced_motion))
    settings.setValue("window/theme", window.appearance.choice)


def _said(truth: bool) -> str:
    return "true" if truth else "false"
