"""Timelines with something of everything in them, for tests that write and read sessions."""

import functools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from engine import Data, Experiment, Layer, Run, Timeline, choose
from engine.experiment import Stop
from engine.fitting import with_data
from engine.rows import as_table, moved_rows
from engine.session import Session
from engine.session.session import pieces, session_of
from engine.surgery import Surgery, between, same
from engine.table import Table
from engine.timeline import Position
from tests.engine.timeline.lives import all_of

EXPERIMENT = Experiment(
    data=Data(samples=40, noise=0.1),
    features=("x1", "x2", "x1x2"),
    hidden=(Layer(3, dropout=0.2), Layer(2, "relu")),
    optimizer=choose("adam"),
    rate=0.02,
    batch=7,
    pruned=((1, 1, 1),),
)


def own_table() -> Table:
    """Return a table of three inputs and two classes that says itself what is only tested on."""
    rng = np.random.default_rng(9)
    points = rng.normal(size=(30, 3))
    return Table(
        ("a", "b", "ç"), points, "kind", (points[:, 2] > 0).astype(float), ("no", "yes"), is_test=np.arange(30) % 3 == 0
    )


def lived() -> Timeline:
    """Return a timeline with changes of every kind, other data too, bookmarks, three branches, amid a mini-batch."""
    timeline = Timeline(Run(EXPERIMENT))
    timeline.advance(epochs=3)
    timeline.set_bookmark("before all")
    timeline.adopt(replace(EXPERIMENT, rate=0.05, stop=Stop(epochs=5)))
    timeline.advance(epochs=4)
    timeline.go_on()
    timeline.advance(epochs=2)
    wider = replace(timeline.run.experiment, hidden=(Layer(4, dropout=0.2), Layer(2, "relu")))
    timeline.operate(Surgery(wider, between(timeline.run.experiment, wider), "Add a unit", keeps=1))
    timeline.advance(batches=3)
    by_hand = Surgery(wider, same(wider.sizes), "Set w", values=(((1, 2, 0), 0.1 + 0.2),), keeps=2)
    timeline.operate(by_hand)
    timeline.advance(epochs=2)
    timeline.seek(Position(4))
    timeline.advance(epochs=2)
    timeline.go_on()
    timeline.advance(epochs=1)
    timeline.seek(Position(2, 1))
    timeline.adopt(replace(timeline.run.experiment, l2=0.01))
    timeline.advance(epochs=2)
    drawn = moved_rows(as_table(EXPERIMENT.data, timeline.run.samples), [0, 3], [0.5, -0.25])
    for number, change in enumerate(
        (
            {"name": "drawn", "table": drawn},
            {"name": "own", "table": own_table()},
            {"formula": "x1 * x2 > 0.1", "samples": 40, "balance": 0.5, "draw": 3},
            {"train_share": 0.7, "stratified": True},
        ),
        start=3,
    ):
        old = replace(timeline.run.experiment, pruned=())
        new = with_data(old, **change).experiment
        timeline.operate(Surgery(new, between(timeline.run.experiment, new), "Other data", keeps=number))
        timeline.advance(epochs=1)
    timeline.take_branch(1)
    timeline.step("batch", -2)
    timeline.step("act", 5)
    return timeline


@functools.cache
def text() -> str:
    """Return the session file of `lived`."""
    return written(lived())


def written(timeline: Timeline) -> str:
    """Return the session file of a timeline."""
    return "".join(pieces(Session(timeline.state(), {"side": "Charts"}), "0.1.0"))


def plain() -> dict[str, Any]:
    """Return the plain values of the session file of `lived`."""
    values: dict[str, Any] = json.loads(text())
    return values


def read(what: str | dict[str, Any]) -> Timeline:
    """Return the timeline of a session file, or of its plain values."""
    data = what if isinstance(what, str) else json.dumps(what)
    return Timeline.of(session_of(data.encode()).state)


def told(timeline: Timeline, go: Callable[[Timeline], object] = lambda _: None) -> str:
    """Return all that a run is, after it has gone somewhere."""
    go(timeline)
    return repr(all_of(timeline.run)) + repr(timeline.run.costs.rows().tolist())
