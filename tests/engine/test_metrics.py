"""Accuracy by hand, and the record of the costs: what was handed out never changes."""

import numpy as np
import pytest

from engine.metrics import CostRecord, accuracy


def test_accuracy_is_the_share_on_the_right_side_of_a_half() -> None:
    output = np.array([[0.9, 0.4, 0.5, 0.51]])
    targets = np.array([[1.0, 1.0, 1.0, 1.0]])
    assert accuracy(output, targets) == 0.5
    assert accuracy(output, 1 - targets) == 0.5
    assert accuracy(output, np.array([[1.0, 0.0, 0.0, 1.0]])) == 1.0


def test_a_record_holds_what_was_put_in_beyond_its_first_size() -> None:
    record = CostRecord()
    assert record.so_far().epoch.shape == (0,)
    for epoch in range(3000):
        record.append(epoch, 1 / (epoch + 1), 2.0 * epoch)
    costs = record.so_far()
    assert costs.epoch.tolist() == list(range(3000))
    assert costs.train.tolist() == [1 / (epoch + 1) for epoch in range(3000)]
    assert costs.test.tolist() == [2.0 * epoch for epoch in range(3000)]


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
    for column in (record.so_far().epoch, record.so_far().train, record.so_far().test):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1
