"""Weights as NPZ: comes back to the bit, opens anywhere, and nothing else than such a file is believed."""

import functools
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import (
    Data,
    DivergedError,
    Experiment,
    ExportError,
    ImportFileError,
    Layer,
    Run,
    first_network,
)
from engine.exchange import npz
from tests.engine.strategies import relaxed, small_experiments

EXPERIMENT = Experiment(
    data=Data(samples=20, noise=0.1), features=("x1", "x2", "x1x2"), hidden=(Layer(4), Layer(2, "relu"))
)


@functools.cache
def saved() -> bytes:
    """What a proper file holds."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **contents())
    return file.getvalue()


def contents() -> dict[str, Any]:
    matrices = {f"W{layer}": matrix for layer, matrix in first_network(EXPERIMENT).W.items()}
    return {"experiment": np.array(json.dumps(EXPERIMENT.to_dict())), **matrices}


# ---- what is written -----------------------------------------------------------------------------------------------


@relaxed
@given(small_experiments, st.integers(0, 5))
def test_what_is_saved_comes_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, experiment: Experiment, batches: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "weights.npz"
    run = Run(experiment)
    with suppress(DivergedError):
        run.advance(batches=batches)
    assume(np.isfinite(run.network.flat).all())
    npz.save(path, run.network, experiment)
    network, again = npz.load(path)
    assert again == experiment
    assert network.flat.tobytes() == run.network.flat.tobytes()
    assert (network.sizes, network.activations) == (run.network.sizes, run.network.activations)


def test_anybody_can_read_it_with_numpy_alone(tmp_path: Path) -> None:
    network = first_network(EXPERIMENT)
    network.W[1][:, 0] = 7.0
    npz.save(tmp_path / "weights.npz", network, EXPERIMENT)
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as archive:
        assert sorted(archive.files) == ["W1", "W2", "W3", "experiment"]
        assert [archive[f"W{layer}"].shape for layer in (1, 2, 3)] == [(4, 4), (2, 5), (1, 3)]
        assert {archive[f"W{layer}"].dtype for layer in (1, 2, 3)} == {np.dtype("<f8")}
        assert (archive["W1"][:, 0] == 7.0).all()
        np.testing.assert_array_equal(archive["W3"], network.W[3])
        assert json.loads(str(archive["experiment"])) == EXPERIMENT.to_dict()


def test_the_name_is_kept_as_given(tmp_path: Path) -> None:
    npz.save(tmp_path / "weights", first_network(EXPERIMENT), EXPERIMENT)
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]
    assert npz.load(tmp_path / "weights")[1] == EXPERIMENT


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot write .*out\.npz.*no such file or directory"):
        npz.save(tmp_path / "missing" / "out.npz", first_network(EXPERIMENT), EXPERIMENT)
    assert list(tmp_path.iterdir()) == []


def test_failing_midway_keeps_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(file: Any, **_: object) -> None:
        file.write(saved()[:100])
        raise OSError(28, "No space left on device")

    path = tmp_path / "weights.npz"
    path.write_bytes(saved())
    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(ExportError, match="no space left on device"):
        npz.save(path, first_network(EXPERIMENT), EXPERIMENT)
    assert path.read_bytes() == saved()
    assert list(tmp_path.iterdir()) == [path]


# ---- what is believed ----------------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(ImportFileError) as caught:
        npz.load(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def archive_of(path: Path, changes: dict[str, Any], *, allow_pickle: bool = False) -> Path:
    np.savez(path, allow_pickle=allow_pickle, **{k: v for k, v in (contents() | changes).items() if v is not None})
    return path


def test_the_proper_contents_are_accepted(tmp_path: Path) -> None:
    assert npz.load(archive_of(tmp_path / "a.npz", {}))[1] == EXPERIMENT


W2 = np.zeros((2, 5))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"W2": None}, "W2"),
        ({"experiment": None}, "experiment"),
        ({"W2": W2.T}, r"W2 has shape \(5, 2\), expected \(2, 5\)"),
        ({"W2": W2[:, 1:]}, r"W2 has shape \(2, 4\), expected \(2, 5\)"),
        ({"W2": W2[np.newaxis]}, r"W2 has shape \(1, 2, 5\), expected \(2, 5\)"),
        ({"W2": np.array(0.5)}, r"W2 has shape \(\), expected \(2, 5\)"),
        ({"W2": np.full((2, 5), np.nan)}, "W2 .*finite"),
        ({"W2": np.full((2, 5), np.inf)}, "W2 .*finite"),
        ({"W2": np.full((2, 5), "0.5")}, "W2"),
        ({"W2": np.full((2, 5), 0.5 + 1j)}, "W2"),
        ({"W2": np.zeros((2, 5), [("a", "f8"), ("b", "f8")])}, "W2"),
        ({"experiment": np.array("{")}, "Expecting"),
        ({"experiment": np.array("[]")}, "must be an object"),
        ({"experiment": np.array("[" * 100_000)}, "recursion"),
        ({"experiment": np.array('{"rate": 1' + "0" * 400 + "}")}, "rate must be a number above 0"),
        ({"experiment": np.array('{"rate": NaN}')}, "rate must be a number above 0, got nan"),
        ({"experiment": np.array('{"features": [["x1"]]}')}, "a feature must be one of"),
        ({"experiment": np.array('{"features": ["x9"]}')}, "a feature must be one of"),
        ({"experiment": np.array(json.dumps(Experiment().to_dict()))}, r"expected \(4, 3\)"),
        ({"experiment": np.zeros((2, 2))}, "does not hold weights"),
    ],
)
@pytest.mark.filterwarnings("default")  # what NumPy says of complex numbers must not be what refuses them
def test_wrong_contents_are_refused(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    path = archive_of(tmp_path / "a.npz", changes)
    with pytest.raises(ImportFileError, match=reason):
        npz.load(path)


class Trap:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("name", ["experiment", "W2"])
def test_a_pickled_object_is_refused_and_never_unpickled(tmp_path: Path, name: str) -> None:
    mark = tmp_path / "mark"
    trap = np.empty((2, 5), object)
    trap[:] = [[Trap(mark)] * 5] * 2
    refused(archive_of(tmp_path / "a.npz", {name: trap}, allow_pickle=True))
    (tmp_path / "b.npz").write_bytes(pickle.dumps(Trap(mark)))
    refused(tmp_path / "b.npz")
    assert not mark.exists()


def test_a_member_that_is_no_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as file, zipfile.ZipFile(io.BytesIO(saved())) as proper:
        for name in proper.namelist():
            file.writestr(name, b"W is for weight" if name == "W2.npy" else proper.read(name))
    refused(path)


def single_array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


@pytest.mark.parametrize(
    "garbage",
    [b"", b"weights", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), bytes(1000), single_array(), b"\x93NUMPY"],
    ids=["empty", "text", "start of a zip", "empty zip", "zeros", "one array", "start of an array"],
)
def test_garbage_is_refused(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(garbage)
    refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "missing.npz")
    refused(tmp_path)


places = st.floats(0, 1, exclude_max=True)
damages = st.lists(
    st.one_of(
        st.tuples(st.just("set"), places, st.binary(min_size=1, max_size=4)),
        st.tuples(st.just("insert"), places, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("cut"), places, st.integers(1, 400)),
        st.tuples(st.just("end"), places, st.none()),
    ),
    min_size=1,
    max_size=3,
)


def damaged(data: bytes, damage: list[tuple[str, float, Any]]) -> bytes:
    for kind, place, what in damage:
        at = int(place * len(data))
        match kind:
            case "set":
                data = data[:at] + what + data[at + len(what) :]
            case "insert":
                data = data[:at] + what + data[at:]
            case "cut":
                data = data[:at] + data[at + what :]
            case "end":
                data = data[:at]
    return data


@settings(deadline=None, max_examples=400)
@given(damages)
def test_a_damaged_file_is_refused_or_harmlessly_damaged(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[str, float, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(damaged(saved(), damage))
    try:
        network, experiment = npz.load(path)
    except ImportFileError:
        return
    assert experiment == EXPERIMENT
    assert network.sha256() == first_network(EXPERIMENT).sha256()
