"""Tables of readings: aligned as text, plain values as JSON, and each target beside the reading that it is held to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

NOTHING = "–"


@dataclass(frozen=True)
class Target:
    """What a reading should be: at most or at least a limit.

    >>> Target("p95", 18.4, 20.0, "ms").told
    '18.4 ms, at most 20 ms: met'
    """

    name: str
    reading: float
    limit: float
    unit: str = ""
    at_most: bool = True

    @property
    def met(self) -> bool:
        """Tell whether it is met; a reading that could not be taken does not meet it."""
        return self.reading <= self.limit if self.at_most else self.reading >= self.limit

    @property
    def told(self) -> str:
        """The reading, the limit and the verdict in words."""
        if math.isnan(self.reading):
            return "not measured"
        bound = f"{'at most' if self.at_most else 'at least'} {with_unit(self.limit, self.unit)}"
        return f"{with_unit(self.reading, self.unit)}, {bound}: {'met' if self.met else 'missed'}"

    def plain(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold."""
        bound = "at_most" if self.at_most else "at_least"
        reading = None if math.isnan(self.reading) else self.reading
        return {"name": self.name, "reading": reading, bound: self.limit, "unit": self.unit, "met": self.met}


@dataclass(frozen=True)
class Table:
    """One table: words stand on the left of their columns, figures on the right.

    Attributes
    ----------
    title : what is measured, and in which unit
    columns : the head of each column
    rows : cells, as many as there are columns
    notes : sentences below it
    words : how many columns, from the first, hold words
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str] = ()
    words: int = 1

    def text(self) -> str:
        """Return the table as lines of text.

        >>> print(Table("Costs", ("what", "ms"), [("a", "1.5"), ("bc", "12.0")], ["One note."]).text())
        Costs
          what    ms
          a      1.5
          bc    12.0
          One note.
        """
        widths = [max(len(cell) for cell in column) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [self.title]
        for cells in (self.columns, *self.rows):
            sized = list(zip(cells, widths, strict=True))
            words = [cell.ljust(width) for cell, width in sized[: self.words]]
            figures = [cell.rjust(width) for cell, width in sized[self.words :]]
            lines.append("  " + "  ".join([*words, *figures]).rstrip())
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


@dataclass(frozen=True)
class Result:
    """What one bench found.

    Attributes
    ----------
    tables : for a person
    plain : the same for JSON, with every single figure
    targets : what should be, and whether it is
    """

    tables: Sequence[Table]
    plain: dict[str, Any]
    targets: Sequence[Target] = field(default_factory=tuple)

    def text(self) -> str:
        """Return all tables, and what was missed."""
        told = [table.text() for table in self.tables]
        if self.targets:
            missed = [target.name for target in self.targets if not target.met]
            met = f"{len(self.targets) - len(missed)} of {len(self.targets)} targets met"
            told.append(f"  {met}" + (f"; missed: {', '.join(missed)}" if missed else ""))
        return "\n".join(told)

    def to_dict(self) -> dict[str, Any]:
        """Return all as plain values that JSON can hold."""
        told: dict[str, Any] = finite({**self.plain, "targets": [target.plain() for target in self.targets]})
        return told


def finite(value: Any) -> Any:
    """Return plain values with None for every number that JSON does not know."""
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def figure(value: float) -> str:
    """Write a reading with about three digits that mean something; whole from 100 on, with a space by thousands.

    >>> [figure(value) for value in (12345.6, 123.4, 12.34, 1.234, 0.01234, float("nan"))]
    ['12 346', '123', '12.3', '1.23', '0.0123', '–']
    """
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return NOTHING
    if value >= 99.95:
        return f"{value:,.0f}".replace(",", " ")
    digits = 1 if value >= 9.995 else 2 if value >= 0.9995 else 3 if value >= 0.1 else 4
    return f"{value:.{digits}f}"


def times(value: float, target: float = math.nan) -> str:
    """Write a ratio, and beside it the least it should be.

    >>> times(6.234), times(6.234, 5), times(2.5, 3), times(float("nan"), 3)
    ('6.23×', '6.23× ≥ 5 met', '2.50× ≥ 3 missed', '–')
    """
    if math.isnan(value):
        return NOTHING
    told = f"{figure(value)}×"
    return told if math.isnan(target) else f"{told} ≥ {target:g} {'met' if value >= target else 'missed'}"


def with_unit(value: float, unit: str) -> str:
    """Write a number and its unit; a percent sign or a × follows at once.

    >>> with_unit(20.0, "ms"), with_unit(60.0, "%")
    ('20 ms', '60%')
    """
    told = f"{value:.3g}" if value < 1000 else f"{value:.0f}"
    return told + (unit if unit in ("%", "×", "") else f" {unit}")
