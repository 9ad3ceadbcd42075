"""What the labels of samples are, and so how they are drawn: two classes, several classes, or values."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from engine.numbers import format_significant
from playground.charts import figures
from playground.theme import Theme

SHAPES = ("circle", "square", "triangle", "diamond", "plus", "wedge", "star", "cross")  # of several classes, in order
SHADES = 6  # of values, on each side of 0
FAINTEST_EDGE = 3  # shades
LEAST_LIMIT = 0.1  # of values that are told with two decimals


@dataclass(frozen=True)
class Kind:
    """What the labels of samples are.

    Attributes
    ----------
    classes : how many there are; 0 for values
    limit : the largest size of a value; colours are shares of it
    over_line : whether samples lie on a line, so that a value is drawn as a height instead of a colour
    first_class : the number of the class of label 0: 1 where each class has an output unit, which count from 1
    names : what the classes are called; () where they have numbers alone
    """

    classes: int = 2
    limit: float = 1.0
    over_line: bool = False
    first_class: int = 0
    names: tuple[str, ...] = ()

    @property
    def is_values(self) -> bool:
        """Whether labels are values."""
        return self.classes == 0

    def short_name(self, label: int) -> str:
        """Return a class by its name, or its number."""
        return self.names[label] if label < len(self.names) else str(label + self.first_class)

    def class_words(self, label: int) -> str:
        """Return a class in a sentence: its name, or class and its number."""
        return self.names[label] if label < len(self.names) else f"class {label + self.first_class}"

    def written(self, value: float) -> str:
        """Return a value with decimals, or with significant digits where all values are small."""
        return figures.coordinate(value) if self.limit >= LEAST_LIMIT else format_significant(value, 3)

    def looks(self, labels: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
        """Return a number for the look of each label, (n,): its class, or its shade, below 0 for a value below 0."""
        if self.classes == 2:
            return np.asarray(labels != 0, dtype=np.intp)
        if not self.is_values:
            return np.asarray(labels, dtype=np.intp)
        shares = np.nan_to_num(np.asarray(labels, dtype=np.float64) / self.limit)
        shades = np.clip(np.ceil(np.abs(shares) * SHADES), shares < 0, SHADES)
        return np.asarray(np.where(shares < 0, -shades, shades), dtype=np.intp)

    def shape(self, look: int) -> str:
        """Return the shape of a look: a sign has one too, because it is never told by colour alone."""
        if self.classes > 2:
            return SHAPES[(look + look // len(SHAPES)) % len(SHAPES)]  # where colours begin again, shapes are others
        return "circle" if look > 0 or (self.is_values and look == 0) else "diamond"

    def color(self, look: int, theme: Theme) -> QColor:
        """Return the colour of a look."""
        if not self.is_values:
            return theme.of_class(look, self.classes)
        return theme.signed(look) if self.over_line else theme.of_value(look / SHADES)

    def edge(self, look: int, theme: Theme) -> QColor:
        """Return the colour of a hollow marker's edge: its own, or strong enough to be seen for a value near 0."""
        if not self.is_values:
            return self.color(look, theme)
        return self.color(max(look, FAINTEST_EDGE) if look >= 0 else min(look, -FAINTEST_EDGE), theme)


TWO_CLASSES = Kind()
