"""The row under the run bar: the present branch, the timeline, and buttons to play it back and mark it."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from engine.timeline.overview import Way
from playground import icons
from playground.document.moment import Moment
from playground.document.past import MOST_NAME, Past
from playground.keyboard import let_space_press
from playground.theme import Appearance
from playground.timeline.view import HEIGHT, PER_SECOND, TimelineView

BRANCH_WIDTH = 128
DOT = 10  # pixels of a branch's colour
ACTIONS = ("play_back", "play_known", "bookmark")  # in this order, after the timeline


class TimelineBar(QWidget):
    """Shows on which branch the run is, and lets a person choose, name and delete branches."""

    def __init__(self, past: Past, moment: Moment, appearance: Appearance, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setFixedHeight(HEIGHT + 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._past = past
        self._appearance = appearance
        self._told: tuple[str, int] | None = None
        self.view = TimelineView(past, moment, appearance)
        self.view.context_asked.connect(self._open_menu_of)
        self.branch = QToolButton()
        self.branch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.branch.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.branch.setFixedSize(BRANCH_WIDTH, 30)
        self.branch.setIconSize(QSize(DOT, DOT))
        self.branch.setToolTip("The branches of this run: what was left by a change in the past stays as one")
        self.branch.setAccessibleName("Branch")
        self.branch.setProperty("chip", True)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._compare = actions["compare"]
        self.branch.setMenu(self._menu)
        let_space_press(self.branch)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 1)
        row.setSpacing(6)
        row.addWidget(self.branch)
        row.addWidget(self.view, 1)
        for name in ACTIONS:
            row.addWidget(_button(actions[name]))
        moment.follow(self.branch, self._show, per_second=PER_SECOND)
        appearance.changed.connect(self._forget)

    # ---- what is shown ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        seen = self._past.seen
        if seen is None or self._told == (seen.present.name, seen.present.color):
            return
        self._told = seen.present.name, seen.present.color
        self.branch.setIcon(self._dot(seen.present))
        room = BRANCH_WIDTH - DOT - 34
        name = self.branch.fontMetrics().elidedText(seen.present.name, Qt.TextElideMode.ElideRight, room)
        self.branch.setText(f" {name}")
        self.branch.setAccessibleDescription(f"the run is on {seen.present.name}")

    def _forget(self) -> None:
        self._told = None
        self._show()

    def _dot(self, way: Way) -> QIcon:
        return icons.dot(self._appearance.theme.of_branch(way.color), DOT, self.devicePixelRatioF())

    # ---- the menu --------------------------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        seen = self._past.seen
        self._menu.clear()
        if seen is None:
            return
        for way in sorted((seen.present, *seen.others), key=lambda way: way.number):
            action = self._menu.addAction(f"{_escaped(way.name)}   to epoch {way.end.epochs:g}")
            action.setIcon(self._dot(way))
            action.setEnabled(way is not seen.present)
            action.triggered.connect(lambda _checked=False, number=way.number: self._past.go_to_branch(number))
        self._menu.addSeparator()
        self._add_verbs(self._menu, seen.present)
        if seen.others:
            self._menu.addSeparator()
            for way in seen.others:
                action = self._menu.addAction(f"Delete {_escaped(way.name)}")
                action.triggered.connect(lambda _checked=False, way=way: self._ask_to_delete(way))
            self._menu.addSeparator()
            self._menu.addAction(self._compare)

    def _open_menu_of(self, number: int, place: QPoint) -> None:
        seen = self._past.seen
        way = seen.way(number) if seen else None
        if seen is None or way is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if way is not seen.present:
            action = menu.addAction(f"Go to {_escaped(way.name)}")
            action.triggered.connect(lambda: self._past.go_to_branch(number))
        self._add_verbs(menu, way)
        if way is not seen.present:
            menu.addAction(f"Delete {_escaped(way.name)}").triggered.connect(lambda: self._ask_to_delete(way))
            menu.addAction(self._compare)
        menu.popup(place)

    def _add_verbs(self, menu: QMenu, way: Way) -> None:
        menu.addAction(f"Rename {_escaped(way.name)}…").triggered.connect(lambda: self._ask_for_name(way))

    def _ask_for_name(self, way: Way) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Rename a branch")
        dialog.setLabelText("Name of the branch:")
        dialog.setTextValue(way.name)
        dialog.findChild(QLineEdit).setMaxLength(MOST_NAME)
        dialog.textValueSelected.connect(lambda name: self._past.rename(way.number, name))
        dialog.open()

    def _ask_to_delete(self, way: Way) -> None:
        """Ask first: no undo brings a branch back."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Delete a branch", f"Delete {way.name}?", parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(
            f"What it learnt after epoch {way.start.epochs:g}, up to epoch {way.end.epochs:g}, is lost."
        )
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        delete.clicked.connect(lambda: self._past.delete(way.number))
        box.open()


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(20, 20))
    button.setFixedSize(30, 30)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    let_space_press(button)
    return button


def _escaped(name: str) -> str:
    """Return a name as a menu shows it: & would underline a letter."""
    return name.replace("&", "&&")
