"""The command `playground bench` on the command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from playground import cli
from playground.bench import command
from playground.bench.tables import Result, Table, Target

ROOT = Path(__file__).parents[3]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Return a list of what was measured; nothing is."""
    done: list[tuple[str, bool]] = []

    def bench_of(name: str) -> Callable[..., Result]:
        def measure(*, short: bool) -> Result:
            done.append((name, short))
            return Result([Table(f"Table of {name}", ("a",), [("b",)])], {"ms": 1.0}, [Target("t", 1.0, 2.0)])

        return measure

    monkeypatch.setattr(command, "bench_of", bench_of)
    return done


def test_without_a_name_everything_is_measured(
    asked: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bench"]) == 0
    out, err = capsys.readouterr()
    assert asked == [(name, False) for name in command.BENCHES]
    assert out.startswith("playground bench, long form: ")
    assert [line for line in out.splitlines() if line.startswith("Table")] == [f"Table of {n}" for n in command.BENCHES]
    assert err == ""


def test_one_may_be_named_and_be_short(asked: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "memory", "--short"]) == 0
    assert asked == [("memory", True)]
    assert "short form" in capsys.readouterr().out


def test_json_is_one_object(asked: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--short", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    told = json.loads(out)
    assert list(told) == ["form", "machine", *command.BENCHES, "seconds"]
    assert told["form"] == "short"
    assert {"cores", "python", "numpy"} <= set(told["machine"])
    assert told["scale"] == {"ms": 1.0, "targets": [Target("t", 1.0, 2.0).plain()]}


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("bench engin", ["'engin'", "expected one of engine, window, start, memory, timeline, scale"]),
        ("bench engine window", ["window", "--help"]),
        ("bench --long", ["--long", "--help"]),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    typed: str, named: list[str], asked: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(typed.split()) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), asked) == ("", 1, [])
    for part in ("playground: ", *named):
        assert part in err


def test_help_and_room_name_the_same_benches(capsys: pytest.CaptureFixture[str]) -> None:
    assert tuple(cli.BENCHES) == command.BENCHES
    with pytest.raises(SystemExit):
        cli.main(["bench", "--help"])
    shown = capsys.readouterr().out
    for name in command.BENCHES:
        assert f"{name}: " in " ".join(shown.split())
        assert command.bench_of(name).__module__ == f"playground.bench.{name}"


def test_the_command_line_alone_imports_no_bench() -> None:
    code = "import sys; from playground import cli; sys.exit(any('playground.bench' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_says_so_and_leaves_nothing(
    sent: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ended: list[str] = []

    def measure(*, short: bool) -> Result:
        try:
            os.kill(os.getpid(), sent)
            signal.pause()
        finally:
            ended.append("cleaned up")
        raise AssertionError

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(command, "bench_of", lambda name: measure)
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in several processes do not heed it
    try:
        assert cli.main(["bench", "engine", "--json"]) == 130
    finally:
        signal.signal(signal.SIGINT, ignored)
    assert capsys.readouterr() == ("", "playground: stopped\n")
    assert ended == ["cleaned up"]
    assert signal.getsignal(signal.SIGTERM) == before
