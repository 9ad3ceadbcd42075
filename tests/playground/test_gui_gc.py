"""Python's cyclic collector runs in the GUI thread only, and it does run."""

import gc
import threading
import weakref
from collections.abc import Iterator
from threading import Thread

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground import gui_gc
from playground.gui_gc import GuiGarbageCollector


@pytest.fixture
def thresholds() -> Iterator[tuple[int, ...]]:
    """Let the youngest generation be due soon, and everything be as it was afterwards."""
    before = gc.get_threshold()
    gc.enable()
    gc.collect()
    gc.set_threshold(200, 10, 10)
    yield gc.get_threshold()
    gc.set_threshold(*before)


@pytest.fixture
def collector(qtbot: QtBot, thresholds: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> Iterator[QObject]:
    monkeypatch.setattr(gui_gc, "INTERVAL_MS", 10)
    made = GuiGarbageCollector()
    yield made
    made.stop()


class Knot(QObject):
    """Refers to itself, so that only the cyclic collector can take it away."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def tie_knots(count: int, finalised_in: list[int]) -> None:
    for _ in range(count):
        weakref.finalize(Knot(), lambda: finalised_in.append(threading.get_ident()))


def test_the_automatic_collector_is_off_while_it_runs_and_on_after_stop(
    qtbot: QtBot, thresholds: tuple[int, ...]
) -> None:
    assert gc.isenabled()
    collector = GuiGarbageCollector()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
    collector.stop()
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off(qtbot: QtBot) -> None:
    gc.disable()
    collector = GuiGarbageCollector()
    collector.stop()
    assert not gc.isenabled()


def test_what_is_spared_is_looked_at_again_after_stop(qtbot: QtBot, thresholds: tuple[int, ...]) -> None:
    collector = GuiGarbageCollector()
    finalised_in: list[int] = []
    tie_knots(1, finalised_in)
    collector.spare_what_there_is()
    tie_knots(1, finalised_in)
    gc.collect()
    assert len(finalised_in) == 1
    collector.stop()
    gc.collect()
    assert len(finalised_in) == 2
    assert gc.get_freeze_count() == 0


def test_cycles_made_in_a_thread_are_finalised_in_the_gui_thread(qtbot: QtBot, collector: QObject) -> None:
    finalised_in: list[int] = []
    thread = Thread(target=tie_knots, args=(1000, finalised_in))
    thread.start()
    thread.join()
    assert finalised_in == []  # with the automatic collector on, most would be gone, in that thread
    qtbot.waitUntil(lambda: len(finalised_in) == 1000)
    assert set(finalised_in) == {threading.get_ident()}


def test_nothing_is_collected_before_it_is_due(collector: GuiGarbageCollector) -> None:
    finalised_in: list[int] = []
    gc.collect()
    tie_knots(3, finalised_in)
    collector.collect_what_is_due()
    assert finalised_in == []
    gc.collect()
    assert len(finalised_in) == 3


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_the_oldest_generation_that_is_due_is_collected(
    collector: GuiGarbageCollector, monkeypatch: pytest.MonkeyPatch, generation: int
) -> None:
    counts = [11] * (generation + 1) + [0] * (2 - generation)
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: tuple(counts))
    monkeypatch.setattr(gc, "get_threshold", lambda: (10, 10, 10))
    monkeypatch.setattr(gc, "collect", collected.append)
    collector.collect_what_is_due()
    assert collected == [generation]


@pytest.mark.parametrize("thresholds_off", [(10, 10, 10), (0, 0, 0)])
def test_at_or_without_a_threshold_nothing_is_collected(
    collector: GuiGarbageCollector, monkeypatch: pytest.MonkeyPatch, thresholds_off: tuple[int, ...]
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (10, 10, 10))
    monkeypatch.setattr(gc, "get_threshold", lambda: thresholds_off)
    monkeypatch.setattr(gc, "collect", collected.append)
    collector.collect_what_is_due()
    assert collected == []


def test_knots_do_not_pile_up(collector: GuiGarbageCollector) -> None:
    finalised_in: list[int] = []
    for _ in range(50):
        tie_knots(300, finalised_in)
        collector.collect_what_is_due()
    assert len(finalised_in) > 50 * 300 - 1000
