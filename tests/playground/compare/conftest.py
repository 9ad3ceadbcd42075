"""A comparison beside a real timeline of the engine, without a thread."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import take
from engine.surgery import Surgery
from engine.timeline import Position, Timeline
from playground.compare.window import CompareWindow
from playground.document.moment import Moment
from playground.document.past import Past
from playground.document.selection import Selection
from playground.document.slicing import Slicing
from playground.theme import Appearance

SMALL = Experiment().with_data(samples=60)  # 30 to learn from
THREE = Experiment(data=Data("spiral3", samples=90), output="softmax", cost="cross_entropy", hidden=(Layer(5),))
PLANE = Experiment(data=Data("reg-plane", samples=60), output="linear", cost="squared", rate=0.05)
LINE = replace(PLANE, data=Data("sine", samples=60), features=("x1",))
RULE = Experiment(data=Data("separable", samples=60), output="step", cost="perceptron", hidden=(), rate=0.1)


class Stage:
    """A window on the screen; what it asks for is done at once."""

    def __init__(self, qtbot: QtBot, experiment: Experiment) -> None:
        self.experiment = experiment
        self.timeline = Timeline(Run(experiment))
        self.moment = Moment(Selection(experiment))
        self.past = Past(self.moment)
        self.past.seek_asked.connect(self._seek)
        self.appearance = Appearance("dark")
        self.slicing = Slicing(experiment)
        self.main = QWidget()
        qtbot.addWidget(self.main)
        self.window = CompareWindow(self.past, self.moment, self.slicing, self.appearance, self.main)
        self.show()

    def show(self, *, hurried: bool = False) -> None:
        """Show the present moment."""
        snapshot = take(self.timeline.run, 1, past=self.timeline.overview(), resting=not hurried)
        self.moment.show(snapshot, hurried=hurried)

    def learn(self, epochs: int) -> None:
        self.timeline.advance(epochs=epochs)
        self.show()

    def fork(self, at: int = 10, what: Experiment | Surgery | None = None, epochs: int = 20) -> None:
        """Go back, change the run there, and let it learn: what came after is a branch that was left."""
        self.timeline.seek(Position(at))
        what = what or replace(self.timeline.run.experiment, rate=0.5 * self.experiment.rate)
        if isinstance(what, Surgery):
            self.timeline.operate(what)
        else:
            self.timeline.adopt(what)
        self.learn(epochs)

    def _seek(self, position: Position | None, branch: int | None) -> None:
        if branch is not None:
            self.timeline.take_branch(branch)
        self.timeline.seek(position or self.timeline.end)
        self.show()


@pytest.fixture
def open_stage(qtbot: QtBot) -> Callable[..., Stage]:
    """Return a function that makes a stage with a run of 30 epochs, left at 10 for a branch of its own."""

    def open_one(experiment: Experiment = SMALL, *, forked: bool = True) -> Stage:
        stage = Stage(qtbot, experiment)
        stage.learn(30)
        if forked:
            stage.fork()
        stage.window.show()
        return stage

    return open_one
