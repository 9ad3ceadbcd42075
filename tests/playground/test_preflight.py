import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playground import preflight
from playground.preflight import Library

SCRIPT = Path(preflight.__file__)
NOWHERE = ":987"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves these to the system")


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)


def run_script(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the file as the system's Python would: alone, with nothing of ours or of .venv to import."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *arguments],
        env={"PATH": "/nowhere", **environment},
        capture_output=True,
        text=True,
    )


def test_a_library_that_does_not_load_is_named_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Library("libnosuchthing.so.9", "libnosuchthing9")
    monkeypatch.setattr(preflight, "OFFSCREEN", (absent,))
    assert preflight.missing_libraries(windowed=False) == [absent]
    problem = preflight.library_problem(windowed=False)
    assert problem is not None
    assert "libnosuchthing.so.9" in problem
    assert problem.endswith("type: apt-get install -y libnosuchthing9")


def test_a_package_with_two_missing_libraries_is_typed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    twins = (Library("libno1.so", "libno"), Library("libno2.so", "libno"))
    monkeypatch.setattr(preflight, "OFFSCREEN", twins)
    assert (preflight.library_problem(windowed=False) or "").endswith("apt-get install -y libno")


def test_the_libraries_of_a_window_are_wanted_only_for_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Library("libnosuchcursor.so.0", "libnosuchcursor0")
    monkeypatch.setitem(preflight.WINDOW, "xcb", (absent,))
    monkeypatch.setattr(preflight, "_x_problem", lambda display: None)
    monkeypatch.setenv("DISPLAY", ":0")
    assert preflight.missing_libraries(windowed=False) == []
    assert preflight.missing_libraries(windowed=True) == [absent]
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert preflight.missing_libraries(windowed=True) == []


def test_elsewhere_than_on_linux_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "OFFSCREEN", (Library("libnosuchthing.so.9", "libnosuchthing9"),))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert preflight.missing_libraries(windowed=True) == []
    assert preflight.missing_parts(for_tests=True) == {}
    assert preflight.display_problem() is None


def test_all_that_these_tests_need_is_here() -> None:
    assert preflight.missing_parts(for_tests=True) == {}


def test_programs_of_the_tests_are_looked_up_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert preflight.missing_parts(for_tests=True) == {"Xvfb": "xvfb", "xdotool": "xdotool"}


def test_no_display_is_said_by_name() -> None:
    assert "DISPLAY is not set" in (preflight.display_problem() or "")


@pytest.mark.parametrize("display", [NOWHERE, "nonsense", "localhost:987"])
def test_a_display_that_does_not_answer_is_named_in_under_two_seconds(
    monkeypatch: pytest.MonkeyPatch, display: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    start = time.monotonic()
    problem = preflight.display_problem()
    assert time.monotonic() - start < 2
    assert problem is not None
    assert f"DISPLAY is '{display}'" in problem


def test_a_display_that_takes_the_call_and_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        silent.listen()
        monkeypatch.setattr(preflight, "DISPLAY_TIMEOUT_S", 0.2)
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{port - 6000}")  # X display n listens on port 6000 + n
        assert "does not answer" in (preflight.display_problem() or "")


def test_a_wayland_display_is_called_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert "WAYLAND_DISPLAY is 'wayland-7'" in (preflight.display_problem() or "")
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()
        assert preflight.display_problem() is None


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_a_platform_without_a_display_needs_none(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setenv("DISPLAY", NOWHERE)
    assert preflight.display_problem() is None


def test_an_explicit_xcb_still_needs_its_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert "DISPLAY is not set" in (preflight.display_problem() or "")


def test_a_platform_that_qt_does_not_know_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "ofscreen")
    problem = preflight.display_problem() or ""
    assert "'ofscreen'" in problem
    assert "offscreen" in problem.split("expected")[1]


def test_who_may_not_install_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "may_install", lambda: False)
    assert (preflight.install({"libx.so.1": "libx1"}) or "").endswith("type: apt-get install -y libx1")


def test_the_package_lists_are_fetched_only_when_an_install_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[str] = []

    def fails_the_first_time(*command: str) -> str | None:
        commands.append(" ".join(command))
        return "E: Unable to locate package libx1" if len(commands) == 1 else None

    monkeypatch.setattr(preflight, "may_install", lambda: True)
    monkeypatch.setattr(preflight, "_command", fails_the_first_time)
    assert preflight.install({"libx.so.1": "libx1"}) is None
    assert [command.split()[0] for command in commands] == ["apt-get", "dpkg", "apt-get", "apt-get"]
    assert commands[2].endswith("update")
    assert commands[3].endswith("libx1")
    assert preflight.install({"libx.so.1": "libx1"}) is None
    assert len(commands) == 5


def test_what_apt_says_about_a_failure_is_shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "may_install", lambda: True)
    monkeypatch.setattr(preflight, "_command", lambda *command: "E: no network")
    problem = preflight.install({"libx.so.1": "libx1"}) or ""
    assert problem.startswith("E: no network\n")
    assert problem.endswith("apt-get install -y libx1")


def test_as_a_script_it_lists_packages_on_one_line() -> None:
    assert run_script("--packages").stdout == "\n"
    assert run_script("--packages", "--for-tests").stdout == "xvfb xdotool\n"  # its PATH leads nowhere


def test_as_a_script_it_says_what_to_type_and_exits_with_2() -> None:
    done = run_script("--install", "--for-tests")  # no apt-get on its PATH
    assert done.returncode == 2
    assert done.stderr.endswith("type: apt-get install -y xvfb xdotool\n")
    assert done.stderr.count("\n") == 1


def test_as_a_script_it_reports_the_display() -> None:
    assert run_script(QT_QPA_PLATFORM="offscreen").returncode == 0
    done = run_script(DISPLAY=NOWHERE)
    assert done.returncode == 2
    assert f"DISPLAY is '{NOWHERE}'" in done.stderr
