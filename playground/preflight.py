"""Look, before Qt is loaded, whether it can start here: Qt answers a missing library or display by aborting in C.

Nothing can catch that abort, so the libraries are tried one by one with ctypes, and the display is called first.
Standard library only, and nothing of ours is imported: `python3 playground/preflight.py` works before any virtual
environment exists, and `.ci/setup` installs what this file finds missing. Only Linux leaves these libraries to the
system; elsewhere Qt's wheels bring all they need and nothing is ever missing.

What goes wrong is one sentence: the thing, its value, what was expected.
"""

import argparse
import ctypes
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass

DISPLAY_TIMEOUT_S = 1.5  # a display on this machine answers in milliseconds
_APT_GET = ("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300")  # waits for another apt-get, silently
_NO_DISPLAY = "There is no display: DISPLAY is not set, expected the name of a running display such as ':0'."


@dataclass(frozen=True)
class Library:
    """A shared library that Qt loads, and the Debian package that holds it (newer names answer to these too)."""

    file: str
    package: str


OFFSCREEN = (  # to load QtWidgets at all; even the offscreen platform wants libX11
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),  # brings a font with it: Qt has none of its own
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libX11.so.6", "libx11-6"),
)
WINDOW = {  # and to open a window, by the name of Qt's platform
    "xcb": (
        Library("libxcb.so.1", "libxcb1"),
        Library("libX11-xcb.so.1", "libx11-xcb1"),
        Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        Library("libxcb-cursor.so.0", "libxcb-cursor0"),
        Library("libxcb-icccm.so.4", "libxcb-icccm4"),
        Library("libxcb-image.so.0", "libxcb-image0"),
        Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        Library("libxcb-randr.so.0", "libxcb-randr0"),
        Library("libxcb-render.so.0", "libxcb-render0"),
        Library("libxcb-render-util.so.0", "libxcb-render-util0"),
        Library("libxcb-shape.so.0", "libxcb-shape0"),
        Library("libxcb-shm.so.0", "libxcb-shm0"),
        Library("libxcb-sync.so.1", "libxcb-sync1"),
        Library("libxcb-util.so.1", "libxcb-util1"),
        Library("libxcb-xfixes.so.0", "libxcb-xfixes0"),
        Library("libxcb-xkb.so.1", "libxcb-xkb1"),
    ),
    "wayland": (
        Library("libwayland-client.so.0", "libwayland-client0"),
        Library("libwayland-cursor.so.0", "libwayland-cursor0"),
        Library("libwayland-egl.so.1", "libwayland-egl1"),
    ),
}
PLATFORMS = ("eglfs", "linuxfb", "minimal", "minimalegl", "offscreen", "vkkhrdisplay", "vnc", "wayland", "xcb")
TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}  # the tests of a real window bring their own display


def platforms() -> list[str]:
    """Return the Qt platforms that will be tried here, in Qt's order; none if there is no sign of a display."""
    explicit = os.environ.get("QT_QPA_PLATFORM", "")
    if explicit:
        return [name.split(":")[0] for name in explicit.split(";")]
    hints = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [platform for platform, variable in hints.items() if os.environ.get(variable)]


def display_problem() -> str | None:
    """Return why no window can be opened here, or None. A platform without a display (offscreen, vnc) is no problem."""
    if not sys.platform.startswith("linux"):
        return None
    if not platforms():
        return _NO_DISPLAY
    problems = [_problem_of(platform) for platform in platforms()]
    return None if None in problems else problems[-1]


def missing_libraries(windowed: bool) -> list[Library]:
    """Return the libraries Qt cannot start without that do not load: for a window, or only to paint offscreen."""
    return [library for library in _needed(windowed) if not _loads(library.file)]


def library_problem(windowed: bool) -> str | None:
    """Return which libraries Qt misses, and the line to type for them, or None."""
    missing = missing_libraries(windowed)
    if not missing:
        return None
    return _missing_sentence([library.file for library in missing], _unique([library.package for library in missing]))


def missing_parts(for_tests: bool) -> dict[str, str]:
    """Return {library or program: its package} of all that the program, or its tests, would miss now."""
    if for_tests:
        wanted = _on_linux([*OFFSCREEN, *WINDOW["xcb"]])
        parts = {library.file: library.package for library in wanted if not _loads(library.file)}
        programs = TEST_PROGRAMS if sys.platform.startswith("linux") else {}
        return parts | {name: package for name, package in programs.items() if not shutil.which(name)}
    return {library.file: library.package for library in missing_libraries(windowed=display_problem() is None)}


