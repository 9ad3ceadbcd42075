"""Processes of our own: what they tell, what they leave, and one sentence where they fail."""

import os
import sys
from pathlib import Path

import pytest

from playground.bench.children import BenchError, child, environment, told_by

ENDLESS = ("-c", "import os, sys, time\nprint('{\"pid\": %d}' % os.getpid(), flush=True)\ntime.sleep(600)")


def test_a_child_tells_in_lines_of_json_and_may_say_other_things() -> None:
    code = "print('hello'); print('{\"a\": 1}'); print('[2, 3]')"
    with child(["-c", code]) as told:
        assert next(told) == {"a": 1}
        assert next(told) == [2, 3]


def test_a_child_has_ours_to_import_and_settings_of_its_own() -> None:
    code = (
        "import json, os, playground; "
        "print(json.dumps([playground.__file__, os.environ['BACKPROP_PLAYGROUND_SETTINGS'], os.environ['EXTRA']]))"
    )
    file, settings, extra = told_by(["-c", code], {"EXTRA": "1"})
    assert Path(file) == Path(__file__).parents[3] / "playground" / "__init__.py"
    assert settings != os.environ["BACKPROP_PLAYGROUND_SETTINGS"]
    assert not Path(settings).parent.exists()
    assert extra == "1"


def test_the_environment_is_ours_with_changes() -> None:
    made = environment("folder", {"DISPLAY": ":9"})
    assert made["DISPLAY"] == ":9"
    assert made["PATH"] == os.environ["PATH"]


def test_a_child_that_fails_is_told_in_one_sentence() -> None:
    with pytest.raises(BenchError, match=r"ended with status 1 before it had told all: .*ZeroDivisionError") as raised:
        told_by(["-c", "1 / 0"])
    assert "\n" not in str(raised.value)


def test_a_child_ends_with_its_context() -> None:
    with child(ENDLESS) as told:
        pid = next(told)["pid"]
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_child_ends_when_we_are_interrupted() -> None:
    pids: list[int] = []

    def interrupted() -> None:
        with child(ENDLESS) as told:
            pids.append(next(told)["pid"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_child_that_hangs_is_ended() -> None:
    with child(ENDLESS, patience=0.5) as told:
        next(told)
        with pytest.raises(BenchError, match="ended with status -9"):
            next(told)


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are POSIX")
def test_ctrl_c_reaches_us_alone() -> None:
    session = told_by(["-c", "import os; print([os.getsid(0)])"])
    assert session != [os.getsid(0)]
