"""Excerpts: what is drawn of a layer. Of a long one it is a few units, and tiles that stand for the others."""

from dataclasses import dataclass, replace

from playground.document.selection import Unit

MOST_DRAWN = 16  # a layer of more units is long


@dataclass(frozen=True)
class More:
    """A tile that stands for the units `first` to `last` of a long layer, above or below those that are drawn."""

    layer: int
    first: int
    last: int

    @property
    def unit(self) -> Unit:
        """One of the units, all of which stand here."""
        return Unit(self.layer, self.first)

    @property
    def way(self) -> int:
        """−1 for the tile above the units that are drawn, 1 for the one below."""
        return -1 if self.first == 1 else 1

    def holds(self, unit: Unit) -> bool:
        """Tell whether it stands for a unit."""
        return unit.layer == self.layer and self.first <= unit.unit <= self.last

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Excerpt:
    """The places for units in a column, from the top: unit j stands in slot j − offset, from 1.

    While units are out of sight beyond the first or the last slot, a tile stands there for them and for its own unit;
    so each tile stands for two units at least, and no slot moves when the layer is scrolled.

    Attributes
    ----------
    count : the units of the layer, bias not counted
    slots : the places for them
    offset : by how many units the layer is scrolled down
    """

    layer: int
    count: int
    slots: int
    offset: int = 0

    @property
    def is_long(self) -> bool:
        return self.count > self.slots

    @property
    def more(self) -> tuple[More, ...]:
        """The tiles, the one above first."""
        above, below = self.offset > 0, self.offset + self.slots < self.count
        tiles = More(self.layer, 1, self.offset + 1), More(self.layer, self.offset + self.slots, self.count)
        return tiles[not above : 1 + below]

    @property
    def drawn(self) -> range:
        """The units that are drawn each by itself."""
        first, last = self.offset + 1, self.offset + self.slots
        return range(first + (self.offset > 0), last + (last >= self.count))

    def slot(self, unit: int) -> int:
        """Return where a unit stands; one that is not drawn, where its tile does."""
        return min(max(unit - self.offset, 1), self.slots)

    def scrolled(self, units: int) -> "Excerpt":
        """Return the excerpt so many units further down, as far as there are any."""
        return replace(self, offset=min(max(self.offset + units, 0), self.count - self.slots))

    def showing(self, unit: int) -> "Excerpt":
        """Return the excerpt moved as little as need be for a unit to be drawn."""
        drawn = self.drawn
        if unit in drawn:
            return self
        return self.scrolled(unit - (drawn[0] if unit < drawn[0] else drawn[-1]))