def install(parts: dict[str, str]) -> str | None:
    """Install the packages of these missing parts where this user may; return what went wrong, or None."""
    packages = _unique(parts.values())
    sentence = _missing_sentence(list(parts), packages)
    if not may_install():
        return sentence
    get = (*_APT_GET, "install", "-y", "--no-install-recommends")
    failure = _command(*get, *packages)
    if failure:  # no list of packages was ever fetched here, or it is old, or an installation was interrupted
        _command("dpkg", "--configure", "-a")
        failure = _command(*_APT_GET, "update") or _command(*get, "--fix-broken", *packages)
    return f"{failure}\n{sentence}" if failure else None


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def main() -> int:
    parser = argparse.ArgumentParser(description="Say whether Qt can start here; exit status 2 if it cannot.")
    parser.add_argument("--packages", action="store_true", help="print the missing apt packages on one line, no more")
    parser.add_argument("--install", action="store_true", help="install what is missing, or say what to type")
    parser.add_argument("--for-tests", action="store_true", help="want what the tests need: also Xvfb and xdotool")
    options = parser.parse_args()
    parts = missing_parts(options.for_tests)
    if options.packages:
        sys.stdout.write(" ".join(_unique(parts.values())) + "\n")
        return 0
    problem = install(parts) if parts and options.install else None
    remaining = missing_parts(options.for_tests)
    if remaining:
        problem = problem or _missing_sentence(list(remaining), _unique(remaining.values()))
    if not options.install:
        problem = problem or display_problem()
    if problem:
        sys.stderr.write(problem + "\n")
    return 2 if problem else 0


def _needed(windowed: bool) -> list[Library]:
    window: tuple[Library, ...] = ()
    if windowed:  # of several platforms Qt takes the first whose display answers
        window = next((WINDOW.get(name.split("-")[0], ()) for name in platforms() if _problem_of(name) is None), ())
    return _on_linux([*OFFSCREEN, *window])


def _on_linux(libraries: list[Library]) -> list[Library]:
    return libraries if sys.platform.startswith("linux") else []


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _problem_of(platform: str) -> str | None:
    if platform == "xcb":
        return _x_problem(os.environ.get("DISPLAY", ""))
    if platform.startswith("wayland"):
        return _wayland_problem(os.environ.get("WAYLAND_DISPLAY") or "wayland-0")
    if platform not in PLATFORMS:
        return f"QT_QPA_PLATFORM names the platform {platform!r}, expected one of {', '.join(PLATFORMS)}."
    return None


def _x_problem(display: str) -> str | None:
    if not display:
        return _NO_DISPLAY
    if not _loads("libxcb.so.1"):
        return None  # nothing to call it with; the missing library will be named first
    answers: list[bool] = []
    # In a thread of its own: a display on another machine that is switched off would hold us for minutes.
    caller = threading.Thread(target=lambda: answers.append(_x_answers(display)), daemon=True)
    caller.start()
    caller.join(DISPLAY_TIMEOUT_S)
    if answers == [True]:
        return None
    return f"The display does not answer: DISPLAY is {display!r}, expected the name of a running display such as ':0'."


def _x_answers(display: str) -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)  # never null: a failed call gives a connection with an error
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _wayland_problem(name: str) -> str | None:
    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(DISPLAY_TIMEOUT_S)
        try:
            caller.connect(path)
        except OSError:
            return f"The display does not answer: WAYLAND_DISPLAY is {name!r}, expected the name of a running display."
    return None


def _missing_sentence(names: list[str], packages: list[str]) -> str:
    line = "apt-get install -y " + " ".join(packages)
    how = "type" if os.geteuid() == 0 else "as root, type"
    return f"This machine lacks {', '.join(names)}, which Backprop Playground needs; to install them, {how}: {line}"


def _command(*command: str) -> str | None:
    """Run a command without a word; return all it said if it failed."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return f"{done.stdout}`{' '.join(command)}` ended with status {done.returncode}." if done.returncode else None


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


if __name__ == "__main__":
    sys.exit(main())
