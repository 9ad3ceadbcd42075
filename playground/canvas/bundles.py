"""Bundles: the many weights that lead to or from units which are not drawn, each bundle as one wide band.

Its width says how large its weights are in the mean, its colour how far they agree in sign: full blue or orange where
all have the same, grey where they cancel out.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from engine.arrays import Array
from engine.network import by_layer
from playground.canvas.edges import strength
from playground.canvas.excerpt import Excerpt, More
from playground.canvas.layout import CanvasLayout
from playground.theme import Theme, mix

WIDTHS = 8  # that are told apart
TINGES = 4  # of either sign, beside grey
NARROWEST, WIDEST = 2.5, 11.0
FADED = 0.35  # how far bundles fade into the canvas, so that single edges stand out from them

Looks = npt.NDArray[np.int16]
End = More | int  # one end of a bundle: a tile, a unit, or 0 for a bias unit


@dataclass(frozen=True)
class Bundle:
    """All weights from a unit or a tile of a layer to a unit or a tile of the next; one of the two is a tile."""

    layer: int
    target: End
    source: End


class Bundles:
    """The bundles of one layout.

    Attributes
    ----------
    all : the bundles, by the layer on their left
    """

    def __init__(self, layout: CanvasLayout) -> None:
        self._layout = layout
        self._paths: dict[Bundle, QPainterPath] = {}
        self.all: dict[int, list[Bundle]] = {}
        self._places: dict[int, tuple[Array, Array]] = {}  # of each bundle in the matrix of its groups
        for layer in layout.layers[:-1]:
            if not layout.is_long(layer) and not layout.is_long(layer + 1):
                continue
            sources = [0, *_groups(layout.excerpts[layer - 1])]
            targets = _groups(layout.excerpts[layer])
            found = [
                (Bundle(layer, target, source), row, column)
                for row, target in enumerate(targets)
                for column, source in enumerate(sources)
                if isinstance(target, More) or isinstance(source, More)
            ]
            if found:
                bundles, rows, columns = zip(*found, strict=True)
                self.all[layer] = list(bundles)
                self._places[layer] = np.array(rows), np.array(columns)
        self._paths = {bundle: self._path(bundle) for bundles in self.all.values() for bundle in bundles}

    def path(self, bundle: Bundle) -> QPainterPath:
        return self._paths[bundle]

    def reach(self, layer: int) -> tuple[int, int]:
        """Return the heights between which the bundles of a gap lie."""
        bounds = [self._paths[bundle].boundingRect() for bundle in self.all[layer]]
        return floor(min(b.top() for b in bounds) - WIDEST), ceil(max(b.bottom() for b in bounds) + WIDEST)

    def means(self, layer: int, weights: Array) -> tuple[Array, Array]:
        """Return the mean weight and the mean size of the weights of each bundle of a gap, both (bundles,).

        weights : all weights, in the order of `Network.flat`
        """
        layout = self._layout
        matrix = by_layer(layout.sizes, weights)[layer]
        rows, columns = _starts(layout.excerpts[layer]) - 1, np.append(0, _starts(layout.excerpts[layer - 1]))
        counts = np.outer(np.diff(rows, append=matrix.shape[0]), np.diff(columns, append=matrix.shape[1]))
        # Measured for 512 × 513: the groups within rows first, which lie side by side in memory: 0.35 ms for both.
        means, sizes = (
            np.add.reduceat(np.add.reduceat(values, columns, axis=1), rows, axis=0) / counts
            for values in (matrix, np.abs(matrix))
        )
        where = self._places[layer]
        return means[where], sizes[where]

    def _path(self, bundle: Bundle) -> QPainterPath:
        layout, layer = self._layout, bundle.layer
        source, target = _unit(bundle.source), _unit(bundle.target)
        start = QPointF(layout.x(layer) + layout.half_width(source), layout.y(layer, source))
        end = QPointF(layout.x(layer + 1) - layout.half_width(target), layout.y(layer + 1, target))
        bow = QPointF(0.5 * (end.x() - start.x()), 0)
        path = QPainterPath(start)
        path.cubicTo(start + bow, end - bow, end)
        return path


class BundlePainter:
    """Draws the bundles of one layout in one theme."""

    def __init__(self, bundles: Bundles, theme: Theme) -> None:
        self.bundles = bundles
        self._pens = _pens_of(theme)

    def looks(self, layer: int, weights: Array) -> Looks:
        """Return the look of each bundle of a gap: a small number; those that are the same are drawn the same."""
        with np.errstate(invalid="ignore"):
            means, sizes = self.bundles.means(layer, weights)
            widths = np.minimum((np.nan_to_num(strength(sizes), nan=1.0) * WIDTHS).astype(np.int16), WIDTHS - 1)
            tinges = np.rint(TINGES * np.nan_to_num(means / np.maximum(sizes, 1e-300))).astype(np.int16)
        return np.asarray((tinges + TINGES) * WIDTHS + widths, np.int16)

    def paint(self, painter: QPainter, layer: int, looks: Looks) -> None:
        """Draw the bundles of a gap, the narrowest first."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        bundles = self.bundles.all[layer]
        for index in np.argsort(looks % WIDTHS, kind="stable").tolist():
            painter.setPen(self._pens[looks[index]])
            painter.drawPath(self.bundles.path(bundles[index]))


@lru_cache(maxsize=4)
def _pens_of(theme: Theme) -> tuple[QPen, ...]:
    return tuple(_pen(theme, width, tinge) for tinge in range(-TINGES, TINGES + 1) for width in range(WIDTHS))


def _pen(theme: Theme, width: int, tinge: int) -> QPen:
    grey, canvas = mix(theme.color("line2"), theme.color("text3"), 0.3), theme.color("canvas")
    color = mix(grey, theme.signed(float(tinge)), abs(tinge) / TINGES)
    pen = QPen(mix(color, canvas, FADED), NARROWEST + (WIDEST - NARROWEST) * (width + 0.5) / WIDTHS)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _groups(excerpt: Excerpt) -> list[End]:
    """Return what stands in a column from the top, its bias unit not counted."""
    groups: list[End] = list(excerpt.drawn)
    for tile in excerpt.more:
        groups.insert(0 if tile.way < 0 else len(groups), tile)
    return groups


def _starts(excerpt: Excerpt) -> Array:
    """Return the first unit of each of those."""
    return np.array([_unit(group) for group in _groups(excerpt)])


def _unit(end: End) -> int:
    return end.first if isinstance(end, More) else end
