"""The grid: Cells in a table that is scrolled by whole rows and columns, walked through with the arrows, and copied."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QSizePolicy, QTableView

from playground.stepper.grid.cells import SMALL, Cells, Place
from playground.stepper.grid.drawing import FACTOR, SYMBOL_HEAD, NumberDelegate, NumberHeader
from playground.stepper.grid.model import NumberModel
from playground.theme import Appearance, ui_font

Index = QModelIndex | QPersistentModelIndex
ROW = 20
HEAD = 16  # height of the columns' names where they are numbers
NAMES = 30  # width of the rows' names
WIDEST_COLUMN = 66
BAR = 9  # what a scroll bar takes, see the style sheet
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class NumberTable(QTableView):
    """Shows Cells; only what is seen of them is drawn, and no number is ever cut off.

    A click leaves the keyboard to the window, where the arrows step; with the focus, which Tab gives, they walk here.

    Parameters
    ----------
    widest_column : no column is made wider than this, unless its numbers need it
    is_even : whether all columns are equally wide

    Signals
    -------
    chosen(row, column) : a number was clicked
    opened(row, column) : a number was double clicked, or Return pressed on it
    row_chosen(row) : the name of a row was clicked
    pointed(row, column) : the pointer is on a number, or somebody walked there
    left : the pointer, or who walks, is in it no more
    """

    chosen = Signal(int, int)
    opened = Signal(int, int)
    row_chosen = Signal(int)
    pointed = Signal(int, int)
    left = Signal()

    def __init__(self, appearance: Appearance, widest_column: int = WIDEST_COLUMN, *, is_even: bool = True) -> None:
        super().__init__()
        self.setObjectName("grid")
        self._widest_column = widest_column
        self._is_even = is_even
        self._revealed: Place = (None, None)
        self._corner = QLabel(self)
        self._corner.setFont(ui_font(SMALL))
        self._corner.setProperty("tone", "second")
        self._corner.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.numbers = NumberModel(self)
        self.drawing = NumberDelegate(appearance, self)
        self.setModel(self.numbers)
        self.setItemDelegate(self.drawing)
        self.setHorizontalHeader(NumberHeader(Qt.Orientation.Horizontal, appearance, self))
        self.setVerticalHeader(NumberHeader(Qt.Orientation.Vertical, appearance, self))
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setAutoScroll(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.verticalHeader().setSectionsClickable(True)
        self.verticalHeader().sectionClicked.connect(self.row_chosen)
        self.clicked.connect(lambda index: self.chosen.emit(index.row(), index.column()))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))
        self.entered.connect(lambda index: self.pointed.emit(index.row(), index.column()))
        appearance.changed.connect(self.viewport().update)

    @property
    def cells(self) -> Cells:
        """What it shows."""
        assert self.numbers.cells is not None
        return self.numbers.cells

    def show_cells(self, cells: Cells, name: str, *, frame: str = "accent") -> None:
        """Show other numbers, under a name for screen readers; `frame`: the colour round what is talked about."""
        self.drawing.frame = frame
        self.setAccessibleName(name)
        self.numbers.show_cells(cells)
        for part in (self.viewport(), self.horizontalHeader().viewport(), self.verticalHeader().viewport()):
            part.update()

    def copy(self) -> None:
        """Put all numbers with their headings into the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.numbers.copied())

    # ---- its size ----------------------------------------------------------------------------------------------------

    @property
    def needed_column(self) -> int:
        """The width that the widest column needs."""
        return max(self.cells.needed_widths())

    @property
    def needed_names(self) -> int:
        """The width that the names of the rows need."""
        metrics = QFontMetricsF(ui_font(SMALL, 600))
        longest = max((heading.text for heading in self.cells.rows), key=len)
        return max(NAMES, *(round(metrics.horizontalAdvance(text)) + 14 for text in (longest, self.cells.corner)))

    @property
    def needed_width(self) -> int:
        """The width in which all columns are seen."""
        return self.needed_names + self.needed_column * len(self.cells.columns)

    def fit(self, width: int, rows: int, least: tuple[int, int] = (0, 0)) -> None:
        """Take whole columns within a width, and so many rows; what does not fit is scrolled to.

        Room for a scroll bar is always left, so that tables whose names and columns have the same `least` widths, and
        which show the same things, have them below each other.
        """
        cells, header = self.cells, self.horizontalHeader()
        names, count = max(least[0], self.needed_names), len(cells.columns)
        room, needed = width - names - BAR, max(least[1], self.needed_column)
        seen = max(1, min(count, room // needed))
        symbols, factors = (any(getattr(heading, part) for heading in cells.columns) for part in ("symbol", "factor"))
        head = (SYMBOL_HEAD if symbols else HEAD) + FACTOR * factors
        self.verticalHeader().setFixedWidth(names)
        header.setFixedHeight(head)
        header.setDefaultSectionSize(max(needed, min(room // seen, self._widest_column)))
        if not self._is_even and (spare := room - sum(cells.needed_widths())) >= 0:
            seen = count
            for column, least_width in enumerate(cells.needed_widths()):
                header.resizeSection(column, max(least_width, min(least_width + spare // count, self._widest_column)))
        self._corner.setText(cells.corner)
        self._corner.setGeometry(0, 0, names - 7, min(head, SYMBOL_HEAD))
        down, across = rows < len(cells.rows), seen < count
        self._set_bars(down=down, across=across)
        wide = sum(header.sectionSize(column) for column in range(seen))
        shown = min(rows, len(cells.rows))
        self.setFixedSize(names + wide + BAR * down, head + ROW * shown + BAR * across)

    def _set_bars(self, *, down: bool, across: bool) -> None:
        always, never = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if down else never)
        self.setHorizontalScrollBarPolicy(always if across else never)

    def fit_below(self, other: "NumberTable") -> None:
        """Take the columns of a table that this one stands below; its headings are that one's."""
        self.verticalHeader().setFixedWidth(other.verticalHeader().width())
        for column in range(len(self.cells.columns)):
            self.setColumnWidth(column, other.columnWidth(column))
        self._set_bars(down=False, across=False)
        bar = BAR if other.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn else 0
        self.setFixedSize(other.width() - bar, ROW * len(self.cells.rows))

    def reveal(self, row: int | None, column: int | None) -> None:
        """Scroll to a number, from the beginning, so that the same one is always seen at the same place."""
        self._revealed = row, column
        for bar, lit in ((self.verticalScrollBar(), row), (self.horizontalScrollBar(), column)):
            if lit is not None:
                bar.setValue(0)
        self.scrollTo(self.numbers.index(row or 0, column or 0))

    # Qt's names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.numbers.cells is not None:
            self.reveal(*self._revealed)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            self.scrollTo(current)
            self.pointed.emit(current.row(), current.column())
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.numbers.cells is not None:
            row, column = self.cells.lit or (None, None)
            self.setCurrentIndex(self.numbers.index(row or 0, column or 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here.isValid():
            self.opened.emit(here.row(), here.column())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
            if event.key() in ARROWS:
                event.accept()  # at an edge too: who walks here does not step

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.left.emit()
