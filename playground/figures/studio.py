"""The studio: network and charts drawn for a figure, in colours and sizes of their own, whatever the window does.

Its views are the window's, made once more: it may be small, hidden or dark while a figure is large and light. They see
the same snapshot, through the same selection.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from engine.snapshot import Snapshot
from engine.surface import Slice
from playground.anew import Look
from playground.canvas.canvas import Canvas
from playground.charts.boundary import BoundaryChart
from playground.charts.cost import CostChart
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Item, Selection
from playground.document.slicing import Slicing
from playground.document.stepping import Stepping
from playground.figures.colors import OneTheme
from playground.joins.boundary_view import BoundaryView
from playground.joins.cost_view import CostView
from playground.theme import Theme

SIZES = {"network": QSize(900, 560), "boundary": QSize(430, 512), "cost": QSize(520, 320)}
MARGIN = 14  # around a chart, in pixels
FOOT = 14  # below the boundary's legend, for the epoch in a film


class Subject(Protocol):
    """What a figure can be made of."""

    @property
    def size(self) -> QSize:
        """How large it is, in pixels of a screen of ratio 1."""
        ...

    @property
    def ground(self) -> str:
        """The colour behind it."""
        ...

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment of the run."""
        ...

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint what is shown, from (0, 0) to its size."""
        ...


class Studio(QObject):
    """Draws one view of a run: the network, its decision boundary or its cost.

    Parameters
    ----------
    what : one of SIZES
    sample, items : what is selected; None is what a run begins with
    is_log : whether the cost has a logarithmic axis
    shown : which slice of the data; the usual one for None
    """

    def __init__(
        self,
        what: str,
        snapshot: Snapshot,
        theme: Theme,
        size: QSize | None = None,
        *,
        sample: int | None = None,
        items: tuple[Item, ...] = (),
        is_log: bool = True,
        shown: Slice | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.what = what
        self.size = size or SIZES[what]
        self._theme = theme
        appearance = OneTheme(theme, self)
        self._document = Document(snapshot.experiment, self)
        self._selection = Selection(snapshot.experiment, self)
        self._moment = Moment(self._selection, self)
        self._stepping = Stepping(self._moment, self._selection, self)
        self._slicing = Slicing(snapshot.experiment, self)
        if shown is not None:
            self._slicing.show(shown)
        self._selection.select_all(items)
        if sample is not None:
            self._selection.select_sample(sample)
        self._view, self._paint = self._make(appearance, is_log=is_log)
        self._view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # shown to its own rooms, and nowhere else
        self._view.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        margin = 0 if what == "network" else 2 * MARGIN
        self._view.resize(self.size - QSize(margin, margin))
        self._view.show()
        self.show(snapshot)

    @property
    def ground(self) -> str:
        return self._theme.canvas if self.what == "network" else self._theme.panel

    def show(self, snapshot: Snapshot) -> None:
        """Show a moment of the run; of one amid a learning step, its present act."""
        self._document.experiment = snapshot.experiment
        self._selection.fit(snapshot.experiment)
        self._slicing.fit(snapshot.experiment)
        if snapshot.told is None:
            self._stepping.leave()
        else:
            self._stepping.enter()
        self._moment.show(snapshot)

    def paint(self, painter: QPainter, look: Look) -> None:
        """Paint what is shown, from (0, 0) to its size."""
        painter.save()
        if self.what != "network":
            if look.has_ground:
                painter.fillRect(0, 0, self.size.width(), self.size.height(), self._theme.color("panel"))
            painter.translate(MARGIN, MARGIN)
        self._paint(painter, look)
        painter.restore()

    def close(self) -> None:
        """Let go of the views."""
        self._view.close()
        self._view.deleteLater()
        self.deleteLater()

    def _make(self, appearance: OneTheme, *, is_log: bool) -> tuple[QWidget, Callable[[QPainter, Look], None]]:
        if self.what == "network":
            canvas = Canvas(self._document, self._selection, self._moment, self._stepping, self._slicing, appearance)
            canvas.set_reduced_motion(True)
            return canvas, canvas.paint_figure
        if self.what == "boundary":
            boundary = BoundaryChart(appearance)
            boundary.fit(self.size.width() - 2 * MARGIN, self.size.height() - 2 * MARGIN - FOOT)
            BoundaryView(boundary, self._moment, self._selection, self._slicing, self, tells_place=True)
            return boundary, boundary.paint_figure
        cost = CostChart(appearance)
        cost.set_log(is_log)
        CostView(cost, self._moment, self)
        return cost, cost.paint_figure
