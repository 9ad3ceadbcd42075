"""The painter of acts: puts together what is drawn of an act on one layout, in one theme."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from engine.arrays import Array
from engine.datasets import EXTENT
from engine.experiment import Weight
from playground.canvas.acting.caption import CaptionPainter
from playground.canvas.acting.pills import ActPills
from playground.canvas.acting.places import stage_rect
from playground.canvas.acting.present import BACKWARD, Present
from playground.canvas.acting.stages import StagePainter
from playground.canvas.acting.streams import StreamPainter
from playground.canvas.acting.words import caption_of, edges_of, pills_of, stage_words, widest_pill
from playground.canvas.edges import EdgeGeometry
from playground.canvas.units import UnitPainter
from playground.document.selection import Unit
from playground.theme import mix

VEIL = 165  # of 255: how far units that are not computed yet fade
LEAST_DOTTED = 26.0  # the least tile on which the sample is marked
DOT = 4.0  # the half of its mark's side
STUB = 26.0  # the way on which a sample comes in
TOKENS = ("forward", "text2", "backward", "text")  # the caption's dot in each of the lecture's phases


class ActPainter:
    """Draws acts over the network.

    Attributes
    ----------
    pills : what is said on edges
    """

    def __init__(
        self, geometry: EdgeGeometry, units: UnitPainter, ratio: float = 1.0, pruned: tuple[Weight, ...] = ()
    ) -> None:
        self._layout, self._theme = units.layout, units.theme
        self._units = units
        self._mark: QPixmap | None = None
        self._streams = StreamPainter(geometry, self._theme, ratio, pruned)
        self._stages = StagePainter(self._theme)
        self._caption = CaptionPainter(self._layout, self._theme)
        self.pills = ActPills(self._layout, geometry, self._theme, ratio, pruned)

    # ---- below the units -------------------------------------------------------------------------------------------

    def paint_below(self, painter: QPainter, present: Present) -> None:
        """Draw the edges that the act is about, and the colour that runs along them."""
        network = present.told.network
        weights = {edge: network.weight(*edge) for edge in edges_of(present)}
        if present.kind == "hidden_delta":
            self._streams.paint_edges(painter, weights)
        if present.kind == "update":
            act = present.pose.act
            old, new = weights[edges_of(present)[act.source or 0]], act.value
            now = old + present.pose.changed * (new - old)
            self._streams.paint_edges(painter, {edges_of(present)[act.source or 0]: now})
        self._streams.paint(painter, present.streams, weights)

    # ---- above them ------------------------------------------------------------------------------------------------

    def paint_units(self, painter: QPainter, present: Present, point: Array | None) -> None:
        """Draw what units do, over their tiles.

        Parameters
        ----------
        point : where the sample lies in the plane that the tiles show
        """
        veil = QColor(self._theme.color("canvas"))
        veil.setAlpha(VEIL)
        dot, place = self._dot(), None if point is None else self._on_a_tile(point)
        for unit in self._drawn_units():
            if not present.has_activation(unit):
                painter.fillRect(self._units.rect(unit), veil)
            elif place and self._layout.tile >= LEAST_DOTTED:
                painter.drawPixmap(self._units.rect(unit).center() + place, dot)
        for unit in (Unit(1, j) for j in range(1, self._layout.sizes[0] + 1)):
            if present.kind == "sample" and self._is_drawn(unit):
                self._paint_entrance(painter, present, unit)
        for unit in self._lit(present):
            self._paint_lit(painter, unit, self._color(present, unit))
        for unit, rect in self._stages_of(present):
            self._paint_stage(painter, present, unit, rect)

    def paint_pills(self, painter: QPainter, present: Present) -> None:
        """Draw what is said on the act's edges."""
        self.pills.paint(painter)

    def paint_caption(self, painter: QPainter, present: Present) -> None:
        """Draw what happens, in words."""
        self._caption.paint(painter, caption_of(present), TOKENS[present.pose.act.phase])

    def prepare(self, present: Present) -> None:
        """Find the words and the places of the pills."""
        edges = edges_of(present)
        if edges:
            backward = present.kind == "hidden_delta"
            self.pills.show(pills_of(present), edges, widest_pill(present), backward=backward)
        else:
            self.pills.clear()

    def regions(self, present: Present) -> list[QRect]:
        """Return what looks different from one moment of an act to the next, but for labels."""
        rects = [rect for _, rect in self._stages_of(present)]
        rects += [self._units.cell(unit) for unit in self._lit(present)]
        rects += [pill.rect for pill in self.pills.all]
        rects.append(self._caption.rect(caption_of(present)))
        if present.kind == "sample" and present.unit:
            rects.append(self._entrance(present.unit))
        around = [rect.adjusted(-4, -4, 4, 4).toAlignedRect() for rect in rects]
        return around + [self._gap(layer) for layer in sorted({edge[0] for edge in edges_of(present)})]

    # ---- which units -----------------------------------------------------------------------------------------------

    def _drawn_units(self) -> Iterator[Unit]:
        for layer in self._layout.layers:
            yield from (unit for unit in self._layout.units(layer) if unit.unit)

    def _is_drawn(self, unit: Unit) -> bool:
        return self._layout.has(unit)

    def _outputs(self) -> Iterator[Unit]:
        return self._layout.units(len(self._layout.sizes))

    def _lit(self, present: Present) -> list[Unit]:
        """Return the units that the act computes or takes its factors from."""
        act = present.pose.act
        if act.kind == "derivative":
            return [Unit((act.layer or 0) + 1, act.unit or 0), Unit(act.layer or 0, act.source or 0)]
        if act.kind == "cost":
            return list(self._outputs())
        return [present.unit] if present.unit else []

    def _color(self, present: Present, unit: Unit) -> QColor:
        act = present.pose.act
        backward = act.kind in BACKWARD or (act.kind == "derivative" and unit.layer == (act.layer or 0) + 1)
        return self._theme.color("backward" if backward else "forward")

    def _stages_of(self, present: Present) -> list[tuple[Unit, QRectF]]:
        """Return the units that show closely what they do, and where."""
        if present.kind not in ("net_input", "activation", "cost", *BACKWARD) or not present.is_of_the_seen_sample:
            return []
        units = [present.unit] if present.unit else list(self._outputs())
        low = len(units) > 1
        if present.kind == "cost" and present.pose.act.sample is None:
            units = units[:1]
        backward = present.kind == "hidden_delta"
        stages = ((unit, stage_rect(self._layout, unit, backward=backward, low=low)) for unit in units)
        return [(unit, rect) for unit, rect in stages if rect is not None]

    # ---- how -------------------------------------------------------------------------------------------------------

    def _paint_stage(self, painter: QPainter, present: Present, unit: Unit, rect: QRectF) -> None:
        pose, stages = present.pose, self._stages
        act = pose.act
        self._paint_tie(painter, present, unit, rect)
        stages.paint_frame(painter, rect, backward=act.kind in BACKWARD)
        if act.kind in ("net_input", "hidden_delta"):
            stages.paint_sum(painter, rect, pose)
        elif act.kind == "activation" and act.function == "softmax":
            outputs = [present.telling.activation_of(unit.layer, other.unit) for other in self._outputs()]
            stages.paint_shares(painter, rect, pose, outputs)
        elif act.kind == "activation":
            stages.paint_curve(painter, rect, pose)
        elif act.kind == "cost" and act.sample is None:
            stages.paint_costs(painter, rect, act)
        else:
            a, y = present.telling.activation_of(unit.layer, unit.unit), float(present.telling.target[unit.unit - 1])
            stages.paint_error(painter, rect, a, y, pose, backward=act.kind == "output_delta")
        stages.paint_words(painter, rect, stage_words(present, unit))

    def _paint_tie(self, painter: QPainter, present: Present, unit: Unit, rect: QRectF) -> None:
        """Draw a short line between a unit and its stage beside it."""
        tile = self._units.rect(unit)
        painter.setPen(QPen(self._color(present, unit), 1.6))
        x, y = tile.center().x(), tile.center().y()
        if rect.left() > tile.right():
            painter.drawLine(QLineF(tile.right(), y, rect.left(), y))
        elif rect.right() < tile.left():
            painter.drawLine(QLineF(rect.right(), y, tile.left(), y))
        elif rect.bottom() < tile.top():
            painter.drawLine(QLineF(x, rect.bottom(), x, tile.top()))

    def _paint_lit(self, painter: QPainter, unit: Unit, color: QColor) -> None:
        """Draw that a unit computes, or gives a factor."""
        rect = self._units.rect(unit)
        painter.setPen(QPen(color, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if unit.unit == 0:
            painter.drawEllipse(rect)
        else:
            painter.drawRoundedRect(rect, 0.19 * rect.width(), 0.19 * rect.width())

    def _on_a_tile(self, point: Array) -> QPointF:
        """Return where the dot of a sample lies on every tile, its corner from the tile's centre."""
        x, y = (*point.tolist(), 0.0)[:2]
        side, most = self._layout.tile, 0.45 * self._layout.tile
        right, up = (min(max(share / EXTENT * side / 2, -most), most) for share in (x, y))
        return QPointF(right - DOT, -up - DOT)

    def _dot(self) -> QPixmap:
        """Return the mark of the sample, made once."""
        if self._mark is None:
            side = round(2 * DOT * self._units.ratio)
            self._mark = QPixmap(side, side)
            self._mark.setDevicePixelRatio(self._units.ratio)
            self._mark.fill(Qt.GlobalColor.transparent)
            with QPainter(self._mark) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(self._theme.color("canvas"), 1.4))
                painter.setBrush(self._theme.color("text"))
                painter.drawEllipse(QPointF(DOT, DOT), 2.9, 2.9)
        return self._mark

    def _entrance(self, unit: Unit) -> QRectF:
        rect = self._units.rect(unit)
        return QRectF(rect.left() - STUB - 4, rect.center().y() - 8, STUB, 16)

    def _paint_entrance(self, painter: QPainter, present: Present, unit: Unit) -> None:
        """Draw an input's value on its way into its unit."""
        came_before = present.unit is not None and unit.unit < present.unit.unit
        share = 1.0 if came_before else present.pose.entered if unit == present.unit else 0.0
        value = present.told.tellings[present.told.order.place(present.index).column or 0].activation_of(1, unit.unit)
        rect = self._entrance(unit)
        y, faint = rect.center().y(), mix(self._theme.color("text3"), self._theme.color("canvas"), 0.5)
        end = rect.left() + share * rect.width()
        painter.setPen(QPen(faint, 1.2))
        painter.drawLine(QLineF(rect.left(), y, rect.right() - 6, y))
        if share:
            painter.setPen(QPen(self._theme.signed(value), 3.0))
            painter.drawLine(QLineF(rect.left(), y, min(end, rect.right() - 5), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.signed(value) if share >= 1.0 else faint)
        tip = rect.right()
        painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(tip - 8, y - 4.5), QPointF(tip - 8, y + 4.5)]))

    def _gap(self, layer: int) -> QRect:
        left, right = self._layout.x(layer), self._layout.x(layer + 1)
        _, top, _, height = self._layout.window
        return QRect(round(left), top, round(right - left), height)
