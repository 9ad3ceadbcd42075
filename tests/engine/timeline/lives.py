"""Random lives of a run: what a test does to a timeline, and the plain run that had the same history."""

from dataclasses import replace
from typing import Any

from engine import Experiment, Layer, Run, choose
from engine.datasets import DATASETS
from engine.experiment import Stop
from engine.fitting import with_data
from engine.rows import as_table, moved_rows
from engine.samples import samples_of
from engine.session import Session
from engine.session.session import pieces, session_of
from engine.surgery import Surgery, between, same
from engine.timeline import Position, Timeline
from tests.engine.strategies import random_table

Change = Experiment | Surgery | None


def all_of(run: Run) -> dict[str, Any]:
    """Return all that a run depends on from here, and what is shown of it, comparable."""
    state = {name: value.tobytes() if hasattr(value, "tobytes") else repr(value) for name, value in run.state().items()}
    return state | {
        "experiment": run.experiment,
        "accuracy": repr(run.accuracy()),
        "memory": run.memory.tobytes(),
        "weights": run.network.flat.tobytes(),
        "lost": sorted(run.surgeon.lost),
    }


class Life:
    """A timeline, and beside it the list of the changes that its present has behind it."""

    def __init__(self, experiment: Experiment, most_bytes: int = 64 * 2**20) -> None:
        self.first = experiment
        self._most_bytes = most_bytes
        self.timeline = Timeline(Run(experiment), most_bytes)
        self.changes: list[tuple[int, Change]] = []
        self.undoable: list[tuple[int, Surgery, Experiment]] = []
        self.others: dict[int, list[tuple[int, Change]]] = {}  # of the branches that are not the present one
        self._number = 0

    @property
    def run(self) -> Run:
        return self.timeline.run

    def twin(self) -> Run:
        """Return a fresh run with the same history, that never went back."""
        run = Run(self.first)
        for updates, change in self.changes:
            if updates > self.run.updates:
                break
            run.advance(batches=updates - run.updates)
            repeat(run, change)
        run.advance(batches=self.run.updates - run.updates)
        run.act = self.run.act
        return run

    def forget(self) -> None:
        """Drop the changes of a future that is none any more."""
        self.changes = [(updates, change) for updates, change in self.changes if updates <= self.run.updates]

    def do(self, what: str, number: int) -> None:
        """Do something to the timeline."""
        branches, before = self.timeline.branches, list(self.changes)
        was = branches.present
        if what == "take":
            self._take(list(branches)[number % len(branches)].number)
            return
        if what == "delete":
            self._delete(list(branches)[number % len(branches)].number)
            return
        try:
            self._do(what, number)
        finally:
            if branches.present != was:
                self.others[was] = before

    def _take(self, number: int) -> None:
        branches = self.timeline.branches
        if number == branches.present:
            return
        self.others[branches.present] = self.changes
        self.timeline.take_branch(number)
        self.changes = self.others.pop(number)
        self.undoable.clear()
        self.timeline.seek(self.timeline.end)

    def _delete(self, number: int) -> None:
        branches = self.timeline.branches
        if number != branches.present:
            branches.delete(number)
            del self.others[number]

    def _do(self, what: str, number: int) -> None:
        timeline = self.timeline
        match what:
            case "epochs" | "batches" | "acts" | "samples":
                self.forget()
                timeline.advance(**{what: number})
            case "live":
                self._adopt(number)
            case "surgery":
                self._operate(number)
            case "undo":
                self._undo()
            case "go on":
                if self.run.stopped:
                    self.forget()
                    timeline.go_on()
                    self.changes.append((self.run.updates, None))
            case "told":
                timeline.told()
            case "reopen":
                data = "".join(pieces(Session(timeline.state()))).encode()
                self.timeline = Timeline.of(session_of(data).state, most_bytes=self._most_bytes)
            case "seek":
                share = number / 20
                epoch = int(timeline.start.epoch + share * (timeline.end.epoch - timeline.start.epoch))
                timeline.seek(Position(epoch, number % self._batches_in(epoch), 3 * number))
            case _:  # a grain
                if number > 0 and not timeline.is_in_the_past and self.run.stopped:
                    self.changes.append((self.run.updates, None))
                timeline.step(what, number)

    def _batches_in(self, epoch: int) -> int:
        """Return how many mini-batches an epoch had when the run was last in it."""
        experiment = self.timeline.history.experiment_at(self.timeline.history.moment(Position(epoch)).updates)
        samples = len(samples_of(experiment).train)
        return -(-samples // (min(experiment.batch, samples) or samples))

    def _adopt(self, number: int) -> None:
        changes: dict[str, Any] = [
            {"rate": 0.02 * (number + 1)},
            {"l2": 0.01 * number},
            {"shuffle": number % 2 == 0},
            {"clip": 0.2 * (number % 3)},
            {"schedule": choose("exponential", decay=0.9)},
            {"stop": Stop(epochs=self.run.epoch + number % 4 + 1)},
            {"stop": Stop(patience=2)},
        ][number % 7]
        self.forget()
        experiment = replace(self.run.experiment, **changes)
        self.timeline.adopt(experiment)
        self.changes.append((self.run.updates, experiment))

    def _operate(self, number: int) -> None:
        old = self.run.experiment
        sizes = old.sizes
        new = [
            lambda: replace(old, hidden=(*old.hidden, Layer(2)), frozen=(), pruned=()),
            lambda: replace(old, hidden=old.hidden[:-1], frozen=(), pruned=()),
            lambda: replace(old, frozen=((1, 1, number % (sizes[0] + 1)),)),
            lambda: replace(old, pruned=((len(sizes) - 1, 1, number % (sizes[-2] + 1)),)),
            lambda: replace(old, batch=number) if old.optimizer.name != "rprop" else old,
            lambda: replace(old, optimizer=choose(["gd", "adam", "momentum"][number % 3])),
            lambda: old,
            lambda: old.with_data(noise=0.1 + 0.01 * number) if not old.data.table else old,
            lambda: old.with_data(samples=40 + number) if not old.data.fixed_samples else old,
            lambda: other_data(old, number),
            lambda: other_data(old, number + 1),
            lambda: other_data(old, number + 2),
        ][number % 12]()
        values = (((1, 1, 0), 0.1 * number),) if new == old and (1, 1, 0) not in old.pruned else ()
        graft = same(sizes) if new == old else between(old, new)
        self._number += 1
        self._do_surgery(Surgery(new, graft, "change", values=values, keeps=self._number), old)

    def _undo(self) -> None:
        while self.undoable and self.undoable[-1][0] > self.run.updates:
            self.undoable.pop()
        if self.undoable and self.undoable[-1][1].experiment.sizes == self.run.experiment.sizes:
            _, done, old = self.undoable.pop()
            old = replace(old, **{name: getattr(self.run.experiment, name) for name in ("rate", "l2", "stop")})
            self._number += 1
            graft = done.graft.inverse(old.sizes)
            self._do_surgery(
                Surgery(old, graft, "undo", keeps=self._number, restores=done.keeps),
                self.run.experiment,
                goes_back=True,
            )

    def _do_surgery(self, surgery: Surgery, old: Experiment, *, goes_back: bool = False) -> None:
        self.forget()
        self.timeline.operate(surgery)
        self.changes.append((self.run.updates, surgery))
        if not goes_back:
            self.undoable.append((self.run.updates, surgery, old))


def other_data(old: Experiment, number: int) -> Experiment:
    """Return an experiment that learns from other data of as many classes, as a person may choose them in mid-run."""
    data, count = old.data, old.data.class_count
    free = replace(old, frozen=(), pruned=())
    sets = [kind.name for kind in DATASETS.values() if count == 0 == kind.classes or 2 <= count <= kind.most_classes]
    changes: dict[str, Any] = [
        {"table": random_table(number, rows=20 + number, inputs=3, classes=count, test_share=0.2), "name": "own"},
        {"table": random_table(number, rows=30, inputs=1 + number % 2, classes=count), "name": "drawn"},
        {"formula": "x1 > x2" if count == 2 else "sin(x1) + x2"} if count in (0, 2) else {},
        {"name": sets[number % len(sets)], "classes": count if count > 2 else 0} if sets else {},
        {"draw": number} if not data.table else {},
        {"balance": 0.3} if count and not data.fixed_samples else {},
        {"stratified": not data.stratified},
        {"train_share": 0.6},
        {"standardise": not data.standardise},
        {"table": moved_rows(as_table(data, samples_of(old)), [0], [0.5] * data.dimensions)},
    ][number % 10]
    if changes.get("name", data.name) != "own" and "table" in changes and data.dimensions > 2:
        changes["name"] = "own"
    return with_data(free, **changes).experiment


def repeat(run: Run, change: Change) -> None:
    match change:
        case Surgery():
            run.operate(change)
        case Experiment():
            run.adopt(change)
        case None:
            run.go_on()
