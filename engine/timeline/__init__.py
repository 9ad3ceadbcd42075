"""The timeline: a run with its past. Any moment again, to the bit, by keyframes and deterministic replay.

A run is deterministic, so a moment is given by a keyframe before it and by what was changed by hand since: the rest is
learnt again. `history` knows what was, `timeline` goes there.
"""

from engine.timeline.position import Position
from engine.timeline.shelf import OtherRun, Shelf
from engine.timeline.state import State
from engine.timeline.timeline import MOST_BYTES, Timeline

__all__ = ["MOST_BYTES", "OtherRun", "Position", "Shelf", "State", "Timeline"]
