"""A model as a NumPy archive: W1 … W{L−1}, or coefs_0, intercepts_0 … as scikit-learn has them.

Ours: W1 … with column 0 the bias weights, `activations`, `features`, `mean` and `deviation` where inputs are
standardised, `version`, and the experiment as one JSON string, or `table`, the SHA-256 of what it was trained on where
that is large. Plain arrays only: nothing is pickled or unpickled.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.errors import ExperimentError, ImportFileError, shown
from engine.exchange.bounded import MOST_BYTES, MOST_IN_JSON, parse_json, read_bytes, reading
from engine.exchange.description import VERSION, check_version, left_out, model_of, numbers, plain_experiment
from engine.exchange.formats import DATA, READ_BACK, Files, Format, Read, read_back
from engine.exchange.model import Model
from engine.exchange.pairs import BY_INPUT, BY_UNIT, EITHER, Assumed, joined, known_activations, paired
from engine.experiment import Experiment
from engine.samples import samples_of

MOST_ENTRIES = 200
ENTRY = b"PK\x01\x02"  # before each in the archive's list of what it holds
OURS = re.compile(r"W([1-9]\d?)")
TEXTS = ("activations", "features", "experiment", "table", "activation", "out_activation_")
SCALES = ("mean", "deviation", "MEAN", "DEVIATION")  # in capitals beside code of ours
MORE = (*TEXTS, *SCALES, "version")  # what may stand beside the weights


def write(model: Model, stem: str) -> Files:
    """Return the archive of W1 … W{L−1}."""
    return {f"{stem}.npz": _archive({f"W{layer}": matrix for layer, matrix in model.network.W.items()}, model)}


def write_coefs(model: Model, stem: str) -> Files:
    """Return the archive of coefs_0, intercepts_0 …: coefs_ of shape (units before, units after)."""
    arrays: dict[str, Any] = {}
    for layer, matrix in model.network.W.items():
        arrays[f"coefs_{layer - 1}"] = matrix[:, 1:].T.copy()
        arrays[f"intercepts_{layer - 1}"] = matrix[:, 0].copy()
    return {f"{stem}.npz": _archive(arrays, model)}


def _archive(arrays: dict[str, Any], model: Model) -> bytes:
    arrays |= {"activations": np.array(model.network.activations), "version": np.array(VERSION)}
    if model.features:
        arrays["features"] = np.array(model.features)
    if model.scaling:
        arrays |= {"mean": model.scaling.mean, "deviation": model.scaling.deviation}
    if experiment := plain_experiment(model):
        arrays["experiment"] = np.array(json.dumps(experiment))
    if digest := left_out(model):
        arrays["table"] = np.array(digest)
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


# ---- back ----------------------------------------------------------------------------------------------------------


def read(path: Path, activations: tuple[str, ...] = ()) -> Read:
    """Return the model of an archive: ours, scikit-learn's coefs_ and intercepts_, or pairs such as W1 and b1.

    Raises
    ------
    ImportFileError
        in one sentence, if there is none in it
    """
    with reading(path, "a NumPy archive"):
        archive = Archive(read_bytes(path))
        names = [name for name in archive.names if name not in MORE]
        assumed = Assumed(activations)
        said: dict[str, Any] = {name: archive.text(name) for name in TEXTS if name in archive.names}
        said |= {name.lower(): archive.load(name).tolist() for name in SCALES if name in archive.names}
        if "version" in archive.names:
            said["version"] = archive.load("version").tolist()
            check_version(said)
        experiment = _experiment(said)
        ours = sorted((name for name in names if OURS.fullmatch(name)), key=lambda name: int(name[1:]))
        if ours and len(ours) == len(names):
            if ours != [f"W{layer}" for layer in range(1, len(ours) + 1)]:
                raise ImportFileError(f"it has the matrices {', '.join(ours)}, expected W1 to W{len(ours)}")
            matrices = [archive.load(name) for name in ours]
            if "activations" not in said:
                assumed.notes.append("column 0 of each matrix is taken to be the bias weights")
        else:
            matrices = _matrices_of_pairs(archive, names)
        if "activations" not in said:
            outputs = len(matrices[-1]) if matrices[-1].ndim else 0
            said["activations"] = known_activations(said, len(matrices)) or assumed.activations(len(matrices), outputs)
        if experiment and experiment.data.standardise and "mean" not in said and said["features"]:
            scaling = samples_of(experiment).scaling  # the first archives leave it to be found again
            said |= {"mean": numbers(scaling and scaling.mean.tolist(), "its mean").tolist()}
            said |= {"deviation": scaling and scaling.deviation.tolist()}
        return Read(model_of(said, matrices), tuple(assumed.notes))


def _experiment(said: dict[str, Any]) -> Experiment | None:
    """Replace the experiment's text by plain values, and let it say activations and inputs where nothing else does."""
    if "experiment" not in said:
        return None
    said["experiment"] = parse_json(said["experiment"], "its experiment")
    try:
        experiment = Experiment.from_dict(said["experiment"])
    except ExperimentError as error:
        raise ImportFileError(f"its experiment is none: {shown(str(error), 300)}") from error
    said.setdefault("activations", list(experiment.activations))
    said.setdefault("features", list(experiment.features))
    return experiment


