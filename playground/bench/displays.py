"""A display to draw on: the present one, else an Xvfb of our own, else none, which is said."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playground import preflight

SCREEN = "1920x1080x24"


@dataclass(frozen=True)
class Display:
    """Where windows are drawn.

    Attributes
    ----------
    told : in words
    changes : what the environment of a process needs to draw there
    """

    told: str
    changes: dict[str, str] = field(default_factory=dict)


@contextmanager
def display() -> Iterator[Display]:
    """Give a display for as long as the context lasts."""
    if preflight.display_problem() is None:
        chosen = os.environ.get("QT_QPA_PLATFORM", "")
        yield Display(f"the platform {chosen}" if chosen else "the present display")
    elif program := shutil.which("Xvfb"):
        with _xvfb(program) as number:
            yield Display("an Xvfb of our own", {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"})
    else:
        yield Display("offscreen: there is no display, and no Xvfb was found", {"QT_QPA_PLATFORM": "offscreen"})


@contextmanager
def _xvfb(program: str) -> Iterator[str]:
    """Start an X server on whatever number is free, and give the number."""
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(write)
    try:
        with os.fdopen(read) as answers:
            yield answers.readline().strip()
    finally:
        server.terminate()
        server.wait()
