"""Labels of weights: pills with w⁽ˡ⁾ⱼ,ₖ = value on the edges into the selected unit, and one at the pointer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from engine import symbols
from engine.experiment import Weight
from engine.network import Network
from playground import notation
from playground.anew import is_anew
from playground.canvas.edges import SEGMENTS, EdgeGeometry
from playground.canvas.layout import FOOTER, HEADER, CanvasLayout, spread
from playground.document.selection import Edge, Unit
from playground.theme import Theme, mix

PADDING = 8.0
PLACE = 0.36  # of an edge's way, where its pill sits: before the curves converge


@dataclass(frozen=True)
class PillSize:
    """How a pill is written where there is so much room for it."""

    font_px: int
    height: float
    least_room: float  # between the columns, in pixels
    has_symbol: bool
    distance: float  # between two pills, so that one is told from the next


FULL = PillSize(font_px=15, height=27.0, least_room=96.0, has_symbol=True, distance=7.0)
SMALLER = PillSize(font_px=13, height=22.0, least_room=84.0, has_symbol=True, distance=5.0)
VALUE_ONLY = PillSize(font_px=13, height=19.0, least_room=44.0, has_symbol=False, distance=5.0)
DENSE = replace(VALUE_ONLY, distance=2.0)
SIZES = (FULL, SMALLER, VALUE_ONLY, DENSE)
ENDS = 12.0  # pixels beside a unit that pills leave free, so that one sees where edges begin and end
LINE = 1.25  # from one line of a pill to the next, in type sizes


@dataclass(frozen=True)
class Drawn:
    """A picture, where it goes, and how it is drawn anew."""

    rect: QRectF
    picture: QPixmap
    write: Callable[[QPainter], None]


@dataclass(frozen=True)
class Pill(Drawn):
    """A pill as it was drawn, and what it says."""

    text: str
    is_negative: bool
    lit: bool


class PillPainter:
    """Draws pills on one layout in one theme, at so many device pixels a pixel.

    Attributes
    ----------
    room : how wide pills may be between the columns, in pixels
    """

    def __init__(self, layout: CanvasLayout, theme: Theme, ratio: float = 1.0) -> None:
        self._layout = layout
        self._theme = theme
        self._ratio = ratio
        self.room = layout.column_distance - column_width(layout) - 4.0

    def fits(self, size: PillSize, pills: int) -> bool:
        """Tell whether so many pills find room beside the columns and above each other."""
        height = (self._layout.height - HEADER - FOOTER) * max(1.0, self._layout.view.zoom)
        return size.least_room <= self.room and pills * (size.height + size.distance) <= height

    def draw(self, gap: int, lines: Sequence[notation.Box], centre: QPointF, size: PillSize, lit: str) -> Drawn:
        """Draw a pill of one or several lines about a point of the gap to the right of a layer.

        Parameters
        ----------
        lit : the colour of its outline if it stands out, else ""
        """
        theme, ratio = self._theme, self._ratio
        width = max(box.width for box in lines) + (2 * PADDING if size.has_symbol else PADDING)
        height = size.height + (len(lines) - 1) * LINE * size.font_px
        rect = QRectF(self._left(gap, centre.x(), width), centre.y() - height / 2, width, height)
        whole = self._aligned(rect)
        picture = QPixmap(round(whole.width() * ratio), round(whole.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        write = partial(_write, rect=rect, lines=lines, size=size, lit=lit, theme=theme)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-whole.topLeft())
            write(painter)
        return Drawn(whole, picture, write)

    def _aligned(self, rect: QRectF) -> QRectF:
        """Return the whole device pixels that a pill and its outline touch."""
        ratio = self._ratio
        left, top = floor((rect.left() - 1) * ratio), floor((rect.top() - 1) * ratio)
        right, bottom = ceil((rect.right() + 1) * ratio), ceil((rect.bottom() + 1) * ratio)
        return QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)

    def _left(self, gap: int, centre: float, width: float) -> float:
        """Return where a pill begins: about the curve, but between the columns where it fits there."""
        middle = (self._layout.x(gap) + self._layout.x(gap + 1)) / 2
        play = max(0.0, (self.room - width) / 2)
        return min(max(centre, middle - play), middle + play) - width / 2


def paint_pills(painter: QPainter, pills: Iterable[Drawn]) -> None:
    """Draw the pictures of pills, or all of them anew where pictures would not do."""
    shown = list(pills)
    if shown and is_anew(painter, shown[0].picture.devicePixelRatio()):
        for pill in shown:
            pill.write(painter)
    else:
        for pill in shown:
            painter.drawPixmap(pill.rect.topLeft(), pill.picture)


def _write(
    painter: QPainter, rect: QRectF, lines: Sequence[notation.Box], size: PillSize, lit: str, theme: Theme
) -> None:
    """Draw the outline of a pill and what it says."""
    painter.setPen(QPen(theme.color(lit or "line2"), 1.6 if lit else 1.0))
    painter.setBrush(mix(theme.color("canvas"), theme.color("panel"), 0.8))
    painter.drawRoundedRect(rect, 0.3 * size.height, 0.3 * size.height)
    baseline = rect.top() + size.height / 2 + 0.3 * size.font_px
    for number, box in enumerate(lines):
        left = rect.center().x() - box.width / 2
        box.paint(painter, left, round(baseline + number * LINE * size.font_px), theme.color("text"))


def column_width(layout: CanvasLayout) -> float:
    """Return what pills leave free for a column of units with their labels."""
    return max(layout.tile + 2 * ENDS, layout.label.width - 6.0)


def pill_places(
    layout: CanvasLayout, geometry: EdgeGeometry, edges: Sequence[int], share: float, size: PillSize
) -> list[QPointF]:
    """Return the centres of pills at a share of their edges' ways, moved apart so that none covers another.

    They keep below the headings and above the legend, as long as the whole network is in sight.
    """
    places = [geometry.points[index, round(share * SEGMENTS)] for index in edges]
    order = sorted(range(len(places)), key=lambda number: places[number][1])
    heights = spread([places[number][1] for number in order], size.height + size.distance)
    lowest = layout.height - FOOTER - size.height / 2
    too_low = max(0.0, heights[-1] - lowest) if layout.is_fit else 0.0
    too_high = max(0.0, HEADER + size.height / 2 - heights[0] + too_low) if layout.is_fit else 0.0
    centres = {n: QPointF(places[n][0], round(y - too_low + too_high)) for n, y in zip(order, heights, strict=True)}
    return [centres[number] for number in range(len(places))]


class WeightLabels:
    """Draws the pills of one layout in one theme, at so many device pixels a pixel.

    Pills are kept as pictures and drawn anew when the number they show changes (for three: 0.9 -> 0.3 ms).
    """

    def __init__(
        self,
        layout: CanvasLayout,
        geometry: EdgeGeometry,
        theme: Theme,
        ratio: float = 1.0,
        pruned: Iterable[Weight] = (),
    ) -> None:
        self._pruned = geometry.among(pruned)
        self._layout = layout
        self._geometry = geometry
        self._theme = theme
        self._painter = PillPainter(layout, theme, ratio)
        self._unit: Unit | None = None
        self._size: PillSize | None = None
        self._places: dict[Edge, QPointF] = {}
        self._pills: dict[Edge, Pill] = {}

    def size_for(self, unit: Unit) -> PillSize | None:
        """Return the size in which all pills of a unit find room beside the columns and above each other, if any."""
        count = int(self._into(unit).sum())
        return next((size for size in SIZES if count and self._painter.fits(size, count)), None)

    def show(self, unit: Unit, network: Network, pointed: Edge | None) -> list[QRect]:
        """Draw the pills on every edge into a unit that say something else than before; return where."""
        self._place(unit)
        return [rect for edge in self._places for rect in self._show(edge, network, pointed)]

    def edge_at(self, place: QPointF) -> Edge | None:
        """Return the edge whose pill covers a point."""
        return next((edge for edge, pill in self._pills.items() if pill.rect.contains(place)), None)

    def rect_of(self, edge: Edge) -> QRectF | None:
        """Return where the pill of an edge is, if it has one."""
        pill = self._pills.get(edge)
        return pill.rect if pill else None

    @property
    def all(self) -> Iterable[Drawn]:
        """All pills that are shown."""
        return self._pills.values()

    def paint(self, painter: QPainter) -> None:
        """Draw the pills of the unit that was shown last."""
        paint_pills(painter, self._pills.values())

    def paint_pointed(self, painter: QPainter, edge: Edge, unit: Unit, network: Network) -> None:
        """Draw the pill of the edge that is pointed at, unless it stands there in full already."""
        size = self.size_for(unit) if edge.leads_to(unit) else None
        if self._geometry.has(edge) and not (size and size.has_symbol):
            centre = self._geometry.point(self._geometry.index(edge), 0.5)
            pill = self._draw(edge, network.weight(edge.layer, edge.target, edge.source), centre, FULL, lit=True)
            paint_pills(painter, [pill])

    def _into(self, unit: Unit) -> np.ndarray:
        """Return which edges into a unit have a pill: all that are not cut."""
        return np.asarray(self._geometry.into(unit) & ~self._pruned)

    def _place(self, unit: Unit) -> None:
        """Find the places of all pills of a unit, none covering another."""
        if unit == self._unit:
            return
        self._unit = unit
        self._pills.clear()
        self._places.clear()
        self._size = self.size_for(unit)
        if self._size is None:
            return
        edges = self._into(unit).nonzero()[0].tolist()
        for index, place in zip(edges, self._centres(edges), strict=True):
            self._places[self._geometry.edge(index)] = place

    def _centres(self, edges: Sequence[int]) -> list[QPointF]:
        assert self._size is not None
        return pill_places(self._layout, self._geometry, edges, PLACE, self._size)

    def _show(self, edge: Edge, network: Network, pointed: Edge | None) -> list[QRect]:
        value, lit = network.weight(edge.layer, edge.target, edge.source), edge == pointed
        before = self._pills.get(edge)
        if before and (before.text, before.is_negative, before.lit) == (notation.format_number(value), value < 0, lit):
            return []
        assert self._size is not None
        pill = self._pills[edge] = self._draw(edge, value, self._places[edge], self._size, lit=lit)
        return [(pill.rect.united(before.rect) if before else pill.rect).toAlignedRect()]

    def _draw(self, edge: Edge, value: float, centre: QPointF, size: PillSize, *, lit: bool) -> Pill:
        theme = self._theme
        text = notation.format_number(value)
        box = notation.glyphs(text, size.font_px, theme.signed(value, text=True))
        if size.has_symbol:
            name = notation.symbol(symbols.weight(edge.layer, edge.target, edge.source), size.font_px)
            box = notation.row(name, notation.operator("=", size.font_px - 2), box)
        drawn = self._painter.draw(edge.layer, [box], centre, size, "accent" if lit else "")
        return Pill(drawn.rect, drawn.picture, drawn.write, text, value < 0, lit)
