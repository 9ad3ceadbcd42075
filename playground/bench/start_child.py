"""In a process of its own: starts the program as a person does, and tells when window, network and charts are painted.

It waits for the event loop, whatever is done before that, and then for the first painting of a main window. So it knows
nothing of how the program starts.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from playground import cli
from playground.bench.telling import tell

if TYPE_CHECKING:
    from playground.charts.plot import Plot
    from playground.document.moment import Moment


class FirstPaint(QObject):
    """Tells when a main window and all in it have been painted for the first time, then when a part shows its numbers.

    It sees the events of one window, or those of the whole application where there is no window yet.
    """

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self._window: QMainWindow | None = None
        self._to_tell = {"network", "charts"}
        self._moment: Moment | None = None
        self._plots: set[Plot] = set()  # that are still to be painted whole, with numbers
        watched.installEventFilter(self)

    def _tell_window(self) -> None:
        from playground.window.main_window import MainWindow  # long loaded

        tell({"painted": "window"})
        assert isinstance(self._window, MainWindow)
        self._moment = self._window.moment
        self._window.canvas.drawn.connect(self._network_drawn)
        self._plots = {self._window.boundary.plot, self._window.costs.plot}
        for plot in self._plots:
            plot.installEventFilter(self)
        for part in (self._window.canvas, *self._plots):
            part.update()  # else it might be drawn already, and not again

    def _network_drawn(self) -> None:
        if self._moment is not None and self._moment.snapshot is not None:
            self._tell("network")

    def _plot_drawn(self, plot: "Plot") -> None:
        self._plots.discard(plot)
        if not self._plots:
            self._tell("charts")

    def _tell(self, part: str) -> None:
        if part in self._to_tell:
            self._to_tell.remove(part)
            tell({"painted": part})
        if not self._to_tell:
            QApplication.quit()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._window is None and isinstance(watched, QMainWindow):
            self._window = watched
            QTimer.singleShot(0, self, self._tell_window)  # after the children, which are painted in the same go
        elif event.type() == QEvent.Type.Paint and self._moment is not None and self._moment.snapshot is not None:
            for plot in [plot for plot in self._plots if plot is watched and plot.is_whole]:
                QTimer.singleShot(0, self, partial(self._plot_drawn, plot))
        return False


def main(arguments: Sequence[str]) -> int:
    """Start the program and end it when everything has been painted."""
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
