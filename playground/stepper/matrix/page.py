"""The page of the matrix view: the equation of the present act, its dimensions, and the calculation in grids."""

from collections import defaultdict
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollBar, QSizePolicy, QVBoxLayout, QWidget

from engine.acts import PHASE_NAMES, PHASES
from engine.formulas.wording import word
from engine.matrix_form import Axis, Matrix, MatrixForm, matrix_form
from engine.steps import LearningStep
from playground.document.selection import Edge, Selection
from playground.document.stepping import Stepping
from playground.document.writing import Writing
from playground.notation import Box, FormulaLabel
from playground.stepper.grid.table import BAR, NumberTable
from playground.stepper.matrix.cells import MatrixCells
from playground.stepper.matrix.equation import (
    bias_words,
    dimensions,
    equation_box,
    pieces_box,
    spoken,
    spoken_name,
    spoken_pieces,
)
from playground.stepper.matrix.words import about
from playground.stepper.pieces import TellingPage, tone_label
from playground.theme import Appearance

EQUATION, NAME = 20, 15  # sizes of formulas
SIDE_BY_SIDE = 400  # from this width on a left factor stands beside its product, if both are seen whole there
APART = 14  # between those two
LEAST_ROWS = 2  # of a matrix that are seen at once
BACKWARD_PHASE = 2
TIP_DIGITS = 2  # more than in the grid

INVITATION = (
    "The present act for all samples of the mini-batch at once, as the lecture's matrices: "
    "Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ. Go through a learning step to see them."
)


class Block(QWidget):
    """A matrix: its name with what leads to it, its dimensions and its power of ten, and right below them the grid."""

    def __init__(self, selection: Selection, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = NumberTable(appearance)
        self.name = FormulaLabel(Box(0.0))
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._size, self._factor = tone_label("third", wraps=False), tone_label("second", 11, 600, wraps=False)
        self._factor.setToolTip("Every number of the grid is to be multiplied by this power of ten")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        for part in (self.name, self._size, self._factor):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.grid)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.grid.pointed.connect(lambda row, at: selection.point_at(self._edge_at(row, at)))
        self.grid.left.connect(lambda: selection.point_at(None))
        selection.pointed_changed.connect(self.grid.viewport().update)

    @property
    def matrix(self) -> Matrix:
        """What it shows."""
        cells = self.grid.cells
        assert isinstance(cells, MatrixCells)
        return cells.matrix

    def show_cells(self, cells: MatrixCells, written: tuple[Matrix | str, ...], *, frame: str) -> None:
        """Show a matrix, below what is written of it."""
        self.name.set_box(pieces_box(written, NAME), spoken_pieces(written))
        rows, columns = cells.matrix.values.shape
        self._size.setText(f"{rows} × {columns}")
        self._factor.setText(cells.scale.factor and f"all {cells.scale.factor}")
        self._factor.setVisible(bool(cells.scale.factor))
        self.grid.show_cells(cells, f"Matrix {spoken_name(cells.matrix)}", frame=frame)

    @property
    def needed_width(self) -> int:
        """The width of the grid and of what stands above it."""
        heads = [part.sizeHint().width() + 8 for part in (self.name, self._size, self._factor) if not part.isHidden()]
        return max(self.grid.width(), sum(heads))

    def _edge_at(self, row: int, column: int) -> Edge | None:
        weight = self.matrix.weight(row, column)
        return Edge(*weight) if weight else None


@dataclass(frozen=True)
class Stand:
    """Where a matrix of the calculation stands, and what is written above it."""

    row: int
    column: int
    matrix: Matrix
    written: tuple[Matrix | str, ...]


def stands_of(form: MatrixForm, *, beside: bool) -> list[Stand]:
    """Return where matrices stand: a left factor beside its product, or before what it multiplies."""
    stands: list[Stand] = []
    row = 0
    for line in form.lines:
        written = (*line.of, *((line.sign,) if line.sign else ()), line.matrix)
        if line.left is not None and beside:
            stands.append(Stand(row, 0, line.left, (line.left,)))
        elif line.left is not None:
            right = stands.pop()
            stands.append(Stand(right.row, 1, line.left, (line.left,)))
            stands.append(replace(right, row=row, written=("·", right.matrix)))
            row += 1
        stands.append(Stand(row, 1, line.matrix, written))
        row += 1
    return stands


