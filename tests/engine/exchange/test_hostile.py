"""Bad and hostile files: always one sentence, in bounded time and memory, and nothing is executed."""

import io
import json
import os
import pickle
import random
import resource
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ImportFileError
from engine.exchange.adopting import experiment_for
from engine.exchange.bounded import MOST_BYTES
from engine.exchange.formats import Files
from engine.exchange.importing import read, read_model
from engine.exchange.model import Model
from engine.exchange.table import FORMATS
from tests.engine.exchange.models import EXPERIMENTS, random_model, trained

REPOSITORY = Path(__file__).resolve().parents[3]
# A session has a run, so not any network can be in it: tests/engine/session has its tests.
READABLE = {name: form for name, form in FORMATS.items() if form.read and name != "session"}
MOST_SECONDS = 2.0  # for a file that is refused, beside a busy machine


def refused(path: Path) -> str:
    """Read a file, hold that it is refused in one sentence and in time, and return that."""
    begun = time.process_time()
    with pytest.raises(ImportFileError) as caught:
        read(path)
    assert time.process_time() - begun < MOST_SECONDS
    said = str(caught.value)
    assert str(path) in said
    assert len(said) < 700
    assert "\n" not in said
    return said


# ---- mutated and truncated files -----------------------------------------------------------------------------------


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return a file as a bad disk, a broken download or a person with an editor would leave it."""
    kind = rng.choice((0, 1, 1, 1, 1, 2, 3, 4, 5))
    place = rng.randrange(len(data) + 1)
    if kind == 0:
        return data[:place]
    if kind == 1:  # some bytes are others
        changed = bytearray(data)
        if rng.random() < 0.6:  # one bit
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
            return bytes(changed)
        for _ in range(rng.randrange(1, 5)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        return bytes(changed)
    end = min(len(data), place + rng.randrange(1, 40))
    if kind == 2:
        return data[:place] + data[end:]
    if kind == 3:
        return data[:end] + data[place:]
    if kind == 4:
        return data[:place] + rng.randbytes(rng.randrange(1, 20)) + data[place:]
    return data[:place] + rng.choice(PIECES) + data[end:]


def damaged_within(data: bytes, rng: random.Random) -> bytes:
    """Return an archive one array of which is damaged; the archive itself is sound, so that its sums are right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(entries))
    entries[name] = damaged(entries[name], rng)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for entry, contents in entries.items():
            made.writestr(entry, contents)
    return file.getvalue()


PIECES = [b"1e999", b"-1", b"999999999999", b"NaN", b"null", b"[[[", b'"', b",", b"\x00" * 8, b"\xff" * 8, b"W1", b"{}"]


def originals() -> list[Files]:
    models = [*(trained(experiment) for experiment in EXPERIMENTS.values()), *(random_model(seed) for seed in range(6))]
    return [form.write(model, "m") for form in READABLE.values() for model in models]


