"""Rows: laws of a table that is changed by hand, and the samples of any run as a table."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, Experiment, ImportFileError
from engine.fitting import with_data
from engine.rows import MOST_EDITED, as_table, kept_rows, moved_rows, with_cells, with_rows, without_rows
from engine.samples import samples_of
from engine.table import Table
from tests.engine.strategies import random_table, relaxed, small_experiments

SPLIT = random_table(1, rows=10, inputs=3, classes=3, test_share=0.3)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    return random_table(
        draw(st.integers(0, 999)),
        rows=draw(st.integers(2, 30)),
        inputs=draw(st.integers(1, 5)),
        classes=draw(st.sampled_from([0, 2, 4])),
        test_share=draw(st.sampled_from([0.0, 0.2, 0.6])),
    )


def more(table: Table, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(table.classes), count) if table.classes else rng.normal(size=count)
    return rng.normal(size=(count, len(table.names))), labels.astype(float)


# ---- laws ----------------------------------------------------------------------------------------------------------


@relaxed
@given(tables(), st.integers(0, 9), st.integers(0, 99))
def test_rows_added_and_taken_away_again_leave_the_same_table(table: Table, count: int, seed: int) -> None:
    longer = with_rows(table, *more(table, count, seed))
    assert longer.rows == table.rows + count
    assert without_rows(longer, range(table.rows, longer.rows)) == table
    assert (longer == table) == (count == 0)


@relaxed
@given(tables(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 99))
def test_rows_added_at_once_or_one_by_one_are_the_same_rows(table: Table, one: int, other: int, seed: int) -> None:
    points, labels = more(table, one + other, seed)
    told = np.random.default_rng(seed).random(one + other) < 0.5
    at_once = with_rows(table, points, labels, told)
    first = with_rows(table, points[:one], labels[:one], told[:one])
    assert with_rows(first, points[one:], labels[one:], told[one:]) == at_once


@relaxed
@given(tables(), st.data())
def test_what_is_kept_is_what_is_not_taken_away_and_the_order_stays(table: Table, draw: st.DataObject) -> None:
    rows = draw.draw(st.sets(st.integers(0, table.rows - 1), max_size=table.rows - 2))
    kept = np.array([row not in rows for row in range(table.rows)])
    if table.is_test is not None and table.is_test[kept].all():
        with pytest.raises(ImportFileError, match="rows are for testing"):
            kept_rows(table, kept)
        return
    left = without_rows(table, sorted(rows))
    assert left == kept_rows(table, kept)
    assert left.inputs.tolist() == table.inputs[kept].tolist()
    assert left.target.tolist() == table.target[kept].tolist()
    assert left.classes == table.classes  # a class may be without a row


@relaxed
@given(tables(), st.data())
def test_rows_moved_there_and_back_are_where_they_were_and_others_never_moved(
    table: Table, draw: st.DataObject
) -> None:
    rows = draw.draw(st.lists(st.integers(0, table.rows - 1), unique=True))
    by = np.array(draw.draw(st.lists(st.integers(-5, 5), min_size=len(table.names), max_size=len(table.names))), float)
    moved = moved_rows(table, rows, by)
    others = [row for row in range(table.rows) if row not in rows]
    np.testing.assert_allclose(moved.inputs[rows], table.inputs[rows] + by)
    assert moved.inputs[others].tobytes() == table.inputs[others].tobytes()
    np.testing.assert_allclose(moved_rows(moved, rows, -by).inputs, table.inputs, atol=1e-12)
    assert (moved.target.tobytes(), moved.classes) == (table.target.tobytes(), table.classes)


@relaxed
@given(tables(), st.data())
def test_cells_written_over_with_what_was_there_are_the_same_table(table: Table, draw: st.DataObject) -> None:
    row, column = draw.draw(st.integers(0, table.rows - 1)), draw.draw(st.integers(0, len(table.names) - 1))
    number = draw.draw(st.floats(-1e6, 1e6))
    changed = with_cells(table, inputs=[(row, column, number)], targets=[(row, 1.0)])
    assert changed.inputs[row, column] == number
    assert changed.target[row] == 1.0
    was, label = float(table.inputs[row, column]), float(table.target[row])
    assert with_cells(changed, inputs=[(row, column, was)], targets=[(row, label)]) == table


def test_the_table_that_was_changed_is_what_it_was() -> None:
    digest = replace(SPLIT).digest
    with_rows(SPLIT, *more(SPLIT, 3, 1))
    moved_rows(SPLIT, [0], [1, 2, 3])
    with_cells(SPLIT, inputs=[(0, 0, 9.0)], targets=[(0, 0.0)], tests=[(0, True)])
    assert replace(SPLIT).digest == digest


# ---- the split -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one_by_one", [False, True])
def test_rows_that_come_keep_the_share_that_is_tested_on(one_by_one: bool) -> None:
    table = SPLIT
    assert table.is_test is not None
    assert table.is_test.mean() == 0.3
    points, labels = more(table, 200, 1)
    if one_by_one:
        for point, label in zip(points, labels, strict=True):
            table = with_rows(table, point[np.newaxis], np.array([label]))
    else:
        table = with_rows(table, points, labels)
    assert table.is_test is not None
    assert table.is_test.mean() == pytest.approx(
        0.3, abs=0.02 if not one_by_one else 0.06
    )  # not known where it was to stay


def test_without_a_split_of_its_own_a_table_gets_none_by_added_rows_but_by_a_cell() -> None:
    plain = SPLIT.with_split(None)
    assert with_rows(plain, *more(plain, 2, 1)).is_test is None
    changed = with_cells(plain, tests=[(4, True)])
    assert changed.is_test is not None
    assert changed.is_test.tolist() == [row == 4 for row in range(10)]


def test_what_cannot_be_learnt_from_any_more_is_refused() -> None:
    with pytest.raises(ImportFileError, match="it has one row, expected at least 2"):
        without_rows(SPLIT, range(1, 10))
    with pytest.raises(ImportFileError, match="all 10 rows are for testing"):
        with_cells(SPLIT, tests=[(row, True) for row in range(10)])
    with pytest.raises(ImportFileError, match="row 1, column 'column 1': inf is there"):
        with_cells(SPLIT, inputs=[(0, 1, np.inf)])
    with pytest.raises(ImportFileError, match="numbers of classes other than 0 to 2"):
        with_cells(SPLIT, targets=[(0, 3.0)])


# ---- samples as a table --------------------------------------------------------------------------------------------


@relaxed
@given(small_experiments)
def test_the_samples_of_any_run_are_a_table_from_which_it_learns_the_same(experiment: Experiment) -> None:
    samples = samples_of(experiment)
    table = as_table(experiment.data, samples)
    name = "drawn" if samples.dimensions <= 2 else "own"
    free = replace(experiment, frozen=(), pruned=())
    by_table = samples_of(with_data(free, name=name, table=table).experiment)
    assert table.is_test is not None
    for part in ("points", "labels", "inputs", "targets", "train", "test"):
        np.testing.assert_array_equal(getattr(by_table, part), getattr(samples, part))


def test_classes_and_inputs_of_generated_samples_are_called_by_their_numbers() -> None:
    one = Experiment(data=Data(samples=10))
    table = as_table(one.data, samples_of(one))
    assert (table.names, table.target_name, table.classes) == (("x1", "x2"), "y", ("0", "1"))
    several = Experiment(data=Data("blobs", samples=10), output="softmax", cost="cross_entropy")
    assert as_table(several.data, samples_of(several)).classes == ("1", "2", "3")
    line = with_data(one, name="sine").experiment
    assert as_table(line.data, samples_of(line)).names == ("x1",)


def test_a_table_is_the_table_with_its_very_split() -> None:
    own = with_data(Experiment(), table=SPLIT).experiment
    assert as_table(own.data, samples_of(own)) is SPLIT
    free = with_data(Experiment(), table=SPLIT.with_split(None), train_share=0.6).experiment
    table = as_table(free.data, samples_of(free))
    assert table.is_test is not None
    assert np.flatnonzero(table.is_test).tolist() == samples_of(free).test.tolist()
    assert table.with_split(None) == SPLIT.with_split(None)


def test_more_samples_than_can_be_changed_by_hand_are_no_table() -> None:
    many = Experiment(data=Data(samples=MOST_EDITED + 1))
    with pytest.raises(ImportFileError, match="the data have 100001 samples, expected at most 100000"):
        as_table(many.data, samples_of(many))
