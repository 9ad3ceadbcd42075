"""Processes of our own: each measures one thing in a fresh interpreter, tells it in lines of JSON, and is gone."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

from engine.errors import EngineError

ROOT = Path(__file__).resolve().parents[2]  # from where `engine` and `playground` are imported
LAST_LINES = 3
PATIENCE_SECONDS = 120.0


class BenchError(EngineError):
    """Something could not be measured; the message is the sentence to print."""


@contextmanager
def child(
    arguments: Sequence[str], changes: Mapping[str, str] | None = None, patience: float = PATIENCE_SECONDS
) -> Iterator[Iterator[Any]]:
    """Run this Python with arguments, and give what it tells, line by line; it is ended with the context.

    It has a session of its own, so that Ctrl-C reaches us alone, and settings of its own. It is ended after
    `patience` seconds whatever it does.

    Raises
    ------
    BenchError
        if it fails before it has told all that is asked of it
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment(folder, changes or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        )
        watchdog = Timer(patience, process.kill)
        watchdog.start()
        try:
            yield _told(process, arguments, complaints)
        finally:
            watchdog.cancel()
            watchdog.join()
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def told_by(arguments: Sequence[str], changes: Mapping[str, str] | None = None) -> Any:
    """Run this Python with arguments and return the first thing that it tells."""
    with child(arguments, changes) as lines:
        return next(lines)


def environment(folder: str, changes: Mapping[str, str]) -> dict[str, str]:
    """Return what a child is given: ours, with settings in a folder of its own."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {"PYTHONPATH": os.pathsep.join(paths), "BACKPROP_PLAYGROUND_SETTINGS": str(Path(folder, "settings.ini"))}
    return {**os.environ, **own, **changes}


def _told(process: "subprocess.Popen[str]", arguments: Sequence[str], complaints: Any) -> Iterator[Any]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(("{", "[")):
            yield json.loads(line)
    status = process.wait()
    complaints.seek(0)
    said = " / ".join(complaints.read().strip().splitlines()[-LAST_LINES:])
    raise BenchError(f"{' '.join(arguments)} ended with status {status} before it had told all: {said or 'no word'}")
