"""A window that paints for long neither dies nor grows: some PySide6 on some Python abort after 5 200 calls."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment, Layer
from playground.app import make_window
from playground.gui_gc import GuiGarbageCollector

MORE_THAN = 20_000
MIB = 1024 * 1024
MOST_GROWTH = 64 * MIB
COUNTED = (
    "drawText",
    "drawLines",
    "drawLine",
    "drawPoints",
    "drawImage",
    "drawPixmap",
    "drawEllipse",
    "drawRoundedRect",
    "drawPath",
    "drawGlyphRun",
    "fillRect",
    "setPen",
    "setBrush",
    "setFont",
    "setRenderHint",
    "setOpacity",
)


@pytest.fixture
def paint_calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list whose one number is how many calls of QPainter were made."""
    calls = [0]

    def counted(method: Callable[..., object]) -> Callable[..., object]:
        def count_and_call(painter: QPainter, *arguments: object) -> object:
            calls[0] += 1
            return method(painter, *arguments)

        return count_and_call

    for name in COUNTED:
        monkeypatch.setattr(QPainter, name, counted(getattr(QPainter, name)))
    return calls


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory from /proc")
def test_the_window_paints_for_long_and_does_not_grow(qtbot: QtBot, paint_calls: list[int]) -> None:
    collector = GuiGarbageCollector()
    window = make_window(Experiment(hidden=(Layer(8), Layer(8))), "dark")
    frames: list[None] = []
    window.canvas.drawn.connect(lambda: frames.append(None))
    window.show()
    window.runner.set_speed(None)
    window.runner.play()

    def paint_until(calls: int) -> None:
        """Wait for frame after frame, and paint all after each: a frame of a hurry is a hundred calls at most."""
        while paint_calls[0] < calls:
            with qtbot.waitSignal(window.canvas.drawn):
                pass
            window.grab()

    paint_until(MORE_THAN)
    half = resident_bytes()
    paint_until(2 * MORE_THAN)
    grown = resident_bytes() - half
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collector.stop()
    assert len(frames) > 20
    assert grown < MOST_GROWTH
