"""The edge layer: the background with the edges on it, kept as a picture."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from engine.arrays import Array
from playground.canvas.bundles import BundlePainter
from playground.canvas.bundles import Looks as BundleLooks
from playground.canvas.edges import EdgePainter, Looks
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Unit

MOST_EDGES = 80  # drawn in every other frame while frames come in a hurry: about 2 ms
MOST_EDGES_AT_A_CLICK = 600  # drawn when another unit is selected: both gaps concerned, whatever the layout


class EdgeLayer:
    """A picture of the background and the edges, of which only those gaps are drawn anew that look different.

    Gaps side by side share no pixel, since the units stand between them.
    """

    def __init__(self, background: QPixmap, edges: EdgePainter, bundles: BundlePainter, layout: CanvasLayout) -> None:
        self.picture = QPixmap(background)
        self._background = background
        self._edges = edges
        self._layout = layout
        self._shown: Looks = np.full(len(edges.geometry.layer), -1, np.int16)
        self._last_gap = 0
        self._selected: Unit | None = None
        self._bundles = bundles
        self._bundles_in_turn = list(bundles.bundles.all)  # the gaps that have some
        self._bundle_looks: dict[int, BundleLooks] = {}
        self._stale: set[int] = set()  # the gaps with bundles that look different from what is drawn

    def show(self, weights: Array, selected: Unit, most_edges: float = float("inf")) -> list[QRect]:
        """Draw the edges that look different; return where.

        Parameters
        ----------
        most_edges : stop after so many; the next call goes on from there
        """
        looks = self._edges.looks(weights, selected)
        self._look_at_bundles(weights, all_of_them=most_edges == float("inf"))
        changed = self._stale.union(self._edges.changed_gaps(self._shown, looks))
        urgent = {unit.layer - 1 for unit in (self._selected, selected) if unit and selected != self._selected}
        gaps = list(self._in_turn(changed, urgent, most_edges))
        self._selected = selected
        if not gaps:
            return []
        with QPainter(self.picture) as painter:
            for gap in gaps:
                self._draw_gap(painter, gap, looks)
        return [self.rect(gap) for gap in gaps]

    def paint_anew(self, painter: QPainter, weights: Array, selected: Unit | None) -> None:
        """Draw all edges as lines: those into the selected unit stand out, without one all do."""
        looks = self._edges.looks(weights, selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for gap in self._edges.gaps:
            if gap in self._bundles.bundles.all:
                self._bundles.paint(painter, gap, self._bundles.looks(gap, weights))
            self._edges.paint_gap(painter, gap, looks)

    def rect(self, gap: int) -> QRect:
        """Return what lies between two columns of units, in pixels of the canvas."""
        left, right = round(self._layout.x(gap)), round(self._layout.x(gap + 1))
        high, low = self._edges.reach(gap)
        if gap in self._bundles_in_turn:
            above, below = self._bundles.bundles.reach(gap)
            high, low = min(high, above), max(low, below)
        rect = QRect(left, high, right - left, low - high)
        return rect if self._layout.is_fit else rect & QRect(*self._layout.window)

    @property
    def background(self) -> QPixmap:
        """What lies under the edges."""
        return self._background

    def _in_turn(self, gaps: set[int], urgent: set[int], most_edges: float) -> Iterator[int]:
        """Yield at least one gap: those concerned by a selection, then those after the one that was drawn last."""
        count, last = 0, self._last_gap
        for gap in sorted(gaps, key=lambda gap: (gap not in urgent, gap <= last, gap)):
            count += self._edges.count(gap)
            if count > most_edges and count > self._edges.count(gap):
                return
            yield gap
            self._last_gap = gap

    def _look_at_bundles(self, weights: Array, *, all_of_them: bool) -> None:
        """Note which bundles look different; while frames come in a hurry, those of one gap are looked at."""
        looked_at = self._bundles_in_turn if all_of_them else self._bundles_in_turn[:1]
        self._bundles_in_turn = [*self._bundles_in_turn[1:], *self._bundles_in_turn[:1]]
        for gap in looked_at:
            looks = self._bundles.looks(gap, weights)
            if not np.array_equal(looks, self._bundle_looks.get(gap)):
                self._bundle_looks[gap] = looks
                self._stale.add(gap)

    def _draw_gap(self, painter: QPainter, gap: int, looks: Looks) -> None:
        painter.setClipRect(self.rect(gap))
        painter.drawPixmap(0, 0, self._background)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if gap in self._bundle_looks:
            self._bundles.paint(painter, gap, self._bundle_looks[gap])
        self._edges.paint_gap(painter, gap, looks)
        self._edges.copy_looks(gap, looks, self._shown)
        self._stale.discard(gap)
