"""What every test lives in: no display, settings of its own, fonts registered, and nothing left running."""

import os
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = os.environ.get("PLAYGROUND_TEST_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent.parent))

import pytest
from hypothesis import settings

# A run that decides whether a change lands tries the same examples every time; elsewhere new ones are looked for.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "search")

PATIENCE_SECONDS = 2.0  # for a thread that has been told to end


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tests' settings apart from the person's."""
    path = tmp_path / "settings.ini"
    monkeypatch.setenv("BACKPROP_PLAYGROUND_SETTINGS", str(path))
    return path


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread, Python's or Qt's, or a running QTimer behind."""
    threads = set(threading.enumerate())
    _started.clear()
    yield
    new = [thread for thread in threading.enumerate() if thread not in threads]
    for thread in new:
        thread.join(PATIENCE_SECONDS)
    left = [thread.name for thread in new if thread.is_alive()]
    assert not left, f"threads left running: {left}"
    if "PySide6.QtCore" in sys.modules:
        assert not _left_running(), f"left running: {_left_running()}"


@pytest.fixture(autouse=True)
def pointer_left_free() -> Iterator[None]:
    """Hide what a test has left on the screen, and let go of the button: the next test's windows want the pointer."""
    yield
    if "PySide6.QtTest" in sys.modules:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication, QWidget

        if QApplication.instance():
            for window in QApplication.topLevelWidgets():
                window.hide()
            QTest.mouseRelease(QWidget(), Qt.MouseButton.LeftButton)  # QTest remembers a button that is held


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["playground"]


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], pytestconfig: pytest.Config) -> object:
    """Return the application as the program makes it: Fusion, bundled fonts, no font of the system needed."""
    from PySide6.QtCore import QThread, QTimer

    from playground.app import make_application

    for kind in (QTimer, QThread):
        _watch(kind)
    return make_application()


_started: "weakref.WeakSet[object]" = weakref.WeakSet()  # every QTimer and QThread that Python code has started


def _watch(kind: type) -> None:
    start = kind.start

    def watched_start(thing: object, *arguments: object) -> None:
        _started.add(thing)
        start(thing, *arguments)

    kind.start = watched_start


def _left_running() -> list[object]:
    import shiboken6

    alive = [thing for thing in list(_started) if shiboken6.isValid(thing)]
    return [thing for thing in alive if (thing.isActive() if hasattr(thing, "isActive") else thing.isRunning())]
