"""The cost history as CSV: every number comes back to the bit."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Data, Experiment, ExportError, Run
from engine.exchange import costs_csv
from engine.metrics import CostRecord
from tests.engine.strategies import relaxed


def test_a_runs_costs_are_written_a_row_an_epoch(tmp_path: Path) -> None:
    run = Run(Experiment(data=Data(samples=20)))
    run.advance(epochs=3)
    costs_csv.save(tmp_path / "costs.csv", run.costs.so_far())
    lines = (tmp_path / "costs.csv").read_text(encoding="utf-8").split("\n")
    assert lines[0] == "epoch,train,test,penalty"
    assert [line.split(",")[0] for line in lines[1:]] == ["0", "1", "2", "3", ""]


@relaxed
@given(st.lists(st.tuples(*[st.floats(allow_nan=False)] * 3), max_size=20))
def test_numbers_come_back_in_full(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float, float]]
) -> None:
    record = CostRecord()
    for epoch, row in enumerate(rows):
        record.append(epoch, *row)
    path = tmp_path_factory.getbasetemp() / "costs.csv"
    costs_csv.save(path, record.so_far())
    with path.open(newline="", encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert [(int(row["epoch"]), *(float(row[name]) for name in ("train", "test", "penalty"))) for row in read] == [
        (epoch, *row) for epoch, row in enumerate(rows)
    ]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot write .*costs\.csv.*no such file or directory"):
        costs_csv.save(tmp_path / "missing" / "costs.csv", CostRecord().so_far())


def test_without_a_test_part_its_column_says_nan(tmp_path: Path) -> None:
    run = Run(Experiment(data=Data(samples=20, train_share=1)))
    costs_csv.save(tmp_path / "costs.csv", run.costs.so_far())
    assert (tmp_path / "costs.csv").read_text(encoding="utf-8").split("\n")[1].split(",")[2] == "nan"
