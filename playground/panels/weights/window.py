"""The weights table: a window beside the main one with every matrix, one tab each."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabBar, QToolButton, QVBoxLayout, QWidget

from engine.symbols import Symbol
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.keyboard import let_space_press
from playground.panels.sentence import Sentence
from playground.panels.weights.matrix_model import MatrixModel
from playground.panels.weights.matrix_view import MatrixView
from playground.theme import Appearance, ui_font

SIZE = (640, 380)


class WeightsWindow(QWidget):
    """Shows W⁽¹⁾ … W⁽ᴸ⁻¹⁾ of the present moment, to be read and edited.

    A tool window: it stays before the main window, whose keys hold in it too.
    """

    def __init__(
        self, document: Document, selection: Selection, moment: Moment, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("weights_window")
        self.setWindowTitle("Weights")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._selection = selection
        self._moment = moment
        self.model = MatrixModel(document, moment, self)
        self.view = MatrixView(document, selection, self.model, appearance)
        self.tabs = QTabBar()
        self._shape = QLabel()
        self.sentence = Sentence()
        self._lay_out()
        self.resize(*SIZE)
        self.tabs.currentChanged.connect(lambda tab: self.model.show_layer(tab + 1))
        self.view.refused.connect(self.sentence.warn)
        self.view.accepted.connect(self.sentence.clear)
        self.view.said.connect(self.sentence.say)
        self.model.modelReset.connect(self._show_shape)
        selection.items_changed.connect(self._show_selection)
        moment.follow(self, self._show, part=self.model.show_some)

    def _lay_out(self) -> None:
        self.tabs.setObjectName("matrices")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Weight matrices")
        self._shape.setFont(ui_font(11))
        self._shape.setProperty("tone", "third")
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addStretch()
        head.addWidget(self._shape)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        for action in self.view.verbs.values():
            button = QToolButton()
            button.setDefaultAction(action)
            button.setProperty("worded", True)
            let_space_press(button)
            foot.addWidget(button)
        policy = self.sentence.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # else the buttons would move when there is something to say
        self.sentence.setSizePolicy(policy)
        foot.addSpacing(8)
        foot.addWidget(self.sentence, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.view.setAccessibleName("Weights")

    def _show(self) -> None:
        snapshot = self._moment.snapshot
        if snapshot is None:
            return
        count = snapshot.network.L - 1
        while self.tabs.count() > count:
            self.tabs.removeTab(self.tabs.count() - 1)
        while self.tabs.count() < count:
            self.tabs.addTab(str(Symbol("W", self.tabs.count() + 1)))
        self.model.show_moment()

    def _show_selection(self) -> None:
        if self.isVisible():
            self._go_to_focus()
            self.view.show_selection()

    def _go_to_focus(self) -> None:
        """Turn to the matrix of what is in focus."""
        focus = self._selection.focus
        layer = focus.layer if isinstance(focus, Edge) else focus.layer - 1
        if isinstance(focus, Unit) and focus.unit == 0:
            layer = focus.layer
        if not any(edge.layer == self.model.layer for edge in self._selection.edges) or isinstance(focus, Edge):
            self.tabs.setCurrentIndex(min(max(layer, 1), self.tabs.count()) - 1)

    def _show_shape(self) -> None:
        rows, columns = self.model.matrix.shape
        layer = self.model.layer
        units, inputs = (f"{count} unit{'' if count == 1 else 's'}" for count in (rows, columns - 1))
        self._shape.setText(f"{units} of layer {layer + 1}  ×  bias and {inputs} of layer {layer}")

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Moved):  # shown first, and not remembered
            around = self.parentWidget().frameGeometry()
            self.move(around.center() - self.rect().center())
        super().showEvent(event)
        self._show()
        self._show_selection()
        self.view.setFocus()
