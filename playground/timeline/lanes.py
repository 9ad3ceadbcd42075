"""Lanes: at which height each branch lies over the present one, so that those that overlap do not cover each other."""

from collections.abc import Sequence

from engine.timeline.overview import Way

MOST_LANES = 3


def lanes_of(ways: Sequence[Way], most: int = MOST_LANES) -> dict[int, int]:
    """Return {number of a branch: its lane}, from 0, the lowest; with more than fit, several share the highest."""
    ends: list[float] = []
    lanes: dict[int, int] = {}
    for way in sorted(ways, key=lambda way: (way.start.epochs, way.number)):
        free = next((lane for lane, end in enumerate(ends) if end < way.start.epochs), None)
        if free is None and len(ends) < most:
            free = len(ends)
            ends.append(0.0)
        lane = most - 1 if free is None else free
        lanes[way.number] = lane
        ends[lane] = max(ends[lane], way.end.epochs)
    return lanes
