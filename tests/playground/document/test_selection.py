"""The selection announces changes only, and moves to what is left when the network shrinks."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment, Layer
from playground.document.selection import Edge, Selection, Unit

DEEP = Experiment(hidden=(Layer(8), Layer(6)))


@pytest.fixture
def selection(qapp: QApplication) -> Selection:
    return Selection(DEEP)


@pytest.fixture
def seen(selection: Selection) -> list[object]:
    seen: list[object] = []
    for signal in (selection.unit_changed, selection.sample_changed, selection.pointed_changed):
        signal.connect(seen.append)
    return seen


def test_what_is_selected_is_announced_once(selection: Selection, seen: list[object]) -> None:
    for _ in range(2):
        selection.select_unit(Unit(3, 2))
        selection.select_sample(7)
        selection.point_at(Edge(2, 1, 0))
    selection.point_at(None)
    selection.point_at(None)
    assert seen == [Unit(3, 2), 7, Edge(2, 1, 0), None]
    assert (selection.unit, selection.sample, selection.pointed) == (Unit(3, 2), 7, None)


@pytest.mark.parametrize(
    ("selected", "experiment", "left"),
    [
        (Unit(3, 6), replace(DEEP, hidden=(Layer(8), Layer(2))), Unit(3, 2)),
        (Unit(2, 8), replace(DEEP, hidden=(Layer(5), Layer(6))), Unit(2, 5)),
        (Unit(4, 1), replace(DEEP, hidden=(Layer(8),)), Unit(3, 1)),
        (Unit(3, 5), replace(DEEP, hidden=(Layer(8),)), Unit(3, 1)),
        (Unit(1, 2), replace(DEEP, features=("x2",)), Unit(1, 1)),
        (Unit(2, 0), replace(DEEP, hidden=(Layer(1), Layer(6))), Unit(2, 0)),
        (Unit(4, 1), replace(DEEP, hidden=()), Unit(2, 1)),
    ],
)
def test_a_network_that_shrinks_moves_the_selection_to_what_is_left(
    selection: Selection, seen: list[object], selected: Unit, experiment: Experiment, left: Unit
) -> None:
    selection.select_unit(selected)
    seen.clear()
    selection.fit(experiment)
    assert selection.unit == left
    assert seen == ([left] if left != selected else [])


def test_a_bias_unit_that_becomes_an_output_unit_is_left_for_its_first_unit(selection: Selection) -> None:
    selection.select_unit(Unit(3, 0))
    selection.fit(replace(DEEP, hidden=(Layer(8),)))
    assert selection.unit == Unit(3, 1)


def test_fewer_samples_move_the_sample(selection: Selection, seen: list[object]) -> None:
    selection.select_sample(499)
    selection.fit(DEEP.with_data(samples=40))
    assert selection.sample == 39
    assert seen == [499, 39]


def test_fitting_to_the_same_experiment_announces_nothing(selection: Selection, seen: list[object]) -> None:
    selection.select_unit(Unit(3, 6))
    selection.select_sample(499)
    seen.clear()
    selection.fit(DEEP)
    assert seen == []


def test_what_is_pointed_at_is_let_go_when_the_network_changes(selection: Selection, seen: list[object]) -> None:
    selection.point_at(Edge(2, 6, 8))
    selection.fit(replace(DEEP, hidden=(Layer(1),)))
    assert selection.pointed is None
    assert seen == [Edge(2, 6, 8), None]


def test_a_first_selection_fits_a_network_without_hidden_layers(qapp: QApplication) -> None:
    assert Selection(replace(DEEP, hidden=())).unit == Unit(2, 1)


def test_an_edge_leads_to_its_target_in_the_next_layer() -> None:
    edge = Edge(2, 3, 0)
    assert edge.leads_to(Unit(3, 3))
    assert not edge.leads_to(Unit(2, 3))
    assert not edge.leads_to(Unit(3, 0))
