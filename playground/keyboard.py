"""Space plays and pauses wherever the focus is, except on a button that was reached by Tab: there it presses."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton


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
