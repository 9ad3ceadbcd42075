"""The incoming weights of one unit as a small table: source, w, its term w·a, ∂J/∂w; frozen and cut as check boxes."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
)

from engine.experiment import Weight
from engine.symbols import Symbol, activation
from playground.document.selection import Edge, Unit
from playground.panels.check import SIDE, paint_check
from playground.panels.figures import figure
from playground.panels.inspector.context import Context
from playground.panels.weights import edits, roles, words
from playground.panels.weights.delegate import Cell, WeightDelegate
from playground.panels.weights.header import SymbolHeader

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW = 25
SOURCE, VALUE, TERM, DERIVATIVE, FROZEN, CUT = range(6)
CUT_WORD = "cut"  # in place of a derivative
COLUMNS: tuple[tuple[str, Symbol | None, str, int], ...] = (
    # words, symbol, explanation, decimals
    ("from", None, "the unit that the weight comes from; unit 0 is the bias unit", 0),
    ("w", Symbol("w"), "the weight: double-click or Enter to type another", 2),
    (
        "w·a",
        Symbol("w·a"),
        "its term in the net input: the weight times what its source gives for the selected sample",
        2,
    ),
    ("∂J/∂w", Symbol("∂J/∂w"), "how the cost of the selected sample changes with the weight", 4),
    ("frozen", None, "a frozen weight keeps its value while the others learn", 0),
    ("cut", None, "a connection that is cut carries nothing: its weight stays 0", 0),
)


class IncomingModel(QAbstractTableModel):
    """The weights into one unit at the present moment; the bias weight is row 0."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._unit = Unit(2, 1)
        self._rows: list[tuple[float, float, float, bool, bool]] = []  # w, w·a, ∂J/∂w, frozen, cut

    def show_unit(self, unit: Unit) -> None:
        """Show the weights into a unit of layer l ≥ 2 of the present moment."""
        lesson, snapshot = self._context.moment.lesson, self._context.moment.snapshot
        assert lesson is not None
        assert snapshot is not None
        below = unit.layer - 1
        weights = lesson.telling.network.W[below][unit.unit - 1].tolist()
        gradient = lesson.gradient[below][unit.unit - 1].tolist()
        frozen, cut = set(snapshot.experiment.frozen), set(snapshot.experiment.pruned)
        rows = []
        for source, (w, slope) in enumerate(zip(weights, gradient, strict=True)):
            name = (below, unit.unit, source)
            rows.append((w, w * lesson.telling.activation_of(below, source), slope, name in frozen, name in cut))
        if unit != self._unit or len(rows) != len(self._rows):
            self.beginResetModel()
            self._unit, self._rows = unit, rows
            self.endResetModel()
        elif rows != self._rows:
            same_marks = [row[3:] for row in rows] == [row[3:] for row in self._rows]
            self._rows = rows
            self.dataChanged.emit(self.index(0, VALUE), self.index(len(rows) - 1, DERIVATIVE if same_marks else CUT))

    def weight_at(self, index: Index) -> Weight:
        """Return (l, j, k) of a row."""
        return self._unit.layer - 1, self._unit.unit, index.row()

    def cell(self, row: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        shown, weight = self._rows[row], (self._unit.layer - 1, self._unit.unit, row)
        if column == SOURCE:
            return Cell(symbol=activation(weight[0], row))
        if column in (FROZEN, CUT):
            return Cell()
        value = shown[column - 1]
        text = figure(value, COLUMNS[column][3])
        if column == DERIVATIVE and shown[4]:
            return Cell(cut=True)
        return Cell(text, value, None, weight, shown[3], shown[4]) if column == VALUE else Cell(text, value)

    def set_typed(self, index: Index, text: str) -> None:
        """Give a weight the value that was typed; raise ValueRefusedError if it is none."""
        edits.set_typed(self._context.document, self.weight_at(index), text)

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == VALUE:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() in (FROZEN, CUT) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column, weight = self._rows[index.row()], index.column(), self.weight_at(index)
        if column in (FROZEN, CUT):
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if row[column - 1] else Qt.CheckState.Unchecked
        elif column == SOURCE:
            if role == Qt.ItemDataRole.DisplayRole:
                return str(activation(weight[0], weight[2]))
        elif role == Qt.ItemDataRole.DisplayRole:
            return CUT_WORD if column == DERIVATIVE and row[4] else figure(row[column - 1], COLUMNS[column][3])
        elif role == roles.VALUE:
            return row[column - 1]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(weight, row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return words.tip(weight, row[0], frozen=row[3], cut=row[4])
        return None

    def _spoken(self, weight: Weight, row: tuple[float, float, float, bool, bool], column: int) -> str:
        indices = ", ".join(map(str, weight))
        if column in (SOURCE, VALUE):
            return words.spoken(weight, row[0], frozen=row[3], cut=row[4])
        if column in (FROZEN, CUT):
            return f"w {indices} {'is' if row[column - 1] else 'is not'} {COLUMNS[column][0]}"
        if column == DERIVATIVE and row[4]:
            return f"w {indices} is cut: it does not learn"
        return f"{COLUMNS[column][0]} of w {indices}: {figure(row[column - 1], COLUMNS[column][3])}"

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        change: Callable[..., None] = edits.set_frozen if index.column() == FROZEN else edits.set_cut
        change(self._context.document, [self.weight_at(index)], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return section if role == Qt.ItemDataRole.DisplayRole else None
        name, symbol, explanation, _ = COLUMNS[section]
        match role:
            case roles.SYMBOL:
                return symbol
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.ToolTipRole:
                return explanation
        return None


class IncomingDelegate(WeightDelegate):
    """Draws check boxes in the middle of their cells, and lets a click or Space switch them."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            box = QRectF(0, 0, SIDE, SIDE)
            box.moveCenter(QRectF(option.rect).center())
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_check(painter, box, Qt.CheckState(state), self._appearance.theme)
            painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return super().editorEvent(event, model, option, index)
        clicked = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
        )
        pressed = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
        if not (clicked or (pressed and event.type() == QEvent.Type.KeyPress)):
            return False
        other = Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
        return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)


class IncomingTable(QTableView):
    """Shows an IncomingModel at its full height; the page around it scrolls."""

    refused = Signal(str)
    accepted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("incoming")
        self.setAccessibleName("Incoming weights")
        self._selection = context.selection
        self.incoming = IncomingModel(context, self)
        self.setModel(self.incoming)
        self.setHorizontalHeader(SymbolHeader(Qt.Orientation.Horizontal, context.appearance, self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(30)
        for column in range(len(COLUMNS)):
            stretches = column in (VALUE, TERM, DERIVATIVE)
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
            )
        for column, width in ((SOURCE, 44), (FROZEN, 42), (CUT, 34)):
            self.setColumnWidth(column, width)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        delegate = IncomingDelegate(context.selection, context.appearance, self)
        delegate.refused.connect(self.refused)
        delegate.accepted.connect(self.accepted)
        self.setItemDelegate(delegate)
        self.incoming.modelReset.connect(self._fit)
        self.entered.connect(lambda index: self._selection.point_at(Edge(*self.incoming.weight_at(index))))
        context.selection.pointed_changed.connect(lambda _edge: self.viewport().update())
        context.appearance.changed.connect(self.viewport().update)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + ROW * self.incoming.rowCount() + 4)

    # Qt's names

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Tell whether a key is for the cell in focus, whatever it means elsewhere in the window."""
        column = self.currentIndex().column()
        if event.key() == Qt.Key.Key_Space:
            return column in (FROZEN, CUT)
        types = bool(event.text()) and event.text() in "0123456789.,-+/−"
        return column == VALUE and (types or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        opens = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.column() == VALUE
        if opens and self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._selection.point_at(None)
