"""What a gesture is, and what it needs of the canvas."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from playground.document.selection import Unit
from playground.theme import Theme

START = 5.0  # pixels that the pointer must move before a press becomes a drag

Refuse = Callable[[str], object]  # tells the person one sentence


class Gesture:
    """A press that has become a drag. It follows the pointer until it is finished or given up."""

    def move(self, place: QPointF, *, fine: bool) -> None:
        """Follow the pointer; `fine` while Shift is held."""

    def finish(self) -> None:
        """Do what it was for: the button was released."""

    def cancel(self) -> None:
        """Leave everything as it was before."""

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw what shows it, over the network."""

    def shifts(self) -> Mapping[Unit, QPointF]:
        """Return how far units are drawn from their places meanwhile."""
        return {}
