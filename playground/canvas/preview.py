"""While the view of a large network moves, what was drawn last is shown stretched; when it rests, it is drawn anew."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPixmap

from playground.canvas.view import FIT, View

LEAST_EDGES = 100  # fewer are drawn anew in every frame: it takes less than 20 ms
REST_MS = 90  # after so long without a move, it is drawn anew


class Preview(QObject):
    """A picture of the network and the view it was drawn in.

    Parameters
    ----------
    draw_anew : called when the view has come to rest
    """

    def __init__(self, parent: QObject, draw_anew: Callable[[], object]) -> None:
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self._view = FIT
        self._draw_anew = draw_anew
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._end)

    @property
    def is_on(self) -> bool:
        return self._picture is not None

    def begin(self, picture: QPixmap, view: View) -> None:
        """Show a picture from now on, drawn in this view."""
        self._picture, self._view = picture, view

    def go_on(self) -> None:
        """Wait again until the view rests."""
        self._rest.start()

    def stop(self) -> None:
        """Show it no more."""
        self._rest.stop()
        self._picture = None

    def paint(self, painter: QPainter, view: View) -> None:
        """Draw the picture as it is seen in another view."""
        if self._picture is None:
            return
        grown = view.zoom / self._view.zoom
        size = self._picture.deviceIndependentSize() * grown
        left, top = view.dx - grown * self._view.dx, view.dy - grown * self._view.dy
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(left, top, size.width(), size.height()), self._picture, QRectF(self._picture.rect()))

    def _end(self) -> None:
        self._picture = None
        self._draw_anew()
