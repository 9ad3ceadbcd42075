"""A timeline beside a document and a real timeline of the engine, without a thread."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from engine.run import Run
from engine.snapshot import take
from engine.timeline import Position, Timeline
from playground.document.moment import Moment
from playground.document.past import Past
from playground.document.selection import Selection
from playground.theme import Appearance
from playground.timeline.bar import ACTIONS, TimelineBar

SMALL = Experiment().with_data(samples=60)  # 30 to learn from: three mini-batches


class Stage:
    """A bar on the screen; what it asks for is done at once."""

    def __init__(self, qtbot: QtBot) -> None:
        self.timeline = Timeline(Run(SMALL))
        self.selection = Selection(SMALL)
        self.moment = Moment(self.selection)
        self.past = Past(self.moment)
        self.asked: list[tuple[Position | None, int | None]] = []
        self.refusals: list[str] = []
        self.past.seek_asked.connect(self._seek)
        self.past.bookmark_asked.connect(self._does(self.timeline.set_bookmark))
        self.past.bookmark_dropped.connect(self._does(self.timeline.unset_bookmark))
        self.past.branch_renamed.connect(self._does(self.timeline.branches.rename))
        self.past.branch_deleted.connect(self._does(self.timeline.branches.delete))
        self.past.refused.connect(self.refusals.append)
        actions = {name: QAction(name) for name in (*ACTIONS, "compare")}
        self.bar = TimelineBar(self.past, self.moment, Appearance("dark"), actions)
        self.view = self.bar.view
        qtbot.addWidget(self.bar)
        self.bar.resize(900, self.bar.height())
        self.bar.show()
        self.show()

    @property
    def here(self) -> Position:
        return self.timeline.position

    def show(self) -> None:
        """Show the present moment."""
        self.moment.show(take(self.timeline.run, 1, past=self.timeline.overview(), resting=True))

    def learn(self, epochs: int) -> None:
        self.timeline.advance(epochs=epochs)
        self.show()

    def fork(self) -> None:
        """Have branch 1 from 0 to 40, left at 10 for branch 2, which ends at 30."""
        self.learn(40)
        self.past.go(10)
        self.timeline.adopt(replace(SMALL, rate=0.01))
        self.learn(20)

    def _seek(self, position: Position | None, branch: int | None) -> None:
        self.asked.append((position, branch))
        if branch is not None:
            self.timeline.take_branch(branch)
        self.timeline.seek(position or self.timeline.end)
        self.show()

    def _does(self, verb: Callable[..., None]) -> Callable[..., None]:
        def do(*words: object) -> None:
            verb(*words)
            self.show()

        return do


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)
