"""Whatever a file holds, it is refused with a sentence, or is a session: nothing else, in bounded time and memory."""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import DivergedError, EngineError, ImportFileError, Timeline
from engine.exchange.bounded import parse_json
from engine.session import session
from engine.session import text as json_text
from engine.session.session import session_of
from engine.timeline import State
from tests.engine.session.lived import plain, text

DEEP = 100_000


def refusal(data: bytes | dict[str, Any]) -> str:
    """Return the sentence with which a session is refused."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(ImportFileError) as caught:
        session_of(raw)
    sentence = str(caught.value)
    assert sentence
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON text"),
        (b"\x80\x04K\x01.", "no text in UTF-8"),
        (b"PK\x03\x04", "no JSON text"),
        (b"[]", "it is no session"),
        (b'{"format": "something else"}', "it is no session"),
        (b"[" * DEEP, "nested too deeply"),
        (b'{"a":' * DEEP, "nested too deeply"),
        (b'{"format": 1, "format": 2}', "has the name 'format' more than once"),
        (b'{"format": NaN}', "it holds NaN"),
        (b'{"format": -Infinity}', "it holds -Infinity"),
        (b'{"format": ' + b"9" * 5000 + b"}", "a number that cannot be read"),
    ],
    ids=range(11),
)
def test_what_is_no_session_is_refused(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_more_values_than_can_be_held_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MOST_VALUES", 1000)
    assert "more than" in refusal(b"[" + b"0," * 2000 + b"0]")


@pytest.mark.parametrize("read", [json_text.read, parse_json], ids=["session", "model"])
@pytest.mark.timeout(20)
def test_a_name_that_stands_twice_among_many_is_found_at_once(read: Callable[[bytes], object]) -> None:
    names = [f'"{number}":0' for number in range(40_000)]
    with pytest.raises(ImportFileError, match=r"39999.*(more than once|stands there twice)"):
        read(f"{{{','.join([*names, names[-1]])}}}".encode())


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a version that is none": (lambda file: file.update(version="1"), "version must be a whole number from 1"),
    "no experiments": (lambda file: file.update(experiments=[]), "experiment"),
    "an experiment with a fault": (
        lambda file: file["experiments"][0].update(rate=-1.0),
        "learning rate must be a number above 0, got -1.0",
    ),
    "a layer of a thousand million units": (
        lambda file: file["experiments"][0]["hidden"][0].update(units=10**9),
        "1000000000",
    ),
    "a weight that is no number": (lambda file: put(file, ("here", "weights", "W1", 0, 0), "x"), "here.weights.W1"),
    "a weight beyond float64": (lambda file: put(file, ("here", "weights", "W1", 0, 0), 10**400), "here.weights.W1"),
    "a matrix of another shape": (lambda file: file["here"]["weights"]["W1"].pop(), "here.weights.W1 must be"),
    "a matrix too few": (lambda file: file["here"]["weights"].pop("W2"), "here.weights has no 'W2'"),
    "an optimizer's memory of another shape": (lambda file: file["here"]["memory"].pop(), "here.memory"),
    "an order that lacks a sample": (lambda file: file["here"]["order"].pop(), "here.order"),
    "an order of samples there are not": (lambda file: put(file, ("here", "order", 0), 40), "here.order"),
    "a mini-batch beyond the epoch": (lambda file: file["here"].update(batch=3), "here.batch"),
    "more learnt than there is": (lambda file: file["here"].update(updates=10**9), "must be between the beginning"),
    "a random state that is none": (lambda file: put(file, ("here", "random", "order", 0), "-3"), "here.random.order"),
    "a stop rule that is none": (lambda file: file["here"]["stopping"].update(met=["never"]), "here.stopping.met"),
    "marks that are not there": (lambda file: file["here"].update(marks=[99]), "here.marks"),
    "marks in the wrong order": (lambda file: put(file, ("marks", 0, 0), 99), "in the order of time"),
    "a cut weight that is not pruned": (lambda file: file["here"].update(cut=[]), "here.cut"),
    "costs that go back": (lambda file: file["past"]["costs"]["epoch"].reverse(), "past.costs.epoch"),
    "costs of another length": (lambda file: file["past"]["costs"]["train"].pop(), "past.costs.train"),
    "changes that do not follow": (lambda file: file["past"]["changes"].reverse(), "past.changes"),
    "keyframes that go back": (lambda file: file["past"]["frames"].reverse(), "past.frames"),
    "no keyframe": (lambda file: file["past"].update(frames=[]), "past.frames"),
    "a surgery of another network": (
        lambda file: put(file, ("past", "changes", -1, "surgery"), {"name": ""}),
        "past.changes",
    ),
    "two present branches": (lambda file: file["branches"][1].pop("future"), "branches must be"),
    "a branch that is its own parent": (lambda file: file["branches"][1].update(parent=2), "leads back to the present"),
    "two branches of one number": (lambda file: file["branches"][1].update(number=3), "branches must be"),
    "the next branch's number taken": (lambda file: file.update(next_branch=2), "next_branch"),
    "stretches that lead elsewhere": (
        lambda file: put(file, ("past", "stretches", -1, 3), 2**50),
        "its stretches lead",
    ),
    "an end that only years of learning reach": (
        lambda file: put(file, ("branches", 1, "future", "end"), [2**50, 0]),
        "a way ends after",
    ),
    "a branch's name that no menu holds": (lambda file: put(file, ("branches", 0, "name"), "W" * 41), "at most 40"),
    "a bookmark's name that no menu holds": (
        lambda file: put(file, ("past", "bookmarks", 0, "name"), "W" * 41),
        "at most 40",
    ),
    "so many changes that one more cannot be counted": (
        lambda file: file["here"].update(surgeries=2**53),
        "here.surgeries must be",
    ),
    "a view that is no view": (lambda file: file.update(view={"side": ["Charts"]}), "view must be"),
    "a view too large": (lambda file: file.update(view={str(n): n for n in range(101)}), "view must be"),
}


def put(file: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    at: Any = file
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value


@pytest.mark.parametrize("name", CHANGES)
def test_what_does_not_fit_is_refused_with_its_place_its_value_and_what_was_expected(name: str) -> None:
    change, words = CHANGES[name]
    file = plain()
    change(file)
    assert words in refusal(file)


def test_names_lose_what_would_break_a_line_or_turn_it_round_and_keep_the_rest() -> None:
    file = plain()
    file["past"]["bookmarks"][0]["name"] = "\u202eabc\x07\n"
    file["branches"][0]["name"] = "𝒘₂\u00a0→\u202f3 👩\u200d🔬 שלום"
    file["marks"][0][2] = "\x00Add"
    file["past"]["changes"][0]["words"] = "a\tb"
    state = session_of(json.dumps(file).encode()).state
    assert state.past.bookmarks[0].name == "�abc��"
    assert state.branches[0].name == file["branches"][0]["name"]
    assert state.past.changes[0].words == "a�b"
    assert {mark.name for mark in state.here.marks} >= {"�Add"}


# ---- files ---------------------------------------------------------------------------------------------------------


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path / "none.nnplay", "no such file"),
        (tmp_path, "directory"),
        (tmp_path / "pipe", "it is no file"),
        (Path("/dev/zero"), "it is no file"),
    ):
        with pytest.raises(ImportFileError, match=words):
            session.load(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.nnplay"
    with path.open("wb") as file:
        file.truncate(2**40)  # a sparse file takes no room
    with pytest.raises(ImportFileError, match="expected at most"):
        session.load(path)


# ---- mutations -----------------------------------------------------------------------------------------------------


def mutations(count: int) -> Iterator[bytes]:
    """Yield files that were cut off, or in which something was changed: bytes, numbers, or whole values."""
    chance = random.Random(8)
    whole = text().encode()
    for _ in range(count):
        kind = chance.randrange(5)
        if kind == 0:
            yield whole[: chance.randrange(len(whole))]
        elif kind == 1:
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            yield bytes(data)
        elif kind == 2:
            at = chance.choice([place for place, sign in enumerate(whole) if chr(sign).isdigit()])
            yield whole[:at] + str(chance.randrange(10)).encode() + whole[at + 1 :]
        elif kind == 3:
            start = chance.randrange(len(whole))
            yield whole[:start] + whole[start + chance.randint(1, 500) :]
        else:
            file = plain()
            for _ in range(chance.randint(1, 3)):
                mutate(file, chance)
            yield json.dumps(file).encode()


def mutate(value: Any, chance: random.Random) -> None:
    """Change something deep in plain values."""
    while True:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        if not keys:
            return
        key = chance.choice(list(keys))
        if isinstance(value[key], (dict, list)) and value[key] and chance.random() < 0.85:
            value = value[key]
            continue
        new = chance.choice([None, True, -1, 0, 1, 3, 10**9, 2**60, 1e308, -0.5, "", "x", [], {}, [[]], value[key]])
        if new == value[key] and isinstance(value, list):
            value.append(value[key])
        else:
            value[key] = new
        return


def opened(data: bytes) -> State | None:
    """Read a file; return None where it is refused, with a sentence."""
    try:
        return session_of(data).state
    except ImportFileError as error:
        sentence = str(error)
    assert 0 < len(sentence) < 600
    return None


def check(data: bytes) -> bool:
    """Read a mutation; go everywhere in what can be read. Tell whether it could be."""
    begun = time.perf_counter()
    state = opened(data)
    assert time.perf_counter() - begun < 20  # even beside a busy machine
    if state is None:
        return False
    timeline = Timeline.of(state)
    for branch in timeline.branches:
        try:
            timeline.take_branch(branch.number)
            timeline.step("batch", -1)
            timeline.overview()
        except (DivergedError, EngineError, ValueError):
            return True  # what a person made by hand may not be possible; it is told, and nothing breaks
    return True


def test_a_mutated_file_is_refused_with_a_sentence_or_is_a_session() -> None:
    read = [check(data) for data in mutations(150)]
    assert 5 < sum(read) < 100  # the mutations are neither all harmless nor all fatal


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_mutated_files_are_refused_with_a_sentence_or_are_sessions() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for data in mutations(1000):
        check(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # KiB


def test_nothing_in_a_file_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    file = plain()
    file["view"] = {"side": f"__import__('os').system('touch {mark}')"}
    path = tmp_path / "evil.nnplay"
    path.write_text(json.dumps(file), "utf-8")
    session.load(path)
    assert not mark.exists()


# ---- writing -------------------------------------------------------------------------------------------------------

FULL = """
import resource, signal, sys
from pathlib import Path
from engine import EngineError, Experiment, Run, save
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
run = Run(Experiment())
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as a disk that has so much room left
try:
    save(run, Path(sys.argv[1]))
except EngineError as error:
    print(error)
"""


def test_on_a_full_disk_the_old_file_stays_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "run.nnplay"
    path.write_text(text(), "utf-8")
    done = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    assert "cannot write" in done.stdout
    assert path.read_text("utf-8") == text()
    assert [each.name for each in tmp_path.iterdir()] == ["run.nnplay"]
