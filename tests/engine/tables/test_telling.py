"""Tables and networks may have one suffix: what is inside says which it is."""

from pathlib import Path

import numpy as np
import pytest

from engine import Experiment, Run
from engine.exchange.exporting import export
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from engine.tables import is_archive, is_table


@pytest.mark.parametrize("name", ["my.csv", "my.TSV", "my.txt", "my.dat", "iris.data", "my.tab"])
def test_a_text_file_is_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a,b\n1,2\n3,4\n")
    assert is_table(tmp_path / name)


@pytest.mark.parametrize("form", ["npz", "npz-coefs", "csv", "csv-matrices", "json", "onnx"])
def test_a_network_that_was_exported_is_none(tmp_path: Path, form: str) -> None:
    run = Run(Experiment())
    path = tmp_path / f"net{FORMATS[form].suffix}"
    export(Model.of(run.experiment, run.network, run.samples), path, FORMATS[form])
    assert not any(is_table(file) for file in tmp_path.iterdir() if not file.name.endswith("_inputs.csv"))


@pytest.mark.parametrize("names", [("X", "y"), ("x_train", "y_train", "x_test", "y_test"), ("data", "target")])
def test_an_archive_with_inputs_is_a_table(tmp_path: Path, names: tuple[str, ...]) -> None:
    np.savez(tmp_path / "my.npz", **{name: np.zeros(3) for name in names})
    assert is_table(tmp_path / "my.npz")
    assert is_archive(tmp_path / "my.npz")


def test_what_cannot_be_read_goes_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "broken.npz").write_bytes(b"PK nothing")
    (tmp_path / "empty.csv").write_bytes(b"")
    told = {
        name: is_table(tmp_path / name) for name in ("folder.csv", "gone.csv", "empty.csv", "broken.npz", "a.nnplay")
    }
    assert told == {"folder.csv": True, "gone.csv": True, "empty.csv": True, "broken.npz": False, "a.nnplay": False}


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    (tmp_path / "my.csv").write_bytes(end.join(["a,b", "1,2", "3,4", ""]).encode())
    assert is_table(tmp_path / "my.csv")
