"""The units: each a square with its heat map, bias units as circles with a 1, and the label a⁽ˡ⁾ⱼ = value below."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from engine.steps import Telling
from engine.symbols import activation
from playground import notation
from playground.canvas.layout import CanvasLayout
from playground.document.selection import Unit
from playground.theme import Theme, mix

RADIUS = 0.19  # of a tile's corners, as a share of its side


@dataclass
class UnitPainter:
    """Draws the units of one layout in one theme."""

    layout: CanvasLayout
    theme: Theme

    def __post_init__(self) -> None:
        self._corners: QPixmap | None = None
        self._ring = mix(self.theme.color("line2"), self.theme.color("text3"), 0.35)

    @property
    def _ring_distance(self) -> float:
        """How far the ring of the selected unit keeps from its tile, and from the label below."""
        return self.layout.label.height / 6 if self.layout.has_labels else 4.0

    def rect(self, unit: Unit) -> QRectF:
        x, y = self.layout.x(unit.layer), self.layout.y(unit.layer, unit.unit)
        half = self.layout.half_width(unit.unit)
        return QRectF(x - half, y - half, 2 * half, 2 * half)

    def paint_tile(self, painter: QPainter, unit: Unit, picture: QImage, *, selected: bool, pointed: bool) -> None:
        """Draw a unit's square with its heat map."""
        rect = self.rect(unit)
        painter.drawImage(rect, picture)
        painter.drawPixmap(rect.topLeft() - QPointF(2, 2), self._corner_mask(painter, rect.width()))
        if selected:
            away = self._ring_distance
            ring = rect.adjusted(-away, -away, away, away)
            self._rounded(painter, ring, RADIUS * rect.width() + away, self.theme.color("accent"), 2.4)
        color = self.theme.color("text2") if pointed else self._ring
        self._rounded(painter, rect, RADIUS * rect.width(), color, 1.3)

    def paint_bias(self, painter: QPainter, unit: Unit, *, selected: bool, pointed: bool) -> None:
        """Draw a bias unit, which is always 1."""
        rect = self.rect(unit)
        theme = self.theme
        ring = theme.color("accent") if selected else theme.color("text2") if pointed else self._ring
        painter.setPen(QPen(ring, 2.4 if selected else 1.3))
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(rect)
        size = round(rect.width() * 0.62)
        if size >= 9:
            one = notation.glyphs("1", size)
            centre = rect.center()
            one.paint(painter, centre.x() - one.width / 2, centre.y() + one.ascent / 2, theme.color("text2"))

    def paint_label(self, painter: QPainter, unit: Unit, steps: Telling, *, selected: bool) -> None:
        """Draw a⁽ˡ⁾ⱼ = value below a unit, or above a bias unit."""
        value = steps.activation_of(unit.layer, unit.unit)
        is_bias = unit.unit == 0
        size = self.layout.label.font_px
        box = notation.glyphs("1", size) if is_bias else notation.number(value, size)
        if self.layout.label.has_symbol:
            name = notation.symbol(activation(unit.layer, unit.unit), size)
            box = notation.row(name, notation.operator("=", size - 1), box)
        elif is_bias:
            return  # the circle itself says 1
        is_output = unit.layer == len(self.layout.sizes)
        color = self.theme.color("text" if selected or is_output else "text3" if is_bias else "text2")
        rect = self.rect(unit)
        baseline = round(rect.top() - 9 if is_bias else rect.bottom() + self.layout.label.height - 9)
        box.paint(painter, rect.center().x() - box.width / 2, baseline, color)
        if is_output:
            self._paint_target(painter, rect.center().x(), baseline + 24, float(steps.target[unit.unit - 1]))

    def _paint_target(self, painter: QPainter, x: float, baseline: float, target: float) -> None:
        size = self.layout.label.font_px
        box = notation.row(
            notation.glyphs("target ", size - 1),
            notation.letter("y", size),
            notation.operator("=", size - 1),
            notation.number(target, size, digits=0),
        )
        box.paint(painter, x - box.width / 2, baseline, self.theme.color("text3"))

    def _rounded(self, painter: QPainter, rect: QRectF, radius: float, color: QColor, width: float) -> None:
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, radius, radius)

    def _corner_mask(self, painter: QPainter, side: float) -> QPixmap:
        """Return a frame in the canvas colour that rounds a square's corners: a hundredth of a clip path's time."""
        ratio = painter.device().devicePixelRatioF()
        if self._corners is None or self._corners.devicePixelRatio() != ratio:
            size = side + 4
            self._corners = QPixmap(round(size * ratio), round(size * ratio))
            self._corners.setDevicePixelRatio(ratio)
            self._corners.fill(Qt.GlobalColor.transparent)
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            path.addRect(QRectF(1, 1, size - 2, size - 2))
            path.addRoundedRect(QRectF(2, 2, side, side), RADIUS * side, RADIUS * side)
            with QPainter(self._corners) as mask:
                mask.setRenderHint(QPainter.RenderHint.Antialiasing)
                mask.fillPath(path, QBrush(self.theme.color("canvas")))
        return self._corners
