"""In a process of its own: opens the real window, lets the trainer run flat out, and tells what the window did then.

It is asked in JSON: `'{"units": [8, 8, 8], "seconds": 3.0, "slices": 3, "presses": 12}'`.

Idle throughput is measured with no window before and after, and in between while the window is paused and this thread,
its own, does nothing else: so a machine that slows down for a while slows both.
"""

import json
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import Snapshot
from playground.app import make_application, make_window
from playground.bench.children import BenchError
from playground.bench.telling import tell
from playground.document.selection import Unit
from playground.gui_gc import GuiGarbageCollector
from playground.window.main_window import MainWindow

SIZE = (1440, 860)
SETTLE_SECONDS = 0.25
PATIENCE_SECONDS = 2.0  # a press that shows nothing by then counts as that late
PRESS_GAP_SECONDS = (0.03, 0.12)


def main(words: Sequence[str]) -> int:
    """Measure one net and tell the readings."""
    asked = json.loads(words[0])
    experiment = Experiment(hidden=tuple(Layer(units) for units in asked["units"]))
    run = Run(experiment)
    idle_seconds = asked["seconds"] / 2
    epochs_per_second(run, idle_seconds / 2)  # to warm up
    idle = [epochs_per_second(run, idle_seconds)]
    make_application()
    collector = GuiGarbageCollector()
    window = make_window(experiment, "dark", remembers=False)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    spin(SETTLE_SECONDS)
    window.runner.set_speed(None)
    watch = Watch(window)
    for number in range(asked["slices"]):
        if number:
            idle.append(epochs_per_second(run, idle_seconds))
        watch.slice(asked["seconds"])
    window.runner.play()
    spin(SETTLE_SECONDS)
    presses = Presses(window).take(asked["presses"])
    window.close()
    collector.stop()
    idle.append(epochs_per_second(run, idle_seconds))
    tell(
        {
            "frame_seconds": watch.frame_seconds,
            "drawing_epochs_per_second": watch.rates,
            "idle_epochs_per_second": idle,
            "press_seconds": presses,
        }
    )
    return 0


def epochs_per_second(run: Run, seconds: float) -> float:
    """Return how fast a run advances for so long, counting parts of epochs."""
    start = perf_counter()
    done = run.advance(seconds=seconds)
    return done / run.batches_per_epoch / (perf_counter() - start)


def spin(seconds: float) -> None:
    """Let Qt work for so long."""
    loop = QEventLoop()
    timer = after(seconds, loop, loop.quit)
    loop.exec()
    timer.stop()


def after(seconds: float, parent: QObject, act: Callable[[], object]) -> QTimer:
    """Return a running timer that acts once, to the millisecond."""
    timer = QTimer(parent, singleShot=True, interval=round(1000 * seconds), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(act)
    timer.start()
    return timer


class Watch(QObject):
    """Notes when the canvas is painted and how far the run has come, while it plays."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._painted: list[float] = []
        self._passed: list[tuple[float, float]] = []  # (time, epoch) of each snapshot
        self.frame_seconds: list[float] = []
        self.rates: list[float] = []
        window.canvas.drawn.connect(self._note_paint)
        window.runner.snapshot_ready.connect(self._note_snapshot)

    def slice(self, seconds: float) -> None:
        """Play for so long, then pause; keep the frame intervals and the epochs per second.

        Raises
        ------
        BenchError
            if the run did not go on
        """
        self._window.runner.play()
        spin(SETTLE_SECONDS)
        self._painted.clear()
        self._passed.clear()
        spin(seconds)
        painted, passed = list(self._painted), list(self._passed)
        if len(painted) < 2 or len(passed) < 2:
            raise BenchError(f"the window drew {len(painted)} frames in {seconds:g} s, expected at least 2")
        self._window.runner.pause()
        spin(SETTLE_SECONDS)
        self.frame_seconds += [later - earlier for earlier, later in pairwise(painted)]
        (first, begun), (last, ended) = passed[0], passed[-1]
        self.rates.append((ended - begun) / (last - first))

    def _note_paint(self) -> None:
        self._painted.append(perf_counter())

    def _note_snapshot(self, snapshot: Snapshot) -> None:
        self._passed.append((perf_counter(), snapshot.epoch + snapshot.batch / snapshot.batches_per_epoch))


class Presses(QObject):
    """Presses keys and buttons while the network learns, and notes how long it takes until that is painted.

    A press falls due by a timer, whatever the window is busy with then, and its time counts from that moment.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._random = Random(1)
        self._loop = QEventLoop(self)
        self._carried_out = False
        self._shown: float | None = None
        button = window.findChild(QWidget, "button_play")
        assert button is not None
        self._button: QWidget = button
        self._button.installEventFilter(self)
        window.selection.unit_changed.connect(self._note_carried_out)
        window.runner.playing_changed.connect(self._note_carried_out)
        window.canvas.drawn.connect(self._note_paint)
        self._waits_for: QWidget = window.canvas

    def take(self, presses: int) -> dict[str, list[float]]:
        """Press so often, each kind in turn; return the seconds of each kind."""
        self._window.selection.select_unit(Unit(2, 2))
        canvas, button = self._window.canvas, self._button
        kinds: list[tuple[str, QWidget, Callable[[], None]]] = [
            ("click on a unit", canvas, lambda: click(canvas, QPointF(canvas.unit_center(Unit(2, 1))))),
            ("arrow key", canvas, lambda: press(canvas, Qt.Key.Key_Down)),
            ("click on pause", button, lambda: click(button, QPointF(button.rect().center()))),
            ("click on play", button, lambda: click(button, QPointF(button.rect().center()))),
        ]
        taken: dict[str, list[float]] = {name: [] for name, _, _ in kinds}
        for number in range(presses):
            name, widget, act = kinds[number % len(kinds)]
            taken[name].append(self._time(widget, act))
        return taken

    def _time(self, widget: QWidget, act: Callable[[], None]) -> float:
        self._waits_for, self._carried_out, self._shown = widget, False, None
        gap = round(self._random.uniform(*PRESS_GAP_SECONDS), 3)
        due = perf_counter() + gap
        timers = after(gap, self, act), after(gap + PATIENCE_SECONDS, self, self._loop.quit)
        self._loop.exec()
        for timer in timers:
            timer.stop()
        return PATIENCE_SECONDS if self._shown is None else self._shown - due

    def _note_carried_out(self, _what: object) -> None:
        self._carried_out = True

    def _note_paint(self) -> None:
        if self._waits_for is self._window.canvas:
            self._note_shown()

    def _note_shown(self) -> None:
        if self._carried_out and self._shown is None:
            self._shown = perf_counter()
            self._loop.quit()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._waits_for is watched:
            self._note_shown()
        return False


def click(widget: QWidget, point: QPointF) -> None:
    """Post what a click of the left button is to a widget."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
        on_screen = widget.mapToGlobal(point)
        event = QMouseEvent(kind, point, on_screen, left, held, Qt.KeyboardModifier.NoModifier)
        QApplication.postEvent(widget, event)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Post what a key is to a widget."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.postEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
