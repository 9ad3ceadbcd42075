"""Labels never cover each other, nor the ends of edges, at the sizes a window usually has."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF

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


def hidden_ends(bench: Bench, rects: dict[str, QRectF]) -> list[str]:
    geometry = bench.window.canvas._geometry
    places = [(QPointF(x0 + END, y0), QPointF(x1 - END, y1)) for x0, y0, x1, y1 in geometry.ends]
    return [
        f"{name} hides an end of {geometry.edge(index)}"
        for index, ends in enumerate(places)
        for name, rect in rects.items()
        if any(rect.contains(end) for end in ends)
    ]


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
            covered = [
                f"{one} and {other}"
                for (one, first), (other, second) in combinations(rects.items(), 2)
                if first.adjusted(BAR, BAR, -BAR, -BAR).intersects(second)
            ]
            assert not covered
            assert hidden_ends(bench, rects) == []
