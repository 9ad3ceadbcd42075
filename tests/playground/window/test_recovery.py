"""What is not saved is written aside: after a crash it is offered, after closing it can be asked for."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSysInfo

from engine import Experiment, Run
from engine.session import session
from playground.window import recovery
from playground.window.recovery import Recovery
from tests.playground.conftest import Bench


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(recovers=True)


def of(bench: Bench) -> Recovery:
    assert bench.window.recovery is not None
    return bench.window.recovery


def write(bench: Bench) -> None:
    of(bench).write()
    bench.qtbot.waitUntil(lambda: of(bench).path.exists() and not bench.window.sessions.background.is_busy)


def files() -> list[str]:
    return sorted(path.name.partition("-")[0] for path in recovery.folder().glob("*.nnplay"))


def left_by_a_crash(bench: Bench) -> Path:
    """Return a copy of what a window has written aside, with the lock of a process that is gone."""
    write(bench)
    path = of(bench).path.with_name("crashed-999999-0.nnplay")
    path.write_bytes(of(bench).path.read_bytes())
    host = QSysInfo.machineHostName()
    path.with_suffix(".lock").write_text(f"{2**22 + 1}\nplayground\n{host}\n")  # no process has such a number
    return path


def test_what_nobody_has_touched_is_not_written(bench: Bench) -> None:
    of(bench).write()
    assert files() == []
    assert not bench.window.sessions.background.is_busy


def test_what_was_learnt_is_written_aside_and_is_the_session(bench: Bench) -> None:
    bench.step(6)
    write(bench)
    state = session.load(of(bench).path).state
    assert (state.here.epoch, state.here.experiment) == (6, bench.experiment)


def test_the_same_is_not_written_twice_and_more_is(bench: Bench) -> None:
    bench.step(1)
    write(bench)
    first = of(bench).path.stat().st_mtime_ns
    of(bench)._not_before = 0.0
    of(bench).write()
    assert not bench.window.sessions.background.is_busy
    assert of(bench).path.stat().st_mtime_ns == first
    bench.step(1)
    of(bench)._not_before = 0.0
    of(bench).write()
    bench.qtbot.waitUntil(lambda: session.load(of(bench).path).state.here.epoch == 2)


def test_it_is_written_every_few_seconds_of_change(bench: Bench) -> None:
    bench.step(1)
    of(bench)._timer.setInterval(1)
    bench.qtbot.waitUntil(lambda: files() == ["crashed"])


def test_what_is_saved_is_not_kept_aside(bench: Bench, tmp_path: Path) -> None:
    bench.step(1)
    write(bench)
    bench.window.saving.choose_path = lambda *_: str(tmp_path / "run.nnplay")
    bench.window.sessions.save()
    bench.qtbot.waitUntil(lambda: not bench.window.sessions.is_changed)
    of(bench)._not_before = 0.0
    of(bench).write()
    assert files() == []


def test_after_a_crash_the_next_start_offers_what_was_written_aside(
    bench: Bench, open_bench: Callable[..., Bench]
) -> None:
    bench.step(9)
    weights = bench.snapshot.network.sha256()
    left = left_by_a_crash(bench)
    next_one = open_bench(recovers=True)
    notice = next_one.window.notice
    assert "did not end properly" in notice.sentence
    assert not notice._timer.isActive()  # it waits for the answer
    letters = [action.text().partition("&")[2][:1].lower() for action in next_one.window.menuBar().actions()]
    assert notice.remedy.text().partition("&")[2][:1].lower() not in letters  # Alt with it would open that menu
    notice.remedy.click()
    next_one.qtbot.waitUntil(lambda: next_one.snapshot.epoch == 9)
    assert next_one.snapshot.network.sha256() == weights
    assert next_one.window.sessions.is_changed
    next_one.qtbot.waitUntil(lambda: not left.exists() and of(next_one).path.exists())  # in this order, never in none


def test_it_is_filed_where_it_was(bench: Bench, open_bench: Callable[..., Bench], tmp_path: Path) -> None:
    bench.window.saving.choose_path = lambda *_: str(tmp_path / "run.nnplay")
    bench.window.sessions.save()
    bench.qtbot.waitUntil(lambda: bench.window.sessions.path is not None)
    bench.step(3)
    left = left_by_a_crash(bench)
    next_one = open_bench(recovers=True)
    of(next_one).reopen(left)
    next_one.qtbot.waitUntil(lambda: next_one.snapshot.epoch == 3)
    assert next_one.window.sessions.path == tmp_path / "run.nnplay"
    assert next_one.window.isWindowModified()


def test_a_window_that_lives_is_not_offered_to_another_one(bench: Bench, open_bench: Callable[..., Bench]) -> None:
    bench.step(2)
    write(bench)
    assert open_bench(recovers=True).window.notice.sentence == ""


def test_what_was_never_saved_is_left_when_the_window_is_closed_and_can_be_reopened(
    bench: Bench, open_bench: Callable[..., Bench]
) -> None:
    bench.step(4)
    weights = bench.snapshot.network.sha256()
    bench.window.close()
    assert files() == ["closed"]
    next_one = open_bench(recovers=True)
    assert next_one.window.notice.sentence == ""  # nobody is asked about what was closed on purpose
    next_one.window.actions_by_name["reopen"].trigger()
    next_one.qtbot.waitUntil(lambda: next_one.snapshot.epoch == 4)
    assert next_one.snapshot.network.sha256() == weights
    next_one.qtbot.waitUntil(lambda: files() == ["crashed"])


def test_nothing_is_left_of_what_nobody_has_touched(bench: Bench) -> None:
    bench.window.close()
    assert list(recovery.folder().iterdir()) == []


def test_where_nothing_was_left_it_says_so(bench: Bench) -> None:
    bench.window.actions_by_name["reopen"].trigger()
    assert bench.window.notice.sentence == "Nothing unsaved was left"


def test_a_damaged_file_is_refused_with_a_sentence_and_stays(bench: Bench) -> None:
    bench.step(1)
    left = left_by_a_crash(bench)
    left.write_bytes(left.read_bytes()[:-50])
    of(bench).reopen(left)
    bench.qtbot.waitUntil(lambda: "cannot be opened" in bench.window.notice.sentence)
    assert left.exists()


def test_where_nothing_can_be_written_aside_it_is_told_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.step(1)
    of(bench).path.mkdir()
    for _ in range(2):
        of(bench).write()
        bench.qtbot.waitUntil(lambda: not of(bench)._writes)
    assert "cannot be written aside" in bench.window.notice.sentence
    bench.window.notice.hide()
    of(bench).write()
    bench.qtbot.waitUntil(lambda: not of(bench)._writes)
    assert bench.window.notice.sentence == ""
    os.rmdir(of(bench).path)


def test_of_many_that_were_left_the_oldest_go(bench: Bench, open_bench: Callable[..., Bench]) -> None:
    bench.step(1)
    left = left_by_a_crash(bench)
    for number in range(15):
        copy = left.with_name(f"closed-1-{number}.nnplay")
        copy.write_bytes(left.read_bytes())
        os.utime(copy, (number, number))
    open_bench(recovers=True)
    kept = sorted(path.stat().st_mtime for path in recovery.folder().glob("closed-*.nnplay"))
    assert kept == [float(number) for number in range(6, 15)]


KILLED = """
import sys
from PySide6.QtCore import QTimer
from engine.experiment import Experiment
from playground.app import make_application, make_window

