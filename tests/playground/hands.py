"""What hands do to the fields of a form, with real events."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot


def choose(qtbot: QtBot, box: object, row: int) -> None:
    """Open a list and click one of its rows."""
    assert isinstance(box, QComboBox)
    box.showPopup()
    QApplication.processEvents()
    place = box.view().visualRect(box.model().index(row, 0))
    qtbot.mouseClick(box.view().viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    QApplication.processEvents()


def type_into(qtbot: QtBot, line: object, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Go into a line, type over what it shows, and end with a key."""
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    if key is not None:
        qtbot.keyClick(line, key)
