"""Drawing in the window: the button at the boundary's heading, the command, and what they switch."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from playground.keyboard import let_space_press

if TYPE_CHECKING:
    from playground.window.main_window import MainWindow

SIDE, ICON = 26, 17


def put_button(window: "MainWindow") -> None:
    """Put the button that begins and ends drawing where the boundary is."""
    action = window.actions_by_name["draw"]
    button = QToolButton()
    button.setObjectName("draw_button")
    button.setDefaultAction(action)
    button.setFixedSize(SIDE, SIDE)
    button.setIconSize(QSize(ICON, ICON))
    button.setAccessibleName("Draw samples")
    let_space_press(button)
    window.boundary.heading.put(button)
    action.toggled.connect(lambda on: _switch(window, on))


def _switch(window: "MainWindow", on: bool) -> None:
    if on:
        window.side.show_page("Charts")
        window.drawing.begin()
    elif is_drawing(window):
        window.drawing.end()
        window.canvas.setFocus()


def leave(window: "MainWindow") -> bool:
    """End drawing; tell whether one drew."""
    was = is_drawing(window)
    if was:
        window.actions_by_name["draw"].setChecked(False)
    return was


def is_drawing(window: "MainWindow") -> bool:
    """Tell whether one draws."""
    return "drawing" in vars(window) and window.drawing.is_on
