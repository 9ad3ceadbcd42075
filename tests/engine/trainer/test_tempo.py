"""Tempo: it learns from what it measured how much fits into a time."""

import itertools
import math
from collections.abc import Iterator

import pytest

from engine.trainer import tempo as module
from engine.trainer.tempo import LONGEST_SECONDS, Tempo


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each thing that is measured takes, in turn."""
    taken: list[float] = []

    def times() -> Iterator[float]:
        now = 0.0
        for index in itertools.count():
            now += taken.pop(0) if index % 2 else 0.0
            yield now

    monkeypatch.setattr(module, "perf_counter", times().__next__)
    return taken


def test_what_was_never_measured_fits_nowhere_but_without_a_limit() -> None:
    tempo = Tempo()
    assert tempo.fitting("piece", 1.0) == 0
    assert tempo.epochs_fitting(1.0, 3, 1) == 0
    assert tempo.fitting("piece", math.inf) == math.inf
    assert tempo.epochs_fitting(math.inf, 3, 1) == math.inf


def test_as_many_fit_as_the_time_holds_and_no_call_takes_long(seconds: list[float]) -> None:
    tempo = Tempo()
    seconds.append(0.001)
    with tempo.measuring("piece", 10):
        pass
    assert tempo.fitting("piece", 0.002) == pytest.approx(20)
    assert tempo.fitting("piece", 100.0) == pytest.approx(LONGEST_SECONDS / 0.0001)
    assert tempo.fitting("piece", 0.0) == 0
    assert tempo.fitting("piece", -1.0) == 0


def test_what_is_older_counts_half_and_a_call_counts_by_what_it_did(seconds: list[float]) -> None:
    tempo = Tempo()
    for taken, count in ((0.008, 4), (0.004, 2), (0.006, 2)):  # 2, 2 and 3 ms each
        seconds.append(taken)
        with tempo.measuring("piece", count):
            pass
    assert tempo.fitting("piece", 0.004) == pytest.approx(0.004 * (1 + 1 + 2) / (0.002 + 0.002 + 0.006))


def test_of_short_epochs_the_last_may_fit_by_half_and_less_is_no_call_worth(seconds: list[float]) -> None:
    tempo = Tempo()
    assert tempo.negligible == 0
    seconds.append(0.004)
    with tempo.measuring("epoch", 10):
        pass
    assert int(tempo.epochs_fitting(0.0031, 0, 0)) == 8
    assert int(tempo.epochs_fitting(0.0029, 0, 0)) == 7
    assert int(tempo.epochs_fitting(0.0001, 0, 0)) == 1
    assert tempo.negligible == pytest.approx(0.0002)


def test_of_long_epochs_only_what_fits_is_learnt(seconds: list[float]) -> None:
    tempo = Tempo()
    seconds.append(0.003)
    with tempo.measuring("epoch", 1):
        pass
    assert tempo.epochs_fitting(0.0029, 0, 0) < 1
    assert tempo.negligible == 0


def test_an_epoch_takes_what_its_pieces_take_until_one_was_measured(seconds: list[float]) -> None:
    tempo = Tempo()
    seconds += [0.0001, 0.0002]
    with tempo.measuring("piece", 1):
        pass
    assert tempo.epochs_fitting(0.004, 6, 2) == 0  # an evaluation was never measured
    with tempo.measuring("evaluation", 1):
        pass
    assert tempo.epochs_fitting(0.004, 6, 2) == pytest.approx(4.5)


def test_an_epoch_that_once_took_long_is_tried_again_when_its_pieces_are_quick(seconds: list[float]) -> None:
    tempo = Tempo()
    seconds += [0.009, 0.0001, 0.0002]
    for what in ("epoch", "piece", "evaluation"):
        assert tempo.epochs_fitting(0.004, 6, 2) < 1
        with tempo.measuring(what, 1):
            pass
    assert tempo.epochs_fitting(0.004, 6, 2) == pytest.approx(4.5)
