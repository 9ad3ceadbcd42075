"""Work in the background: in order, with its result or a sentence, told in the GUI thread; nothing is left behind."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.errors import EngineError
from playground.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.wait()


def test_jobs_are_done_in_order_in_another_thread_and_told_in_this_one(background: Background, qtbot: QtBot) -> None:
    done: list[tuple[int, bool, bool]] = []
    here = threading.get_ident()

    for number in range(5):
        background.do(
            lambda number=number: (number, threading.get_ident()),
            lambda result: done.append((result[0], result[1] != here, threading.get_ident() == here)),
            pytest.fail,
        )
    qtbot.waitUntil(lambda: len(done) == 5)
    assert done == [(number, True, True) for number in range(5)]
    assert not background.is_busy


def fail_with(error: Exception) -> object:
    raise error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (EngineError("the file is none"), "the file is none"),
        (MemoryError(), "there is not enough memory for it"),
        (KeyError("x"), "it failed (KeyError: 'x')"),
    ],
)
def test_what_fails_is_a_sentence_and_the_next_job_is_done(
    background: Background, qtbot: QtBot, capsys: pytest.CaptureFixture[str], error: Exception, sentence: str
) -> None:
    said: list[object] = []
    background.do(lambda: fail_with(error), pytest.fail, said.append)
    background.do(lambda: 3, said.append, pytest.fail)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said == [sentence, 3]
    capsys.readouterr()


def test_waiting_ends_when_the_present_job_is_done_and_drops_the_others(background: Background, qtbot: QtBot) -> None:
    began, may_end = threading.Event(), threading.Event()
    told: list[object] = []

    def work() -> None:
        began.set()
        may_end.wait(10)

    background.do(work, lambda _: None, pytest.fail)
    background.do(lambda: told.append("never"), told.append, pytest.fail)
    assert began.wait(10)
    threading.Timer(0.05, may_end.set).start()
    background.wait()
    assert may_end.is_set()
    qtbot.wait(0)
    assert told == []
