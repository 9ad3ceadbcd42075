"""Steps in the window, by keys, buttons, menus and clicks: it shows what a timeline of the engine's own would."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from engine import Data, Experiment, Layer, Run, Timeline, choose
from engine.acts import GRAINS
from tests.playground.conftest import Bench

NETWORKS = {
    "2-3-1": Experiment(hidden=(Layer(3),), data=Data(samples=12), batch=2, seed=4),
    "softmax, adam": Experiment(
        data=Data("blobs", samples=12),
        hidden=(Layer(2, "relu"),),
        output="softmax",
        cost="cross_entropy",
        optimizer=choose("adam"),
        batch=4,
    ),
    "perceptron": Experiment(
        data=Data("separable", samples=8), hidden=(), output="step", cost="perceptron", reduction="sum", batch=1
    ),
    "dropout": Experiment(hidden=(Layer(3, dropout=0.5),), data=Data(samples=10), batch=3, l2=0.01),
}
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Person:
    """Steps in a window, and in a timeline beside it."""

    def __init__(self, bench: Bench, experiment: Experiment, seed: int) -> None:
        self.bench = bench
        self.window = bench.window
        self.timeline = Timeline(Run(experiment))
        self.random = random.Random(seed)

    def move(self) -> None:
        """Do something that steps, and wait until it is shown."""
        chosen = self.random.choice((self.arrow, self.point, self.button, self.menu, self.grain, self.phase))
        chosen()
        self.wait()

    def wait(self) -> None:
        run, stepping = self.timeline.run, self.window.stepping
        place = run.epoch, run.batch, run.act

        def is_there() -> bool:
            snapshot = self.window.moment.snapshot
            there = snapshot is not None and (snapshot.epoch, snapshot.batch, snapshot.act) == place
            return there and (snapshot.told is not None) == stepping.is_on

        self.bench.qtbot.waitUntil(is_there, timeout=20_000)

    # Each way to step

    def step(self, way: int, *, coarser: bool = False) -> None:
        grain = GRAINS[min(GRAINS.index(self.window.stepping.grain) + coarser, len(GRAINS) - 1)]
        self.timeline.step(grain, way)

    def arrow(self) -> None:
        way, coarser = self.random.choice((1, -1)), self.random.random() < 0.3
        key = Qt.Key.Key_Right if way > 0 else Qt.Key.Key_Left
        QTest.keyClick(self.window, key, SHIFT if coarser else Qt.KeyboardModifier.NoModifier)
        self.step(way, coarser=coarser)

    def point(self) -> None:
        way = self.random.choice((1, -1))
        QTest.keyClick(self.window, Qt.Key.Key_Period if way > 0 else Qt.Key.Key_Comma)
        self.step(way)

    def button(self) -> None:
        way = self.random.choice((1, -1))
        button = self.window.findChild(QToolButton, "button_forward" if way > 0 else "button_back")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.step(way)

    def menu(self) -> None:
        way = self.random.choice((1, -1))
        self.window.actions_by_name["forward" if way > 0 else "back"].trigger()
        self.step(way)

    def grain(self) -> None:
        number = self.random.randrange(len(GRAINS))
        if self.random.random() < 0.5:
            QTest.keyClick(self.window, Qt.Key(Qt.Key.Key_1 + number))
        else:
            QTest.mouseClick(self.window.run_bar.grains.segments[number], Qt.MouseButton.LeftButton)
        assert self.window.stepping.grain == GRAINS[number]

    def phase(self) -> None:
        phase = self.random.randrange(4)
        QTest.mouseClick(self.window.track.phases[phase], Qt.MouseButton.LeftButton)
        order, act = self.timeline.told().order, self.timeline.run.act
        column = order.place(act).column
        goal = order.first_of(phase, order.samples - 1 if column is None else column)
        self.timeline.go(type(self.timeline.moment)(self.timeline.run.updates, goal))

    # What is to be seen

    def assert_shown(self) -> None:
        told, window = self.timeline.told(), self.window
        snapshot, stepping = window.moment.snapshot, window.stepping
        weights = told.weights_at(self.timeline.run.act) if stepping.is_on else self.timeline.run.network
        assert np.array_equal(snapshot.network.flat, weights.flat)
        if stepping.is_on:
            expected = told.act(self.timeline.run.act)
            assert stepping.act == expected
            assert [button.is_present for button in window.track.phases].index(True) == expected.phase
            assert window.strip.copied("number") == repr(expected.value)
            assert str(expected.symbol) in window.strip.copied("text")


@pytest.mark.parametrize("name", NETWORKS)
def test_whatever_way_one_steps_the_window_shows_the_engines_act(open_bench: Callable[..., Bench], name: str) -> None:
    walk(open_bench, name, 25)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2-3-1"])
def test_a_thousand_steps_forth_and_back_end_in_the_same_bits(open_bench: Callable[..., Bench], name: str) -> None:
    person = walk(open_bench, name, 1000)
    straight = Run(NETWORKS[name])
    if person.timeline.run.updates:
        straight.advance(batches=person.timeline.run.updates)
    person.window.stepping.leave()
    person.wait()
    assert np.array_equal(person.window.moment.snapshot.network.flat, straight.network.flat)


def walk(open_bench: Callable[..., Bench], name: str, moves: int) -> Person:
    person = Person(open_bench(NETWORKS[name]), NETWORKS[name], seed=len(name))
    for _ in range(moves):
        person.move()
        person.assert_shown()
    return person