def fuzz(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Read so many damaged files of every format; return how many were refused, and how many were read all the same."""
    rng, kept = random.Random(seed), originals()
    outcomes = {"refused": 0, "told in several lines": 0, "read": 0}
    longest = 0.0
    for number in range(count):
        contents = dict(kept[number % len(kept)])
        which = rng.choice(list(contents))
        within = which.endswith(".npz") and rng.random() < 0.7
        contents[which] = (damaged_within if within else damaged)(contents[which], rng)
        for name, data in contents.items():
            (folder / name).write_bytes(data)
        path = folder / next(iter(contents))
        begun = time.process_time()
        try:
            found = read_model(path)
            assert isinstance(found.model, Model)
            experiment_for(found.model)
        except ImportFileError as error:
            outcomes["refused" if "\n" not in str(error) else "told in several lines"] += 1
        else:
            outcomes["read"] += 1
            assert np.isfinite(found.model.network.flat).all()
        longest = max(longest, time.process_time() - begun)
        for name in contents:
            (folder / name).unlink()
    assert longest < MOST_SECONDS
    assert not outcomes["told in several lines"]
    return outcomes


def most_resident() -> int:
    """The greatest size this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_some_damaged_files_of_every_format_are_refused_or_read(tmp_path: Path) -> None:
    outcomes = fuzz(tmp_path, 525, seed=1)
    assert outcomes["refused"] > 250
    assert sum(outcomes.values()) == 525


@pytest.mark.slow
def test_thousands_of_damaged_files_of_every_format_are_refused_or_read(tmp_path: Path) -> None:
    fuzz(tmp_path, 100, seed=0)  # so that all is loaded
    before = most_resident()
    outcomes = fuzz(tmp_path, 6000, seed=2)
    assert outcomes["refused"] > 3000
    assert sum(outcomes.values()) == 6000
    assert most_resident() - before < 100 * 2**20


# ---- bombs ---------------------------------------------------------------------------------------------------------


def write_zeros(path: Path, header: bytes, count: int) -> None:
    """Write an archive whose one array is so many zero bytes, without ever having them all."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open("W1.npy", "w") as file:
        file.write(header)
        for _ in range(count >> 20):
            file.write(bytes(2**20))


READ_ALL = """
import resource, sys
from pathlib import Path
from engine.errors import ImportFileError
from engine.exchange.importing import read
import onnx, safetensors.numpy
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name in sys.argv[1:]:
    try:
        read(Path(name))
        print("read")
    except ImportFileError as error:
        print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


def test_bombs_are_refused_before_they_take_memory(tmp_path: Path) -> None:
    """Each would take gigabytes; a process of its own tells the most that it ever had."""
    bombs = {name: tmp_path / name for name in ("zeros.npz", "liar.npz", "lists.json", "nodes.onnx", "others.onnx")}
    write_zeros(bombs["zeros.npz"], array("(134217728,)"), 2**28)
    write_zeros(bombs["liar.npz"], array("(1, 3)"), 2**27)
    size = struct.pack("<I", 2**27 + len(array("(1, 3)")))
    lying = bombs["liar.npz"].read_bytes()
    assert size in lying
    bombs["liar.npz"].write_bytes(lying.replace(size, struct.pack("<I", len(array("(1, 3)")) + 24)))
    bombs["lists.json"].write_bytes(b"[" + b"[]," * (MOST_BYTES // 3 - 10) + b"[]]")
    bombs["nodes.onnx"].write_bytes(message(7, message(1, b"") * 8_000_000))
    bombs["others.onnx"].write_bytes(message(25, message(4, b"") * 8_000_000))
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, *map(str, bombs.values())],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=REPOSITORY,
        check=False,
    )
    assert time.monotonic() - begun < 20
    assert done.stderr == ""
    *sentences, megabytes = done.stdout.splitlines()
    for sentence, (name, reason) in zip(
        sentences,
        {
            "zeros.npz": "unpacked it would take more than 64 MiB",
            "liar.npz": "Bad CRC-32 for file 'W1.npy'",
            "lists.json": "more than 20000 times '['",
            "nodes.onnx": "it has more than 100000 fields",
            "others.onnx": "it has more than 1048576 bytes of what is neither graph nor weights",
        }.items(),
        strict=True,
    ):
        assert name in sentence
        assert reason in sentence
    assert int(megabytes) < 3 * MOST_BYTES >> 20  # the file, and its text once more; 20 times that if it were parsed


# ---- archives ------------------------------------------------------------------------------------------------------


def archive(path: Path, entries: dict[str, bytes], *, packed: bool = True) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def array(shape: str, kind: str = "<f8", data: bytes = b"") -> bytes:
    """An array's file that claims any shape."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def saved(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def test_an_array_that_claims_more_than_there_is_is_refused_before_it_is_made(tmp_path: Path) -> None:
    for shape in ("(1000000000, 3)", "(9223372036854775807, 9223372036854775807)", "(-1, 3)", "(3, 0)"):
        assert "W1" in refused(archive(tmp_path / "m.npz", {"W1.npy": array(shape, data=bytes(24))}))
    for shape in ("3", "(1e9,)", "(" * 5000):
        refused(archive(tmp_path / "m.npz", {"W1.npy": array(shape, data=bytes(24))}))


def test_names_that_lead_elsewhere_are_refused(tmp_path: Path) -> None:
    for name in ("../W1.npy", "/etc/W1.npy", "a\\..\\W1.npy", "W1", "W1.txt", "W1.npy/../../x.npy"):
        assert "expected names such as W1.npy" in refused(archive(tmp_path / "m.npz", {name: array("(1,)")}))
    assert os.listdir(tmp_path) == ["m.npz"]


class Bomb:
    """Unpickled, it would leave a trace."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.mkdir, ("executed",)


def test_nothing_is_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    objects = np.empty(1, dtype=object)
    objects[0] = Bomb()
    (tmp_path / "m.npz").write_bytes(saved(W1=objects))
    assert "W1 holds pickled objects, which are never opened" in refused(tmp_path / "m.npz")
    (tmp_path / "m.npz").write_bytes(saved(W1=np.zeros((1, 3)), activations=objects))
    assert "activations holds pickled objects" in refused(tmp_path / "m.npz")
    for suffix in (".npz", ".json", ".csv", ".safetensors", ".onnx"):
        (tmp_path / f"p{suffix}").write_bytes(pickle.dumps(Bomb()))
        refused(tmp_path / f"p{suffix}")
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"W1": np.array([[np.nan, 1.0]])}, "W1 holds something else than finite float64 numbers"),
        ({"W1": np.array([[np.inf, 1.0]])}, "W1 holds something else than finite float64 numbers"),
        ({"W1": np.array([[1, 2]])}, "W1 holds something else than finite float64 numbers"),
        ({"W1": np.array([["1", "2"]])}, "W1 holds <U1, expected numbers"),
        ({"W1": np.zeros((1, 3), complex)}, "W1 holds complex128, expected numbers"),
        ({"W1": np.zeros((1, 3), np.longdouble)}, "expected numbers"),
        ({"W1": np.zeros((600, 3))}, "W1 has shape (600, 3), expected a row for each of 1 to 512 units"),
        ({"W1": np.zeros((1, 1))}, "W1 has shape (1, 1)"),
        ({"W1": np.zeros(3)}, "W1 has shape (3,)"),
        ({"W1": np.zeros((4, 3)), "W2": np.zeros((1, 4))}, "W2 has shape (1, 4), expected 5 columns"),
        ({f"W{i}": np.zeros((2, 3)) for i in range(1, 11)}, "it has 10 weight matrices, expected 1 to 9"),
        ({"W1": np.zeros((1, 3)), "activations": np.array(["tanh", "tanh"])}, "it has 2 activations, expected 1"),
        ({"W1": np.zeros((1, 3)), "activations": np.array(["glu"])}, "the activation of layer 2 is 'glu'"),
        ({"W1": np.zeros((1, 3)), "features": np.array(["x1", "x1"])}, "its inputs are x1, x1, expected each once"),
        ({"W1": np.zeros((1, 3)), "features": np.array(["x1"])}, "it names 1 inputs, expected 2"),
        ({"W1": np.zeros((1, 3)), "features": np.array(["x1", "x0"])}, "an input is 'x0', expected one of x1, x2"),
        ({"W1": np.zeros((1, 3)), "mean": np.zeros(2)}, "its deviation"),
        ({"W1": np.zeros((1, 3)), "mean": np.zeros(3), "deviation": np.ones(3)}, "its mean has shape (3,), expected a"),
        ({"W1": np.zeros((1, 3)), "mean": np.zeros(2), "deviation": np.zeros(2)}, "its deviation has"),
        ({"W1": np.zeros((1, 3)), "version": np.array(7)}, "its version is 7, expected one up to 1: a newer program"),
        ({"W1": np.zeros((1, 3)), "version": np.array([1])}, "its version is [1], expected a whole number"),
        ({"W1": np.zeros((1, 3)), "experiment": np.array("{}")}, "it has 2 activations, expected 1"),
        ({"W1": np.zeros((1, 3)), "experiment": np.array('{"rate": -1}')}, "learning rate must be a number above 0"),
        ({"W1": np.zeros((1, 3)), "experiment": np.array("[[" * 5000)}, "m.npz"),
        ({"W1": np.zeros((1, 3)), "experiment": np.array('{"rate": 1, "rate": 2}')}, "\"'rate'\" stands there twice"),
        ({}, "it holds no weights"),
    ],
)  # fmt: skip
def test_an_archive_that_is_no_network_is_refused_naming_what(
    arrays: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "m.npz").write_bytes(saved(**arrays))
    assert reason.replace("\"'rate'\"", "'rate'") in refused(tmp_path / "m.npz")


