"""The painter of acts: puts together what is drawn of an act on one layout, in one theme."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from engine.arrays import Array
from engine.experiment import Weight
from playground.canvas.acting.caption import CaptionPainter
from playground.canvas.acting.pills import ActPills
from playground.canvas.acting.places import TILE, stage_rect
from playground.canvas.acting.present import BACKWARD, Present
from playground.canvas.acting.stages import StagePainter
from playground.canvas.acting.streams import StreamPainter
from playground.canvas.acting.tiles import TilePainter
from playground.canvas.acting.words import caption_of, edges_of, pills_of, stage_words, widest_pill
from playground.canvas.edges import EdgeGeometry
from playground.canvas.units import UnitPainter
from playground.document.selection import Unit

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
        self._tiles = TilePainter(units)
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
        point : where the sample lies on the tiles, as shares of their halves to the right and up
        """
        self._tiles.paint(painter, present, point)
        if present.kind == "sample":
            self._tiles.paint_entrances(painter, present)
        for unit in self._lit(present):
            self._tiles.paint_ring(painter, unit, self._color(present, unit))
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
            rects.append(self._tiles.entrance(present.unit))
        around = [rect.adjusted(-4, -4, 4, 4).toAlignedRect() for rect in rects]
        return around + [self._gap(layer) for layer in sorted({edge[0] for edge in edges_of(present)})]

    # ---- which units -----------------------------------------------------------------------------------------------

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
        stages = [(unit, stage_rect(self._layout, unit, backward=backward, low=low)) for unit in units]
        return [(unit, self._units.rect(unit) if rect is TILE else rect) for unit, rect in stages if rect is not None]

    # ---- how -------------------------------------------------------------------------------------------------------

    def _paint_stage(self, painter: QPainter, present: Present, unit: Unit, rect: QRectF) -> None:
        pose, stages = present.pose, self._stages
        act = pose.act
        self._paint_tie(painter, unit, rect, self._color(present, unit))
        inner = stages.paint_frame(painter, rect, stage_words(present, unit), backward=act.kind in BACKWARD)
        if act.kind in ("net_input", "hidden_delta"):
            stages.paint_sum(painter, inner, pose)
        elif act.kind == "activation" and act.function == "softmax":
            outputs = range(1, self._layout.sizes[-1] + 1)
            stages.paint_shares(painter, inner, pose, [present.telling.activation_of(unit.layer, j) for j in outputs])
        elif act.kind == "activation":
            stages.paint_curve(painter, inner, pose)
        elif act.kind == "cost" and act.sample is None:
            stages.paint_costs(painter, inner, act)
        else:
            a, y = present.telling.activation_of(unit.layer, unit.unit), float(present.telling.target[unit.unit - 1])
            stages.paint_error(painter, inner, a, y, pose, backward=act.kind == "output_delta")

    def _paint_tie(self, painter: QPainter, unit: Unit, rect: QRectF, color: QColor) -> None:
        """Draw a short line between a unit and its stage, unless a target stands there."""
        tile = self._units.rect(unit)
        painter.setPen(QPen(color, 1.6))
        x, y = tile.center().x(), tile.center().y()
        if rect.right() < tile.left():
            painter.drawLine(QLineF(rect.right(), y, tile.left(), y))
        elif rect.bottom() < tile.top():
            painter.drawLine(QLineF(x, rect.bottom(), x, tile.top()))
        elif rect.left() > tile.right() and unit.layer < len(self._layout.sizes):
            painter.drawLine(QLineF(tile.right(), y, rect.left(), y))

    def _gap(self, layer: int) -> QRect:
        left, right = self._layout.x(layer), self._layout.x(layer + 1)
        _, top, _, height = self._layout.window
        return QRect(round(left), top, round(right - left), height)
