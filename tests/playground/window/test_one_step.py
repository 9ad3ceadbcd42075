"""One step of an act is drawn once: no view does the same work twice, and none does what has not changed."""

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect

from engine.experiment import Experiment, Layer
from engine.network import Network
from engine.snapshot import Snapshot
from engine.surface import Surface
from playground.canvas.columns import Column
from playground.canvas.drawing import Drawing
from playground.canvas.unit_words import UnitWords
from playground.document.selection import Unit
from playground.stepper import strip
from tests.playground.conftest import Bench


@pytest.fixture
def stepping(open_bench: Callable[..., Bench]) -> Bench:
    bench = open_bench(Experiment(hidden=(Layer(3), Layer(2)), batch=2))
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    return bench


def go_on(bench: Bench) -> None:
    index = bench.window.stepping.index
    bench.window.stepping.forward()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.index == index + 1)


def test_a_step_writes_every_label_once(stepping: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[Unit] = Counter()
    show = Column.show_label

    def show_and_count(column: Column, unit: Unit, words: UnitWords, target: str, *, selected: bool) -> list[QRect]:
        asked[unit] += 1
        return show(column, unit, words, target, selected=selected)

    monkeypatch.setattr(Column, "show_label", show_and_count)
    go_on(stepping)
    assert set(asked) >= {Unit(1, 1), Unit(2, 3), Unit(4, 1)}
    assert set(asked.values()) == {1}


def test_a_step_asks_once_what_the_strip_is_about(stepping: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    subject_of = strip.subject_of
    monkeypatch.setattr(strip, "subject_of", lambda *about: (asked.append(about), subject_of(*about))[1])
    for _ in range(6):
        go_on(stepping)
    assert len(asked) == 6
    act = stepping.window.stepping.act
    assert act is not None
    assert stepping.window.strip.subject is not None
    assert stepping.window.strip.subject.main.value == act.value


def test_an_act_that_changes_no_weight_pictures_no_unit_anew(stepping: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    pictured: list[Network] = []
    unit_maps = Surface.unit_maps
    monkeypatch.setattr(
        Surface, "unit_maps", lambda surface, network: (pictured.append(network), unit_maps(surface, network))[1]
    )
    go_on(stepping)
    assert pictured == []
    stepping.window.stepping.leave()
    stepping.step()
    assert len(pictured) == 2  # the canvas' units and the decision boundary


def test_what_is_drawn_after_steps_is_what_would_be_drawn_from_nothing(stepping: Bench) -> None:
    bench, canvas = stepping, stepping.window.canvas
    told = bench.window.stepping.told
    assert told is not None
    for grain in ("act", "act", "layer", "layer", "sample", "sample", "batch"):
        before = bench.snapshot
        bench.window.runner.step(grain, 1)
        bench.qtbot.waitUntil(lambda before=before: bench.snapshot is not before)
        stepped = canvas.grab().toImage()
        canvas._arrange()
        assert canvas.grab().toImage() == stepped, (grain, bench.window.stepping.index)


def test_choosing_another_grain_alone_shows_the_act_or_hides_it(
    stepping: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = stepping.window.canvas
    acts = canvas.grab().toImage()
    stepping.window.stepping.leave()
    none = canvas.grab().toImage()
    assert none != acts
    stepping.window.stepping.enter()
    stepping.qtbot.waitUntil(lambda: stepping.window.stepping.told is not None)
    assert canvas.grab().toImage() == acts


def test_looking_at_another_unit_alone_writes_its_pills_and_looking_back_those_of_the_act(stepping: Bench) -> None:
    for _ in range(4):
        go_on(stepping)
    window = stepping.window
    acts = window.canvas.grab().toImage()
    assert window.stepping.item is not None
    window.selection.select(Unit(4, 1))
    assert window.canvas.grab().toImage() != acts
    assert window.strip.subject is not None
    assert window.strip.subject.heading[:2] == ("Selected", "layer 4, unit 1")
    window.stepping.look_back()
    assert window.canvas.grab().toImage() == acts
    assert window.strip.subject.heading[0] == "Present act"


def test_an_act_that_comes_in_a_hurry_is_drawn_whole(stepping: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    some: list[object] = []
    monkeypatch.setattr(Drawing, "show_some", lambda drawing: some.append(drawing) or [])
    snapshots: list[Snapshot] = []
    stepping.window.runner.snapshot_ready.connect(snapshots.append)
    go_on(stepping)
    stepping.window.moment.show(snapshots[-1], hurried=True)
    assert some == []