def test_an_archive_with_a_name_twice_or_too_many_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.npz", "w") as made:
        made.writestr("W1.npy", array("(1, 3)", data=bytes(24)))
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("W1.npy", array("(1, 3)", data=bytes(24)))
    assert "it holds W1 twice" in refused(tmp_path / "m.npz")
    archive(tmp_path / "m.npz", {f"a{i}.npy": b"" for i in range(300)})
    assert "it lists more than 200 arrays" in refused(tmp_path / "m.npz")


# ---- text ----------------------------------------------------------------------------------------------------------

HEAD = '{"format": "backprop-playground model", "version": 1, "activations": ["tanh"], '


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "as a model in JSON"),
        ("[" * 100_000, "more than 20000 times '['"),
        ("[" * 20_000 + "]" * 20_000, "m.json"),
        ('{"a":' * 1900 + "1" + "}" * 1900, "m.json"),
        ("[1]", "its format is a list"),
        ("{}", "its format is None, expected 'backprop-playground model'"),
        (HEAD + '"version": 1}', "'version' stands there twice"),
        (HEAD + '"weights": {"W1": [[NaN, 1, 2]]}}', "NaN stands there, expected a finite number"),
        (HEAD + '"weights": {"W1": [[-Infinity, 1, 2]]}}', "-Infinity stands there"),
        (HEAD + '"weights": {"W1": [[1e999, 1, 2]]}}', "W1 has a number in it that is not finite"),
        (HEAD + f'"weights": {{"W1": [[{"9" * 400}, 1, 2]]}}}}', "W1 has a whole number in it that is beyond float64"),
        (HEAD + f'"weights": {{"W1": [[{"9" * 5000}, 1, 2]]}}}}', "m.json"),
        (HEAD + '"weights": {"W1": [["1", 1, 2]]}}', "W1 has 1 in it, expected numbers"),
        (HEAD + '"weights": {"W1": [[true, 1, 2]]}}', "W1 has True in it, expected numbers"),
        (HEAD + '"weights": {"W1": [[1, 1, 2], [1, 2]]}}', "W1 has rows of several lengths"),
        (HEAD + '"weights": {"W1": [[[1]]]}}', "W1 has [1] in it, expected numbers"),
        (HEAD + '"weights": {"W1": 3}}', "W1 has shape"),
        (HEAD + '"weights": {"W2": [[1, 1, 2]]}}', "its weights are W2, expected W1"),
        (HEAD + '"weights": {}}', "its weights are {}"),
        (HEAD + '"sizes": [2, 1000000000], "weights": {"W1": [[1, 1, 2]]}}', "its sizes are [2, 1000000000]"),
        (HEAD + '"experiment": 3, "weights": {"W1": [[1, 1, 2]]}}', "its experiment is none"),
        (HEAD + '"features": "x1", "weights": {"W1": [[1, 1, 2]]}}', "its features are 'x1', expected a list"),
    ],
)  # fmt: skip
def test_json_that_is_no_network_is_refused_naming_what(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(text)
    assert reason in refused(tmp_path / "m.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "its first row is "),
        ("a,b\n", "its first row is a,b, expected l,j,k,w"),
        ("l,j,k,w\n", "expected all from 1 on"),
        ('l,"j\nk",w\n', "its first row is l,j�k,w, expected"),
        ("l,j,k,w\n1,1,0\n", "row 2 has 3 cells, expected 4"),
        ("l,j,k,w\n1,1,0,1\n1,1,0,2\n", "row 3 has (l, j, k) = (1, 1, 0) again"),
        ("l,j,k,w\n1,1,0,1\n1,1,2,2\n", "the weight (l, j, k) = (1, 1, 1) is missing"),
        ("l,j,k,w\n1,1,0,1\n1,3,1,2\n", "is missing, expected one for each of the 3 units j and each k from 0 to 1"),
        ("l,j,k,w\n2,1,0,1\n2,1,1,2\n", "it has weights of the layers [2], expected all from 1 on"),
        ("l,j,k,w\n0,1,0,1\n", "row 2: l is '0', expected a whole number from 1 to 9"),
        ("l,j,k,w\n1,1000000000,0,1\n", "row 2: j is '1000000000', expected a whole number from 1 to 512"),
        ("l,j,k,w\n1,1,-1,1\n", "row 2: k is '-1', expected a whole number from 0 to 512"),
        ("l,j,k,w\n1,1,0,x\n", "row 2: 'x' stands there, expected a finite number such as -0.25"),
        ("l,j,k,w\n1,1,0,nan\n", "row 2: 'nan' stands there"),
        ("l,j,k,w\n1,1,0,1e999\n", "row 2: '1e999' stands there"),
        ("l,j,k,w\n1,1,0,1_0\n", "row 2: '1_0' stands there"),
        ("l,j,k,w\n1,1,0,0,5\n", "row 2 has 5 cells, expected 4"),
        ('l,j,k,w\n1,1,0,"' + "9" * 200_000, "field larger than field limit"),
        ("j\\k,0,1\n1,0.5,1\n", "it holds one matrix, expected a name that ends in"),
    ],
)  # fmt: skip
def test_a_table_with_gaps_doubles_or_wrong_places_is_refused_by_row(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(text)
    assert reason in refused(tmp_path / "m.csv")


def test_a_matrix_of_another_shape_than_its_headings_is_refused(tmp_path: Path) -> None:
    for text, reason in (
        ("j\\k,0,2\n1,0.5,1\n", "its first row is j\\k,0,2, expected"),
        ("j\\k,0,1\n1,0.5\n", "row 2 begins with '1' and has 2 cells, expected 1 and 3 cells"),
        ("j\\k,0,1\n2,0.5,1\n", "row 2 begins with '2' and has 3 cells, expected 1 and 3 cells"),
        ("j\\k,0,1\n", "W1 has shape (0, 2)"),
    ):
        (tmp_path / "W1.csv").write_text(text)
        assert reason in refused(tmp_path / "W1.csv")


# ---- binary --------------------------------------------------------------------------------------------------------


def tensors(path: Path, header: object, data: bytes = b"", length: int | None = None) -> Path:
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + data)
    return path


