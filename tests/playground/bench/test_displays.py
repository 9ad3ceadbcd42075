"""A display to draw on, whatever there is."""

import os
import shutil
import subprocess

import pytest

from playground import preflight
from playground.bench.displays import display


def test_the_present_display_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "display_problem", lambda: None)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with display() as present:
        assert (present.told, present.changes) == ("the present display", {})


def test_a_platform_that_was_chosen_is_named() -> None:
    with display() as present:
        assert present.told == f"the platform {os.environ['QT_QPA_PLATFORM']}"


def test_without_display_and_xvfb_it_is_offscreen_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "display_problem", lambda: "none")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with display() as none:
        assert none.told.startswith("offscreen: there is no display, and no Xvfb")
        assert none.changes == {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.xvfb
@pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is for Linux")
def test_an_xvfb_of_our_own_answers_and_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "display_problem", lambda: "none")
    started: list[subprocess.Popen[bytes]] = []
    make = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(make(*a, **k)) or started[-1])
    with display() as ours:
        assert ours.told == "an Xvfb of our own"
        assert preflight._x_answers(ours.changes["DISPLAY"])
    assert started[0].poll() is not None
