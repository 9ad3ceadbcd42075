"""The list of columns: what each holds and what it is for, which is chosen here for one or for many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from playground import icons
from playground.plain_tip import plain_tip
from playground.theme import Theme, ui_font
from playground.window.opening_data.facts import Fact, Role

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("Column", "Holds", "Missing", "Role")
NAME, HOLDS, MISSING, ROLE = range(4)
WIDTHS = {HOLDS: 200, MISSING: 72, ROLE: 104}
ROW_HEIGHT = 24
CHEVRON = 14  # pixels
KEYS = {
    Qt.Key.Key_I: Role.INPUT,
    Qt.Key.Key_T: Role.TARGET,
    Qt.Key.Key_S: Role.SPLIT,
    Qt.Key.Key_L: Role.OUT,
    Qt.Key.Key_Delete: Role.OUT,
}


class ColumnsModel(QAbstractTableModel):
    """Columns with their roles: one of them at most is the target, one at most the split.

    It filters by itself: of 10 000 columns a QSortFilterProxyModel takes 0.4 s, as it asks for each of them.

    Attributes
    ----------
    shown : the numbers of the columns that the filter lets through
    """

    chosen = Signal()  # another role for some column

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.names: tuple[str, ...] = ()
        self.facts: tuple[Fact, ...] = ()
        self.roles: list[Role] = []
        self.shown: Sequence[int] = ()
        self._filter = ""

    def show_columns(self, names: tuple[str, ...], facts: tuple[Fact, ...], roles: list[Role]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self.names, self.facts, self.roles = names, facts, list(roles)
        self._let_through()
        self.endResetModel()
        self.chosen.emit()

    def filter(self, text: str) -> None:
        """Show the columns whose name has a text in it, in small or large letters."""
        self.beginResetModel()
        self._filter = text.lower()
        self._let_through()
        self.endResetModel()

    def _let_through(self) -> None:
        self.shown = [number for number, name in enumerate(self.names) if self._filter in name.lower()]

    def choose(self, rows: Iterable[int], role: Role) -> None:
        """Give columns a role; a column that was target or split before is an input again, if it can be one."""
        wanted = list(rows)
        if role in (Role.TARGET, Role.SPLIT):
            wanted = wanted[:1]
            for row, had in enumerate(self.roles):
                if had is role and row not in wanted:
                    self.roles[row] = self.usual(row)
        for row in wanted:
            self.roles[row] = role
        if wanted:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, ROLE))
            self.chosen.emit()

    def usual(self, row: int) -> Role:
        """Return whether a column is an input when it is nothing else."""
        return Role.OUT if self.facts[row].fault or self.facts[row].is_empty else Role.INPUT

    def of(self, role: Role) -> tuple[str, ...]:
        """Return the names of the columns that have a role."""
        return tuple(name for name, had in zip(self.names, self.roles, strict=True) if had is role)

    def _text(self, row: int, column: int) -> str:
        if column == NAME:
            return self.names[row]
        fact = self.facts[row]
        if not fact.holds:  # nothing is read yet
            return ""
        if column == MISSING:
            return str(fact.missing) if fact.missing else "–"
        return fact.holds if column == HOLDS else self.roles[row].title

    # Qt's names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        fact = self.facts[row]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(fact.fault or self.names[row])
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(12, 600 if self.roles[row] is Role.TARGET else 400)
        if role == Qt.ItemDataRole.ForegroundRole:
            is_faint = column in (HOLDS, MISSING) or self.roles[row] is Role.OUT
            return QBrush(self._theme.color("text2" if is_faint else "text"))
        if role == Qt.ItemDataRole.TextAlignmentRole and column == MISSING:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == MISSING else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole:
            return ui_font(11, 500)
        return None


class RoleDelegate(QStyledItemDelegate):
    """Shows beside a role that a menu opens there."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        ratio = self.parent().devicePixelRatioF()  # type: ignore[attr-defined]  # it is the view
        chevron = icons.pixmap("chevron", self._theme.color("text3"), CHEVRON, ratio)
        rect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        painter.drawPixmap(rect.right() - CHEVRON - 6, rect.center().y() - CHEVRON // 2 + 1, chevron)


class ColumnsView(QTableView):
    """Shows the columns that a filter lets through; roles are chosen by a letter, or from a menu."""

    def __init__(self, model: ColumnsModel, theme: Theme) -> None:
        super().__init__()
        self.columns = model
        self.setItemDelegateForColumn(ROLE, RoleDelegate(theme, self))
        self.setModel(model)
        self.setObjectName("data_columns")
        self.setAccessibleName("Columns")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        self.clicked.connect(self._click)

    def selected(self) -> list[int]:
        """Return the selected columns, the current one first."""
        shown, current = self.columns.shown, self.currentIndex().row()
        ranges = self.selectionModel().selection()
        rows = [row for part in ranges for row in range(part.top(), part.bottom() + 1)]
        return [shown[row] for row in sorted(set(rows), key=lambda row: (row != current, row))]

    def choose(self, role: Role) -> None:
        """Give the selected columns a role."""
        self.columns.choose(self.selected(), role)

    def open_menu(self) -> None:
        """Let a role be chosen from a menu beside the current column."""
        index = self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        for role in Role:
            action = menu.addAction(f"{role.title}\t{'ITSL'[role]}")
            action.triggered.connect(lambda _checked=False, role=role: self.choose(role))
        menu.aboutToHide.connect(menu.deleteLater)
        place = self.visualRect(self.columns.index(index.row(), ROLE)).bottomLeft()
        menu.popup(self.viewport().mapToGlobal(place))

    def _click(self, index: QModelIndex) -> None:
        if index.column() == ROLE:
            self.open_menu()

    # Qt's names

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in KEYS:
            self.choose(KEYS[key])
        elif plain and key in (Qt.Key.Key_Space, Qt.Key.Key_F2, Qt.Key.Key_Menu):
            self.open_menu()
        else:
            super().keyPressEvent(event)
