"""Processes that try copies: what they say comes back, and another thread can end them at once."""

import os
import sys
import threading
from queue import SimpleQueue

import pytest

from engine.errors import ExportError
from engine.exchange import processes

ENDLESS = [sys.executable, "-c", "import sys, time; sys.stderr.write('x'); time.sleep(1000)"]


def test_what_a_process_says_comes_back() -> None:
    ended = processes.run([sys.executable, "-c", "import sys; print(7); sys.exit('two\\nlines')"], os.environ)
    assert (ended.stdout.split(), ended.returncode, processes.last_words(ended)) == ([b"7"], 1, "lines")


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS", 0.2)
    with pytest.raises(ExportError, match=r"not done after 0\.2 seconds"):
        processes.run(ENDLESS, os.environ)


def test_another_thread_can_end_it_and_nothing_more_is_started() -> None:
    told: SimpleQueue[object] = SimpleQueue()

    def work() -> None:
        told.put(processes.run(ENDLESS, os.environ).returncode)
        try:
            processes.run(ENDLESS, os.environ)
        except ExportError as error:
            told.put(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    while thread not in processes._running:
        pass
    processes.end(thread)
    thread.join(20)
    assert not thread.is_alive()
    assert told.get() != 0
    assert "nobody waits" in str(told.get())


def test_a_thread_that_was_ended_before_it_began_starts_nothing() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    may_begin = threading.Event()

    def work() -> None:
        may_begin.wait(20)
        try:
            processes.run(ENDLESS, os.environ)
        except ExportError as error:
            told.put(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    processes.end(thread)
    may_begin.set()
    thread.join(20)
    assert "nobody waits" in told.get(timeout=1)
