"""The application from the outside: what `--picture` writes, where, and what it leaves alone."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.experiment import Experiment
from playground.app import FirstPaint, make_application, make_window
from playground.theme import DARK

ROOT = Path(__file__).parents[2]
WITHOUT_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def playground(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, with no display but what is given."""
    clean = {name: value for name, value in os.environ.items() if name not in WITHOUT_DISPLAY}
    return subprocess.run(
        [sys.executable, "-m", "playground", *map(str, arguments)],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def pixels(path: Path) -> np.ndarray:
    """Return a picture as an array of shape (rows, columns, 4)."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


@pytest.fixture(scope="module")
def first_picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a picture that was taken with no display at all."""
    folder = tmp_path_factory.mktemp("pictures")
    path = folder / "first.png"
    options = ("--picture", path, "--epochs", 5, "--theme", "dark", "--size", "1280x800")
    done = playground(*options, BACKPROP_PLAYGROUND_SETTINGS=str(folder / "settings.ini"))
    assert (done.returncode, done.stderr) == (0, "")
    return path


def test_a_picture_has_the_size_asked_for_and_shows_something(first_picture: Path) -> None:
    assert first_picture.read_bytes().startswith(b"\x89PNG")
    shown = pixels(first_picture)
    assert shown.shape == (800, 1280, 4)
    colors, counts = np.unique(shown.reshape(-1, 4), axis=0, return_counts=True)
    assert len(colors) > 500
    assert counts.max() < 0.8 * counts.sum()
    ground = (shown == [*DARK.color("canvas").getRgb()]).all(axis=2)
    assert ground.mean() > 0.1  # the theme that was asked for
    assert list(first_picture.parent.glob("*.part")) == []


def test_the_same_picture_twice_even_where_the_display_is_dead(first_picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "second.png"
    options = ("--picture", path, "--epochs", 5, "--theme", "dark", "--size", "1280x800")
    done = playground(*options, DISPLAY=":4711")
    assert (done.returncode, done.stderr) == (0, "")
    assert (pixels(path) == pixels(first_picture)).all()


@pytest.mark.parametrize("said", ["--model softmax", "--model perceptron", "--data sine --hidden 6", "--data nand"])
def test_the_window_takes_every_experiment_of_the_command_line(said: str, tmp_path: Path) -> None:
    options = ("--picture", tmp_path / "out.png", "--epochs", 3, "--size", "1280x800", *said.split())
    done = playground(*options, BACKPROP_PLAYGROUND_SETTINGS=str(tmp_path / "settings.ini"))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(np.unique(pixels(tmp_path / "out.png").reshape(-1, 4), axis=0)) > 500


def test_a_picture_can_show_an_act_of_the_next_learning_step(first_picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "act.png"
    options = ("--picture", path, "--epochs", 5, "--act", 13, "--theme", "dark", "--size", "1280x800")
    done = playground(*options)
    assert done.returncode == 0, done.stderr
    assert (pixels(path) != pixels(first_picture)).any(axis=2).mean() > 0.02


def test_an_act_that_there_is_not_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = playground("--picture", tmp_path / "act.png", "--epochs", 1, "--act", 100000)
    assert done.returncode == 2
    assert "act must be a whole number from 0 to 214, got 100000" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_more_epochs_give_another_picture(first_picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "later.png"
    done = playground("--picture", path, "--epochs", 60, "--theme", "dark", "--size", "1280x800")
    assert (done.returncode, done.stderr) == (0, "")
    assert (pixels(path) != pixels(first_picture)).any(axis=2).mean() > 0.02


def test_the_light_theme_gives_a_lighter_picture(first_picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "light.png"
    done = playground("--picture", path, "--epochs", 0, "--theme", "light", "--size", "1280x800")
    assert (done.returncode, done.stderr) == (0, "")
    assert pixels(path).mean() > pixels(first_picture).mean() + 80


@pytest.fixture
def display() -> Iterator[str]:
    """Start a display of our own and return its name."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.mark.xvfb
def test_a_picture_on_a_real_display(first_picture: Path, display: str, tmp_path: Path) -> None:
    path = tmp_path / "display.png"
    done = playground("--picture", path, "--epochs", 5, "--theme", "dark", "--size", "1280x800", DISPLAY=display)
    assert (done.returncode, done.stderr) == (0, "")
    shown = pixels(path)
    assert shown.shape == (800, 1280, 4)
    assert (shown == pixels(first_picture)).all(axis=2).mean() > 0.99


@pytest.mark.parametrize("place", ["missing/out.png", "folder.png"])
def test_a_path_that_cannot_be_written_is_refused_before_the_training(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder.png").mkdir()
    done = playground("--picture", tmp_path / place, "--epochs", 1_000_000_000)  # would take days
    assert done.returncode == 2
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("playground: cannot write")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder.png"]


# ---- in this process -----------------------------------------------------------------------------------------------


def test_the_application_is_one_and_has_its_looks(qapp: QApplication) -> None:
    assert make_application() is qapp
    qapp.setStyleSheet("")  # a window's style sheet hides the style behind it
    assert qapp.applicationName() == "Backprop Playground"
    assert qapp.style().name().lower() == "fusion"
    assert qapp.font().family() == "Inter"
    assert not qapp.windowIcon().isNull()
    assert QFont("STIX Two Math").exactMatch()


def test_a_window_owns_what_it_shows_and_takes_it_along(qtbot: QtBot) -> None:
    window = make_window(Experiment(), "dark")
    gone: list[int] = []
    for part in (window.document, window.runner, window.appearance):
        assert part.parent() is window
        part.destroyed.connect(lambda: gone.append(1))
    with qtbot.waitSignal(window.runner.snapshot_ready):
        pass
    window.close()
    assert "engine" not in [thread.name for thread in threading.enumerate()]
    window.deleteLater()
    qtbot.waitUntil(lambda: len(gone) == 3)


def test_taking_a_picture_leaves_what_is_remembered_alone(own_settings: Path, tmp_path: Path) -> None:
    own_settings.write_text("[window]\ntheme=light\n")
    done = playground("--picture", tmp_path / "one.png", "--epochs", 0, "--theme", "dark", "--size", "1100x760")
    assert done.returncode == 0
    assert own_settings.read_text() == "[window]\ntheme=light\n"


@pytest.mark.slow
def test_a_picture_of_a_run_that_diverges_is_taken_or_refused(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from engine.experiment import Experiment, Layer\n"
        "from playground.app import take_picture\n"
        "take_picture(Experiment(hidden=(Layer(4, 'relu'),), rate=1e6), Path('out.png'), 100)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, timeout=30
    )
    assert (tmp_path / "out.png").exists() or b"EngineError: training diverged" in done.stderr


def test_engine_and_charts_of_a_window_may_wait_for_the_first_paint(qtbot: QtBot) -> None:
    window = make_window(Experiment(), "dark", remembers=False, starts=False)
    plots = window.boundary.plot, window.costs.plot
    first_paint = FirstPaint(window)
    first_paint.over.connect(window.start)
    with qtbot.waitSignal(window.runner.snapshot_ready):
        assert "engine" not in [thread.name for thread in threading.enumerate()]
        assert not any(plot.is_whole for plot in plots)
        window.show()
    assert window.moment.snapshot is not None
    qtbot.waitUntil(lambda: all(plot.is_whole for plot in plots))
    window.close()
    window.deleteLater()


def test_a_window_that_is_closed_is_gone_before_the_engine_has_ended(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(Experiment(), "dark", remembers=False)
    with qtbot.waitExposed(window):
        window.show()
    seen: list[bool] = []
    stop = window.runner.stop
    monkeypatch.setattr(window.runner, "stop", lambda: (seen.append(window.isVisible()), stop()))
    assert window.close()
    assert seen == [False]
    window.deleteLater()


def test_a_window_whose_engine_never_started_closes_all_the_same(qtbot: QtBot) -> None:
    window = make_window(Experiment(), "dark", remembers=False, starts=False)
    window.close()
    window.deleteLater()
    assert "engine" not in [thread.name for thread in threading.enumerate()]
