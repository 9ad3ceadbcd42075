"""The data table without a main window: document and run in the test's own thread, and events from real widgets."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from engine import fitting
from engine.data import OWN
from engine.experiment import Experiment
from engine.run import Run
from engine.snapshot import take
from engine.table import Table
from playground.data_table.window import DataWindow
from playground.document.document import Document
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.writing import Writing
from playground.theme import Appearance

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def table_of(rows: int = 6, inputs: int = 3, classes: tuple[str, ...] = ("cat", "cow", "dog")) -> Table:
    """Return a table with numbers of many digits, the last third of it for testing."""
    rng = np.random.default_rng(rows)
    target = np.arange(rows) % len(classes) if classes else rng.normal(size=rows)
    return Table(
        names=tuple(f"length {number}" for number in range(1, inputs + 1)),
        inputs=rng.normal(size=(rows, inputs)) * 3,
        target_name="animal",
        target=target.astype(float),
        classes=classes,
        is_test=np.arange(rows) >= rows - rows // 3,
    )


def own(table: Table) -> Experiment:
    """Return an experiment that learns from a table."""
    return fitting.with_data(Experiment(), table=table, name=OWN).experiment


class Grid:
    """A data table and what a person does with it."""

    def __init__(self, qtbot: QtBot, experiment: Experiment) -> None:
        self.qtbot = qtbot
        self.document = Document(experiment)
        self.selection = Selection(experiment)
        self.moment = Moment(self.selection)
        self.writing = Writing()
        self.appearance = Appearance("dark")
        self.around = QWidget()
        qtbot.addWidget(self.around)
        self.window = DataWindow(self.document, self.selection, self.moment, self.writing, self.appearance, self.around)
        self.window.resize(900, 560)
        self.view, self.model, self.source = self.window.view, self.window.model, self.window.source
        self.document.experiment_changed.connect(self.selection.fit)
        self._runs = 0
        self.run = Run(experiment)
        self.catch_up()

    def catch_up(self) -> None:
        """Let the run take up what the document has."""
        self._runs += 1
        if self.run.experiment != self.document.experiment:
            self.run = Run(self.document.experiment)
        self.moment.show(take(self.run, self._runs, resting=True))

    def learn(self, epochs: int) -> None:
        """Let the run learn, and show where it is then."""
        self.run.advance(epochs=epochs)
        self.catch_up()

    @property
    def table(self) -> Table:
        """The document's table."""
        found = self.document.experiment.data.table
        assert found is not None
        return found

    @property
    def said(self) -> str:
        """What the window says."""
        return self.window.sentence.text()

    @property
    def steps(self) -> int:
        return self.document.undo_stack.count()

    def at(self, row: int, column: int) -> QModelIndex:
        return self.model.index(row, column)

    def shown(self, row: int, column: int) -> str:
        return str(self.at(row, column).data())

    def column(self, column: int) -> list[str]:
        return [self.shown(row, column) for row in range(self.model.rowCount())]

    def click(self, row: int, column: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.view.scrollTo(self.at(row, column))
        self.qtbot.mouseClick(self.view.viewport(), LEFT, keys, self.view.visualRect(self.at(row, column)).center())

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.view, key, keys)

    def click_heading(self, column: int) -> None:
        header = self.view.horizontalHeader()
        place = header.rect().center()
        place.setX(header.sectionViewportPosition(column) + header.sectionSize(column) // 2)
        self.qtbot.mouseClick(header.viewport(), LEFT, PLAIN, place)

    @property
    def editor(self) -> QLineEdit | QComboBox | None:
        found = self.view.viewport().findChildren(QWidget)
        return next((one for one in found if isinstance(one, QLineEdit | QComboBox) and one.isVisible()), None)

    def type(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Type a value into the cell in focus, over what stands there."""
        self.press(Qt.Key.Key_Return)
        editor = self.editor
        assert editor is not None
        self.qtbot.keyClicks(editor, text)
        if end is not None:
            self.end(end)

    def end(self, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """End the typing; Qt closes the editor once the key is dealt with."""
        editor = self.editor
        assert editor is not None
        self.qtbot.keyClick(editor, key)
        QApplication.processEvents()

    def copied(self, keys: Qt.KeyboardModifier = CONTROL) -> str:
        self.press(Qt.Key.Key_C, keys)
        self.settle()
        return QGuiApplication.clipboard().text()

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is sorted, copied or read any more."""
        self.qtbot.waitUntil(lambda: not self.window.is_busy)
        QApplication.processEvents()


@pytest.fixture
def open_grid(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Grid]]:
    """Return a function that opens a data table on an experiment."""
    from playground.app import make_application

    make_application()
    opened: list[Grid] = []

    def open_one(experiment: Experiment | None = None) -> Grid:
        grid = Grid(qtbot, experiment or own(table_of()))
        opened.append(grid)
        grid.window.show()
        grid.window.activateWindow()
        grid.view.setFocus()
        qtbot.waitUntil(grid.view.hasFocus)  # else keys are no shortcuts
        return grid

    yield open_one
    for grid in opened:
        grid.window.end()


@pytest.fixture
def grid(open_grid: Callable[..., Grid]) -> Grid:
    return open_grid()
