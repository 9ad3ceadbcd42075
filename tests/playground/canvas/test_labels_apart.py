"""Labels never cover each other, nor the ends of edges, at the sizes a window usually has."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QRectF

from playground.document.selection import Unit
from playground.notation import format_number
from tests.playground.canvas.hands import net
from tests.playground.conftest import Bench

END = 9.0  # pixels of an edge that must be seen where it leaves and arrives
BAR = 1.0  # pixels by which ink may come near


def labels(bench: Bench) -> dict[str, QRectF]:
    """Return what every label of a unit fills now."""
    canvas, telling = bench.window.canvas, bench.window.moment.telling
    painter, layout = canvas._layers.unit_painter, canvas._layout
    found = {}
    for layer in layout.layers:
        for unit in layout.units(layer):
            value = "1" if unit.unit == 0 else format_number(telling.activation_of(layer, unit.unit), 2)
            found[f"label of {unit}"] = painter.ink_rect(unit, value)
    return {name: rect for name, rect in found.items() if not rect.isEmpty()}


def pills(bench: Bench) -> dict[str, QRectF]:
    found = bench.window.canvas._layers.pills._pills
    return {f"pill of {edge}": pill.rect.adjusted(BAR, BAR, -BAR, -BAR) for edge, pill in found.items()}


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


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("hidden", [(), (4,), (8, 8, 8), (16, 16), (4, 4, 4, 4, 4, 4, 4, 4), (16,) * 8])
def test_labels_cover_neither_each_other_nor_the_ends_of_edges(
    open_bench: Callable[..., Bench], size: tuple[int, int], hidden: tuple[int, ...]
) -> None:
    bench = open_bench(net(*hidden), size)
    bench.step(3)
    canvas = bench.window.canvas
    for layer in range(2, len(hidden) + 3):
        for unit in {1, (canvas._layout.sizes[layer - 1] + 1) // 2, canvas._layout.sizes[layer - 1]}:
            bench.window.selection.select_unit(Unit(layer, unit))
            canvas.grab()
            rects = {**labels(bench), **pills(bench)}
            assert covered(rects) == []
            assert hidden_ends(bench, rects) == []
