"""What the boundary chart shows of a run: which data, which slice, which map or curve, which score."""

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from engine import symbols
from engine.activations import ACTIVATIONS
from engine.arrays import Array
from engine.coordinates import words_of_place
from engine.metrics import decisions, threshold
from engine.network import forward
from engine.samples import Samples
from engine.snapshot import Snapshot
from engine.surface import FIRST_TWO, Slice, Surface, affordable, grid_of
from engine.titles import shortened
from playground.charts.boundary import BoundaryChart
from playground.charts.frame import frame_of, places_of, point_at
from playground.charts.kinds import Kind
from playground.charts.ranges import nice_above
from playground.document.moment import Moment
from playground.document.selection import Selection
from playground.document.slicing import Slicing
from playground.notation import format_number

MAP_RESOLUTION = 81  # points along a side of the decision map
IN_HURRY = 57  # while the next one follows at once: half the points (measured with 2-8-8-8-1: 2.6 -> 1.7 ms a call)
CURVE_POINTS = 241
PER_SECOND = 15  # in a hurry, see document/turns.py
MOST_READ = 4  # activations that are told one by one


class BoundaryView(QObject):
    """Lets the boundary chart follow the run, the selected sample and the slice.

    Parameters
    ----------
    tells_place : whether the chart says where the slice stands; in the window the slice's chooser does
    """

    def __init__(
        self,
        chart: BoundaryChart,
        moment: Moment,
        selection: Selection,
        slicing: Slicing,
        parent: QObject,
        *,
        tells_place: bool = False,
    ) -> None:
        super().__init__(parent)
        self._chart = chart
        self._moment = moment
        self._selection = selection
        self._slicing = slicing
        self._tells_place = tells_place
        self._samples: Samples | None = None
        self._shown = FIRST_TWO
        self._surfaces: dict[int, Surface] = {}  # by their resolution
        self._mapped: tuple[tuple[object, ...], Array] | None = None  # of what network the map is, and its weights
        chart.read = self._read
        chart.read_sample = self._read_sample
        chart.sample_chosen.connect(selection.select_sample)
        moment.follow(chart, self._show, per_second=PER_SECOND)
        selection.sample_changed.connect(self._show_sample)
        slicing.changed.connect(lambda: moment.show_again(chart))

    def _show(self) -> None:
        snapshot = self._moment.snapshot
        assert snapshot is not None
        shown = self._slicing.of(snapshot.samples)
        if snapshot.samples is not self._samples:
            self._show_data(snapshot, shown)
        elif shown != self._shown:
            self._show_other_slice(snapshot, shown)
        if self._chart.kind.over_line:
            places = np.linspace(*self._chart.x_range, CURVE_POINTS)
            self._chart.show_curve(places, _outputs_at(snapshot, places[:, np.newaxis])[0])
        else:
            self._show_map(snapshot)
        show_score = self._chart.show_r_squared if self._chart.kind.is_values else self._chart.show_accuracy
        scores = (None if math.isnan(score) else score for score in snapshot.accuracy)
        show_score(*scores, None if self._moment.in_hurry else snapshot.evaluated_at)

    def _show_data(self, snapshot: Snapshot, shown: Slice) -> None:
        samples, data = snapshot.samples, snapshot.experiment.data
        self._samples = samples
        self._forget_maps(shown)
        limit = nice_above(float(np.abs(samples.labels).max()) or 1.0) if data.is_regression else 1.0
        over_line = data.dimensions == 1 and data.is_regression
        kind = Kind(data.class_count, limit, over_line, samples.first_class, samples.class_names)
        frame = frame_of(data, shown)
        points = samples.points if over_line else places_of(samples.points, shown)
        self._chart.show_data(points, samples.labels, samples.is_test, kind, frame)
        self._chart.show_sample(self._selection.sample)
        self._tell_place(snapshot, shown)

    def _show_other_slice(self, snapshot: Snapshot, shown: Slice) -> None:
        """Show the same samples from another side, or what the network says elsewhere."""
        before = self._shown
        if (shown.across, shown.up) != (before.across, before.up):
            self._show_data(snapshot, shown)
        else:
            self._forget_maps(shown)
            self._tell_place(snapshot, shown)

    def _forget_maps(self, shown: Slice) -> None:
        self._shown = shown
        self._surfaces.clear()
        self._mapped = None

    def _tell_place(self, snapshot: Snapshot, shown: Slice) -> None:
        if self._tells_place:
            self._chart.show_place(words_of_place(snapshot.experiment.data, shown))

    def _show_map(self, snapshot: Snapshot) -> None:
        wanted = IN_HURRY if self._moment.in_hurry else MAP_RESOLUTION
        resolution = affordable(wanted, snapshot.network.sizes)
        if resolution not in self._surfaces:
            self._surfaces[resolution] = Surface(grid_of(snapshot.samples, resolution, self._shown))
        surface, network, kind = self._surfaces[resolution], snapshot.network, self._chart.kind
        what = resolution, network.sizes, network.activations, snapshot.experiment.output
        if self._mapped and what == self._mapped[0] and np.array_equal(network.flat, self._mapped[1]):
            return  # as from one act of a learning step to the next (measured with 7-8-8-8-3: 2 ms a step)
        self._mapped = what, network.flat.copy()
        if network.activations[-1] == "step" and kind.classes == 2:
            as_it_comes = replace(network, activations=(*network.activations[:-1], "linear"))
            z = surface.unit_maps(as_it_comes)[network.L][0]
            self._chart.show_map(ACTIVATIONS["step"].value(z), net_input=z)
            return
        maps = surface.unit_maps(network)[network.L]
        middle = threshold(snapshot.experiment.output)
        if kind.is_values:
            self._chart.show_map(maps[0], -kind.limit, kind.limit)
        elif kind.classes > 2:
            self._chart.show_classes(maps, 2 * middle - 1, 1.0)
        else:
            self._chart.show_map(maps[-1], 2 * middle - 1, 1.0)  # of two units the second one's, of class 1

    def _show_sample(self, sample: int) -> None:
        if self._moment.snapshot and self._moment.snapshot.samples is self._samples:  # else its data are still to come
            self._chart.show_sample(sample)

    def _read(self, x: float, y: float) -> str:
        """Return what the network says at a place of the frame: its activations, and the class that they decide for."""
        snapshot = self._moment.snapshot
        if snapshot is None:
            return ""
        return self._said(snapshot, point_at(snapshot.samples, self._slicing.of(snapshot.samples), x, y))

    def _read_sample(self, index: int) -> str:
        """Return what the network says of a sample, wherever that lies in what the frame does not show."""
        snapshot = self._moment.snapshot
        if snapshot is None or index >= snapshot.samples.count:
            return ""
        return self._said(snapshot, snapshot.samples.points[index : index + 1])

    def _said(self, snapshot: Snapshot, point: np.ndarray) -> str:
        outputs, L = _outputs_at(snapshot, point), snapshot.network.L
        if self._chart.kind.is_values:
            return f"{symbols.activation(L, 1)} = {format_number(outputs[0, 0])}"
        decided = int(decisions(snapshot.experiment.output, outputs)[0])
        if 1 < len(outputs) <= MOST_READ:
            told = f"{symbols.Symbol('a', L)} = {', '.join(format_number(value) for value in outputs[:, 0])}"
        else:
            unit = decided if len(outputs) > 1 else 0
            told = f"{symbols.activation(L, unit + 1)} = {format_number(outputs[unit, 0])}"
        return f"{told} → {shortened(self._chart.kind.class_words(decided))}"


def _outputs_at(snapshot: Snapshot, points: np.ndarray) -> np.ndarray:
    """Return A⁽ᴸ⁾ at points, shape (n, dimensions): (t, n)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return forward(snapshot.network, snapshot.samples.inputs_at(points)).output
