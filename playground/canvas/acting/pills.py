"""The pills of an act: what is said on the edges that it is about."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.experiment import Weight
from playground import notation
from playground.canvas.acting.words import PLACE, PillWords
from playground.canvas.columns import ALIGNED
from playground.canvas.edges import EdgeGeometry
from playground.canvas.labels import PADDING, SIZES, VALUE_ONLY, Drawn, PillPainter, PillSize, paint_pills, pill_places
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Edge
from playground.theme import Theme

Places = dict[Weight, QPointF]
MOST_KEPT = 400  # pictures of pills, 10 KB each


class ActPills:
    """Draws the pills of acts on one layout in one theme; each picture is kept."""

    def __init__(
        self,
        layout: CanvasLayout,
        geometry: EdgeGeometry,
        theme: Theme,
        ratio: float = 1.0,
        pruned: Iterable[Weight] = (),
    ) -> None:
        self._layout = layout
        self._geometry = geometry
        self._theme = theme
        self._pruned = frozenset(pruned)
        self._painter = PillPainter(layout, theme, ratio)
        self._kept: dict[tuple[PillWords, PillSize, float, float], Drawn] = {}
        self._pills: dict[Edge, Drawn] = {}
        self._set: dict[tuple[PillWords, PillSize], list[notation.Box]] = {}  # of the act that is shown

    def show(self, pills: Sequence[PillWords], edges: Sequence[Weight], widest: PillWords, *, backward: bool) -> None:
        """Draw pills on edges, each at its place among those that all of these edges have.

        Where there is no room for all of them, only the act's own has one.

        Parameters
        ----------
        widest : what takes as much room as any of these edges' pills
        backward : whether the edges are those out of one unit, so that they are apart at their targets
        """
        self._set.clear()
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        drawn = [edge for edge in edges if edge not in self._pruned and self._geometry.has(Edge(*edge))]
        size = self._size((widest, *pills), len(drawn))
        own = [pill for pill in pills if pill.is_own]
        self._pills = {}
        if not drawn or (size is None and not own):
            return
        if size is None:
            if self._width(own[0], VALUE_ONLY) > self._painter.room:
                return
            pills, size = own, VALUE_ONLY
            drawn = [edge for edge in drawn if edge == own[0].weight]
        places = self._places([*drawn, *self._with_a_second_line(own, size)], 1.0 - PLACE if backward else PLACE, size)
        for pill in pills:
            if pill.weight in places:
                self._pills[Edge(*pill.weight)] = self._draw(pill, places[pill.weight], size)

    def clear(self) -> None:
        """Say nothing on edges."""
        self._pills = {}

    def edge_at(self, place: QPointF) -> Edge | None:
        """Return the edge whose pill covers a point."""
        return next((edge for edge, pill in self._pills.items() if pill.rect.contains(place)), None)

    def rect_of(self, edge: Edge) -> QRectF | None:
        """Return where the pill of an edge is, if it has one."""
        pill = self._pills.get(edge)
        return pill.rect if pill else None

    @property
    def all(self) -> Iterable[Drawn]:
        """All pills that are shown; an act's own last."""
        return self._pills.values()

    def paint(self, painter: QPainter) -> None:
        paint_pills(painter, self._pills.values())

    def _size(self, pills: Iterable[PillWords], count: int) -> PillSize | None:
        """Return the size in which so many pills find room, if any."""
        said = list(pills)
        return next(
            (size for size in SIZES if self._painter.fits(size, count) and self._is_wide_enough(size, said)), None
        )

    def _is_wide_enough(self, size: PillSize, pills: Sequence[PillWords]) -> bool:
        """Tell whether pills find room beside the columns; values alone may reach beyond it."""
        return not size.has_symbol or max(self._width(pill, size) for pill in pills) <= self._painter.room

    def _width(self, pill: PillWords, size: PillSize) -> float:
        """Return how wide a pill is."""
        return max(box.width for box in self._lines(pill, size)) + (2 * PADDING if size.has_symbol else PADDING)

    def _with_a_second_line(self, pills: Sequence[PillWords], size: PillSize) -> list[Weight]:
        """Return the edges whose pills take two lines, and so the room of two."""
        return [pill.weight for pill in pills if len(self._lines(pill, size)) > 1]

    def _places(self, edges: Sequence[Weight], share: float, size: PillSize) -> dict[Weight, QPointF]:
        """Return where the pills of edges are centred; one that is named twice, amid its two places."""
        indices = [self._geometry.index(Edge(*edge)) for edge in edges]
        centres = pill_places(self._layout, self._geometry, indices, share, size)
        places: dict[Weight, QPointF] = {}
        for edge, centre in zip(edges, centres, strict=True):
            places[edge] = (places[edge] + centre) / 2 if edge in places else centre
        return places

    def _draw(self, pill: PillWords, centre: QPointF, size: PillSize) -> Drawn:
        """Return a pill's picture and its place; one that has moved up or down by steps of ALIGNED stays as it is."""
        steps = round(centre.y()) // ALIGNED * ALIGNED
        near = QPointF(centre.x(), round(centre.y()) - steps)
        key = pill, size, near.x(), near.y()
        if key not in self._kept:
            self._kept[key] = self._painter.draw(pill.weight[0], self._lines(pill, size), near, size, pill.lit)
        kept = self._kept[key]
        return Drawn(kept.rect.translated(0, steps), kept.picture, partial(_write_lower, kept, steps))

    def _lines(self, pill: PillWords, size: PillSize) -> list[notation.Box]:
        """Return a pill as it is set; it is measured first and drawn then."""
        if (pill, size) not in self._set:
            self._set[pill, size] = self._typeset(pill, size)
        return self._set[pill, size]

    def _typeset(self, pill: PillWords, size: PillSize) -> list[notation.Box]:
        """Set a pill: in one line, or an old and a new value below each other where there is little room."""
        px, theme = size.font_px, self._theme
        numbers = [
            notation.glyphs(text, px, theme.signed(value, text=True))
            for text, value in zip(pill.texts, pill.values, strict=True)
        ]
        arrow = notation.operator("→", px)
        if size.has_symbol:
            name = notation.symbol(pill.symbol, px, theme.color("backward") if pill.is_derivative else None)
            line = [name, notation.operator("=", px - 2), numbers[0]]
            return [notation.row(*line, *(box for number in numbers[1:] for box in (arrow, number)))]
        if len(numbers) == 1:
            return numbers
        one_line = notation.row(numbers[0], arrow, numbers[1])
        return (
            [one_line]
            if one_line.width + PADDING <= self._painter.room
            else [numbers[0], notation.row(arrow, numbers[1])]
        )


_WIDEST = "−0.00000"


def _write_lower(drawn: Drawn, steps: int, painter: QPainter) -> None:
    """Draw a pill anew, so many pixels lower."""
    painter.translate(0, steps)
    drawn.write(painter)
    painter.translate(0, -steps)
