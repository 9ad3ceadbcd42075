"""The data as a Qt table: a row for each shown sample, nothing kept for it, so that a million of them are no work."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from engine.arrays import Indices
from engine.snapshot import Snapshot
from engine.symbols import activation
from playground.data_table import roles
from playground.data_table.content import WRITTEN, Content, Kind
from playground.data_table.opinions import Opinions, opinions_of
from playground.data_table.order import Chosen
from playground.data_table.source import Source
from playground.document.writing import Writing
from playground.panels.figures import figure

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
TYPED = PLAIN | Qt.ItemFlag.ItemIsEditable
BLOCK = 64  # rows that the network is asked about at once
NO_ORDER = np.empty(0, np.intp)


class Cell(NamedTuple):
    """What is drawn in one cell: a text, beside the mark of a class if there is one.

    Attributes
    ----------
    look : the number of the class, −1 for none
    aside : a number beside the class
    """

    kind: Kind
    text: str
    look: int = -1
    aside: str = ""
    is_test: bool = False
    is_wrong: bool = False


class DataModel(QAbstractTableModel):
    """Shows the content of a source in an order; it changes nothing.

    Attributes
    ----------
    order : the numbers of the samples that are shown, row by row
    chosen : which these are, and by what they are sorted
    """

    def __init__(self, source: Source, writing: Writing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._writing = writing
        self.order: Indices = NO_ORDER
        self.chosen = Chosen()
        self._opinions: dict[int, Opinions] = {}  # of blocks of rows
        self._asked: Snapshot | None = None

    @property
    def content(self) -> Content | None:
        """What is shown."""
        return self._source.content

    def show(self, order: Indices, chosen: Chosen) -> None:
        """Show other samples, or the same ones in another order."""
        self.beginResetModel()
        self.order, self.chosen = order, chosen
        self._opinions = {}
        self.endResetModel()

    @property
    def has_strangers(self) -> bool:
        """Whether rows stand for samples that there are no more."""
        return self.content is not None and bool((self.order >= self.content.rows).any())

    def show_cells(self) -> None:
        """Show what has changed in the rows that are shown; they stay where they are."""
        self._opinions = {}
        if len(self.order):
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def ask_again(self) -> None:
        """Let the network of the latest moment say what it says; asked as often as somebody can read it."""
        self._opinions = {}
        self._asked = self._source.told

    # ---- rows and samples ------------------------------------------------------------------------------------------

    def sample_at(self, row: int) -> int:
        """Return the number of the sample in a row."""
        return int(self.order[row])

    def row_of(self, sample: int) -> int | None:
        """Return the row in which a sample is shown, None if it is not."""
        found = np.flatnonzero(self.order == sample)
        return int(found[0]) if len(found) else None

    def kind_at(self, index: Index) -> Kind:
        """Return what the column of a cell holds."""
        assert self.content is not None
        return self.content.kind(index.column())

    # ---- cells -----------------------------------------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        content = self.content
        assert content is not None
        sample, kind = int(self.order[row]), content.kind(column)
        is_test = bool(content.is_test[sample])
        if kind is Kind.PART:
            return Cell(kind, content.part(sample), is_test=is_test)
        if kind is Kind.TARGET and content.classes:
            label = int(content.target[sample])
            return Cell(kind, content.classes[label], label, is_test=is_test)
        if kind in (Kind.INPUT, Kind.TARGET):
            return Cell(kind, content.figure(sample, column, self._writing.digits))
        return self._opinion(content, row, kind)

    def _opinion(self, content: Content, row: int, kind: Kind) -> Cell:
        found = self.opinion_at(row)
        if found is None:
            return Cell(kind, "…")
        said, told, cost, is_wrong = found
        digits = self._writing.digits
        if kind is Kind.COST:
            return Cell(kind, figure(cost, digits))
        if not content.classes:
            return Cell(kind, figure(said, digits))
        return Cell(kind, content.class_name(said), int(said), figure(told, digits), False, is_wrong)

    def opinion_at(self, row: int) -> tuple[float, float, float, bool] | None:
        """Return what the network says, its a⁽ᴸ⁾ⱼ, the cost, and whether that is wrong; None if it is still to come."""
        if self._asked is None:
            return None
        block, place = divmod(row, BLOCK)
        if block not in self._opinions:
            rows = slice(block * BLOCK, min((block + 1) * BLOCK, len(self.order)))
            self._opinions[block] = opinions_of(self._asked, self.order[rows])
        found = self._opinions[block]
        return (
            float(found.said[place]),
            float(found.activation[place]),
            float(found.costs[place]),
            bool(found.is_wrong[place]),
        )

    def spoken(self, row: int, column: int) -> str:
        """Return what a screen reader and the pointer are told of a cell, every digit with it."""
        content = self.content
        assert content is not None
        sample, kind, cell = self.sample_at(row), content.kind(column), self.cell(row, column)
        called, name = content.called(column), content.name(column)
        beside = f" ({name})" if name and name != called else ""
        match kind:
            case Kind.INPUT | Kind.TARGET:
                exact = content.exact(sample, column).replace("-", "−") if cell.look < 0 else cell.text
                return f"sample {sample}, {called}{beside} = {exact}"
            case Kind.PART:
                learnt = "it is only tested on" if cell.is_test else "it is learnt from"
                return f"sample {sample}, part {cell.text}: {learnt}"
        found = self.opinion_at(row)
        if found is None:
            return f"sample {sample}: what the network says is still to come"
        said, told, cost, is_wrong = found
        if kind is Kind.COST:
            return f"sample {sample} costs {_exact(cost)}, before any mean"
        assert self._asked is not None
        L = self._asked.network.L
        if not content.classes:
            return f"sample {sample}, the network says {activation(L, 1)} = {_exact(said)}"
        unit = int(said) + 1 if self._asked.network.sizes[-1] > 1 else 1
        verdict = f"wrong, it is {content.class_name(content.target[sample])}" if is_wrong else "right"
        return f"sample {sample}, the network says {cell.text}: {verdict}; {activation(L, unit)} = {_exact(told)}"

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.content is None else len(self.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.content is None else self.content.width

    def flags(self, index: Index) -> Qt.ItemFlag:
        content = self.content
        if content is None or not content.can_be_changed or content.kinds[index.column()] not in WRITTEN:
            return PLAIN
        return TYPED

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.content is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell(index.row(), index.column()).text
            case Qt.ItemDataRole.EditRole:
                return self.content.exact(self.sample_at(index.row()), index.column())
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return self.spoken(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        content = self.content
        if content is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._of_row(section, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return content.called(section)
            case roles.SYMBOL:
                return content.symbol(section)
            case roles.NAME:
                return content.name(section)
            case roles.ON_RIGHT:
                is_class = content.kind(section) in (Kind.TARGET, Kind.SAYS) and content.classes
                return content.kind(section) is not Kind.PART and not is_class
            case roles.SORTED:
                return (-1 if self.chosen.descending else 1) if self.chosen.column == section else 0
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return _about(content, section)
        return None

    def _of_row(self, row: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return str(self.sample_at(row))
            case roles.IS_WRONG:
                found = self.opinion_at(row)
                return found is not None and found[3]
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return f"sample {self.sample_at(row)}"
        return None


def _exact(value: float) -> str:
    return repr(value).replace("-", "−")


def _about(content: Content, column: int) -> str:
    name = content.name(column)
    called = f"{content.called(column)}{f', {name}' if name else ''}"
    about = {
        Kind.INPUT: f"{called}: an input",
        Kind.TARGET: f"{called}: {'the class' if content.classes else 'the value'} that the network should answer",
        Kind.PART: "part: samples to train are learnt from, those to test are not (Space moves a sample)",
        Kind.SAYS: "what the network says at this moment",
        Kind.COST: "Jᵢ: what the sample costs at this moment, before any mean",
    }[content.kind(column)]
    return f"{about}\nClick to sort: up, down, as in the data"
