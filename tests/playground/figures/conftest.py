"""Runs and their moments for figures, films and reports."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from engine import Experiment, Layer, Run
from engine.snapshot import Snapshot, take
from engine.timeline import Position, Timeline
from playground.figures.colors import COLORS
from playground.figures.studio import Studio
from playground.resources import register_fonts

SMALL = Experiment(hidden=(Layer(3),))


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Fonts need one."""
    register_fonts()


def learnt(experiment: Experiment = SMALL, epochs: int = 8) -> Timeline:
    timeline = Timeline(Run(experiment))
    timeline.advance(epochs=epochs)
    return timeline


def at(timeline: Timeline, position: Position | None = None, *, tells: bool = False) -> Snapshot:
    if position is not None:
        timeline.seek(position)
    return take(timeline.run, 1, timeline.told() if tells else None, timeline.overview(), resting=True)


MakeStudio = Callable[..., Studio]


@pytest.fixture
def studio() -> Iterator[MakeStudio]:
    """Make studios, and close them at the end."""
    made: list[Studio] = []

    def make(what: str, snapshot: Snapshot, colors: str = "light", **options: object) -> Studio:
        made.append(Studio(what, snapshot, COLORS[colors], **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()
