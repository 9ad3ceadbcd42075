"""Decisions, accuracy and R² by hand, and the record of the costs: what was handed out never changes."""

import math

import numpy as np
import pytest

from engine.metrics import CostRecord, accuracy, decisions, r_squared, threshold


@pytest.mark.parametrize(
    ("output", "activations", "decided"),
    [
        ("sigmoid", [[0.9, 0.4, 0.5, 0.51]], [1, 0, 1, 1]),
        ("step", [[1.0, 0.0]], [1, 0]),
        ("tanh", [[0.4, -0.1, 0.0]], [1, 0, 1]),
        ("linear", [[7.0, -7.0]], [1, 0]),
        ("softmax", [[0.2, 0.5, 0.1], [0.3, 0.4, 0.1], [0.5, 0.1, 0.8]], [2, 0, 2]),
        ("sigmoid", [[0.9, 0.2], [0.95, 0.1]], [1, 0]),  # one against all: the strongest, whatever the threshold
    ],
)
def test_decision_is_the_step_of_one_unit_or_the_strongest_of_several(
    output: str, activations: list[list[float]], decided: list[int]
) -> None:
    assert decisions(output, np.array(activations)).tolist() == decided


def test_threshold_lies_in_the_middle_of_the_targets() -> None:
    assert [threshold(output) for output in ("sigmoid", "step", "tanh", "linear")] == [0.5, 0.5, 0.0, 0.0]


def test_accuracy_is_the_share_decided_rightly_and_nan_of_nothing() -> None:
    activations = np.array([[0.9, 0.4, 0.5, 0.51]])
    assert accuracy("sigmoid", activations, np.array([1.0, 1, 0, 1])) == 0.5
    assert accuracy("sigmoid", activations, np.array([1.0, 0, 1, 1])) == 1.0
    assert math.isnan(accuracy("sigmoid", np.empty((1, 0)), np.empty(0)))


def test_r_squared_by_hand() -> None:
    values = np.array([1.0, 2.0, 3.0])  # around their mean: 1 + 0 + 1
    assert r_squared(np.array([[1.0, 2.0, 3.0]]), values) == 1
    assert r_squared(np.array([[2.0, 2.0, 2.0]]), values) == 0
    assert r_squared(np.array([[1.0, 2.0, 4.0]]), values) == 0.5
    assert r_squared(np.array([[3.0, 2.0, 1.0]]), values) == -3
    assert math.isnan(r_squared(np.array([[1.0]]), np.array([5.0])))
    assert math.isnan(r_squared(np.empty((1, 0)), np.empty(0)))


def test_a_record_holds_what_was_put_in_beyond_its_first_size() -> None:
    record = CostRecord()
    assert record.so_far().epoch.shape == (0,)
    for epoch in range(3000):
        record.append(epoch, 1 / (epoch + 1), 2.0 * epoch, 3.0 * epoch)
    costs = record.so_far()
    assert costs.epoch.tolist() == list(range(3000))
    assert costs.train.tolist() == [1 / (epoch + 1) for epoch in range(3000)]
    assert costs.test.tolist() == [2.0 * epoch for epoch in range(3000)]
    assert costs.penalty.tolist() == [3.0 * epoch for epoch in range(3000)]
    assert CostRecord.of(record.rows()).rows().tobytes() == record.rows().tobytes()


def test_what_was_handed_out_stays_as_it_was_while_the_record_grows() -> None:
    record = CostRecord()
    record.append(0, 0.5, 0.6)
    early = record.so_far()
    for epoch in range(1, 3000):
        record.append(epoch, 0.0, 0.0)
    assert (early.epoch.tolist(), early.train.tolist(), early.test.tolist()) == ([0], [0.5], [0.6])


def test_nobody_can_write_to_the_columns() -> None:
    record = CostRecord()
    record.append(0, 0.5, 0.6)
    costs = record.so_far()
    for column in (costs.epoch, costs.train, costs.test, costs.penalty):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
