"""Space plays wherever the focus is, but presses a button that was reached by Tab."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.keyboard import let_space_press


@dataclass
class Desk:
    """A window with an action on Space, an entry and two buttons."""

    window: QWidget
    entry: QLineEdit
    button: QToolButton
    plain: QToolButton
    done: list[str]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    window = QWidget()
    qtbot.addWidget(window)
    entry, button, plain = QLineEdit(), QToolButton(), QToolButton()
    column = QVBoxLayout(window)
    for widget in (entry, button, plain):
        column.addWidget(widget)
    done: list[str] = []
    play = QAction("play", window)
    play.setShortcut(QKeySequence("Space"))
    play.triggered.connect(lambda: done.append("play"))
    window.addAction(play)
    let_space_press(button)
    plain.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for name, one in (("button", button), ("plain", plain)):
        one.clicked.connect(lambda _checked=False, name=name: done.append(name))
    with qtbot.waitActive(window):
        window.show()
    entry.setFocus()
    return Desk(window, entry, button, plain, done)


def test_space_plays_where_nobody_takes_it(qtbot: QtBot, desk: Desk) -> None:
    desk.window.setFocus()
    qtbot.keyClick(desk.window, Qt.Key.Key_Space)
    assert desk.done == ["play"]


def test_space_presses_a_button_reached_by_tab(qtbot: QtBot, desk: Desk) -> None:
    qtbot.keyClick(desk.entry, Qt.Key.Key_Tab)
    assert desk.button.hasFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_Space)
    assert desk.done == ["button"]


def test_other_buttons_leave_space_to_the_shortcut(qtbot: QtBot, desk: Desk) -> None:
    desk.plain.setFocus()
    qtbot.keyClick(desk.plain, Qt.Key.Key_Space)
    assert desk.done == ["play"]


def test_a_click_leaves_the_focus_where_it_is(qtbot: QtBot, desk: Desk) -> None:
    qtbot.mouseClick(desk.button, Qt.MouseButton.LeftButton)
    assert desk.done == ["button"]
    assert desk.entry.hasFocus()
    assert not desk.button.hasFocus()


def test_other_keys_of_such_a_button_are_not_touched(qtbot: QtBot, desk: Desk) -> None:
    stop = QAction("stop", desk.window)
    stop.setShortcut(QKeySequence("S"))
    stop.triggered.connect(lambda: desk.done.append("stop"))
    desk.window.addAction(stop)
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_S)
    assert desk.done == ["stop"]


def test_space_writes_where_one_writes(qtbot: QtBot, desk: Desk) -> None:
    qtbot.keyClick(desk.entry, Qt.Key.Key_Space)
    assert (desk.entry.text(), desk.done) == (" ", [])
