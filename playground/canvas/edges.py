"""The edges: every weight as a curve, its width the size and its colour the sign of the weight.

Weights change with every frame and edges are many, so all curves lie in one array of short lines, computed once for a
layout, and are drawn in a few batches of one pen each. Pens are opaque and the weakest come first (measured: a
translucent pen costs twenty times as much).
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.arrays import Array
from engine.experiment import Weight
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Edge, Unit
from playground.theme import Theme, mix

SEGMENTS = 22
OVERLAP = 0.8  # pixels by which a piece of a curve reaches into the next, else antialiasing shows the seams
BINS = 14  # strengths that are told apart, for each sign
HALF_STRENGTH = 2.0  # the |w| drawn at half of full width
THINNEST, THICKEST = 0.9, 6.4
DIMMED, DIMMED_SAME_LAYER = 0.40, 0.68  # how far edges that are not selected fade into the canvas
FROZEN = 0.45  # how far the colour of a frozen edge goes towards grey
DOT = 0.4  # of each piece of a cut edge that is drawn
OPEN_END = 2.6  # pixels: the radius of the little circles where a cut edge ends
CASING = 4.5  # pixels by which the accent stands out beside a selected edge
MANY_SELECTED = 150  # from so many on, selected edges are marked by a thin line each
MANY_EDGES = 600  # from so many on, edges that move are drawn without smoothing

Looks = npt.NDArray[np.int16]


def strength(weights: Array) -> Array:
    """Return how strongly weights are drawn, from 0 to (never quite) 1; same shape."""
    size = np.abs(weights)
    return np.asarray(size / (size + HALF_STRENGTH))


def pen_of(theme: Theme, share: float, positive: bool, dimmed: float = 0.0, *, frozen: bool = False) -> QPen:
    """Return the pen for a weight of this strength and sign."""
    canvas = theme.color("canvas")
    color = mix(canvas, theme.color("positive" if positive else "negative"), 0.22 + 0.78 * share**0.8)
    if frozen:
        color = mix(color, theme.color("text3"), FROZEN)
    pen = QPen(mix(color, canvas, dimmed), THINNEST + (THICKEST - THINNEST) * share)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


class EdgeGeometry:
    """The curves of all edges of a layout that are drawn, in the order of `Network.flat`.

    Attributes
    ----------
    flat : the place of each edge's weight in `Network.flat`, shape (edges,)
    ends : (x0, y0, x1, y1) of each edge, shape (edges, 4)
    points : shape (edges, SEGMENTS + 1, 2)
    layer, target, source : the indices of w⁽ˡ⁾ⱼ,ₖ, each of shape (edges,)
    """

    def __init__(self, layout: CanvasLayout) -> None:
        curves: list[list[float]] = []
        indices: list[tuple[int, int, int]] = []
        places: list[int] = []
        begin = 0  # of the layer's matrix
        for layer in layout.layers[:-1]:
            sources, targets = layout.excerpts[layer - 1], layout.excerpts[layer]
            for target in targets.drawn:
                end = layout.x(layer + 1) - layout.half_width(target), layout.y(layer + 1, target)
                for source in (0, *sources.drawn):
                    start = layout.x(layer) + layout.half_width(source), layout.y(layer, source)
                    curves.append([*start, *end])
                    indices.append((layer, target, source))
                    places.append(begin + (target - 1) * (sources.count + 1) + source)
            begin += targets.count * (sources.count + 1)
        self.layer, self.target, self.source = np.array(indices).T
        self.flat = np.array(places)
        self.ends = np.array(curves)
        self.points = curves_between(self.ends)
        self._indices = {weight: index for index, weight in enumerate(indices)}

    def edge(self, index: int) -> Edge:
        return Edge(int(self.layer[index]), int(self.target[index]), int(self.source[index]))

    def index(self, edge: Edge) -> int:
        return self._indices[edge.weight]

    def has(self, edge: Edge) -> bool:
        return edge.weight in self._indices

    def among(self, weights: Iterable[Weight]) -> np.ndarray:
        """Return which edges carry one of these weights, shape (edges,), of bool."""
        found = np.zeros(len(self.layer), bool)
        found[[self._indices[weight] for weight in weights if weight in self._indices]] = True
        return found

    def inside(self, left: float, top: float, right: float, bottom: float) -> list[Edge]:
        """Return the edges that lie in a rectangle as a whole."""
        x, y = self.points[..., 0], self.points[..., 1]
        found = ((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).all(axis=1)
        return [self.edge(int(index)) for index in np.flatnonzero(found)]

    def into(self, unit: Unit) -> np.ndarray:
        """Return which edges end in a unit, shape (edges,), of bool."""
        return np.asarray((self.layer + 1 == unit.layer) & (self.target == unit.unit))

    def point(self, index: int, share: float) -> QPointF:
        """Return the point at a share of an edge's way."""
        x, y = self.points[index, round(share * SEGMENTS)]
        return QPointF(x, y)

    def nearest(self, x: float, y: float, reach: float) -> Edge | None:
        """Return the edge nearest to a point, if it is within reach, in pixels."""
        beside = np.flatnonzero((self.points[:, 0, 0] - reach <= x) & (x <= self.points[:, -1, 0] + reach))
        if not len(beside):
            return None
        start, end = self.points[beside, :-1], self.points[beside, 1:]
        along = end - start
        here = np.array([x, y]) - start
        share = np.clip((here * along).sum(-1) / np.maximum((along * along).sum(-1), 1e-9), 0, 1)
        distance = np.hypot(*np.moveaxis(here - share[..., None] * along, -1, 0)).min(axis=1)
        best = int(distance.argmin())
        return self.edge(int(beside[best])) if distance[best] <= reach else None


