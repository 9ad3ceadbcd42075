"""Tiles: what an act changes about the tiles of units: veiled, lit, marked with the sample, ringed by δ."""

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from engine.arrays import Array
from playground.anew import is_anew
from playground.canvas.acting.present import BACKWARD, Present
from playground.canvas.units import RADIUS, UnitPainter
from playground.document.selection import Unit
from playground.theme import mix

VEIL = 165  # of 255: how far units that are not computed yet fade
LEAST_DOTTED = 26.0  # the least tile on which the sample is marked
DOT = 4.0  # the half of its mark's side
STUB, TIP = 26.0, 8.0  # the way on which an input comes in, and its arrow's tip


class TilePainter:
    """Draws over the tiles of one layout in one theme."""

    def __init__(self, units: UnitPainter) -> None:
        self._units = units
        self._layout, self._theme = units.layout, units.theme
        self._veil = QColor(self._theme.color("canvas"))
        self._veil.setAlpha(VEIL)
        self._mark: QPixmap | None = None

    def paint(self, painter: QPainter, present: Present, point: Array | None) -> None:
        """Veil the units that are not computed yet, mark the sample on the others, ring those whose δ is known.

        Parameters
        ----------
        point : where the sample lies on the tiles, as shares of their halves to the right and up
        """
        place = None if point is None or self._layout.tile < LEAST_DOTTED else self._on_a_tile(point)
        paint_dot = self._draw_dot if is_anew(painter, self._units.ratio) else self._put_dot
        shows_delta = present.kind in (*BACKWARD, "derivative") and present.is_of_the_seen_sample
        for unit in self.drawn_units():
            if not present.has_activation(unit):
                painter.fillRect(self._units.rect(unit), self._veil)
            elif place is not None:
                paint_dot(painter, self._units.rect(unit).center() + place)
            if shows_delta and present.has_delta(unit):
                self.paint_ring(painter, unit, self._theme.color("backward"), 1.4)
        for tile in self._layout.more:
            if not present.has_activation(tile.unit):
                painter.fillRect(self._units.rect(tile.unit), self._veil)

    def paint_ring(self, painter: QPainter, unit: Unit, color: QColor, width: float = 2.0) -> None:
        """Draw that a unit computes, or gives a factor."""
        rect = self._units.rect(unit)
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if unit.unit == 0:
            painter.drawEllipse(rect)
        else:
            painter.drawRoundedRect(rect, RADIUS * rect.width(), RADIUS * rect.width())

    def drawn_units(self) -> Iterator[Unit]:
        """Yield the units that are drawn, without bias units."""
        for layer in self._layout.layers:
            yield from (unit for unit in self._layout.units(layer) if unit.unit)

    # ---- the sample enters -------------------------------------------------------------------------------------------

    def entrance(self, unit: Unit) -> QRectF:
        """Return where the value of an input comes in."""
        rect = self._units.rect(unit)
        return QRectF(rect.left() - STUB - 4, rect.center().y() - TIP, STUB, 2 * TIP)

    def paint_entrances(self, painter: QPainter, present: Present) -> None:
        """Draw the inputs' values on their way into their units."""
        telling = present.told.tellings[present.told.order.place(present.index).column or 0]
        for unit in self._layout.units(1):
            if unit.unit and present.unit:
                earlier, now = unit.unit < present.unit.unit, unit == present.unit
                share = 1.0 if earlier else present.pose.entered if now else 0.0
                self._paint_entrance(painter, self.entrance(unit), telling.activation_of(1, unit.unit), share)

    def _paint_entrance(self, painter: QPainter, rect: QRectF, value: float, share: float) -> None:
        color, faint = self._theme.signed(value), mix(self._theme.color("text3"), self._theme.color("canvas"), 0.5)
        y, tip = rect.center().y(), rect.right()
        painter.setPen(QPen(faint, 1.2))
        painter.drawLine(QLineF(rect.left(), y, tip - TIP, y))
        painter.setPen(QPen(color, 3.0))
        painter.drawLine(QLineF(rect.left(), y, rect.left() + share * (rect.width() - TIP), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color if share >= 1.0 else faint)
        half = 0.55 * TIP
        painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(tip - TIP, y - half), QPointF(tip - TIP, y + half)]))

    # ---- the sample's mark -------------------------------------------------------------------------------------------

    def _on_a_tile(self, point: Array) -> QPointF:
        """Return where the mark of a sample lies on every tile: its corner from the tile's centre."""
        x, y = (*point.tolist(), 0.0)[:2]
        side, most = self._layout.tile, 0.45 * self._layout.tile
        right, up = (min(max(share * side / 2, -most), most) for share in (x, y))
        return QPointF(right - DOT, -up - DOT)

    def _put_dot(self, painter: QPainter, corner: QPointF) -> None:
        painter.drawPixmap(corner, self._dot())

    def _draw_dot(self, painter: QPainter, corner: QPointF) -> None:
        painter.setPen(QPen(self._theme.color("canvas"), 1.4))
        painter.setBrush(self._theme.color("text"))
        painter.drawEllipse(corner + QPointF(DOT, DOT), 2.9, 2.9)

    def _dot(self) -> QPixmap:
        """Return the mark of the sample, made once."""
        if self._mark is None:
            side = round(2 * DOT * self._units.ratio)
            self._mark = QPixmap(side, side)
            self._mark.setDevicePixelRatio(self._units.ratio)
            self._mark.fill(Qt.GlobalColor.transparent)
            with QPainter(self._mark) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw_dot(painter, QPointF())
        return self._mark
