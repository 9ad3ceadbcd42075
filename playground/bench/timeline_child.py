"""In a process of its own: trains in the real window, then goes to places of its past, and tells how long each took.

It is asked in JSON: `'{"epochs": 100000, "seeks": 100}'`.
"""

import json
import sys
from collections.abc import Sequence
from random import Random
from time import perf_counter

from PySide6.QtCore import QEventLoop, QObject

from engine.experiment import Experiment
from engine.timeline import Timeline
from playground.app import make_application, make_window
from playground.bench.children import BenchError
from playground.bench.telling import tell
from playground.bench.window_child import SETTLE_SECONDS, SIZE, after, spin
from playground.gui_gc import GuiGarbageCollector
from playground.window.main_window import MainWindow

STRIDE = 1000  # epochs between two words of how far it is
PATIENCE_SECONDS = 5.0  # a place that is not shown by then counts as that late


def main(words: Sequence[str]) -> int:
    """Measure and tell the readings."""
    asked = json.loads(words[0])
    make_application()
    collector = GuiGarbageCollector()
    window = make_window(Experiment(), "dark", remembers=False)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()
    spin(SETTLE_SECONDS)
    journeys = Journeys(window)
    window.runner.watch(watching=False)  # it learns faster so
    for epoch in range(STRIDE, asked["epochs"] + 1, STRIDE):
        window.runner.step("epoch", STRIDE)
        journeys.wait_for(epoch, patience=asked["epochs"])
        tell({"epoch": epoch})
    window.runner.watch(watching=True)
    spin(SETTLE_SECONDS)
    random = Random(1)
    taken = [journeys.time(random.randrange(asked["epochs"] + 1)) for _ in range(asked["seeks"])]
    tell({"seek_seconds": taken, "bytes": kept_bytes(window)})
    window.close()
    collector.stop()
    return 0


def kept_bytes(window: MainWindow) -> int:
    """Return how much memory the past takes; the engine's thread rests meanwhile."""
    timeline = window.runner._worker._timeline
    assert isinstance(timeline, Timeline)
    return timeline.history.bytes + timeline.branches.bytes


class Journeys(QObject):
    """Goes to epochs and notes when they are painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._loop = QEventLoop(self)
        self._goal = -1
        self._shown = 0.0
        window.canvas.drawn.connect(self._note_paint)
        window.runner.snapshot_ready.connect(self._note_snapshot)
        self._waits_for_paint = False

    def wait_for(self, epoch: int, patience: float) -> None:
        """Wait until the run has come to an epoch.

        Raises
        ------
        BenchError
            if it does not
        """
        self._goal, self._waits_for_paint, self._shown = epoch, False, 0.0
        self._wait(patience)
        if not self._shown:
            raise BenchError(f"the run did not come to epoch {epoch} within {patience:g} s")

    def time(self, epoch: int) -> float:
        """Return how long it takes until an epoch is painted, in seconds."""
        self._goal, self._waits_for_paint, self._shown = epoch, True, 0.0
        start = perf_counter()
        self._window.past.go(epoch)
        self._wait(PATIENCE_SECONDS)
        return (self._shown or start + PATIENCE_SECONDS) - start

    def _wait(self, patience: float) -> None:
        timer = after(patience, self, self._loop.quit)
        self._loop.exec()
        timer.stop()

    def _is_there(self) -> bool:
        snapshot = self._window.moment.snapshot
        return snapshot is not None and snapshot.epoch == self._goal and not self._shown

    def _note_snapshot(self, _snapshot: object) -> None:
        if not self._waits_for_paint and self._is_there():
            self._end()

    def _note_paint(self) -> None:
        if self._waits_for_paint and self._is_there():
            self._end()

    def _end(self) -> None:
        self._shown = perf_counter()
        self._loop.quit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