def curves_between(ends: Array) -> Array:
    """Return points on the cubic curves from (x0, y0) to (x1, y1) that leave and arrive level; ends is (edges, 4)."""
    x0, y0, x1, y1 = (column[:, None] for column in ends.T)
    t = np.linspace(0, 1, SEGMENTS + 1)[None, :]
    reach = 0.5 * (x1 - x0)
    bows = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
    x = bows[0] * x0 + bows[1] * (x0 + reach) + bows[2] * (x1 - reach) + bows[3] * x1
    y = (bows[0] + bows[1]) * y0 + (bows[2] + bows[3]) * y1
    return np.stack([x, y], axis=-1)


class EdgePainter:
    """Draws the edges of one geometry in one theme, gap by gap; a gap is what lies between two layers.

    How an edge looks is a small number, its look: `BINS` strengths by sign, by how far it fades. Edges whose looks are
    the same as before need not be drawn again (measured at 2-8-8-8-1: 3.1 -> 0.02 ms where nothing changed).
    """

    def __init__(
        self,
        geometry: EdgeGeometry,
        theme: Theme,
        frozen: Iterable[Weight] = (),
        pruned: Iterable[Weight] = (),
    ) -> None:
        self.geometry = geometry
        self._lines = _pieces(geometry.points)
        self._pens = _pens_of(theme)
        self._cut = len(self._pens) - 2  # the look of a cut edge; the next one is that of one into the selected unit
        self._accent = theme.color("accent")
        self._frozen = geometry.among(frozen).astype(np.int16) * (6 * BINS)
        self._pruned = geometry.among(pruned)
        ends = np.searchsorted(geometry.layer, np.arange(1, geometry.layer[-1] + 2))
        self._edges = {gap: slice(ends[gap - 1], ends[gap]) for gap in range(1, geometry.layer[-1] + 1)}
        self._selected: Unit | None = None
        self._fading = np.zeros(len(geometry.layer), np.int16)

    @property
    def gaps(self) -> range:
        """The gaps, each called by the layer on its left."""
        return range(1, len(self._edges) + 1)

    def count(self, gap: int) -> int:
        """Return how many edges cross a gap."""
        edges = self._edges[gap]
        return int(edges.stop - edges.start)

    def reach(self, gap: int) -> tuple[int, int]:
        """Return the heights between which the edges of a gap lie."""
        y = self.geometry.points[self._edges[gap], :, 1]
        return floor(y.min() - THICKEST), ceil(y.max() + THICKEST)

    def looks(self, weights: Array, selected: Unit | None) -> Looks:
        """Return the look of every edge, shape (edges,): those into the selected unit stand out, the others fade.

        Without a selected unit none fades.

        weights : all weights, in the order of `Network.flat`
        """
        weights = weights[self.geometry.flat]
        if selected is None:
            self._selected = None
            self._fading = np.full(len(self.geometry.layer), 4 * BINS, np.int16)
        elif selected != self._selected:
            self._selected = selected
            into = self.geometry.into(selected)
            self._fading = np.where(into, 2, self.geometry.layer + 1 == selected.layer).astype(np.int16) * (2 * BINS)
        bins = np.minimum((strength(weights) * BINS).astype(np.int16), BINS - 1)
        looks = self._fading + self._frozen + 2 * bins + (weights >= 0)
        if self._pruned.any():
            looks[self._pruned] = self._cut + (self._fading[self._pruned] == 4 * BINS)
        return np.asarray(looks, np.int16)

    def changed_gaps(self, before: Looks, after: Looks) -> list[int]:
        """Return the gaps with an edge that looks different."""
        return sorted({int(gap) for gap in self.geometry.layer[before != after]})

    def paint(self, painter: QPainter, looks: Looks) -> None:
        """Draw all edges."""
        for gap in self.gaps:
            self.paint_gap(painter, gap, looks)

    def paint_gap(self, painter: QPainter, gap: int, looks: Looks) -> None:
        """Draw the edges of a gap, the weakest first, those into the selected unit last."""
        edges = self._edges[gap]
        self._paint(painter, looks[edges], self._lines[edges])

    def paint_moved(self, painter: QPainter, shifts: Array, looks: Looks) -> None:
        """Draw all edges while units are away from their places; shifts of their ends are (edges, 4), as `ends` are."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(looks) < MANY_EDGES)
        self._paint(painter, looks, _pieces(curves_between(self.geometry.ends + shifts)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_selected(self, painter: QPainter, edges: Iterable[Edge], looks: Looks) -> None:
        """Draw edges in full colour, and the accent along both their sides."""
        chosen = [self.geometry.index(edge) for edge in edges if self.geometry.has(edge)]
        if not chosen:
            return
        lines = self._lines[chosen]
        if len(chosen) > MANY_SELECTED:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(self._accent, 1.0))
            _draw(painter, lines)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            return
        shown = np.where(looks[chosen] >= self._cut, self._cut + 1, looks[chosen])
        kind = shown // (6 * BINS) * (6 * BINS)
        bright = np.where(shown > self._cut, shown, kind + 4 * BINS + shown % (2 * BINS))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for look in np.unique(bright):
            pen = QPen(self._pens[look])
            width = pen.widthF()
            pen.setColor(self._accent)
            pen.setWidthF(width + CASING)
            painter.setPen(pen)
            _draw(painter, _dots(lines[bright == look]) if look >= self._cut else lines[bright == look])
        self._paint(painter, bright, lines)

    def _paint(self, painter: QPainter, looks: Looks, lines: Array) -> None:
        order = np.argsort(looks, kind="stable")
        sorted_looks = looks[order]
        starts = [0, *(np.flatnonzero(np.diff(sorted_looks)) + 1).tolist(), len(order)]
        lines = lines[order]
        for start, end in pairwise(starts):
            painter.setPen(self._pens[sorted_looks[start]])
            if sorted_looks[start] < self._cut:
                _draw(painter, lines[start:end])
            else:
                self._paint_cut(painter, lines[start:end])

    def _paint_cut(self, painter: QPainter, lines: Array) -> None:
        """Draw edges as dotted lines that touch no unit, a little circle at each end."""
        _draw(painter, _dots(lines))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in (*lines[:, 1, :2], *lines[:, -2, 2:]):
            painter.drawEllipse(QPointF(x, y), OPEN_END, OPEN_END)

    def paint_one(self, painter: QPainter, edge: Edge, color: QColor, width: float) -> None:
        """Draw one edge in a colour of its own."""
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        _draw(painter, self._lines[self.geometry.index(edge)])

    def copy_looks(self, gap: int, source: Looks, target: Looks) -> None:
        """Take note in `target` that a gap looks as in `source`."""
        target[self._edges[gap]] = source[self._edges[gap]]


@lru_cache(maxsize=4)
def _pens_of(theme: Theme) -> tuple[QPen, ...]:
    """Return the pen for each look; kept, as every change of the structure asks for all of them (10 ms)."""
    pens = [
        pen_of(theme, share, positive, dimmed, frozen=is_frozen)
        for is_frozen in (False, True)
        for dimmed in (DIMMED, DIMMED_SAME_LAYER, 0.0)
        for share in (np.arange(BINS) + 0.5) / BINS
        for positive in (False, True)
    ]
    canvas, faint = theme.color("canvas"), theme.color("text3")
    for dimmed in (0.55, 0.1):
        pen = QPen(mix(faint, canvas, dimmed), 1.3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pens.append(pen)
    return tuple(pens)


def _pieces(points: Array) -> Array:
    """Return the short lines that make up curves, shape (edges, SEGMENTS, x0 y0 x1 y1)."""
    start, end = points[:, :-1], points[:, 1:]
    way = end - start
    beyond = OVERLAP * way / np.maximum(np.hypot(way[..., :1], way[..., 1:]), 1e-9)
    return np.concatenate([start, end + beyond], axis=-1)


def _dots(lines: Array) -> Array:
    """Return the beginning of each piece but the outer ones."""
    inner = lines[:, 2:-2].copy()
    inner[..., 2:] = inner[..., :2] + DOT * (inner[..., 2:] - inner[..., :2])
    return inner


def _draw(painter: QPainter, lines: Array) -> None:
    # Qt reads an array of four doubles a line straight from NumPy's memory, which must live during the call.
    lines = np.ascontiguousarray(lines)
    painter.drawLines(shiboken6.wrapInstance(lines.ctypes.data, QLineF), lines.size // 4)