def tensor(shape: list[int], begin: int, end: int, kind: str = "F64") -> dict[str, Any]:
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("header", "length", "reason"),
    [
        ("{}", 2**63, "its header says it has 9223372036854775808 bytes, expected at most the 66 there are"),
        ("{}", None, "it holds no tensors"),
        ("[]", None, "its header is [], expected an object"),
        ("[" * 50_000, None, "its header has more than 20000 times '['"),
        ({"0.weight": tensor([10**9, 10**9], 0, 64)}, None, "0.weight has shape [1000000000, 1000000000]"),
        ({"0.weight": tensor([2, 4], 0, 64), "0.bias": tensor([2], 32, 48)}, None, "as safetensors"),
        ({"0.weight": tensor([2, 4], 0, 10**12)}, None, "as safetensors"),
        ({"0.weight": tensor([2, 3], 0, 64)}, None, "as safetensors"),
        ({"0.weight": tensor([-2, 4], 0, 64)}, None, "0.weight has shape [-2, 4], expected a list of lengths"),
        ({"0.weight": tensor([2, 4], 0, 64, "I64")}, None, "0.weight is of 'I64', expected one of F64, F32, F16"),
        ({"0.weight": 3}, None, "0.weight is of None"),
        ({"w": tensor([2, 4], 0, 64)}, None, "'w' is neither the weights nor the bias weights"),
        ({f"{i}.weight": tensor([1, 1], 0, 8) for i in range(200)}, None, "it holds 200 tensors, expected at most 100"),
        ('{"0.weight": {"dtype": "F64", "dtype": "F32"}}', None, "'dtype' stands there twice"),
    ],
)  # fmt: skip
def test_headers_that_lie_are_refused(header: object, length: int | None, reason: str, tmp_path: Path) -> None:
    assert reason in refused(tensors(tmp_path / "m.safetensors", header, bytes(64), length))


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def message(number: int, data: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(data)) + data


