"""What a network says: over the plane, along the line, and at the samples; computed once for each network. No Qt."""

import math
from dataclasses import dataclass, replace

import numpy as np

from engine import symbols
from engine.activations import ACTIVATIONS
from engine.arrays import Array, Floats, Image
from engine.comparison import decided_differently, largest
from engine.metrics import accuracy, decisions, r_squared
from engine.network import Network, forward, weight_count
from engine.samples import Samples
from engine.surface import Grid, Slice, Surface, affordable, grid_of
from engine.titles import shortened, title_of_data
from playground.charts.frame import USUAL_PLANE, Frame, few_of, point_at
from playground.compare.sides import Side
from playground.notation import format_number
from playground.panels.figures import figure

RESOLUTION = 81  # points along a side of a map
CURVE_POINTS = 241
MOST_PRODUCTS = 8_000_000  # of weights and samples: some 10 ms
LEAST_SAMPLES = 500
WITHIN = {"training": "training", "test": "the test"}


@dataclass(frozen=True, eq=False)
class Said:
    """What one network says.

    Attributes
    ----------
    maps : A⁽ᴸ⁾ over the plane, shape (t, g, g)
    level : what is 0 along the boundary of two classes whose output jumps there, shape (g, g); else None
    outputs : A⁽ᴸ⁾ at those samples of A, shape (t, m)
    scores : accuracy or R² of the training and the test samples among as many of its own; NaN where there is none
    """

    maps: Image
    level: Image | None
    outputs: Floats
    scores: tuple[float, float]


class Speaker:
    """Asks networks, and remembers what the last one said."""

    def __init__(self) -> None:
        self._surface: tuple[object, ...] | None = None
        self._made: Surface | None = None
        self._asked: tuple[tuple[object, ...], Array] | None = None
        self._said: Said | None = None

    def said(self, side: Side, resolution: int, at: Samples, count: int, shown: Slice) -> Said:
        """Return what a side's network says over a map of a resolution and where so many of the samples `at` are.

        The map is of the slice of `at`.

        As long as the same is asked, the very same object is returned.
        """
        network = side.network
        key = side.samples, resolution, at, count, shown, network.sizes, network.activations
        if self._asked is None or self._asked[0] != key or not np.array_equal(self._asked[1], network.flat):
            self._asked = key, network.flat.copy()
            self._said = self._ask(side, resolution, at, count, shown)
        assert self._said is not None
        return self._said

    def _ask(self, side: Side, resolution: int, at: Samples, count: int, shown: Slice) -> Said:
        network, samples = side.network, side.samples
        key = samples, resolution, at, shown
        if self._made is None or self._surface != key:
            self._surface, self._made = key, Surface(_grid_over(samples, resolution, at, shown))
        jumps = network.activations[-1] == "step" and network.sizes[-1] == 1
        asked = replace(network, activations=(*network.activations[:-1], "linear")) if jumps else network
        maps = self._made.unit_maps(asked)[network.L].copy()
        level = maps[0] if jumps else None
        if level is not None:
            maps = np.asarray(ACTIVATIONS["step"].value(level), np.float32)[np.newaxis]
        with np.errstate(over="ignore", invalid="ignore"):
            own = forward(network, samples.inputs[few_of(samples.count, count)]).output
        outputs = own if at is samples else outputs_at(side, at.points[few_of(at.count, count)])
        return Said(maps, level, outputs, _scores(side, own))


def _grid_over(samples: Samples, resolution: int, at: Samples, shown: Slice) -> Grid:
    """Return the grid of a slice of `at`, as a network of other samples is given it."""
    if samples is at:
        return grid_of(samples, resolution, shown)
    everywhere = replace(shown, held=tuple(enumerate(shown.place(at).tolist())))
    return grid_of(replace(samples, ranges=at.ranges), resolution, everywhere)


