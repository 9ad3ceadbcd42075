"""In a process of its own: starts the program as a person does, and tells when its window has been painted.

What is waited for is the event loop: the window is looked for when it begins, whatever was done before. So this knows
nothing of how the program starts.
"""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from playground import cli
from playground.bench.children import tell


class FirstPaint(QObject):
    """Tells once when a widget and all in it have been painted for the first time, then quits."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self._told = False
        widget.installEventFilter(self)

    def _tell(self) -> None:
        tell({"painted": True})
        QApplication.quit()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._told:
            self._told = True
            QTimer.singleShot(0, self, self._tell)  # after the children, which are painted in the same go
        return False


def main(arguments: Sequence[str]) -> int:
    """Start the program and end it when its window has been painted."""
    run_loop = QApplication.exec

    def watch_and_run() -> int:
        window = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))
        first = FirstPaint(window)
        status = run_loop()
        window.close()
        del first
        return status

    QApplication.exec = staticmethod(watch_and_run)  # type: ignore[method-assign]
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
