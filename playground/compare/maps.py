"""Boundaries side by side: the maps of A and of B and how they differ; over a line two curves and their difference."""

import math
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QWidget

from engine.arrays import Image
from engine.comparison import decided_differently
from engine.metrics import threshold
from engine.samples import Samples
from engine.surface import FIRST_TWO
from engine.titles import title_of_data
from playground.charts.axis import around
from playground.charts.decision_map import (
    apart_table,
    boundary_line,
    class_borders,
    class_steps,
    class_table,
    color_steps,
    color_table,
)
from playground.charts.frame import USUAL_PLANE, Frame, few_of, frame_of, places_of, range_of_line
from playground.charts.kinds import Kind
from playground.charts.line_plot import LinePlot
from playground.charts.plane import MOST_DRAWN, Line, Picture, PlaneMap, Sign
from playground.charts.ranges import nice_above
from playground.compare.said import (
    CURVE_POINTS,
    Said,
    Speaker,
    count_for,
    outputs_at,
    place_of,
    reading,
    resolution_for,
    score_words,
    words_of_largest,
    words_of_samples,
)
from playground.compare.sides import Side
from playground.document.slicing import Slicing
from playground.theme import Appearance, ui_font

PLANE, LINE, APART = range(3)  # pages
SMALLEST_LIMIT = 1e-9  # of differences that are coloured
WORTH_A_SIGN = 0.25  # of the largest difference: where that of the other sign is at least as large


