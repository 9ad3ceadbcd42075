"""Where everything on the canvas stands: plain arithmetic, no Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from playground.document.selection import Unit

HEADER = 118.0  # room above the units for the layers' names and buttons
FOOTER = 46.0  # room below for the legend
SIDE = 74.0  # from the canvas' edge to the first and last column's centre
MAX_GAP = 104.0
MAX_TILE = 58.0
LABEL = 24.0  # the height of a unit's label
LEAST_GAP_WITH_LABELS = 47.0
BIAS_GAP = 0.78  # from a bias unit to unit 1, as a share of the gap between units
WIDE_COLUMN = 128.0  # columns at least so far apart have room for full headings


@dataclass(frozen=True)
class CanvasLayout:
    """The places of all units in a canvas of a size in logical pixels.

    Attributes
    ----------
    sizes : u₁ … u_L, bias not counted
    """

    sizes: tuple[int, ...]
    width: float
    height: float

    @cached_property
    def gap(self) -> float:
        """The distance from one unit's centre to the next one's below."""
        room = self.height - HEADER - FOOTER
        return max(8.0, min(MAX_GAP, room / max(self._rows(layer) for layer in self.layers)))

    @cached_property
    def has_labels(self) -> bool:
        return self.gap >= LEAST_GAP_WITH_LABELS

    @cached_property
    def tile(self) -> float:
        """The side of a unit's square."""
        return min(MAX_TILE, self.gap - LABEL if self.has_labels else 0.7 * self.gap)

    @cached_property
    def bias_radius(self) -> float:
        return min(13.0, 0.34 * self.tile)

    @property
    def layers(self) -> range:
        return range(1, len(self.sizes) + 1)

    @cached_property
    def column_distance(self) -> float:
        return (self.width - 2 * SIDE) / (len(self.sizes) - 1)

    @property
    def has_wide_columns(self) -> bool:
        return self.column_distance >= WIDE_COLUMN

    def x(self, layer: int) -> float:
        return SIDE + (layer - 1) * self.column_distance

    def y(self, layer: int, unit: int) -> float:
        """Return the height of unit j of a layer; j = 0 is the bias unit, on top of the column."""
        return self._top(layer) + self.gap * (0.0 if unit == 0 else self._bias_rows(layer) + unit - 1)

    def has_bias(self, layer: int) -> bool:
        return layer < len(self.sizes)

    def half_width(self, unit: int) -> float:
        """Return how far a unit reaches to the left and right of its centre."""
        return self.bias_radius if unit == 0 else self.tile / 2

    def units(self, layer: int) -> Iterator[Unit]:
        """Yield the units of a layer from the top, its bias unit first."""
        for unit in range(0 if self.has_bias(layer) else 1, self.sizes[layer - 1] + 1):
            yield Unit(layer, unit)

    def unit_at(self, x: float, y: float) -> Unit | None:
        """Return the unit that covers a point."""
        for layer in self.layers:
            if abs(x - self.x(layer)) > self.tile / 2:
                continue
            for unit in self.units(layer):
                if max(abs(x - self.x(layer)), abs(y - self.y(layer, unit.unit))) <= self.half_width(unit.unit):
                    return unit
        return None

    def _bias_rows(self, layer: int) -> float:
        return BIAS_GAP if self.has_bias(layer) else 0.0

    def _rows(self, layer: int) -> float:
        return self.sizes[layer - 1] + self._bias_rows(layer)

    def _top(self, layer: int) -> float:
        """Return the height of the column's uppermost centre; columns are centred in the free room."""
        middle = (HEADER + self.height - FOOTER) / 2
        label = LABEL / 2 if self.has_labels else 0.0
        return middle - label - self.gap * (self._rows(layer) - 1) / 2


def spread(heights: Sequence[float], least: float) -> list[float]:
    """Move heights, given in rising order, apart until neighbours are `least` apart, as little as can be.

    Runs that collide are spread evenly about their own middle, so the order and the centre stay.
    """
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _end(groups[-2], least) + least > _start(groups[-1], least):
            last = groups.pop()
            groups[-1] += last
    return [_start(group, least) + least * i for group in groups for i in range(len(group))]


def _start(group: list[float], least: float) -> float:
    return sum(group) / len(group) - least * (len(group) - 1) / 2


def _end(group: list[float], least: float) -> float:
    return sum(group) / len(group) + least * (len(group) - 1) / 2
