"""The columns: a picture for each layer with its units and their labels, transparent between them.

A tile is drawn anew only when its map looks different, a label only when its text does. While the run goes on, a few
tiles are looked at in a frame, in turn (measured at 2-4-1, with labels: 4.8 -> 0.6 ms a frame, at 2-8-8-8-1: 9.4 ->
1.2 ms); labels all at once, as they are of one moment.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.arrays import Array, Image
from engine.network import Network
from engine.samples import Samples
from engine.steps import Telling
from engine.surface import Slice, Surface
from engine.symbols import activation
from playground.anew import Look
from playground.canvas.excerpt import More
from playground.canvas.layout import CanvasLayout
from playground.canvas.unit_words import UnitWords
from playground.canvas.units import PROMINENT, UnitPainter
from playground.document.selection import Unit
from playground.heat import HeatColors, Levels, centred, levels
from playground.notation import format_number
from playground.theme import Theme

Wording = Callable[[Unit], UnitWords | None]

# Of tiles that are looked at in a call while the run goes on. Measured with 2-8-8-8-1 on a slow machine: 15 000 take
# 3.5 ms a call and the trainer keeps 50 % of its idle throughput, 5000 take 1.8 ms and it keeps 62 %.
MOST_PIXELS = 5000
MOSAIC = 3  # maps along a side of the tile that stands for many units
ALIGNED = 4  # a column begins at a multiple of so many pixels: on a whole device pixel on screens of 1¼, 1½ and 1¾ too


@dataclass(frozen=True, eq=False)
class TiledView:
    """What the tiles of units show.

    Attributes
    ----------
    samples, shown : a slice of which samples
    surface : pictures a network over it
    input_sizes : how large inputs are that are the same all over the slice, shape (u₁,); 0 for all others
    """

    samples: Samples
    shown: Slice
    surface: Surface
    input_sizes: Array

    def is_of(self, samples: Samples, shown: Slice) -> bool:
        """Tell whether it is what a slice of samples is shown by."""
        return samples is self.samples and shown == self.shown


def mosaic_of(maps: Image, activation: str | None, sizes: Array) -> Levels:
    """Return the shades of a few of many maps, evenly chosen and made small, side by side: a square."""
    side = min(MOSAIC, int(len(maps) ** 0.5))
    places = np.linspace(0, len(maps) - 1, side * side).round().astype(int)
    chosen = maps[places]
    small = chosen[:, :: max(1, chosen.shape[1] // 10), :: max(1, chosen.shape[2] // 10)]
    shades = levels(centred(small, activation, sizes[places]))
    height, width = shades.shape[1:]
    return shades.reshape(side, side, height, width).swapaxes(1, 2).reshape(side * height, side * width)


def _target(value: float) -> str:
    """Return a target as it is written: classes are whole numbers, values are not."""
    return format_number(value, 0 if value.is_integer() else 2)


class Column:
    """The picture of one layer, drawn in the canvas' coordinates."""

    def __init__(self, units: UnitPainter, layer: int) -> None:
        self._units = units
        self._layer = layer
        layout = units.layout
        self._drawn = layout.excerpts[layer - 1].drawn
        self._more = layout.excerpts[layer - 1].more
        self._texts: dict[Unit, tuple[UnitWords, str, bool]] = {}
        self._levels: Levels | None = None
        self._mosaics: dict[More, Levels] = {}
        places = [*layout.units(layer), *(tile.unit for tile in self._more)]
        cells = [units.cell(unit) for unit in places]
        if layout.has_labels:
            cells += [units.label_rect(unit) for unit in places]
        cells += [units.more_rect(tile) for tile in self._more]
        cells += [units.target_rect(unit) for unit in places]
        bounds = QRectF()
        for cell in cells:
            bounds = bounds.united(cell)
        self.rect = bounds.toAlignedRect()
        self.rect.setTopLeft(QPoint(self.rect.left() // ALIGNED * ALIGNED, self.rect.top() // ALIGNED * ALIGNED))
        self.picture = QPixmap(self.rect.size() * units.ratio)
        self.picture.setDevicePixelRatio(units.ratio)
        self.picture.fill(Qt.GlobalColor.transparent)
        if layout.has_bias(layer):
            with self._painter() as painter:
                units.paint_bias(painter, Unit(layer, 0))
        with self._painter() as painter:
            for tile in self._more:
                units.paint_more_label(painter, tile)

    def show_maps(
        self, maps: Image, activation: str | None, colors: HeatColors, sizes: Array | None = None
    ) -> list[QRect]:
        """Draw the maps that look different; return where.

        sizes : of inputs, see `TiledView`
        """
        sizes = np.zeros(len(maps)) if sizes is None else sizes
        drawn = slice(self._drawn.start - 1, self._drawn.stop - 1)
        shades = levels(centred(maps[drawn], activation, sizes[drawn]))
        changed = np.arange(len(self._drawn))
        if self._levels is not None:
            changed = np.flatnonzero((shades != self._levels).any(axis=(1, 2)))
        self._levels = shades
        pictures = dict(zip(changed.tolist(), colors.pictures(shades[changed]), strict=True)) if len(changed) else {}
        tiles = {Unit(self._layer, self._drawn[index]): picture for index, picture in pictures.items()}
        for tile in self._more:
            mosaic = mosaic_of(maps[tile.first - 1 : tile.last], activation, sizes[tile.first - 1 : tile.last])
            if not np.array_equal(mosaic, self._mosaics.get(tile)):
                self._mosaics[tile] = mosaic
                (tiles[tile.unit],) = colors.pictures(mosaic[np.newaxis])
        if tiles:
            with self._painter() as painter:
                for unit, picture in tiles.items():
                    self._units.paint_tile(painter, unit, picture)
        return [self._units.cell(unit).toAlignedRect() for unit in tiles]

    def show_label(self, unit: Unit, words: UnitWords, target: str, *, selected: bool) -> list[QRect]:
        """Write a unit's label if it says something else; return where."""
        text = (words, target, selected)
        if self._texts.get(unit) == text:
            return []
        self._texts[unit] = text
        rects = [self._units.label_rect(unit)] if self._units.layout.has_labels else []
        if target:
            rects.append(self._units.target_rect(unit))
        with self._painter() as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            for rect in rects:
                painter.fillRect(rect, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            if self._units.layout.has_labels:
                painter.setClipRect(rects[0])  # where labels are small a raised exponent reaches above their room
                self._units.paint_label(painter, unit, words, selected=selected)
                painter.setClipping(False)
            if target:
                self._units.paint_target(painter, unit, target, prominent=words.tone in PROMINENT)
        return [rect.toAlignedRect() for rect in rects]

    def paint_anew(self, painter: QPainter, colors: HeatColors, look: Look) -> None:
        """Draw all units and labels as they are shown, not from the picture."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._levels is not None:
            tiles = [Unit(self._layer, unit) for unit in self._drawn]
            for unit, picture in zip(tiles, colors.pictures(self._levels), strict=True):
                self._units.paint_tile_anew(painter, unit, picture)
        for tile in self._more:
            if tile in self._mosaics:
                (picture,) = colors.pictures(self._mosaics[tile][np.newaxis])
                self._units.paint_tile_anew(painter, tile.unit, picture)
            self._units.paint_more_label(painter, tile)
        if self._units.layout.has_bias(self._layer):
            self._units.paint_bias(painter, Unit(self._layer, 0))
        for unit, (words, target, selected) in self._texts.items():
            self._write(painter, unit, words if look.has_numbers else replace(words, text=""), target, look, selected)

    def _write(self, painter: QPainter, unit: Unit, words: UnitWords, target: str, look: Look, selected: bool) -> None:
        if self._units.layout.has_labels:
            self._units.paint_label(painter, unit, words, selected=selected and look.has_selection)
        if target and look.has_numbers:
            self._units.paint_target(painter, unit, target, prominent=words.tone in PROMINENT)

    def paint_moved(self, painter: QPainter, unit: Unit, way: QPointF) -> None:
        """Draw one unit with its label, so far from its place."""
        ratio, corner = self._units.ratio, QPointF(self.rect.topLeft())
        cells = [self._units.cell(unit), self._units.target_rect(unit)]
        if self._units.layout.has_labels:
            cells.append(self._units.label_rect(unit))
        for cell in cells:
            if cell.isEmpty():
                continue
            source = QRectF((cell.topLeft() - corner) * ratio, cell.size() * ratio)
            painter.drawPixmap(cell.translated(way), self.picture, source)

    def _painter(self) -> QPainter:
        painter = QPainter(self.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-QPoint(self.rect.left(), self.rect.top()))
        return painter


class Columns:
    """All columns of a layout in one theme.

    Attributes
    ----------
    view : what the tiles show
    wording : says what the present act says of a unit instead of its activation, or None; asked once for all labels
    """

    def __init__(self, layout: CanvasLayout, units: UnitPainter, theme: Theme, view: TiledView) -> None:
        self.wording: Callable[[], Wording] = lambda: lambda unit: None
        self._layout = layout
        self._colors = HeatColors(theme)
        self.view = view
        self._maps: dict[int, Image] = {}
        self._pictured: Array | None = None  # the weights whose maps all units show, if they show the same ones'
        self._activations: tuple[str | None, ...] = ()
        self._columns = {layer: Column(units, layer) for layer in layout.layers}
        self._all_units = [unit for layer in layout.layers for unit in layout.units(layer)]
        self._all_places = [*self._all_units, *(tile.unit for tile in layout.more)]
        self._next_layers = iter(self._layout.layers)

    def look_at(self, view: TiledView) -> None:
        """Show another view of the same units from the next drawing on."""
        self.view = view
        self._pictured = None

    def paint_anew(self, painter: QPainter, look: Look) -> None:
        """Draw all columns, not from their pictures."""
        for column in self._columns.values():
            column.paint_anew(painter, self._colors, look)

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Draw the columns that lie in a region."""
        for column in self._columns.values():
            if column.rect.intersects(region):
                painter.drawPixmap(column.rect.topLeft(), column.picture)

    def paint_moved(self, painter: QPainter, shifts: Mapping[Unit, QPointF], opacities: Mapping[Unit, float]) -> None:
        """Draw the units, each so far from its place and so opaque; those that are moved on top."""
        for unit in sorted(self._all_places, key=lambda unit: unit in shifts):
            painter.setOpacity(opacities.get(unit, 1.0))
            self._columns[unit.layer].paint_moved(painter, unit, shifts.get(unit, QPointF()))
        painter.setOpacity(1.0)

    def show(self, network: Network, steps: Telling, selected: Unit) -> list[QRect]:
        """Draw every unit and label that looks different; return where."""
        drawn: list[QRect] = []
        if self._pictured is None or not np.array_equal(self._pictured, network.flat):  # acts seldom change weights
            self._picture(network)
            drawn = [rect for layer in self._layout.layers for rect in self._show_layer(layer)]
            self._pictured = network.flat.copy()
        return drawn + self.show_labels(steps, selected)

    def show_labels(self, steps: Telling, selected: Unit) -> list[QRect]:
        """Write every label that says something else than before; return where."""
        return self._show_labels(self._all_units, steps, selected)

    def show_some_maps(self, network: Network) -> list[QRect]:
        """Draw the units of some layers; calls in a row draw all.

        All layers are drawn from one picture of the network: those of a round show the same moment.
        """
        self._pictured = None
        drawn: list[QRect] = []
        pixels = 0.0
        while pixels < MOST_PIXELS and (layer := next(self._next_layers, 0)):
            if layer == 1:
                self._picture(network)
            drawn += self._show_layer(layer)
            pixels += self._layout.excerpts[layer - 1].slots * self._layout.tile**2
        if not layer:
            self._next_layers = iter(self._layout.layers)
        return drawn

    def _picture(self, network: Network) -> None:
        self._maps = self.view.surface.unit_maps(network)
        self._activations = (None, *network.activations)

    def _show_layer(self, layer: int) -> list[QRect]:
        sizes = self.view.input_sizes if layer == 1 else None
        return self._columns[layer].show_maps(self._maps[layer], self._activations[layer - 1], self._colors, sizes)

    def _show_labels(self, units: Iterable[Unit], steps: Telling, selected: Unit) -> list[QRect]:
        words = self.wording()
        return [rect for unit in units for rect in self._show_label(unit, words(unit), steps, selected)]

    def _show_label(self, unit: Unit, words: UnitWords | None, steps: Telling, selected: Unit) -> list[QRect]:
        is_output = unit.layer == len(self._layout.sizes)
        if not self._layout.has_labels and not (is_output and self._layout.has_several_outputs):
            return []
        value = "1" if unit.unit == 0 else format_number(steps.activation_of(unit.layer, unit.unit), 2)
        words = words or UnitWords(activation(unit.layer, unit.unit), value)
        target = _target(float(steps.target[unit.unit - 1])) if is_output else ""
        return self._columns[unit.layer].show_label(unit, words, target, selected=unit == selected)
