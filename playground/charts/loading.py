"""What charts are drawn with, imported in a thread of its own while the window is on screen already.

The window's own thread is never held up: the interpreter hands over its lock every half millisecond.
"""

from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal


class Loading(QObject):
    """Imports once, and says in the thread it was made in when that is done."""

    done = Signal()
    _imported = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._imported.connect(self.done, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._import, name="charts")

    def start(self) -> None:
        """Begin to import."""
        self._thread.start()

    def wait(self) -> None:
        """Return when nothing is imported any more: a thread must not outlive the objects it speaks to."""
        if self._thread.ident is not None:
            self._thread.join()

    def _import(self) -> None:
        import contourpy  # noqa: F401

        import playground.charts.axes  # noqa: F401

        self._imported.emit()
