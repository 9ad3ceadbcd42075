"""A matrix as the cells of a grid: its numbers tinted by sign and size, with what the act is about lit."""

from collections.abc import Callable

from engine.matrix_form import SAMPLES, Axis, Matrix
from playground.document.selection import Edge, Selection
from playground.stepper.grid.cells import Cell, Cells, Heading, width_of
from playground.stepper.grid.figures import scale_of

Tell = Callable[[Matrix, int, int], str]
IsDone = Callable[[Matrix, int, int], bool]


class MatrixCells(Cells):
    """The numbers of a matrix.

    Parameters
    ----------
    digits : with how many digits they are written
    least_decimals : with so many decimals at least
    tell : (matrix, row, column) -> what a number is, in words
    is_done : (matrix, row, column) -> whether the learning step has come to a number yet
    """

    def __init__(
        self,
        matrix: Matrix,
        digits: int,
        selection: Selection,
        tell: Tell,
        is_done: IsDone,
        least_decimals: int = 0,
    ) -> None:
        super().__init__(headings(matrix.rows), headings(matrix.columns), matrix.lit)
        self.matrix = matrix
        self.scale = scale_of(matrix.values, digits, least_decimals)
        self._width = width_of(self.scale)
        self._selection = selection
        self._tell = tell
        self._is_done = is_done

    def value(self, row: int, column: int) -> float:
        return float(self.matrix.values[row, column])

    def cell(self, row: int, column: int) -> Cell:
        value, pointed = self.value(row, column), self._selection.pointed
        is_pointed = isinstance(pointed, Edge) and pointed.weight == self.matrix.weight(row, column)
        done = self._is_done(self.matrix, row, column)
        return Cell(self.scale.written(value), self.scale.share(value), done, is_pointed)

    def about(self, row: int, column: int) -> str:
        return self._tell(self.matrix, row, column)

    def needed_widths(self) -> list[int]:
        return [self._width] * len(self.columns)


def headings(axis: Axis) -> tuple[Heading, ...]:
    """Return the headings of what an axis stands for."""
    if axis.of == SAMPLES:
        return tuple(Heading(str(name), f"Sample {name}") for name in axis.names)
    return tuple(Heading(str(name), f"Unit {name}" if name else "Unit 0 is the bias unit") for name in axis.names)
