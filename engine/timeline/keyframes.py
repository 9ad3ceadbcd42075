"""Keyframes: the moments that are kept, dense near the present and thinner the older they are."""

from bisect import bisect_right
from collections.abc import Iterable

from engine.keyframe import Keyframe

FULLNESS_AFTER = 0.75  # of the room, when they were thinned
COARSENING = 1.25  # how much wider gaps may be, each time that is not enough

Kept = tuple[Keyframe, float]  # and when it was taken, in seconds of work since the beginning


class Keyframes:
    """Keyframes in the order of their moments. The first one stays.

    What it takes to learn from one to the next is measured in seconds of work. When there is no more room, those go
    that lie too near to the one before, by a share of how long ago they are.

    Parameters
    ----------
    first : that of the beginning
    most_bytes : the room
    """

    def __init__(self, first: Keyframe, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._frames = [first]
        self._updates = [first.updates]
        self._work = [0.0]
        self._bytes = first.bytes
        self._share = 1e-4  # of its age that the gap before a keyframe must have to be spared

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return self._bytes

    @property
    def last_work(self) -> float:
        """When the last one was taken, in seconds of work since the beginning."""
        return self._work[-1]

    def all(self) -> list[Kept]:
        """Return all of them, each with its work."""
        return list(zip(self._frames, self._work, strict=True))

    def at_or_before(self, updates: int) -> tuple[Keyframe, float]:
        """Return the last keyframe up to a moment, and when it was taken, in seconds of work."""
        index = max(0, bisect_right(self._updates, updates) - 1)
        return self._frames[index], self._work[index]

    def at(self, updates: int) -> Kept | None:
        """Return the keyframe of that very moment, if there is one."""
        index = bisect_right(self._updates, updates) - 1
        return (self._frames[index], self._work[index]) if index >= 0 and self._updates[index] == updates else None

    def add(self, frame: Keyframe, work: float) -> None:
        """Add one at the end; it takes the place of one of the same moment."""
        if self._updates and frame.updates == self._updates[-1]:
            self._drop(len(self) - 1)
        self._frames.append(frame)
        self._updates.append(frame.updates)
        self._work.append(work)
        self._bytes += frame.bytes
        if self._bytes > self.most_bytes:
            self._thin()

    def cut(self, updates: int, *, at_it_too: bool = False) -> list[Kept]:
        """Drop those after a moment, or also that of the moment itself; return them, each with its work."""
        end = bisect_right(self._updates, updates)
        if at_it_too and end and self._updates[end - 1] == updates:
            end -= 1
        gone = list(zip(self._frames[end:], self._work[end:], strict=True))
        self._bytes -= sum(frame.bytes for frame, _ in gone)
        del self._frames[end:], self._updates[end:], self._work[end:]
        return gone

    def extend(self, kept: Iterable[Kept]) -> None:
        """Add some at the end; one of the moment of the last takes its place."""
        for frame, work in kept:
            self.add(frame, work)

    def _drop(self, index: int) -> None:
        self._bytes -= self._frames[index].bytes
        del self._frames[index], self._updates[index], self._work[index]

    def _thin(self) -> None:
        """Drop keyframes until there is room again, the older the more."""
        self._pass_over()
        while self._bytes > FULLNESS_AFTER * self.most_bytes and len(self) > 2:
            self._share *= COARSENING
            self._pass_over()

    def _pass_over(self) -> None:
        """Drop those without which the gap is still a smaller share of its age than is allowed."""
        now = self._work[-1]
        kept, last = [0], self._work[0]
        for index in range(1, len(self) - 1):
            if self._work[index + 1] - last > self._share * (now - self._work[index]):
                kept.append(index)
                last = self._work[index]
        kept.append(len(self) - 1)
        self._frames = [self._frames[index] for index in kept]
        self._updates = [self._updates[index] for index in kept]
        self._work = [self._work[index] for index in kept]
        self._bytes = sum(frame.bytes for frame in self._frames)
