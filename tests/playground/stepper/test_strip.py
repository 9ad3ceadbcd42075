"""The formula strip: the numbers it shows are the engine's, and pointing at them lights their edges."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from engine.experiment import Experiment, Layer
from engine.network import forward
from playground.document.selection import Edge, Unit
from playground.notation import Box, format_number, number
from playground.notation.boxes import Text
from playground.stepper.formulas import Formulas, Part, broken, width
from playground.theme import DARK
from tests.playground.conftest import Bench


def texts(box: Box) -> list[str]:
    """Return the characters of a box, in order."""
    found: list[str] = []
    for placed in box.marks:
        mark = placed.mark
        found += [mark.characters] if isinstance(mark, Text) else texts(mark) if isinstance(mark, Box) else []
    return found


def shown(parts: list[Part]) -> str:
    return "".join(text for part in parts for text in texts(part.box))


@pytest.fixture
def lines(bench: Bench) -> Callable[[], list[str]]:
    return lambda: [shown(parts) for _, parts in bench.window.strip._lines()]


def test_it_shows_the_terms_and_the_value_of_the_selected_unit(bench: Bench, lines: Callable[[], list[str]]) -> None:
    bench.step(5)
    bench.window.selection.select_unit(Unit(2, 3))
    bench.window.selection.select_sample(17)
    network, inputs = bench.snapshot.network, bench.snapshot.samples.inputs
    passed = forward(network, inputs[17:18])
    net_input, activation = lines()
    for k in range(1, 3):
        assert format_number(network.weight(1, 3, k)) in net_input
        assert format_number(inputs[17, k - 1]) in net_input
    assert net_input.endswith("=" + format_number(passed.z[2][2, 0]))
    assert "tanh" in activation
    assert activation.endswith("=" + format_number(passed.a[2][2, 0]))


def test_an_input_unit_shows_its_feature_and_a_bias_unit_is_one(bench: Bench, lines: Callable[[], list[str]]) -> None:
    bench.window.selection.select_unit(Unit(1, 2))
    assert lines()[0].endswith("=" + format_number(bench.snapshot.samples.inputs[0, 1]))
    bench.window.selection.select_unit(Unit(2, 0))
    assert lines()[0].endswith("=1")


@pytest.mark.parametrize(
    ("activation", "written"), [("tanh", "tanh"), ("sigmoid", "σ"), ("relu", "max"), ("linear", "=")]
)
def test_each_activation_is_written_in_its_own_way(
    open_bench: Callable[..., Bench], activation: str, written: str
) -> None:
    bench = open_bench(Experiment(hidden=(Layer(3, activation),)))
    assert written in shown(bench.window.strip._lines()[1][1])


def test_pointing_at_a_term_lights_its_edge_everywhere(bench: Bench) -> None:
    strip = bench.window.strip
    strip.grab()
    centre = strip.term_center(Edge(1, 1, 2)).toPoint()
    QTest.mouseMove(strip, centre + QPoint(0, 40))
    before = bench.window.canvas.grab().toImage()
    QTest.mouseMove(strip, centre)
    assert bench.window.selection.pointed == Edge(1, 1, 2)
    assert bench.window.canvas.grab().toImage() != before


def test_long_sums_fold_within_their_room_and_keep_the_first_and_the_last_term(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench(Experiment(hidden=(Layer(16), Layer(2))))
    step = bench.window.moment.telling.net_input(3, 1)
    for room in (2000, 700, 500):
        parts = Formulas(DARK, 16).net_input(step, room)
        edges = [part.edge for part in parts if part.edge]
        assert width(parts) <= room
        assert edges[0] == Edge(2, 1, 0)
        assert edges[-1] == Edge(2, 1, 16)
        assert ("⋯" in shown(parts)) == (len(edges) < 17)


def test_numbers_carry_the_colour_of_their_sign(bench: Bench) -> None:
    formulas = Formulas(DARK, 19)
    assert formulas._number(-0.5) == number(-0.5, 19, color=DARK.color("negative_text"))
    assert formulas._number(0.5) == number(0.5, 19, color=DARK.color("positive"))


def test_a_long_sum_breaks_into_lines_that_fit_and_lose_nothing(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(16), Layer(2))))
    parts = Formulas(DARK, 14).net_input(bench.window.moment.telling.net_input(3, 1))
    lines = broken(parts, 560)
    assert [part for line in lines for part in line] == parts
    assert all(width(line) <= 560 for line in lines)
    assert len(lines) <= 4


@pytest.mark.parametrize("hidden", [(1,), (4,), (8, 8), (16, 16)])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_every_line_of_the_strip_lies_inside_it(
    open_bench: Callable[..., Bench], hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    bench = open_bench(Experiment(hidden=tuple(Layer(units) for units in hidden)), size)
    bench.window.selection.select_unit(Unit(len(hidden) + 2, 1))
    strip = bench.window.strip
    bottom = 30.0
    for baseline, parts in strip._lines():
        assert width(parts) <= strip.width() - 30
        assert baseline - max(part.box.ascent for part in parts) >= bottom - 8
        bottom = baseline + max(part.box.descent for part in parts)
    assert bottom <= strip.height()
