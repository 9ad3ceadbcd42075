"""What a grid shows: numbers with their headings, as something that can be asked about each of them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from PySide6.QtGui import QFontMetricsF

from playground.notation import Box
from playground.stepper.grid.figures import Scale
from playground.theme import ui_font

FIGURE, SMALL = 11, 9
SIDES = 9  # what a number leaves free in its cell
LEAST_COLUMN = 40

Place = tuple[int | None, int | None]  # of a row and a column; None is all of them


@dataclass(frozen=True, slots=True)
class Cell:
    """How a number looks.

    Attributes
    ----------
    tint : its sign and size beside the greatest, −1 to 1
    is_done : whether the learning step has come to it yet
    is_pointed : whether somebody points at what it belongs to
    """

    text: str
    tint: float = 0.0
    is_done: bool = True
    is_pointed: bool = False


@dataclass(frozen=True)
class Heading:
    """What stands above a column or beside a row.

    Attributes
    ----------
    text : as it is said, and as it is written where there is no symbol
    about : what it is, in a sentence
    symbol : as it is written
    factor : what the numbers of the column are to be multiplied by
    """

    text: str
    about: str = ""
    symbol: Box | None = None
    factor: str = ""


class Cells(ABC):
    """Numbers in rows and columns.

    Parameters
    ----------
    rows, columns : their headings
    corner : what the headings of the rows are
    lit : the row and the column that are talked about, which are framed; None is nothing
    """

    def __init__(
        self, rows: tuple[Heading, ...], columns: tuple[Heading, ...], lit: Place | None = None, corner: str = ""
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.lit = lit
        self.corner = corner

    @abstractmethod
    def value(self, row: int, column: int) -> float:
        """Return a number with all its digits; NaN where there is none."""

    @abstractmethod
    def cell(self, row: int, column: int) -> Cell:
        """Return how a number looks."""

    @abstractmethod
    def about(self, row: int, column: int) -> str:
        """Return what a number is, in words."""

    @abstractmethod
    def needed_widths(self) -> list[int]:
        """Return the width that each column needs."""

    def is_lit(self, row: int, column: int) -> bool:
        """Tell whether a number is talked about."""
        return self.lit is not None and self.lit[0] in (None, row) and self.lit[1] in (None, column)


def width_of(scale: Scale) -> int:
    """Return the width that the longest number of a scale needs."""
    metrics = QFontMetricsF(ui_font(FIGURE, 600))
    longest = max((metrics.horizontalAdvance(scale.written(value)) for value in scale.longest), default=0.0)
    return max(LEAST_COLUMN, round(longest + SIDES))
