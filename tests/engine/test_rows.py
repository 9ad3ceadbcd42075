"""Rows changed by hand, classes added and taken away, and drafts of which there is too little to learn from."""

import numpy as np
import pytest

from engine.draft import Draft
from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.rows import as_table, moved_rows, with_class, with_rows, without_last_class
from engine.samples import samples_of
from engine.table import Table


def table(**changes: object) -> Table:
    values: dict[str, object] = {
        "names": ("x1", "x2"),
        "inputs": np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]]),
        "target_name": "y",
        "target": np.array([0.0, 1.0, 0.0, 1.0]),
        "classes": ("0", "1"),
        "is_test": np.array([False, True, False, True]),
    }
    return Table(**(values | changes))  # type: ignore[arg-type]


def test_generated_samples_become_a_table_with_the_very_split() -> None:
    experiment = Experiment()
    samples = samples_of(experiment)
    made = as_table(experiment.data, samples)
    assert (made.inputs == samples.points).all()
    assert (made.target == samples.labels).all()
    assert made.is_test is not None
    assert (made.is_test == samples.is_test).all()


def test_rows_that_come_are_parted_by_the_share_of_the_others() -> None:
    grown = with_rows(table(), np.zeros((40, 2)), np.zeros(40))
    assert grown.is_test is not None
    assert abs(int(grown.is_test[4:].sum()) - 20) <= 1


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75])
def test_rows_that_come_one_by_one_are_parted_by_that_share_too(share: float) -> None:
    grown = table(is_test=np.arange(4) < 4 * share)
    for _ in range(60):
        grown = with_rows(grown, np.zeros((1, 2)), np.zeros(1))
    assert grown.is_test is not None
    assert abs(grown.is_test.mean() - share) < 0.1


def test_rows_are_moved_with_their_values() -> None:
    values = table(classes=(), target=np.array([0.5, 1.5, 2.5, 3.5]))
    moved = moved_rows(values, [1, 3], (1.0, -1.0), by_target=0.25)
    assert moved.inputs.tolist() == [[0, 1], [3, 2], [4, 5], [7, 6]]
    assert moved.target.tolist() == [0.5, 1.75, 2.5, 3.75]


@pytest.mark.parametrize(
    ("classes", "named"),
    [
        (("0", "1"), ("0", "1", "2")),
        (("3", "7"), ("3", "7", "8")),
        (("cat", "owl"), ("cat", "new", "owl")),
        (("new", "owl"), ("new", "new 2", "owl")),
    ],
)
def test_a_class_is_added_with_a_name_of_its_own_and_no_row_changes_its_class(
    classes: tuple[str, ...], named: tuple[str, ...]
) -> None:
    before = table(classes=classes)
    after = with_class(before)
    assert after.classes == named
    assert [after.classes[int(k)] for k in after.target] == [before.classes[int(k)] for k in before.target]


def test_the_last_class_goes_with_its_rows() -> None:
    three = table(classes=("0", "1", "2"), target=np.array([0.0, 1.0, 2.0, 1.0]))
    left = without_last_class(three)
    assert left.classes == ("0", "1")
    assert left.inputs.tolist() == [[0, 1], [2, 3], [6, 7]]


def test_the_last_class_stays_where_too_little_would_be_left() -> None:
    with pytest.raises(ImportFileError, match="one class"):
        without_last_class(table())


def test_a_draft_without_rows_goes_on_to_a_table_of_those_that_are_drawn_alone() -> None:
    empty = Draft(table()).without_rows(np.ones(4, dtype=bool))
    assert empty.count == 0
    assert empty.missing == "it has no row, expected at least 2"
    one = empty.with_rows(np.array([[9.0, 9.0]]), np.array([1.0]))
    assert one.count == 1
    assert one.missing == "it has one row, expected at least 2"
    two = one.with_rows(np.array([[8.0, 8.0]]), np.array([0.0]))
    assert two.gone is None
    assert not two.missing
    assert two.table.inputs.tolist() == [[9, 9], [8, 8]]
    assert two.table.classes == ("0", "1")


def test_a_draft_of_test_rows_alone_waits_for_one_to_learn_from() -> None:
    tests = Draft(table()).without_rows(np.array([True, False, True, False]))
    assert tests.count == 2
    assert tests.missing == "all 2 rows are for testing, expected some to learn from"


def test_what_is_rubbed_out_in_a_draft_is_dropped_where_enough_is_left() -> None:
    left = Draft(table()).without_rows(np.array([True, False, False, False]))
    assert left.gone is None
    assert left.table.inputs.tolist() == [[2, 3], [4, 5], [6, 7]]