def _matrices_of_pairs(archive: "Archive", names: list[str]) -> list[Any]:
    if not names:
        raise ImportFileError("it holds no weights, expected W1, W2 … or coefs_0, intercepts_0 …")
    for patterns, by_unit in ((BY_INPUT, False), (EITHER, None), (BY_UNIT, True)):
        if any(pattern.fullmatch(names[0]) for pattern in patterns):
            pairs = paired(names, patterns)
            return joined(
                [(name, archive.load(name), archive.load(bias) if bias else None) for name, bias in pairs], by_unit
            )
    raise ImportFileError(
        f"it holds {shown(repr(names[0]))}, expected W1, W2 … or coefs_0, intercepts_0 … or pairs such as W1 and b1"
    )


class Archive:
    """A NumPy archive in memory, of which every array's kind, shape and size are known before it is made."""

    def __init__(self, data: bytes, most: int = MOST_BYTES, needed_by: str = "network") -> None:
        if data.count(ENTRY) > MOST_ENTRIES:
            raise ImportFileError(f"it lists more than {MOST_ENTRIES} arrays, which no {needed_by} here needs")
        self._most = most
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._entries: dict[str, zipfile.ZipInfo] = {}
        total = 0
        for entry in self._zip.infolist():
            name = entry.filename.removesuffix(".npy")
            if not re.fullmatch(r"[\w.\[\]\- ]{1,80}", name) or ".." in name or name == entry.filename:
                raise ImportFileError(f"it holds {shown(repr(entry.filename))}, expected names such as W1.npy")
            if name in self._entries:
                raise ImportFileError(f"it holds {name} twice, expected each array once")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
                raise ImportFileError(f"{name} is packed in another way than NumPy does, or encrypted")
            total += entry.file_size
            if total > most:
                raise ImportFileError(
                    f"unpacked it would take more than {most >> 20} MiB, which no {needed_by} here needs"
                )
            self._entries[name] = entry

    @property
    def names(self) -> list[str]:
        """Which arrays there are, without .npy."""
        return list(self._entries)

    def load(self, name: str, *, with_truth: bool = False) -> Any:
        """Return an array of numbers as float64 (whole ones as they are); nothing is made before its size is known.

        with_truth : whether it may hold True and False, for 1 and 0
        """
        array = self._load(name, "fiub" if with_truth else "fiu")
        if array.dtype.kind == "b":
            return array.astype(np.int64)
        return array.astype(np.float64) if array.dtype.kind == "f" else array

    def text(self, name: str) -> Any:
        """Return a text, or a list of texts."""
        return self._load(name, "U").tolist()

    def _load(self, name: str, kinds: str) -> Any:
        entry = self._entries[name]
        with self._zip.open(entry) as member:
            shape, fortran, dtype = _header(member)
            if dtype.hasobject:
                raise ImportFileError(f"{name} holds pickled objects, which are never opened; expected numbers")
            if dtype.kind not in kinds or (dtype.kind != "U" and dtype.itemsize > 8):
                wanted = "text" if kinds == "U" else "numbers"
                raise ImportFileError(f"{name} holds {dtype}, expected {wanted}")
            count = 1
            for length in shape:
                count *= length
            size = count * dtype.itemsize
            most = 4 * sum(MOST_IN_JSON.values()) if kinds == "U" else self._most
            if size > min(most, entry.file_size) or min(shape, default=0) < 0:
                raise ImportFileError(f"{name} says it has shape {shown(repr(shape))}, more than there is in the file")
            data = member.read(size)
            if len(data) < size or member.read(1):
                raise ImportFileError(f"{name} has another size than its shape {shape} says")
        return np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")


def _header(member: IO[bytes]) -> tuple[tuple[int, ...], bool, Any]:
    readers: dict[tuple[int, int], Callable[[IO[bytes]], Any]] = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    version = np.lib.format.read_magic(member)
    if version not in readers:
        raise ImportFileError(f"an array is of NumPy's format {version}, expected (1, 0) or (2, 0)")
    shape, fortran, dtype = readers[version](member)
    return shape, fortran, dtype


FORMATS = (
    Format(
        "npz",
        "NumPy archive",
        ".npz",
        write,
        read_back(read),
        READ_BACK,
        group=DATA,
        holds="W1 … with the bias weights in column 0, and the experiment",
        read=read,
    ),
    Format(
        "npz-coefs",
        "NumPy archive like scikit-learn",
        ".npz",
        write_coefs,
        read_back(read),
        READ_BACK,
        group=DATA,
        holds="coefs_0, intercepts_0 …, and the experiment",
        read=read,
    ),
)
