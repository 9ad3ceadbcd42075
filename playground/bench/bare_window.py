"""The least that a program with pyqtgraph does: one plot in a window. It is run by its path, and imports nothing else.

What the program's own start is measured against.
"""

import sys

import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication


class FirstPaint(QObject):
    """Tells once when a widget and all in it have been painted for the first time, then quits."""

    _told = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._told:
            self._told = True
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        sys.stdout.write('{"painted": "bare"}\n')
        sys.stdout.flush()
        QApplication.quit()


def main() -> int:
    """Show a plot and end when it has been painted."""
    application = QApplication(sys.argv)
    plot = pyqtgraph.PlotWidget()
    first = FirstPaint()
    plot.viewport().installEventFilter(first)  # the view itself, covered by it, is never painted
    plot.resize(1440, 860)
    plot.show()
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())
