"""The whole window as what a figure is made of."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot
from playground.anew import Look
from playground.theme import Theme


class Whole:
    """A window as it stands; its colours are its own.

    Parameters
    ----------
    show : lets it show a moment of the run
    """

    def __init__(self, window: QWidget, theme: Theme, show: Callable[[Snapshot], None]) -> None:
        self._window = window
        self._theme = theme
        self._show = show

    @property
    def size(self) -> QSize:
        return self._window.size()

    @property
    def ground(self) -> str:
        return self._theme.window

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment of the run."""
        self._show(snapshot)

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint the window; it has numbers and a ground whatever is wished for."""
        flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
        self._window.render(painter, QPoint(), QRegion(), flags)
