"""Weights as a NumPy archive: W1 … W{L−1}, column 0 the bias weights, and the experiment as one JSON string.

Plain arrays only: nothing is pickled, and nothing that is read is ever unpickled.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.files import write_whole
from engine.network import Network, weight_count


def save(path: Path, network: Network, experiment: Experiment) -> None:
    """Write the weights and their experiment.

    Raises
    ------
    ExportError
        if the file cannot be written; an older file of that name is then untouched
    """
    _write(path, _weight_arrays(network, experiment))


def load(path: Path) -> tuple[Network, Experiment]:
    """Read what `save` wrote.

    Raises
    ------
    ImportFileError
        if it is no such file, its matrices do not fit its experiment, or a weight is no finite number
    """
    with _reading(path) as archive:
        return _read_weights(archive)


def _weight_arrays(network: Network, experiment: Experiment) -> dict[str, Any]:
    arrays: dict[str, Any] = {f"W{layer}": matrix for layer, matrix in network.W.items()}
    arrays["experiment"] = np.array(json.dumps(experiment.to_dict()))
    return arrays


def _write(path: Path, arrays: dict[str, Any]) -> None:
    write_whole(path, lambda file: np.savez(file, **arrays))


def _read_weights(archive: Any) -> tuple[Network, Experiment]:
    experiment = Experiment.from_dict(json.loads(str(archive["experiment"])))
    network = Network(experiment.sizes, experiment.activations, np.empty(weight_count(experiment.sizes)))
    for layer, matrix in network.W.items():
        stored = archive[f"W{layer}"]
        if stored.shape != matrix.shape:
            raise ImportFileError(f"W{layer} has shape {stored.shape}, expected {matrix.shape}")
        if stored.dtype != matrix.dtype or not np.isfinite(stored).all():
            raise ImportFileError(f"W{layer} holds something else than finite float64 numbers")
        matrix[:] = stored
    return network, experiment


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    """Open an archive; whatever goes wrong with it becomes one sentence about the file."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:  # np.load would leave it open
            yield archive
    except OSError as error:
        raise ImportFileError(f"cannot read {str(path)!r}: {(error.strerror or str(error)).lower()}") from error
    except Exception as error:  # a damaged archive raises nearly anything, from zlib.error to RecursionError
        raise ImportFileError(f"{str(path)!r} does not hold weights written by this program: {error}") from error
