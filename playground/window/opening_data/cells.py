"""The first rows of a table as they stand there."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from engine.tables import Preview
from playground.theme import ui_font
from playground.window.opening_data.facts import Role

Index = QModelIndex | QPersistentModelIndex
MOST_LETTERS = 200  # of a cell that are shown


class CellsModel(QAbstractTableModel):
    """Shows a preview; above each column its name, and below that what it is for."""

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._width = 0
        self._names: tuple[str, ...] = ()
        self._roles: list[Role] = []

    def show_preview(self, preview: Preview | None) -> None:
        """Show other rows; None shows nothing."""
        self.beginResetModel()
        self._preview = preview
        rows = preview.rows if preview else ()
        header = preview.header if preview else ()
        self._width = max((len(header), *(len(cells) for _, cells in rows)))
        self._names, self._roles = tuple(header), []
        self.endResetModel()

    def show_rows(self, rows: tuple[tuple[int, tuple[str, ...]], ...]) -> None:
        """Show rows where the preview has none, as they were too long for it."""
        if self._preview is not None and not self._preview.rows:
            self.show_preview(replace(self._preview, rows=rows))

    def show_roles(self, names: tuple[str, ...], roles: list[Role]) -> None:
        """Show what the columns are called and are for."""
        self._names, self._roles = names, roles
        if self._width:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._width - 1)

    # Qt's names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(self._preview.rows) if self._preview and not parent.isValid() else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._preview is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cells = self._preview.rows[index.row()][1]
        if index.column() >= len(cells):
            return None
        text = cells[index.column()][:MOST_LETTERS]
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._preview is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            shown = role == Qt.ItemDataRole.DisplayRole and section < len(self._preview.rows)
            return str(self._preview.rows[section][0]) if shown else None
        if role == Qt.ItemDataRole.DisplayRole:
            name = self._names[section] if section < len(self._names) else f"column {section + 1}"
            said = self._roles[section].title.lower() if section < len(self._roles) else ""
            return f"{name}\n{said}"
        if role == Qt.ItemDataRole.FontRole:
            is_target = section < len(self._roles) and self._roles[section] is Role.TARGET
            return ui_font(11, 600 if is_target else 400)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
