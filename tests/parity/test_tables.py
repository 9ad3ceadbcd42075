"""The tables of scikit-learn, written to CSV as pandas would, come to the very numbers that they hold."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn import datasets

from engine.tables import read_archive, read_table
from playground import cli

LOADERS = {
    "iris": datasets.load_iris,
    "wine": datasets.load_wine,
    "breast cancer": datasets.load_breast_cancer,
    "digits": datasets.load_digits,
}


def write(path: Path, bunch: Any, *, with_names: bool, with_index: bool) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*([""] if with_index else []), *bunch.feature_names, "target"])
        for number, (row, label) in enumerate(zip(bunch.data.tolist(), bunch.target.tolist(), strict=True)):
            named = bunch.target_names[label] if with_names else label
            writer.writerow([*([number] if with_index else []), *row, named])


@pytest.mark.parametrize("with_names", [False, True])
@pytest.mark.parametrize("name", LOADERS)
def test_a_table_of_scikit_learn_is_read_to_the_bit(name: str, with_names: bool, tmp_path: Path) -> None:
    bunch = LOADERS[name]()
    write(tmp_path / "table.csv", bunch, with_names=with_names, with_index=False)
    found = read_table(tmp_path / "table.csv")
    assert found is not None
    table = found.table
    assert table.names == tuple(bunch.feature_names)
    assert table.inputs.tobytes() == bunch.data.tobytes()
    said = [table.classes[int(each)] for each in table.target]
    assert said == [str(bunch.target_names[each] if with_names else each) for each in bunch.target]
    again = read_table(b"".join(table.to_csv()))
    assert again is not None
    assert again.table == table


def test_the_index_that_pandas_writes_is_told(tmp_path: Path) -> None:
    write(tmp_path / "table.csv", datasets.load_iris(), with_names=True, with_index=True)
    found = read_table(tmp_path / "table.csv")
    assert found is not None
    assert "column 'column 1' counts the rows; it is hardly meant as an input" in found.notes


@pytest.mark.parametrize("name", ["iris.csv", "wine_data.csv", "breast_cancer.csv"])
def test_the_files_that_scikit_learn_ships_are_read(name: str) -> None:
    """Their header counts rows and columns and names the classes: fewer cells than a row has, where there are few."""
    path = Path(datasets.__file__).parent / "data" / name
    rows = path.read_bytes().split(b"\n", 1)[1]
    found = read_table(rows)
    assert found is not None
    bunch = LOADERS[name.removesuffix(".csv").removesuffix("_data").replace("_", " ")]()
    assert found.table.inputs.tobytes() == bunch.data.tobytes()


def test_an_archive_of_iris_is_the_table_of_its_csv(tmp_path: Path) -> None:
    bunch = datasets.load_iris()
    np.savez(tmp_path / "iris.npz", X=bunch.data, y=bunch.target, target_names=bunch.target_names)
    table = read_archive(tmp_path / "iris.npz").table
    assert table.classes == tuple(bunch.target_names)
    assert table.inputs.tobytes() == bunch.data.tobytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("iris", ""),
        ("wine", ""),
        ("breast cancer", ""),
        ("digits", "--hidden 32 --output softmax --epochs 30"),
    ],
)
def test_the_command_line_learns_a_table_of_scikit_learn(
    name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "table.csv", LOADERS[name](), with_names=True, with_index=False)
    line = f"train --standardise --stratified --train-share 0.7 --json {words} --data"
    assert cli.main([*line.split(), str(tmp_path / "table.csv")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["accuracy"]["test"] > 0.9
    assert told["experiment"]["data"]["table"]["rows"] == len(LOADERS[name]().data)
