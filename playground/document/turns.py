"""Turns: which view follows the run in which frame, so that none is drawn more often than it can be read.

While frames come in a hurry, views take turns: each at its own rate, and one of them in a frame, so that no frame
carries them all. Once the run rests, or leaves time, every view follows at once, so that all show the very same moment.
A view that cannot be seen is left alone until it can.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

FRAME_SECONDS = 1 / 60
MOST_TURNS = 2  # in a frame that comes late; not more, or the next one would come later still
_AFTER_PARTS = Qt.EventPriority.LowEventPriority.value - 1  # paintings come with low priority
LAST_CALL_MS = 150  # after so long without a frame, whoever waits for a turn gets it

_PARTS_PAINTED = QEvent.Type(QEvent.registerEventType())


class View(Protocol):
    """What is known of a widget here."""

    def isVisible(self) -> bool: ...

    def installEventFilter(self, filterObj: QObject, /) -> None: ...


class Follower(QObject):
    """A view, what it does to follow the run, and how often it may.

    Parameters
    ----------
    view : what is drawn
    whole : called to bring all of it up to date
    part : called with every frame that comes in a hurry, to bring up to date what matters most; if given, `whole` is
        not called meanwhile
    per_second : at most so often `whole` is called while frames come in a hurry
    """

    def __init__(
        self,
        view: View,
        whole: Callable[[], None],
        part: Callable[[], None] | None,
        per_second: float,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.part = part
        self.waits = False
        self._view = view
        self._whole = whole
        self._interval = 1 / per_second
        self._last = 0.0
        view.installEventFilter(self)

    @property
    def can_be_seen(self) -> bool:
        return self._view.isVisible()

    def is_of(self, view: View) -> bool:
        return self._view is view

    def overdue(self, now: float) -> float:
        """Return how long it has waited, as a share of its interval: 1 and more is due."""
        return (now - self._last + FRAME_SECONDS / 2) / self._interval

    def follow(self, now: float) -> None:
        """Bring all of the view up to date if it can be seen; if not, it waits until it can."""
        if self.can_be_seen:
            self.waits = False
            self._last = now
            self._whole()

    # Qt's names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.waits and event.type() == QEvent.Type.Show:
            self.waits = False
            self._whole()
        return False


class Turns(QObject):
    """Lets followers take their turns, frame by frame.

    Parameters
    ----------
    clock : the time in seconds
    """

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(parent)
        self._clock = clock
        self._followers: list[Follower] = []
        self._last_frame = 0.0
        self._due: list[Follower] = []  # whose turn it is once the parts are painted
        self._watched = True
        self._last_call = QTimer(self, singleShot=True, interval=LAST_CALL_MS)
        self._last_call.timeout.connect(self.catch_up)

    def add(
        self, view: View, whole: Callable[[], None], part: Callable[[], None] | None = None, per_second: float = 60.0
    ) -> None:
        """Let a view follow from now on; see `Follower`."""
        self._followers.append(Follower(view, whole, part, per_second, self))

    def set_watched(self, watched: bool) -> None:
        """Say whether anybody sees the window: while nobody does, everyone waits."""
        self._watched = watched
        self.catch_up()

    def frame(self) -> None:
        """Show another of many moments: some of each view that can, and whoever is most overdue once that is painted.

        So the frames of what moves come evenly, whoever else has a turn (p95 of their intervals 23.5 -> 21.9 ms).
        """
        now = self._clock()
        frames = round((now - self._last_frame) / FRAME_SECONDS)
        self._last_frame = now
        if not self._watched:
            self.everyone()
            return
        due: list[tuple[float, Follower]] = []
        for follower in self._followers:
            follower.waits = True
            if not follower.can_be_seen:
                continue
            if follower.part:
                follower.part()
            elif (overdue := follower.overdue(now)) >= 1:
                due.append((overdue, follower))
        due.sort(key=lambda pair: -pair[0])
        self._due = [follower for _, follower in due[: min(max(1, frames), MOST_TURNS)]]
        if self._due:
            QCoreApplication.postEvent(self, QEvent(_PARTS_PAINTED), _AFTER_PARTS)
        self._last_call.start()

    def again(self, view: View) -> None:
        """Show all of the latest moment in one view once more; one that cannot be seen does so when it can."""
        for follower in self._followers:
            if follower.is_of(view):
                follower.waits = True
                if self._watched:
                    follower.follow(self._clock())

    def everyone(self) -> None:
        """Show another moment in every view at once."""
        for follower in self._followers:
            follower.waits = True
        self.catch_up()

    def catch_up(self) -> None:
        """Show the latest moment in every view that does not show all of it yet."""
        self._last_call.stop()
        if not self._watched:
            return
        now = self._clock()
        for follower in self._followers:
            if follower.waits:
                follower.follow(now)

    # Qt's names

    def customEvent(self, event: QEvent) -> None:
        if event.type() == _PARTS_PAINTED:
            now = self._clock()
            for follower in self._due:
                if follower.waits and self._watched:
                    follower.follow(now)
            self._due.clear()
