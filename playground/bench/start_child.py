"""In a process of its own: starts the program as a person does, and tells when its window and its network are painted.

It waits for the event loop, whatever is done before that, and then for the first painting of a main window. So it knows
nothing of how the program starts.
"""

import sys
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from playground import cli
from playground.bench.telling import tell


class FirstPaint(QObject):
    """Tells when a main window and all in it have been painted for the first time, then when the network is drawn.

    It sees the events of one window, or those of the whole application where there is no window yet.
    """

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self._window: QMainWindow | None = None
        watched.installEventFilter(self)

    def _tell_window(self) -> None:
        from playground.window.main_window import MainWindow  # long loaded

        tell({"painted": "window"})
        assert isinstance(self._window, MainWindow)
        self._moment = self._window.moment
        self._window.canvas.drawn.connect(self._tell_network)
        self._window.canvas.update()  # else it might be drawn already, and not again

    def _tell_network(self) -> None:
        if self._moment.snapshot is not None:
            tell({"painted": "network"})
            QApplication.quit()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._window is None and isinstance(watched, QMainWindow):
            self._window = watched
            QTimer.singleShot(0, self, self._tell_window)  # after the children, which are painted in the same go
        return False


def main(arguments: Sequence[str]) -> int:
    """Start the program and end it when its network has been painted."""
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


def _main_windows() -> Iterator[QMainWindow]:
    return (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMainWindow))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
