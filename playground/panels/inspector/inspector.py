"""The inspector: the page for what is in focus, or for several things if several are selected."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit, WholeLayer
from playground.panels.inspector.context import Context
from playground.panels.inspector.edge_page import EdgePage
from playground.panels.inspector.layer_page import LayerPage
from playground.panels.inspector.page import Page
from playground.panels.inspector.several_page import SeveralPage
from playground.panels.inspector.unit_page import UnitPage
from playground.theme import Appearance

FIGURES_PER_SECOND = 10
PAGES: dict[type, type[Page]] = {Unit: UnitPage, Edge: EdgePage, WholeLayer: LayerPage, tuple: SeveralPage}


class Inspector(QScrollArea):
    """Shows one page at a time; pages are made when they are needed first, and do nothing while hidden."""

    def __init__(self, document: Document, selection: Selection, moment: Moment, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._context = Context(document, selection, moment, appearance)
        self._pages: dict[type, Page] = {}
        self._stack = QStackedWidget()
        self.setWidget(self._stack)
        selection.items_changed.connect(self._show)
        document.experiment_changed.connect(self._show)
        appearance.changed.connect(self._show)
        moment.follow(self, self._show, per_second=FIGURES_PER_SECOND)

    @property
    def page(self) -> Page | None:
        """The page that is shown, if any was yet."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def _show(self) -> None:
        snapshot = self._context.moment.snapshot
        if not self.isVisible() or snapshot is None:
            return
        if snapshot.network.sizes != self._context.document.experiment.sizes:
            return  # the next snapshot brings what there is now
        selection = self._context.selection
        kind = type(selection.focus) if len(selection.items) == 1 else tuple
        if kind not in self._pages:
            self._pages[kind] = PAGES[kind](self._context)
            self._stack.addWidget(self._pages[kind])
        page = self._pages[kind]
        page.show_moment()
        if page is not self._stack.currentWidget():
            self._stack.setCurrentWidget(page)
            self.verticalScrollBar().setValue(0)

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()
