"""The samples of a mini-batch as cells, with what each adds to J and to the derivative by one weight, and their sum."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from engine.arrays import Array
from engine.experiment import Weight
from engine.numbers import format_nonzero
from engine.shares import Shares
from engine.symbols import Symbol, activation, delta, weight
from playground import notation
from playground.stepper.grid.cells import SIDES, Cell, Cells, Heading, Place, width_of
from playground.stepper.grid.figures import Scale, scale_of

NAME = 13
TIP_DIGITS = 4  # more than in the table


@dataclass(frozen=True)
class Column:
    """One column of numbers.

    Attributes
    ----------
    name, factor : the symbol it stands under, and the second one of a product
    about : what it is, in words
    values : shape (n,)
    scale : how they are written
    is_tinted : whether size and sign of its numbers are shown by a tint
    adds_up : whether the sum of its numbers means something
    spared : how readily it is left out where there is little room; 0 never
    """

    name: Symbol
    about: str
    values: Array
    scale: Scale
    factor: Symbol | None = None
    is_tinted: bool = False
    adds_up: bool = False
    spared: int = 0

    @property
    def spoken(self) -> str:
        """Its name in plain characters."""
        return f"{self.name}{self.factor or ''}"

    @cached_property
    def heading(self) -> Heading:
        """What stands above it."""
        name = notation.symbol(self.name, NAME)
        box = name if self.factor is None else notation.row(name, notation.symbol(self.factor, NAME))
        return Heading(self.spoken, self.about, box, self.scale.factor)

    @cached_property
    def width(self) -> int:
        """The width that its numbers and its heading need."""
        heading = self.heading
        assert heading.symbol is not None
        return max(width_of(self.scale), ceil(heading.symbol.width) + SIDES)

    @property
    def sum(self) -> float:
        """The sum of its numbers."""
        return float(self.values.sum())


def columns_of(shares: Shares, points: Array, labels: Array, about_weight: Weight, digits: int = 2) -> list[Column]:
    """Return the columns for the samples of shares; points (n, 1) or (n, 2) and labels (n,) are theirs."""
    layer, target, source = about_weight
    given, owed = activation(layer, source), delta(layer + 1, target)
    d, a = shares.factors(about_weight)
    single = len(shares.targets) == 1
    y = shares.targets[0] if single else labels + 1  # classes count as output units do, from 1
    whole = bool((y == np.round(y)).all())
    adds = f"what the sample adds to the derivative by {weight(*about_weight)}, before the mean"
    costs = "what the sample adds to J, before the mean"
    columns = [
        Column(Symbol("x", None, (axis,)), f"where the sample lies along x{axis}", x, _plain(x, digits), spared=2)
        for axis, x in enumerate(points.T, start=1)
    ]
    about_y = "what the output should be" if single else "the sample's class j: its target is yⱼ = 1"
    columns += [
        Column(Symbol("y"), about_y, y, _plain(y, 0 if whole else digits), spared=1),
        Column(Symbol("J", None, ("i",)), costs, shares.costs, _summed(shares.costs, digits), adds_up=True),
        Column(owed, f"δ of unit {target} of layer {layer + 1}", d, scale_of(d, digits), spared=3),
        Column(given, f"what unit {source} of layer {layer} gives on", a, scale_of(a, digits), spared=3),
    ]
    product = Column(owed, adds, d * a, _summed(d * a, digits), factor=given, is_tinted=True, adds_up=True)
    return [*columns, product]


def fitting(columns: list[Column], room: int) -> list[Column]:
    """Return the columns that find room in so many pixels: those that can be spared most are left out first."""
    while sum(column.width for column in columns) > room and (most := max(column.spared for column in columns)):
        columns = [column for column in columns if column.spared < most]
    return columns


def _plain(values: Array, digits: int) -> Scale:
    """Return the scale of numbers that are read one by one: no power of ten is taken out."""
    scale = scale_of(values, digits)
    return Scale(0, max(1.0, scale.greatest), digits, scale.longest)


def _summed(values: Array, digits: int) -> Scale:
    """Return the scale of numbers below which their sum stands."""
    scale = scale_of(values, digits)
    return Scale(scale.exponent, scale.greatest, digits, (*scale.longest, float(values.sum())))


class ColumnCells(Cells):
    """Rows of numbers below the names of their columns."""

    def __init__(self, rows: tuple[Heading, ...], columns: list[Column], digits: int, lit: Place | None = None) -> None:
        super().__init__(rows, tuple(column.heading for column in columns), lit, "sample")
        self.shown = columns
        self._digits = digits

    def needed_widths(self) -> list[int]:
        return [column.width for column in self.shown]


class BatchCells(ColumnCells):
    """One row a sample, the selected one lit."""

    def __init__(self, samples: list[int], columns: list[Column], selected: int, digits: int) -> None:
        lit = (samples.index(selected), None) if selected in samples else None
        rows = tuple(
            Heading(str(s), f"Sample {s}: click to look at it, double click to go to its acts") for s in samples
        )
        super().__init__(rows, columns, digits, lit)
        self.samples = samples

    def value(self, row: int, column: int) -> float:
        return float(self.shown[column].values[row])

    def cell(self, row: int, column: int) -> Cell:
        shown, value = self.shown[column], self.value(row, column)
        return Cell(shown.scale.written(value), shown.scale.share(value) if shown.is_tinted else 0.0)

    def about(self, row: int, column: int) -> str:
        shown, value = self.shown[column], format_nonzero(self.value(row, column), self._digits + TIP_DIGITS)
        return f"{shown.spoken} = {value}: {shown.about}, sample {self.samples[row]}"


class SumCells(ColumnCells):
    """One row: the sums of the columns that add up to something."""

    def __init__(self, columns: list[Column], digits: int) -> None:
        super().__init__((Heading("Σ", "The sums over the samples"),), columns, digits)

    def value(self, row: int, column: int) -> float:
        return self.shown[column].sum if self.shown[column].adds_up else np.nan

    def cell(self, row: int, column: int) -> Cell:
        shown = self.shown[column]
        return Cell(shown.scale.written(shown.sum) if shown.adds_up else "")

    def about(self, row: int, column: int) -> str:
        shown = self.shown[column]
        value = format_nonzero(shown.sum, self._digits + TIP_DIGITS)
        return f"Σᵢ {shown.spoken} = {value}, the sum over the samples" if shown.adds_up else ""
