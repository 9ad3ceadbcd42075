"""Shelf: the runs that were left for another one, with all of their past, for as long as there is room."""

from dataclasses import dataclass

from engine.experiment import Experiment
from engine.timeline.timeline import MOST_BYTES, Timeline

MOST_RUNS = 32


@dataclass(frozen=True)
class OtherRun:
    """Leave the present run for another one.

    Attributes
    ----------
    experiment : of the other run, where it stands
    keeps : the number under which the present run is put on the shelf
    restores : the number of the run to go on with; one that is not on the shelf begins with its first weights
    """

    experiment: Experiment
    keeps: int
    restores: int


class Shelf:
    """Keeps timelines by number. The one put there first goes first where they are too many, or take too much memory.

    Parameters
    ----------
    most_bytes : how much memory they may take together; the last one put there stays whatever it takes
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: dict[int, Timeline] = {}

    def put(self, number: int, timeline: Timeline) -> None:
        """Keep a timeline under a number."""
        self._kept.pop(number, None)
        self._kept[number] = timeline
        while len(self._kept) > 1 and (len(self._kept) > MOST_RUNS or self.bytes > self._most_bytes):
            del self._kept[next(iter(self._kept))]

    def take(self, number: int) -> Timeline | None:
        """Return the timeline of a number, which the shelf then keeps no longer; None if it is not there."""
        return self._kept.pop(number, None)

    @property
    def bytes(self) -> int:
        """How much memory all of them take."""
        return sum(timeline.bytes for timeline in self._kept.values())