def test_an_onnx_tensor_that_claims_a_huge_shape_is_refused(tmp_path: Path) -> None:
    huge = varint(1 << 3) + varint(10**9) + varint(1 << 3) + varint(10**9) + varint(2 << 3) + varint(11)
    weights = message(5, huge + message(8, b"w"))
    node = message(1, message(1, b"x") + message(1, b"w") + message(2, b"y") + message(4, b"MatMul"))
    points = message(11, message(1, b"x"))
    (tmp_path / "m.onnx").write_bytes(message(7, node + weights + points))
    assert "w has shape [1000000000, 1000000000], more than a network here has" in refused(tmp_path / "m.onnx")


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".npz", ".json", ".csv", ".safetensors", ".onnx"])
def test_what_is_no_file_is_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"m{suffix}"
    assert "no such file or directory" in refused(path)
    path.mkdir()
    assert "it is a folder, expected a file" in refused(path)
    path.rmdir()
    os.mkfifo(path)
    assert "it is a device or a pipe, expected a file" in refused(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    assert "it is a device or a pipe" in refused(path)
    path.unlink()
    path.write_bytes(b"")
    refused(path)
    with path.open("wb") as file:
        file.truncate(10 * MOST_BYTES)  # takes no room on the disk
    assert "it is larger than 64 MiB" in refused(path)


def test_reading_executes_and_opens_nothing_else(tmp_path: Path) -> None:
    """A process that reads one file of each format opens none beside it, starts none and connects nowhere."""
    for name, form in READABLE.items():
        for file, data in form.write(trained(), name).items():
            (tmp_path / file).write_bytes(data)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from engine.exchange.importing import read\n"
        "paths = [Path(name) for name in sys.argv[1:]]\n"
        "for path in paths: read(path)\n"  # so that all is loaded
        "def watch(event, arguments):\n"
        "    if event == 'open' and isinstance(arguments[0], str):\n"
        "        assert Path(arguments[0]).parent == paths[0].parent, arguments\n"
        "    assert event.split('.')[0] not in ('subprocess', 'socket', 'pickle', 'exec', 'ctypes'), event\n"
        "    assert event not in ('os.system', 'os.exec', 'os.remove', 'os.rename'), event\n"
        "sys.addaudithook(watch)\n"
        "for path in paths: read(path)\n"
        "print('read', len(paths))\n"
    )
    paths = [str(tmp_path / f"{name}{form.suffix}") for name, form in READABLE.items()]
    done = subprocess.run(
        [sys.executable, "-c", program, *paths],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == f"read {len(paths)}\n"


def test_a_packed_text_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    text = array("()", "<U8000000", bytes(32_000_000))
    entries = {"W1.npy": array("(1, 3)", data=bytes(24)), "experiment.npy": text}
    assert "experiment says it has shape ()" in refused(archive(tmp_path / "m.npz", entries))
