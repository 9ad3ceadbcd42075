"""The moment: the numbers of every view are those of the forward pass of the selected sample."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from engine.network import forward
from engine.run import Run
from engine.snapshot import Snapshot, take
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
    assert_shows(moment, later, 0)
    assert moment.telling.activation_of(4, 1) != output  # type: ignore[union-attr]
    assert len(changes) == 2


def test_a_sample_that_the_snapshot_does_not_have_yet_shows_its_last_one(selection: Selection, moment: Moment) -> None:
    few = snapshot_of(replace(EXPERIMENT.with_data(samples=20)))
    selection.select_sample(400)
    moment.show(few)
    assert_shows(moment, few, 19)
    assert selection.sample == 400
