"""Strokes: where the points of a brush fall, what an eraser reaches, which points hang together.

All of it is plane geometry in units of the picture, in which a brush is round.
"""

import math

import numpy as np

from engine.arrays import Array, Indices
from engine.table import Mask

MOST_PAIRS = 1_000_000  # of points that are compared at once
MOST_WIDE = 1_000_000  # cells in a row that are counted as they are: 1000 classes of 10¹² are whole numbers yet
FEW = 4  # of the points of two cells are compared first: of many, some mostly touch (20 000 points: 1900 -> 7 ms)


class Spray:
    """What a brush leaves behind: points spread evenly over what it passes, so many to a unit of area.

    It owes what is left of a whole point to the next piece of its way, so that a slow stroke and a quick one leave
    equally many: after each piece their number is within 1 of density times the area that was passed.

    Parameters
    ----------
    rng : where in the area they fall
    radius : of the brush
    density : points to a unit of area
    """

    def __init__(self, rng: np.random.Generator, radius: float, density: float) -> None:
        self._rng = rng
        self._radius = radius
        self._density = density
        self._at: Array | None = None
        self._owed = 0.0

    def go(self, to: Array) -> Array:
        """Go straight to a place, shape (2,), and return the points that fall on the way, shape (k, 2).

        Where it begins the whole disc is filled, with one point at least; on the way, what the disc comes over anew.
        """
        start, self._at = self._at, to
        if start is None:
            self._owed = self._density * math.pi * self._radius**2
            count = max(1, math.floor(self._owed))
            points = in_disc(self._rng, to, self._radius, count)
        else:
            self._owed += self._density * 2 * self._radius * math.dist(start, to)
            count = max(0, math.floor(self._owed))
            points = in_sweep(self._rng, start, to, self._radius, count)
        self._owed -= count
        return points


def in_disc(rng: np.random.Generator, centre: Array, radius: float, count: int) -> Array:
    """Return points that are evenly spread in a disc, shape (count, 2)."""
    angle, distance = rng.uniform(0, 2 * math.pi, count), radius * np.sqrt(rng.random(count))
    return np.asarray(centre + distance[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)]))


def in_sweep(rng: np.random.Generator, start: Array, end: Array, radius: float, count: int) -> Array:
    """Return points evenly spread in what a disc comes over anew on its way from start to end, shape (count, 2).

    Each line along the way has as much of it, the length of the way, which begins at the edge of the first disc: √(r² −
    s²) ahead of its middle where the line passes that at a distance s. So no point is drawn in vain.
    """
    way = end - start
    length = math.hypot(*way)
    if not count or not length:
        return np.empty((0, 2))
    ahead = way / length
    aside = rng.uniform(-radius, radius, count)
    along = rng.uniform(0, length, count) + np.sqrt(radius**2 - aside**2)
    return np.asarray(start + along[:, np.newaxis] * ahead + aside[:, np.newaxis] * (-ahead[1], ahead[0]))


def reached(points: Array, start: Array, end: Array, radius: float) -> Mask:
    """Return which points, (n, 2), a disc comes over on its way from start to end, shape (n,)."""
    way = end - start
    length = float(way @ way)
    along = np.clip((points - start) @ way / length, 0, 1) if length else np.zeros(len(points))
    return np.asarray(_squares(points - start - along[:, np.newaxis] * way) <= radius**2)


def nearest(points: Array, at: Array, reach: float) -> int | None:
    """Return the number of the point nearest to a place, None if none is within reach."""
    if not len(points):
        return None
    squares = _squares(points - at)
    number = int(squares.argmin())
    return number if squares[number] <= reach**2 else None


def clusters(points: Array, labels: Array, reach: float) -> Indices:
    """Return for each point the number of its cluster, shape (n,), counted from 0.

    Two points of the same label are in one cluster if steps within reach lead from one to the other over points of that
    label. Points are sorted into cells so small that all of a cell hang together; of two cells near to each other it is
    asked whether any pair of points does, and not even that where others join them already.
    """
    if not len(points):
        return np.empty(0, np.intp)
    cell_of, cells, near = _cells(points, labels, reach)
    members = np.argsort(cell_of, kind="stable")
    starts = np.searchsorted(cell_of[members], np.arange(len(cells) + 1))
    ends = starts[1:]
    few = np.minimum(ends, starts[:-1] + FEW)
    parents = np.arange(len(cells))
    for step in near:
        places = np.searchsorted(cells, cells + step)
        here = np.flatnonzero(cells[np.minimum(places, len(cells) - 1)] == cells + step)
        for upto in (few, ends):
            here = here[parents[here] != parents[places[here]]]
            there = places[here]
            batches = _batches(here, there, upto - starts[:-1])
            touching = [_touch(points, members, starts, upto, pair, reach) for pair in batches]
            touch = np.concatenate([*touching, np.empty(0, dtype=bool)])
            parents = _joined(parents, here[touch], there[touch])
    return np.asarray(np.unique(parents[cell_of], return_inverse=True)[1].reshape(-1), dtype=np.intp)


