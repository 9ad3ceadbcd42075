"""The decisions of `.ci/setup`, with commands recorded instead of run: nothing here installs anything."""

import fcntl
import importlib.util
import json
import shutil
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SETUP = REPOSITORY / ".ci" / "setup"


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = importlib.util.spec_from_loader("setup_script", SourceFileLoader("setup_script", str(SETUP)))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout in which nothing was set up yet."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(SETUP, tmp_path / ".ci" / "setup")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


@pytest.fixture
def ready(setup: ModuleType, root: Path) -> Path:
    """A checkout whose .venv runs, holds a package and is stamped."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")], check=True)
    package(root).mkdir(parents=True)
    setup.write_stamp(root)
    return root


def package(root: Path) -> Path:
    return root / ".venv/lib/python{}.{}/site-packages/numpy".format(*sys.version_info[:2])


def run_script(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(root / ".ci/setup"), *arguments], capture_output=True, text=True)


def test_without_a_venv_one_is_made(setup: ModuleType, root: Path) -> None:
    assert setup.plan(root) == ("make", "there is none")


def test_an_empty_folder_is_half_a_venv(setup: ModuleType, root: Path) -> None:
    (root / ".venv").mkdir()
    assert setup.plan(root) == ("make", "the one here is only half made")


def test_a_venv_without_a_stamp_is_half_made(setup: ModuleType, ready: Path) -> None:
    setup.stamp_file(ready).unlink()
    assert setup.plan(ready) == ("make", "the one here is only half made")


def test_a_dead_interpreter_is_seen_in_spite_of_the_stamp(setup: ModuleType, ready: Path) -> None:
    python = ready / ".venv/bin/python"
    python.unlink()
    assert setup.plan(ready) == ("make", "the one here has a python that does not run")
    python.symlink_to("/nowhere/python3")
    assert setup.plan(ready)[0] == "make"
    python.unlink()
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert setup.plan(ready)[0] == "make"


def test_a_lost_package_is_missed_by_name(setup: ModuleType, ready: Path) -> None:
    package(ready).rmdir()
    assert setup.plan(ready) == ("make", "the one here has lost numpy")


def test_a_package_added_by_hand_is_left_in_peace(setup: ModuleType, ready: Path) -> None:
    package(ready).with_name("ipython").mkdir()
    assert setup.plan(ready)[0] == "nothing"


def test_a_venv_of_another_python_is_made_anew(setup: ModuleType, ready: Path) -> None:
    stamp = json.loads(setup.stamp_file(ready).read_text())
    setup.stamp_file(ready).write_text(json.dumps(stamp | {"python": "3.9"}))
    step, reason = setup.plan(ready)
    assert step == "make"
    assert "3.9" in reason


def test_a_venv_that_was_moved_is_made_anew(setup: ModuleType, ready: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.copy(ready / "pyproject.toml", moved)
    shutil.copytree(ready / ".venv", moved / ".venv", symlinks=True)
    assert setup.plan(moved) == ("make", f"the one here was made for {ready}")


def test_a_changed_pyproject_only_updates(setup: ModuleType, ready: Path) -> None:
    assert setup.plan(ready) == ("nothing", ".venv is ready")
    (ready / "pyproject.toml").write_text("[project]\ndependencies = ['numpy']\n")
    assert setup.plan(ready) == ("update", "pyproject.toml has changed")


def test_the_peers_are_added_when_asked_for_and_then_left_in_peace(setup: ModuleType, ready: Path) -> None:
    assert setup.plan(ready, parity=True) == ("add", "PyTorch and scikit-learn are not in it")
    setup.write_stamp(ready, parity=True)
    assert setup.plan(ready, parity=True) == setup.plan(ready) == ("nothing", ".venv is ready")


def test_an_update_without_the_peers_asks_for_them_again(setup: ModuleType, ready: Path) -> None:
    setup.write_stamp(ready, parity=True)
    (ready / "pyproject.toml").write_text("[project]\ndependencies = ['numpy']\n")
    setup.write_stamp(ready)  # as `make test` does after its update
    assert setup.plan(ready)[0] == "nothing"
    assert setup.plan(ready, parity=True)[0] == "add"


@pytest.mark.parametrize(("leaves_something", "step"), [(False, "nothing"), (True, "make")])
def test_peers_that_cannot_be_had_leave_the_venv_ready(
    setup: ModuleType, ready: Path, monkeypatch: pytest.MonkeyPatch, leaves_something: bool, step: str
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        if leaves_something:
            package(ready).with_name("torch").mkdir()
        raise setup.SetupError("no network")

    monkeypatch.setattr(setup, "run", refused)
    with pytest.raises(setup.SetupError, match="no network"):
        setup.provide_venv(ready, parity=True)
    assert setup.plan(ready)[0] == step


def test_the_peers_are_installed_together_with_the_rest(
    setup: ModuleType, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[str] = []
    monkeypatch.setattr(setup, "run", lambda command, *arguments, **options: commands.append(" ".join(command)))
    setup.provide_venv(ready, parity=True)
    assert commands[-1].endswith("--editable . --group dev --group parity")


def test_the_plan_on_the_command_line(ready: Path) -> None:
    assert run_script(ready, "--plan").stdout == "nothing: .venv is ready\n"


def test_what_is_ready_is_left_alone_quickly_and_silently(ready: Path) -> None:
    start = time.monotonic()
    done = run_script(ready)
    assert time.monotonic() - start < 2  # a tenth of a second on an idle machine
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_stamp_is_written_last(setup: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamped: list[bool] = []
    commands: list[str] = []

    def run(command: list[str], root: Path, held: int, quiet: bool = False) -> None:
        stamped.append(setup.stamp_file(root).exists())
        commands.append(" ".join(command))
        (root / ".venv/bin").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(setup, "run", run)
    setup.provide_venv(root)
    assert not any(stamped)
    assert setup.stamp_file(root).exists()
    assert "-m venv --without-pip" in commands[0]
    assert commands[-1].endswith("--editable . --group dev")


@pytest.mark.parametrize("change", ["pyproject.toml", ".venv/bin/python"])
def test_a_set_up_that_fails_or_is_interrupted_leaves_no_stamp(
    setup: ModuleType, ready: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(setup, "run", interrupted)
    (ready / change).unlink()
    (ready / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    with pytest.raises(KeyboardInterrupt):
        setup.provide_venv(ready)
    assert setup.plan(ready)[0] == "make"


def test_a_venv_that_is_a_file_or_a_link_is_replaced(setup: ModuleType, root: Path) -> None:
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    (root / ".venv").symlink_to(elsewhere)
    setup.remove(root / ".venv")
    assert (elsewhere / "precious").exists()
    (root / ".venv").write_text("a file")
    setup.remove(root / ".venv")
    assert not (root / ".venv").exists()


def test_a_failed_command_is_one_sentence_and_exit_status_2(root: Path) -> None:
    (root / ".venv").mkdir()
    (root / "pyproject.toml").unlink()
    done = run_script(root)
    assert done.returncode == 2
    assert "pyproject.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_set_ups_at_once_wait_for_each_other(root: Path) -> None:
    with open(root / ".ci/setup") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with subprocess.Popen(
            [sys.executable, str(root / ".ci/setup")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "Waiting for another set-up to finish ...\n"
            second.kill()
    assert not (root / ".venv").exists()


def test_an_older_python_is_refused_in_one_sentence(tmp_path: Path) -> None:
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(compile(open(sys.argv[1]).read(), 'setup', 'exec'))"
    done = subprocess.run([sys.executable, "-c", pretend, str(SETUP)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
    assert "3.9.2" in done.stderr
    assert done.stderr.count("\n") == 1


def test_ci_runs_what_everybody_runs() -> None:
    assert (REPOSITORY / ".ci/run").read_text().splitlines()[-2:] == ["make test", "make parity"]
