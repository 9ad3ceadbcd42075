"""The tools to draw samples with, as a table, and what of them is set."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

CHOOSE, BRUSH, ADD, MOVE, CLUSTER, ERASE = "choose", "brush", "add", "move", "cluster", "erase"


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes
    ----------
    name : how code calls it
    text, key, tip : what a person reads and presses while the plane or the tools have the focus
    icon : a file in resources/icons
    """

    name: str
    text: str
    key: str
    tip: str
    icon: str


TOOLS = (
    Tool(CHOOSE, "Choose", "V", "Click a sample to see its numbers everywhere", "pointer"),
    Tool(BRUSH, "Brush", "B", "Paint samples of the chosen class; the right button, or Shift, erases", "brush"),
    Tool(ADD, "Add one", "A", "Each click adds one sample; drag to put it in its place", "add_point"),
    Tool(MOVE, "Move one", "M", "Drag a sample; with Shift its whole cluster", "move_point"),
    Tool(
        CLUSTER, "Move a cluster", "C", "Drag samples of a class that lie within the size of each other", "move_cluster"
    ),
    Tool(ERASE, "Erase", "E", "Rub out what the circle passes", "eraser"),
)
SIZES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)  # units; the plane is 12 high
DENSITIES = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)  # samples to a unit of area


@dataclass
class Kit:
    """What is in the hand.

    Attributes
    ----------
    tool : its name
    size : radius of brush and eraser, and how far apart neighbours in a cluster may be, in units
    density : samples that a brush leaves to a unit of area
    label : the number of the class that is painted
    value : what is painted where labels are values
    """

    tool: str = BRUSH
    size: float = 0.5
    density: float = 4.0
    label: int = 0
    value: float = 1.0


def stepped(values: Sequence[float], value: float, steps: int) -> float:
    """Return the next of some rising values above one, or below it for less than no steps.

    >>> stepped((0.5, 1.0, 2.0), 1.0, 1), stepped((0.5, 1.0, 2.0), 0.7, -1), stepped((0.5, 1.0, 2.0), 2.0, 1)
    (2.0, 0.5, 2.0)
    """
    place = bisect_right(values, value) - 1 + steps if steps > 0 else bisect_left(values, value) + steps
    return values[min(max(place, 0), len(values) - 1)]