application = make_application()
window = make_window(Experiment(), "dark", recovers=True)
window.show()
window.recovery.begin()
window.recovery._timer.setInterval(1)
window.runner.play()
told = QTimer()
told.timeout.connect(lambda: window.recovery.path.exists() and print("written", flush=True))
told.start(5)
application.exec()
"""


@pytest.mark.slow
def test_a_program_that_is_killed_while_it_learns_is_recovered_by_the_next_start(
    open_bench: Callable[..., Bench],
) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    for _ in range(40):  # it writes again and again meanwhile
        assert process.stdout.readline() == b"written\n"
    process.kill()
    process.wait()
    process.stdout.close()
    bench = open_bench(recovers=True)
    assert "did not end properly" in bench.window.notice.sentence
    bench.window.notice.remedy.click()
    bench.qtbot.waitUntil(lambda: bench.snapshot.epoch > 0)
    expected = Run(Experiment())
    expected.advance(batches=bench.snapshot.epoch * bench.snapshot.batches_per_epoch + bench.snapshot.batch)
    assert bench.snapshot.network.sha256() == expected.network.sha256()


def test_what_was_written_aside_and_cannot_be_removed_holds_no_window_open(bench: Bench) -> None:
    of(bench).path.mkdir()  # whoever runs the tests, nobody unlinks a folder
    of(bench).write()
    assert bench.window.close()
    assert not bench.window.isVisible()
