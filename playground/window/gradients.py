"""The gradient check in the window: its list in a small window of its own, its verdicts on the canvas."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from playground.document.checking import Checking
from playground.document.selection import Selection
from playground.keyboard import let_escape_close
from playground.panels.gradients import Gradients
from playground.theme import Appearance


class GradientsWindow(QDockWidget):
    """Holds the list; closed, nothing of the check is shown any more."""

    def __init__(self, checking: Checking, selection: Selection, appearance: Appearance, parent: QWidget) -> None:
        super().__init__("Check of the gradients", parent)
        self.setObjectName("gradients_window")
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.gradients = Gradients(checking, selection, appearance)
        self.setWidget(self.gradients)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # so that keys go on meaning the window
        self.resize(self.gradients.sizeHint())
        self._checking = checking
        let_escape_close(self)

    # Qt's names

    def closeEvent(self, event: QCloseEvent) -> None:
        self._checking.leave()
        super().closeEvent(event)
