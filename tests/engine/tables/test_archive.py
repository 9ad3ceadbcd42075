"""Tables as NumPy archives."""

import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.tables import read_archive
from tests.engine.tables.tables import refused

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "table.npz"
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize("names", [("X", "y"), ("x", "Y"), ("data", "target")])
def test_inputs_and_target_are_found_by_their_names(tmp_path: Path, names: tuple[str, str]) -> None:
    table = read_archive(saved(tmp_path, **{names[0]: X, names[1]: np.array([0.5, 1.5, 2.5])})).table
    assert (table.names, table.target_name, table.classes) == (("x1", "x2"), "y", ())
    assert table.inputs.tolist() == X.tolist()
    assert table.target.tolist() == [0.5, 1.5, 2.5]


def test_texts_and_few_whole_numbers_are_classes(tmp_path: Path) -> None:
    table = read_archive(saved(tmp_path, X=X, y=np.array(["dog", "cat", "dog"]))).table
    assert (table.classes, table.target.tolist()) == (("cat", "dog"), [1.0, 0.0, 1.0])
    path = saved(tmp_path, X=X, y=np.array([10, 9, 10]))
    assert (read_archive(path).table.classes, read_archive(path).table.target.tolist()) == (
        ("9", "10"),
        [1.0, 0.0, 1.0],
    )
    assert read_archive(path, as_classes=False).table.target.tolist() == [10.0, 9.0, 10.0]


def test_names_of_inputs_and_classes_and_the_split_are_taken_over(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        X=X,
        y=np.array([1, 0, 1]),
        feature_names=np.array(["width", "height"]),
        target_names=np.array(["b", "a"]),
        is_test=np.array([0, 0, 1]),
    )
    table = read_archive(path).table
    assert (table.names, table.classes) == (("width", "height"), ("a", "b"))
    assert table.target.tolist() == [0.0, 1.0, 0.0]
    assert table.is_test is not None
    assert table.is_test.tolist() == [False, False, True]


def test_training_and_test_parts_become_one_table_with_a_split(tmp_path: Path) -> None:
    path = saved(tmp_path, x_train=X, y_train=[0, 1, 1], x_test=X[:1], y_test=[0])
    table = read_archive(path).table
    assert table.inputs.tolist() == [*X.tolist(), X[0].tolist()]
    assert table.is_test is not None
    assert table.is_test.tolist() == [False, False, False, True]


def test_pictures_are_made_flat_and_that_is_told(tmp_path: Path) -> None:
    found = read_archive(saved(tmp_path, X=np.arange(24, dtype=np.uint8).reshape(2, 3, 4), y=[0, 1]))
    assert found.table.inputs.tolist() == np.arange(24.0).reshape(2, 12).tolist()
    assert found.notes == ("X of shape (2, 3, 4) is made flat, row by row",)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"a": X}, "it holds a, expected arrays X and y, or x_train"),
        ({"X": X}, "it holds X, expected arrays X and y"),
        ({"X": X, "y": [0, 1]}, "the target has shape (2,), expected (3,)"),
        ({"X": X, "y": X}, "y has shape (3, 2), expected (rows,)"),
        ({"X": np.array(["a"]), "y": [0]}, "X holds <U1, expected numbers"),
        ({"X": X, "y": np.array([1, "a", None], dtype=object)}, "y holds pickled objects, which are never opened"),
        ({"X": X, "y": X[0, 0]}, "y has shape (), expected (rows,)"),
        ({"X": np.ones((2, 10_001)), "y": [0, 1]}, "X has shape (2, 10001), expected (rows, 1 to 10000)"),
        ({"X": X * np.nan, "y": [0.5, 1.5, 2.5]}, "row 1, column 'x1': nan is there"),
        ({"X": X, "y": [0, 1, 2], "target_names": np.array(["a", "b"])}, "y holds 2, expected 0 to 1"),
        ({"X": X, "y": [-1, 0, 1], "target_names": np.array(["a", "b"])}, "y holds -1, expected 0 to 1"),
        ({"X": X, "y": X[0] * 1j}, "y holds complex128, expected numbers or texts"),
        ({"X": X, "y": [0, 1, 0], "feature_names": np.array(["a"])}, "it has 1 names of inputs, expected 2"),
        ({"X": X, "y": [0, 0, 0]}, "column 'y' has the one class '0', expected at least 2"),
        ({"X": X, "y": [0, 1, 0], "is_test": [0, 1, 2]}, "is_test holds other numbers than 0 and 1"),
        ({"x_train": X, "y_train": [0, 1, 0], "x_test": X[:, :1], "y_test": [0, 1, 0]}, "expected rows alike"),
        ({"x_train": X, "y_train": [0, 1, 0], "x_test": X, "y_test": [0]}, "y_test has 1 rows, expected 3"),
    ],
)
def test_a_bad_archive_is_refused_in_one_sentence(tmp_path: Path, arrays: dict[str, Any], said: str) -> None:
    assert said in refused(saved(tmp_path, **arrays))


def test_an_archive_that_unpacks_to_more_than_there_is_memory_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("X.npy", "y.npy"):
            made.writestr(name, bytes(2**28))
    assert "unpacked it would take more than 382 MiB, which no table here needs" in refused(path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.npz"
    for data in (b"", b"a,b\n1,2\n", pickle.dumps([1, 2]), io.BytesIO(b"PK\x03\x04" + bytes(50)).getvalue()):
        path.write_bytes(data)
        assert refused(path)


def test_true_and_false_are_classes_and_a_split(tmp_path: Path) -> None:
    truth = np.array([True, False, True])
    table = read_archive(saved(tmp_path, X=X, y=truth, is_test=~truth)).table
    assert (table.classes, table.target.tolist()) == (("0", "1"), [1.0, 0.0, 1.0])
    assert table.is_test is not None
    assert table.is_test.tolist() == [False, True, False]


def test_whole_numbers_that_no_class_can_be_called_by_are_values(tmp_path: Path) -> None:
    table = read_archive(saved(tmp_path, X=X, y=np.array([2**63, 1, 2**63], np.uint64))).table
    assert (table.classes, table.target.tolist()) == ((), [2.0**63, 1.0, 2.0**63])
