"""Trying out code that has just been written: in a process of its own, that inherits nothing and may not take for ever.

Only files that this program has written itself are ever executed, never one that was opened.
"""

import site
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from engine.arrays import Array
from engine.errors import ExportError
from engine.exchange import processes
from engine.exchange.formats import NotHereError

PASSED_ON = (  # what programs need to start at all
    "PATH",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DEVELOPER_DIR",
    "SDKROOT",
)

RUNNER = """
import importlib, sys
path, source, target, *libraries = sys.argv[1:]
sys.path += {places}
try:
    for library in libraries:
        importlib.import_module(library)
except Exception:
    sys.exit({missing})
import importlib.util
import numpy as np
spec = importlib.util.spec_from_file_location("model_tried_out", path)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
points = np.load(source, allow_pickle=False)
np.save(target, np.asarray({outputs}, dtype=np.float64))
"""


def run_python(
    file: Path,
    points: Array,
    outputs: str,
    libraries: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Array:
    """Return what a Python file computes, executed by this Python in a process of its own.

    Parameters
    ----------
    outputs : the expression of `module` and `points`, NumPy arrays, that computes
    libraries : {module that is imported: what a person calls it} of what is needed
    environment : variables for the process, besides those that every program needs

    Raises
    ------
    NotHereError
        naming the library that is not here or cannot be imported
    ExportError
        if it fails or takes too long
    """
    libraries = libraries or {}
    for module, title in libraries.items():
        if find_spec(module.partition(".")[0]) is None:  # of a module inside, it would import the library here
            raise NotHereError(title)
    if not sys.executable:
        raise NotHereError("a Python that runs files")
    with TemporaryDirectory() as room:
        source, target = Path(room, "points.npy"), Path(room, "outputs.npy")
        np.save(source, points)
        places = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []  # -I leaves a person's own libraries out
        script = RUNNER.format(missing=processes.MISSING, outputs=outputs, places=places)
        command = [sys.executable, "-I", "-B", "-c", script, str(file.resolve()), str(source), str(target), *libraries]
        ended = start(command, room, environment)
        if ended.returncode == processes.MISSING:
            raise NotHereError(f"{' and '.join(libraries.values())} that can be imported")
        demand_success(ended, file)
        loaded: Array = np.load(target, allow_pickle=False)
        return loaded


def start(
    command: Sequence[str], room: str, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program in the folder `room` and wait for its end; raise ExportError if it takes too long."""
    variables = processes.passed_on(PASSED_ON)
    variables |= dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), room)  # nothing is left elsewhere
    return processes.run(command, {**variables, **processes.ONE_THREAD, **(environment or {})}, room)


def demand_success(ended: "subprocess.CompletedProcess[bytes]", file: Path) -> None:
    """Raise ExportError, with the last that it said, if a program has failed."""
    if ended.returncode:
        raise ExportError(f"{file.name!r} could not be run: {processes.last_words(ended)}")


def raw_numbers(points: Array) -> bytes:
    """Return points as little-endian float64, row after row: what C and JavaScript read."""
    return points.astype("<f8").tobytes()


def outputs_of(raw: bytes, count: int) -> Array:
    """Return what a program wrote in the same way, shape (count, t)."""
    return np.frombuffer(raw, "<f8").astype(np.float64).reshape(count, -1)


def first_here(modules: Iterable[str]) -> str | None:
    """Return the first of some modules that is installed."""
    return next((module for module in modules if find_spec(module)), None)
