"""The matrix view in a real window: it shows the present act in numbers of the engine, and a click goes to an act."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from engine.acts import Place
from engine.choices import choose
from engine.data import Data
from engine.experiment import Experiment, Layer
from engine.matrix_form import SAMPLES, Matrix
from engine.numbers import format_number
from playground.document.selection import Edge
from playground.stepper.grid.figures import scale_of
from playground.stepper.grid.table import BAR, ROW, NumberTable
from playground.stepper.matrix.equation import spoken
from playground.stepper.matrix.page import Block, MatrixPage
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


@pytest.mark.parametrize("place", [Place("hidden_delta", 0, 2, 1), Place("net_input", 0, 3, 1)])
@pytest.mark.parametrize("width", [390, 480, 560])
def test_a_grid_takes_the_room_there_is_before_it_is_cut(
    open_bench: Callable[..., Bench], place: Place, width: int
) -> None:
    bench, page = open_narrow(open_bench, Experiment(hidden=(Layer(10),)), width)
    go_to(bench, place)
    cut = 0
    for block in shown_blocks(page):
        grid = block.grid
        seen = (grid.width() - grid.verticalHeader().width()) // grid.columnWidth(0)
        if seen < len(grid.cells.columns):
            cut += 1
            assert page.room - grid.width() < grid.columnWidth(0) + BAR
    assert cut or width == 560


@pytest.mark.parametrize("place", [Place("net_input", 200, 2, 8), Place("derivative", None, 3, 8, 8)])
def test_of_long_matrices_the_lit_number_is_in_sight(open_bench: Callable[..., Bench], place: Place) -> None:
    bench = open_bench(Experiment(hidden=(Layer(8), Layer(8), Layer(8)), batch=0))
    page = open_page(bench, Place(place.kind, place.column, place.layer, min(place.unit, 1), place.source))
    grid = next(block.grid for block in page._blocks if block.grid.cells.matrix is page.form.result)
    row, column = page.form.result.lit
    rect = grid.visualRect(grid.numbers.index(row, column))
    assert grid.viewport().rect().contains(rect)


DEEP = Experiment(
    data=Data("blobs"), hidden=(Layer(8), Layer(8), Layer(8)), output="softmax", cost="cross_entropy", batch=0
)


def acts(bench: Bench) -> Iterator[Place]:
    """Go to the last act of each kind."""
    order = bench.window.stepping.told.order
    for place in {order.place(index).kind: order.place(index) for index in range(order.count)}.values():
        go_to(bench, place)
        yield place


def shown_blocks(page: MatrixPage) -> list[Block]:
    return [block for block in page._blocks if block.isVisible()]


def open_narrow(open_bench: Callable[..., Bench], experiment: Experiment, width: int) -> tuple[Bench, MatrixPage]:
    """Open the page in a column of this width, at the first act."""
    whole = 1280 if width < 400 else 1500
    bench = open_bench(experiment, (whole, 800))
    bench.window.splitter.setSizes([264, whole - 264 - width, width])
    page = open_page(bench)
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    bench.qtbot.waitUntil(lambda: abs(bench.window.side.width() - width) < 4)
    return bench, page


def test_the_act_of_the_cost_is_written_as_what_it_comes_from(bench: Bench) -> None:
    page = open_page(bench, Place("cost", 2, 3))
    assert [block.name.accessibleName() for block in shown_blocks(page)] == ["A⁽³⁾", "Y", "J( A⁽³⁾ , Y ) = Jᵢ"]


@pytest.mark.parametrize("width", [300, 390, 560])
def test_every_label_stands_right_above_its_own_grid(open_bench: Callable[..., Bench], width: int) -> None:
    bench, page = open_narrow(open_bench, EXPERIMENT, width)
    for _ in acts(bench):
        for block in shown_blocks(page):
            labels = [part for part in (block.name, block._size, block._factor) if part.isVisible()]
            assert block.name.x() == block.grid.x() == 0
            assert 0 <= block.grid.y() - block.name.geometry().bottom() <= 10
            for before, after in pairwise(labels):
                assert 0 < after.x() - before.geometry().right() <= 12
            assert labels[-1].geometry().right() < block.width()


def test_a_power_of_ten_stands_beside_the_dimensions_of_its_grid(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(Experiment(hidden=(Layer(4),), optimizer=choose("adam"), rate=0.01))
    page = open_page(bench, Place("update", None, 1, 2, 1))
    change = next(block for block in shown_blocks(page) if block.grid.cells.scale.exponent)
    assert change._factor.text() == f"all {change.grid.cells.scale.factor}"
    assert change._factor.isVisible()
    plain = next(block for block in shown_blocks(page) if not block.grid.cells.scale.exponent)
    assert not plain._factor.isVisible()


@pytest.mark.parametrize("width", [300, 390, 560])
@pytest.mark.parametrize("experiment", [EXPERIMENT, DEEP], ids=["small", "deep"])
def test_no_number_is_cut_off_and_what_does_not_fit_has_a_scroll_bar(
    open_bench: Callable[..., Bench], experiment: Experiment, width: int
) -> None:
    bench, page = open_narrow(open_bench, experiment, width)
    for place in acts(bench):
        assert page.sheet.minimumSizeHint().width() <= page.viewport().width(), place
        for block in shown_blocks(page):
            grid = block.grid
            seen = grid.viewport()
            rows, columns = len(grid.cells.rows), len(grid.cells.columns)
            assert seen.width() % grid.columnWidth(0) == 0
            assert seen.height() % ROW == 0
            assert grid.horizontalScrollBar().isVisible() == (seen.width() < columns * grid.columnWidth(0))
            assert grid.verticalScrollBar().isVisible() == (seen.height() < rows * ROW)
            assert grid.mapTo(page.viewport(), QPoint(grid.width(), 0)).x() <= page.viewport().width()


def test_the_same_sample_stands_below_itself(open_bench: Callable[..., Bench]) -> None:
    bench, page = open_narrow(open_bench, EXPERIMENT, 320)
    for _ in acts(bench):
        places = {
            (grid.cells.matrix.columns, grid.verticalHeader().width(), grid.columnWidth(0))
            for grid in (block.grid for block in shown_blocks(page))
            if grid.cells.matrix.columns.of == SAMPLES
        }
        assert len(places) <= 1


def test_all_of_the_error_that_comes_back_is_in_sight_at_1280_by_820(open_bench: Callable[..., Bench]) -> None:
    bench = open_bench(DEEP, (1280, 820))
    page = open_page(bench, Place("hidden_delta", 2, 3, 4))
    bench.qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)


def test_no_number_that_is_not_0_reads_as_0(bench: Bench) -> None:
    bench.step(30)
    page = open_page(bench, Place("hidden_delta", 2, 2, 3))
    for block in shown_blocks(page):
        cells = block.grid.cells
        for row, column in np.ndindex(cells.matrix.values.shape):
            reads_as_0 = not set(cells.cell(row, column).text) & set("123456789")
            assert reads_as_0 == (cells.value(row, column) == 0)


@given(arrays(float, 6, elements=st.floats(-1e9, 1e9)), st.integers(2, 12))
def test_in_no_scale_a_number_that_is_not_0_reads_as_0(values: np.ndarray, digits: int) -> None:
    scale = scale_of(values, digits)
    for value in values.tolist():
        reads_as_0 = not set(scale.written(value)) & set("123456789")
        assert reads_as_0 == (value / 10.0**scale.exponent == 0)


# ---- keyboard, mouse, screen readers ---------------------------------------------------------------------------------


def focus_on(bench: Bench, grid: NumberTable, row: int, column: int) -> None:
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.waitUntil(grid.hasFocus)
    grid.setCurrentIndex(grid.numbers.index(row, column))


def test_arrows_walk_through_a_grid_that_has_the_focus_and_nothing_steps(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 1))
    grid, before = grid_of(page, "W⁽¹⁾"), bench.window.stepping.index
    focus_on(bench, grid, 0, 0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(grid, key)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (2, 2)  # the last one met the edge
    assert bench.window.selection.pointed == Edge(1, 3, 2)
    assert bench.window.stepping.index == before


def test_who_walks_out_of_sight_is_followed(open_bench: Callable[..., Bench]) -> None:
    bench, page = open_narrow(open_bench, DEEP, 320)
    go_to(bench, Place("net_input", 0, 2, 1))
    grid = grid_of(page, "Z⁽²⁾")
    focus_on(bench, grid, 0, 0)
    for _ in range(20):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().column() == 20
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))


def test_headings_stay_while_a_grid_is_scrolled(open_bench: Callable[..., Bench]) -> None:
    bench, page = open_narrow(open_bench, DEEP, 320)
    go_to(bench, Place("derivative", None, 1, 1, 0))
    grid = grid_of(page, "A⁽¹⁾")
    top = grid.horizontalHeader().geometry()
    assert grid.rowAt(0) == 0
    grid.verticalScrollBar().triggerAction(grid.verticalScrollBar().SliderAction.SliderPageStepAdd)
    assert grid.rowAt(0) > 0
    assert grid.horizontalHeader().geometry() == top
    assert grid.horizontalHeader().viewport().isVisible()


def test_a_click_on_a_number_shows_its_scalar_formula_in_the_strip(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 0, 2, 3))
    grid = grid_of(page, "Z⁽²⁾")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 1, 2))
    wait_for(bench, Place("net_input", 2, 2, 2))
    assert bench.window.strip.subject.main.value == grid.cells.value(1, 2)
    assert bench.window.strip.copied("text").startswith("z⁽²⁾₂ = ")


def test_a_screen_reader_is_told_of_the_grid_and_of_each_number(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    grid = grid_of(page, "W⁽¹⁾")
    assert grid.accessibleName() == "Matrix W⁽¹⁾"
    said = grid.numbers.index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("w⁽¹⁾₂,₂ = ")
    assert grid.numbers.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) == (
        "Unit 0 is the bias unit"
    )


def test_a_grid_is_copied_with_all_its_digits(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    grid = grid_of(page, "W⁽¹⁾")
    focus_on(bench, grid, 0, 0)
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    assert head == "\t0\t1\t2"
    numbers = np.array([[float(text) for text in line.split("\t")[1:]] for line in lines])
    np.testing.assert_array_equal(numbers, grid.cells.matrix.values)


def test_one_choice_of_digits_holds_for_strip_and_grids(bench: Bench) -> None:
    page = open_page(bench, Place("net_input", 2, 2, 3))
    z = bench.window.stepping.act.value
    for digits in (5, 2):
        bench.window.writing.set_digits(digits)
        grid = grid_of(page, "Z⁽²⁾")
        assert grid.cells.scale.digits == digits
        assert grid.numbers.index(2, 2).data() == grid.cells.scale.written(z)
        assert format_number(z, digits) in bench.window.strip.copied("text")


def cut_off(page: MatrixPage) -> list[str]:
    """Return the words that have less room than they need."""
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
    return [label.text() for label in labels if label.sizeHint().width() > label.width()]


def test_no_text_of_the_page_is_cut_off(bench: Bench) -> None:
    page = open_page(bench)
    bench.window.stepping.enter()
    bench.qtbot.waitUntil(lambda: bench.window.stepping.told is not None)
    for _ in acts(bench):
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
