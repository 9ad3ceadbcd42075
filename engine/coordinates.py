"""Coordinates: what the numbers of a point are called, from where to where they are pictured, how a place is told."""

import math
from dataclasses import dataclass

from engine.data import Data
from engine.datasets import EXTENT
from engine.experiment import Experiment
from engine.features import column_of
from engine.numbers import format_number, format_significant
from engine.surface import Slice
from engine.table import Range
from engine.titles import shortened, title_of_input

LEAST_SPAN, MOST_SPAN = 1e-3, 1e6  # of a coordinate whose places are written with decimals
MOST_HELD = 3  # coordinates that are told one by one


@dataclass(frozen=True)
class Coordinate:
    """One of the numbers of a point.

    Attributes
    ----------
    number : which one, counted from 1
    name : what the column is called, or ""
    span : from where to where it is pictured
    """

    number: int
    name: str = ""
    span: Range = (-EXTENT, EXTENT)

    @property
    def symbol(self) -> str:
        """The coordinate as it is read: x₁₂."""
        return title_of_input(f"x{self.number}")

    @property
    def title(self) -> str:
        """The symbol, with the name where there is one."""
        return f"{self.symbol} {self.name}" if self.name else self.symbol

    def written(self, value: float) -> str:
        """Return a value with as many decimals as tell places apart.

        >>> Coordinate(1).written(-0.5), Coordinate(1, span=(0, 2000)).written(1234.2)
        ('−0.50', '1234')
        >>> Coordinate(1, span=(0.0, 0.2)).written(0.1), Coordinate(1, span=(0.0, 1e-9)).written(1e-10)
        ('0.100', '1.00×10⁻¹⁰')
        """
        wide = self.span[1] - self.span[0]
        if not LEAST_SPAN <= wide <= MOST_SPAN:
            return format_significant(value, 3)
        digits = math.floor(math.log10(wide))
        return format_number(value, 2 - digits if digits < 0 else max(0, min(2, 3 - digits)))


def coordinate_of(data: Data, number: int) -> Coordinate:
    """Return a coordinate of data, counted from 0."""
    name = data.input_names[number] if data.input_names else ""
    return Coordinate(number + 1, "" if name == f"x{number + 1}" else name, data.ranges[number])


def words_of_place(data: Data, shown: Slice) -> str:
    """Return where a slice stands in the coordinates that it does not show; "" where it shows all of them."""
    if data.dimensions <= 2:
        return ""
    held = [(at, value) for at, value in shown.held if at not in (shown.across, shown.up)]
    rest = data.dimensions - 2 - len(held)
    told = []
    for at, value in held[:MOST_HELD]:
        coordinate = coordinate_of(data, at)
        told.append(f"{coordinate.title} = {coordinate.written(value)}")
    if len(held) > MOST_HELD:
        told.append(f"{len(held) - MOST_HELD} more held")
    if rest:
        told.append(f"the other {rest} inputs at their means" if rest > 1 else "the other input at its mean")
    return ", ".join(told)


def meaning_of_output(experiment: Experiment, unit: int) -> str:
    """Return of which class an output unit, counted from 1, tells; "" where classes have no names."""
    names = [shortened(name) for name in experiment.data.class_names]
    if not names:
        return ""
    return names[unit - 1] if experiment.outputs > 1 else f"{names[1]} rather than {names[0]}"


def input_title(data: Data, feature: str) -> str:
    """Return an input feature as it is read, with the name of its column where it is a column that has one."""
    number = column_of(feature)
    return coordinate_of(data, number).title if 0 <= number < data.dimensions else title_of_input(feature)
