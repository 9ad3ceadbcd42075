"""Inputs of a table with many columns: a list to check, filter and walk through by keys. Without a window around it."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.data import OWN
from engine.experiment import Experiment
from engine.fitting import with_data
from engine.table import Table
from playground.document.document import Document
from playground.panels.data.column_list import ColumnList
from playground.panels.data.inputs import Inputs
from playground.panels.section import Folds
from playground.theme import Appearance
from tests.playground.panels.data.tables import flowers


class Shown:
    """The inputs of a table, and the document that they change."""

    def __init__(self, qtbot: QtBot, table: Table) -> None:
        experiment = with_data(Experiment(), table=table, name=OWN).experiment
        self.document = Document(experiment)
        self.appearance = Appearance("dark")
        self.inputs = Inputs(self.document, self.appearance, Folds())
        self.inputs.setFixedWidth(215)
        qtbot.addWidget(self.inputs)
        self.document.experiment_changed.connect(self.inputs.show_experiment)
        self.inputs.show_experiment(experiment)
        self.inputs.show()
        self.list = self.inputs.findChild(ColumnList)

    @property
    def features(self) -> tuple[str, ...]:
        return self.document.experiment.features

    def checked(self) -> list[bool]:
        model = self.list.columns
        states = [model.index(row).data(Qt.ItemDataRole.CheckStateRole) for row in range(model.rowCount())]
        return [state == Qt.CheckState.Checked for state in states]

    def place_of(self, row: int) -> QPoint:
        return self.list.view.visualRect(self.list.columns.index(row)).center()


@pytest.fixture
def four(qtbot: QtBot) -> Shown:
    return Shown(qtbot, flowers(60, 4))


@pytest.fixture
def many(qtbot: QtBot) -> Shown:
    return Shown(qtbot, flowers(30, 600))


def test_every_column_is_listed_with_its_name_and_checked(four: Shown) -> None:
    model = four.list.columns
    assert [model.index(row).data() for row in range(4)] == [
        "x₁ petal length",
        "x₂ petal width",
        "x₃ sepal length",
        "x₄ sepal width",
    ]
    assert four.checked() == [True] * 4
    assert "sepal length\nfrom " in model.index(2).data(Qt.ItemDataRole.ToolTipRole)


def test_a_click_switches_a_column_and_the_last_one_stays(four: Shown, qtbot: QtBot) -> None:
    refused: list[str] = []
    four.document.refused.connect(refused.append)
    for row in range(4):
        qtbot.mouseClick(four.list.view.viewport(), Qt.MouseButton.LeftButton, pos=four.place_of(row))
    assert four.features == ("x4",)
    assert four.checked() == [False, False, False, True]
    assert len(refused) == 1
    assert "at least one feature" in refused[0]
    four.document.undo_stack.undo()
    assert four.checked() == [False, False, True, True]


def test_keys_walk_through_the_list_and_space_switches(four: Shown, qtbot: QtBot) -> None:
    view = four.list.view
    view.setFocus()
    view.setCurrentIndex(four.list.columns.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert four.features == ("x1", "x3", "x4")
    assert view.currentIndex().row() == 1
    wanted = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    wanted.ignore()
    QApplication.sendEvent(view, wanted)
    assert wanted.isAccepted()  # else Space would play


def test_none_leaves_one_and_all_brings_them_back_in_their_order(four: Shown) -> None:
    four.list.none.click()
    assert four.features == ("x1",)
    four.document.set_features(("x3",))
    four.list.all.click()
    assert four.features == ("x1", "x2", "x3", "x4")
    assert four.document.undo_stack.undoText() == "Give the network 4 inputs"


def test_a_filter_leaves_columns_by_name_and_all_and_none_mean_these(many: Shown, qtbot: QtBot) -> None:
    assert many.list.filter.isVisible()
    many.list.none.click()
    qtbot.keyClicks(many.list.filter, "petal")
    assert many.list.columns.shown == ["x1", "x2"]
    many.list.all.click()
    assert many.features == ("x1", "x2")
    many.list.filter.setText("x17")
    assert many.list.columns.shown == ["x17"]
    many.list.all.click()
    assert many.features == ("x1", "x2", "x17")
    many.list.filter.setText("petal")
    many.list.none.click()
    assert many.features == ("x17",)
    many.list.filter.setText("nothing is called so")
    many.list.none.click()
    many.list.all.click()
    assert many.features == ("x17",)


def test_up_to_512_columns_can_be_inputs_and_that_is_said(many: Shown) -> None:
    refused: list[str] = []
    many.document.refused.connect(refused.append)
    assert len(many.features) == 512
    assert many.list.most.text() == "600 columns; at most 512 can be inputs at once"
    many.list.columns.toggled.emit("x600")
    assert refused == ["inputs must be at most 512, got 513"]
    many.list.none.click()
    many.list.all.click()
    assert len(many.features) == 512


def test_a_table_that_was_changed_by_hand_keeps_the_place_in_the_list(four: Shown) -> None:
    view, table = four.list.view, flowers(60, 4)
    view.setCurrentIndex(four.list.columns.index(2))
    before = four.list.columns.bars(0).tolist()
    moved = table.inputs.copy()
    moved[:, 0] = np.linspace(0, 1, 60)
    four.document.set_table("Write", Table(table.names, moved, "species", table.target, table.classes))
    assert view.currentIndex().row() == 2
    assert four.list.columns.bars(0).tolist() != before


def test_what_is_made_of_columns_has_a_tile_that_takes_it_out(four: Shown) -> None:
    four.document.set_features(("x1", "x3", "x1^2"))
    tile = four.inputs.findChild(object, "feature_x1^2")
    assert tile.isVisible()
    assert tile.isChecked()
    assert not four.inputs.findChild(object, "feature_x1").isVisible()
    tile.click()
    assert four.features == ("x1", "x3")
    assert not tile.isVisible()


def test_tiles_come_back_for_data_over_the_plane(four: Shown) -> None:
    assert four.list.isVisible()
    four.document.set_data(name="circle")
    assert not four.list.isVisible()
    tile = four.inputs.findChild(object, "feature_x1")
    assert tile.isVisible()
