"""The list of changes: everything that was built, in words; a click on a line goes there."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDockWidget, QUndoView, QWidget

from playground.keyboard import let_escape_close

MARGIN, TOP = 24, 170  # pixels from the window's right edge, and from its top


class Changes(QDockWidget):
    """The undo list in a small window of its own, which may also be put beside the others."""

    def __init__(self, stack: QUndoStack, parent: QWidget) -> None:
        super().__init__("History of changes", parent)
        self.setObjectName("changes")
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.list = QUndoView(stack)
        self.list.setEmptyLabel("Start")
        self.list.setAccessibleName("History of changes")
        self.list.setToolTip("Click a line to go there; what was learnt in between stays")
        self.setWidget(self.list)
        self._placed = False
        let_escape_close(self)
        self.resize(280, 360)

    def open(self) -> None:
        """Show it, the first time inside the window at its right: it covers no button there."""
        self.show()
        self.raise_()
        self.list.setFocus()
        around = self.parentWidget()
        if not self._placed and self.isFloating() and around is not None:
            corner = around.mapToGlobal(around.rect().topRight())
            self.move(corner + QPoint(-self.width() - MARGIN, TOP))
        self._placed = True

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(280, 360)
