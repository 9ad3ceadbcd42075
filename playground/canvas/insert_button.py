"""The ⊕ between two layers, which inserts one there. It shows up where the pointer is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from engine.rules import MAX_HIDDEN_LAYERS
from playground.canvas.layout import CanvasLayout
from playground.canvas.verbs import Verbs

SIDE, TOP = 22, 67


class InsertButton(QToolButton):
    """Stands above the gap that the pointer is in, beside the buttons of the layers."""

    def __init__(self, canvas: QWidget, verbs: Verbs) -> None:
        super().__init__(canvas)
        self.setObjectName("insert_layer")
        self.setText("⊕")
        self.setProperty("round", True)
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Insert is its key
        self.clicked.connect(lambda: verbs.insert_after(self._layer))
        self._layer = 0
        self.hide()

    def show_at(self, gap: int, layout: CanvasLayout) -> None:
        """Stand after a layer; nowhere for 0, or if there are as many layers as there may be."""
        if gap == 0 or len(layout.sizes) - 2 >= MAX_HIDDEN_LAYERS:
            self.hide()
            return
        self._layer = gap
        middle = (layout.x(gap) + layout.x(gap + 1)) / 2
        self.move(round(middle - SIDE / 2), TOP)
        self.setToolTip(f"Insert a layer between layer {gap} and layer {gap + 1} (Insert)")
        self.show()
        self.raise_()