def outputs_at(side: Side, points: Array) -> Floats:
    """Return A⁽ᴸ⁾ at points, shape (n, dimensions): (t, n)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return forward(side.network, side.samples.inputs_at(points)).output


def resolution_for(a: Network, b: Network) -> int:
    """Return the resolution of maps of both."""
    return min(affordable(RESOLUTION, a.sizes), affordable(RESOLUTION, b.sizes))


def count_for(a: Network, b: Network, samples: Samples) -> int:
    """Return at how many samples both are asked: all, or of too many a fair choice."""
    weights = max(weight_count(a.sizes), weight_count(b.sizes))
    return min(samples.count, max(LEAST_SAMPLES, MOST_PRODUCTS // weights))


def _scores(side: Side, outputs: Floats) -> tuple[float, float]:
    samples, known = side.samples, outputs.shape[1]
    chosen = few_of(samples.count, known)
    is_test, labels = samples.is_test[chosen], samples.labels[chosen]
    if not side.experiment.data.class_count:
        parts = [r_squared(outputs[:, part], labels[part]) for part in (~is_test, is_test)]
    else:
        parts = [accuracy(side.experiment.output, outputs[:, part], labels[part]) for part in (~is_test, is_test)]
    return parts[0], parts[1]


# ---- in words ------------------------------------------------------------------------------------------------------


def score_words(side: Side, said: Said) -> str:
    """Return accuracy or R² of a side: "accuracy: train 98.4 %, test 97.0 %"."""
    is_share = bool(side.experiment.data.class_count)
    told = [
        f"{part} {100 * score:.1f} %" if is_share else f"{part} {format_number(score)}"
        for part, score in zip(("train", "test"), said.scores, strict=True)
        if not math.isnan(score)
    ]
    return f"{'accuracy' if is_share else 'R²'}: {', '.join(told)}" if told else ""


def words_of_samples(a: Side, b: Side, first: Said, second: Said) -> str:
    """Return how many samples of A two sides decide differently, or of values how far apart they are there."""
    known = first.outputs.shape[1]
    is_test, count = a.samples.is_test[few_of(a.samples.count, known)], a.samples.count
    of_all = f"{known} of {count} samples" if known < count else f"{count} samples"
    of_all += f" of {title_of_data(a.experiment.data.name)}" if b.experiment.data != a.experiment.data else ""
    parts = [("training", ~is_test), ("test", is_test)]
    parts = [(name, part) for name, part in parts if part.any()]
    if not a.experiment.data.class_count:
        gaps = np.abs(first.outputs[0] - second.outputs[0])
        told = [f"{figure(float(gaps[part].max()), 3)} ({name})" for name, part in parts]
        return f"At the samples they are at most {' and '.join(told)} apart."
    apart = decided_differently(a.experiment.output, first.outputs, second.outputs)
    if not apart.any():
        return f"All {of_all} are decided alike." if known == count else f"Of {of_all}, all are decided alike."
    told = [f"{apart[part].sum()} of {part.sum()} in {WITHIN[name]}" for name, part in parts]
    are = "sample is" if apart.sum() == 1 else "samples are"
    within = f" among {of_all}" if known < count or a.experiment.data != b.experiment.data else ""
    return f"{apart.sum()} {are} decided differently{within}: {', '.join(told)}."


def words_of_largest(difference: Floats, frame: Frame = USUAL_PLANE, x: Array | None = None) -> str:
    """Return the largest difference and where that is.

    difference : over a frame, shape (g, g), or over a line at the places `x`, both (n,)
    """
    place = largest(difference)
    value = float(difference.flat[place])
    if value == 0 or math.isnan(value):
        return "The outputs are the same everywhere."
    if x is None:
        where = frame.told(*place_of(place, len(difference), frame))
    else:
        where = f"{frame.across.symbol} = {frame.across.written(float(x[place]))}"
    return f"Largest difference A − B = {'+' if value > 0 else ''}{figure(value, 3)}, at {where}."


def place_of(place: int, resolution: int, frame: Frame = USUAL_PLANE) -> tuple[float, float]:
    """Return x and y of a flat place in a map."""
    row, column = divmod(place, resolution)
    x, y = (np.linspace(*span, resolution) for span in (frame.x_range, frame.y_range))
    return float(x[column]), float(y[row])


def reading(a: Side, b: Side, shown: Slice, frame: Frame, x: float, y: float) -> str:
    """Return in lines of words what both say at a place of the frame of a slice of A."""
    lines = [frame.told(x, y)]
    point = point_at(a.samples, shown, x, y)
    told = [outputs_at(side, point) for side in (a, b)]
    for name, side, outputs in zip("AB", (a, b), told, strict=True):
        unit, decides = 0, ""
        if side.experiment.data.class_count:
            decided = int(decisions(side.experiment.output, outputs)[0])
            unit, decides = decided if len(outputs) > 1 else 0, f" → {shortened(side.samples.class_name(decided))}"
        symbol = symbols.activation(side.network.L, unit + 1)
        lines.append(f"{name}: {symbol} = {format_number(outputs[unit, 0])}{decides}")
    if len(told[0]) == 1:
        lines.append(f"A − B = {figure(float(told[0][0, 0] - told[1][0, 0]), 3)}")
    return "\n".join(lines)
