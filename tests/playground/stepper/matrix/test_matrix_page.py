"""The matrix view in a real window: it shows the present act in numbers of the engine, and a click goes to an act."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.acts import Place
from engine.experiment import Experiment, Layer
from engine.matrix_form import Matrix
from playground.document.selection import Edge
from playground.stepper.grid.figures import scale_of
from playground.stepper.grid.table import NumberTable
from playground.stepper.matrix.equation import spoken
from playground.stepper.matrix.page import MatrixPage
from tests.playground.conftest import Bench

EXPERIMENT = Experiment(hidden=(Layer(4),), batch=5)


@pytest.fixture
def bench(open_bench: Callable[..., Bench]) -> Bench:
    return open_bench(EXPERIMENT)


def open_page(bench: Bench, place: Place | None = None) -> MatrixPage:
    if bench.window.side.page != "Matrices":
        QTest.keyClick(bench.window, Qt.Key.Key_M)
    page = bench.window.matrices
    if place is not None:
        go_to(bench, place)
    return page


def go_to(bench: Bench, place: Place) -> None:
    stepping = bench.window.stepping
    stepping.enter()
    bench.qtbot.waitUntil(lambda: stepping.told is not None)
    stepping.go_to(stepping.told.order.index(place))
    wait_for(bench, place)


def wait_for(bench: Bench, place: Place) -> None:
    stepping = bench.window.stepping
    bench.qtbot.waitUntil(lambda: stepping.told is not None and stepping.told.order.place(stepping.index) == place)


def grid_of(page: MatrixPage, name: str) -> NumberTable:
    return next(
        block.grid for block in page._blocks if block.isVisible() and str(block.grid.cells.matrix.symbol) == name
    )


def centre(grid: NumberTable, row: int, column: int) -> QPoint:
    return grid.visualRect(grid.numbers.index(row, column)).center()


def test_m_turns_to_the_page_and_back(bench: Bench) -> None:
    page = open_page(bench)
    assert page.isVisible()
    QTest.keyClick(bench.window, Qt.Key.Key_M)
    assert bench.window.side.page == "Charts"
    assert not page.isVisible()


def test_before_one_steps_it_invites_to(bench: Bench) -> None:
    page = open_page(bench)
    assert page.begin.isVisible()
    QTest.mouseClick(page.begin, Qt.MouseButton.LeftButton)
    wait_for(bench, Place("sample", 0, 1, 1))
    assert not page.begin.isVisible()
    assert spoken(page.form) == "[A⁽¹⁾]ᵀ = [X]ᵀ"


def test_a_step_shows_the_next_act(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    assert spoken(page.form) == "Z⁽²⁾ = W⁽¹⁾ [A⁽¹⁾]ᵀ"
    assert page._letters.text() == "[h × n] = [h × m] [n × m]ᵀ"
    assert page._numbers.text() == "[4 × 5] = [4 × 3] [5 × 3]ᵀ"
    assert "3 = m + 1" in page._bias.text()
    QTest.keyClick(bench.window, Qt.Key.Key_Right)
    wait_for(bench, Place("activation", 2, 2, 3))
    assert spoken(page.form) == "A⁽²⁾ = φ(Z⁽²⁾)"


def test_every_number_of_a_grid_is_the_engines(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    told = bench.window.stepping.told
    grid = grid_of(page, "Z⁽²⁾")
    for row, column in np.ndindex(4, 5):
        shown = grid.numbers.index(row, column).data()
        assert shown == grid.cells.scale.written(float(told.passed.z[2][row, column]))


def test_a_click_on_a_number_goes_to_its_act(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    grid = grid_of(page, "Z⁽²⁾")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 1, 2))
    wait_for(bench, Place("net_input", 2, 2, 2))
    assert grid.cells.matrix.lit == (1, 2)
    assert bench.window.selection.sample == bench.window.stepping.told.samples[2]


def test_return_on_a_number_goes_to_its_act(bench: Bench) -> None:
    page = open_page(bench, Place("derivative", None, 1, 1, 0))
    grid = grid_of(page, "∂J/∂W⁽¹⁾")
    grid.setFocus()
    grid.setCurrentIndex(grid.numbers.index(3, 1))
    QTest.keyClick(grid, Qt.Key.Key_Return)
    wait_for(bench, Place("derivative", None, 1, 4, 1))
    assert bench.window.selection.focus == Edge(1, 4, 1)


def test_a_click_on_a_weight_selects_its_connection(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    grid = grid_of(page, "W⁽¹⁾")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 1, 2))
    assert bench.window.selection.focus == Edge(1, 2, 2)


def test_pointing_at_a_weight_lights_its_edge(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    grid = grid_of(page, "W⁽¹⁾")

    def lights() -> bool:  # the first move may still bring the pointer in from another view
        for column in (0, 1):
            QTest.mouseMove(grid.viewport(), centre(grid, 2, column))
        return bench.window.selection.pointed == Edge(1, 3, 1)

    bench.qtbot.waitUntil(lights)


def test_a_number_tells_its_scalar_formula(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    index = grid_of(page, "Z⁽²⁾").numbers.index(2, 2)
    step = bench.window.stepping.act
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("z⁽²⁾₃ = Σₖ w⁽¹⁾₃,ₖ a⁽¹⁾ₖ")
    assert f"= {step.value:.4f}".replace("-", "−") in tip
    assert f"sample {step.sample}" in tip
    ones = grid_of(page, "A⁽¹⁾").numbers.index(0, 0)
    assert ones.data(Qt.ItemDataRole.ToolTipRole) == "The bias unit always gives 1"
    weight = grid_of(page, "W⁽¹⁾").numbers.index(1, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert weight.startswith("w⁽¹⁾₂,₂ = ")


def test_every_number_of_every_form_can_be_told(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(3, dropout=0.5),), batch=3, l2=0.01, l1=0.01, cost="squared"))
    page = open_page(bench)
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    order = bench.window.stepping.told.order
    for place in {order.place(index).kind: order.place(index) for index in range(order.count)}.values():
        go_to(bench, place)
        for matrix in page.form.matrices:
            for row, column in np.ndindex(matrix.values.shape):
                assert page._tell(matrix, row, column)


def test_what_is_still_to_be_computed_is_known_as_such(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    z: Matrix = page.form.result
    assert page._is_done(z, 2, 2)
    assert page._is_done(z, 3, 1)
    assert not page._is_done(z, 3, 2)
    assert not page._is_done(z, 0, 3)


@pytest.mark.parametrize(("width", "beside"), [(333, False), (560, True)])
def test_a_left_factor_stands_beside_its_product_where_there_is_room(
    open_bench: Callable[..., Bench], width: int, beside: bool
) -> None:
    bench = open_bench(EXPERIMENT, (1500, 900))
    bench.window.splitter.setSizes([264, 1500 - 264 - width, width])
    page = open_page(bench, Place("net_input", 2, 2, 3))
    w, z, a = (grid_of(page, name) for name in ("W⁽¹⁾", "Z⁽²⁾", "A⁽¹⁾"))

    def top(grid: NumberTable) -> int:
        return grid.mapTo(page.widget(), QPoint(0, 0)).y()

    bench.qtbot.waitUntil(lambda: (top(w) == top(z)) == beside)
    if beside:
        assert top(a) < top(w)
    else:  # read downwards it is the product: W, then what it multiplies
        assert top(w) < top(a) < top(z)


@pytest.mark.parametrize("place", [Place("net_input", 200, 2, 8), Place("derivative", None, 3, 8, 8)])
def test_of_long_matrices_the_lit_number_is_in_sight(open_bench: Callable[..., Bench], place: Place) -> None:
    bench = open_bench(Experiment(hidden=(Layer(8), Layer(8), Layer(8)), batch=0))
    page = open_page(bench, Place(place.kind, place.column, place.layer, min(place.unit, 1), place.source))
    grid = next(block.grid for block in page._blocks if block.grid.cells.matrix is page.form.result)
    row, column = page.form.result.lit
    rect = grid.visualRect(grid.numbers.index(row, column))
    assert grid.viewport().rect().contains(rect)


def cut_off(page: MatrixPage) -> list[str]:
    """Return the words that have less room than they need."""
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
    return [label.text() for label in labels if label.sizeHint().width() > label.width()]


def test_no_text_of_the_page_is_cut_off(bench: Bench) -> None:
    page = open_page(bench)
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    order = bench.window.stepping.told.order
    for place in {order.place(index).kind: order.place(index) for index in range(order.count)}.values():
        go_to(bench, place)
        assert page._equation.box.width > 0
        assert page._equation.box.width <= page.viewport().width() - 20
        bench.qtbot.waitUntil(lambda: not cut_off(page))  # once it is laid out


def test_numbers_too_small_for_their_decimals_get_a_common_power_of_ten() -> None:
    scale = scale_of(np.array([[0.0004, -0.00123]]))
    assert scale.factor == "× 10⁻³"
    assert [scale.written(value) for value in (0.0004, -0.00123)] == ["0.40", "−1.23"]
    assert scale_of(np.array([[0.5, -0.25]])).written(-0.25) == "−0.250"
    assert scale_of(np.array([[12.5]])).written(12.5) == "12.50"
    assert scale_of(np.array([[float("nan"), float("inf")]])).share(float("nan")) == 0.0
