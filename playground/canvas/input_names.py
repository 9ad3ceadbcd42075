"""What the units of the input layer are given, written beside them: x₁, sin x₂, r."""

from PySide6.QtGui import QPainter

from engine.experiment import Experiment
from playground import notation
from playground.canvas.layout import CanvasLayout
from playground.notation import Box
from playground.theme import Theme

SIZES = (14, 12, 10)  # pixels of the type: the largest with which every name finds room
GAP, EDGE = 9.0, 3.0  # between a name and its unit, and to the canvas' edge
ARROW = 6.0  # pixels that the arrow of an entering sample reaches above the middle of a unit: the name stands over it
ENTRANCE = 24.0  # pixels by which a name beside the middle goes out of the arrow's way, where it has so much room
LEAST_GAP = 24.0  # between units; nearer, the names stand beside their middles
LEAST_DISTANCE = 1.1  # between units, in heights of the type; nearer, no name is written


def paint_input_names(painter: QPainter, layout: CanvasLayout, experiment: Experiment, theme: Theme) -> None:
    """Write the name of each input on the left of its unit, if there is room for all."""
    color, x = theme.color("text2"), layout.x(1) - layout.half_width(1) - GAP
    for unit, box in _boxes(layout, experiment).items():
        y = layout.y(1, unit)
        is_raised = layout.gap >= _least_gap(layout, box) or len(experiment.features) == 1
        baseline = y - ARROW - box.descent if is_raised else y + (box.ascent - box.descent) / 2
        away = 0.0 if is_raised else min(ENTRANCE, max(0.0, x - box.width - EDGE))
        box.paint(painter, x - box.width - away, round(baseline), color)


def _least_gap(layout: CanvasLayout, box: Box) -> float:
    """Return how far apart units must be, so that a name above the arrow is clear of the label of the unit above."""
    return (
        max(LEAST_GAP, layout.tile / 2 + layout.label.height + ARROW + box.height) if layout.has_labels else LEAST_GAP
    )


def _boxes(layout: CanvasLayout, experiment: Experiment) -> dict[int, Box]:
    """Return the names of the inputs that are drawn, by their units; none where there is no room."""
    drawn = layout.excerpts[0].drawn
    room = layout.x(1) - layout.half_width(1) - GAP - EDGE
    for size in SIZES:
        boxes = {unit: notation.feature(experiment.features[unit - 1], size) for unit in drawn}
        high = layout.gap if len(drawn) > 1 else layout.height
        if all(box.width <= room for box in boxes.values()) and LEAST_DISTANCE * size <= high:
            return boxes
    return {}
