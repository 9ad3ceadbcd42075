"""The loop in the engine thread: it owns run and past, reads requests between bursts, and keeps step with the frames.

Bursts are short, so that a request waits for a few milliseconds only. When a frame is due the worker shows one and
waits until it is painted. So the window gets the interpreter whenever it needs it: left to run freely, a trainer that
holds the lock starves the window. While nobody watches there are no frames but those of a run at rest.
"""

import math
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event
from time import perf_counter

from engine.errors import EngineError
from engine.run import Run
from engine.snapshot import take
from engine.surgery import Lost, Surgeon
from engine.timeline import Position, Shelf, State, Timeline
from engine.timeline.position import Moment
from playground.training import errands
from playground.training.errands import Errand, Going, PlayingBack, Stepping, Training
from playground.training.mailbox import Mailbox
from playground.training.messages import (
    Adopt,
    DeleteBranch,
    Frame,
    GoTo,
    Noting,
    Operate,
    Pause,
    Play,
    PlayBack,
    PlaySteps,
    Quit,
    RenameBranch,
    Request,
    Seek,
    SetBookmark,
    SetSpeed,
    Shelve,
    StartRun,
    Step,
    Tell,
    TellState,
    UnsetBookmark,
    Watch,
)

FRAME_SECONDS = 1 / 60
LEAST_BURST_SECONDS = 0.010  # what the trainer gets of each frame even when painting takes all of it
PAINT_TIMEOUT_SECONDS = 0.25
UNHURRIED_SECONDS = 0.04  # to the next epoch: from here on there is time to draw everything
STEP_SECONDS = 0.03  # a step that is done by then is shown once it is done, not on its way
MOST_BURST_SECONDS = 0.004  # a request waits no longer; on the whole bursts cost nothing (measured: under 1 %)


