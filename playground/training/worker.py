"""The loop in the engine thread: it owns the run, reads requests between bursts, and keeps step with the frames.

Bursts are short, so that a request waits for a few milliseconds only. When a frame is due the worker shows one and
waits until it is painted. So the window gets the interpreter whenever it needs it: left to run freely, a trainer that
holds the lock starves the window. While nobody watches there are no frames but those of a run at rest.
"""

import math
import traceback
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event
from time import perf_counter

from engine.errors import EngineError
from engine.run import Run
from engine.snapshot import take
from engine.steps import steps
from engine.surgery import Surgeon
from playground.training.mailbox import Mailbox
from playground.training.messages import (
    Adopt,
    Frame,
    GoTo,
    Operate,
    Pause,
    Play,
    Quit,
    Request,
    SetSpeed,
    StartRun,
    StepActs,
    StepEpochs,
    Tell,
    Watch,
)
from playground.training.pace import Pace

FRAME_SECONDS = 1 / 60
LEAST_BURST_SECONDS = 0.010  # what the trainer gets of each frame even when painting takes all of it
PAINT_TIMEOUT_SECONDS = 0.25
UNHURRIED_SECONDS = 0.04  # to the next epoch: from here on there is time to draw everything
MOST_BURST_SECONDS = 0.004  # a request waits no longer; on the whole bursts cost nothing (measured: under 1 %)


