"""The moment: the numbers of every view are those of the forward pass of the selected sample."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.network import forward
from engine.run import Run
from engine.snapshot import Snapshot, take
from engine.steps import steps
from playground.document.moment import Moment
from playground.document.selection import Selection

EXPERIMENT = Experiment(hidden=(Layer(3, "relu"), Layer(2)))


def snapshot_of(experiment: Experiment, epochs: int = 2) -> Snapshot:
    run = Run(experiment)
    run.advance(epochs=epochs)
    return take(run, 1)


@pytest.fixture
def selection(qapp: QApplication) -> Selection:
    return Selection(EXPERIMENT)


@pytest.fixture
def moment(selection: Selection) -> Moment:
    return Moment(selection)


@pytest.fixture
def changes(moment: Moment) -> list[int]:
    """Return a list that grows by one with every announcement."""
    changes: list[int] = []
    moment.changed.connect(lambda: changes.append(1))
    return changes


def assert_shows(moment: Moment, snapshot: Snapshot, sample: int) -> None:
    passed = forward(snapshot.network, snapshot.samples.inputs)
    assert moment.telling is not None
    for layer, size in enumerate(snapshot.network.sizes, start=1):
        assert moment.telling.activation_of(layer, 0) == 1.0
        for unit in range(1, size + 1):
            assert moment.telling.activation_of(layer, unit) == pytest.approx(passed.a[layer][unit - 1, sample])
            if layer > 1:
                step = moment.telling.net_input(layer, unit)
                assert step.value == pytest.approx(passed.z[layer][unit - 1, sample])
                assert sum(term.value for term in step.terms) == pytest.approx(step.value)
    assert np.array_equal(moment.telling.target, snapshot.samples.targets[:, sample])


def test_there_is_nothing_to_show_before_the_first_snapshot(
    selection: Selection, moment: Moment, changes: list[int]
) -> None:
    selection.select_sample(3)
    assert (moment.snapshot, moment.telling, changes) == (None, None, [])


def test_it_shows_the_forward_pass_of_the_selected_sample(
    selection: Selection, moment: Moment, changes: list[int]
) -> None:
    snapshot = snapshot_of(EXPERIMENT)
    moment.show(snapshot)
    assert moment.snapshot is snapshot
    assert_shows(moment, snapshot, 0)
    selection.select_sample(321)
    assert_shows(moment, snapshot, 321)
    assert len(changes) == 2


def test_it_goes_with_the_run(moment: Moment, changes: list[int]) -> None:
    first, later = snapshot_of(EXPERIMENT, 0), snapshot_of(EXPERIMENT, 5)
    moment.show(first)
    output = moment.telling.activation_of(4, 1)  # type: ignore[union-attr]
    moment.show(later)
    assert_shows(moment, later, first.first_pending)
    assert moment.telling.activation_of(4, 1) != output  # type: ignore[union-attr]
    assert len(changes) == 2


def test_where_the_snapshot_does_not_have_the_sample_its_last_one_is_selected(
    selection: Selection, moment: Moment
) -> None:
    few = snapshot_of(replace(EXPERIMENT.with_data(samples=20)))
    selection.select_sample(400)
    moment.show(few)
    assert_shows(moment, few, 19)
    assert selection.sample == 19


def test_the_lesson_is_the_learning_step_of_the_selected_sample_alone(selection: Selection, moment: Moment) -> None:
    experiment = replace(EXPERIMENT, l2=0.1, l1=0.01)
    run = Run(experiment)
    run.advance(epochs=2)
    moment.show(take(run, 1))
    for sample in (0, 123):
        selection.select_sample(sample)
        step = steps(run, sample)
        lesson = moment.lesson
        assert lesson is not None
        for layer, matrix in lesson.gradient.items():
            for target, source in np.ndindex(matrix.shape):
                assert matrix[target, source] == step.derivative(layer, target + 1, source).value
                assert lesson.telling.delta_of(layer + 1, target + 1) == step.tellings[0].delta_of(
                    layer + 1, target + 1
                )


# ---- views that follow ---------------------------------------------------------------------------------------------


class CountingView(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Snapshot | None] = []

    def isVisible(self) -> bool:
        return True


@pytest.fixture
def view(moment: Moment) -> CountingView:
    made = CountingView()
    moment.follow(made, lambda: made.shown.append(moment.snapshot), per_second=1e-9)
    return made


def test_without_hurry_every_moment_is_shown(moment: Moment, view: CountingView) -> None:
    snapshots = [snapshot_of(EXPERIMENT, epochs) for epochs in (0, 1, 2)]
    for snapshot in snapshots:
        moment.show(snapshot)
    assert view.shown == snapshots


def test_in_a_hurry_views_wait_for_their_turn_and_at_its_end_they_show_the_last_one(
    moment: Moment, view: CountingView
) -> None:
    first, second, last = (snapshot_of(EXPERIMENT, epochs) for epochs in (0, 1, 2))
    last = replace(last, experiment=first.experiment)
    moment.show(first)
    moment.show(replace(second, experiment=first.experiment), hurried=True)
    moment.show(last, hurried=True)
    assert view.shown == [first]
    moment.show(last)
    assert view.shown == [first, last]


def test_another_run_is_shown_at_once(moment: Moment, view: CountingView) -> None:
    first = snapshot_of(EXPERIMENT)
    moment.show(first)
    moment.show(replace(first, run_number=2), hurried=True)
    assert len(view.shown) == 2


def test_another_structure_is_shown_at_once(moment: Moment, view: CountingView) -> None:
    moment.show(snapshot_of(EXPERIMENT))
    moment.show(snapshot_of(replace(EXPERIMENT, hidden=(Layer(7),))), hurried=True)
    assert len(view.shown) == 2


def test_another_sample_is_shown_at_once(moment: Moment, selection: Selection, view: CountingView) -> None:
    first = snapshot_of(EXPERIMENT)
    moment.show(first)
    moment.show(first, hurried=True)
    selection.select_sample(5)
    assert len(view.shown) == 2