class Maps(QStackedWidget):
    """Shows two sides; it computes anew only what has changed.

    Attributes
    ----------
    sentence : how they differ, in words
    a, b, difference : the maps
    curves, gap : in their place, where the data lie on a line
    apart : in their place, a sentence where the data are of two kinds
    """

    def __init__(self, appearance: Appearance, slicing: Slicing) -> None:
        super().__init__()
        self._slicing = slicing
        self._slice, self._frame = FIRST_TWO, USUAL_PLANE
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.sentence = ""
        self.a, self.b, self.difference = (PlaneMap(appearance) for _ in range(3))
        self.curves, self.gap = LinePlot(appearance), LinePlot(appearance)
        self._speakers = Speaker(), Speaker()
        self._shown: tuple[object, ...] = ()
        self._samples: tuple[Samples, Samples] | None = None
        self._kind = Kind()
        self._sides: tuple[Side, Side] | None = None
        self.addWidget(_row((self.a, 1), (self.b, 1), (self.difference, 1)))
        self.addWidget(_row((self.curves, 3), (self.gap, 2)))
        self.apart = QLabel()
        self.apart.setFont(ui_font(13))
        self.apart.setProperty("tone", "second")
        self.apart.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self.apart)
        for plane in (self.a, self.b, self.difference):
            plane.read = self._read

    def show_sides(self, a: Side, b: Side) -> None:
        """Show these two."""
        self._sides = a, b
        shown_slice = self._slicing.of(a.samples)
        is_new = (a.samples, b.samples) != self._samples or shown_slice != self._slice
        if is_new:
            self._slice = shown_slice
            self._take_samples(a, b)
        if kind_of(a) != kind_of(b):
            self.setCurrentIndex(APART)
            self.sentence = ""
            self._shown = ()
            return
        self._show_names(a, b)
        resolution = 2 if self._kind.over_line else resolution_for(a.network, b.network)
        count = count_for(a.network, b.network, a.samples)
        first, second = (
            speaker.said(side, resolution, a.samples, count, self._slice)
            for speaker, side in zip(self._speakers, (a, b), strict=True)
        )
        shown = first, second, a.color, b.color
        if not is_new and shown == self._shown:
            return
        self._shown = shown
        if self._kind.over_line:
            self._show_curves(a, b, first, second)
        else:
            self._show_maps(a, b, first, second)

    def _take_samples(self, a: Side, b: Side) -> None:
        self._samples = a.samples, b.samples
        classes, dimensions, _ = kind_of(a)
        self._frame = frame_of(a.experiment.data, self._slice)
        sizes = [float(np.abs(side.samples.labels).max()) for side in (a, b)]
        limit = 1.0 if classes else nice_above(max(sizes) or 1.0)
        over_line = dimensions == 1 and not classes
        kind = self._kind = Kind(classes, limit, over_line, a.samples.first_class, a.samples.class_names)
        self.setCurrentIndex(LINE if kind.over_line else PLANE)
        titles = [title_of_data(side.experiment.data.name) for side in (a, b)]
        self.apart.setText(
            f"A learns {titles[0]} and B learns {titles[1]}: what they say cannot be laid on each other."
        )
        if kind.over_line:
            samples = a.samples
            drawn = few_of(samples.count, MOST_DRAWN)
            labels = samples.labels[drawn]
            points = np.column_stack([samples.points[drawn, 0], labels])
            self.curves.show_samples(points, labels, samples.is_test[drawn], kind)
        elif kind_of(a) == kind_of(b):
            for plane, side in ((self.a, a), (self.b, b)):
                samples = side.samples
                plane.show_frame(self._frame)
                plane.show_samples(places_of(samples.points, self._slice), samples.labels, samples.is_test, kind)
            self.difference.show_frame(self._frame)

    def _show_names(self, a: Side, b: Side) -> None:
        if self._kind.over_line:
            self.curves.show_title("Predicted curves", ((f"A  {a.name}", a.color), (f"B  {b.name}", b.color)))
            self.gap.show_title("Difference A − B")
            return
        self.a.show_title(f"A  {a.name}", a.color)
        self.b.show_title(f"B  {b.name}", b.color)
        self.difference.show_title("Decided differently" if self._kind.classes > 2 else "Difference A − B")

    # ---- over the plane --------------------------------------------------------------------------------------------

    def _show_maps(self, a: Side, b: Side, first: Said, second: Said) -> None:
        for plane, side, said in ((self.a, a, first), (self.b, b, second)):
            plane.show_picture(self._picture(side, said))
        several = self._kind.classes > 2
        picture, words = (self._apart if several else self._gap_map)(a, b, first, second)
        self.difference.show_picture(picture)
        known = first.outputs.shape[1]
        apart = np.zeros(known, dtype=bool)
        if not self._kind.is_values:
            apart = decided_differently(a.experiment.output, first.outputs, second.outputs)
        samples, chosen = a.samples, few_of(a.samples.count, known)[apart]
        points = places_of(samples.points, self._slice)[chosen]
        self.difference.show_samples(points, samples.labels[chosen], samples.is_test[chosen], self._kind)
        self.sentence = f"{words} {words_of_samples(a, b, first, second)}"

    def _ends(self, side: Side) -> tuple[float, float]:
        """Return the ends of the scale of what a side says."""
        if self._kind.is_values:
            return -self._kind.limit, self._kind.limit
        return 2 * threshold(side.experiment.output) - 1, 1.0

    def _picture(self, side: Side, said: Said) -> Picture:
        low, high = self._ends(side)
        classes = self._kind.classes
        line = Line(*self._boundary(side, said), is_thin=self._kind.is_values)
        caption = score_words(side, said)
        if classes > 2:
            table_of = partial(class_table, classes=classes)
            return Picture(class_steps(said.maps, low, high), table_of, (line,), caption=caption)
        return Picture(color_steps(said.maps[-1], low, high), color_table, (line,), caption=caption)

    def _boundary(self, side: Side, said: Said) -> tuple[np.ndarray, np.ndarray]:
        if self._kind.classes > 2:
            return class_borders(said.maps, self._frame)
        if said.level is not None:
            return boundary_line(said.level, -1.0, 1.0, self._frame)
        return boundary_line(said.maps[-1], *self._ends(side), self._frame)

    def _boundaries(self, a: Side, b: Side, first: Said, second: Said) -> tuple[Line, ...]:
        """Return both boundaries in the colours of their branches, that of B dashed."""
        return (
            Line(*self._boundary(a, first), a.color),
            Line(*self._boundary(b, second), b.color, is_dashed=True),
        )

    def _gap_map(self, a: Side, b: Side, first: Said, second: Said) -> tuple[Picture, str]:
        difference = first.maps[-1] - second.maps[-1]
        size = float(np.nanmax(np.abs(difference), initial=0.0))
        limit = nice_above(max(size, SMALLEST_LIMIT)) if math.isfinite(size) else 1.0
        lines = () if self._kind.is_values else self._boundaries(a, b, first, second)
        picture = Picture(
            color_steps(difference, -limit, limit), color_table, lines, _signs(difference, self._frame), "A − B", limit
        )
        return picture, words_of_largest(difference, self._frame)

    def _apart(self, a: Side, b: Side, first: Said, second: Said) -> tuple[Picture, str]:
        shape = first.maps.shape[1:]
        flat = [said.maps.reshape(len(said.maps), -1) for said in (first, second)]
        apart = decided_differently(a.experiment.output, flat[0], flat[1]).reshape(shape)
        words = f"{100 * apart.mean():.1f} % of the plane"
        lines = self._boundaries(a, b, first, second)
        picture = Picture(apart.astype(np.uint8), apart_table, lines, caption=f"grey: {words}")
        return picture, f"They decide differently on {words}."

    # ---- over a line -----------------------------------------------------------------------------------------------

    def _show_curves(self, a: Side, b: Side, first: Said, second: Said) -> None:
        samples = a.samples
        x_range, y_range = range_of_line(samples.points[:, 0], self._frame), around(samples.labels)
        x = np.linspace(*x_range, CURVE_POINTS)
        ours, theirs = (outputs_at(side, x[:, np.newaxis])[0] for side in (a, b))
        self.curves.show_lines((Line(x, ours, a.color), Line(x, theirs, b.color)), x_range, y_range)
        difference = ours - theirs
        size = float(np.nanmax(np.abs(difference), initial=0.0))
        limit = nice_above(max(1.1 * size, SMALLEST_LIMIT)) if math.isfinite(size) else 1.0
        self.gap.show_lines((Line(x, difference),), x_range, (-limit, limit))
        self.sentence = f"{words_of_largest(difference, self._frame, x)} {words_of_samples(a, b, first, second)}"

    def _read(self, x: float, y: float) -> str:
        return reading(*self._sides, self._slice, self._frame, x, y) if self._sides else ""


def kind_of(side: Side) -> tuple[int, int, tuple[str, ...]]:
    """Return the classes of a side's data, 0 for values, along how many axes they lie, and what these are called."""
    data = side.experiment.data
    return data.class_count, data.dimensions, data.input_names


def _signs(difference: Image, frame: Frame) -> tuple[Sign, ...]:
    """Return a + where A says most more, and a − where it says most less, as far as that is worth one."""
    known = np.nan_to_num(difference, nan=0.0)
    least = WORTH_A_SIGN * float(np.abs(known).max())
    found = []
    for sign, place in (("+", int(known.argmax())), ("−", int(known.argmin()))):
        if float(known.flat[place]) * (1 if sign == "+" else -1) >= max(least, SMALLEST_LIMIT):
            found.append(Sign(*place_of(place, len(known), frame), sign))
    return tuple(found)


def _row(*parts: tuple[QWidget, int]) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(14)
    for part, share in parts:
        layout.addWidget(part, share)
    return row