class MatrixPage(TellingPage):
    """Shows the present act in matrix form, and an invitation while no act is shown."""

    def __init__(self, stepping: Stepping, selection: Selection, writing: Writing, appearance: Appearance) -> None:
        super().__init__("matrices", "Matrices", INVITATION, stepping, writing, appearance)
        self.form: MatrixForm | None = None
        self._selection = selection
        self._blocks: list[Block] = []
        self._places: list[tuple[int, int]] = []
        self._axes: defaultdict[Axis, list[QScrollBar]] = defaultdict(list)
        self._scrolls = False
        self._make_sheet()

    def _make_sheet(self) -> None:
        self._phase = tone_label("third", wraps=False)
        self._equation = FormulaLabel(Box(0.0))
        self._letters, self._numbers, self._bias = tone_label("second"), tone_label("second"), tone_label("third")
        self._grids = QGridLayout()
        self._grids.setHorizontalSpacing(APART)
        self._grids.setVerticalSpacing(10)
        self._grids.setColumnStretch(1, 1)
        self.column.setSpacing(4)
        for part in (self._phase, self._equation, self._letters, self._numbers):
            self.column.addWidget(part)
        self.column.addSpacing(6)
        self.column.addLayout(self._grids)
        self.column.addSpacing(4)
        self.column.addWidget(self._bias)
        self.column.addStretch()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def show_told(self, told: LearningStep | None) -> None:
        if told is None:
            self.form = None
            return
        place = told.order.place(self._stepping.index)
        self.form = form = matrix_form(told, place)
        self._phase.setText(f"{PHASE_NAMES[PHASES[place.kind]]} · {_samples(len(told.samples))}")
        self._equation.set_box(self._fitting_equation(form), spoken(form))
        letters, numbers = dimensions(form)
        self._letters.setText(letters)
        self._numbers.setText(numbers)
        self._bias.setText(bias_words(form))
        self._bias.setVisible(bool(self._bias.text()))
        self._show_lines(form, frame="backward" if PHASES[place.kind] == BACKWARD_PHASE else "accent")

    def _fitting_equation(self, form: MatrixForm) -> Box:
        """Set the equation in the largest size in which it finds room."""
        sizes = range(EQUATION, 10, -1)
        return next((box for box in (equation_box(form, size) for size in sizes) if box.width <= self.room), Box(0.0))

    def _show_lines(self, form: MatrixForm, *, frame: str) -> None:
        stands = self._fill(stands_of(form, beside=self.room >= SIDE_BY_SIDE), frame)
        if self._needed_width(stands) > self.room:
            stands = self._fill(stands_of(form, beside=False), frame)  # each grid takes all of the width
        self._place(stands)
        self._fit(stands)
        for stand, block in zip(stands, self._blocks, strict=False):
            block.grid.reveal(*stand.matrix.lit)

    def _fill(self, stands: list[Stand], frame: str) -> list[Stand]:
        """Let blocks show the matrices that stand there."""
        decimals = self._decimals_of_weights()
        while len(self._blocks) < len(stands):
            self._blocks.append(self._make_block())
        self._axes.clear()
        for stand, block in zip(stands, self._blocks, strict=False):
            matrix = stand.matrix
            least = decimals if matrix.symbol.letter == "W" else 0
            cells = MatrixCells(matrix, self._writing.digits, self._selection, self._tell, self._is_done, least)
            block.show_cells(cells, stand.written, frame=frame)
            self._axes[matrix.columns].append(block.grid.horizontalScrollBar())
            self._axes[matrix.rows].append(block.grid.verticalScrollBar())
        return stands

    def _needed_width(self, stands: list[Stand]) -> int:
        """Return the width in which all columns are seen of grids that stand beside each other; 0 if none do."""
        widths = {0: 0, 1: 0}
        for stand, block in zip(stands, self._blocks, strict=False):
            widths[stand.column] = max(widths[stand.column], block.grid.needed_width + BAR)
        return widths[0] + APART + widths[1] if widths[0] else 0

    def _decimals_of_weights(self) -> int:
        """Return the decimals that old and new weights need, so that the update reads as in its formula; else 0."""
        told, act = self._stepping.told, self._stepping.act
        if told is None or act is None or act.kind != "update":
            return 0
        return self._writing.digits_of(word(act, told.objective.experiment).formula)

    def _place(self, stands: list[Stand]) -> None:
        """Put every block in its place, if it is not there yet."""
        places = [(stand.row, stand.column) for stand in stands]
        if places == self._places:
            return
        for block in self._blocks:
            self._grids.removeWidget(block)
            block.setVisible(block in self._blocks[: len(places)])
        for block, (row, column) in zip(self._blocks, places, strict=False):
            self._grids.addWidget(block, row, column, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._places = places

    def _fit(self, stands: list[Stand]) -> None:
        """Give every grid its width, and as many rows as all of the calculation finds room with.

        Grids with the same columns have them equally wide, so that a sample stands below itself.
        """
        blocks = self._blocks[: len(stands)]
        names: defaultdict[int, int] = defaultdict(int)
        columns: defaultdict[Axis, int] = defaultdict(int)
        for stand, block in zip(stands, blocks, strict=True):
            names[stand.column] = max(names[stand.column], block.grid.needed_names)
            columns[stand.matrix.columns] = max(columns[stand.matrix.columns], block.grid.needed_column)

        def fit_all(rows: int) -> None:
            room = self.room
            for stand, block in sorted(zip(stands, blocks, strict=True), key=lambda pair: pair[0].column):
                is_left = stand.column == 0
                wide = min(block.grid.needed_width + BAR, (self.room - APART) // 2) if is_left else room
                block.grid.fit(wide, rows, (names[stand.column], columns[stand.matrix.columns]))
                if is_left:
                    room = self.room - APART - block.needed_width

        fit_all(LEAST_ROWS)
        heights = [max(len(s.matrix.rows.names) for s in stands if s.row == row) for row in {s.row for s in stands}]
        spare, most = self.rows_to_spare(), LEAST_ROWS
        while most < max(heights) and sum(min(rows, most + 1) - min(rows, LEAST_ROWS) for rows in heights) <= spare:
            most += 1
        if most > LEAST_ROWS:
            fit_all(most)
            self.settle()

    def _make_block(self) -> Block:
        block = Block(self._selection, self._appearance, self.sheet)
        grid = block.grid
        for signal in (grid.chosen, grid.opened):
            signal.connect(lambda row, column: self._choose(block.matrix, row, column))
        for bar in (grid.horizontalScrollBar(), grid.verticalScrollBar()):
            bar.valueChanged.connect(lambda value, bar=bar: self._scroll_others(bar, value))
        return block

    def _scroll_others(self, moved: QScrollBar, value: int) -> None:
        """Scroll all grids alike that show the same samples, or the same units."""
        if self._scrolls:
            return
        self._scrolls = True
        for bars in self._axes.values():
            if moved in bars:
                for bar in bars:
                    bar.setValue(value)
        self._scrolls = False

    # ---- what a number means -----------------------------------------------------------------------------------------

    def _tell(self, matrix: Matrix, row: int, column: int) -> str:
        told = self._stepping.told
        return about(told, matrix, row, column, self._writing.digits + TIP_DIGITS) if told else ""

    def _is_done(self, matrix: Matrix, row: int, column: int) -> bool:
        """Tell whether the learning step has come to a number: what is given always is."""
        told, place = self._stepping.told, matrix.place(row, column)
        return told is None or place is None or told.order.index(place) <= self._stepping.index

    def _choose(self, matrix: Matrix, row: int, column: int) -> None:
        """Go to the act that computes a number; select the connection of one that is given."""
        told = self._stepping.told
        if told is None:
            return
        place, weight = matrix.place(row, column), matrix.weight(row, column)
        if place is not None:
            self._stepping.go_to(told.order.index(place))
        elif weight is not None:
            self._selection.select(Edge(*weight))


def _samples(count: int) -> str:
    return "a mini-batch of one sample" if count == 1 else f"all {count} samples at once"
