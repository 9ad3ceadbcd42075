"""One matrix as a grid of numbers: tinted by sign and size, with what the act is about outlined."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.matrix_form import SAMPLES, Matrix
from playground.document.selection import Edge, Selection
from playground.stepper.matrix.equation import spoken_name
from playground.stepper.matrix.figures import Scale, scale_of
from playground.theme import Appearance, mix, ui_font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW, HEAD = 20, 16
LEAST_COLUMN, WIDEST_COLUMN = 40, 66
NAMES = 30  # width of the numbers of the rows
MOST_ROWS = 8  # seen at once where nothing else is said
FIGURE, SMALL = 11, 9
TINT = 0.42  # how far the tint of the greatest number goes to the colour of its sign

RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)  # made once: flags are slow to combine

Tell = Callable[[Matrix, int, int], str]


class GridModel(QAbstractTableModel):
    """The numbers of a matrix.

    Parameters
    ----------
    tell : (matrix, row, column) -> the tooltip of a number
    is_done : (matrix, row, column) -> whether the learning step has come to a number yet
    """

    def __init__(self, tell: Tell, is_done: Callable[[Matrix, int, int], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matrix: Matrix | None = None
        self.scale = Scale(0, 0.0)
        self.is_done = is_done
        self._tell = tell

    def show_matrix(self, matrix: Matrix) -> None:
        """Show another matrix."""
        before, self.scale = self.matrix, scale_of(matrix.values)
        other = before is None or (before.rows, before.columns) != (matrix.rows, matrix.columns)
        if other:
            self.beginResetModel()
        self.matrix = matrix
        if other:
            self.endResetModel()
        else:
            rows, columns = matrix.values.shape
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

    def value(self, row: int, column: int) -> float:
        """Return a number of the matrix."""
        assert self.matrix is not None
        return float(self.matrix.values[row, column])

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.matrix is None else len(self.matrix.rows.names)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.matrix is None else len(self.matrix.columns.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.matrix is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.scale.written(self.value(index.row(), index.column()))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._tell(self.matrix, index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.matrix is None:
            return None
        axis = self.matrix.columns if orientation == Qt.Orientation.Horizontal else self.matrix.rows
        if role == Qt.ItemDataRole.DisplayRole:
            return str(axis.names[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            name = axis.names[section]
            if axis.of == SAMPLES:
                return f"Sample {name}"
            return "Unit 0 is the bias unit" if name == 0 else f"Unit {name}"
        return None


class GridDelegate(QStyledItemDelegate):
    """Draws a number on its tint; what is lit is framed, what is still to be computed is grey."""

    def __init__(self, selection: Selection, appearance: Appearance, view: "Grid") -> None:
        super().__init__(view)
        self.backward = False
        self._view = view
        self._selection = selection
        self._appearance = appearance

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, theme = self._view, self._appearance.theme
        model, matrix = view.numbers, view.numbers.matrix
        assert matrix is not None
        row, column, rect = index.row(), index.column(), QRectF(option.rect)
        value, card = model.value(row, column), theme.color("card")
        done, lit = model.is_done(matrix, row, column), matrix.is_lit(row, column)
        share = model.scale.share(value) if done else 0.0
        painter.fillRect(rect, mix(card, theme.signed(value), TINT * share**0.7) if share else card)
        painter.setFont(ui_font(FIGURE, 600 if lit and done else 400))
        painter.setPen(theme.color("text" if done else "text3"))
        painter.drawText(rect.adjusted(2, 0, -5, 0), RIGHT, model.scale.written(value))
        if lit:
            self._frame(painter, rect, matrix, row, column)
        pointed = self._selection.pointed
        is_pointed = pointed is not None and pointed.weight == matrix.weight(row, column)
        if is_pointed or (view.hasFocus() and index == view.currentIndex()):
            painter.setPen(QPen(theme.color("text2"), 1.0, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(1.5, 1.5, -2.5, -2.5))

    def _frame(self, painter: QPainter, rect: QRectF, matrix: Matrix, row: int, column: int) -> None:
        """Draw the sides of a lit number at which what is lit ends; not where everything is."""
        if matrix.lit == (None, None):
            return
        rows, columns = matrix.values.shape
        colour = self._appearance.theme.color("backward" if self.backward else "accent")
        painter.setPen(QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        above = row > 0 and matrix.is_lit(row - 1, column)
        below = row < rows - 1 and matrix.is_lit(row + 1, column)
        before = column > 0 and matrix.is_lit(row, column - 1)
        after = column < columns - 1 and matrix.is_lit(row, column + 1)
        inside = rect.adjusted(1, 1, -1, -1)
        for open_, x in ((before, inside.left()), (after, inside.right())):
            if not open_:
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        for open_, y in ((above, inside.top()), (below, inside.bottom())):
            if not open_:
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


class GridHeader(QHeaderView):
    """The numbers of the rows or columns, small; those that are lit stand out."""

    def __init__(self, orientation: Qt.Orientation, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._appearance = appearance
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(ROW if orientation == Qt.Orientation.Vertical else LEAST_COLUMN)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(HEAD) if orientation == Qt.Orientation.Horizontal else self.setFixedWidth(NAMES)
        appearance.changed.connect(self.viewport().update)

    # Qt's names

    def sizeHint(self) -> QSize:
        return QSize(NAMES, HEAD)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, model = self._appearance.theme, self.model()
        assert isinstance(model, GridModel)
        horizontal = self.orientation() == Qt.Orientation.Horizontal
        assert model.matrix is not None
        lit = model.matrix.lit[1 if horizontal else 0]
        painter.fillRect(rect, theme.color("panel"))
        painter.setFont(ui_font(SMALL, 600 if lit == section else 400))
        painter.setPen(theme.color("text" if lit == section else "text3"))
        axis = model.matrix.columns if horizontal else model.matrix.rows
        painter.drawText(rect.adjusted(0, 0, -6 if horizontal else -7, 0), RIGHT, str(axis.names[section]))


class Grid(QTableView):
    """Shows a matrix; only what is seen of it is drawn.

    Signals
    -------
    chosen(row, column) : a number was clicked, or Return pressed on it
    """

    chosen = Signal(int, int)

    def __init__(
        self, selection: Selection, appearance: Appearance, tell: Tell, is_done: Callable[[Matrix, int, int], bool]
    ) -> None:
        super().__init__()
        self.setObjectName("grid")
        self._selection = selection
        self._most_rows = MOST_ROWS
        self.numbers = GridModel(tell, is_done, self)
        self.drawing = GridDelegate(selection, appearance, self)
        self.setItemDelegate(self.drawing)
        self.setModel(self.numbers)
        self.setHorizontalHeader(GridHeader(Qt.Orientation.Horizontal, appearance, self))
        self.setVerticalHeader(GridHeader(Qt.Orientation.Vertical, appearance, self))
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
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the arrows to the window, where they step
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._choose)
        self.entered.connect(self._point)
        self.horizontalScrollBar().rangeChanged.connect(self._fit_height)
        selection.pointed_changed.connect(self.viewport().update)
        appearance.changed.connect(self.viewport().update)

    def show_matrix(self, matrix: Matrix, *, backward: bool) -> None:
        """Show a matrix, what is lit of it in sight."""
        self.drawing.backward = backward
        self.setAccessibleName(f"Matrix {spoken_name(matrix)}")
        self.numbers.show_matrix(matrix)
        self._fit_columns()
        self._fit_height()
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to what is lit, from the beginning, so that the same act is always seen at the same place."""
        matrix = self.numbers.matrix
        if matrix is None:
            return
        row, column = matrix.lit
        for bar, lit in ((self.verticalScrollBar(), row), (self.horizontalScrollBar(), column)):
            if lit is not None:
                bar.setValue(0)
        self.scrollTo(self.numbers.index(row or 0, column or 0))

    def show_at_most(self, rows: int) -> None:
        """Say how many rows are seen at once; the others are scrolled to."""
        self._most_rows = rows
        self._fit_height()

    @property
    def needed_width(self) -> int:
        """The width in which all of the matrix is seen."""
        return self.verticalHeader().width() + self._needed_column * self.numbers.columnCount() + 2

    @property
    def _needed_column(self) -> int:
        """The width that the longest number needs."""
        matrix, scale = self.numbers.matrix, self.numbers.scale
        assert matrix is not None
        metrics = QFontMetricsF(ui_font(FIGURE, 600))
        ends = {scale.written(float(value)) for value in (matrix.values.min(), matrix.values.max())}
        return max(LEAST_COLUMN, round(max(map(metrics.horizontalAdvance, ends)) + 9))

    def _fit_columns(self) -> None:
        count = self.numbers.columnCount()
        if not count:
            return
        names = self.numbers.matrix.rows.names  # type: ignore[union-attr]
        metrics = QFontMetricsF(ui_font(SMALL, 600))
        self.verticalHeader().setFixedWidth(max(NAMES, round(metrics.horizontalAdvance(str(max(names)))) + 14))
        room = (self.width() - self.verticalHeader().width() - 2) // count
        self.horizontalHeader().setDefaultSectionSize(max(self._needed_column, min(room, WIDEST_COLUMN)))

    def _fit_height(self) -> None:
        rows = min(self.numbers.rowCount(), self._most_rows)
        bar = self.horizontalScrollBar()
        self.setFixedHeight(HEAD + ROW * rows + (bar.sizeHint().height() if bar.maximum() > 0 else 0) + 1)

    def _choose(self, index: Index) -> None:
        self.chosen.emit(index.row(), index.column())

    def _point(self, index: Index) -> None:
        assert self.numbers.matrix is not None
        weight = self.numbers.matrix.weight(index.row(), index.column())
        self._selection.point_at(Edge(*weight) if weight else None)

    # Qt's names

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()
        self._reveal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._selection.point_at(None)
