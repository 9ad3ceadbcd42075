"""Who gets the keys.

Space plays and pauses wherever the focus is, except on a button that was reached by Tab: there it presses. A field
gives the focus back when the typing is done.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class _SpacePresses(QObject):
    """Takes Space from the shortcuts for the button it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_space = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if is_space and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)


def let_space_press(button: QAbstractButton) -> None:
    """Let Space press a button in focus; a click does not give it the focus, so Space goes on playing after it."""
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.installEventFilter(_SpacePresses(button))


class _KeysLeave(QObject):
    """Takes the focus from a field when Return or Escape ended the typing; Escape restores what it showed before."""

    def __init__(self, field: QWidget, restore: Callable[[], object]) -> None:
        super().__init__(field)
        self._field = field
        self._restore = restore

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in LEAVING:
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self._restore()
            elif event.type() == QEvent.Type.KeyRelease:
                self._field.clearFocus()
        return super().eventFilter(watched, event)


def leave_after_typing(field: QWidget, restore: Callable[[], object]) -> None:
    """Let Return and Escape end the typing in a field, so that keys like Space and S mean the window again."""
    field.installEventFilter(_KeysLeave(field, restore))


class _EscapeCloses(QObject):
    """Closes the window that it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and event.key() == Qt.Key.Key_Escape and isinstance(watched, QWidget):
            watched.close()
            return True
        return super().eventFilter(watched, event)


def let_escape_close(window: QWidget) -> None:
    """Let Escape close a window, unless what is in focus in it wants the key."""
    window.installEventFilter(_EscapeCloses(window))
