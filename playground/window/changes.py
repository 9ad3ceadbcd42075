"""The list of changes: everything that was built, in words; a click on a line goes there."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDockWidget, QUndoView, QWidget


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
        self.resize(280, 360)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(280, 360)
