"""How a unit is drawn: a square with its heat map, a bias unit as a circle with a 1, the label a⁽ˡ⁾ⱼ = value below."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from engine import symbols
from playground import notation
from playground.anew import paint_map
from playground.canvas.excerpt import More
from playground.canvas.layout import LABEL_SIZES, CanvasLayout
from playground.canvas.unit_words import UnitWords
from playground.document.selection import Unit
from playground.theme import Theme, mix

RADIUS = 0.19  # of a tile's corners, as a share of its side
MARGIN = 2.0  # around a tile, for its outline
MORE_PX, MORE_BASELINE, MORE_WIDTH = 11, 12.0, 52.0  # of the label below a tile that stands for several units
TARGET_PX = 13  # the targets beside several output units
TONES = {"unknown": "text3", "now": "text", "error": "text", "backward": "backward"}  # {tone of words: colour}
PROMINENT = ("error", "backward")  # the tones with which the target is meant too


@dataclass
class UnitPainter:
    """Draws the units of one layout in one theme, at so many device pixels a pixel."""

    layout: CanvasLayout
    theme: Theme
    ratio: float = 1.0

    def __post_init__(self) -> None:
        self._frame: QPixmap | None = None
        self._rects: dict[Unit, QRectF] = {}
        self._ring = mix(self.theme.color("line2"), self.theme.color("text3"), 0.35)

    def rect(self, unit: Unit) -> QRectF:
        """Return the square a unit fills, on whole device pixels."""
        if unit not in self._rects:
            self._rects[unit] = self._placed(unit)
        return self._rects[unit]

    def _placed(self, unit: Unit) -> QRectF:
        x, y = self.layout.x(unit.layer), self.layout.y(unit.layer, unit.unit)
        half = self.layout.half_width(unit.unit)
        if unit.unit == 0:
            return QRectF(x - half, y - half, 2 * half, 2 * half)
        return QRectF(self._whole(x - half), self._whole(y - half), self._whole(2 * half), self._whole(2 * half))

    def cell(self, unit: Unit) -> QRectF:
        """Return the square a unit's tile fills, its outline included."""
        return self.rect(unit).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def paint_tile(self, painter: QPainter, unit: Unit, picture: QImage) -> None:
        """Draw a unit's square with its heat map over what was there."""
        cell, mode = self.cell(unit), QPainter.CompositionMode
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setCompositionMode(mode.CompositionMode_Source)
        painter.fillRect(cell, Qt.GlobalColor.transparent)
        painter.setCompositionMode(mode.CompositionMode_SourceOver)
        painter.drawImage(self.rect(unit), picture)
        painter.drawPixmap(cell.topLeft(), self._tile_frame())

    def paint_tile_anew(self, painter: QPainter, unit: Unit, picture: QImage) -> None:
        """Draw a unit's square with its heat map as a smooth picture with round corners."""
        rect = self.rect(unit)
        paint_map(painter, rect, picture, radius=RADIUS * rect.width())
        _rounded(painter, rect, RADIUS * rect.width(), self._ring, 1.3)

    def paint_marks(self, painter: QPainter, unit: Unit, *, selected: bool, pointed: bool) -> None:
        """Draw what tells a unit from the others: the ring of the selected one, a brighter outline at the pointer."""
        if unit.unit == 0:
            if selected or pointed:
                self.paint_bias(painter, unit, self.theme.color("accent" if selected else "text2"), selected)
            return
        rect, radius = self.rect(unit), RADIUS * self.rect(unit).width()
        if selected:
            away = self.layout.label.ring
            ring = rect.adjusted(-away, -away, away, away)
            _rounded(painter, ring, radius + away, self.theme.color("accent"), 2.4)
        if pointed:
            _rounded(painter, rect, radius, self.theme.color("text2"), 1.3)

    def paint_bias(self, painter: QPainter, unit: Unit, ring: QColor | None = None, bold: bool = False) -> None:
        """Draw a bias unit, which is always 1."""
        rect, theme = self.rect(unit), self.theme
        painter.setPen(QPen(ring or self._ring, 2.4 if bold else 1.3))
        painter.setBrush(theme.color("panel"))
        painter.drawEllipse(rect)
        size = round(rect.width() * 0.62)
        if size >= 7:
            one = notation.glyphs("1", size)
            centre = rect.center()
            one.paint(painter, centre.x() - one.width / 2, centre.y() + one.ascent / 2, theme.color("text2"))

    def label_rect(self, unit: Unit) -> QRectF:
        """Return the room for a unit's label, between its own tile and the next."""
        rect, label = self.rect(unit), self.layout.label
        width = max(label.width, rect.width()) + 40  # a long number may reach out
        left = self._whole(rect.center().x() - width / 2)
        if unit.unit == 0:
            return QRectF(
                left, self._whole(rect.top() - 12 - 1.4 * label.font_px), width, self._whole(2 * label.font_px)
            )
        room = QRectF(left, rect.bottom() + MARGIN + 1, width, self._whole(label.height - 2 * MARGIN))
        excerpt = self.layout.excerpts[unit.layer - 1]
        if (slot := excerpt.slot(unit.unit)) < excerpt.slots:
            below = Unit(unit.layer, excerpt.offset + slot + 1)
            # tiles stand on whole pixels: the room may be one less, and erasing takes no more
            room.setBottom(min(room.bottom(), self.cell(below).top()))
        return room

    def target_rect(self, unit: Unit) -> QRectF:
        """Return the room for the target of an output unit: below a single one, beside one of several; else none."""
        if not self._is_output(unit):
            return QRectF()
        rect = self.rect(unit)
        if self.layout.has_several_outputs:
            high = max(2 * MARGIN, min(22.0, self.layout.gap - 2 * MARGIN))
            top = self._whole(rect.center().y() - high / 2)
            return QRectF(self._whole(rect.right() + 7), top, 56, self._whole(high))
        return QRectF(self._whole(rect.center().x() - 60), self._baseline(unit) + 8, 120, 24)

    def paint_label(self, painter: QPainter, unit: Unit, words: UnitWords, *, selected: bool) -> None:
        """Draw a⁽ˡ⁾ⱼ = value below a unit, or above a bias unit."""
        box = self._label_box(unit, words)
        if box is None:
            return
        usual = "text" if selected or self._is_output(unit) else "text3" if unit.unit == 0 else "text2"
        color = self.theme.color(TONES.get(words.tone, usual))
        box.paint(painter, self.rect(unit).center().x() - box.width / 2, self._baseline(unit), color)

    def target_ink_rect(self, unit: Unit, target: str) -> QRectF:
        """Return what the target of an output unit fills."""
        rect, box = self.target_rect(unit), self._target_box(unit, target)
        left, baseline = self._target_place(rect, box)
        return QRectF(left, baseline - box.ascent, box.width, box.ascent + box.descent)

    def paint_target(self, painter: QPainter, unit: Unit, target: str, *, prominent: bool) -> None:
        """Draw what an output unit should give for the selected sample: y = value."""
        rect = self.target_rect(unit)
        color, box = self.theme.color("text" if prominent else "text3"), self._target_box(unit, target)
        box.paint(painter, *self._target_place(rect, box), color)

    def paint_more_label(self, painter: QPainter, tile: More) -> None:
        """Write below a tile for which units it stands."""
        rect, box = self.more_rect(tile), self._more_box(tile)
        if box is not None:
            box.paint(painter, rect.left(), rect.top() + box.ascent, self.theme.color("text3"))

    def more_rect(self, tile: More) -> QRectF:
        """Return what the label of a tile fills."""
        rect, box = self.rect(tile.unit), self._more_box(tile)
        if box is None:
            return QRectF()
        baseline = self._baseline(tile.unit) if self.layout.has_labels else round(rect.bottom() + MORE_BASELINE)
        return QRectF(rect.center().x() - box.width / 2, baseline - box.ascent, box.width, box.ascent + box.descent)

    def _more_box(self, tile: More) -> notation.Box | None:
        """Return the numbers of a tile's units, ⋯ where these are too wide; none where another tile is too near."""
        label = self.layout.label
        if not self.layout.has_labels and tile.way < 0:
            return None
        size = label.font_px or MORE_PX  # below a column there is room even where units have no labels
        numbers = notation.glyphs(f"{tile.first} … {tile.last}", size)
        widest = max(label.width, MORE_WIDTH)
        return numbers if numbers.width <= widest else notation.glyphs("⋯", size)

    def ink_rect(self, unit: Unit, words: UnitWords) -> QRectF:
        """Return what the label of a unit fills when it says this."""
        box = self._label_box(unit, words) if self.layout.has_labels else None
        if box is None:
            return QRectF()
        left, baseline = self.rect(unit).center().x() - box.width / 2, self._baseline(unit)
        return QRectF(left, baseline - box.ascent, box.width, box.ascent + box.descent)

    def _label_box(self, unit: Unit, words: UnitWords) -> notation.Box | None:
        size = self.layout.label.font_px
        box = notation.glyphs(words.text, size)
        if not words.text:  # a figure without numbers
            return notation.symbol(words.symbol, size) if self.layout.label.has_symbol else None
        if self.layout.label.has_symbol and (words.tone != "unknown" or self.layout.label is LABEL_SIZES[0]):
            name = notation.symbol(words.symbol, size)
            return notation.row(name, notation.operator("=", size - 1), box)
        return None if unit.unit == 0 else box  # the circle itself says 1

    def _baseline(self, unit: Unit) -> int:
        rect = self.rect(unit)
        return round(rect.top() - 9 if unit.unit == 0 else rect.bottom() + self.layout.label.baseline)

    def _is_output(self, unit: Unit) -> bool:
        return unit.layer == len(self.layout.sizes)

    def _target_box(self, unit: Unit, target: str) -> notation.Box:
        if self.layout.has_several_outputs:
            size = TARGET_PX
            name = notation.symbol(symbols.target(unit.unit), size)
            return notation.row(name, notation.operator("=", size - 1), notation.glyphs(target, size))
        size = self.layout.label.font_px
        y = notation.row(notation.letter("y", size), notation.operator("=", size - 1), notation.glyphs(target, size))
        return notation.row(notation.glyphs("target ", size - 1), y) if self.layout.label.has_symbol else y

    def _target_place(self, rect: QRectF, box: notation.Box) -> tuple[float, int]:
        """Return where the baseline of a target begins."""
        if self.layout.has_several_outputs:
            return rect.left() + 2, round(rect.center().y() + 0.33 * TARGET_PX)
        return rect.center().x() - box.width / 2, round(rect.top()) + 16

    def _whole(self, length: float) -> float:
        return round(length * self.ratio) / self.ratio

    def _tile_frame(self) -> QPixmap:
        """Return what lies over every tile: its outline, and the canvas' colour over its corners.

        Measured: a hundredth of a clip path's time.
        """
        if self._frame is None:
            cell = self.cell(Unit(1, 1))
            size, side = cell.width(), cell.width() - 2 * MARGIN
            self._frame = QPixmap(round(size * self.ratio), round(size * self.ratio))
            self._frame.setDevicePixelRatio(self.ratio)
            self._frame.fill(Qt.GlobalColor.transparent)
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            path.addRect(QRectF(1, 1, size - 2, size - 2))
            path.addRoundedRect(QRectF(MARGIN, MARGIN, side, side), RADIUS * side, RADIUS * side)
            with QPainter(self._frame) as frame:
                frame.setRenderHint(QPainter.RenderHint.Antialiasing)
                frame.fillPath(path, QBrush(self.theme.color("canvas")))
                _rounded(frame, QRectF(MARGIN, MARGIN, side, side), RADIUS * side, self._ring, 1.3)
        return self._frame


def _rounded(painter: QPainter, rect: QRectF, radius: float, color: QColor, width: float) -> None:
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)