class Worker:
    """Runs experiments on request.

    Parameters
    ----------
    frame_waiting : called, in the worker's thread, when a frame lies in the mailbox
    failed : called, in the worker's thread, with the run number and a sentence when learning had to stop
    state_told : called, in the worker's thread, with the number of the request and the state; None where there is none

    Attributes
    ----------
    inbox : requests, read between bursts
    mailbox : the newest frame
    painted : to be set when the frame has been painted
    """

    def __init__(
        self,
        frame_waiting: Callable[[], None],
        failed: Callable[[int, str], None],
        state_told: Callable[[int, State | None], None] = lambda _number, _state: None,
    ) -> None:
        self.inbox: SimpleQueue[Request] = SimpleQueue()
        self.mailbox: Mailbox[Frame] = Mailbox()
        self.painted = Event()
        self._frame_waiting = frame_waiting
        self._failed = failed
        self._state_told = state_told
        self._timeline: Timeline | None = None
        self._shelf = Shelf()
        self._lost: dict[int, Lost] = {}  # by all runs so far: undo may reach back beyond a new one
        self._run_number = 0
        self._errands: deque[Errand] = deque()  # what is to be done, one after the other
        self._waiting: deque[Request] = deque()  # requests that wait for the end of a journey through the past
        self._speed: float | None = None
        self._next_frame = 0.0  # when the next frame is due
        self._watching = True
        self._telling = False
        self._shown = True  # whether the last frame shows all that was learnt
        self._may_try_again = False  # to show what could not be shown: once after each request
        self._requests_done = 0
        self._quit = False

    @property
    def state(self) -> State | None:
        """All of the timeline, once the loop has ended and nobody else has it any more."""
        return self._timeline.state() if self._timeline else None

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
    def _run(self) -> Run | None:
        return self._timeline.run if self._timeline else None

    @property
    def _learning(self) -> bool:
        return self._timeline is not None and bool(self._errands)

    @property
    def _travelling(self) -> bool:
        """Whether the run is on its way through the past: nothing is shown or changed there."""
        return self._timeline is not None and bool(self._errands) and self._errands[0].is_journey(self._timeline)

    def _stop_learning(self, sentence: str) -> None:
        """Pause, and say why; what was learnt is still to be shown."""
        if self._errands or self._may_try_again:
            self._shown = False
        self._may_try_again = False
        self._errands.clear()
        self._failed(self._run_number, sentence)

    # ---- requests --------------------------------------------------------------------------------------------------

    def _read_requests(self) -> None:
        """Carry out what lies in the inbox, first waiting for it as long as there is nothing else to do."""
        while self._waiting and not self._travelling:
            self._carry_out(self._waiting.popleft())
        wait = self._seconds_with_nothing_to_do()
        with suppress(Empty):
            self._receive(self.inbox.get(block=wait > 0, timeout=None if math.isinf(wait) else wait))
            while True:
                self._receive(self.inbox.get_nowait())

    def _seconds_with_nothing_to_do(self) -> float:
        now = perf_counter()
        to_learning = self._errands[0].seconds_to_next(now) if self._learning else math.inf
        to_frame = math.inf if self._shown or not self._may_show else max(0.0, self._next_frame - now)
        return min(to_learning, to_frame)

    def _receive(self, request: Request) -> None:
        """Carry out a request, or keep it until the run has arrived where it is to be carried out."""
        if isinstance(request, StartRun | Quit):
            self._requests_done += len(self._waiting)
            self._waiting.clear()
        overtakes = isinstance(request, StartRun | Quit | Watch | Tell | TellState) or (
            isinstance(request, Seek) and not self._waiting
        )
        if overtakes or not (self._waiting or self._travelling):
            self._carry_out(request)
        else:
            self._waiting.append(request)

    def _carry_out(self, request: Request) -> None:
        self._shown, self._may_try_again = False, True
        now = perf_counter()
        soon = now + (STEP_SECONDS if isinstance(request, Step | GoTo) else MOST_BURST_SECONDS)
        if not now < self._next_frame < soon:
            self._next_frame = soon  # the answer is to be seen soon, but not before there is one
        self._requests_done += 1
        match request:
            case StartRun():
                self._start(request)
            case Adopt():
                if self._timeline:
                    self._timeline.adopt(request.experiment)
                else:
                    self._start(StartRun(request.experiment, self._run_number))
            case Operate():
                if self._timeline:
                    self._timeline.operate(request.surgery)
                else:  # the last one could not be made; perhaps this one can
                    self._start(StartRun(request.surgery.experiment, self._run_number))
            case Play():
                if self._timeline:
                    self._timeline.go_on()  # a person's wish comes before a rule
                self._do_only(Training(self._speed))
            case PlaySteps():
                self._speed = request.per_second
                self._do_only(Stepping(request.grain, -1 if request.backwards else 1, request.per_second))
            case Step():
                if any(isinstance(errand, errands.Play) for errand in self._errands):
                    self._errands.clear()
                self._errands.append(errands.steps(request.grain, request.count))
            case PlayBack():
                self._do_only(PlayingBack(-1 if request.backwards else 1, request.epochs_per_second))
            case Seek():
                if self._timeline and request.branch is not None:
                    self._timeline.take_branch(request.branch)
                self._do_only(Going(_moment_of(request.position)))
            case GoTo():
                self._do_only(Going(lambda timeline: Moment(timeline.run.updates, request.act)))
            case Pause():
                self._errands.clear()
            case Shelve():
                self._shelf.put(request.number, Timeline.of(request.state))
            case TellState():
                self._tell_state(request.number)
            case Tell():
                self._telling = request.telling
            case SetSpeed():
                self._speed = request.per_second
                for errand in self._errands:
                    if isinstance(errand, errands.Play):  # a step goes on at full speed
                        errand.set_speed(self._speed)
            case SetBookmark() | UnsetBookmark() | RenameBranch() | DeleteBranch():
                if self._timeline:
                    _note(self._timeline, request)
            case Watch():
                self._watching = request.watching
            case Quit():
                self._quit = True

    def _do_only(self, errand: Errand) -> None:
        self._errands = deque([errand])

    def _start(self, request: StartRun) -> None:
        if self._timeline:
            self._lost = dict(self._timeline.run.surgeon.lost)
        if self._timeline and request.keeps is not None:
            self._shelf.put(request.keeps, self._timeline)
        self._timeline = None  # if the new one cannot be made, there is none
        self._run_number = request.run_number
        playing = [errand for errand in self._errands if isinstance(errand, errands.Play)]
        self._errands = deque(playing)
        kept = None if request.restores is None else self._shelf.take(request.restores)
        self._timeline = kept or Timeline(Run(request.experiment, Surgeon(dict(self._lost))))
        for errand in playing:
            errand.begin_again()

    def _tell_state(self, number: int) -> None:
        state = None
        try:
            state = self._timeline.state() if self._timeline else None
        finally:
            self._state_told(number, state)  # even if there is none: somebody waits for it

    # ---- learning --------------------------------------------------------------------------------------------------

    def _burst(self) -> None:
        """Do what is due, for a while or until the next frame is."""
        assert self._timeline is not None
        self._shown = False
        to_frame = self._next_frame - perf_counter() if self._watching and not self._travelling else math.inf
        is_done = self._errands[0].burst(self._timeline, max(0.0, min(to_frame, MOST_BURST_SECONDS)))
        if is_done and self._errands:
            self._errands.popleft()
        if is_done and self._timeline.run.stopped:  # by a rule of the experiment
            self._errands.clear()

    # ---- frames ----------------------------------------------------------------------------------------------------

    @property
    def _may_show(self) -> bool:
        return self._run is not None and (self._watching or not self._learning)

    @property
    def _frame_is_due(self) -> bool:
        if self._shown or self._quit or self._travelling or not self._may_show:
            return False
        return not self._learning or perf_counter() >= self._next_frame

    def _show_frame(self) -> None:
        """Offer a frame and wait until it is painted, so that the next burst does not race the painting."""
        assert self._timeline is not None
        run = self._timeline.run
        self._shown = True  # even if it cannot be: else the same failure would come again and again
        rests = not self._errands or self._errands[0].rests
        told = self._timeline.told() if self._telling and rests else None
        snapshot = take(run, self._run_number, told, self._timeline.overview(), resting=rests)
        self.painted.clear()
        hurried = self._learning and self._errands[0].seconds_to_next(perf_counter()) < UNHURRIED_SECONDS
        self.mailbox.put(Frame(snapshot, self._learning, hurried, self._requests_done, run.stopped))
        self._frame_waiting()
        self.painted.wait(PAINT_TIMEOUT_SECONDS)
        if not self._learning:
            run.prepare()
        self._next_frame = max(self._next_frame + FRAME_SECONDS, perf_counter() + LEAST_BURST_SECONDS)


def _moment_of(position: Position | None) -> Callable[[Timeline], Moment]:
    """Return what tells the moment of a position; None is the end."""
    return lambda timeline: timeline.history.moment(position) if position else timeline.history.end


def _note(timeline: Timeline, request: Noting) -> None:
    match request:
        case SetBookmark():
            timeline.set_bookmark(request.name)
        case UnsetBookmark():
            timeline.unset_bookmark(request.position)
        case RenameBranch():
            timeline.branches.rename(request.branch, request.name)
        case DeleteBranch():
            timeline.branches.delete(request.branch)
