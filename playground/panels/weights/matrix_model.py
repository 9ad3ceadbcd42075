"""One matrix W⁽ˡ⁾ as a Qt table: row j−1 holds unit j's incoming weights, column 0 the bias weights."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.arrays import Array
from engine.experiment import Experiment, Weight
from engine.symbols import activation, net_input
from playground.document.document import Document
from playground.document.moment import Moment
from playground.panels.figures import figure
from playground.panels.weights import roles, words
from playground.panels.weights.delegate import Cell
from playground.panels.weights.edits import set_typed

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
EDITABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
ROUND_SECONDS = 0.1  # while the run hurries, each row is shown at most so often
CELLS_AT_ONCE = 40  # in a frame


class MatrixModel(QAbstractTableModel):
    """The weights of the present moment in one layer; it changes nothing itself, but for what is typed into a cell.

    Attributes
    ----------
    layer : l of W⁽ˡ⁾
    matrix : what is shown, shape (u_{l+1}, u_l + 1)
    """

    def __init__(self, document: Document, moment: Moment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._moment = moment
        self.layer = 1
        self.matrix: Array = np.empty((0, 0))
        self._frozen: frozenset[Weight] = frozenset()
        self._cut: frozenset[Weight] = frozenset()
        self._marked_by: Experiment | None = None
        self._marks_changed = False
        self._texts: dict[int, list[str]] = {}  # of each row, as views were told of it last
        self._rows_behind: list[int] = []
        self._round_began = 0.0

    def show_layer(self, layer: int) -> None:
        """Show another matrix, or the same one anew; the nearest one if there is none of that layer at present."""
        snapshot = self._moment.snapshot
        self.beginResetModel()
        self.layer = max(layer, 1)
        if snapshot is not None:
            self.layer = min(self.layer, snapshot.network.L - 1)
            self.matrix = snapshot.network.W[self.layer].copy()
            self._take_marks()
        self._rows_behind = []
        self._texts = {}
        self.endResetModel()

    def show_moment(self) -> None:
        """Show the present weights; views are told only of rows that look otherwise."""
        if self._fits():
            self._rows_behind = []
            self._show_rows(range(len(self.matrix)))

    def show_some(self) -> None:
        """Show a few rows of the present weights: a frame of a run in a hurry has no time for more."""
        if not self._fits():
            return
        now = perf_counter()
        if not self._rows_behind and now - self._round_began >= ROUND_SECONDS:
            self._round_began = now
            self._rows_behind = list(range(len(self.matrix)))
        count = max(1, CELLS_AT_ONCE // self.matrix.shape[1])
        self._show_rows(self._rows_behind[:count])
        del self._rows_behind[:count]

    def _fits(self) -> bool:
        """Tell whether the matrix has the shape of the present one; if not, it is shown anew."""
        snapshot = self._moment.snapshot
        if snapshot is None:
            return False
        if self.layer in snapshot.network.W and snapshot.network.W[self.layer].shape == self.matrix.shape:
            return True
        self.show_layer(self.layer)
        return False

    def _show_rows(self, rows: Sequence[int]) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        present, last = snapshot.network.W[self.layer], self.columnCount() - 1
        if self._take_marks():
            rows = range(len(self.matrix))
        elif not rows:
            return
        for row in rows:
            self.matrix[row] = present[row]
            texts = [figure(value) for value in present[row].tolist()]
            if texts != self._texts.get(row) or self._marks_changed:
                self._texts[row] = texts
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))
        self._marks_changed = False

    def _take_marks(self) -> bool:
        """Take over which weights are frozen and cut; return whether that has changed."""
        assert self._moment.snapshot is not None
        experiment = self._moment.snapshot.experiment
        if experiment is self._marked_by:
            return False
        marks = frozenset(experiment.frozen), frozenset(experiment.pruned)
        self._marked_by, self._marks_changed = experiment, marks != (self._frozen, self._cut)
        self._frozen, self._cut = marks
        return self._marks_changed

    def present(self) -> Array:
        """Return the whole matrix of the present moment; while the run hurries, what is shown may be of several."""
        assert self._moment.snapshot is not None
        return self._moment.snapshot.network.W[self.layer]

    def cell(self, row: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        value, weight = float(self.matrix[row, column]), (self.layer, row + 1, column)
        return Cell(figure(value), value, None, weight, weight in self._frozen, weight in self._cut)

    def weight_at(self, index: Index) -> Weight:
        """Return (l, j, k) of a cell."""
        return self.layer, index.row() + 1, index.column()

    def index_of(self, weight: Weight) -> QModelIndex:
        """Return the cell of a weight of this matrix; an invalid one if it has none."""
        layer, target, source = weight
        return self.index(target - 1, source) if layer == self.layer else QModelIndex()

    def set_typed(self, index: Index, text: str) -> None:
        """Give a weight the value that was typed; raise ValueRefusedError if it is none."""
        set_typed(self._document, self.weight_at(index), text)

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.matrix.shape[0]

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.matrix.shape[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        return EDITABLE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        weight, value = self.weight_at(index), float(self.matrix[index.row(), index.column()])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return figure(value)
            case roles.VALUE | Qt.ItemDataRole.EditRole:
                return value
            case roles.FROZEN:
                return weight in self._frozen
            case roles.CUT:
                return weight in self._cut
            case Qt.ItemDataRole.AccessibleTextRole:
                return words.spoken(weight, value, frozen=weight in self._frozen, cut=weight in self._cut)
            case Qt.ItemDataRole.ToolTipRole:
                return words.tip(weight, value, frozen=weight in self._frozen, cut=weight in self._cut)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        across = orientation == Qt.Orientation.Horizontal
        symbol = activation(self.layer, section) if across else net_input(self.layer + 1, section + 1)
        match role:
            case roles.SYMBOL:
                return symbol
            case Qt.ItemDataRole.DisplayRole:
                return str(symbol)
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                if across:
                    return f"from unit {section} of layer {self.layer}" if section else "bias weights"
                return f"weights into unit {section + 1} of layer {self.layer + 1}"
        return None
