"""Where everything on the canvas stands: plain arithmetic, no Qt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from playground.canvas.excerpt import MOST_DRAWN, Excerpt, More
from playground.canvas.view import FIT, View
from playground.document.selection import Unit

HEADER = 95.0  # room above the units for the layers' names and buttons
FOOTER = 42.0  # room below for the legend
HEADING_TOP, HEADING_BOTTOM = 27.0, 66.0  # of a layer's name and caption, which one can click
SIDE, NARROW_SIDE = 74.0, 44.0  # from the canvas' edge to the outer columns' centres, the latter for many layers
TARGETS = 34.0  # room for the targets beside several output units
MAX_GAP = 124.0
MAX_TILE = 72.0
BARE_TILE = 0.7  # a tile without a label, as a share of the gap
WIDEST_TILE = 0.42  # a tile, as a share of the distance between columns
LEAST_SLOTS = 6  # of a long layer
BIAS_DISTANCE = 12.0  # between a bias unit and unit 1
WIDE_COLUMN = 128.0  # columns at least so far apart have room for full headings
NARROW_COLUMN = 64.0  # columns nearer than this have room for little


@dataclass(frozen=True)
class LabelSize:
    """How labels are written where there is so much room.

    Attributes
    ----------
    height, width : the room they take, in pixels
    least_tile : the least tile that they go with
    baseline : how far below its tile a label stands: its raised index keeps off the tile, the lowered one off the next
    ring : how far the ring of a selected unit keeps from its tile, and so from the labels above and below
    has_symbol : whether they say a⁽ˡ⁾ⱼ = value, or the value alone
    """

    font_px: int
    height: float
    width: float
    least_tile: float
    baseline: float = 0.0
    ring: float = 4.0
    has_symbol: bool = True


NO_LABEL = LabelSize(0, 0.0, 0.0, 0.0)
LABEL_SIZES = (
    LabelSize(15, 32.0, 88.0, 34.0, baseline=21.0, ring=4.0),
    LabelSize(13, 24.0, 78.0, 16.0, baseline=16.0, ring=2.0),
    LabelSize(13, 17.0, 42.0, 16.0, baseline=12.0, ring=2.0, has_symbol=False),
    NO_LABEL,
)
LONG_LAYER_LABEL = LABEL_SIZES[1]  # for which there is room in every window


@dataclass(frozen=True)
class CanvasLayout:
    """The places of all units in a canvas of a size in logical pixels.

    A column is, from the top: the bias unit with its label above it, then the units, each with its label below. Of
    a long layer an excerpt is drawn, of as many units as are legible.

    Places are those of the whole network, seen through the view. Labels do not grow and shrink with it: there are
    more of them, and larger ones, where there is more room.

    Attributes
    ----------
    sizes : u₁ … u_L, bias not counted
    scrolled : by how many units each layer is scrolled down; none for ()
    """

    sizes: tuple[int, ...]
    width: float
    height: float
    view: View = FIT
    scrolled: tuple[int, ...] = ()

    @cached_property
    def fit(self) -> "CanvasLayout":
        """The layout with the whole network in sight."""
        return self if self.is_fit else replace(self, view=FIT)

    @cached_property
    def is_fit(self) -> bool:
        return self.view == FIT

    @property
    def window(self) -> tuple[int, int, int, int]:
        """Where the network is seen when it is zoomed: left, top, width, height; headings and legend stay in place."""
        return 0, round(HEADER) - 4, round(self.width), round(self.height - HEADER - FOOTER) + 8

    @cached_property
    def label(self) -> LabelSize:
        """The largest labels for which there is room below the units and between the columns."""
        return next(size for size in LABEL_SIZES if size is NO_LABEL or self._has_room_for(size))

    @cached_property
    def gap(self) -> float:
        """The distance from one unit's centre to the next one's below."""
        return self.fit.gap * self.view.zoom if not self.is_fit else max(6.0, self._gap_with(self.label))

    @cached_property
    def tile(self) -> float:
        """The side of a unit's square."""
        if not self.is_fit:
            return min(self.fit.tile * self.view.zoom, self.gap - self.label.height)
        high = self.gap - self.label.height if self.has_labels else BARE_TILE * self.gap
        return min(MAX_TILE, high, WIDEST_TILE * self.column_distance)

    @property
    def has_labels(self) -> bool:
        return self.label.height > 0

    @cached_property
    def bias_radius(self) -> float:
        if not self.is_fit:
            return min(self.fit.bias_radius * self.view.zoom, 0.34 * self.tile)
        return min(13.0, 0.34 * self.tile)

    @property
    def layers(self) -> range:
        return range(1, len(self.sizes) + 1)

    @cached_property
    def column_distance(self) -> float:
        return self.view.zoom * (self.width - self._sides) / (len(self.sizes) - 1)

    @property
    def has_wide_columns(self) -> bool:
        return self.column_distance >= WIDE_COLUMN

    def x(self, layer: int) -> float:
        return self.view.x(self._side + (layer - 1) * self.fit.column_distance)

    def y(self, layer: int, unit: int) -> float:
        """Return the height of unit j of a layer; j = 0 is the bias unit, on top of the column.

        A unit that is not drawn is where the tile is that stands for it.
        """
        bias, first, gap = self._heights[layer - 1]
        return first + (self.excerpts[layer - 1].slot(unit) - 1) * gap if unit else bias

    @cached_property
    def _heights(self) -> list[tuple[float, float, float]]:
        """The heights of each layer's bias unit and unit 1, and the distance from there to the next one."""
        if not self.is_fit:
            y, gap = self.view.y, self.gap
            return [(y(bias), y(first), gap) for bias, first, _ in self.fit._heights]
        heights = []
        for layer in self.layers:
            first = self._top(layer) + self._bias_room(layer, self.label, self.bias_radius) + self.tile / 2
            heights.append((first - self.tile / 2 - BIAS_DISTANCE - self.bias_radius, first, self.gap))
        return heights

    def has_bias(self, layer: int) -> bool:
        return layer < len(self.sizes)

    @property
    def has_several_outputs(self) -> bool:
        """Whether targets stand beside the output units; that of a single one stands below."""
        return self.sizes[-1] > 1

    def half_width(self, unit: int) -> float:
        """Return how far a unit reaches to the left and right of its centre."""
        return self.bias_radius if unit == 0 else self.tile / 2

    def units(self, layer: int) -> Iterator[Unit]:
        """Yield the units of a layer that are drawn from the top, its bias unit first."""
        if self.has_bias(layer):
            yield Unit(layer, 0)
        for unit in self.excerpts[layer - 1].drawn:
            yield Unit(layer, unit)

    # ---- long layers -------------------------------------------------------------------------------------------------

    @cached_property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """What is drawn of each layer."""
        most = [self._most_slots if units > MOST_DRAWN else units for units in self.sizes]
        offsets = (*self.scrolled, *[0] * len(self.sizes))
        return tuple(
            Excerpt(layer, units, slots).scrolled(offset)
            for layer, units, slots, offset in zip(self.layers, self.sizes, most, offsets, strict=False)
        )

    def is_long(self, layer: int) -> bool:
        """Tell whether a layer has more units than are drawn."""
        return self.excerpts[layer - 1].is_long

    @cached_property
    def more(self) -> tuple[More, ...]:
        """All tiles that stand for units which are not drawn."""
        return tuple(tile for excerpt in self.excerpts for tile in excerpt.more)

    def is_drawn(self, unit: Unit) -> bool:
        """Tell whether there is such a unit, and it has a place of its own."""
        return self.has(unit) and (unit.unit == 0 or unit.unit in self.excerpts[unit.layer - 1].drawn)

    def place_of(self, unit: Unit) -> Unit:
        """Return the unit itself, or for one that is not drawn the one that names its tile."""
        return next((tile.unit for tile in self.more if tile.holds(unit)), unit)

    def with_excerpt(self, excerpt: Excerpt) -> "CanvasLayout":
        """Return the layout with another excerpt of a layer."""
        if excerpt == self.excerpts[excerpt.layer - 1]:
            return self
        offsets = [(excerpt if excerpt.layer == other.layer else other).offset for other in self.excerpts]
        return replace(self, scrolled=tuple(offsets))

    def showing(self, unit: Unit) -> "CanvasLayout":
        """Return the layout scrolled as little as need be for a unit to be drawn."""
        if not self.has(unit) or self.is_drawn(unit):
            return self
        return self.with_excerpt(self.excerpts[unit.layer - 1].showing(unit.unit))

    def more_at(self, x: float, y: float) -> More | None:
        """Return the tile at a point that stands for units which are not drawn."""
        half = self.tile / 2
        for tile in self.more:
            if max(abs(x - self.x(tile.layer)), abs(y - self.y(tile.layer, tile.first))) <= half:
                return tile
        return None

    def long_layer_at(self, x: float) -> int:
        """Return the long layer whose column is at a place; 0 if none is."""
        half = self.tile / 2
        return next((layer for layer in self.layers if self.is_long(layer) and abs(x - self.x(layer)) <= half), 0)

    @cached_property
    def _most_slots(self) -> int:
        """As many as leave room for labels, whatever the other layers are like."""
        label = LONG_LAYER_LABEL
        room = self._room - label.height - 2 * 13.0 - BIAS_DISTANCE
        return min(max(int(room / (label.height + label.least_tile)), LEAST_SLOTS), MOST_DRAWN)

    # ---- what is where -----------------------------------------------------------------------------------------------

    def has(self, unit: Unit) -> bool:
        """Tell whether there is such a unit."""
        if not 1 <= unit.layer <= len(self.sizes):
            return False
        return (0 if self.has_bias(unit.layer) else 1) <= unit.unit <= self.sizes[unit.layer - 1]

    def gap_at(self, x: float) -> int:
        """Return the layer to the left of a place between two columns; 0 elsewhere."""
        for layer in self.layers[:-1]:
            if self.x(layer) + self.tile / 2 < x < self.x(layer + 1) - self.tile / 2:
                return layer
        return 0

    def header_at(self, x: float, y: float) -> int:
        """Return the layer whose heading covers a point; 0 if none does."""
        if not HEADING_TOP <= y <= HEADING_BOTTOM:
            return 0
        reach = min(0.5 * self.column_distance - 2, 80.0)
        return next((layer for layer in self.layers if abs(x - self.x(layer)) <= reach), 0)

    def unit_at(self, x: float, y: float) -> Unit | None:
        """Return the unit that covers a point."""
        for layer in self.layers:
            if abs(x - self.x(layer)) > self.tile / 2:
                continue
            for unit in self.units(layer):
                if max(abs(x - self.x(layer)), abs(y - self.y(layer, unit.unit))) <= self.half_width(unit.unit):
                    return unit
        return None

    @cached_property
    def _side(self) -> float:
        """The margin; it hangs on the number of layers alone, so that columns stay put while units come and go."""
        return SIDE if (self.width - 2 * SIDE) / (len(self.sizes) - 1) >= NARROW_COLUMN else NARROW_SIDE

    @property
    def _sides(self) -> float:
        """Both margins."""
        return 2 * self._side + (TARGETS if self.has_several_outputs else 0.0)

    def _has_room_for(self, label: LabelSize) -> bool:
        gap = self._gap_with(label) if self.is_fit else self.gap
        return self.column_distance >= label.width and gap - label.height >= label.least_tile

    @property
    def _room(self) -> float:
        return self.height - HEADER - FOOTER

    def _gap_with(self, label: LabelSize) -> float:
        """Return the gap at which the fullest column just fits, with labels of this size."""
        gaps = (
            (self._room - self._bias_room(excerpt.layer, label, radius=13.0)) / excerpt.slots
            for excerpt in self.excerpts
        )
        return min(MAX_GAP, *gaps)

    def _bias_room(self, layer: int, label: LabelSize, radius: float) -> float:
        """Return what a column's bias unit takes above unit 1, its label included."""
        return label.height + 2 * radius + BIAS_DISTANCE if self.has_bias(layer) else 0.0

    def _top(self, layer: int) -> float:
        """Return the upper end of a column; columns are centred in the room between header and footer."""
        units = self.gap * (self.excerpts[layer - 1].slots - 1) + self.tile + self.label.height
        return HEADER + (self._room - units - self._bias_room(layer, self.label, self.bias_radius)) / 2


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
