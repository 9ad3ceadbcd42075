"""Runner: the run as the GUI thread knows it. Verbs go out as requests, frames come in as signals."""

from threading import Thread

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

from engine.experiment import Effect, Experiment, effect
from engine.snapshot import Snapshot
from engine.surgery import Surgery, between
from engine.timeline import OtherRun, Position, State
from playground.training.messages import (
    Adopt,
    GoTo,
    Noting,
    Operate,
    Pause,
    Play,
    PlayBack,
    PlaySteps,
    Quit,
    Request,
    Seek,
    SetSpeed,
    Shelve,
    StartRun,
    Step,
    Tell,
    TellState,
    Watch,
)
from playground.training.worker import Worker

_PAINTED = QEvent.Type(QEvent.registerEventType())
# An event of this priority comes after the painting that the snapshot has just caused, which is of low priority, and
# after the views whose turn it is then (`document.turns`). A timer of zero does not: under X11 it came first, and the
# painting then fought the trainer for the interpreter (measured: p95 of the frame interval 26 -> 19 ms).
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 2

STOP_TRY_SECONDS = 0.01
STOP_TRIES = 1000


class Runner(QObject):
    """Owns the engine thread. Every signal comes in the GUI thread.

    Parameters
    ----------
    starts : whether the engine thread starts at once, or waits for `start`

    While it is `playing`, the snapshot that was announced last is `hurried` if the next one follows at once.

    Frames and failures of a run that was replaced meanwhile are dropped; after `stop` there are no more signals.
    """

    snapshot_ready = Signal(object)  # Snapshot
    playing_changed = Signal(bool)
    failed = Signal(str)  # one sentence: why learning had to stop
    stopped = Signal(str)  # one sentence: which rule of the experiment has stopped it
    state_told = Signal(int, object)  # the number that `ask_state` gave, and the State; None where no run could be made
    travelled = Signal(object, int)  # the Experiment at the moment where it went, and the branch that it is on there

    _frame_waiting = Signal()
    _failure_waiting = Signal(int, str)
    _state_waiting = Signal(int, object)

    def __init__(self, experiment: Experiment, parent: QObject | None = None, *, starts: bool = True) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.playing = False
        self.hurried = False
        self._run_number = 0
        self._branch = 1
        self._watching = True
        self._stop_reason = ""
        self._requests_sent = 0
        self._frame_waiting.connect(self._take_frame, Qt.ConnectionType.QueuedConnection)
        self._failure_waiting.connect(self._take_failure, Qt.ConnectionType.QueuedConnection)
        self._state_waiting.connect(self._take_state, Qt.ConnectionType.QueuedConnection)
        self._states_asked = 0
        self._worker = Worker(self._frame_waiting.emit, self._failure_waiting.emit, self._state_waiting.emit)
        self._thread = Thread(target=self._worker.loop, name="engine", daemon=True)
        self._start_run()
        if starts:
            self.start()

    def start(self) -> None:
        """Start the engine thread, which then does what was asked meanwhile."""
        self._thread.start()

    def play(self) -> None:
        self._set_playing(True)
        self._ask(Play())

    def pause(self) -> None:
        self._set_playing(False)
        self._ask(Pause())

    def toggle(self) -> None:
        """Play if paused, pause if playing."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def step(self, grain: str = "epoch", count: int = 1) -> None:
        """Go so many steps of a grain, back if they are less than 0, then pause; see `engine.acts.GRAINS`."""
        self._ask(Step(grain, count))

    def play_steps(self, grain: str, per_second: float | None, *, backwards: bool = False) -> None:
        """Go one step after the other, resting after each, until `pause`."""
        self._set_playing(True)
        self._ask(PlaySteps(grain, per_second, backwards))

    def play_back(self, epochs_per_second: float | None, *, backwards: bool = False) -> None:
        """Go through what is known already, showing it, until its end or `pause`."""
        self._set_playing(True)
        self._ask(PlayBack(epochs_per_second, backwards))

    def seek(self, position: Position | None, branch: int | None = None) -> None:
        """Go to any position of the run's past, or of another branch, which is then the present one; None: its end."""
        self._ask(Seek(position, branch))

    def note(self, noting: Noting) -> None:
        """Name or forget something of the timeline; the run stays as it is."""
        self._ask(noting)

    def ask_state(self) -> int:
        """Ask for all of the timeline as it is now; return the number with which `state_told` will come."""
        self._states_asked += 1
        self._ask(TellState(self._states_asked))
        return self._states_asked

    def shelve(self, number: int, state: State) -> None:
        """Keep a run that comes from elsewhere under a number, so that an `OtherRun` can go on with it."""
        self._ask(Shelve(number, state))

    def go_to(self, act: int) -> None:
        """Go to an act of the pending mini-batch."""
        self._ask(GoTo(act))

    def tell(self, telling: bool) -> None:
        """Say whether snapshots of a run at rest are to tell the learning step that it takes next."""
        self._ask(Tell(telling))

    def set_speed(self, per_second: float | None) -> None:
        """Play so many epochs, or steps, a second; None is as many as can be."""
        self._ask(SetSpeed(per_second))

    def watch(self, watching: bool) -> None:
        """Say whether anybody looks: while nobody does it learns without a frame, and the newest one comes at once."""
        if watching != self._watching:
            self._watching = watching
            self._ask(Watch(watching))

    def follow(self, edit: Experiment | Surgery | OtherRun) -> None:
        """Go on with a changed network or experiment if that can be, else with another run."""
        experiment = edit if isinstance(edit, Experiment) else edit.experiment
        kind, was = effect(self.experiment, experiment), self.experiment
        self.experiment = experiment
        if isinstance(edit, OtherRun):
            self._start_run(edit.keeps, edit.restores)
        elif kind is Effect.NEW_RUN:
            self._start_run()
        elif isinstance(edit, Surgery):
            self._ask(Operate(edit))
        elif kind is Effect.SURGERY:  # of another moment, which nobody said how it is related to this one
            self._ask(Operate(Surgery(experiment, between(was, experiment), "Go to another moment")))
        else:
            self._ask(Adopt(experiment))

    def stop(self) -> None:
        """End the engine thread and wait for it."""
        self._run_number += 1  # what still comes belongs to no run
        self._ask(Quit())
        if self._thread.ident is None:  # it was never started
            return
        for _ in range(STOP_TRIES):  # the worker may be about to wait for a painting that never comes
            self._worker.painted.set()
            self._thread.join(STOP_TRY_SECONDS)
            if not self._thread.is_alive():
                break

    def last_state(self) -> State | None:
        """Return all of the timeline; once it has been stopped only."""
        return None if self._thread.is_alive() else self._worker.state

    def _start_run(self, keeps: int | None = None, restores: int | None = None) -> None:
        self._run_number += 1
        self._branch = 1  # until its first frame says which
        self._ask(StartRun(self.experiment, self._run_number, keeps, restores))

    def _ask(self, request: Request) -> None:
        self._requests_sent += 1
        self._worker.inbox.put(request)

    def _set_playing(self, playing: bool) -> None:
        if playing != self.playing:
            self.playing = playing
            self.playing_changed.emit(playing)

    def _take_frame(self) -> None:
        frame = self._worker.mailbox.take()
        if frame is None:
            return
        if frame.snapshot.run_number == self._run_number:
            self.hurried = frame.hurried
            knows_all = frame.requests_done == self._requests_sent  # that was asked for
            if knows_all:
                self._note_place(frame.snapshot)
            self.snapshot_ready.emit(frame.snapshot)
            if knows_all and frame.requests_done == self._requests_sent:  # nobody has asked for more meanwhile
                self._set_playing(frame.playing)
            self._note_stop(frame.stopped)
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)

    def customEvent(self, event: QEvent) -> None:
        if event.type() == _PAINTED:
            self._worker.painted.set()

    def _note_place(self, snapshot: Snapshot) -> None:
        """Announce it where the run is on another branch, or another experiment holds than was asked for last."""
        branch = snapshot.past.present.number if snapshot.past else self._branch
        if snapshot.experiment != self.experiment or branch != self._branch:
            self.experiment, self._branch = snapshot.experiment, branch
            self.travelled.emit(self.experiment, branch)

    def _note_stop(self, reason: str) -> None:
        """Announce a stop by a rule, once."""
        if reason and reason != self._stop_reason:
            self.stopped.emit(reason)
        self._stop_reason = reason

    def _take_state(self, number: int, state: State | None) -> None:
        self.state_told.emit(number, state)

    def _take_failure(self, run_number: int, sentence: str) -> None:
        if run_number == self._run_number:
            self._set_playing(False)
            self.failed.emit(sentence)
