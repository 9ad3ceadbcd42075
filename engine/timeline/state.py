"""State: all of a timeline at one moment, as values that nobody changes; it crosses threads, and goes into files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.experiment import Experiment
from engine.keyframe import Keyframe
from engine.metrics import MOST_ROWS, thinned
from engine.surgery import Lost, Surgery
from engine.timeline.branches import Branch
from engine.timeline.history import Future
from engine.timeline.keyframes import Kept

MOST_FRAMES = 64  # keyframes of one way, besides the first and the last one
MOST_FRAME_BYTES = 2**20  # that these take


@dataclass(frozen=True, eq=False)
class State:
    """A timeline at one moment.

    Attributes
    ----------
    here : where the run stands
    made : how many changes of the present way are made in it
    work : how much learning led here, in seconds
    experiment, lost : that of the beginning, and what surgeries had taken away by then
    past : all that is known of the present way, as the future of its beginning
    branches : all of them; the present one has no future of its own
    next_branch : the number of the next one
    """

    here: Keyframe
    made: int
    work: float
    experiment: Experiment
    lost: dict[int, Lost]
    past: Future
    branches: tuple[Branch, ...]
    next_branch: int

    def futures(self) -> Iterator[Future]:
        """Yield the present way, then every other one from its fork on."""
        yield self.past
        yield from (branch.future for branch in self.branches if branch.future)

    @property
    def branch(self) -> int:
        """The number of the present branch."""
        return next(branch.number for branch in self.branches if branch.future is None)

    @property
    def greatest_number(self) -> int:
        """The greatest number under which anything is kept that was taken away; 0 where nothing is."""
        numbers = list(self.lost)
        for future in self.futures():
            for change in future.changes:
                if isinstance(change.what, Surgery):
                    numbers += [number for number in (change.what.keeps, change.what.restores) if number is not None]
        return max(numbers, default=0)


def fewer(future: Future) -> Future:
    """Return what is left of a way for good: of many keyframes some, and of long costs the older ones thinned."""
    rows = future.costs
    older = rows.shape[1] - MOST_ROWS
    if older > MOST_ROWS:
        rows = np.hstack([thinned(rows[:, :older]), rows[:, older:]])
    return replace(future, frames=_spread(future.frames), costs=rows)


def _spread(frames: Sequence[Kept]) -> list[Kept]:
    """Return the first and the last keyframe, and as many between as there is room for, spread evenly."""
    inner = list(frames[1:-1])
    largest = max((frame.bytes for frame, _ in inner), default=1)
    most = min(MOST_FRAMES, MOST_FRAME_BYTES // largest)
    if len(inner) > most:
        inner = [inner[index] for index in np.linspace(0, len(inner) - 1, most).round().astype(int)]
    return [*frames[:1], *inner, *frames[1:][-1:]]
