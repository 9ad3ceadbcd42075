"""Position: where a run stands, as a person counts it. Moment: the same in the order in which things happened."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """Whole epochs done, mini-batches of the next one, and acts of the mini-batch after these.

    Where the mini-batch size was changed amid an epoch, that epoch began anew: some positions were there twice.
    """

    epoch: int
    batch: int = 0
    act: int = 0


@dataclass(frozen=True)
class Place:
    """A position, and how many mini-batches its epoch has."""

    position: Position
    batches: int

    @property
    def epochs(self) -> float:
        """Epochs done, the begun one in part."""
        return self.position.epoch + self.position.batch / self.batches


@dataclass(frozen=True, order=True)
class Moment:
    """Mini-batches learnt in all, and acts of the next one: what happened later is greater."""

    updates: int
    act: int = 0


@dataclass(frozen=True)
class Stretch:
    """A part of a run in which all epochs have as many mini-batches.

    Attributes
    ----------
    start : its first moment, in mini-batches learnt in all
    epoch, batch : the position there
    batches : mini-batches in an epoch
    changes : how many changes by hand there were when it began, that which began it included
    """

    start: int
    epoch: int
    batch: int
    batches: int
    changes: int = 0

    def place(self, moment: Moment) -> Place:
        """Return where a moment of it is."""
        epochs, batch = divmod(moment.updates - self.start + self.batch, self.batches)
        return Place(Position(self.epoch + epochs, batch, moment.act), self.batches)

    def updates(self, position: Position) -> int:
        """Return how many mini-batches are learnt in all at a position, if it lies in the stretch."""
        return self.start + (position.epoch - self.epoch) * self.batches + position.batch - self.batch
