"""Weights, or a whole run, as a NumPy archive.

Weights: W1 … W{L−1}, column 0 the bias weights, and the experiment as one JSON string. A run adds what it needs to go
on with the very bits: the optimizer's memory, the order of the samples, the costs so far, and one JSON string with the
position and the state of the random numbers.

Plain arrays only: nothing is pickled, and nothing that is read is ever unpickled.
"""

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ImportFileError
from engine.experiment import Experiment
from engine.files import write_whole
from engine.network import Network, weight_count
from engine.run import Run

STATE_ARRAYS = ("memory", "last_finite", "last_memory", "order", "costs")


def save(path: Path, network: Network, experiment: Experiment) -> None:
    """Write the weights and their experiment.

    Raises
    ------
    ExportError
        if the file cannot be written; an older file of that name is then untouched
    """
    _write(path, _weight_arrays(network, experiment))


def load(path: Path) -> tuple[Network, Experiment]:
    """Read what `save` or `save_run` wrote.

    Raises
    ------
    ImportFileError
        if it is no such file, its matrices do not fit its experiment, or a weight is no finite number
    """
    with _reading(path) as archive:
        return _read_weights(archive)


def save_run(path: Path, run: Run) -> None:
    """Write a run, so that `load_run` goes on where it stands; raise ExportError as `save` does."""
    state = run.state()
    arrays = _weight_arrays(run.network, run.experiment)
    arrays |= {name: state[name] for name in STATE_ARRAYS}
    plain = {name: value for name, value in state.items() if name not in (*STATE_ARRAYS, "weights")}
    arrays["state"] = np.array(json.dumps(plain))
    _write(path, arrays)


def load_run(path: Path) -> Run:
    """Return the run that `save_run` wrote; raise ImportFileError as `load` does."""
    with _reading(path) as archive:
        network, experiment = _read_weights(archive)
        if "state" not in archive.files:
            raise ImportFileError("it holds weights only, expected a whole run")
        state: dict[str, Any] = json.loads(str(archive["state"]))
        state |= {name: archive[name] for name in STATE_ARRAYS}
        state["weights"] = network.flat
        run = Run.from_state(experiment, state)
        _check(run, state)
        return run


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


def _check(run: Run, state: dict[str, Any]) -> None:
    """Refuse a state that a run cannot go on from."""
    for name in ("order_rng", "dropout_rng"):
        np.random.default_rng().bit_generator.state = state["last_random"][name]  # which says itself what is wrong
    counts = (run.epoch, run.batch, run.act, run.updates, run.age, state["surgeries"], state["last_updates"])
    kept = state["last_batch"]
    for what, holds in {
        "order": np.array_equal(np.sort(state["order"]), run.samples.train) and state["order"].dtype.kind == "i",
        "memory": all(
            state[name].shape == run.memory.shape and state[name].dtype == run.memory.dtype
            for name in ("memory", "last_memory")
        ),
        "last_finite": state["last_finite"].shape == run.network.flat.shape and np.isfinite(state["last_finite"]).all(),
        "costs": _is_history(state["costs"], run.epoch),
        "marks": _are_marks(run),
        "cut": {weight: type(value) for weight, value in run.surgeon.cut.items()}
        == dict.fromkeys(run.experiment.pruned, float)
        and all(map(math.isfinite, run.surgeon.cut.values())),
        "state": all(type(n) is int and n >= 0 for n in counts)
        and run.batch < run.batches_per_epoch
        and type(kept) is int
        and 0 <= kept <= run.batch
        and isinstance(run.stopped, str)
        and type(state["stopping"]["best"]) is float
        and type(state["stopping"]["best_epoch"]) is int
        and all(isinstance(rule, str) for name in ("met", "overruled") for rule in state["stopping"].get(name, ())),
    }.items():
        if not holds:
            raise ImportFileError(f"{what} does not fit a run of its experiment")


def _are_marks(run: Run) -> bool:
    """Tell whether changes by hand were made where they can have been, one after the other."""
    numbers = [(mark.epoch, mark.batch, mark.batches) for mark in run.marks]
    return (
        all(type(number) is int for numbers_of_one in numbers for number in numbers_of_one)
        and all(isinstance(mark.name, str) for mark in run.marks)
        and all(
            cost is None or type(cost) in (int, float)
            for mark in run.marks
            for cost in (mark.cost_before, mark.cost_after)
        )
        and all(0 <= epoch <= run.epoch and 0 <= batch < batches for epoch, batch, batches in numbers)
        and all(before[0] <= after[0] for before, after in pairwise(numbers))
    )


def _is_history(rows: Any, last: int) -> bool:
    """Tell whether rows of costs go from epoch 0 to the last one, always upwards; of a long run some are left out."""
    if rows.shape[0] != 4 or rows.dtype != np.float64:
        return False
    epochs = rows[0]
    whole = np.array_equal(epochs, np.floor(epochs))
    return bool(whole and epochs[0] == 0 and epochs[-1] == last and (np.diff(epochs) > 0).all())


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
