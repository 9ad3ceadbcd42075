"""What is remembered comes back with the next window; what cannot be read is as if it had never been written."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from engine.experiment import Experiment
from playground.app import make_window
from playground.panels.run_bar import DEFAULT_SPEED, SPEEDS
from playground.settings import open_settings, settings_path
from playground.window.main_window import MainWindow

ROOT = Path(__file__).parents[2]
Open = Callable[..., MainWindow]


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[Open]:
    """Return what opens the window as the program does; all that are open are closed at the end."""
    made: list[MainWindow] = []

    def open_one(theme: str = "") -> MainWindow:
        made.append(make_window(Experiment(), theme))
        made[-1].show()
        return made[-1]

    yield open_one
    for window in made:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_path_can_be_moved(own_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_path() == own_settings
    monkeypatch.delenv("BACKPROP_PLAYGROUND_SETTINGS")
    assert settings_path().parts[-2:] == ("backprop-playground", "settings.ini")


def test_without_settings_the_window_opens_as_it_is_meant(open_window: Open) -> None:
    window = open_window()
    assert window.appearance.choice == "auto"
    assert window.run_bar.speed.currentText() == DEFAULT_SPEED
    assert window.costs.is_log


def test_a_window_comes_back_as_it_was_closed(open_window: Open, own_settings: Path) -> None:
    first = open_window()
    before = first.height()
    first.appearance.choose("dark")
    first.run_bar.speed.setCurrentText("10 per second")
    first.costs.set_log(False)
    first.resize(first.width(), before - 100)  # within the offscreen platform's screen of 800 x 800
    sizes = first.splitter.sizes()
    first.splitter.setSizes([sizes[0], sizes[1] - 50, sizes[2] + 50])
    sizes = first.splitter.sizes()
    first.close()
    assert own_settings.exists()
    second = open_window()
    assert second.appearance.choice == "dark"
    assert second.run_bar.speed.currentText() == "10 per second"
    assert second.runner._worker is not first.runner._worker
    assert not second.costs.is_log
    assert second.height() == before - 100
    assert second.splitter.sizes()[0] == sizes[0]


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_speed_that_comes_back_is_the_speed_it_plays_at(
    open_window: Open, monkeypatch: pytest.MonkeyPatch, speed: str
) -> None:
    settings = open_settings()
    settings.setValue("window/speed", speed)
    settings.sync()
    asked: list[object] = []
    monkeypatch.setattr("playground.training.runner.Runner.set_speed", lambda runner, value: asked.append(value))
    open_window()
    assert asked[-1] == SPEEDS[speed]


def test_a_theme_asked_for_overrides_the_one_remembered(open_window: Open) -> None:
    settings = open_settings()
    settings.setValue("window/theme", "dark")
    settings.sync()
    assert open_window().appearance.choice == "dark"
    assert open_window("light").appearance.choice == "light"


CORRUPT: dict[str, bytes] = {
    "noise": bytes(range(256)) * 20,
    "empty": b"",
    "other types": b"[window]\ngeometry=7\nsplitter=left, right\nlog_cost=@Invalid()\nspeed=fast, slow\ntheme=3.5\n",
    "broken bytes": b"[window]\ngeometry=@ByteArray(\\x1\\xd9\nsplitter=@ByteArray(nonsense)\ntheme=\\x\nspeed=\n",
    "broken variants": b"[window]\ngeometry=@Variant(\\0\\0)\nsplitter=@Rect(1 2)\nspeed=@Size(3)\ntheme=@Variant(x)\n",
    "no section": b"theme=dark\nspeed=unlimited\n[wind",
}


@pytest.mark.parametrize("kind", CORRUPT)
def test_settings_that_cannot_be_read_are_ignored(open_window: Open, own_settings: Path, kind: str) -> None:
    own_settings.write_bytes(CORRUPT[kind])
    window = open_window()
    assert window.appearance.choice == "auto"
    assert window.run_bar.speed.currentText() == DEFAULT_SPEED
    assert window.width() >= 640
    assert min(window.splitter.sizes()) > 100
    window.appearance.choose("light")
    window.close()
    assert QSettings(str(own_settings), QSettings.Format.IniFormat).value("window/theme") == "light"


def test_settings_that_cannot_be_written_do_not_keep_the_window_open(
    open_window: Open, own_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_settings.mkdir()
    window = open_window()
    assert window.close()


def test_nothing_is_written_beside_the_path_that_was_named(tmp_path: Path) -> None:
    home, settings = tmp_path / "home", tmp_path / "elsewhere" / "mine.ini"
    home.mkdir()
    program = (
        "from playground.app import make_application, make_window\n"
        "from engine.experiment import Experiment\n"
        "application = make_application()\n"
        "window = make_window(Experiment(), 'dark')\n"
        "window.show()\n"
        "application.processEvents()\n"
        "window.close()\n"
    )
    places = {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = os.environ | places | {"HOME": str(home), "BACKPROP_PLAYGROUND_SETTINGS": str(settings)}
    environment.pop("XDG_CACHE_HOME", None)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True, timeout=60)
    assert settings.exists()
    written = [path.relative_to(home).parts for path in home.rglob("*") if path.is_file()]
    assert [parts for parts in written if parts[0] != ".cache"] == []  # fontconfig keeps a cache of its own
