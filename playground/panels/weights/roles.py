"""What weight tables tell of a cell or a header beside Qt's own roles."""

from PySide6.QtCore import Qt

SYMBOL = Qt.ItemDataRole.UserRole + 1  # the engine's Symbol of a header or a cell
VALUE = Qt.ItemDataRole.UserRole + 2  # the number as a float
WEIGHT = Qt.ItemDataRole.UserRole + 3  # (l, j, k)
FROZEN = Qt.ItemDataRole.UserRole + 4
CUT = Qt.ItemDataRole.UserRole + 5
