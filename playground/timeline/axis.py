"""The axis: which epoch lies at which pixel. Plain Python."""

import math
from dataclasses import dataclass, replace

LEAST_EPOCHS = 10.0  # that are seen while there are fewer
ROOM = 1.04  # of the axis beyond the last epoch
STEPS = (1, 2, 5)
LEAST_GAP = 56  # pixels between two numbers
CLOSEST = 0.5  # epochs that can be seen from end to end


@dataclass(frozen=True)
class Axis:
    """A stretch of epochs on a stretch of pixels.

    Attributes
    ----------
    left, width : the pixels
    first, epochs : where it begins and how many epochs it shows
    """

    left: float
    width: float
    first: float = 0.0
    epochs: float = LEAST_EPOCHS

    @property
    def last(self) -> float:
        return self.first + self.epochs

    @property
    def pixels_per_epoch(self) -> float:
        return self.width / self.epochs

    def x(self, epochs: float) -> float:
        """Return the pixel of an epoch; of one that is not seen, beyond the ends."""
        return self.left + (epochs - self.first) * self.pixels_per_epoch

    def epoch(self, x: float) -> float:
        """Return the epoch at a pixel."""
        return self.first + (x - self.left) / self.pixels_per_epoch

    def ticks(self) -> list[float]:
        """Return the epochs at which numbers stand: round ones, not too close."""
        step = round_up(LEAST_GAP / self.pixels_per_epoch)
        start = math.ceil(self.first / step - 1e-9)
        count = math.floor(self.last / step + 1e-9) - start + 1
        return [(start + index) * step for index in range(count)]

    def zoomed(self, factor: float, x: float, least: float, most: float) -> "Axis":
        """Return it so many times closer about a pixel, within all that there is."""
        epochs = min(max(self.epochs / factor, min(CLOSEST, most - least)), most - least)
        about = self.epoch(x)
        first = about - (about - self.first) * epochs / self.epochs
        return replace(self, first=min(max(first, least), most - epochs), epochs=epochs)


def round_up(number: float) -> float:
    """Return the next number that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in (*STEPS, 10) if step * power >= number * (1 - 1e-9))


def span(end: float) -> float:
    """Return how many epochs a whole timeline shows: round, so that it does not change with every epoch."""
    return round_up(max(end * ROOM, LEAST_EPOCHS))
