"""Labels never cover each other, tiles, rings or the ends of edges, at the sizes a window usually has."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF

from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.symbols import activation
from playground.canvas.layout import HEADER
from playground.canvas.unit_words import UnitWords
from playground.document.selection import Unit
from playground.notation import format_number
from tests.playground.canvas.hands import net
from tests.playground.conftest import Bench

END = 9.0  # pixels of an edge that must be seen where it leaves and arrives
BAR = 1.0  # pixels by which ink may come near
RING = 1.2  # half the width of the line around a selected unit
OUTLINE = 0.7  # half the width of the line around a tile
SEVEN = ("x1", "x2", "x1^2", "x2^2", "x1x2", "sin_x1", "sin_x2")


def classes(count: int, *hidden: int, features: tuple[str, ...] = ("x1", "x2")) -> Experiment:
    return Experiment(
        data=Data("rings", classes=count),
        features=features,
        hidden=tuple(Layer(units) for units in hidden),
        output="softmax",
        cost="cross_entropy",
    )


SIZES = ((1280, 800), (1440, 860), (1920, 1080))
NETWORKS = {
    "2-1": net(),
    "2-4-1": net(4),
    "2-8-8-1": net(8, 8),
    "2-8-8-8-1": net(8, 8, 8),
    "2-16-16-1": net(16, 16),
    "2-4x8-1": net(*[4] * 8),
    "2-16x8-1": net(*[16] * 8),
    "2-64-1": net(64),
    "2-200-40-17-1": net(200, 40, 17),
    "2-3": classes(3),
    "2-4-8": classes(8, 4),
    "7-8-8-8-3": classes(3, 8, 8, 8, features=SEVEN),
    "7-16x8-8": classes(8, *[16] * 8, features=SEVEN),
}


def written(bench: Bench) -> dict[str, QRectF]:
    """Return what every label, target and pill fills now."""
    canvas, telling = bench.window.canvas, bench.window.moment.telling
    painter, layout = canvas._layers.unit_painter, canvas._layout
    found = {}
    for layer in layout.layers:
        for unit in layout.units(layer):
            value = "1" if unit.unit == 0 else format_number(telling.activation_of(layer, unit.unit), 2)
            words = UnitWords(activation(layer, unit.unit), value)
            found[f"label of {unit}"] = painter.ink_rect(unit, words)
            if layout.has_several_outputs:
                found[f"target of {unit}"] = painter.target_rect(unit).adjusted(0, 3, 0, -3)
    for edge, pill in canvas._layers.pills._pills.items():
        found[f"pill of {edge}"] = pill.rect.adjusted(BAR, BAR, -BAR, -BAR)
    return {name: rect for name, rect in found.items() if not rect.isEmpty()}


def drawn(bench: Bench) -> dict[str, QRectF]:
    """Return what every tile with its outline fills, and the ring of the selected one."""
    painter, layout = bench.window.canvas._layers.unit_painter, bench.window.canvas._layout
    places = [unit for layer in layout.layers for unit in layout.units(layer)]
    found = {f"{unit}": grown(painter.rect(unit), OUTLINE) for unit in places}
    found |= {f"{tile}": grown(painter.rect(tile.unit), OUTLINE) for tile in layout.more}
    selected = bench.window.selection.unit
    if selected.unit:
        found["the ring"] = grown(painter.rect(selected), layout.label.ring + RING)
    return found


def overlaps(rects: dict[str, QRectF], tiles: dict[str, QRectF]) -> list[str]:
    """Return which of what is written overlaps something else that is written, or a tile."""
    left, top, right, bottom = sides(rects)
    tile_left, tile_top, tile_right, tile_bottom = sides(tiles)[:, :, np.newaxis]
    touches = (left < tile_right) & (tile_left < right) & (top < tile_bottom) & (tile_top < bottom)
    names, tile_names = list(rects), list(tiles)
    return covered(rects) + [f"{names[one]} and {tile_names[tile]}" for tile, one in np.argwhere(touches)]


def grown(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)


def sides(rects: dict[str, QRectF]) -> npt.NDArray[np.float64]:
    """Return left, top, right and bottom of rectangles, shape (4, n)."""
    return np.array([rect.getCoords() for rect in rects.values()]).reshape(-1, 4).T


def covered(rects: dict[str, QRectF]) -> list[str]:
    """Return which rectangles reach more than a bar into a later one."""
    left, top, right, bottom = sides(rects)
    other_left, other_top, other_right, other_bottom = sides(rects)[:, :, np.newaxis]
    beside = (left + BAR >= other_right) | (other_left >= right - BAR)
    above = (top + BAR >= other_bottom) | (other_top >= bottom - BAR)
    names = list(rects)
    return [f"{names[one]} and {names[other]}" for other, one in np.argwhere(np.tril(~(beside | above), -1))]


def hidden_ends(bench: Bench, rects: dict[str, QRectF]) -> list[str]:
    geometry = bench.window.canvas._geometry
    left, top, right, bottom = sides(rects)[:, np.newaxis]
    hides = np.zeros((len(geometry.ends), len(rects)), dtype=bool)
    for ends in (geometry.ends[:, :2] + (END, 0), geometry.ends[:, 2:] - (END, 0)):
        x, y = ends.T[:, :, np.newaxis]
        hides |= (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    names = list(rects)
    return [f"{names[rect]} hides an end of {geometry.edge(int(index))}" for index, rect in np.argwhere(hides)]


def test_what_covers_what_is_found() -> None:
    rects = {
        "a": QRectF(0, 0, 10, 10),
        "b": QRectF(8.5, 8.5, 10, 10),
        "c": QRectF(9, 0, 10, 5),
        "d": QRectF(2, 2, 3, 3),
    }
    assert covered(rects) == ["a and b", "a and d"]


@pytest.mark.parametrize("network", NETWORKS)
def test_labels_cover_neither_each_other_nor_tiles_nor_the_ends_of_edges(
    open_bench: Callable[..., Bench], network: str
) -> None:
    bench = open_bench(NETWORKS[network])
    bench.step(3)
    canvas, sizes = bench.window.canvas, bench.experiment.sizes
    for size in SIZES:
        bench.window.resize(*size)
        for layer in sorted({2, 3, len(sizes)} & set(range(2, len(sizes) + 1))):
            for unit in {1, (sizes[layer - 1] + 1) // 2, sizes[layer - 1]}:
                bench.window.selection.select_unit(Unit(layer, unit))
                canvas.grab()
                rects = written(bench)
                assert overlaps(rects, drawn(bench)) == []
                assert hidden_ends(bench, rects) == []
                window = QRectF(canvas.rect())
                assert [name for name, rect in rects.items() if not window.contains(rect)] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("layers", "unit"), [((5,), Unit(3, 1)), ((5, 4), Unit(3, 2)), ((8, 8), Unit(3, 8))])
def test_the_labels_of_six_and_more_weights_say_which_they_are_and_leave_gaps(
    open_bench: Callable[..., Bench], layers: tuple[int, ...], unit: Unit, size: tuple[int, int]
) -> None:
    bench = open_bench(net(*layers), size)
    bench.window.selection.select_unit(unit)
    canvas = bench.window.canvas
    canvas.grab()
    labels = canvas._layers.pills
    heights = sorted(pill.rect.center().y() for pill in labels.all)
    assert len(heights) == layers[0] + 1
    assert labels._size.has_symbol
    assert min(below - above for above, below in pairwise(heights)) - labels._size.height >= 4
    assert heights[0] - labels._size.height / 2 > HEADER - 2


@pytest.mark.parametrize("network", NETWORKS)
def test_what_is_erased_for_a_new_label_touches_no_tile(open_bench: Callable[..., Bench], network: str) -> None:
    bench = open_bench(NETWORKS[network])
    for size in SIZES:
        bench.window.resize(*size)
        bench.window.canvas.grab()
        painter, layout = bench.window.canvas._layers.unit_painter, bench.window.canvas._layout
        units = [unit for layer in layout.layers for unit in layout.units(layer)]
        rooms = {unit: painter.label_rect(unit) for unit in units if layout.has_labels}
        cells = {unit: painter.cell(unit) for unit in units}
        assert [
            (one, other)
            for one, room in rooms.items()
            for other, cell in cells.items()
            if one.layer == other.layer and one != other and room.intersects(cell)
        ] == []
