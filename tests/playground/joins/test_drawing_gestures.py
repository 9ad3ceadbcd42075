"""Gestures over any slice and any ranges: what is drawn in two coordinates leaves the others alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import rows
from engine.draft import Draft
from engine.strokes import Spray
from engine.surface import Slice
from engine.table import GREATEST, Table
from playground.charts.drawing.pane import HEIGHT, Pane
from playground.joins.drawing_gestures import AddOne, Board, Erase, Move, Paint

INPUTS = np.array([[1.0, 100.0, 5.0], [2.0, 300.0, 6.0], [3.0, 200.0, 7.0], [2.5, 150.0, 8.0]])
TABLE = Table(("a", "b", "c"), INPUTS, "y", np.array([0.0, 1.0, 0.0, 1.0]), ("no", "yes"), np.array([0, 1, 0, 1]) == 1)
PANE = Pane((0.0, 4.0), (0.0, 400.0), width=9.0)
BOARD = Board(PANE, Slice(2, 1), np.array([2.0, 200.0, 6.5]), over_line=False, is_values=False)
WIDE = replace(BOARD, pane=Pane((4.0, 9.0), (0.0, 400.0), width=9.0))

places = st.tuples(st.floats(-20, 20), st.floats(-20, 20)).map(np.array)


def test_a_pane_leads_to_its_units_and_back() -> None:
    corners = np.array([[0.0, 0.0], [4.0, 400.0], [2.0, 200.0]])
    assert PANE.to_units(corners).tolist() == [[0, 0], [9, HEIGHT], [4.5, HEIGHT / 2]]
    assert PANE.from_units(PANE.to_units(corners)) == pytest.approx(corners)


def test_a_new_row_has_the_two_coordinates_that_are_shown_and_the_others_of_the_slice() -> None:
    gesture = AddOne(Draft(TABLE), WIDE, 1.0)
    gesture.move(WIDE.pane.to_units(np.array([[6.0, 250.0]]))[0])
    assert gesture.draft.table.inputs[4] == pytest.approx((2.0, 250.0, 6.0))
    assert gesture.draft.table.target[4] == 1
    assert (gesture.draft.table.inputs[:4] == INPUTS).all()


def test_what_is_moved_keeps_its_other_coordinates() -> None:
    gesture = Move(Draft(TABLE), WIDE, np.array([0, 2]))
    gesture.move(np.array([1.0, 1.0]))
    gesture.move(np.array([1.9, 2.2]))
    moved = gesture.draft.table.inputs
    assert moved[[0, 2], 0].tolist() == INPUTS[[0, 2], 0].tolist()
    assert moved[[0, 2], 2] == pytest.approx(INPUTS[[0, 2], 2] + 0.5)
    assert moved[[0, 2], 1] == pytest.approx(INPUTS[[0, 2], 1] + 40)
    assert gesture.words == "Move 2 samples"


def test_who_drags_back_to_the_beginning_has_moved_nothing() -> None:
    gesture = Move(Draft(TABLE), WIDE, np.array([0]))
    for place in ((1.0, 1.0), (2.0, 2.0), (1.0, 1.0)):
        gesture.move(np.array(place))
    assert gesture.draft is gesture.start
    assert gesture.words == ""


@given(st.lists(places, min_size=2, max_size=6))
def test_nothing_is_dragged_out_of_the_picture_and_shapes_stay(way: list[np.ndarray]) -> None:
    before = WIDE.places(TABLE)
    gesture = Move(Draft(TABLE), WIDE, np.arange(4))
    for place in way:
        gesture.move(place)
    after = WIDE.places(gesture.draft.table)
    assert (after >= -1e-9).all()
    assert (after <= np.array([9.0, HEIGHT]) + 1e-9).all()
    assert after - after[0] == pytest.approx(before - before[0], abs=1e-6)


@given(st.lists(places, min_size=1, max_size=6), st.floats(0.1, 3), st.floats(0.5, 10))
def test_no_point_is_painted_outside_of_the_picture(way: list[np.ndarray], radius: float, density: float) -> None:
    gesture = Paint(Draft(TABLE), WIDE, 0.0, Spray(np.random.default_rng(0), radius, density))
    for place in way:
        gesture.move(place)
    painted = gesture.draft.table.inputs[4:]
    assert ((painted[:, 2] >= 4 - 1e-9) & (painted[:, 2] <= 9 + 1e-9)).all()
    assert ((painted[:, 1] >= -1e-9) & (painted[:, 1] <= 400 + 1e-9)).all()
    assert (painted[:, 0] == 2.0).all()


def test_there_is_an_end_to_what_can_be_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_EDITED", 10)
    gesture = Paint(Draft(TABLE), WIDE, 0.0, Spray(np.random.default_rng(0), 1.0, 8.0))
    gesture.move(np.array([4.0, 4.0]))
    assert gesture.draft.table.rows == 10
    assert gesture.full


def test_what_is_rubbed_out_is_counted_once() -> None:
    gesture = Erase(Draft(TABLE), WIDE, 0.5)
    at = WIDE.places(TABLE)[1]
    for place in (at, at + 0.1, at):
        gesture.move(place)
    assert gesture.words == "Erase a sample"
    assert gesture.draft.table.inputs.tolist() == INPUTS[[0, 2, 3]].tolist()


def test_at_the_greatest_numbers_that_a_table_may_have_all_gestures_go_on() -> None:
    table = replace(TABLE, inputs=INPUTS * [1.0, GREATEST / 300, GREATEST / 8])
    low, high = table.ranges[1]
    assert high > GREATEST
    board = replace(BOARD, pane=Pane(table.ranges[2], (low, high), width=9.0))
    corner = np.array([9.0, HEIGHT])
    one = AddOne(Draft(table), board, 1.0)
    one.move(corner)
    assert one.draft.table.inputs[4, 1:].tolist() == [GREATEST, GREATEST]
    brush = Paint(Draft(table), board, 1.0, Spray(np.random.default_rng(1), 2.0, 5.0))
    brush.move(corner)
    assert brush.draft.table.inputs[4:, 1].max() == GREATEST
    drag = Move(Draft(table), board, np.array([1, 2]))
    for place in (np.zeros(2), corner):
        drag.move(place)
    moved = drag.draft.table.inputs
    assert moved[1, 1] == GREATEST
    assert moved[1, 1] - moved[2, 1] == pytest.approx(table.inputs[1, 1] - table.inputs[2, 1])
