"""A page of the inspector: one kind of thing, with all about it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.panels.inspector.context import Context
from playground.panels.inspector.pieces import Heading

GAP = 12


class Page(QWidget):
    """A column under a heading; each kind of page shows what is in focus, and knows how."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.heading = Heading()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 16)
        self.column.setSpacing(GAP)
        self.column.addWidget(self.heading)

    def show_moment(self) -> None:
        """Show what is in focus at the present moment; the document and the snapshot agree on what there is."""
        raise NotImplementedError


def role(layer: int, layers: int) -> str:
    """Return what a layer is for."""
    if layer == 1:
        return "input layer"
    return "output layer" if layer == layers else "hidden layer"


def count(number: int, what: str) -> str:
    """Return "1 unit", "2 units"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
