"""The page of the charts: the decision boundary as large as leaves room for the costs, and it scrolls where none is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.charts.boundary import BoundaryChart
from playground.charts.cost import CostChart

MARGINS = (18, 8, 9, 12)
SPACING = 10


class ChartsPage(QScrollArea):
    """Holds both charts.

    The scroll bar always has its room: the boundary is as high as it is wide, so a bar that comes makes it lower, needs
    not to be there, goes and makes it higher again, without end (Qt then overflows the stack).
    """

    def __init__(self, boundary: BoundaryChart, costs: CostChart) -> None:
        super().__init__()
        self._boundary, self._costs = boundary, costs
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(SPACING)
        column.addWidget(boundary)
        column.addWidget(costs)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.setEnabled(False)
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # Qt's name

    def resizeEvent(self, event: QResizeEvent) -> None:
        left, top, right, bottom = MARGINS
        room = event.size().height() - top - bottom - SPACING - self._costs.minimumHeight()
        self._boundary.fit(event.size().width() - left - right, room)  # before its place is laid out
        super().resizeEvent(event)
