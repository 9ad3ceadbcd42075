"""Choreography: how far each thing has come while an act is acted out, from 0 when it begins to 1 when it is done.

The terms of an act arrive one after another in the order of its formula, the bias unit's first; two at most are on
their way at once, so that nothing crowds where edges meet. Then φ bends the sum, or φ′ scales it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.experiment import Weight
from engine.steps import Step

GATHERED = {"hidden_delta": 0.7, "output_delta": 0.7}  # of the way, when all terms have arrived; else at its end
MEETING = 0.36  # of an edge's way, where δ and a meet for its derivative: at its pill
BEND = 0.55  # of an activation's way, when z has risen to its curve
LEAST_MS, MOST_MS, MS_PER_TERM = 320, 640, 45
RUN_MS = 900  # what a run through several acts takes at most


@dataclass(frozen=True)
class Stream:
    """Colour on its way along an edge, between two shares of the way from its source to its target.

    Attributes
    ----------
    value : what it carries
    backward : whether it runs from the target to the source, as δ does
    moves : whether its head is still on the way
    """

    weight: Weight
    begin: float
    end: float
    value: float
    backward: bool = False
    moves: bool = False

    @property
    def head(self) -> float:
        return self.begin if self.backward else self.end


@dataclass(frozen=True)
class Pose:
    """An act at one moment of its being acted out.

    Attributes
    ----------
    progress : from 0 to 1
    sample : the sample whose numbers are seen, of an act of the mini-batch
    """

    act: Step
    progress: float = 1.0
    sample: int | None = None

    @property
    def is_over(self) -> bool:
        return self.progress >= 1.0

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How far each term has come, from 0 to 1, in the order of the terms."""
        count = len(self.act.terms)
        gathering = min(1.0, self.progress / GATHERED.get(self.act.kind, 1.0))
        if self.act.kind == "derivative":
            gathering = max(0.0, 2.0 * gathering - 1.0)  # the factors meet first, then the samples are summed up
        return tuple(_eased(min(max(gathering * (count + 1) - index, 0.0), 2.0) / 2.0) for index in range(count))

    @property
    def arrived(self) -> int:
        """How many terms have arrived: the first ones."""
        return sum(share >= 1.0 for share in self.shares)

    @property
    def gathered(self) -> float:
        """The sum of the terms that have arrived, without what the act does to it afterwards."""
        return sum(term.value for term in self.act.terms[: self.arrived])

    @property
    def is_gathered(self) -> bool:
        """Whether all terms have arrived."""
        return self.arrived == len(self.act.terms)

    @cached_property
    def streams(self) -> tuple[Stream, ...]:
        """The colour along edges."""
        return tuple(self._streams())

    @property
    def entered(self) -> float:
        """How far the sample has come into its input unit."""
        return _eased(self.progress) if self.act.kind == "sample" else 1.0

    @property
    def raised(self) -> float:
        """How far z has risen to the curve of φ."""
        return _eased(min(self.progress / BEND, 1.0))

    @property
    def bent(self) -> float:
        """How far the curve has turned z into a, or φ′ the sum into δ."""
        begin = BEND if self.act.kind == "activation" else GATHERED.get(self.act.kind, 0.0)
        return _eased(max(0.0, (self.progress - begin) / (1.0 - begin)))

    @property
    def changed(self) -> float:
        """How far a weight has gone from its old to its new value."""
        return _eased(self.progress) if self.act.kind == "update" else 0.0

    def _streams(self) -> Iterator[Stream]:
        if self.act.kind == "derivative":
            yield from self._factors()
            return
        backward = self.act.kind == "hidden_delta"
        for term, share in zip(self.act.terms, self.shares, strict=True):
            if term.weight is None or not share:
                continue
            begin, end = (1.0 - share, 1.0) if backward else (0.0, share)
            yield Stream(term.weight, begin, end, term.value, backward, share < 1.0)

    def _factors(self) -> Iterator[Stream]:
        """Yield a from the source and δ from the target: they meet amid the edge."""
        term = next((term for term in self.act.terms if term.sample == self.sample), self.act.terms[-1])
        delta, activation = (factor.value for factor in term.factors)
        share = _eased(min(1.0, 2.0 * self.progress))
        if term.weight is not None and share:
            moves = share < 1.0
            yield Stream(term.weight, 0.0, MEETING * share, activation, moves=moves)
            yield Stream(term.weight, 1.0 - (1.0 - MEETING) * share, 1.0, delta, backward=True, moves=moves)


def milliseconds(act: Step) -> int:
    """Return how long an act takes to act out."""
    return min(LEAST_MS + MS_PER_TERM * len(act.terms), MOST_MS)


def run_milliseconds(acts: int, last: Step) -> int:
    """Return how long a run through so many acts takes, the last of which is the present one."""
    return min(acts * milliseconds(last), max(RUN_MS, milliseconds(last)))


def _eased(share: float) -> float:
    """Begin and end gently; exact at both ends."""
    return share * share * (3.0 - 2.0 * share)
