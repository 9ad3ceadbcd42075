"""Processes in which copies are tried, one at a time in each thread: another thread can end what that one waits for."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from weakref import WeakSet

from engine.errors import ExportError

SECONDS = 120  # the import of a framework takes many on a machine that is busy
MISSING = 77  # how a process ends that lacks a library
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_lock = threading.Lock()
_running: dict[threading.Thread, subprocess.Popen[bytes]] = {}  # by the thread that waits
_ended: WeakSet[threading.Thread] = WeakSet()  # whose processes are not wanted any more


def run(
    command: Sequence[str], environment: Mapping[str, str], folder: str | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program and wait for its end; return what it said.

    Raises
    ------
    ExportError
        if it takes too long, or `end` was called for this thread
    """
    thread = threading.current_thread()
    with _lock:
        if thread in _ended:
            raise ExportError("the copy was not tried: nobody waits for it any more")
        process = _running[thread] = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    try:
        said, complained = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ExportError(f"the copy was not done after {SECONDS} seconds") from error
    finally:
        with _lock:
            _running.pop(thread, None)
        process.kill()
        process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def end(thread: threading.Thread) -> None:
    """End what a thread waits for, and let it start nothing more."""
    with _lock:
        _ended.add(thread)
        if process := _running.get(thread):
            process.kill()


def last_words(ended: subprocess.CompletedProcess[bytes]) -> str:
    """Return the last line that a process has complained."""
    lines = [line.strip() for line in ended.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def passed_on(names: Sequence[str]) -> dict[str, str]:
    """Return those of some variables that this process has."""
    return {name: os.environ[name] for name in names if name in os.environ}
