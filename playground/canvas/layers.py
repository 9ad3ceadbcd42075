"""The layers of the picture: what lies on top of each other on the canvas, and who draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from engine.experiment import Experiment
from engine.samples import Samples
from engine.surface import Slice, Surface, affordable, grid_of
from playground.anew import AS_ON_SCREEN, Look
from playground.canvas.acting.painter import ActPainter
from playground.canvas.bundles import BundlePainter, Bundles
from playground.canvas.columns import Columns, TiledView
from playground.canvas.edge_layer import EdgeLayer
from playground.canvas.edges import EdgePainter
from playground.canvas.headings import paint_headings
from playground.canvas.input_names import paint_input_names
from playground.canvas.labels import WeightLabels
from playground.canvas.layout import CanvasLayout
from playground.canvas.legend import paint_legend
from playground.canvas.marks import Locks
from playground.canvas.scene import Scene
from playground.canvas.units import UnitPainter
from playground.theme import Theme

DOT_SPACING = 28
MAP_RESOLUTION = 41  # points along a side of a unit's little map


@dataclass(frozen=True)
class Layers:
    """The background with the edges on it, a picture for each column of units, the pills, the locks, and acts."""

    edges: EdgeLayer
    columns: Columns
    pills: WeightLabels
    locks: Locks
    edge_painter: EdgePainter
    unit_painter: UnitPainter
    acts: ActPainter


def make_layers(scene: Scene, samples: Samples, theme: Theme, size: QSize, ratio: float) -> Layers:
    """Return layers for what the scene shows, drawn nowhere yet but for the background."""
    layout, experiment = scene.layout, scene.experiment
    units = UnitPainter(layout, theme, ratio)
    edges = EdgePainter(scene.geometry, theme, experiment.frozen, experiment.pruned)
    bundles = BundlePainter(Bundles(layout), theme)
    return Layers(
        EdgeLayer(_background(layout, experiment, theme, size, ratio), edges, bundles, layout),
        Columns(layout, units, theme, tiled_view(samples, scene.slicing.of(samples), layout.sizes)),
        WeightLabels(layout, scene.geometry, theme, ratio, experiment.pruned),
        Locks(layout, scene.geometry, experiment, theme, ratio),
        edges,
        units,
        ActPainter(scene.geometry, units, ratio, experiment.pruned),
    )


def tiled_view(samples: Samples, shown: Slice, sizes: Sequence[int]) -> TiledView:
    """Return what tiles of units show of a slice of samples."""
    grid = grid_of(samples, affordable(MAP_RESOLUTION, sizes), shown)
    ends = samples.inputs_at(np.array(samples.ranges).T)
    stays = np.ptp(grid.inputs, axis=0) == 0
    return TiledView(samples, shown, Surface(grid), np.where(stays, np.abs(ends).max(axis=0), 0.0))


def paint_together(layers: Layers, layout: CanvasLayout) -> QPixmap:
    """Return what is seen of the network, without headings and legend, as one picture."""
    left, top, width, height = layout.window
    picture = QPixmap(layers.edges.picture.size())
    picture.setDevicePixelRatio(layers.edges.picture.devicePixelRatio())
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setClipRect(left, top, width, height)
        painter.drawPixmap(0, 0, layers.edges.picture)
        layers.columns.paint(painter, QRect(left, top, width, height))
        layers.pills.paint(painter)
    return picture


def _background(layout: CanvasLayout, experiment: Experiment, theme: Theme, size: QSize, ratio: float) -> QPixmap:
    """Return what stays until the structure, the size or the theme changes: dots, headings and legend."""
    background = QPixmap(size * ratio)
    background.setDevicePixelRatio(ratio)
    background.fill(theme.color("canvas"))
    with QPainter(background) as painter:
        _paint_dots(painter, layout, theme)
        paint_words(painter, layout, experiment, theme)
    return background


def paint_ground(painter: QPainter, layout: CanvasLayout, experiment: Experiment, theme: Theme, look: Look) -> None:
    """Paint that anew; where a figure is to be seen, without the dots."""
    if look.has_ground:
        painter.fillRect(QRectF(0, 0, layout.width, layout.height), theme.color("canvas"))
    if look is AS_ON_SCREEN:
        _paint_dots(painter, layout, theme)
    paint_words(painter, layout, experiment, theme)


def paint_words(painter: QPainter, layout: CanvasLayout, experiment: Experiment, theme: Theme) -> None:
    """Paint headings, the names of inputs, and the legend."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_headings(painter, layout, experiment, theme)
    if not layout.is_fit:
        painter.save()
        painter.setClipRect(*layout.window)
    paint_input_names(painter, layout, experiment, theme)
    if not layout.is_fit:
        painter.restore()
    paint_legend(painter, layout, theme)


def _paint_dots(painter: QPainter, layout: CanvasLayout, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("dots"), 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    left, top = (14 + round(layout.view.dx)) % DOT_SPACING, (14 + round(layout.view.dy)) % DOT_SPACING
    across, down = range(left, round(layout.width), DOT_SPACING), range(top, round(layout.height), DOT_SPACING)
    painter.drawPoints([QPointF(x, y) for x in across for y in down])
