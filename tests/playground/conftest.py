"""A whole window without a person, for tests of the rooms that show it."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.snapshot import Snapshot
from playground.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """Let Python collect between tests only: a window that nothing holds any more must not go while it is painted."""
    gc.disable()
    yield
    gc.enable()


class Bench:
    """A shown window and what a test does with it most."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    @property
    def snapshot(self) -> Snapshot:
        assert self.window.moment.snapshot is not None
        return self.window.moment.snapshot

    @property
    def experiment(self) -> Experiment:
        return self.window.document.experiment

    def wait_until_shown(self) -> None:
        """Wait until the views show the document's experiment."""
        self.qtbot.waitUntil(lambda: bool(self.window.moment.snapshot) and self.snapshot.experiment == self.experiment)

    def step(self, epochs: int = 1) -> None:
        """Learn so many epochs and wait until they are shown."""
        goal = self.snapshot.epoch + epochs
        self.window.runner.step("epoch", epochs)
        self.qtbot.waitUntil(lambda: self.snapshot.epoch == goal and not self.window.runner.playing)

    def widget(self, name: str) -> object:
        from PySide6.QtWidgets import QWidget

        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found


@pytest.fixture
def open_bench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    """Return a function that opens a window on an experiment."""
    from playground.app import make_window
    from playground.gui_gc import GuiGarbageCollector

    collector = GuiGarbageCollector()  # as in the program; else widgets are finalised in the engine's thread, at times
    windows = []

    def open_one(
        experiment: Experiment | None = None, size: tuple[int, int] = (1280, 800), *, recovers: bool = False
    ) -> Bench:
        window = make_window(experiment or Experiment(), "dark", recovers=recovers)
        windows.append(window)
        window.set_reduced_motion(True)  # so that what is asserted on stands still
        window.resize(*size)
        window.show()
        if window.recovery:
            window.recovery.begin()
        bench = Bench(qtbot, window)
        bench.wait_until_shown()
        return bench

    yield open_one
    for window in windows:
        window.sessions.may_close = lambda: True  # type: ignore[method-assign]  # nobody is there to be asked
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector.stop()
    qapp.setStyleSheet("")


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench()
