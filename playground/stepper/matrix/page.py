"""The page of the matrix view: the equation of the present act, its dimensions, and the calculation in grids."""

from collections import defaultdict

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.acts import PHASE_NAMES, PHASES
from engine.matrix_form import Axis, Line, Matrix, MatrixForm, matrix_form
from playground.document.selection import Edge, Selection
from playground.document.stepping import Stepping
from playground.notation import Box, FormulaLabel, glyphs
from playground.stepper.matrix.equation import bias_words, dimensions, equation_box, name_of, spoken
from playground.stepper.matrix.grid import ROW, Grid
from playground.stepper.matrix.words import about
from playground.theme import Appearance, ui_font

MARGIN = 14
EQUATION, NAME = 20, 15  # sizes of formulas
SIDE_BY_SIDE = 400  # from this width on a left factor stands beside its product, where row and column meet
BACKWARD_PHASE = 2
KEPT_FOR_SIGNS = 26
LEAST_BLOCK = 92  # a name and the dimensions
HEAD_HEIGHT, BLOCK_HEIGHT = 118, 52  # of all but the rows
LEAST_ROWS = 3
NO_LIMIT = 16_777_215  # Qt's greatest size of a widget


class Block(QWidget):
    """A matrix: its name, its dimensions, its power of ten, and below them the grid."""

    def __init__(self, appearance: Appearance, grid: Grid) -> None:
        super().__init__()
        self.grid = grid
        self._appearance = appearance
        self.name = FormulaLabel(Box(0.0))
        self._size = _small("third")
        self._factor = _small("second")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 2, 0)
        head.setSpacing(8)
        head.addWidget(self.name, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._size)
        head.addStretch()
        head.addWidget(self._factor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(grid)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_matrix(self, matrix: Matrix, *, backward: bool) -> None:
        """Show a matrix."""
        self.name.set_box(name_of(matrix, NAME))
        rows, columns = matrix.values.shape
        self._size.setText(f"{rows} × {columns}")
        self.grid.show_matrix(matrix, backward=backward)
        self._factor.setText(self.grid.numbers.scale.factor)
        self._factor.setToolTip("Every number of the grid is to be multiplied by this power of ten")


class MatrixPage(QScrollArea):
    """Shows the present act in matrix form, and an invitation while no act is shown.

    Signals
    -------
    shown : another form is shown
    """

    shown = Signal()

    def __init__(self, stepping: Stepping, selection: Selection, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("matrices")
        self.setAccessibleName("Matrices")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form: MatrixForm | None = None
        self._stepping = stepping
        self._selection = selection
        self._appearance = appearance
        self._blocks: list[Block] = []
        self._signs: list[FormulaLabel] = []
        self._places: list[tuple[int, int, QWidget]] = []
        self._axes: defaultdict[Axis, list[QScrollBar]] = defaultdict(list)
        self._scrolls = False
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation())
        self._stack.addWidget(self._make_sheet())
        self.setWidget(self._stack)
        stepping.changed.connect(self._show)
        appearance.changed.connect(self._show)

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _invitation(self) -> QWidget:
        page = QWidget()
        words = QLabel(
            "The present act for all samples of the mini-batch at once, as the lecture's matrices: "
            "Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ. Go through a learning step to see them."
        )
        words.setFont(ui_font(12))
        words.setProperty("tone", "second")
        words.setWordWrap(True)
        self.begin = QToolButton()
        self.begin.setObjectName("matrices_begin")
        self.begin.setText("Step through the mini-batch")
        self.begin.setToolTip("Go through the pending learning step act by act (1)")
        self.begin.setProperty("worded", True)
        self.begin.clicked.connect(self._stepping.enter)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return page

    def _make_sheet(self) -> QWidget:
        page = QWidget()
        self._phase = _small("third")
        self._equation = FormulaLabel(Box(0.0))
        self._letters, self._numbers, self._bias = _small("second"), _small("second"), _small("third")
        for label in (self._letters, self._numbers, self._bias):
            label.setWordWrap(True)
        self._grids = QGridLayout()
        self._grids.setHorizontalSpacing(4)
        self._grids.setVerticalSpacing(8)
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 10, MARGIN, 12)
        column.setSpacing(4)
        for part in (self._phase, self._equation, self._letters, self._numbers):
            column.addWidget(part)
        column.addSpacing(6)
        column.addLayout(self._grids)
        column.addSpacing(4)
        column.addWidget(self._bias)
        column.addStretch()
        return page

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the present act, if anybody can see it."""
        told = self._stepping.told
        if not self.isVisible():
            return
        self._stack.setCurrentIndex(int(told is not None))
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
        self._show_lines(form, backward=PHASES[place.kind] == BACKWARD_PHASE)
        self.shown.emit()

    def _fitting_equation(self, form: MatrixForm) -> Box:
        """Set the equation in the largest size in which it finds room."""
        sizes = range(EQUATION, 10, -1)
        return next((box for box in (equation_box(form, size) for size in sizes) if box.width <= self._room), Box(0.0))

    def _show_lines(self, form: MatrixForm, *, backward: bool) -> None:
        matrices = form.matrices
        while len(self._blocks) < len(matrices):
            self._blocks.append(self._make_block())
        self._axes.clear()
        blocks = dict(zip(map(id, matrices), self._blocks, strict=False))
        self._place(form.lines, blocks)
        most = self._most_rows(form)
        for matrix in matrices:
            grid = blocks[id(matrix)].grid
            grid.show_at_most(most)
            self._axes[matrix.columns].append(grid.horizontalScrollBar())
            self._axes[matrix.rows].append(grid.verticalScrollBar())
        for matrix in matrices:
            blocks[id(matrix)].show_matrix(matrix, backward=backward)
        if left := next((line.left for line in form.lines if line.left is not None), None):
            block, room = blocks[id(left)], self._room // 2 - KEPT_FOR_SIGNS
            if self._is_beside:
                block.setFixedWidth(max(LEAST_BLOCK, min(block.grid.needed_width, room)))
        for block in self._blocks[len(matrices) :]:
            block.hide()

    @property
    def _room(self) -> int:
        return self.viewport().width() - 2 * MARGIN

    @property
    def _is_beside(self) -> bool:
        """Whether a left factor stands beside its product."""
        return self._room >= SIDE_BY_SIDE

    def _most_rows(self, form: MatrixForm) -> int:
        """Return how many rows of each matrix are shown, so that all of the calculation finds room."""
        heights = []
        for line in form.lines:
            rows = len(line.matrix.rows.names)  # those of its left factor too
            heights += [rows, rows] if line.left is not None and not self._is_beside else [rows]
        room = self.viewport().height() - HEAD_HEIGHT - BLOCK_HEIGHT * len(heights)
        fitting = (most for most in range(max(heights), LEAST_ROWS, -1))
        return next((most for most in fitting if sum(min(rows, most) for rows in heights) * ROW <= room), LEAST_ROWS)

    def _place(self, lines: tuple[Line, ...], blocks: dict[int, Block]) -> None:
        """Put every block and sign in its place, if it is not there yet."""
        beside = self._is_beside
        places: list[tuple[int, int, QWidget]] = []
        row, signs = 0, 0
        for line in lines:
            if line.left is not None and not beside:  # first the left factor, then what it multiplies
                above, _, right = places.pop()
                places += [(above, 2, blocks[id(line.left)]), (row, 0, self._sign(signs, "·")), (row, 2, right)]
                signs += 1
                row += 1
            if line.sign:
                places.append((row, 0, self._sign(signs, line.sign)))
                signs += 1
            if line.left is not None and beside:
                places.append((row, 1, blocks[id(line.left)]))
            places.append((row, 2, blocks[id(line.matrix)]))
            row += 1
        for sign in self._signs[signs:]:
            sign.hide()
        if places == self._places:
            return
        for _, _, widget in self._places:
            self._grids.removeWidget(widget)
        for at, column, widget in places:
            self._grids.addWidget(widget, at, column, Qt.AlignmentFlag.AlignTop)
            widget.show()
        self._grids.setColumnStretch(2, 1)
        for block in self._blocks:
            block.setMinimumWidth(0)
            block.setMaximumWidth(NO_LIMIT)
        self._places = places

    def _sign(self, number: int, text: str) -> FormulaLabel:
        if number == len(self._signs):
            self._signs.append(FormulaLabel(Box(0.0)))
        self._signs[number].set_box(glyphs(text, NAME), text)
        return self._signs[number]

    def _make_block(self) -> Block:
        grid = Grid(self._selection, self._appearance, self._tell, self._is_done)
        block = Block(self._appearance, grid)
        grid.chosen.connect(lambda row, column: self._choose(grid.numbers.matrix, row, column))
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
        return about(told, matrix, row, column) if told else ""

    def _is_done(self, matrix: Matrix, row: int, column: int) -> bool:
        """Tell whether the learning step has come to a number: what is given always is."""
        told, place = self._stepping.told, matrix.place(row, column)
        return told is None or place is None or told.order.index(place) <= self._stepping.index

    def _choose(self, matrix: Matrix | None, row: int, column: int) -> None:
        """Go to the act that computes a number; select the connection of one that is given."""
        told = self._stepping.told
        if told is None or matrix is None:
            return
        place, weight = matrix.place(row, column), matrix.weight(row, column)
        if place is not None:
            self._stepping.go_to(told.order.index(place))
        elif weight is not None:
            self._selection.select(Edge(*weight))

    # Qt's names

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def _samples(count: int) -> str:
    return "a mini-batch of one sample" if count == 1 else f"all {count} samples at once"


def _small(tone: str) -> QLabel:
    label = QLabel()
    label.setFont(ui_font(11))
    label.setProperty("tone", tone)
    return label
