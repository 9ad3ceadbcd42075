"""The columns: a picture for each layer with its units and their labels, transparent between them.

A tile is drawn anew only when its map looks different, a label only when its text does. While the run goes on, a few
tiles and labels are looked at in each frame, in turn (measured at 2-4-1: 4.8 -> 0.6 ms a frame, at 2-8-8-8-1: 9.4 ->
1.2 ms).
"""

from collections.abc import Mapping
from itertools import cycle

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from engine.arrays import Image
from engine.network import Network
from engine.steps import Telling
from engine.surface import Surface
from playground.canvas.layout import CanvasLayout
from playground.canvas.units import UnitPainter
from playground.document.selection import Unit
from playground.heat import HeatColors, Levels, centred, levels
from playground.notation import format_number
from playground.theme import Theme

MOST_PIXELS = 20_000  # of tiles that are looked at in a call while the run goes on: about 1 ms
LABEL_ROUND = 4  # calls in which every label is looked at once: eight times a second, as fast as one can read
ALIGNED = 4  # a column begins at a multiple of so many pixels: on a whole device pixel on screens of 1¼, 1½ and 1¾ too


class Column:
    """The picture of one layer, drawn in the canvas' coordinates."""

    def __init__(self, units: UnitPainter, layer: int) -> None:
        self._units = units
        self._layer = layer
        layout = units.layout
        self._unit_count = layout.sizes[layer - 1]
        self._texts: dict[Unit, tuple[str, str, bool]] = {}
        self._levels: Levels | None = None
        cells = [units.cell(unit) for unit in layout.units(layer)]
        if layout.has_labels:
            cells += [units.label_rect(unit) for unit in layout.units(layer)]
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

    def show_maps(self, maps: Image, activation: str | None, colors: HeatColors) -> list[QRect]:
        """Draw the maps that look different; return where."""
        shades = levels(centred(maps, activation))
        changed = np.arange(self._unit_count)
        if self._levels is not None:
            changed = np.flatnonzero((shades != self._levels).any(axis=(1, 2)))
        if not len(changed):
            return []
        self._levels = shades
        units = [Unit(self._layer, int(index) + 1) for index in changed]
        with self._painter() as painter:
            for unit, picture in zip(units, colors.pictures(shades[changed]), strict=True):
                self._units.paint_tile(painter, unit, picture)
        return [self._units.cell(unit).toAlignedRect() for unit in units]

    def show_label(self, unit: Unit, value: str, target: str, *, selected: bool) -> list[QRect]:
        """Write a unit's label if it says something else; return where."""
        text = (value, target, selected)
        if self._texts.get(unit) == text:
            return []
        self._texts[unit] = text
        rect = self._units.label_rect(unit)
        with self._painter() as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(rect, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            self._units.paint_label(painter, unit, value, target, selected=selected)
        return [rect.toAlignedRect()]

    def paint_moved(self, painter: QPainter, unit: Unit, way: QPointF) -> None:
        """Draw one unit with its label, so far from its place."""
        ratio, corner = self._units.ratio, QPointF(self.rect.topLeft())
        cells = [self._units.cell(unit)]
        if self._units.layout.has_labels:
            cells.append(self._units.label_rect(unit))
        for cell in cells:
            source = QRectF((cell.topLeft() - corner) * ratio, cell.size() * ratio)
            painter.drawPixmap(cell.translated(way), self.picture, source)

    def _painter(self) -> QPainter:
        painter = QPainter(self.picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-QPoint(self.rect.left(), self.rect.top()))
        return painter


class Columns:
    """All columns of a layout in one theme."""

    def __init__(self, layout: CanvasLayout, units: UnitPainter, theme: Theme, surface: Surface) -> None:
        self._layout = layout
        self._colors = HeatColors(theme)
        self._surface = surface
        self._maps: dict[int, Image] = {}
        self._activations: tuple[str | None, ...] = ()
        self._columns = {layer: Column(units, layer) for layer in layout.layers}
        self._all_units = [unit for layer in layout.layers for unit in layout.units(layer)]
        self._next_layers = iter(self._layout.layers)
        self._next_labels = cycle(self._all_units)

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Draw the columns that lie in a region."""
        for column in self._columns.values():
            if column.rect.intersects(region):
                painter.drawPixmap(column.rect.topLeft(), column.picture)

    def paint_moved(self, painter: QPainter, shifts: Mapping[Unit, QPointF], opacities: Mapping[Unit, float]) -> None:
        """Draw the units, each so far from its place and so opaque; those that are moved on top."""
        for unit in sorted(self._all_units, key=lambda unit: unit in shifts):
            painter.setOpacity(opacities.get(unit, 1.0))
            self._columns[unit.layer].paint_moved(painter, unit, shifts.get(unit, QPointF()))
        painter.setOpacity(1.0)

    def show(self, network: Network, steps: Telling, selected: Unit) -> list[QRect]:
        """Draw every unit and label that looks different; return where."""
        self._picture(network)
        drawn = [rect for layer in self._layout.layers for rect in self._show_layer(layer)]
        return drawn + self.show_labels(steps, selected)

    def show_labels(self, steps: Telling, selected: Unit) -> list[QRect]:
        """Write every label that says something else than before; return where."""
        return [rect for unit in self._all_units for rect in self._show_label(unit, steps, selected)]

    def show_some(self, network: Network, steps: Telling, selected: Unit) -> list[QRect]:
        """Do a part of that; calls in a row do all of it.

        All layers are drawn from one picture of the network: those of a round show the same moment.
        """
        drawn: list[QRect] = []
        pixels = 0.0
        while pixels < MOST_PIXELS and (layer := next(self._next_layers, 0)):
            if layer == 1:
                self._picture(network)
            drawn += self._show_layer(layer)
            pixels += self._layout.sizes[layer - 1] * self._layout.tile**2
        if not layer:
            self._next_layers = iter(self._layout.layers)
        for _ in range(-(-len(self._all_units) // LABEL_ROUND)):
            drawn += self._show_label(next(self._next_labels), steps, selected)
        return drawn

    def _picture(self, network: Network) -> None:
        self._maps = self._surface.unit_maps(network)
        self._activations = (None, *network.activations)

    def _show_layer(self, layer: int) -> list[QRect]:
        return self._columns[layer].show_maps(self._maps[layer], self._activations[layer - 1], self._colors)

    def _show_label(self, unit: Unit, steps: Telling, selected: Unit) -> list[QRect]:
        if not self._layout.has_labels:
            return []
        value = "1" if unit.unit == 0 else format_number(steps.activation_of(unit.layer, unit.unit), 2)
        is_output = unit.layer == len(self._layout.sizes)
        target = format_number(float(steps.target[unit.unit - 1]), 0) if is_output else ""
        return self._columns[unit.layer].show_label(unit, value, target, selected=unit == selected)
