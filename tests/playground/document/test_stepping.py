"""Stepping: the present act is the run's, the selection follows it, and a person may look elsewhere meanwhile."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.acts import PHASE_NAMES
from engine.experiment import Experiment, Layer
from engine.run import Run
from engine.snapshot import take
from engine.steps import steps
from playground.document.moment import Moment
from playground.document.selection import Edge, Selection, Unit
from playground.document.stepping import Stepping

EXPERIMENT = Experiment(hidden=(Layer(2),), batch=2)


class Bench:
    """A run that answers what stepping asks for, at once and in the same thread."""

    def __init__(self) -> None:
        self.run = Run(EXPERIMENT)
        self.selection = Selection(EXPERIMENT)
        self.moment = Moment(self.selection)
        self.stepping = Stepping(self.moment, self.selection)
        self.asked: list[tuple[object, ...]] = []
        self.changes: list[object] = []
        self.telling = False
        self.stepping.telling_asked.connect(self._tell)
        self.stepping.act_asked.connect(self._go_to)
        self.stepping.step_asked.connect(lambda grain, count: self.asked.append((grain, count)))
        self.stepping.changed.connect(lambda: self.changes.append(self.stepping.act))
        self.show()

    def show(self) -> None:
        self.moment.show(take(self.run, 1, steps(self.run) if self.telling else None))

    def _tell(self, telling: bool) -> None:
        self.telling = telling
        self.show()

    def _go_to(self, act: int) -> None:
        self.run.act = act
        self.show()


@pytest.fixture
def bench(qapp: QApplication) -> Bench:
    return Bench()


def test_no_act_is_shown_before_one_asks(bench: Bench) -> None:
    assert not bench.stepping.is_on
    assert bench.stepping.act is None
    assert bench.changes == []


def test_a_fine_grain_shows_where_the_run_stands(bench: Bench) -> None:
    bench.stepping.set_grain("layer")
    assert bench.stepping.is_on
    assert bench.asked == []
    assert bench.stepping.act is not None
    assert str(bench.stepping.act.symbol) == "a⁽¹⁾₁"
    assert bench.changes[-1] is bench.stepping.act


def test_steps_go_on_and_back_by_the_grain_that_is_chosen_or_the_next_coarser(bench: Bench) -> None:
    bench.stepping.enter()
    bench.stepping.forward()
    bench.stepping.back(coarser=True)
    bench.stepping.set_grain("batch")
    bench.stepping.forward()
    bench.stepping.forward(coarser=True)
    bench.stepping.set_grain("epoch")
    bench.stepping.back(coarser=True)  # nothing is coarser
    assert bench.asked == [("act", 1), ("layer", -1), ("batch", 1), ("epoch", 1), ("epoch", -1)]


def test_an_epoch_is_stepped_without_showing_acts(bench: Bench) -> None:
    bench.stepping.forward()
    assert bench.asked == [("epoch", 1)]
    assert not bench.stepping.is_on


def test_the_selection_follows_sample_unit_and_weight_of_the_act(bench: Bench) -> None:
    bench.stepping.enter()
    told = bench.stepping.told
    assert told is not None
    for index, step in enumerate(told.acts()):
        bench.stepping.go_to(index)
        if step.sample is not None:
            assert bench.selection.sample == step.sample
        if step.kind in ("derivative", "update"):
            assert bench.selection.focus == Edge(step.layer, step.unit, step.source)
        elif step.kind != "cost":
            assert bench.selection.focus == Unit(step.layer, step.unit)
        assert not bench.stepping.looks_elsewhere


def test_the_units_numbers_are_those_of_the_learning_step(bench: Bench) -> None:
    bench.stepping.enter()
    assert bench.stepping.told is not None
    assert bench.moment.telling is bench.stepping.told.tellings[0]


def test_at_an_update_the_weights_updated_so_far_are_shown(bench: Bench) -> None:
    bench.stepping.enter()
    told = bench.stepping.told
    assert told is not None
    bench.stepping.go_to(told.order.first_of(3, 0) + 2)
    assert bench.moment.snapshot is not None
    shown = bench.moment.snapshot.network.flat.tolist()
    assert shown == [*told.updated.flat[:3].tolist(), *told.network.flat[3:].tolist()]
    assert shown[:3] != told.network.flat[:3].tolist()


def test_a_person_may_look_at_another_unit_and_come_back(bench: Bench) -> None:
    bench.stepping.enter()
    there = bench.selection.focus
    bench.selection.select(Unit(3, 1))
    assert bench.stepping.looks_elsewhere
    assert str(bench.stepping.act.symbol) == "a⁽¹⁾₁"
    bench.stepping.look_back()
    assert bench.selection.focus == there
    assert not bench.stepping.looks_elsewhere


@pytest.mark.parametrize("phase", range(len(PHASE_NAMES)))
def test_one_can_go_to_each_phase_of_the_present_sample(bench: Bench, phase: int) -> None:
    bench.stepping.enter()
    bench.stepping.go_to(bench.run.acts_per_sample + 4)  # amid the second sample
    sample = bench.stepping.act.sample
    bench.stepping.go_to_phase(phase)
    assert bench.stepping.act.phase == phase
    assert bench.stepping.act.sample == (None if phase == 3 else sample)


def test_leaving_shows_no_act_and_leaves_the_run_where_it_is(bench: Bench) -> None:
    bench.stepping.go_to(5)
    bench.stepping.leave()
    assert bench.stepping.act is None
    assert bench.changes[-1] is None
    assert bench.run.act == 5
    assert bench.moment.snapshot.told is None


def test_each_act_is_announced_once(bench: Bench) -> None:
    bench.stepping.enter()
    bench.changes.clear()
    bench.run.act = 9
    bench.show()
    assert [str(act.symbol) for act in bench.changes if act] == ["δ⁽³⁾₁"]


def test_going_to_an_act_begins_to_step(bench: Bench) -> None:
    bench.stepping.go_to(4)
    assert bench.stepping.grain == "act"
    assert bench.stepping.index == 4


def test_each_grain_is_announced_once(bench: Bench) -> None:
    grains: list[str] = []
    bench.stepping.grain_changed.connect(grains.append)
    for grain in ("act", "act", "sample", "epoch"):
        bench.stepping.set_grain(grain)
    assert grains == ["act", "sample", "epoch"]


def test_what_a_sample_alone_would_teach_is_the_same_while_its_mini_batch_is_gone_through(bench: Bench) -> None:
    bench.stepping.enter()
    told = bench.stepping.told
    assert told is not None
    for sample in told.samples.tolist():
        bench.selection.select_sample(sample)
        lesson = bench.moment.lesson
        alone = steps(bench.run, sample)
        np.testing.assert_allclose(
            np.concatenate([part.ravel() for part in lesson.gradient.values()]), alone.gradient, rtol=1e-12
        )
        assert lesson.checker.of_weight((1, 2, 1)).verdict == "fine"
