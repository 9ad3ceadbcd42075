"""What weight tables tell of a cell or a header beside Qt's own roles."""

from PySide6.QtCore import Qt

SYMBOL = Qt.ItemDataRole.UserRole + 1  # the engine's Symbol of a header
VALUE = Qt.ItemDataRole.UserRole + 2  # the number as a float
FROZEN = Qt.ItemDataRole.UserRole + 3
CUT = Qt.ItemDataRole.UserRole + 4
