"""Pieces: an epoch cut into stretches of samples, each short enough to be waited for.

A piece is a whole mini-batch, unless that is so large that learning from it takes long: then it is a part of one, whose
derivatives are added to those of the parts before; the last part brings the update.
"""

from dataclasses import dataclass

from engine import batches

MOST_SAMPLES = 4096  # in a piece; 0.3 ms with the default network
MOST_PRODUCTS = 4_000_000  # of weights and samples in a piece, about 10 ms


@dataclass(frozen=True)
class Piece:
    """Samples `start` to before `stop` of an epoch's order, all of one mini-batch, counted from 0, of `of` samples."""

    start: int
    stop: int
    batch: int
    of: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Pieces:
    """An epoch of `samples` samples in mini-batches of `batch`, pieces of at most `most`."""

    samples: int
    batch: int
    most: int

    @property
    def per_batch(self) -> int:
        """How many pieces a whole mini-batch has."""
        return -(-self.batch // self.most)

    @property
    def count(self) -> int:
        """How many pieces an epoch has."""
        whole, rest = divmod(self.samples, self.batch)
        return whole * self.per_batch + -(-rest // self.most)

    @property
    def batches(self) -> int:
        """How many mini-batches an epoch has; the last, shorter one counts."""
        return -(-self.samples // self.batch)

    def up_to_batch(self, batch: int) -> int:
        """Return how many pieces the first `batch` mini-batches of an epoch have."""
        return min(batch * self.per_batch, self.count)

    def batches_in(self, pieces: int) -> int:
        """Return how many mini-batches are whole in the first so many pieces."""
        return self.batches if pieces >= self.count else pieces // self.per_batch

    def piece(self, index: int) -> Piece:
        """Return a piece by its number, from 0."""
        batch, part = divmod(index, self.per_batch)
        begin = batch * self.batch
        end = min(begin + self.batch, self.samples)
        start = begin + part * self.most
        stop = min(start + self.most, end)
        return Piece(start, stop, batch, end - begin, is_first=part == 0, is_last=stop == end)


def pieces_of(samples: int, batch: int, weights: int) -> Pieces:
    """Return the pieces of an epoch; a batch of 0 is the full training part."""
    most = max(1, min(MOST_SAMPLES, MOST_PRODUCTS // weights))
    return Pieces(samples, batches.size(samples, batch), most)
