"""In a process of its own: starts the program as a person does, and tells when its window has been painted.

It waits for the event loop, whatever is done before that, and then for the first painting of a main window. So it knows
nothing of how the program starts.
"""

import sys
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from playground import cli
from playground.bench.children import tell


class FirstPaint(QObject):
    """Tells once when a main window and all in it have been painted for the first time, then quits.

    It sees the events of one window, or those of the whole application where there is no window yet.
    """

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self._told = False
        watched.installEventFilter(self)

    def _tell(self) -> None:
        tell({"painted": True})
        QApplication.quit()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self._told and isinstance(watched, QMainWindow):
            self._told = True
            QTimer.singleShot(0, self, self._tell)  # after the children, which are painted in the same go
        return False


def _main_windows() -> Iterator[QMainWindow]:
    return (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))


def main(arguments: Sequence[str]) -> int:
    """Start the program and end it when its window has been painted."""
    run_loop = QApplication.exec

    def watch_and_run() -> int:
        application = QApplication.instance()
        assert application is not None
        FirstPaint(next(_main_windows(), application))
        status = run_loop()
        for window in _main_windows():
            window.close()
        return status

    QApplication.exec = staticmethod(watch_and_run)  # type: ignore[method-assign]
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
