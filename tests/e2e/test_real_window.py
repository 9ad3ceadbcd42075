"""The program as a person has it: a real window on a real X display, driven by real mouse and key events."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.exchange.importing import read

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is for Linux"),
]
ROOT = Path(__file__).parents[2]
MOST_TRIES = 300


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Start an X server of our own, on whatever number is free."""
    assert shutil.which("Xvfb"), "Xvfb is missing; `make test` installs it"
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answers:
        number = answers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class Person:
    """Sits before the window: looks at it through its answers, acts on it through xdotool only."""

    def __init__(self, window: subprocess.Popen[str], environment: dict[str, str]) -> None:
        self._window = window
        self._environment = environment

    def ask(self, question: str) -> Any:
        assert self._window.stdin is not None
        assert self._window.stdout is not None
        self._window.stdin.write(question + "\n")
        self._window.stdin.flush()
        return json.loads(self._window.stdout.readline())

    def see(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Look until a condition of the state holds; each look waits for the window's event loop."""
        for _ in range(MOST_TRIES):
            state: dict[str, Any] = self.ask("state")
            if condition(state):
                return state
            self._xdotool("sleep", "0.02")
        raise AssertionError(f"never seen; at last {state}")

    def point(self, what: str) -> None:
        x, y = self.ask(what)
        self._xdotool("mousemove", "--sync", str(x - 3), str(y), "mousemove", "--sync", str(x), str(y))

    def click(self, what: str) -> None:
        self.point(what)
        self._xdotool("click", "1")

    def press(self, *keys: str) -> None:
        self._xdotool("key", *keys)

    def type(self, text: str) -> None:
        self._xdotool("type", text)

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=20)


@pytest.fixture
def person(display: str, tmp_path: Path) -> Iterator[Person]:
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(ROOT),
        "BACKPROP_PLAYGROUND_SETTINGS": str(tmp_path / "settings.ini"),
    }
    window = subprocess.Popen(
        [sys.executable, "-W", "error", str(Path(__file__).with_name("open_window.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    person = Person(window, environment)
    person.see(lambda state: state["epoch"] == 0)
    person._xdotool("windowfocus", "--sync", str(person.ask("state")["window"]))
    yield person
    assert window.stdin is not None
    assert window.stdout is not None
    assert window.stderr is not None
    window.stdin.close()
    assert window.wait(timeout=20) == 0
    assert window.stderr.read() == ""
    window.stdout.close()
    window.stderr.close()


def test_a_person_chooses_builds_learns_changes_the_rate_and_takes_the_weights_away(
    person: Person, tmp_path: Path
) -> None:
    person.click("where data_spiral")
    person.see(lambda state: state["data"] == "spiral")
    person.click("where hidden_layers_plus")
    person.see(lambda state: state["sizes"] == [2, 4, 2, 1])
    person.click("where layer_3_plus")
    person.see(lambda state: state["sizes"] == [2, 4, 3, 1])

    person.click("where button_play")
    person.see(lambda state: state["playing"] and state["epoch"] > 5)
    person.click("where rate")
    person.press("ctrl+a")
    person.type("0.05")
    person.press("Return")
    changed = person.see(lambda state: state["rate"] == 0.05)
    person.see(lambda state: state["playing"] and state["epoch"] > changed["epoch"])
    person.click("where button_play")
    paused = person.see(lambda state: not state["playing"])
    person.click("where button_forward")
    stepped = person.see(lambda state: state["epoch"] == paused["epoch"] + 1 and not state["playing"])
    assert stepped["weights"] != paused["weights"]

    file = tmp_path / "taken away.npz"
    person.press("ctrl+e")
    person.see(lambda state: state["popup"])
    person.press("alt+f")
    person.press("ctrl+a")
    person.type(str(file))
    person.press("Return")
    told = person.see(lambda state: "saved to" in state["notice"])
    opened = read(file)
    assert opened.model.network.sha256() == told["weights"] == stepped["weights"]
    assert (opened.experiment.data.name, opened.experiment.rate) == ("spiral", 0.05)


def test_a_person_points_selects_undoes_and_switches_the_theme(person: Person) -> None:
    person.click("unit 2 3")
    person.see(lambda state: state["unit"] == [2, 3])
    person.point("edge 2 1 4")
    person.see(lambda state: state["pointed"] == "Edge(layer=2, target=1, source=4)")
    person.press("Down")
    person.press("Right")
    person.see(lambda state: state["unit"] == [3, 1])
    person.click("where layer_2_minus")
    person.see(lambda state: state["sizes"] == [2, 3, 1])
    person.press("ctrl+z")
    person.see(lambda state: state["sizes"] == [2, 4, 1])
    theme = person.ask("state")["theme"]
    person.press("ctrl+t")
    person.see(lambda state: state["theme"] != theme)
    first = person.ask("state")["weights"]
    person.press("space")
    person.see(lambda state: state["epoch"] > 3)
    person.press("space")
    person.see(lambda state: not state["playing"])
    person.press("r")
    person.see(lambda state: state["epoch"] == 0 and state["weights"] == first)


def test_the_program_starts_and_is_quit_by_key(display: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DISPLAY": display,
        "PYTHONPATH": str(ROOT),
        "BACKPROP_PLAYGROUND_SETTINGS": str(tmp_path / "settings.ini"),
    }
    environment.pop("QT_QPA_PLATFORM", None)
    program = subprocess.Popen(
        [sys.executable, "-m", "playground"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Backprop Playground$"]
    window = subprocess.run(search, env=environment, capture_output=True, text=True, check=True, timeout=30).stdout
    focus_and_quit = ["xdotool", "windowfocus", "--sync", window.split()[0], "key", "ctrl+q"]
    subprocess.run(focus_and_quit, env=environment, check=True, timeout=20)
    assert program.wait(timeout=20) == 0
    assert program.stderr is not None
    assert program.stderr.read() == ""
    program.stderr.close()
    assert (tmp_path / "settings.ini").is_file()