class Worker:
    """Runs experiments on request.

    Parameters
    ----------
    frame_waiting : called, in the worker's thread, when a frame lies in the mailbox
    failed : called, in the worker's thread, with the run number and a sentence when learning had to stop

    Attributes
    ----------
    inbox : requests, read between bursts
    mailbox : the newest frame
    painted : to be set when the frame has been painted
    """

    def __init__(self, frame_waiting: Callable[[], None], failed: Callable[[int, str], None]) -> None:
        self.inbox: SimpleQueue[Request] = SimpleQueue()
        self.mailbox: Mailbox[Frame] = Mailbox()
        self.painted = Event()
        self._frame_waiting = frame_waiting
        self._failed = failed
        self._run: Run | None = None
        self._surgeon = Surgeon()  # outlives runs: undo may reach back beyond a new one
        self._run_number = 0
        self._goal = 0.0  # learn while the run's epoch is below it; infinite while playing
        self._speed: float | None = None
        self._pace = Pace(None, 0.0)
        self._next_frame = 0.0  # when the next frame is due
        self._watching = True
        self._telling = False
        self._shown = True  # whether the last frame shows all that was learnt
        self._requests_done = 0
        self._quit = False

    def loop(self) -> None:
        """Work until asked to quit; the thread's target."""
        while not self._quit:
            try:
                self._read_requests()
                if self._frame_is_due:
                    self._show_frame()
                elif self._learning:
                    self._burst()
            except EngineError as error:
                self._stop_learning(str(error))
            except Exception as error:  # noqa: BLE001 - whatever breaks here must not take the window with it
                traceback.print_exc()
                self._stop_learning(f"the engine failed and stopped ({type(error).__name__}: {error})")

    @property
    def _learning(self) -> bool:
        return self._run is not None and not self._run.stopped and self._run.epoch < self._goal

    def _stop_learning(self, sentence: str) -> None:
        """Pause, and say why; what was learnt is still to be shown."""
        if self._goal:
            self._shown = False
        self._goal = 0.0
        self._failed(self._run_number, sentence)

    # ---- requests --------------------------------------------------------------------------------------------------

    def _read_requests(self) -> None:
        """Carry out what lies in the inbox, first waiting for it as long as there is nothing else to do."""
        wait = self._seconds_with_nothing_to_do()
        with suppress(Empty):
            self._carry_out(self.inbox.get(block=wait > 0, timeout=None if math.isinf(wait) else wait))
            while True:
                self._carry_out(self.inbox.get_nowait())

    def _seconds_with_nothing_to_do(self) -> float:
        now = perf_counter()
        to_learning = self._pace.seconds_to_next(now) if self._learning else math.inf
        to_frame = math.inf if self._shown or not self._may_show else max(0.0, self._next_frame - now)
        return min(to_learning, to_frame)

    def _carry_out(self, request: Request) -> None:
        self._shown = False
        self._next_frame = min(self._next_frame, perf_counter() + MOST_BURST_SECONDS)  # the answer is to be seen soon
        self._requests_done += 1
        match request:
            case StartRun():
                self._start(request)
            case Adopt():
                if self._run:
                    self._run.adopt(request.experiment)
                else:
                    self._start(StartRun(request.experiment, self._run_number))
            case Operate():
                if self._run:
                    self._run.operate(request.surgery)
                else:  # the last one could not be made; perhaps this one can
                    self._start(StartRun(request.surgery.experiment, self._run_number))
            case Play():
                self._go_on()
                self._learn_to(math.inf, self._speed)
            case StepEpochs():
                self._go_on()
                begun = self._run.epoch if self._run else 0
                stepping_to = self._goal if math.isfinite(self._goal) else 0.0
                self._learn_to(max(begun, stepping_to) + request.epochs, None)
            case Pause():
                self._goal = 0.0
            case Tell():
                self._telling = request.telling
            case GoTo():
                if self._run:
                    self._run.act = request.act
            case StepActs():
                if self._run:
                    self._step(self._run, request.grain)
            case SetSpeed():
                self._speed = request.epochs_per_second
                if math.isinf(self._goal):  # a step goes on at full speed
                    self._pace = Pace(self._speed, perf_counter())
            case Watch():
                self._watching = request.watching
            case Quit():
                self._quit = True

    def _step(self, run: Run, grain: str) -> None:
        if grain == "epoch":
            run.advance(epochs=1)
        elif grain == "batch":
            run.advance(batches=1)
        else:
            order = steps(run).order
            run.advance(acts=order.next_stop(run.act, grain) - run.act)

    def _start(self, request: StartRun) -> None:
        self._run = None  # if the new one cannot be made, there is none
        self._run_number = request.run_number
        self._run = Run(request.experiment, self._surgeon)
        self._learn_to(math.inf if math.isinf(self._goal) else 0.0, self._speed)

    def _go_on(self) -> None:
        """Let a run that a rule of its experiment stopped learn again: a person's wish comes before a rule."""
        if self._run:
            self._run.go_on()

    def _learn_to(self, epoch: float, speed: float | None) -> None:
        self._goal = epoch
        self._pace = Pace(speed, perf_counter())

    # ---- learning --------------------------------------------------------------------------------------------------

    def _burst(self) -> None:
        """Learn what is due, for a while or until the next frame is."""
        assert self._run is not None
        epochs = min(self._pace.due(perf_counter()), self._goal - self._run.epoch)
        if epochs <= 0:
            return
        before = self._run.epoch
        self._shown = False
        to_frame = self._next_frame - perf_counter() if self._watching else math.inf
        self._run.advance(
            epochs=None if math.isinf(epochs) else int(epochs),
            seconds=max(0.0, min(to_frame, MOST_BURST_SECONDS)),
        )
        self._pace.passed(self._run.epoch - before, perf_counter())
        if self._run.stopped:  # by a rule of the experiment
            self._goal = 0.0

    # ---- frames ----------------------------------------------------------------------------------------------------

    @property
    def _may_show(self) -> bool:
        return self._run is not None and (self._watching or not self._learning)

    @property
    def _frame_is_due(self) -> bool:
        if self._shown or self._quit or not self._may_show:
            return False
        return not self._learning or perf_counter() >= self._next_frame

    def _show_frame(self) -> None:
        """Offer a frame and wait until it is painted, so that the next burst does not race the painting."""
        assert self._run is not None
        self._shown = True  # even if it cannot be: else the same failure would come again and again
        told = steps(self._run) if self._telling and not self._learning else None
        snapshot = take(self._run, self._run_number, told)
        self.painted.clear()
        hurried = self._learning and self._pace.seconds_to_next(perf_counter()) < UNHURRIED_SECONDS
        self.mailbox.put(Frame(snapshot, self._learning, hurried, self._requests_done, self._run.stopped))
        self._frame_waiting()
        self.painted.wait(PAINT_TIMEOUT_SECONDS)
        if not self._learning:
            self._run.prepare()
        self._next_frame = max(self._next_frame + FRAME_SECONDS, perf_counter() + LEAST_BURST_SECONDS)
