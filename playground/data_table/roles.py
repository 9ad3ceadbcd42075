"""What the grid tells of a header beside Qt's own roles."""

from PySide6.QtCore import Qt

SYMBOL = Qt.ItemDataRole.UserRole + 1  # the engine's Symbol
NAME = Qt.ItemDataRole.UserRole + 2  # what a column is called beside it
SORTED = Qt.ItemDataRole.UserRole + 3  # 1 from the least on, −1 from the greatest, 0 not by it
ON_RIGHT = Qt.ItemDataRole.UserRole + 4  # whether the column's cells stand on the right
IS_WRONG = Qt.ItemDataRole.UserRole + 5  # whether the network decides the row's sample wrongly
