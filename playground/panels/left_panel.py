"""The left side of the window: the data on one page, how the network learns on the other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.writing import Writing
from playground.panels.data_panel import DataPanel
from playground.panels.section import Folds
from playground.panels.tabs import Tabs
from playground.theme import Appearance

WIDTH = 264


class LeftPanel(Tabs):
    """Two pages that scroll; the second one is made when it is shown first."""

    def __init__(self, document: Document, moment: Moment, writing: Writing, appearance: Appearance) -> None:
        self.folds = Folds()
        self._document = document
        self._appearance = appearance
        self.data_panel = DataPanel(document, moment, writing, appearance, self.folds)
        super().__init__({"Data": _scrolling(self.data_panel), "Learning": self._make_learning})
        self.setObjectName("left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(WIDTH + 60)

    def _make_learning(self) -> QWidget:
        from playground.panels.learning.panel import LearningPanel

        return _scrolling(LearningPanel(self._document, self._appearance, self.folds))


def _scrolling(page: QWidget) -> QScrollArea:
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
