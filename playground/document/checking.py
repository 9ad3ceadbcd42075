"""Checking: every derivative against its central difference, in a thread of its own; the run goes on undisturbed."""

from dataclasses import dataclass
from functools import cached_property
from threading import Event, Thread

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from engine.gradient_check import DOUBTFUL, FINE, Checker, GradientCheck, checker_of_step
from engine.learning import objective_of
from engine.network import Network
from playground.document.moment import Moment
from playground.document.selection import Edge
from playground.document.stepping import Stepping

STOP_SECONDS = 5.0  # at most, when the window closes; a check looks after each weight whether it is to stop
VERDICTS = ("wrong", "doubtful", "fine", "kink")  # on a single weight, the worst first


class _StoppedError(Exception):
    """The check was told to stop."""


@dataclass(frozen=True, eq=False)
class Checked:
    """What a check found, and of what.

    Attributes
    ----------
    network : the weights that were checked
    over : the samples they were checked over, in words
    epoch : when
    check : the derivatives, their differences and errors
    """

    network: Network
    over: str
    epoch: int
    check: GradientCheck

    @cached_property
    def verdicts(self) -> np.ndarray:
        """The verdict on each weight, in the order of `Network.flat`: "fine", "doubtful", "wrong" or "kink"."""
        errors = self.check.errors
        judged = np.where(errors <= FINE, "fine", np.where(errors <= DOUBTFUL, "doubtful", "wrong"))
        return np.where(self.check.at_kink, "kink", judged)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many weights have each verdict."""
        return {verdict: int((self.verdicts == verdict).sum()) for verdict in VERDICTS}

    @property
    def verdict(self) -> str:
        """The worst verdict on a single weight, kinks left out."""
        return next((verdict for verdict in VERDICTS if self.counts[verdict]), "fine")

    def edge_of(self, index: int) -> Edge:
        """Return the connection of a weight, by its number in `Network.flat`."""
        begin = 0
        for layer, matrix in self.network.W.items():
            if index < begin + matrix.size:
                row, source = divmod(index - begin, matrix.shape[1])
                return Edge(layer, row + 1, source)
            begin += matrix.size
        raise IndexError(f"weight must be a whole number from 0 to {begin - 1}, got {index}")

    @cached_property
    def worst(self) -> list[int]:
        """The numbers of all weights, the greatest error first; kinks last."""
        errors = np.where(self.check.at_kink, -1.0, np.nan_to_num(self.check.errors, nan=np.inf))
        order: list[int] = np.argsort(-errors, kind="stable").tolist()
        return order


class Checking(QObject):
    """Checks the weights of the present moment when asked to; views show what was found until somebody leaves it.

    While a mini-batch is gone through it is checked over that, with its dropout; else over the training part.

    Attributes
    ----------
    found : what the last check found, or None
    done, count : weights checked so far, and how many there are, while `is_running`
    """

    changed = Signal()  # a check has begun, has got on, is over, or is left
    failed = Signal(str)

    _over = Signal(int, object, str)
    _got_on = Signal(int, int)

    def __init__(self, moment: Moment, stepping: Stepping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Checked | None = None
        self.done = self.count = 0
        self._moment = moment
        self._stepping = stepping
        self._number = 0  # of the check; what still comes of an older one is dropped
        self._thread: Thread | None = None
        self._leaving: list[Thread] = []  # that were told to stop
        self._stop = Event()
        self._is_current = False
        self._over.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._got_on.connect(self._note, Qt.ConnectionType.QueuedConnection)
        moment.changed.connect(self._compare)

    @property
    def is_running(self) -> bool:
        """Whether a check is going on."""
        return self._thread is not None

    @property
    def is_current(self) -> bool:
        """Whether what was found is of the very weights that are shown."""
        return self.found is not None and self._is_current

    # ---- verbs -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Check every weight of the present moment; a check that is going on is dropped."""
        snapshot, told = self._moment.snapshot, self._stepping.told
        if snapshot is None:
            return
        self._halt()
        if told is not None:
            checker, over = checker_of_step(told), _words(len(told.samples), "of the mini-batch")
        else:
            part, data = snapshot.samples.train, snapshot.samples
            objective = objective_of(snapshot.experiment, snapshot.network.sizes)
            checker = Checker(objective, snapshot.network, data.inputs[part], data.targets[:, part])
            over = _words(len(part), "of the training part")
        self._number += 1
        self.found, self.done, self.count = None, 0, len(checker.network.flat)
        self._stop = Event()
        arguments = self._number, checker, over, snapshot.epoch, self._stop
        self._thread = Thread(target=self._work, args=arguments, name="gradient check", daemon=True)
        self._thread.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop a check that is going on."""
        if self.is_running:
            self._halt()
            self.changed.emit()

    def leave(self) -> bool:
        """Show nothing of a check any more; return whether there was one."""
        was_there = self.is_running or self.found is not None
        self._halt()
        self.found = None
        if was_there:
            self.changed.emit()
        return was_there

    def close(self) -> None:
        """Leave, and wait until the thread has ended."""
        self.leave()
        for thread in self._leaving:
            thread.join(STOP_SECONDS)
        self._leaving.clear()

    # ---- how -------------------------------------------------------------------------------------------------------

    def _halt(self) -> None:
        """Let a check that is going on end by itself; nobody waits for it, and nothing that comes of it is taken."""
        self._number += 1
        if self._thread is not None:
            self._stop.set()
            self._leaving = [*(thread for thread in self._leaving if thread.is_alive()), self._thread]
            self._thread = None

    def _work(self, number: int, checker: Checker, over: str, epoch: int, stop: Event) -> None:
        """Check, in a thread of its own; signals carry what comes of it to the window's."""
        done = 0

        def progress() -> None:
            nonlocal done
            if stop.is_set():
                raise _StoppedError
            done += 1
            if done % max(1, len(checker.network.flat) // 100) == 0:
                self._got_on.emit(number, done)

        try:
            found = Checked(checker.network, over, epoch, checker.check(progress))
        except _StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - whatever breaks here must not take the window with it
            self._over.emit(number, None, f"the gradients cannot be checked ({type(error).__name__}: {error})")
            return
        self._over.emit(number, found, "")

    def _note(self, number: int, done: int) -> None:
        if number == self._number and self.is_running:
            self.done = done
            self.changed.emit()

    def _take(self, number: int, found: Checked | None, sentence: str) -> None:
        if number != self._number:
            return
        self._halt()
        self.found = found
        if sentence:
            self.failed.emit(sentence)
        self._is_current = self._are_shown()
        self.changed.emit()

    def _compare(self) -> None:
        """Look whether other weights are shown now than those that were checked."""
        if self.found is not None and self._is_current != (now := self._are_shown()):
            self._is_current = now
            self.changed.emit()

    def _are_shown(self) -> bool:
        snapshot = self._moment.snapshot
        if self.found is None or snapshot is None:
            return False
        told, checked = self._stepping.told, self.found.network
        network = told.network if told else snapshot.network  # the frozen ones, which the derivatives are of
        return network.sizes == checked.sizes and bool(np.array_equal(network.flat, checked.flat))


def _words(count: int, part: str) -> str:
    return f"the {count} samples {part}" if count != 1 else f"the one sample {part}"
