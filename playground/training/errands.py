"""Errands: what the worker is about, burst by burst: to train on, to go step by step, or to go somewhere."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from time import perf_counter

from engine.timeline import Timeline
from engine.timeline.position import Moment
from playground.training.pace import Pace

ALL_SECONDS = 6.0  # in which all of the past is played back where no speed is set
LEAST_EPOCHS_PER_SECOND = 30.0  # then


class Errand(ABC):
    """Something that takes a while."""

    @abstractmethod
    def burst(self, timeline: Timeline, seconds: float) -> bool:
        """Do what is due, within some time; return whether all is done."""

    def is_journey(self, timeline: Timeline) -> bool:
        """Whether the run is on its way through the past, where nothing may be changed."""
        return False

    def seconds_to_next(self, now: float) -> float:
        """Return how long nothing is due, in seconds."""
        return 0.0

    @property
    def rests(self) -> bool:
        """Whether the run stands where somebody wants to see it stand."""
        return False


class Play(Errand):
    """To do something again and again until told otherwise, so many times a second; None is as often as can be."""

    def __init__(self, per_second: float | None) -> None:
        self.set_speed(per_second)

    def set_speed(self, per_second: float | None) -> None:
        """Go on at another speed."""
        self._per_second = per_second
        self._pace = Pace(per_second, perf_counter())

    def begin_again(self) -> None:
        """Go on with another run."""
        self.set_speed(self._per_second)

    def seconds_to_next(self, now: float) -> float:
        return self._pace.seconds_to_next(now)


class Training(Play):
    """To train on, epoch after epoch."""

    def burst(self, timeline: Timeline, seconds: float) -> bool:
        run, epochs = timeline.run, self._pace.due(perf_counter())
        if epochs > 0:
            before = run.epoch
            timeline.advance(epochs=None if math.isinf(epochs) else int(epochs), seconds=seconds)
            self._pace.passed(run.epoch - before, perf_counter())
        return bool(run.stopped)


class Going(Errand):
    """To go to a moment.

    Parameters
    ----------
    goal : tells the moment, when the errand begins
    may_train : whether it may lead beyond all that was reached; then, there, it is learning like any other
    """

    def __init__(self, goal: Callable[[Timeline], Moment], *, may_train: bool = False) -> None:
        self._goal_of = goal
        self._goal: Moment | None = None
        self._may_train = may_train

    def is_journey(self, timeline: Timeline) -> bool:
        return timeline.is_in_the_past or not self._may_train

    def burst(self, timeline: Timeline, seconds: float) -> bool:
        if self._goal is None:
            self._goal = self._goal_of(timeline)
        return timeline.go(self._goal, seconds)


def steps(grain: str, count: int) -> Going:
    """Return the errand to go so many steps at once, back if they are less than 0."""

    def goal(timeline: Timeline) -> Moment:
        if count > 0 and not timeline.is_in_the_past:
            timeline.go_on()  # a person's wish comes before a rule
        return timeline.after(grain, count)

    return Going(goal, may_train=count > 0)


class Stepping(Play):
    """To go step after step, resting after each.

    Parameters
    ----------
    way : 1 forward, −1 back
    """

    def __init__(self, grain: str, way: int, per_second: float | None) -> None:
        super().__init__(per_second)
        self._grain, self._way = grain, way
        self._step: Going | None = None

    def begin_again(self) -> None:
        super().begin_again()
        self._step = None

    def seconds_to_next(self, now: float) -> float:
        return 0.0 if self._step else super().seconds_to_next(now)

    @property
    def rests(self) -> bool:
        return self._step is None

    def is_journey(self, timeline: Timeline) -> bool:
        return self._step is not None and self._step.is_journey(timeline)

    def burst(self, timeline: Timeline, seconds: float) -> bool:
        if self._step is None:
            if self._pace.due(perf_counter()) < 1:
                return False
            self._step = steps(self._grain, self._way)
            self._from = timeline.moment
        if not self._step.burst(timeline, seconds):
            return False
        self._step = None
        self._pace.passed(1, perf_counter())
        return bool(timeline.run.stopped) or timeline.moment == self._from  # the very beginning


class PlayingBack(Play):
    """To go through what is known, epoch by epoch, resting wherever it comes to.

    Parameters
    ----------
    way : 1 forward, −1 back
    per_second : epochs; None is all of them in `ALL_SECONDS`
    """

    def __init__(self, way: int, per_second: float | None) -> None:
        super().__init__(per_second)
        self._way = way
        self._going: Going | None = None

    def set_speed(self, per_second: float | None) -> None:
        super().set_speed(per_second)
        self._knows_speed = per_second is not None

    def begin_again(self) -> None:
        super().begin_again()
        self._going = None

    def seconds_to_next(self, now: float) -> float:
        return 0.0 if self._going else super().seconds_to_next(now)

    @property
    def rests(self) -> bool:
        return self._going is None

    def is_journey(self, timeline: Timeline) -> bool:
        return self._going is not None

    def burst(self, timeline: Timeline, seconds: float) -> bool:
        if not self._knows_speed:
            self._knows_speed = True
            epochs = timeline.end.epoch - timeline.start.epoch
            self._pace = Pace(max(LEAST_EPOCHS_PER_SECOND, epochs / ALL_SECONDS), perf_counter())
        if self._going is None:
            self._due = int(self._pace.due(perf_counter()))
            if self._due < 1:
                return False
            goal = min(timeline.after("epoch", self._way * self._due), timeline.history.end)
            self._going = Going(lambda _: goal)
        if not self._going.burst(timeline, seconds):
            return False
        self._going = None
        self._pace.passed(self._due, perf_counter())
        return timeline.moment == (timeline.history.end if self._way > 0 else timeline.history.start)
