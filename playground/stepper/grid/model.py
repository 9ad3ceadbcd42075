"""Cells as Qt's model of a table."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from playground.stepper.grid.cells import Cells, Heading

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class NumberModel(QAbstractTableModel):
    """Hands on what Cells say."""

    cells: Cells | None = None

    def show_cells(self, cells: Cells) -> None:
        """Show other numbers; who stands somewhere stays there if rows and columns stay."""
        before, self.cells = self.cells, cells
        if before and [h.text for h in before.rows + before.columns] == [h.text for h in cells.rows + cells.columns]:
            last = self.index(len(cells.rows) - 1, len(cells.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self.endResetModel()

    def copied(self) -> str:
        """Return the numbers with tabs between them, with all their digits."""
        cells = self.cells
        if cells is None:
            return ""
        heads = ["", *(heading.text for heading in cells.columns)]
        lines = [
            [heading.text, *(repr(cells.value(row, column)) for column in range(len(cells.columns)))]
            for row, heading in enumerate(cells.rows)
        ]
        return "".join("\t".join(line) + "\n" for line in (heads, *lines))

    # Qt's names

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.cells is None else len(self.cells.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or self.cells is None else len(self.cells.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.cells is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells.cell(index.row(), index.column()).text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cells.about(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.cells is None:
            return None
        headings = self.cells.columns if orientation == Qt.Orientation.Horizontal else self.cells.rows
        heading: Heading = headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return heading.about or None
        return None