_NEAR = (  # cells that may be within reach, each pair once; those beside each other first, as they mostly hang together
    *((1, 0), (0, 1), (1, 1), (1, -1), (2, 0), (0, 2)),
    *((2, 1), (1, 2), (2, -1), (1, -2), (2, 2), (2, -2)),
)


def _cells(points: Array, labels: Array, reach: float) -> tuple[Indices, Indices, list[int]]:
    """Return the cell of each point, the cells' numbers in order, and how far apart the numbers of near ones are."""
    side = reach / math.sqrt(2) * (1 - 1e-12)  # so that rounding parts no cell
    places = np.floor((points - points.min(axis=0)) / side)
    places = 2 + (places.astype(np.int64) if places.max() <= MOST_WIDE else _close_together(np.floor(points / side)))
    wide = int(places[:, 1].max()) + 3  # columns have free cells around them, so that none is near to the next one's
    of_label = np.unique(labels, return_inverse=True)[1].reshape(-1).astype(np.int64)
    numbers = (of_label * (int(places[:, 0].max()) + 3) + places[:, 0]) * wide + places[:, 1]
    cells, cell_of = np.unique(numbers, return_inverse=True)
    return cell_of.reshape(-1), cells, [right * wide + up for right, up in _NEAR]


def _close_together(places: Array) -> Indices:
    """Return columns and rows of cells, shape (n, 2), counted from 0 where some point lies very far off.

    Empty ones are left out, but for so many between two others that these do not come to be near to each other.
    """
    close = []
    for along in places.T:
        there, which = np.unique(along, return_inverse=True)
        steps = np.minimum(np.diff(there), 4.0)
        close.append(np.append(0, np.cumsum(steps)).astype(np.int64)[which.reshape(-1)])
    return np.column_stack(close)


def _batches(here: Indices, there: Indices, counts: Indices) -> list[tuple[Indices, Indices]]:
    """Return pairs of cells in parts, none of which has many more pairs of points than MOST_PAIRS."""
    ends = np.cumsum(counts[here] * counts[there]) // MOST_PAIRS
    cuts = np.flatnonzero(np.diff(ends)) + 1
    return list(zip(np.split(here, cuts), np.split(there, cuts), strict=True)) if len(here) else []


def _touch(
    points: Array, members: Indices, starts: Indices, ends: Indices, pair: tuple[Indices, Indices], reach: float
) -> Mask:
    """Tell for pairs of cells whether any two of their points are within reach of each other, shape (pairs,)."""
    here, there = pair
    if len(here) == 1:  # perhaps of very many points: only those that may touch the other cell are compared
        one, other = (points[members[starts[cell[0]] : ends[cell[0]]]] for cell in pair)
        return np.array([_any_within(_close_to(one, other, reach), _close_to(other, one, reach), reach)])
    wide = ends[there] - starts[there]
    counts = (ends[here] - starts[here]) * wide
    begins = np.cumsum(counts) - counts
    of_pair = np.repeat(np.arange(len(here)), counts)
    number = np.arange(int(counts.sum())) - begins[of_pair]
    one = points[members[starts[here][of_pair] + number // wide[of_pair]]]
    other = points[members[starts[there][of_pair] + number % wide[of_pair]]]
    return np.asarray(np.logical_or.reduceat(_squares(one - other) <= reach**2, begins))


def _close_to(points: Array, others: Array, reach: float) -> Array:
    """Return those of the points that are within reach of the rectangle around others."""
    beyond = np.maximum(others.min(axis=0) - points, points - others.max(axis=0))
    return points[_squares(np.maximum(beyond, 0)) <= reach**2]


def _any_within(one: Array, other: Array, reach: float) -> bool:
    step = max(1, MOST_PAIRS // max(1, len(other)))
    parts = (one[start : start + step, np.newaxis] - other for start in range(0, len(one), step))
    return any(bool((_squares(part) <= reach**2).any()) for part in parts)


def _joined(parents: Indices, here: Indices, there: Indices) -> Indices:
    """Return which cell stands for the group of each, once those of some pairs are joined."""
    parents = parents.copy()
    while (parents[here] != parents[there]).any():
        one, other = parents[here], parents[there]
        np.minimum.at(parents, np.maximum(one, other), np.minimum(one, other))
        while (parents != (above := parents[parents])).any():
            parents = above
    return parents


def _squares(ways: Array) -> Array:
    """Return the squared lengths of ways, shape (…, 2) to (…,)."""
    return np.asarray(np.einsum("...k,...k->...", ways, ways))
