"""A whole widget as what a figure is made of, as it stands: the window, or a page of it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot
from playground.anew import Look


class Whole:
    """A widget; its colours are its own.

    Parameters
    ----------
    ground : returns the colour behind it
    show : lets it show a moment of the run
    """

    def __init__(self, widget: QWidget, ground: Callable[[], str], show: Callable[[Snapshot], None]) -> None:
        self._widget = widget
        self._ground = ground
        self._show = show

    @property
    def size(self) -> QSize:
        return self._widget.size()

    @property
    def ground(self) -> str:
        return self._ground()

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment of the run."""
        self._show(snapshot)

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint the widget, with its numbers whatever is wished for."""
        if look.has_ground:
            painter.fillRect(QRectF(QPoint(), self.size), QColor(self.ground))
        self._widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
