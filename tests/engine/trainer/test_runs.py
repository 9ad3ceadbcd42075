"""Runs over every kind of loop: whatever way they are advanced, cut, looked at, left and changed, the same bits."""

import itertools
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Data, DivergedError, Experiment, Layer, Run, choose, steps
from engine.experiment import Stop
from engine.snapshot import take
from engine.trainer import kernel, pieces, program
from tests.engine.trainer.learners import with_strange_gelu

REPOSITORY = Path(__file__).resolve().parents[3]
KINDS = {"kernel": "tanh", "program": "sin", "plain": "gelu"}  # and an activation that leads to each


@contextmanager
def loops_as(kind: str, most: int = 4096) -> Iterator[None]:
    """Cut mini-batches and evaluations into pieces of so many samples, and leave out the loops before one."""
    with pytest.MonkeyPatch.context() as patch, with_strange_gelu() if kind == "plain" else nullcontext():
        patch.setattr(pieces, "MOST_SAMPLES", most)
        patch.setattr(program, "MOST_PLACES", 5)
        if kind == "program":
            patch.setattr(kernel, "MOST_WEIGHTS", 0)
        yield


class Fitful:
    """A tempo that says, in turn, that so many epochs or pieces fit into any limited time; it measures nothing."""

    negligible = 0.0

    def __init__(self, counts: list[int], whole_epochs: bool) -> None:
        self._counts, self._asked, self._whole_epochs = counts, 0, whole_epochs

    def fitting(self, _what: str, seconds: float) -> float:
        self._asked += 1
        return math.inf if math.isinf(seconds) else self._counts[self._asked % len(self._counts)]

    def epochs_fitting(self, seconds: float, _pieces: int, _evaluations: int) -> float:
        return self.fitting("epoch", seconds) if self._whole_epochs or math.isinf(seconds) else 0

    def measuring(self, _what: str, _count: int) -> Any:
        return nullcontext()


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at, so that any time is over after one call."""
    return itertools.count(100).__next__


def paced(run: Run, counts: list[int], whole_epochs: bool = False) -> Run:
    run._tempo = Fitful(counts, whole_epochs)  # type: ignore[assignment]
    return run


def state(run: Run) -> tuple[object, ...]:
    saved = run.state()  # ends an evaluation that has begun
    return (
        run.epoch,
        run.batch,
        run.updates,
        run.stopped,
        run.network.flat.tobytes(),
        run.memory.tobytes(),
        run.costs.rows().tobytes(),
        run.accuracy(),
        repr(saved["order_rng"]),
        repr(saved["dropout_rng"]),
    )


def experiment_for(kind: str, **changes: Any) -> Experiment:
    made = Experiment(
        data=Data(samples=40),
        hidden=(Layer(3, KINDS[kind]), Layer(2)),
        rate=0.05,
        batch=8,
        optimizer=choose("momentum"),
    )
    return replace(made, **changes)


LIVE: list[dict[str, Any]] = [
    {"rate": 0.2},
    {"l2": 0.05},
    {"l1": 0.02},
    {"clip": 0.3},
    {"max_norm": 0.8},
    {"shuffle": False},
    {"schedule": choose("exponential", decay=0.7)},
    {"stop": Stop(epochs=2)},
    {"stop": Stop()},
]
acts_of = {
    "batches": st.integers(0, 5),
    "epochs": st.integers(0, 3),
    "seconds": st.just(0),
    "samples": st.integers(1, 9),
    "acts": st.integers(1, 300),
    "pending": st.none(),
    "steps": st.none(),
    "look": st.none(),
    "foresee": st.none(),
    "again": st.none(),
    "adopt": st.sampled_from(LIVE),
    "go_on": st.none(),
}
walks = st.lists(
    st.sampled_from([*acts_of, "seconds", "seconds", "seconds", "seconds"]).flatmap(
        lambda name: st.tuples(st.just(name), acts_of[name])
    ),
    max_size=25,
)


def walk(
    run: Run, way: list[tuple[str, Any]], counts: list[int], whole_epochs: bool
) -> tuple[Run, list[tuple[int, dict[str, Any]]]]:
    """Go a way; return the run and what it adopted after how many updates."""
    adopted = []
    paced(run, counts, whole_epochs)
    for name, value in way:
        match name:
            case "pending":
                run.pending()
            case "steps":
                list(steps(run).acts())
            case "look":
                take(run, 1)
                assert run.acts_per_batch > 0
            case "foresee":
                run.foreseen()
            case "again":
                run = paced(Run.from_state(run.experiment, run.state()), counts, whole_epochs)
            case "adopt":
                adopted.append((run.updates, value))
                run.adopt(replace(run.experiment, **value))
            case "go_on":
                if run.stopped:
                    adopted.append((run.updates, {}))
                    run.go_on()
            case _:
                run.advance(**{name: value})
    return run, adopted


def straight(experiment: Experiment, adopted: list[tuple[int, dict[str, Any]]], updates: int) -> Run:
    """Return a run that learns as much by whole mini-batches, and adopts the same at the same places."""
    run = Run(experiment)
    for place, changes in adopted:
        run.advance(batches=place - run.updates)
        if changes:
            run.adopt(replace(run.experiment, **changes))
        else:
            run.go_on()
    run.advance(batches=updates - run.updates)
    return run


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=60)
@given(
    way=walks,
    counts=st.lists(st.integers(0, 5), min_size=1, max_size=4),
    most=st.sampled_from([1, 3, 5, 4096]),
    batch=st.sampled_from([0, 1, 8]),
    whole_epochs=st.booleans(),
    dropout=st.sampled_from([(0, 0), (0.5, 0), (0.3, 0.4)]),
)
def test_the_way_of_advancing_leaves_no_trace(
    kind: str,
    way: list[tuple[str, Any]],
    counts: list[int],
    most: int,
    batch: int,
    dropout: tuple[float, float],
    whole_epochs: bool,
) -> None:
    with loops_as(kind, most):
        first, second = dropout
        hidden = (Layer(3, KINDS[kind], first), Layer(2, dropout=second))
        experiment = experiment_for(kind, batch=batch, hidden=hidden)
        run, adopted = walk(Run(experiment), way, counts, whole_epochs)
        cut = most < (batch or 20)
        assert run.loop.name == ("program" if kind == "kernel" and cut else kind)
        own = state(run)
        assert own == state(straight(experiment, adopted, run.updates))


@pytest.mark.parametrize("kind", ["program"])
@settings(deadline=None, max_examples=60)
@given(
    counts=st.lists(st.integers(1, 9), min_size=1, max_size=5), looks=st.sets(st.integers(0, 40)), again=st.booleans()
)
def test_a_look_amid_a_mini_batch_that_is_cut_leaves_its_dropout(
    kind: str, counts: list[int], looks: set[int], again: bool
) -> None:
    with loops_as(kind, 3):
        experiment = experiment_for(kind, hidden=(Layer(4, "sin", 0.5),))
        run = paced(Run(experiment), counts)
        for call in range(41):
            run.advance(seconds=0)
            if call in looks:
                run.pending()
                if again:
                    run = paced(Run.from_state(experiment, run.state()), counts)
        assert state(run) == state(straight(experiment, [], run.updates))


# ---- amid a mini-batch, amid an evaluation -------------------------------------------------------------------------


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_a_long_mini_batch_is_left_and_gone_on_with(dropout: float) -> None:
    """As with a million samples in one mini-batch: here 30 in pieces of 4, one a call."""
    with loops_as("program", 4):
        experiment = experiment_for("program", batch=0, data=Data(samples=60), hidden=(Layer(3, "sin", dropout),))
        run = paced(Run(experiment), [1])
        begun = run.network.flat.tobytes()
        for call in range(1, 8):
            assert run.advance(seconds=0.02, clock=ticking()) == 0 or call == 8
            assert (run.epoch, run.batch, run.updates, run._piece) == (0, 0, 0, call)
            assert run.network.flat.tobytes() == begun
        assert run.advance(seconds=0.02, clock=ticking()) == 1  # the eighth, of 2 samples, brings the update
        assert (run.epoch, run.batch, run.updates) == (0, 1, 1)  # and the evaluation has begun: 15 pieces
        for _ in range(14):
            assert run.epoch == 0
            run.advance(seconds=0.02, clock=ticking())
        assert (run.epoch, run.batch) == (1, 0)
        assert state(run) == state(straight(experiment, [], 1))


@pytest.mark.parametrize("dropout", [0.0, 0.5])
@pytest.mark.parametrize("calls", range(1, 24))
@pytest.mark.parametrize("what", ["pending", "again", "adopt", "stop", "steps", "penalty", "finish"])
def test_whatever_is_done_amid_a_long_epoch_the_bits_are_the_same(what: str, calls: int, dropout: float) -> None:
    with loops_as("program", 4):
        experiment = experiment_for("program", batch=0, data=Data(samples=60), hidden=(Layer(3, "sin", dropout),))
        if what == "stop":
            experiment = replace(experiment, stop=Stop(epochs=1))
        run = paced(Run(experiment), [1])
        for _ in range(calls):
            run.advance(seconds=0)
        changes = {"adopt": {"rate": 0.3}, "stop": {"stop": Stop(epochs=3)}, "penalty": {"l2": 0.5}}.get(what)
        adopted = []
        if changes:
            adopted = [(run.updates, changes)]
            run.adopt(replace(experiment, **changes))
        elif what == "again":
            run = Run.from_state(experiment, run.state())
        elif what == "finish":
            assert run.advance(epochs=1) in (0, 1)
        else:
            run.pending() if what == "pending" else list(steps(run).acts())
        run.advance(epochs=2)
        assert state(run) == state(straight(experiment, adopted, run.updates))


def test_acts_amid_an_evaluation_begin_after_its_end() -> None:
    with loops_as("program", 4):
        experiment = experiment_for("program", stop=Stop(epochs=1))
        run, same = paced(Run(experiment), [1]), Run(experiment)
        while run._piece <= run.loop.pieces.count:
            run.advance(seconds=0)
        same.advance(epochs=1)
        for one in (run, same):
            one.advance(acts=1)
            assert one.stopped
        assert (run.act, run.epoch) == (same.act, same.epoch) == (0, 1)


# ---- divergence ----------------------------------------------------------------------------------------------------

WILD: dict[str, dict[str, Any]] = {
    "kernel": {"hidden": (Layer(4, "relu"),), "rate": 1000.0},
    "program": {"hidden": (Layer(4, "softplus"),), "rate": 1000.0},
    "plain": {"hidden": (Layer(4, "gelu"),), "rate": 300.0},
}


def diverged(run: Run, advance: Callable[[Run], object]) -> tuple[str, tuple[object, ...]]:
    with pytest.raises(DivergedError) as caught:
        for_long(lambda: advance(run))
    return str(caught.value), state(run)


def for_long(act: Callable[[], object]) -> None:
    for _ in range(100_000):
        act()


@pytest.mark.parametrize("most", [3, 4096])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changes", [{}, {"batch": 0}, {"hidden": (Layer(4), Layer(3, "linear")), "output": "linear"}])
def test_divergence_is_found_in_the_same_epoch_with_the_same_words(
    kind: str, most: int, changes: dict[str, Any]
) -> None:
    with loops_as(kind, most):
        experiment = Experiment(data=Data(samples=60), output="linear", cost="squared", **WILD[kind])
        experiment = replace(experiment, rate=0.6, **changes)
        if "hidden" in changes:
            first = Layer(4, WILD[kind]["hidden"][0].activation)
            experiment = replace(experiment, hidden=(first, Layer(3, "linear")), rate=2.0)
        ways: list[Callable[[Run], object]] = [
            lambda run: run.advance(epochs=1000),
            lambda run: run.advance(batches=1),
            lambda run: run.advance(epochs=1),
            lambda run: run.advance(epochs=3, seconds=0),
            lambda run: run.advance(seconds=0),
        ]
        ends = [diverged(paced(Run(experiment), [3, 1, 2, 0], whole_epochs=True), way) for way in ways]
        assert len({sentence for sentence, _ in ends}) == 1
        assert all(end == ends[0] for end in ends)


@pytest.mark.parametrize("kind", KINDS)
def test_several_epochs_by_one_call_diverge_as_one_by_one(kind: str) -> None:
    with loops_as(kind):
        experiment = Experiment(data=Data(samples=60), **WILD[kind])
        sentence, end = diverged(Run(experiment), lambda run: run.advance(epochs=5000))
        assert (sentence, end) == diverged(Run(experiment), lambda run: run.advance(batches=1))
        assert "epoch 1:" not in sentence  # and so the kernel has learnt several by one call before


def test_what_diverges_amid_an_evaluation_is_told_without_a_warning_wherever_it_comes_out() -> None:
    with loops_as("program", 4):
        experiment = Experiment(
            data=Data(samples=60), hidden=(Layer(20, "linear"),), output="linear", cost="squared", batch=0, rate=1e80
        )
        for ask in (Run.pending, Run.state, lambda run: run.advance(seconds=0), lambda run: run.advance(acts=1)):
            run = paced(Run(experiment), [1])
            while run._piece <= run.loop.pieces.count:
                run.advance(seconds=0)
            with pytest.raises(DivergedError, match="epoch 0 is kept"):
                for_long(lambda ask=ask, run=run: ask(run))  # type: ignore[misc]
            assert (run.epoch, run.updates) == (0, 0)


def test_words_of_divergence_survive_being_saved_after_a_change_amid_the_epoch() -> None:
    experiment = Experiment(data=Data(samples=60), hidden=(Layer(4, "relu"),), rate=0.1)
    sentences = []
    for again in (False, True):
        run = Run(experiment)
        run.advance(batches=1)
        run.adopt(replace(experiment, rate=1e155))
        if again:
            run = Run.from_state(run.experiment, run.state())
        sentences.append(diverged(run, lambda run: run.advance(batches=1))[0])
    assert sentences[0] == sentences[1]


# ---- threads, memory, the end of the interpreter -------------------------------------------------------------------


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_made_in_one_thread_is_used_in_another(kind: str) -> None:
    with loops_as(kind):
        experiment = experiment_for(kind)
        run, same = Run(experiment), Run(experiment)
        run.advance(epochs=1)
        in_thread(lambda: run.advance(epochs=5)).join()
        run.advance(epochs=1)
        same.advance(epochs=7)
        assert state(run) == state(same)


@pytest.mark.parametrize("kind", KINDS)
def test_two_runs_in_two_threads_do_not_disturb_each_other(kind: str) -> None:
    with loops_as(kind):
        experiments = [experiment_for(kind, seed=seed, hidden=(Layer(4, KINDS[kind], 0.2),)) for seed in (1, 2, 1)]
        together: dict[int, Run] = {}
        start = threading.Barrier(len(experiments))

        def learn(number: int) -> None:
            start.wait()
            together[number] = Run(experiments[number])
            for _ in range(20):
                together[number].advance(epochs=10)

        for thread in [in_thread(lambda number=number: learn(number)) for number in range(3)]:  # type: ignore[misc]
            thread.join()
        for number, experiment in enumerate(experiments):
            alone = Run(experiment)
            alone.advance(epochs=200)
            assert state(together[number]) == state(alone)
        assert state(together[0]) != state(together[1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_runs_that_are_dropped_leave_no_memory_behind() -> None:
    def resident() -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def make(count: int) -> None:
        for seed in range(count):
            Run(Experiment(hidden=(Layer(8), Layer(8)), seed=seed)).advance(epochs=2)

    make(30)
    before = resident()
    make(200)
    assert resident() - before < 10_000  # KiB, for 200 of them


AT_EXIT = {
    "alive": "run = Run(Experiment()); run.advance(epochs=3)",
    "dropped": "Run(Experiment()).advance(epochs=3)",
    "in a cycle": "run = Run(Experiment()); run.advance(epochs=3); run.itself = run; del run",
    "another finalizer first": "import weakref; e = Experiment(); weakref.finalize(e, id, 1); run = Run(e); run.loop",
    "in a thread": "import threading; run = Run(Experiment()); t = threading.Thread(target=run.advance, "
    "kwargs={'epochs': 3}); t.start()",
    "many": "runs = [Run(Experiment(seed=seed)) for seed in range(5)]; [run.advance(epochs=1) for run in runs]",
    "at an exception": "run = Run(Experiment()); run.advance(epochs=3)\ntry: raise SystemExit(0)\nfinally: run.loop",
}


@pytest.mark.parametrize("code", AT_EXIT.values(), ids=AT_EXIT)
def test_the_interpreter_ends_quietly_after_a_run(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", f"from engine import Experiment, Run\n{code}"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def test_results_are_float64_whatever_the_loop() -> None:
    for kind in KINDS:
        with loops_as(kind):
            run = Run(experiment_for(kind))
            run.advance(epochs=1)
            assert run.network.flat.dtype == np.float64
